"""A reading put in order for people: its text cut where statements lean on it, and its things with their facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from rdflib import RDFS, SKOS, Literal, URIRef

from loaders.corrections import Applied
from loaders.doubts import Doubt
from loaders.faults import Language, Wording
from loaders.model import Document, Evidence, Node, Reading, Statement
from loaders.preview import Preview
from loaders.share import Share, share
from loaders.shorthand import short
from ontology.addresses import Addresses
from ontology.names import CT, DCAT, DCTERMS, FOAF, ORG, PROV, RDF, SCHEMA
from ontology.rules import vocabulary

_BY_PROPERTY: Mapping[str, Sequence[URIRef]] = {
    "figures": (CT.figure, CT.value, CT.unit, CT.counts, CT.qualifier),
    "dates": (
        CT.signedOn,
        CT.duration,
        CT.firstProgramming,
        DCTERMS.temporal,
        DCTERMS.date,
        SCHEMA.startDate,
        SCHEMA.endDate,
    ),
    "people": (CT.signature, CT.signatory, CT.witness, CT.capacity, CT.onBehalfOf, CT.heldPost, ORG.member, ORG.role),
    "territory": (CT.covers, CT.administers, CT.place, SCHEMA.location, DCTERMS.isPartOf),
    "parties": (CT.party, CT.client, CT.partner, CT.beneficiary, ORG.memberOf, ORG.hasMember, DCTERMS.publisher),
    "strategy": (CT.priority, CT.axis, CT.action),
    "programmes": (CT.underProgramme, CT.implements, CT.succeeds, CT.amends, SCHEMA.mentions),
}
_CATEGORY = {predicate: name for name, predicates in _BY_PROPERTY.items() for predicate in predicates}
_BY_KIND = {
    "action": "strategy",
    "axe": "strategy",
    "chiffre": "figures",
    "commune": "territory",
    "departement": "territory",
    "enjeu": "strategy",
    "epci": "territory",
    "fonction": "people",
    "groupement": "territory",
    "mandat": "people",
    "organisation": "parties",
    "periode": "dates",
    "personne": "people",
    "programme": "programmes",
    "region": "territory",
    "signature": "people",
}
CATEGORIES = (*_BY_PROPERTY, "contract")
"""The kinds of statements, the one that colours words first where they support several."""
_BORROWED: Mapping[URIRef, Wording] = {
    FOAF.Person: Wording("personne", "person"),
    DCTERMS.PeriodOfTime: Wording("période", "period"),
    ORG.FormalOrganization: Wording("organisation", "organisation"),
    ORG.Membership: Wording("mandat", "post"),
    ORG.Organization: Wording("organisation", "organisation"),
    ORG.Role: Wording("fonction", "role"),
    RDF.type: Wording("est", "is"),
    RDFS.label: Wording("nom", "name"),
    SKOS.prefLabel: Wording("intitulé", "title"),
    SKOS.altLabel: Wording("autre nom", "other name"),
    SKOS.broader: Wording("relève de", "under"),
    FOAF.name: Wording("nom", "name"),
    DCAT.startDate: Wording("début", "start"),
    DCAT.endDate: Wording("fin", "end"),
    DCTERMS.date: Wording("date", "date"),
    DCTERMS.temporal: Wording("période", "period"),
    DCTERMS.isPartOf: Wording("fait partie de", "part of"),
    DCTERMS.publisher: Wording("éditeur", "publisher"),
    DCTERMS.subject: Wording("objet", "subject"),
    ORG.member: Wording("titulaire", "holder"),
    ORG.organization: Wording("organisme", "organisation"),
    ORG.role: Wording("fonction", "role"),
    ORG.memberOf: Wording("membre de", "member of"),
    ORG.hasMember: Wording("a pour membre", "has member"),
    PROV.wasAttributedTo: Wording("selon", "according to"),
    SCHEMA.about: Wording("à propos de", "about"),
    SCHEMA.mentions: Wording("mentionne", "mentions"),
    SCHEMA.startDate: Wording("début", "start"),
    SCHEMA.endDate: Wording("fin", "end"),
    SCHEMA.location: Wording("lieu", "location"),
    SCHEMA.organizer: Wording("organisateur", "organiser"),
    SCHEMA.sender: Wording("expéditeur", "sender"),
    SCHEMA.recipient: Wording("destinataire", "recipient"),
}


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement as people read it, with the numbers of the passages that support it and what was corrected of it.

    `reason` tells why an inferred value follows from the words.
    """

    subject: str
    property: str
    value: str
    reason: str = ""
    passages: tuple[int, ...] = ()
    corrections: tuple[Applied, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """Words that support statements, numbered from 1 in the order of the text."""

    number: int
    start: int
    end: int
    words: str
    line: int
    page: int | None
    category: str
    claims: tuple[Claim, ...]

    @property
    def inferred(self) -> bool:
        """Tell whether the values are none of them in the words."""
        return all(claim.reason for claim in self.claims)


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing that was read, what it is, and its facts."""

    key: str
    label: str
    kinds: tuple[str, ...]
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text over which the same words hold; `passage` is the shortest, `doubt` an undecided mention's.

    `opens` and `asks` are the numbers of the passages and of the mentions that begin with it.
    """

    text: str
    passage: Passage | None
    doubt: int | None
    opens: tuple[int, ...]
    asks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Transcript:
    """A document with all that was understood of it, in order."""

    document: Document
    share: Share
    statements: int
    passages: tuple[Passage, ...]
    things: tuple[Thing, ...]
    doubts: tuple[Doubt, ...]
    applied: tuple[Applied, ...]

    @property
    def pieces(self) -> Iterator[Piece]:
        """Yield the pieces of the text, in order; together they are the text."""
        text = self.document.text
        cuts = {0, len(text)}
        cuts |= {bound for one in self.passages for bound in (one.start, one.end)}
        cuts |= {bound for one in self.doubts for bound in (one.mention.start, one.mention.end)}
        for start, end in pairwise(sorted(cuts)):
            holding = [one for one in self.passages if one.start <= start and end <= one.end]
            asked = [n for n, one in enumerate(self.doubts, 1) if one.mention.start <= start and end <= one.mention.end]
            yield Piece(
                text[start:end],
                min(holding, key=lambda one: (one.end - one.start, one.number), default=None),
                asked[0] if asked else None,
                tuple(one.number for one in holding if one.start == start),
                tuple(n for n in asked if self.doubts[n - 1].mention.start == start),
            )


def transcript(reading: Reading, found: Preview, addresses: Addresses, language: Language) -> Transcript:
    """Return what was read in one of the documents of a preview, put in order."""
    applied = found.revision.applied
    document = reading.document
    added = [_stated(one) for one in applied if one.evidence and one.document == document]
    told = [*reading.statements, *(one for one in added if one is not None)]
    told.sort(key=lambda one: (one.subject, one.predicate, one.object.n3()))
    scribe = _Scribe(document, told, found, addresses, language)
    about = {one.subject for one in told} | {addresses.source(document.key)}
    return Transcript(
        document,
        share(reading),
        len(told),
        scribe.passages(),
        scribe.things(),
        tuple(one for one in found.doubts if one.document == document),
        tuple(one for one in applied if one.document == document or one.subject in about),
    )


def _stated(one: Applied) -> Statement | None:
    if one.predicate is None or one.value is None:
        return None
    return Statement(one.subject, one.predicate, one.value, one.evidence)


class _Scribe:
    """Writes the statements of one document in one language."""

    def __init__(
        self,
        document: Document,
        told: Sequence[Statement],
        found: Preview,
        addresses: Addresses,
        language: Language,
    ) -> None:
        self._document, self._told, self._addresses, self._language = document, told, addresses, language
        names = [one for one in told if one.predicate in {RDFS.label, SKOS.prefLabel}]
        self._labels = {**found.names, **{one.subject: str(one.object) for one in reversed(names)}}
        self._labels[addresses.source(document.key)] = document.title or document.identifier
        self._applied: dict[tuple[object, ...], list[Applied]] = defaultdict(list)
        for one in found.revision.applied:
            self._applied[one.subject, one.predicate, one.value].append(one)
        places = sorted({(one.start, one.end) for statement in told for one in statement.evidence})
        self._numbers = {place: number for number, place in enumerate(places, 1)}

    def passages(self) -> tuple[Passage, ...]:
        """Return the passages that support statements, in the order of the text."""
        held: dict[tuple[int, int], list[tuple[Statement, Evidence]]] = defaultdict(list)
        for statement in self._told:
            for evidence in statement.evidence:
                held[evidence.start, evidence.end].append((statement, evidence))
        return tuple(self._passage(place, number, held[place]) for place, number in self._numbers.items())

    def things(self) -> tuple[Thing, ...]:
        """Return the things, in the order of their addresses."""
        return tuple(self._thing(one, list(facts)) for one, facts in groupby(self._told, key=lambda one: one.subject))

    def _passage(self, place: tuple[int, int], number: int, held: Sequence[tuple[Statement, Evidence]]) -> Passage:
        start, end = place
        text = self._document.text
        categories = {self._category(statement) for statement, _ in held}
        return Passage(
            number,
            start,
            end,
            " ".join(text[start:end].split()),
            self._document.line(start),
            self._document.page(start),
            next(one for one in CATEGORIES if one in categories),
            tuple(dict.fromkeys(self._claim(one, evidence.reason or "") for one, evidence in held if _is_told(one))),
        )

    def _thing(self, subject: URIRef, facts: Sequence[Statement]) -> Thing:
        kinds = (self._named(one.object) for one in facts if one.predicate == RDF.type and _is_told(one))
        claims = (self._claim(one, one.evidence[0].reason or "") for one in facts if one.predicate != RDF.type)
        key = short(subject, self._addresses)
        return Thing(key, self._named(subject), tuple(dict.fromkeys(kinds)), tuple(dict.fromkeys(claims)))

    def _claim(self, one: Statement, reason: str) -> Claim:
        return Claim(
            self._named(one.subject),
            self._term(one.predicate),
            self._named(one.object),
            reason,
            tuple(self._numbers[evidence.start, evidence.end] for evidence in one.evidence),
            tuple(self._applied.get((one.subject, one.predicate, one.object), ())),
        )

    def _category(self, one: Statement) -> str:
        kind = short(one.subject, self._addresses).partition("/")[0]
        return _CATEGORY.get(one.predicate) or _BY_KIND.get(kind, "contract")

    def _named(self, node: Node) -> str:
        if isinstance(node, Literal):
            return str(node)
        return self._labels.get(node) or self._term(node)

    def _term(self, iri: URIRef) -> str:
        if iri in _BORROWED:
            return _BORROWED[iri].said(self._language)
        labels = (*vocabulary().objects(iri, RDFS.label), *vocabulary().objects(iri, SKOS.prefLabel))
        names = {str(one.language): str(one) for one in labels if isinstance(one, Literal)}
        return names.get(self._language) or short(iri, self._addresses)


def _is_told(one: Statement) -> bool:
    """Tell whether a statement is worth showing: not that a thing is also of a class that ours specialises."""
    return one.predicate != RDF.type or str(one.object).startswith(str(CT)) or one.object in _BORROWED

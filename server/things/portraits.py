"""A description put in order for people: facts grouped by meaning, things by their names, sources beside each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from rdflib import Literal, URIRef

from ontology.disagreements import disagree
from ontology.names import CT, DCAT, DCTERMS, FOAF, GEO, IGEO, ORG, PROV, RDF, RDFS, SCHEMA, SKOS
from server.addresses import TERRITORIES, Site
from server.languages import Texts
from server.store import Term
from server.things.descriptions import Description
from server.things.proofs import Proof, Prover
from server.things.reviews import Review
from server.things.shown import Fact, Priority, Section, Shown, Signatory
from server.wording import Wording, curie

__all__ = ["Fact", "Portrait", "Priority", "Section", "Shown", "Signatory"]

_SECTIONS: Mapping[str, Sequence[URIRef]] = {
    "identity": (
        RDFS.label,
        SKOS.prefLabel,
        FOAF.name,
        DCTERMS.title,
        DCTERMS.isReplacedBy,
        CT.lastEdition,
        SKOS.altLabel,
        CT.kind,
        CT.legalForm,
        IGEO.codeINSEE,
        CT.siren,
        SKOS.notation,
        DCTERMS.identifier,
        DCTERMS.subject,
        CT.implements,
        CT.succeeds,
        CT.amends,
        CT.underProgramme,
    ),
    "signature": (CT.signedOn, CT.signatory, CT.witness, CT.onBehalfOf, CT.capacity),
    "territory": (
        CT.covers,
        CT.administers,
        DCTERMS.isPartOf,
        CT.population,
        GEO.hasCentroid,
        GEO.asWKT,
        CT.place,
        SCHEMA.location,
    ),
    "parties": (
        CT.party,
        CT.client,
        CT.partner,
        CT.beneficiary,
        CT.heldPost,
        ORG.member,
        ORG.organization,
        ORG.role,
        ORG.memberOf,
        ORG.hasMember,
        SCHEMA.organizer,
        SCHEMA.sender,
        SCHEMA.recipient,
        PROV.wasAttributedTo,
    ),
    "chronology": (
        DCTERMS.temporal,
        CT.firstProgramming,
        CT.duration,
        DCTERMS.date,
        SCHEMA.startDate,
        SCHEMA.endDate,
        DCAT.startDate,
        DCAT.endDate,
        CT.event,
    ),
    "strategy": (SKOS.broader, CT.axis, CT.action),
    "figures": (CT.figure, CT.value, CT.unit, CT.counts, CT.qualifier),
    "sources": (
        SCHEMA.about,
        SCHEMA.mentions,
        DCTERMS.source,
        DCTERMS.publisher,
        DCTERMS.license,
        DCTERMS.language,
        CT.readOn,
        CT.sha256,
    ),
}
_SECTION = {predicate: key for key, predicates in _SECTIONS.items() for predicate in predicates}
_RANK = {predicate: rank for predicates in _SECTIONS.values() for rank, predicate in enumerate(predicates)}
_NAMES = {RDFS.label, SKOS.prefLabel, FOAF.name, DCTERMS.title}
_APART = {RDF.type, RDFS.isDefinedBy, CT.position, CT.populationYear, CT.signature, CT.priority}
_SIGNED = {"contrat", "signature"}


@dataclass(frozen=True)
class Portrait:
    """Put the description of one thing in order for the readers of one language."""

    description: Description
    site: Site
    texts: Texts
    wording: Wording
    prover: Prover
    reviewed: Mapping[URIRef, tuple[Review, ...]] = field(default_factory=dict)

    @cached_property
    def kind(self) -> str:
        """Return the kind of the thing, as in its address."""
        return self.site.identity(self.description.thing)[0]

    @cached_property
    def title(self) -> Shown:
        """Return the name of the thing, its key when nothing names it."""
        return self._named(self.description.thing)

    @cached_property
    def type(self) -> str:
        """Return the name of the most precise class of the thing that the vocabulary has, else that of its kind."""
        classes = [term for term in self.description.objects(self.description.thing, RDF.type) if term in _PRECISE]
        ranked = sorted(classes, key=lambda term: _PRECISE[URIRef(term)])
        return self.wording.term(URIRef(ranked[0])) if ranked else self.texts(f"kind.{self.kind}")

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """Return the facts by meaning, in the order of a page; what has no place comes last, under `other`."""
        thing = self.description.thing
        placed: dict[str, list[URIRef]] = {key: [] for key in (*_SECTIONS, "other")}
        for predicate in self.description.values[thing]:
            if predicate not in _APART:
                placed[self._section(predicate)].append(predicate)
        found = []
        for key, predicates in placed.items():
            facts = (self._fact(thing, one) for one in sorted(predicates, key=lambda one: (_RANK.get(one, 0), one)))
            found.append(Section(key, tuple(fact for fact in facts if fact.values)))
        return tuple(section for section in found if section.facts or self._has_table(section.key))

    @cached_property
    def decisions(self) -> tuple[tuple[Review, str], ...]:
        """Return what was decided of the thing and of its parts, each with the statement in words."""
        things = dict.fromkeys((self.description.thing, *self.description.values))
        told = dict.fromkeys(one for thing in things for one in self.reviewed.get(thing, ()))
        return tuple((one, self._decided(one)) for one in told)

    @cached_property
    def signatories(self) -> tuple[Signatory, ...]:
        """Return who signed or was present, by `ct:position` then by name, those who signed first."""
        found = map(self._signatory, self.description.nodes(self.description.thing, CT.signature))
        return tuple(sorted(found, key=lambda one: not one.signed))

    @cached_property
    def priorities(self) -> tuple[Priority, ...]:
        """Return the enjeux in order, each with its axes in order."""
        thing = self.description.thing
        nodes = self.description.nodes(thing, CT.priority)
        return tuple(Priority(self._linked(thing, CT.priority, node), self._axes(node)) for node in nodes)

    def _decided(self, one: Review) -> str:
        words = [] if one.subject == self.description.thing else [self._named(one.subject).text]
        words += [self.wording.term(one.predicate)] if one.predicate else []
        if isinstance(one.value, URIRef):
            words.append(self._named(one.value).text)
        elif one.value is not None:
            words.append(self.texts.value(one.value))
        return " – ".join(word.removeprefix(f"{self.site.base}id/") for word in words)

    def _section(self, predicate: URIRef) -> str:
        if predicate == CT.place and self.kind in _SIGNED:
            return "signature"
        return _SECTION.get(predicate, "other")

    def _has_table(self, key: str) -> bool:
        return bool({"signature": self.signatories, "strategy": self.priorities}.get(key))

    def _fact(self, subject: URIRef, predicate: URIRef) -> Fact:
        values = self.description.objects(subject, predicate)
        ordered = sorted(self.description.nodes(subject, predicate), key=self.site.width)
        nodes = [self._linked(subject, predicate, node) for node in ordered]
        literals = [self._literal(subject, predicate, one) for one in values if isinstance(one, Literal)]
        if predicate in _NAMES:
            again = predicate == FOAF.name and RDFS.label in self.description.values[subject]
            literals = [one for one in literals if not (again and one.text == self.title.text)]
            literals = [one for one in literals if one.text != self.title.text or any(p.words for p in one.proofs)]
        place = self.site.place(predicate)
        href = place.href if place and not place.outside else None
        held = self.description.values.get(subject, {}).get(predicate, {})
        return Fact(
            curie(predicate), self.wording.term(predicate), href, (*nodes, *literals), disagree(predicate, held)
        )

    def _axes(self, node: URIRef) -> tuple[Shown, ...]:
        return tuple(self._linked(node, CT.axis, axis) for axis in self.description.nodes(node, CT.axis))

    def _signatory(self, node: URIRef) -> Signatory:
        read = self.description
        signed = read.nodes(node, CT.signatory)
        persons = signed or read.nodes(node, CT.witness)
        bodies = tuple(self._named(body) for body in read.nodes(node, CT.onBehalfOf))
        capacity = ", ".join(str(one) for one in read.objects(node, CT.capacity))
        person = self._named(persons[0]) if persons else self._named(node)
        return Signatory(person, capacity, bodies, bool(signed), self._proofs_of_node(CT.signature, node))

    def _proofs_of_node(self, link: URIRef, node: URIRef) -> tuple[Proof, ...]:
        """Return what proves a part: the evidence of its link and of all that is said of it, each passage once.

        The axes of an enjeu are shown apart, with their own.
        """
        said = self.description.values.get(node, {}).items()
        pairs = [(predicate, value) for predicate, values in said if predicate != CT.axis for value in values]
        proofs = list(self.prover.of(self.description.thing, link, node))
        for predicate, value in pairs:
            proofs += self.prover.of(node, predicate, value)
        return self.prover.outermost(proofs)

    def _named(self, node: URIRef) -> Shown:
        place = self.site.place(node)
        label = self.wording.name(self.description, node)
        language = label.language if label.language != self.texts.language else None
        shown = Shown(str(label), language)
        return replace(shown, href=place.href, outside=place.outside) if place else shown

    def _linked(self, subject: URIRef, predicate: URIRef, node: URIRef) -> Shown:
        proofs = self._proofs(subject, predicate, node)
        if node in self.description.values and node != self.description.thing:
            proofs = self.prover.outermost((*proofs, *self._proofs_of_node(predicate, node)))
        told = self._reviews(subject, predicate, node)
        return replace(self._named(node), note=self._note(node), proofs=proofs, reviews=told)

    def _note(self, node: URIRef) -> str:
        """Return what is worth saying beside a name; of a territory, its kind, since a commune may share its name."""
        kind = self.site.identity(node)[0] if self.site.owns(node) else ""
        return self.texts(f"kind.{kind}") if kind in TERRITORIES else self.wording.note(self.description, node)

    def _proofs(self, subject: URIRef, predicate: URIRef, value: Term) -> tuple[Proof, ...]:
        """Return the proofs of a statement, without a source's bare word about itself."""
        proofs = self.prover.of(subject, predicate, value)
        return tuple(one for one in proofs if one.words or one.rows or one.source.iri != self.description.thing)

    def _literal(self, subject: URIRef, predicate: URIRef, value: Literal) -> Shown:
        text = self.wording.literal(self.description, subject, predicate, value)
        language = value.language if value.language != self.texts.language else None
        told = self._reviews(subject, predicate, value)
        return Shown(text, language, proofs=self._proofs(subject, predicate, value), reviews=told)

    def _reviews(self, *statement: Term) -> tuple[Review, ...]:
        """Return what was decided of a statement."""
        subject, *said = statement
        known = self.reviewed.get(URIRef(subject), ())
        return tuple(one for one in known if [one.predicate, one.value] == said)


_PRECISE = {
    one: rank
    for rank, one in enumerate(
        (
            CT.Amendment,
            CT.Contract,
            CT.Signature,
            CT.FormerTerritory,
            CT.Commune,
            CT.Intercommunality,
            CT.Grouping,
            CT.Arrondissement,
            CT.Department,
            CT.Region,
            CT.Priority,
            CT.Axis,
            CT.Action,
            CT.Programme,
            CT.Event,
            CT.Figure,
            CT.Accompaniment,
            CT.Letter,
            CT.SourceDocument,
            CT.Article,
            CT.Evidence,
        )
    )
}

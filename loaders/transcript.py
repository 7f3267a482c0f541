"""A reading put in order for people: its text cut where statements lean on it, and its things with their facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from rdflib import RDFS, SKOS, Literal, URIRef

from loaders.categories import CATEGORIES, category
from loaders.corrections import Applied
from loaders.documents.french import Words
from loaders.doubts import Doubt
from loaders.faults import Language
from loaders.model import Document, Evidence, Node, Reading, Statement
from loaders.preview import Preview
from loaders.share import Share, share
from loaders.shorthand import BORROWED, label, short
from ontology.addresses import Addresses
from ontology.names import CT, RDF


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
        opening = _by_start(self.passages)
        asking = _by_start([one.mention for one in self.doubts])
        holding: list[int] = []
        asked: list[int] = []
        for start, end in pairwise(sorted(cuts)):
            opens, asks = opening.get(start, ()), asking.get(start, ())
            holding = [n for n in (*holding, *opens) if self.passages[n - 1].end >= end]
            asked = [n for n in (*asked, *asks) if self.doubts[n - 1].mention.end >= end]
            shortest = min((self.passages[n - 1] for n in holding), key=_size, default=None)
            yield Piece(text[start:end], shortest, asked[0] if asked else None, tuple(opens), tuple(asks))


def _by_start(found: Sequence[Words]) -> Mapping[int, Sequence[int]]:
    """Return the numbers, from 1, of the words that begin at each place."""
    numbers: dict[int, list[int]] = defaultdict(list)
    for number, one in enumerate(found, 1):
        numbers[one.start].append(number)
    return numbers


def _size(passage: Passage) -> tuple[int, int]:
    return passage.end - passage.start, passage.number


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
        categories = {category(statement, self._addresses) for statement, _ in held}
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
            label(one.predicate, self._addresses, self._language),
            self._named(one.object),
            reason,
            tuple(self._numbers[evidence.start, evidence.end] for evidence in one.evidence),
            tuple(self._applied.get((one.subject, one.predicate, one.object), ())),
        )

    def _named(self, node: Node) -> str:
        if isinstance(node, Literal):
            return str(node)
        return self._labels.get(node) or label(node, self._addresses, self._language)


def _is_told(one: Statement) -> bool:
    """Tell whether a statement is worth showing: not that a thing is also of a class that ours specialises."""
    return one.predicate != RDF.type or str(one.object).startswith(str(CT)) or one.object in BORROWED

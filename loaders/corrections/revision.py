"""Corrections applied to what was read, before anything is made of it; those that no longer apply are told."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from rdflib import RDF, Literal, URIRef

from loaders.corrections.errata import Correction, Errata
from loaders.corrections.forms import Action
from loaders.corrections.mergers import merged, renamed
from loaders.corrections.pruning import pruned
from loaders.corrections.quotes import places, touching
from loaders.documents import reconcile
from loaders.documents.french import Span
from loaders.faults import Fault, Wording
from loaders.model import Choice, Choices, Document, Evidence, Node, Reading, Statement
from ontology.addresses import Addresses
from ontology.names import DCTERMS, SCHEMA

Fact: TypeAlias = tuple[URIRef, URIRef | None, Node | None, Document]
"""A statement of a document, or a thing in it."""

_GONE = Wording("retirer cette correction ou la récrire", "remove this correction or write it anew")


@dataclass(frozen=True, slots=True)
class Applied:
    """A correction that took effect: the statement it is about, and the words of a document that bear it, if any do.

    A rejected thing has no property or value, nor have words that mean nothing. `replaced` tells which addresses a
    merge took away, each with the one that stays.
    """

    correction: Correction
    subject: URIRef
    predicate: URIRef | None = None
    value: Node | None = None
    document: Document | None = None
    evidence: tuple[Evidence, ...] = ()
    replaced: tuple[tuple[URIRef, URIRef], ...] = ()


@dataclass(frozen=True, slots=True)
class Revision:
    """The readings of a build as corrected and reconciled, what was applied, and a fault for each correction unmet."""

    readings: tuple[Reading, ...]
    applied: tuple[Applied, ...] = ()
    unmet: tuple[Fault, ...] = ()


def choices(errata: Errata, documents: Sequence[Document]) -> Choices:
    """Return what the corrections choose for the words of each document, to be read with."""
    texts = {document.identifier: document for document in documents}
    found: dict[str, list[Choice]] = {}
    for one in errata.corrections:
        document = texts.get(one.quote.document) if one.quote else None
        if one.action is Action.CHOOSE and one.quote and document and isinstance(one.value, URIRef):
            told = found.setdefault(document.identifier, [])
            told += [Choice(s.start, s.end, one.value, reason(one)) for s in places(document, one.quote)]
    return {identifier: tuple(told) for identifier, told in found.items()}


def reason(correction: Correction) -> str:
    """Return who chose, when and why, as an evidence tells it (French)."""
    return f"choisi par {correction.by} le {correction.on.isoformat()} : {correction.why}"


def revised(errata: Errata, readings: Sequence[Reading], described: Container[str], addresses: Addresses) -> Revision:
    """Return the readings of a build corrected, then reconciled; `described` are the addresses that tables describe.

    What applies to nothing any more changes nothing, and is told.
    """
    if not errata.corrections:
        return Revision(reconcile(readings))
    review = _Review(errata, readings, described, addresses)
    review.merge()
    review.choose()
    review.reject()
    review.confirm()
    review.add()
    return Revision(tuple(review.readings), tuple(review.applied), tuple(review.unmet))


class _Review:
    """A review under way: the readings as corrected so far, what applied and what did not."""

    def __init__(
        self, errata: Errata, readings: Sequence[Reading], described: Container[str], addresses: Addresses
    ) -> None:
        self.errata, self.readings, self.described, self.addresses = errata, list(readings), described, addresses
        self.names: dict[URIRef, URIRef] = {}
        self.applied: list[Applied] = []
        self.unmet: list[Fault] = []

    def merge(self) -> None:
        """Give the things merged, and their parts, the addresses that stay."""
        for one in self._asked(Action.MERGE):
            old, kept = one.subject, one.value
            if not isinstance(old, URIRef) or not isinstance(kept, URIRef) or not self._mergeable(one, old, kept):
                continue
            names = renamed(self.readings, old, kept)
            self.readings = merged(self.readings, names, old)
            self.names |= names
            self.applied.append(Applied(one, old, DCTERMS.isReplacedBy, kept, replaced=tuple(names.items())))

    def choose(self) -> None:
        """Settle the mentions that a person settled; the page mentions what they chose."""
        for one in self._asked(Action.CHOOSE):
            place, chosen = self._quoted(one), one.value
            if place is None or not isinstance(chosen, URIRef) or not self._told(one, chosen):
                continue
            reading, spans = place
            doubts = [doubt for doubt in reading.undecided if touching(doubt, spans)]
            others = [doubt for doubt in doubts if doubt.candidates and chosen not in doubt.candidates]
            if others:
                listed = ", ".join(sorted(self._short(node) for node in others[0].candidates))
                problem = Wording("n'est pas parmi les candidats", "is not among the candidates")
                self._unmet(one, problem, Wording(f"choisir parmi {listed}", f"choose among {listed}"))
                continue
            self._settled(reading, spans, one, chosen)
            told = tuple(Evidence(span.start, span.end, reason(one)) for span in spans)
            source = self.addresses.source(reading.document.key)
            self.applied.append(Applied(one, source, SCHEMA.mentions, one.value, reading.document, told))

    def reject(self) -> None:
        """Strike out what is rejected and what only followed from it, before and after the readings are reconciled."""
        asked = [one for one in self._asked(Action.REJECT) if not self._dismissed(one)]
        struck: dict[Correction, set[Fact]] = {one: set() for one in asked}
        self._strike(self.readings, asked, struck)
        self._strike(reconcile(self.readings), asked, struck)
        for one, facts in struck.items():
            if one.subject and not one.predicate:
                leading = {fact for fact in facts if fact[2] == one.subject}
                facts = leading | {(one.subject, None, None, fact[-1]) for fact in facts}  # noqa: PLW2901
            self._settle(one, facts)

    def confirm(self) -> None:
        """Find the statements that are confirmed."""
        for one in self._asked(Action.CONFIRM):
            hits = self._hits(one, self.readings)
            self._settle(one, {(hit.subject, hit.predicate, hit.object, held.document) for held, hit in hits})

    def add(self) -> None:
        """State what was missing, with the words of a document or on the word of who says so."""
        asked = list(self._asked(Action.ADD))
        typed = {one.subject for one in asked if one.predicate == RDF.type}
        for one in asked:
            known = one.subject in typed or self._told(one, one.subject)
            if known and one.subject and (one.value in typed or self._told(one, one.value)):
                self._state(one, one.subject)

    def _state(self, one: Correction, subject: URIRef) -> None:
        place = self._quoted(one) if one.quote else None
        if one.quote and place is None:
            return
        document = place[0].document if place else self.errata.document
        span = place[1][0] if place else Span(*one.told)
        told = (Evidence(span.start, span.end),)
        self.applied.append(Applied(one, subject, one.predicate, one.value, document, told))

    def _asked(self, action: Action) -> Iterator[Correction]:
        """Yield the corrections of one action, the things they speak of under the addresses that stay."""
        for one in self.errata.corrections:
            if one.action is action:
                subject, value = one.subject, one.value
                subject = self.names.get(subject, subject) if subject else None
                value = self.names.get(value, value) if isinstance(value, URIRef) else value
                yield one if action is Action.MERGE else replace(one, subject=subject, value=value)

    def _mergeable(self, one: Correction, old: URIRef, kept: URIRef) -> bool:
        if str(old) in self.described:
            problem = Wording("une table de référence décrit cette chose", "a reference table describes this thing")
            self._unmet(one, problem, Wording("fusionner l'autre dans celle-ci", "merge the other one into this one"))
            return False
        return self._told(one, old) and self._told(one, kept)

    def _told(self, one: Correction, node: Node | None) -> bool:
        """Tell whether a node is a value, a term, or a thing that some source describes; note that it is not."""
        if not isinstance(node, URIRef) or not node.startswith(f"{self.addresses.base}id/"):
            return True
        if str(node) in self.described or any(s.subject == node for r in self.readings for s in r.statements):
            return True
        if any(node == self.addresses.source(reading.document.key) for reading in self.readings):
            return True
        said = self._short(node)
        problem = Wording(f"aucune source ne décrit {said}", f"no source describes {said}")
        self._unmet(one, problem, Wording("corriger l'adresse, ou retirer", "correct the address, or remove this"))
        return False

    def _quoted(self, one: Correction) -> tuple[Reading, tuple[Span, ...]] | None:
        """Return the document that a correction quotes and where its words stand; note what is not there."""
        quote = one.quote
        found = [reading for reading in self.readings if quote and reading.document.identifier == quote.document]
        if not quote or not found:
            self._unmet(one, Wording("aucun document n'a ce nom", "no document has this name"), _GONE)
            return None
        spans = places(found[0].document, quote)
        if not spans:
            said = f"« {quote.words} »"
            problem = Wording(f"{said} n'est plus dans {quote.document}", f"{said} is no longer in {quote.document}")
            self._unmet(one, problem, _GONE)
            return None
        return found[0], spans

    def _dismissed(self, one: Correction) -> bool:
        """Forget the undecided words that mean nothing, and tell whether the correction is about such words."""
        if not one.quote or one.predicate or one.subject:
            return False
        place = self._quoted(one)
        if place and any(touching(doubt, place[1]) for doubt in place[0].undecided):
            self._forget(*place)
            self.applied.append(Applied(one, self.addresses.source(place[0].document.key)))
        elif place:
            problem = Wording("plus rien n'est indécis sous ces mots", "nothing is undecided under these words")
            self._unmet(one, problem, _GONE)
        return True

    def _settled(self, reading: Reading, spans: Sequence[Span], one: Correction, chosen: URIRef) -> None:
        """Have what was read by virtue of a choice say so; the words are undecided no more."""
        kind, _, code = self._short(chosen).partition("/")
        about: set[Node] = {chosen, self.addresses.organisation(code), self.addresses.organisation(kind, code)}
        told = (
            s if about.isdisjoint({s.subject, s.object}) else _because(s, spans, reason(one))
            for s in reading.statements
        )
        kept = tuple(doubt for doubt in reading.undecided if not touching(doubt, spans))
        self.readings[self.readings.index(reading)] = replace(reading, statements=tuple(told), undecided=kept)

    def _forget(self, reading: Reading, spans: Sequence[Span]) -> None:
        kept = tuple(doubt for doubt in reading.undecided if not touching(doubt, spans))
        self.readings[self.readings.index(reading)] = replace(reading, undecided=kept)

    def _strike(
        self, before: Sequence[Reading], asked: Sequence[Correction], struck: Mapping[Correction, set[Fact]]
    ) -> None:
        self.readings = list(pruned(before, [self._struck(reading, asked, struck) for reading in before]))

    def _struck(self, reading: Reading, asked: Sequence[Correction], struck: Mapping[Correction, set[Fact]]) -> Reading:
        for one in asked:
            hits = [hit for _, hit in self._hits(one, [reading])]
            struck[one].update((hit.subject, hit.predicate, hit.object, reading.document) for hit in hits)
            reading = replace(reading, statements=tuple(kept for kept in reading.statements if kept not in hits))
        return reading

    def _hits(self, one: Correction, readings: Sequence[Reading]) -> Iterator[tuple[Reading, Statement]]:
        """Yield the statements that a correction is about, with the reading that holds each."""
        for reading in readings:
            if one.source in {None, reading.document.identifier}:
                spans = places(reading.document, one.quote) if one.quote else None
                hits = (statement for statement in reading.statements if _meant(one, statement, spans))
                yield from ((reading, hit) for hit in hits)

    def _settle(self, one: Correction, facts: Collection[Fact]) -> None:
        """Note the statements that a correction applied to, or that there are none."""
        if not facts:
            problem = Wording("aucun document ne dit plus cela", "no document says this any more")
            self._unmet(one, problem, _GONE)
        ordered = sorted(facts, key=lambda fact: (*map(str, fact[:3]), fact[3].identifier))
        self.applied += [Applied(one, *fact) for fact in ordered]

    def _unmet(self, one: Correction, problem: Wording, remedy: Wording) -> None:
        about = self._short(one.value) if one.action is Action.CHOOSE and one.value else one.action
        self.unmet.append(Fault(str(self.errata.path), problem, remedy, one.line, str(about)))

    def _short(self, node: Node) -> str:
        return str(node).removeprefix(f"{self.addresses.base}id/")


def _because(statement: Statement, spans: Sequence[Span], why: str) -> Statement:
    """Return a statement whose evidences in some places say why they are read so, besides what they say already."""
    told = (
        replace(one, reason=" ; ".join(dict.fromkeys([*([one.reason] if one.reason else []), why])))
        if touching(one, spans)
        else one
        for one in statement.evidence
    )
    return replace(statement, evidence=tuple(told))


def _meant(one: Correction, statement: Statement, spans: Sequence[Span] | None) -> bool:
    """Tell whether a correction is about a statement; a thing rejected whole, about all that leads to it too."""
    if one.predicate not in {None, statement.predicate} or not _same(one.value, statement.object):
        return False
    if one.subject and statement.subject != one.subject and (one.predicate or statement.object != one.subject):
        return False
    return spans is None or any(touching(evidence, spans) for evidence in statement.evidence)


def _same(asked: Node | None, told: Node) -> bool:
    if asked is None or asked == told:
        return True
    return isinstance(asked, Literal) and isinstance(told, Literal) and str(asked) == str(told)

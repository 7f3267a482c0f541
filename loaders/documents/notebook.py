"""The notebook in which statements gather their evidence while a page is read."""

from __future__ import annotations

from collections.abc import Sequence

from rdflib import RDF, RDFS, SKOS, Literal, URIRef

from loaders.documents.french import Words
from loaders.documents.page import Page
from loaders.model import Evidence, Node, Statement, Undecided

_MOST = 8


class Notebook:
    """Statements by subject, predicate and object, each with the words of one page that support it."""

    def __init__(self, page: Page) -> None:
        """Open an empty notebook on a page."""
        self.page = page
        self._facts: dict[tuple[URIRef, URIRef, Node], list[Evidence]] = {}
        self._undecided: dict[tuple[int, int], Undecided] = {}

    def note(self, subject: URIRef, predicate: URIRef, value: Node, words: Words, reason: str | None = None) -> None:
        """Note one fact with its words; those that state it take the place of those from which it is inferred."""
        known = self._facts.setdefault((subject, predicate, value), [])
        evidence = Evidence(*self._trimmed(words), reason)
        if reason is None and known and all(one.inferred for one in known):
            known.clear()
        fresh = all((one.start, one.end) != (evidence.start, evidence.end) for one in known)
        if fresh and len(known) < _MOST and (reason is None or not known or known[0].inferred):
            known.append(evidence)

    def typed(self, subject: URIRef, classes: Sequence[URIRef], words: Words, reason: str | None = None) -> None:
        """Note what a thing is."""
        for one in classes:
            self.note(subject, RDF.type, one, words, reason)

    def label(self, subject: URIRef, text: str, words: Words, reason: str | None = None) -> None:
        """Note the name of a thing, in French."""
        self.note(subject, RDFS.label, Literal(text, lang="fr"), words, reason)

    def spelling(self, subject: URIRef, text: str, words: Words) -> None:
        """Note another name of a thing, in French."""
        self.note(subject, SKOS.altLabel, Literal(text, lang="fr"), words)

    def doubt(self, undecided: Undecided) -> None:
        """Note words that were recognised and not settled."""
        self._undecided.setdefault((undecided.start, undecided.end), undecided)

    def knows(self, subject: URIRef, predicate: URIRef) -> bool:
        """Tell whether a property of a thing was noted."""
        return any((subject, predicate) == known[:2] for known in self._facts)

    def statements(self) -> tuple[Statement, ...]:
        """Return the statements, in the order of their subjects, properties and values."""
        facts = sorted(self._facts.items(), key=lambda fact: (fact[0][0], fact[0][1], fact[0][2].n3()))
        return tuple(Statement(*fact, tuple(evidence)) for fact, evidence in facts)

    def undecided(self) -> tuple[Undecided, ...]:
        """Return what was not settled, in the order of the page."""
        return tuple(self._undecided[place] for place in sorted(self._undecided))

    def _trimmed(self, words: Words) -> tuple[int, int]:
        """Leave out the blanks around some words."""
        start, end = words.start, words.end
        while start < end - 1 and self.page.text[start].isspace():
            start += 1
        while end > start + 1 and self.page.text[end - 1].isspace():
            end -= 1
        return start, end

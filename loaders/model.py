"""The values that travel through the loaders: frozen, without input or output."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from rdflib import Literal, URIRef

Node: TypeAlias = URIRef | Literal


@dataclass(frozen=True, slots=True)
class Document:
    """One source document with its stored plain text.

    `identifier` is the file's name, `key` its last IRI segment, `sha256` the hexadecimal digest of the file's bytes.
    `text` is the stored text: offsets count its Unicode code points. What nobody stated is None.
    `pages` are the offsets where the pages of a PDF begin, `blind` the numbers of those that are pictures without text;
    `divisions` are the offsets where its articles begin, where the file itself tells several apart.
    """

    identifier: str
    key: str
    text: str
    sha256: str
    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    licence: str | None = None
    language: str | None = None
    kind: str | None = None
    read_on: date | None = None
    issued: date | None = None
    pages: tuple[int, ...] = ()
    divisions: tuple[int, ...] = ()
    blind: tuple[int, ...] = ()

    def line(self, offset: int) -> int:
        """Return the line of the stored text, from 1, that an offset lies in."""
        return self.text.count("\n", 0, offset) + 1

    def page(self, offset: int) -> int | None:
        """Return the number, from 1, of the page that an offset lies in; None for a document without pages."""
        return bisect_right(self.pages, offset) or None


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words `text[start:end]` of a document that support a statement, or from which it is inferred for a reason.

    `reason` is French, for people; it is None exactly when the value itself stands in the words.
    """

    start: int
    end: int
    reason: str | None = None

    def __post_init__(self) -> None:
        """Refuse an empty or reversed slice."""
        if not 0 <= self.start < self.end:
            raise ValueError(f"evidence [{self.start}:{self.end}]: start must lie before end")

    @property
    def inferred(self) -> bool:
        """Tell whether the value follows from the words without being in them."""
        return self.reason is not None


@dataclass(frozen=True, slots=True)
class Statement:
    """One fact and the words of one document that support it."""

    subject: URIRef
    predicate: URIRef
    object: Node
    evidence: tuple[Evidence, ...]

    def __post_init__(self) -> None:
        """Refuse a fact that no words support."""
        if not self.evidence:
            raise ValueError(
                f"statement {self.subject} {self.predicate} {self.object}: at least one evidence is needed"
            )


@dataclass(frozen=True, slots=True)
class Article:
    """One of the articles of a page: its place in the text and its title."""

    position: int
    start: int
    end: int
    title: str


@dataclass(frozen=True, slots=True)
class Undecided:
    """Words that were recognised and not settled: what they might be, and why no choice was made (French)."""

    start: int
    end: int
    words: str
    reason: str
    candidates: tuple[URIRef, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person says that the words `text[start:end]` of a document stand for; `reason` (French) says why."""

    start: int
    end: int
    thing: URIRef
    reason: str


Choices: TypeAlias = Mapping[str, tuple[Choice, ...]]
"""What was chosen in each document, by its identifier."""


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read in one document."""

    document: Document
    articles: tuple[Article, ...]
    statements: tuple[Statement, ...]
    undecided: tuple[Undecided, ...] = ()

"""The stored text of a document, cut where its quoted passages begin and end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

__all__ = ["Passage", "Segment", "Span", "segments"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A slice of a text: characters from `start` to before `end`; empty or reversed spans hold nothing."""

    start: int
    end: int

    def holds(self, start: int, end: int) -> bool:
        """Tell whether a slice lies inside."""
        return self.start <= start < end <= self.end


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage quoted by statements: its number on the page, its words, and what it supports, ready to be shown.

    `page` is the page of a PDF where it begins, None in a text without pages.
    """

    number: int
    span: Span
    words: str
    statements: tuple[Mapping[str, object], ...]
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of the text in which the same passages hold: `number` is the shortest one's, None where there is none.

    `begins` are the numbers of the passages whose first piece this is; `asked` tells whether the reader came for it,
    `first` whether it is the first piece of what the reader came for. `pages` are the pages that begin with it.
    """

    text: str
    number: int | None
    begins: tuple[int, ...]
    asked: bool
    first: bool
    pages: tuple[int, ...] = ()


def segments(
    text: str, passages: Sequence[Passage], asked: Span | None, pages: Sequence[int] = ()
) -> Iterator[Segment]:
    """Yield the pieces of a text, in order; together they are the text. `pages` are the offsets where pages begin."""
    cuts = {0, len(text), *(place for place in pages if place < len(text))}
    for span in (*(passage.span for passage in passages), *_present(asked)):
        cuts |= {min(max(place, 0), len(text)) for place in (span.start, span.end)}
    for start, end in pairwise(sorted(cuts)):
        holding = [passage for passage in passages if passage.span.holds(start, end)]
        shortest = min(holding, key=lambda one: (one.span.end - one.span.start, one.number), default=None)
        is_asked = asked is not None and asked.holds(start, end)
        yield Segment(
            text[start:end],
            shortest.number if shortest else None,
            tuple(one.number for one in holding if one.span.start == start),
            is_asked,
            is_asked and asked is not None and asked.start == start,
            tuple(page for page, place in enumerate(pages, start=1) if place == start),
        )


def _present(span: Span | None) -> Iterable[Span]:
    return () if span is None else (span,)

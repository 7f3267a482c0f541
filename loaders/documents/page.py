"""A page made ready for reading: its text in three spellings, its blocks, sentences, articles and moments."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from loaders.documents.french import Span, Words, inside, lowered, plain, sentences
from loaders.documents.layout import Block, Kind, articles, blocks
from loaders.documents.periods import Moment, moments
from loaders.documents.text import mask
from loaders.model import Article, Document


@dataclass(frozen=True, slots=True)
class Page:
    """One document with all that is found in it before any fact is read.

    `text`, `plain` (bare letters, straight quotes) and `low` (the same in lower case) share their offsets; furniture
    is blank in the last two, so that no rule reads it.
    """

    document: Document
    text: str
    plain: str
    low: str
    blocks: tuple[Block, ...]
    articles: tuple[Article, ...]
    sentences: tuple[Span, ...]
    moments: tuple[Moment, ...]

    def words(self, span: Words) -> str:
        """Return some words of the page, blanks made single."""
        return " ".join(self.text[span.start : span.end].split())

    def sentence(self, offset: int) -> Span:
        """Return the sentence that an offset lies in, or the nearest before it; the whole text where nothing is one."""
        place = bisect_right(self.sentences, offset, key=lambda span: span.start) - 1
        return self.sentences[max(place, 0)] if self.sentences else Span(0, len(self.text))

    def article(self, offset: int) -> Article:
        """Return the article that an offset lies in, or the nearest before it."""
        place = bisect_right(self.articles, offset, key=lambda article: article.start) - 1
        return self.articles[max(place, 0)]

    def heading(self, offset: int) -> Block | None:
        """Return the last heading before an offset, or the one it lies in."""
        last = bisect_right(self.blocks, offset, key=lambda block: block.start)
        before = (self.blocks[place] for place in reversed(range(last)))
        return next((block for block in before if block.kind is Kind.HEADING), None)

    def within(self, span: Words) -> Iterator[Moment]:
        """Yield the moments told within some words."""
        return inside(self.moments, span)


def page_of(document: Document) -> Page:
    """Make a document ready for reading; addresses of natural persons are masked first."""
    text = mask(document.text)
    found = blocks(text)
    bare, low = _readable(plain(text), found), _readable(lowered(text), found)
    shown = [block for block in found if block.kind is not Kind.FURNITURE]
    spans = [(block.start, block.end) for block in shown]
    told = tuple(span for block in shown for span in sentences(bare, block.start, block.end))
    divided = articles(text, found, document.divisions)
    return Page(document, text, bare, low, found, divided, told, moments(low, spans, document.issued))


def _readable(letters: str, found: Sequence[Block]) -> str:
    """Return letters with the furniture and the line ends within a paragraph made blank, every offset kept."""
    kept = list(letters)
    for block in found:
        if block.kind is Kind.FURNITURE:
            kept[block.start : block.end] = " " * (block.end - block.start)
        elif "\n" in letters[block.start : block.end]:
            kept[block.start : block.end] = letters[block.start : block.end].replace("\n", " ")
    return "".join(kept)

"""The lines of a text as they were meant: those that a page's width broke are one again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from loaders.documents.french import plain

GAP = r"(?<=\S)(?: {3,}| ?\| ?)(?=\S)"
"""What parts the columns of a line of plain text: « Pour l'État,      Pour la Communauté, »."""
_GAP = re.compile(GAP)
_MARK = re.compile(r"(?:\d{1,2}|[a-z])\s?[.)°]|[-*•·◦▪▫■□●○►▶➢➤➔→⇒✓✔❖♦»↘>‣]|o ")
_WIDE = 50
"""Characters of a line that a page's width may have broken."""
_OPEN = re.compile(
    r"(?:(?<![\w-])(?:de|du|des|la|le|les|l'|d'|et|a|au|aux|en|par|pour|sur|dans|avec|un|une|m\.|mme|monsieur|madame"
    r"|l'article|n ?°)|-)$"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a text without the blanks around it; `spaced` tells that an empty line stands before it."""

    start: int
    end: int
    spaced: bool


def lines(text: str) -> Iterator[Line]:
    """Yield the lines of a text that hold something, a line and those that go on with it as one."""
    held: Line | None = None
    for line in _written(text):
        if held is not None and _goes_on(text, held, line):
            held = replace(held, end=line.end)
            continue
        if held is not None:
            yield held
        held = line
    if held is not None:
        yield held


def _written(text: str) -> Iterator[Line]:
    offset, spaced = 0, True
    for line in text.split("\n"):
        bare = line.strip()
        if bare:
            start = offset + line.index(bare[0])
            yield Line(start, start + len(bare), spaced)
        spaced = not bare
        offset += len(line) + 1


def _goes_on(text: str, held: Line, line: Line) -> bool:
    """Tell whether a line goes on with the one before it: begun in lower case, or after a word that ends nothing.

    « … représentée par son président, dûment habilité par / délibération du 3 mars ».
    """
    if line.spaced:
        return False
    last = plain(text[text.rfind("\n", held.start, held.end) + 1 or held.start : held.end])
    first = plain(text[line.start : line.end])
    if last[-1] in ".;:!?…" or _MARK.match(first) or _GAP.search(last) or _GAP.search(first):
        return False
    if first[0].islower():
        return last[-1] != "," or len(last) >= _WIDE
    return len(last) >= _WIDE and _OPEN.search(last.lower()) is not None

"""The pages of a PDF: their words with their places and sizes, and the tables that ruled lines draw."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

from pdfplumber.page import Page
from pdfplumber.utils.text import extract_words

from loaders.documents.formats.extract import clean

Char = dict[str, Any]

_UNITS = {"m", "km", "dm", "cm", "ha"}
_RAISED = 0.8
_WORD_GAP = 0.15
_SMALLEST = 4.0
_SLANT = 0.1
_STEPS = 2
_NEAR = (-1, 0, 1)
_MOST_EDGES = 4000
_BASELINE = 0.4
_BULLETS = re.compile(r"[\ue000-\uf8ff]")


@dataclass(frozen=True, slots=True)
class Word:
    """One word and its place, in points from the top left corner of the page."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    bold: bool


@dataclass(frozen=True, slots=True)
class Line:
    """Words on one base line, from left to right."""

    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """Return the words, a blank between two."""
        return " ".join(word.text for word in self.words)

    @property
    def x0(self) -> float:
        """Return the left edge."""
        return self.words[0].x0

    @property
    def x1(self) -> float:
        """Return the right edge."""
        return max(word.x1 for word in self.words)

    @property
    def top(self) -> float:
        """Return the upper edge."""
        return min(word.top for word in self.words)

    @property
    def bottom(self) -> float:
        """Return the lower edge."""
        return max(word.bottom for word in self.words)

    @property
    def size(self) -> float:
        """Return the size of most of its letters."""
        return median(word.size for word in self.words)

    @property
    def bold(self) -> bool:
        """Tell whether all its words are bold."""
        return all(word.bold for word in self.words)

    def within(self, left: float, right: float) -> Line | None:
        """Return the part of the line whose words begin between two edges."""
        kept = tuple(word for word in self.words if left <= word.x0 < right)
        return Line(kept) if kept else None


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: the lines of its cells, row by row, and its upper edge."""

    rows: tuple[tuple[str, ...], ...]
    top: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page: its number from 1, its lines from top to bottom, its tables; `pictured` when it shows a picture."""

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
    grids: tuple[Grid, ...]
    pictured: bool


def sheet(page: Page) -> Sheet:
    """Return what one page holds; slanted words (« PROJET » across the page) and letters drawn twice are left out."""
    upright = page.filter(_Shown())
    tables = list(_tables(upright))
    boxes = [box for box, _ in tables]
    words = [word for word in _words(upright.chars) if not any(_inside(word, box) for box in boxes)]
    grids = tuple(grid for _, grid in tables)
    return Sheet(page.page_number, page.width, page.height, lines(words), grids, bool(page.images))


class _Shown:
    """Choose the letters to read: upright, large enough, and once each where bold is drawn by printing twice."""

    def __init__(self) -> None:
        self._seen: set[tuple[str, int, int]] = set()

    def __call__(self, thing: Char) -> bool:
        if thing["object_type"] != "char":
            return True
        along, across = thing["matrix"][:2]
        if abs(across) > _SLANT * along or thing["size"] < _SMALLEST:
            return False
        letter, x, y = thing["text"], round(thing["x0"] * _STEPS), round(thing["top"] * _STEPS)
        if any((letter, x + aside, y + below) in self._seen for aside in _NEAR for below in _NEAR):
            return bool(letter.isspace())
        self._seen.add((letter, x, y))
        return True


def lines(words: Iterable[Word]) -> tuple[Line, ...]:
    """Return words as lines, those whose feet stand at one height together."""
    found: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (word.bottom, word.x0)):
        if found and word.bottom - found[-1][0].bottom <= _BASELINE * min(word.size, found[-1][0].size):
            found[-1].append(word)
        else:
            found.append([word])
    return tuple(Line(tuple(sorted(line, key=lambda word: word.x0))) for line in found)


def _words(chars: Sequence[Char]) -> Iterator[Word]:
    for letters in _spelled(chars):
        size = max(char["size"] for char in letters)
        kept = _without_notes(letters, size)
        text = clean(_BULLETS.sub("•", "".join(char["text"] for char in kept)))
        if text:
            yield Word(
                text,
                min(char["x0"] for char in letters),
                max(char["x1"] for char in letters),
                min(char["top"] for char in letters),
                max(char["bottom"] for char in letters),
                size,
                all(_bold(char) for char in letters),
            )


def _spelled(chars: Sequence[Char]) -> Iterator[list[Char]]:
    """Yield the letters of each word, in the order of reading along each line."""
    for word in extract_words(list(chars), x_tolerance_ratio=_WORD_GAP, return_chars=True):
        yield word["chars"]


def _without_notes(letters: Sequence[Char], size: float) -> Sequence[Char]:
    """Return the letters of a word without the small raised number that calls a note: « contrat¹ », but « m² »."""
    raised = [c["size"] <= _RAISED * size and c["text"].isdigit() for c in letters]
    foot = max(char["bottom"] for char in letters)
    first = next((n for n in range(1, len(letters)) if all(raised[n:])), None)
    if first is None or any(char["bottom"] > foot - 1 for char in letters[first:]):
        return letters
    return letters if "".join(c["text"] for c in letters[:first]).lower() in _UNITS else letters[:first]


def _bold(char: Char) -> bool:
    return any(mark in str(char["fontname"]).lower() for mark in ("bold", "black", "heavy", "demi"))


def _tables(page: Page) -> Iterator[tuple[tuple[float, float, float, float], Grid]]:
    """Yield the box and the cells of each table of at least two columns and two filled cells."""
    if len(page.edges) > _MOST_EDGES:
        return
    for table in page.find_tables():
        rows = [tuple(cell or "" for cell in row) for row in table.extract(x_tolerance_ratio=_WORD_GAP)]
        filled = [row for row in rows if any(row)]
        if filled and max(sum(map(bool, row)) for row in filled) > 1:
            yield table.bbox, Grid(tuple(filled), table.bbox[1])


def _inside(word: Word, box: tuple[float, float, float, float]) -> bool:
    x, y = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def pitch(found: Sequence[Line]) -> float:
    """Return the usual distance from one line to the next, in points."""
    steps = [after.bottom - before.bottom for before, after in pairwise(found) if after.bottom > before.bottom]
    return median(steps) if steps else 0.0

"""Tables of actions: rows of plain text that name an operation, who leads it, its cost and its years."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from loaders.documents.french import Span
from loaders.documents.lines import GAP
from loaders.documents.page import Page
from loaders.documents.points import Strategy, point


@dataclass(frozen=True, slots=True)
class Cell:
    """The words of one column in one row; `left` counts characters from the beginning of the line."""

    start: int
    end: int
    left: int


_GAP = re.compile(GAP)
_BAR = re.compile(r" *\| *")
_ACTION = re.compile(
    r"(?:intitules?|noms?|libelles?|description)?(?: d(?:e |u |es |e l'|e la ))?(?:l')?(?:actions?"
    r"|operations?|projets?)"
    r"(?: (?:prevues?|inscrites?|retenue?s?|mature?s?))?"
)
_BESIDE = re.compile(
    r"(?<![\w-])(?:maitrise? d'ouvrage|maitres? d'ouvrage|porteurs?|pilote|couts?|montants?"
    r"|financ\w+|subventions?|calendrier"
    r"|echeances?|annees?|budget|etat|participation|partenaires?|realisation)(?![\w-])"
)
_SUM = re.compile(r"(?:sous-?)?total\b")
_SHORTEST, _LONGEST = 6, 160
_LEAST = 2
"""Columns of a table."""


def tables(page: Page) -> Iterator[Strategy]:
    """Yield the actions of each table whose head names them and what is told of them: « Action | Coût »."""
    head: tuple[Cell, ...] = ()
    column = 0
    found: list[Span] = []
    for cells in _rows(page):
        place = _heading(page, cells)
        if place is not None or len(cells) < _LEAST:
            yield from _told(page, found)
            head, column, found = (cells, place, []) if place is not None else ((), 0, [])
        elif head and (span := _action(page, cells, head, column)):
            found.append(span)
    yield from _told(page, found)


def _rows(page: Page) -> Iterator[tuple[Cell, ...]]:
    """Yield the lines of a page, each cut at its columns."""
    offset = 0
    for line in page.text.split("\n"):
        if page.plain[offset : offset + len(line)].strip(" |"):
            yield tuple(_cells(page, offset, offset + len(line)))
        offset += len(line) + 1


def _cells(page: Page, start: int, end: int) -> Iterator[Cell]:
    """Yield the cells of a line; one that a bar closes may be empty."""
    gap = _BAR if "|" in page.plain[start:end].strip("| ") else _GAP
    edge = page.plain[start:end]
    offset, last = start + len(edge) - len(edge.lstrip(" |")), start + len(edge.rstrip(" |"))
    for found in [*gap.finditer(page.plain, offset, last), None]:
        stop = found.start() if found else last
        yield Cell(offset, stop, offset - start)
        offset = found.end() if found else stop


def _heading(page: Page, cells: Sequence[Cell]) -> int | None:
    """Return the place of the column of actions in the head of a table, None for any other row."""
    words = [page.low[cell.start : cell.end] for cell in cells]
    place = next((n for n, word in enumerate(words) if _ACTION.fullmatch(word)), None)
    beside = any(_BESIDE.search(word) for n, word in enumerate(words) if n != place)
    return place if beside else None


def _action(page: Page, cells: Sequence[Cell], head: Sequence[Cell], column: int) -> Span | None:
    """Return the words of a row that stand under the column of actions."""
    under = min(cells, key=lambda one: abs(one.left - head[column].left))
    cell = cells[column] if len(cells) == len(head) else under
    low = page.low[cell.start : cell.end]
    named = _SHORTEST <= len(low) <= _LONGEST and not _SUM.match(low) and not low[:1].isdigit()
    return Span(cell.start, cell.end) if named else None


def _told(page: Page, found: Sequence[Span]) -> Iterator[Strategy]:
    if found:
        points = tuple(point(page, rank, span.start, span.end) for rank, span in enumerate(found, 1))
        yield Strategy(found[0], points, actions=True)

"""What runs at the head and foot of every page: titles repeated, page numbers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from loaders.documents.formats.pdf.sheets import Line, Sheet

_EDGE = 0.12
_NEAR = 6.0
_FEW = 3
_COUNTED = re.compile(r"\bpages?\b|\bp\.|\d\s?/\s?\d", re.IGNORECASE)
_PAGE_NUMBER = re.compile(
    r"(?:page|p\.)?\s*[-–—|]?\s*\d{1,4}\s*(?:(?:/|sur|of|de)\s*\d{1,4})?\s*[-–—|]?", re.IGNORECASE
)


def without_running(sheets: Sequence[Sheet]) -> list[Sheet]:
    """Return the pages without the lines that run through them.

    A line runs when pages have it at one height with the same words, or at their foot with a number that counts the
    pages; one that is only a page number runs anyhow. « Fiche action n° 3 » at the top of a page is its title.
    """
    places: defaultdict[str, set[tuple[int, int]]] = defaultdict(set)
    for page in sheets:
        for line in _edges(page):
            for key in _keys(line, page):
                places[key].add((page.number, round(line.top / _NEAR)))
    return [replace(page, lines=tuple(_kept(page, places, len(sheets)))) for page in sheets]


def _edges(page: Sheet) -> Iterator[Line]:
    return (line for line in page.lines if line.bottom < _EDGE * page.height or _foot(line, page))


def _foot(line: Line, page: Sheet) -> bool:
    return line.top > (1 - _EDGE) * page.height


def _keys(line: Line, page: Sheet) -> Iterator[str]:
    """Yield the words of a line as they are, and with each number that may count the pages told from the page's own."""
    yield line.text
    if _foot(line, page) or _COUNTED.search(line.text):
        for found in re.finditer(r"\d+", line.text):
            yield f"{line.text[: found.start()]}\0{int(found[0][-6:]) - page.number}\0{line.text[found.end() :]}"


def _kept(page: Sheet, places: dict[str, set[tuple[int, int]]], pages: int) -> Iterator[Line]:
    edges = set(_edges(page))
    for line in page.lines:
        if line not in edges or not (_PAGE_NUMBER.fullmatch(line.text) or _runs(line, page, places, pages)):
            yield line


def _runs(line: Line, page: Sheet, places: dict[str, set[tuple[int, int]]], pages: int) -> bool:
    height = round(line.top / _NEAR)
    for key in _keys(line, page):
        near = {number for number, place in places[key] if abs(place - height) <= 1}
        if len(near) >= (_FEW if "\0" in key else min(_FEW, max(2, pages))):
            return True
    return False

"""The order in which the lines of a page are read: columns one after the other, tables without rules row by row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from loaders.documents.formats.pdf.sheets import Grid, Line, pitch
from loaders.documents.formats.tables import signed

Span: TypeAlias = tuple[float, float]

GUTTER = 9.0
_BODY = 0.82
_MARK = re.compile(r"(?:[-–—•·◦▪■□●○►➢➔→✓❖»*o]|(?:\d{1,2}|[a-zA-Z]|[ivx]{1,4})[.)°]?|\d{1,2}(?:\.\d{1,2})+\.?)")
_TABLE_COLUMNS = 3
_PROSE_LINES = 4
_FULL = 0.8
_MOST = 0.6
_LOOSE = 1.6


@dataclass(frozen=True, slots=True)
class Column:
    """Lines that are read one after the other, and the edge where text could have gone on to the right.

    `signed` is true for a column of a block of signatures: each of its lines counts.
    """

    lines: tuple[Line, ...]
    edge: float
    signed: bool = False


Region: TypeAlias = Column | Grid


def regions(found: Sequence[Line], width: float) -> Iterator[Region]:
    """Yield what stands on a page from top to bottom: lines of the whole width, or one column after the other."""
    edge = max([_BODY * width, *(line.x1 for line in found)])
    single: list[Line] = []
    place = 0
    while place < len(found):
        run, gutters = _run(found, place, width)
        if gutters:
            yield from _column(single, edge)
            single = []
            yield from _divided(run, gutters, edge)
            place += len(run)
        else:
            single.append(found[place])
            place += 1
    yield from _column(single, edge)


def _column(found: Sequence[Line], edge: float) -> Iterator[Column]:
    if found:
        yield Column(tuple(found), edge)


def _run(found: Sequence[Line], first: int, width: float) -> tuple[Sequence[Line], Sequence[Span]]:
    """Return the longest run of lines from one on that leave the same gutters free, and these gutters.

    The run begins with a line that stands on both sides of a gutter; there are none where the text is of one column.
    """
    free, last = _free(found[first], width), first
    for place in range(first + 1, len(found)):
        line, held = found[place], found[first:place]
        narrowed = _common(free, _free(line, width))
        if not _between(narrowed, [*held, line]) or (_far(line, held) and _table(held, free)):
            break
        free, last = narrowed, place
    run = found[first : last + 1]
    gutters = [gap for gap in free if _divides(gap, run)]
    while run and not any(_both(line, gap) for gap in gutters for line in run[-1:]) and _apart(run):
        run = run[:-1]
        gutters = [gap for gap in gutters if _divides(gap, run)]
    return (run, gutters) if gutters and any(_both(run[0], gap) for gap in gutters) else ((), ())


def _far(line: Line, before: Sequence[Line]) -> bool:
    """Tell whether a line stands farther below the one before it than lines of one block do."""
    return line.bottom - before[-1].bottom > _LOOSE * max(pitch(before), before[-1].size)


def _table(held: Sequence[Line], free: Sequence[Span]) -> bool:
    """Tell whether lines with gaps in common are a table already, which ends where the next line stands far below."""
    gutters = [gap for gap in free if _divides(gap, held)]
    return bool(gutters) and (_labels(held, gutters) or _tabular(held, _spans(gutters)))


def _free(line: Line, width: float) -> list[Span]:
    """Return the gaps of a line that are wide enough for a gutter, its margins included."""
    edges = [0.0, *(edge for word in line.words for edge in (word.x0, word.x1)), width]
    pairs = zip(edges[::2], edges[1::2], strict=True)
    return [(left, right) for left, right in pairs if right - left >= GUTTER]


def _common(some: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    found = ((max(a, c), min(b, d)) for a, b in some for c, d in others)
    return [(left, right) for left, right in found if right - left >= GUTTER]


def _between(gaps: Sequence[Span], run: Sequence[Line]) -> bool:
    """Tell whether a gap lies between words of some lines, whichever of them."""
    return any(
        any(line.x0 < left for line in run) and any(line.words[-1].x1 > right for line in run) for left, right in gaps
    )


def _both(line: Line, gap: Span) -> bool:
    return line.x0 < gap[0] + 1 and line.words[-1].x1 > gap[1] - 1


def _divides(gap: Span, run: Sequence[Line]) -> bool:
    """Tell whether a gap parts two columns: lines on both sides, those on its left more than marks of a list."""
    left = [part.words for line in run if (part := line.within(0, gap[0]))]
    right = [line for line in run if line.words[-1].x0 >= gap[1] - 1]
    marks = sum(bool(_MARK.fullmatch(words[-1].text)) and len(words) == 1 for words in left)
    wide = gap[1] - gap[0] >= (GUTTER if len(run) >= _PROSE_LINES else 2 * GUTTER)
    told = wide and len(left) > 1 and len(right) > 1 and marks < len(left) * _MOST
    return told and any(_both(line, gap) for line in run)


def _apart(run: Sequence[Line]) -> bool:
    """Tell whether the last line stands apart from those before it: farther down, larger, or bold as none is."""
    last, before = run[-1], run[:-1]
    if len(before) < 2:  # noqa: PLR2004
        return True
    return _far(last, before) or last.size > before[-1].size + 1 or (last.bold and not before[-1].bold)


def _divided(run: Sequence[Line], gutters: Sequence[Span], edge: float) -> Iterator[Region]:
    """Yield the columns of a run from left to right, or its rows where it is a table without rules."""
    spans = _spans(gutters)
    if _labels(run, gutters):
        yield Column(tuple(run), edge)
    elif _tabular(run, spans):
        yield Grid(tuple(_rows(run, spans)), run[0].top)
    else:
        columns = _columns(run, spans)
        block = _signatures(columns)
        for number, held in enumerate(columns):
            limit = gutters[number][1] - GUTTER if number < len(gutters) else edge
            yield Column(tuple(held), max([limit, *(line.x1 for line in held)]), block)


def _spans(gutters: Sequence[Span]) -> list[Span]:
    """Return the bounds of the columns that gutters part."""
    return list(pairwise([0.0, *((left + right) / 2 for left, right in gutters), float("inf")]))


def _columns(run: Sequence[Line], spans: Sequence[Span]) -> list[list[Line]]:
    return [[part for line in run if (part := line.within(*span))] for span in spans]


def _signatures(columns: Sequence[Sequence[Line]]) -> bool:
    return signed([column[0].text for column in columns if column])


def _labels(run: Sequence[Line], gutters: Sequence[Span]) -> bool:
    """Tell whether what stands on the left are labels: « Maître d'ouvrage :    Commune d'Exemple »."""
    left = [part for line in run if (part := line.within(0, gutters[0][0]))]
    return len(gutters) == 1 and sum(line.text.endswith(":") for line in left) >= _MOST * len(left)


def _tabular(run: Sequence[Line], spans: Sequence[Span]) -> bool:
    """Tell a table from columns of prose or of signatures."""
    columns = _columns(run, spans)
    if _signatures(columns) or _prose(columns):
        return False
    figures = [any(sign.isdigit() for sign in line.text) for line in columns[-1]]
    across = sum(_both(line, (span[1], span[1])) for line in run for span in spans[:1])
    return len(spans) >= _TABLE_COLUMNS or (sum(figures) >= _MOST * len(figures) and across >= _MOST * len(run))


def _prose(columns: Sequence[Sequence[Line]]) -> bool:
    """Tell whether most lines of the columns fill their width, as those of a paragraph do."""
    if min(map(len, columns)) < _PROSE_LINES:
        return False
    widths = [max(line.x1 - line.x0 for line in column) for column in columns]
    full = [
        sum(line.x1 - line.x0 >= _FULL * width for line in column) / len(column)
        for column, width in zip(columns, widths, strict=True)
    ]
    return min(full) >= _MOST


def _rows(run: Sequence[Line], spans: Sequence[Span]) -> Iterator[tuple[str, ...]]:
    """Yield the cells of each row; a line that leaves the first column empty goes on with the row before it."""
    row: list[str] = []
    for line in run:
        cells = [part.text if (part := line.within(*span)) else "" for span in spans]
        if row and not cells[0]:
            row = [f"{kept}\n{more}".strip() for kept, more in zip(row, cells, strict=True)]
        else:
            if row:
                yield tuple(row)
            row = cells
    if row:
        yield tuple(row)

"""Outlines: challenges, axes and actions that lines tell by their rank, wherever they stand in a document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from loaders.documents.french import Span, content
from loaders.documents.layout import Block, Kind
from loaders.documents.page import Page
from loaders.documents.points import ACTION, LABELLED, LEAD, Point, Strategy, point, rank

_DEPTH = {"enjeu": 0, "defi": 0, "ambition": 0, "priorite": 0, "axe": 1, "orientation": 1, "pilier": 1, "volet": 1}
_DEEPEST = 2
_DECIMAL = re.compile(r"(?P<major>\d{1,2})\.(?P<minor>\d{1,2})\.?[ )]? ?(?:- ?)?(?P<words>[^\d\s].*)")
_LONGEST = 160
_HEAD = 14


@dataclass(slots=True)
class _Top:
    """One challenge with what stands under it, while its list is read; `open` while only items have followed it."""

    block: Block
    position: int
    start: int
    end: int
    under: list[tuple[int, int]] = field(default_factory=list)
    open: bool = True


def outlines(page: Page) -> Iterator[Strategy]:
    """Yield the lists that lines make by their rank: « Axe 1 : … », « 2.1 … » under a heading, « Action n° 3 : … »."""
    shown = [block for block in page.blocks if block.kind is not Kind.FURNITURE]
    for tops in _lists(page, shown):
        yield Strategy(Span(tops[0].block.start, tops[0].block.end), tuple(_made(page, tops)), actions=False)
    yield from _decimals(page, shown)
    yield from _actions(page, shown)


def _lists(page: Page, shown: Sequence[Block]) -> Iterator[list[_Top]]:
    """Yield the lists of labelled challenges; a label that begins again with other words begins another list."""
    tops: list[_Top] = []
    noun = ""
    for place, block in enumerate(shown):
        found = LABELLED.fullmatch(page.low, block.start, block.end)
        span = _words(shown, place, found) if found else None
        if found is None and tops:
            _under(page, block, tops[-1])
        if found is None or span is None or not (number := rank(found["number"])):
            continue
        if tops and _depth(found["noun"]) > _depth(noun):
            tops[-1].under.append(span)
        elif tops and (found["noun"] != noun or _anew(page, tops, number, span)):
            yield tops
            tops, noun = [_Top(block, number, *span)], found["noun"]
        elif number not in {top.position for top in tops}:
            tops.append(_Top(block, number, *span))
            noun = found["noun"]
    if tops:
        yield tops


def _anew(page: Page, tops: Sequence[_Top], number: int, span: tuple[int, int]) -> bool:
    """Tell whether a first challenge begins another list than the one at hand, not the same one said again."""
    return number == 1 == tops[0].position and not _again(page, tops[0], span)


def _depth(noun: str) -> int:
    return _DEPTH.get(noun, _DEEPEST)


def _words(shown: Sequence[Block], place: int, found: re.Match[str]) -> tuple[int, int] | None:
    """Return the words of a labelled line, those of the next line where it has none of its own."""
    if found["words"]:
        return found.span("words") if found.end() - found.start("words") <= _LONGEST else None
    after = shown[place + 1] if place + 1 < len(shown) else None
    short = after is not None and after.end - after.start <= _LONGEST and not after.spaced
    return (after.start, after.end) if after is not None and short else None


def _under(page: Page, block: Block, top: _Top) -> None:
    """Put under a challenge the decimal lines of its number and the items right after it that are no actions."""
    found = _DECIMAL.fullmatch(page.low, block.start, block.end)
    if found and int(found["major"]) == top.position and found.end() - found.start("words") <= _LONGEST:
        top.under.append(found.span("words"))
        return
    top.open = top.open and block.kind is Kind.ITEM and not ACTION.fullmatch(page.low, block.start, block.end)
    if top.open:
        top.under.append((block.start, block.end))


def _again(page: Page, top: _Top, span: tuple[int, int]) -> bool:
    one, two = content(page.text[top.start : top.end]), content(page.text[span[0] : span[1]])
    return len(one & two) * 2 >= len(one | two)


def _made(page: Page, tops: Sequence[_Top]) -> Iterator[Point]:
    for top in tops:
        whole = point(page, top.position, top.start, top.end)
        yield Point(
            whole.position, whole.start, whole.end, tuple(point(page, n, *span) for n, span in enumerate(top.under, 1))
        )


def _decimals(page: Page, shown: Sequence[Block]) -> Iterator[Strategy]:
    """Yield the lists that decimal ranks make under a line that names challenges or actions: « 2.1 », « 2.2 »."""
    lead: Block | None = None
    run: list[tuple[int, int]] = []
    expected = 0, 0
    for block in shown:
        found = _DECIMAL.fullmatch(page.low, block.start, block.end)
        short = found is not None and found.end() - found.start("words") <= _LONGEST
        if found and short and lead and (int(found["major"]), int(found["minor"])) == expected:
            run.append(found.span("words"))
            expected = expected[0], expected[1] + 1
        elif found and short and lead and not run and int(found["minor"]) == 1:
            run, expected = [found.span("words")], (int(found["major"]), 2)
        else:
            yield from _list(page, lead, run)
            lead, run = block if _names(page, block) else None, []
    yield from _list(page, lead, run)


def _list(page: Page, lead: Block | None, run: Sequence[tuple[int, int]]) -> Iterator[Strategy]:
    if lead is not None and run:
        nouns = list(LEAD.finditer(page.low, lead.start, lead.end))
        points = tuple(point(page, n, *span) for n, span in enumerate(run, 1))
        yield Strategy(Span(lead.start, lead.end), points, actions=bool(nouns[-1]["actions"]))


def _names(page: Page, block: Block) -> bool:
    """Tell whether a short line names what a list holds: « Article 2 – Thématiques », « 2. Enjeux du territoire »."""
    low = page.low[block.start : block.end]
    return len(low.split()) <= _HEAD and LEAD.search(low) is not None and not LABELLED.fullmatch(low)


def _actions(page: Page, shown: Sequence[Block]) -> Iterator[Strategy]:
    """Yield the actions that lines tell by their number: « Fiche action n° 3 – Rénover l'école »."""
    told: list[tuple[Block, tuple[int, int]]] = []
    for place, block in enumerate(shown):
        found = ACTION.fullmatch(page.low, block.start, block.end)
        span = _words(shown, place, found) if found else None
        if span is not None:
            told.append((block, span))
    if told:
        points = tuple(point(page, n, *span) for n, (_, span) in enumerate(told, 1))
        yield Strategy(Span(told[0][0].start, told[0][0].end), points, actions=True)

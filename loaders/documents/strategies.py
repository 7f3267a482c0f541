"""Enjeux, axes and actions: the lists by which a contract says what it takes up, in their order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from loaders.documents.action_tables import tables
from loaders.documents.french import Span, content
from loaders.documents.layout import Block, Kind
from loaders.documents.outlines import outlines
from loaders.documents.page import Page
from loaders.documents.points import LABELLED, LEAD, Point, Strategy, point

_LONGEST = 140


def strategies(page: Page) -> tuple[Strategy, ...]:
    """Return the lists of challenges and of actions of a page, in their order; axes stand under their challenge."""
    found = [*_itemised(page), *_running(page), *outlines(page), *tables(page)]
    return tuple(sorted((one for one in found if len(one.points) > 1), key=lambda one: one.lead.start))


def _itemised(page: Page) -> Iterator[Strategy]:
    """Yield lists in items under a line that names what they are: « Trois objectifs le guident : »."""
    shown = [block for block in page.blocks if block.kind is not Kind.FURNITURE]
    for place, block in enumerate(shown):
        if block.kind is not Kind.ITEM or (place and shown[place - 1].kind is Kind.ITEM) or not place:
            continue
        if any(LABELLED.fullmatch(page.low, block.start, block.end) for block in shown[place - 1 : place + 1]):
            continue
        lead = _lead(page, shown[place - 1])
        if lead is not None:
            run = [*_run(shown, place)]
            yield Strategy(lead[0], tuple(_points(page, run)), lead[1])


def _run(shown: Sequence[Block], place: int) -> Iterator[Block]:
    """Yield the items of a list; one that is numbered after an empty line and does not count on opens another."""
    count = shown[place].number
    while place < len(shown) and shown[place].kind is Kind.ITEM:
        block = shown[place]
        if block.spaced and block.number not in {None, count, (count or -1) + 1}:
            return
        count = block.number or count
        yield block
        place += 1


def _lead(page: Page, block: Block) -> tuple[Span, bool] | None:
    """Return the words that name a list, and whether they name actions: by the nouns of the line."""
    if block.kind is Kind.PARAGRAPH and page.text[block.end - 1] != ":":
        return None
    last = page.sentence(block.end - 1)
    nouns = list(LEAD.finditer(page.low, max(last.start, block.start), block.end))
    if not nouns:
        return None
    return Span(max(last.start, block.start), block.end), bool(nouns[-1]["actions"])


def _points(page: Page, run: Sequence[Block]) -> Iterator[Point]:
    """Yield the points of a run of items; where some are numbered, the others stand under them."""
    numbered = any(block.number is not None for block in run) and any(block.number is None for block in run)
    tops = [place for place, block in enumerate(run) if not numbered or block.number is not None]
    for rank, (place, after) in enumerate(zip(tops, [*tops[1:], len(run)], strict=True), 1):
        under = tuple(point(page, n, run[p].start, run[p].end) for n, p in enumerate(range(place + 1, after), 1))
        top = point(page, run[place].number or rank, run[place].start, run[place].end)
        yield Point(top.position, top.start, top.end, under)


_COLON = re.compile(r"(?: ?tels? que| ?telles? que| ?notamment| ?a savoir| ?dont)? ?: ?")


def _running(page: Page) -> Iterator[Strategy]:
    """Yield lists that run on in a sentence: « 4 enjeux : – le lien social, – la santé »."""
    for sentence in page.sentences:
        colon = _COLON.search(page.low, sentence.start, sentence.end)
        if colon is None or colon.end() >= sentence.end:
            continue
        nouns = [
            noun
            for noun in LEAD.finditer(page.low, sentence.start, colon.start())
            if colon.start() - noun.end() < _LONGEST
        ]
        counted = re.search(
            r"(?<![\w-])(?:\d+|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|des|les|plusieurs) ",
            page.low[sentence.start : colon.start()],
        )
        if nouns and counted:
            spans = list(_cut(page, colon.end(), sentence.end))
            points = tuple(point(page, rank, *span) for rank, span in enumerate(spans, 1))
            if all(point.end - point.start <= _LONGEST for point in points) and not _names(page, points):
                yield Strategy(Span(sentence.start, colon.end()), points, bool(nouns[-1]["actions"]))


def _names(page: Page, points: Sequence[Point]) -> bool:
    """Tell whether a list is one of proper names: most of its members open with a capital."""
    return sum(page.text[point.start].isupper() for point in points) * 2 > len(points)


_DASH = re.compile(r"(?:^|[\s,;])- ")
_COMMA = re.compile(
    r", (?:et |ou encore |ainsi que )?| et (?=(?:le|la|les|l'|un|une|des)\b|[a-z]{3,}(?:er|ir) )| ou encore "
    r"| ainsi que "
)


def _cut(page: Page, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the members of a list within a sentence, cut at dashes, semicolons or commas out of brackets."""
    stretch = page.low[start:end]
    pattern = _DASH if _DASH.search(stretch) else re.compile(r" ?; ?(?:et )?") if ";" in stretch else _COMMA
    offset = 0
    for found in [*pattern.finditer(stretch), None]:
        if found is not None and stretch.count("(", 0, found.start()) != stretch.count(")", 0, found.start()):
            continue
        stop = found.start() if found else len(stretch)
        member = stretch[offset:stop].strip(" ,;.-")
        if len(member) > 3:  # noqa: PLR2004 - shorter is a mark
            first = offset + stretch[offset:stop].index(member[0])
            yield start + first, start + first + len(member)
        offset = found.end() if found else stop


def joined(page: Page, found: Sequence[Strategy]) -> tuple[Strategy, ...]:
    """Join a list of challenges with the one that takes them up again with their axes."""
    kept: list[Strategy] = []
    for one in found:
        place = next((p for p, other in enumerate(kept) if _again(page, other, one)), None)
        if place is None:
            kept.append(one)
        else:
            deep = {point.position: point.under for point in one.points}
            first = kept[place]
            points = tuple(Point(p.position, p.start, p.end, p.under or deep.get(p.position, ())) for p in first.points)
            kept[place] = Strategy(first.lead, points, first.actions)
    return tuple(kept)


def _again(page: Page, first: Strategy, second: Strategy) -> bool:
    if first.actions != second.actions or len(first.points) != len(second.points):
        return False
    pairs = zip(first.points, second.points, strict=True)
    return all(_alike(page.text[a.start : a.end], page.text[b.start : b.end]) for a, b in pairs)


def _alike(first: str, second: str) -> bool:
    one, two = content(first), content(second)
    return len(one & two) * 3 >= len(one | two) * 2

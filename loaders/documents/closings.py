"""The closing of a contract in its own words: where and when it was made, and the signatures under it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from loaders.documents.french import Span
from loaders.documents.instruments import MADE, Instrument
from loaders.documents.layout import Kind
from loaders.documents.page import Page
from loaders.documents.periods import Moment


@dataclass(frozen=True, slots=True)
class Closing:
    """When and where a contract says it was signed.

    `blank` is the place left for a day that nobody wrote, `rivals` the days of signatures that differ.
    """

    day: Moment | None = None
    town: Span | None = None
    blank: Span | None = None
    rivals: tuple[Moment, ...] = ()


_TOWN = re.compile(
    r"(?:^|(?<![\w-]))(?:a|au|aux) (?P<town>[A-Z][\w' -]{1,50}?)(?=,| le | en \w+ |[ .…_]*$)"
    r"|^(?P<bare>[A-Z][\w' -]{1,40}), le "
)
_UNWRITTEN = re.compile(
    r"(?<![\w-])le ?(?P<blank>[:.…_ /-]*)(?:$|(?:(?:19|20)\d\d)?[ .…_]*(?:,|;|\.|en \w+ exemplaires?|$))"
)
_DATED = re.compile(
    r"(?:signe(?:e|s)? electroniquement.{0,80}|date(?: de (?:la )?signature)? ?:? ?|signe(?:e"
    r"|s)? |le |(?:contrat|convention|avenant) signee? )(?:le )?$"
)
_IS_SIGNED = re.compile(
    r"l[ae] (?:presente? )?(?:contrat|convention|protocole|pacte|accord)[^.,;]{0,80}? (?:est|a ete) signee?"
    r" (?:a [^,.;]{2,40}?,? )?le (?=\w* ?\d)"
)
_SIGNED = re.compile(
    r"^(?:(?:contrat|convention|protocole|avenant|document|pacte) )?signee? (?:a [^,]{2,40},? )?le "
    r"|^(?:date de )?signature(?: officielle)? ?:"
)


def closing(page: Page, instrument: Instrument) -> Closing:
    """Return when and where a contract says it was signed: « Fait à Exemple, le 9 juillet 2021 »."""
    lines = [
        Span(block.start, block.end)
        for block in page.blocks
        if block.kind is not Kind.FURNITURE and instrument.closing.start <= block.start < instrument.closing.end
    ]
    made = lines[:2] if lines and MADE.match(page.low[lines[0].start : lines[0].end]) else []
    town = _town(page, made[0]) if made else None
    if made and (day := _day(page, made)):
        return Closing(day, town)
    days = (*_of_signatures(page, lines), *_titled(page, instrument), *_stated(page, instrument))
    if len({day.first for day in days}) == 1:
        return Closing(days[0], town)
    blank = next((span for line in made[:1] for span in _unwritten(page, line)), None)
    return Closing(None, town, blank, days)


def _day(page: Page, made: Sequence[Span]) -> Moment | None:
    """Return the day, or else the month, of the line that closes a contract or of the one right after it."""
    first = list(page.within(made[0]))
    days = [moment for moment in first if moment.exact]
    if days:
        return days[0]
    if any(_unwritten(page, made[0])):
        after = [m for line in made[1:] if page.low.startswith("le ", line.start) for m in page.within(line) if m.exact]
        return after[0] if after else None
    return next((m for m in first if m.known and not m.ranged and page.low[: m.start].endswith(("en ", "le "))), None)


def _town(page: Page, line: Span) -> Span | None:
    found = _TOWN.search(page.plain[line.start : line.end])
    if found is None:
        return None
    start, end = found.span("town" if found["town"] else "bare")
    return Span(line.start + start, line.start + end)


def _unwritten(page: Page, line: Span) -> Iterator[Span]:
    """Yield the place where a day was to be written: « le ……… 2021 », « le »."""
    for found in _UNWRITTEN.finditer(page.low[line.start : line.end]):
        yield Span(line.start + found.start(), max(line.start + found.end(), line.start + found.start() + 1))


def _of_signatures(page: Page, lines: Sequence[Span]) -> Iterator[Moment]:
    """Yield the days that stand beside signatures: « Signé électroniquement le 12 mars 2022 », « Date : … »."""
    for line in lines:
        for moment in page.within(line):
            if moment.exact and _DATED.search(page.low[line.start : moment.start]):
                yield moment


def _titled(page: Page, instrument: Instrument) -> Iterator[Moment]:
    """Yield the day that the title tells; that of an amendment's title belongs to what it changes."""
    for sentence in page.sentences:
        inside = instrument.title.start <= sentence.start < instrument.title.end
        if inside and not instrument.amendment and _SIGNED.search(page.low[sentence.start : sentence.end]):
            yield from (moment for moment in page.within(sentence) if moment.exact)


def _stated(page: Page, instrument: Instrument) -> Iterator[Moment]:
    """Yield the day on which a contract says it is signed: « Le présent contrat est signé le 29 mars 2024 »."""
    for sentence in page.sentences if not instrument.amendment else ():
        found = _IS_SIGNED.match(page.low, sentence.start, sentence.end)
        if found and instrument.whole.holds(sentence):
            yield from (m for m in page.within(sentence) if m.exact and m.start == found.end())

"""Parts of years: seasons, school terms, quarters, the beginning, the middle and the end of a year or of a month."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from loaders.documents.years import MONTHS


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a year or of a month: `iso` is the year or the month that it lies in, never a day.

    `reason` says, in French, how a year that is not written was told.
    """

    start: int
    end: int
    iso: str
    reason: str | None = None


_SEASONS = {"printemps": (3, 6), "ete": (6, 9), "automne": (9, 12), "rentree": (9, 9)}
_MONTH = "|".join(MONTHS)
_RANK = r"(?:1er|premier|2e|2eme|2nd|deuxieme|second|3e|3eme|troisieme|4e|4eme|quatrieme|dernier)"
_EDGE = r"(?:(?:tout )?debut|mi|milieu|(?:toute )?fin|courant)"
_TERM = rf"{_RANK} (?:semestre|trimestre)"
_WRITTEN = re.compile(
    rf"(?<![\w-])(?:printemps|ete|automne|rentree(?: scolaire)?|{_TERM}|{_EDGE}(?: (?:du )?{_TERM})?)"
    rf"(?: |-)(?:de l'annee |de |d'annee |l'annee )?(?:(?P<month>{_MONTH}) )?"
    r"(?P<year>(?:19|20)\d\d)(?![\d/-]|[.,]\d| ?(?:a|et|>) ?\d)"
)
"""« au printemps 2021 », « à la rentrée scolaire 2021 », « au 3e trimestre 2022 », « mi-2022 », « fin mars 2021 »."""
_SEASON = re.compile(
    r"(?<![\w-])(?P<season>printemps|(?<=l')ete|automne|rentree)(?: scolaire)?"
    r" (?P<turn>derni|procha)(?:ere?|er|ine?)\b"
)
"""« au printemps dernier », « à la rentrée prochaine »."""
_OF_MONTH = re.compile(
    rf"(?<![\w-])(?:(?:en|{_EDGE})[ -](?P<month>{_MONTH}) (?P<turn>derni|procha)(?:er|in)\b"
    rf"|{_EDGE}[ -](?P<near>{_MONTH})(?! \d)\b)"
)
"""« en mars dernier », « début avril prochain », « mi-juillet »."""
_YEARLY = re.compile(r"(?<![\w-])(?:(?:chaque|tous les ans|annuel\w*)[^.;\n]{0,30}|(?:de|entre) )$")
_SHORTLY = 2


def parts(low: str, start: int, end: int, published: date | None) -> Iterator[Part]:
    """Yield the parts of years in a stretch of text, those without a year only where the page's date tells it."""
    for found in _WRITTEN.finditer(low, start, end):
        month = f"-{MONTHS.index(found['month']) + 1:02}" if found["month"] else ""
        yield Part(found.start(), found.end(), found["year"] + month)
    if published:
        yield from _turned(low, start, end, published)


def _turned(low: str, start: int, end: int, published: date) -> Iterator[Part]:
    for found in _SEASON.finditer(low, start, end):
        if year := _beside(*_SEASONS[found["season"]], found["turn"], published):
            yield Part(found.start(), found.end(), str(year), _reason(found[0]))
    for found in _OF_MONTH.finditer(low, start, end):
        month = MONTHS.index(found["month"] or found["near"]) + 1
        if found["month"]:
            year = _beside(month, month, found["turn"], published)
        else:
            year = (
                0 if _YEARLY.search(low, max(start, found.start() - 40), found.start()) else _lately(month, published)
            )
        if year:
            yield Part(found.start(), found.end(), f"{year}-{month:02}", _reason(found[0]))


def _reason(words: str) -> str:
    return f"année de « {words} », comptée depuis la date de la page"


def _beside(first: int, last: int, turn: str, published: date) -> int:
    """Return the year of the last or the coming run of months, 0 where the page's own month lies in it."""
    if first <= published.month <= last:
        return 0
    if turn == "procha":
        return published.year + (1 if published.month > last else 0)
    return published.year - (1 if published.month < first else 0)


def _lately(month: int, published: date) -> int:
    """Return the year of a month that is the page's own or shortly before, 0 for another."""
    back = (published.month - month) % 12
    return published.year - (1 if month > published.month else 0) if back <= _SHORTLY else 0

"""The year of a day that is written without one, told by the rest of its page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = (
    "janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre",
    "novembre", "decembre",
)  # fmt: skip
_EARLIEST, _LATEST = 1945, 2099
_MANY = 3
_CLOSE_YEARS = 3
_SHORTLY = timedelta(days=92)
_PUBLISHED = re.compile(
    r"\b(?:publiee?|mise? a jour|mise? en ligne|modifiee?|parue?|postee?|date de publication|derniere mise a jour)"
    r"(?: par [^\n\d]{0,30})?[ :,]*(?:le )?$"
)
_DATELINE = re.compile(
    r"[^\n.;:()\d]{2,40}(?:, (?:le )?|,? le | - (?:le )?)(?:lundi |mardi |mercredi |jeudi |vendredi )?"
)
"""What stands before the day of a letter or of a release: « Exemple-sur-Mer, le 3 juin 2022 »."""
_CLOSED = re.compile(r" ?(?:[-.|:]|$)")
_HAPPENING = re.compile(
    r"(?<![\w-])(?:sign|ceremonie|reunion|seance|comite|conseil|atelier|webinaire|forum|rendez-vous|agenda|ag|avant"
    r"|jusqu|depuis|limite)"
)
_LONGEST_LINE = 70
_EDGE = 4


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a month as written, perhaps with its weekday, its year and a word that looks back or forth.

    `short` is a year of two digits, which is no year before the page tells its century.
    """

    start: int
    end: int
    day: int
    month: int
    year: int | None
    weekday: int | None
    turn: str
    short: int | None = None


@dataclass(frozen=True, slots=True)
class Calendar:
    """What a page tells of time: the days it writes, the years it names (latest first), the day it was published."""

    days: tuple[Day, ...]
    years: tuple[int, ...]
    published: date | None


def exists(day: int, month: int, year: int) -> bool:
    """Tell whether there is such a day."""
    try:
        return _EARLIEST <= date(year, month, day).year <= _LATEST
    except ValueError:
        return False


def publication(low: str, days: Sequence[Day]) -> date | None:
    """Return the day a page says it was published or brought up to date: a word for it before, or a line of its own."""
    for day in days:
        if day.year is None:
            continue
        if _dated(low, day) or _PUBLISHED.search(low, max(0, day.start - 80), day.start):
            return date(day.year, day.month, day.day)
    return None


def _dated(low: str, day: Day) -> bool:
    """Tell whether a line is the date of the page: it stands alone, after a place, or beside a heading near the top.

    « Exemple, le 3 juin 2022. – », « Actualité – 6 décembre 2019 », « 13 décembre 2022 - Vie de l'agglomération ».
    """
    first = low.rfind("\n", 0, day.start) + 1
    end = low.find("\n", day.end)
    before, after = low[first : day.start], low[day.end : end if end >= 0 else len(low)]
    if not before.strip() and not after.strip():
        return True
    if not _CLOSED.match(after) or _HAPPENING.search(before):
        return False
    if _DATELINE.fullmatch(before):
        return True
    near = len([line for line in low[:first].split("\n") if line.strip()]) < _EDGE
    return not before.strip() and near and len(before) + len(after) < _LONGEST_LINE and not _HAPPENING.search(after)


def told(day: Day, page: Calendar) -> tuple[int, str] | None:
    """Return the year of a day and, in French, how it is told; None where nothing in the page tells it.

    The same day elsewhere comes first, then its weekday, the page's own date, and the other days of the page.
    """
    if day.short is not None:
        return _from_short(day, day.short, page)
    for rule in (_from_twin, _from_weekday, _from_publication, _from_others):
        if found := rule(day, page):
            return found
    return None


def _from_short(day: Day, short: int, page: Calendar) -> tuple[int, str] | None:
    """Tell the year of « 09/07/21 » in a page that names a year near 2021 and none near 2009."""
    known = {*page.years, *([page.published.year] if page.published else [])}
    near = {century + two for century in (1900, 2000) for two in (short, day.day) if _near(century + two, known)}
    year = near.pop() if len(near) == 1 else 0
    if year % 100 != short or not exists(day.day, day.month, year):
        return None
    return year, "année écrite en deux chiffres, proche de celles que la page cite ou de sa date"


def _near(year: int, known: set[int]) -> bool:
    return any(abs(year - one) <= _CLOSE_YEARS for one in known)


def _from_twin(day: Day, page: Calendar) -> tuple[int, str] | None:
    years = {other.year for other in page.days if (other.day, other.month) == (day.day, day.month) and other.year}
    if len(years) != 1:
        return None
    year = years.pop()
    if day.weekday is not None and not _falls(day, year):
        return None
    return year, "année donnée ailleurs dans la page pour le même jour"


def _from_weekday(day: Day, page: Calendar) -> tuple[int, str] | None:
    """Tell the year from the weekday, among those around the page's date or else among those that it names.

    « vendredi 9 juillet » in a page that speaks of 2021.
    """
    if day.weekday is None:
        day = next((o for o in page.days if o.weekday is not None and (o.day, o.month) == (day.day, day.month)), day)
    if day.weekday is None:
        return None
    near = [page.published.year + shift for shift in (0, -1, 1)] if page.published else []
    fitting = [year for year in near or page.years if _falls(day, year)]
    why = "de la date de la page" if near else "des années citées dans la page"
    return (fitting[0], f"année déduite du jour de la semaine et {why}") if fitting else None


def _falls(day: Day, year: int) -> bool:
    return exists(day.day, day.month, year) and date(year, day.month, day.day).weekday() == day.weekday


def _from_publication(day: Day, page: Calendar) -> tuple[int, str] | None:
    """Tell the year of « le 10 avril dernier » or « prochain », or of a day shortly before the page's own."""
    if page.published is None or day.weekday is not None:
        return None
    if not day.turn:
        return _shortly_before(day, page.published)
    coming = day.turn == "prochain"
    for year in (page.published.year, page.published.year + (1 if coming else -1)):
        if exists(day.day, day.month, year):
            passed = date(year, day.month, day.day) <= page.published + timedelta(days=1)
            if passed != coming:
                return year, f"année déduite de « {day.turn} » et de la date de la page"
    return None


def _shortly_before(day: Day, published: date) -> tuple[int, str] | None:
    for year in (published.year, published.year - 1):
        if exists(day.day, day.month, year) and timedelta() <= published - date(year, day.month, day.day) <= _SHORTLY:
            return year, "année déduite de la date de la page, qui suit de peu ce jour"
    return None


def _from_others(day: Day, page: Calendar) -> tuple[int, str] | None:
    """Tell the year of « le 19 mars dernier » in a page whose full dates are mostly of one year."""
    years = Counter(other.year for other in page.days if other.year)
    if page.published or not day.turn or day.weekday is not None or not years:
        return None
    year, count = years.most_common(1)[0]
    if count < _MANY or count * 3 < years.total() * 2 or not exists(day.day, day.month, year):
        return None
    return year, f"année de la plupart des jours datés de la page, et « {day.turn} »"

"""Days, months, years and ranges as French prose writes them, with the precision that was stated."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from rdflib import XSD, Literal, URIRef

MONTHS = (
    "janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre",
    "novembre", "decembre",
)  # fmt: skip
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_EARLIEST, _LATEST = 1945, 2099


@dataclass(frozen=True, slots=True)
class Moment:
    """One expression of time: `first` and `last` are ISO days, months or years (`last` equals `first` for one moment).

    `first` is empty where the year could not be told; `reason` says, in French, how a year not written was told.
    """

    start: int
    end: int
    first: str
    last: str
    reason: str | None = None

    @property
    def known(self) -> bool:
        """Tell whether the moment has a year."""
        return bool(self.first)

    @property
    def exact(self) -> bool:
        """Tell whether the moment is one single day."""
        return self.first == self.last and len(self.first) == len("2021-07-09")

    @property
    def ranged(self) -> bool:
        """Tell whether the moment runs from one bound to another."""
        return self.first != self.last


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a month as written, perhaps with its weekday, its year and a word that looks back or forth."""

    start: int
    end: int
    day: int
    month: int
    year: int | None
    weekday: int | None
    turn: str


@dataclass(frozen=True, slots=True)
class Calendar:
    """What a page tells of time: the days it writes, the years it names (latest first), the day it was published."""

    days: tuple[Day, ...]
    years: tuple[int, ...]
    published: date | None


_MANY = 3
_MONTH = "|".join(MONTHS)
_WEEKDAY = "|".join(DAYS)
_DAY = re.compile(
    rf"\b(?:(?P<weekday>{_WEEKDAY}),? (?:le )?)?(?P<day>\d{{1,2}})(?:er)? ?(?P<month>{_MONTH})\b"
    r"(?:,? (?P<year>\d{4})\b)?(?: (?P<turn>dernier|prochain|passe)\b)?"
)
_NUMERIC = re.compile(r"(?<![\d/.])(?P<day>\d{1,2})(?P<sign>[/.])(?P<month>\d{1,2})(?P=sign)(?P<year>\d{4})(?![\d/])")
_SHARED = re.compile(
    rf"\b(?:(?:{_WEEKDAY}) )?(?P<day>\d{{1,2}})(?:er)?(?= (?:et|au|a|ou"
    rf"|-) (?:(?:{_WEEKDAY}) )?\d{{1,2}}(?:er)? (?P<month>{_MONTH})\b)"
)
_OF_MONTH = re.compile(rf"\b(?P<month>{_MONTH}) (?P<year>\d{{4}})\b")
_YEARS = re.compile(
    r"(?<![\d/.,-])(?P<first>(?:19|20)\d\d) ?(?:[-/>]|a|au|et|jusqu'en) ?(?P<last>(?:19|20)\d\d)(?![\d/-]|[.,]\d)"
)
_YEAR = re.compile(r"(?<![\d/.,-])(?P<year>(?:19|20)\d\d)(?![\d/-]|[.,]\d| ?(?:€|euros|logements|habitants))")
_CITED = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)(?!\d)")
_JOINED = re.compile(r" ?(?:au|a|et|-|jusqu'au|jusqu'a|ou)(?: (?:le|la))? ?|\s+-\s+")
_PUBLISHED = re.compile(
    r"\b(?:publiee?|mise? a jour|mise? en ligne|modifiee?|parue?|postee?|date de publication|derniere mise a jour)"
    r"(?: par [^\n\d]{0,30})?[ :,]*(?:le )?$"
)


def moments(low: str, spans: Sequence[tuple[int, int]]) -> tuple[Moment, ...]:
    """Return the expressions of time of a page, in their order; `low` is its lowered text, `spans` what is read."""
    days = _lent(low, sorted((day for span in spans for day in _days(low, *span)), key=lambda day: day.start))
    cited = {int(found["year"]) for span in spans for found in _CITED.finditer(low, *span)}
    page = Calendar(tuple(days), tuple(sorted(cited, reverse=True)), publication(low, days))
    settled = [_settled(day, page) for day in days]
    taken = [(moment.start, moment.end) for moment in settled]
    rest = [moment for span in spans for moment in _coarse(low, *span, taken)]
    return tuple(_joined(low, sorted([*settled, *rest], key=lambda moment: moment.start)))


def _lent(low: str, days: Sequence[Day]) -> list[Day]:
    """Give the first day of a range the year written with the last: « du 1er janvier au 31 décembre 2022 »."""
    lent: list[Day] = []
    for day, after in pairwise([*days, None]):
        if day is None:
            continue
        if after is not None and day.year is None and after.year and _JOINED.fullmatch(low[day.end : after.start]):
            year = after.year if (day.month, day.day) <= (after.month, after.day) else after.year - 1
            lent.append(replace(day, year=year) if _exists(day.day, day.month, year) else day)
        else:
            lent.append(day)
    return lent


def _days(low: str, start: int, end: int) -> Iterator[Day]:
    for found in _DAY.finditer(low, start, end):
        day, month = int(found["day"]), MONTHS.index(found["month"]) + 1
        year = int(found["year"]) if found["year"] else None
        if _exists(day, month, year or 2000):
            weekday = DAYS.index(found["weekday"]) if found["weekday"] else None
            yield Day(found.start(), found.end(), day, month, year, weekday, found["turn"] or "")
    for found in _NUMERIC.finditer(low, start, end):
        day, month, year = int(found["day"]), int(found["month"]), int(found["year"])
        if _exists(day, month, year):
            yield Day(found.start(), found.end(), day, month, year, None, "")
    for found in _SHARED.finditer(low, start, end):
        if _exists(int(found["day"]), month := MONTHS.index(found["month"]) + 1, 2000):
            yield Day(found.start(), found.end(), int(found["day"]), month, None, None, "")


def _exists(day: int, month: int, year: int) -> bool:
    try:
        return _EARLIEST <= date(year, month, day).year <= _LATEST
    except ValueError:
        return False


def publication(low: str, days: Sequence[Day]) -> date | None:
    """Return the day a page says it was published or brought up to date: a word for it before, or a line of its own."""
    for day in days:
        if day.year is None:
            continue
        line = low[low.rfind("\n", 0, day.start) + 1 : day.start]
        alone = not line.strip() and low[day.end : day.end + 1] in {"\n", ""}
        if alone or _PUBLISHED.search(low, max(0, day.start - 80), day.start):
            return date(day.year, day.month, day.day)
    return None


def _settled(day: Day, page: Calendar) -> Moment:
    """Give a day its year: written, or told by the same day elsewhere, its weekday, the page's date, its other days."""
    if day.year is not None:
        iso = date(day.year, day.month, day.day).isoformat()
        return Moment(day.start, day.end, iso, iso)
    for rule in (_from_twin, _from_weekday, _from_publication, _from_others):
        if told := rule(day, page):
            year, reason = told
            iso = date(year, day.month, day.day).isoformat()
            return Moment(day.start, day.end, iso, iso, reason)
    return Moment(day.start, day.end, "", "")


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
    return _exists(day.day, day.month, year) and date(year, day.month, day.day).weekday() == day.weekday


def _from_publication(day: Day, page: Calendar) -> tuple[int, str] | None:
    """Tell the year of « le 10 avril dernier » or « prochain » from the day of publication."""
    if page.published is None or not day.turn or day.weekday is not None:
        return None
    coming = day.turn == "prochain"
    for year in (page.published.year, page.published.year + (1 if coming else -1)):
        if _exists(day.day, day.month, year):
            passed = date(year, day.month, day.day) <= page.published + timedelta(days=1)
            if passed != coming:
                return year, f"année déduite de « {day.turn} » et de la date de la page"
    return None


def _from_others(day: Day, page: Calendar) -> tuple[int, str] | None:
    """Tell the year of « le 19 mars dernier » in a page whose full dates are mostly of one year."""
    years = Counter(other.year for other in page.days if other.year)
    if page.published or not day.turn or day.weekday is not None or not years:
        return None
    year, count = years.most_common(1)[0]
    if count < _MANY or count * 3 < years.total() * 2 or not _exists(day.day, day.month, year):
        return None
    return year, f"année de la plupart des jours datés de la page, et « {day.turn} »"


def _coarse(low: str, start: int, end: int, taken: Sequence[tuple[int, int]]) -> Iterator[Moment]:
    """Yield ranges of years, months of a year and bare years that stand in no day."""
    used = list(taken)
    for pattern in (_YEARS, _OF_MONTH, _YEAR):
        for found in pattern.finditer(low, start, end):
            if any(a < found.end() and found.start() < b for a, b in used):
                continue
            moment = _coarse_moment(found)
            if moment is not None:
                used.append((found.start(), found.end()))
                yield moment


def _coarse_moment(found: re.Match[str]) -> Moment | None:
    parts = found.groupdict()
    if "month" in parts:
        iso = f"{parts['year']}-{MONTHS.index(parts['month']) + 1:02}"
        return Moment(found.start(), found.end(), iso, iso)
    first, last = parts.get("first") or parts["year"], parts.get("last") or parts["year"]
    return Moment(found.start(), found.end(), first, last) if first <= last else None


def _joined(low: str, found: Sequence[Moment]) -> Iterator[Moment]:
    """Join two bounds: « 1 mars 2021 - 31 décembre 2022 », « du 3 au 5 mai 2022 », « 30 juin et 1er juillet »."""
    skip = False
    for moment, after in pairwise([*found, None]):
        if moment is None or skip:
            skip = False
            continue
        if after is not None and _bounds(low, moment, after):
            skip = True
            moment = _together(moment, after)  # noqa: PLW2901
        yield moment


def _bounds(low: str, moment: Moment, after: Moment) -> bool:
    between = low[moment.end : after.start]
    length = min(len(moment.first), len(after.last))
    if not _JOINED.fullmatch(between) or moment.first[:length] > after.last[:length]:
        return False
    opened = re.search(
        r"\b(?:du|de|entre|les)(?: le)?(?: (?:" + _WEEKDAY + r"))? $", low[max(0, moment.start - 20) : moment.start]
    )
    return " et" not in between or bool(opened)


def _together(moment: Moment, after: Moment) -> Moment:
    """Make one moment of two bounds; a bound without its year takes that of the other."""
    if after.known and after.exact:
        first, reason = moment.first, moment.reason or after.reason
        written = re.match(r"(\d{4})", after.first)
        if not first and written:
            return replace(moment, end=after.end)
        if first > after.first:
            first = ""
        return Moment(moment.start, after.end, first and min(first, after.last), after.last if first else "", reason)
    return Moment(moment.start, after.end, moment.first, after.last or moment.last, moment.reason or after.reason)


def literal(iso: str) -> Literal:
    """Return an ISO day, month or year as a literal of its own precision."""
    kinds: dict[int, URIRef] = {4: XSD.gYear, 7: XSD.gYearMonth, 10: XSD.date}
    return Literal(iso, datatype=kinds[len(iso)])

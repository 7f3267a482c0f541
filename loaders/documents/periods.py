"""Days, months, years and ranges as French prose writes them, with the precision that was stated."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from rdflib import XSD, Literal, URIRef

from loaders.documents.french import spelled_number
from loaders.documents.ground import Ground
from loaders.documents.seasons import parts
from loaders.documents.years import MONTHS, Calendar, Day, exists, publication, told

DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


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


_MONTH = "|".join(MONTHS)
_WEEKDAY = "|".join(DAYS)
_DAY = re.compile(
    rf"\b(?:(?P<weekday>{_WEEKDAY}),? (?:le )?)?(?P<day>\d{{1,2}})(?: ?er|ᵉʳ)? ?(?P<month>{_MONTH})\b"
    r"(?:,? (?P<year>\d{4})\b)?(?: (?P<turn>dernier|prochain|passe)\b)?"
)
_NUMERIC = re.compile(r"(?<![\d/.])(?P<day>\d{1,2})(?P<sign>[/.])(?P<month>\d{1,2})(?P=sign)(?P<year>\d{4})(?![\d/])")
_SHORT = re.compile(
    r"(?<![\w-])(?:le|du|au|des|depuis|date|:) ?(?:le |du )?"
    r"(?P<whole>(?P<day>\d\d)/(?P<month>\d\d)/(?P<short>\d\d))(?![\w/-]|\.\w)"
)
"""« signé le 09/07/21 », where a word says that it is a date."""
_SHARED = re.compile(
    rf"\b(?:(?:{_WEEKDAY}) )?(?P<day>\d{{1,2}})(?:er)?(?= (?:et|au|a|ou"
    rf"|-) (?:(?:{_WEEKDAY}) )?\d{{1,2}}(?:er)? (?P<month>{_MONTH})\b)"
)
_UNIT = "deux|trois|quatre|cinq|six|sept|huit|neuf"
_TEEN = "dix-sept|dix-huit|dix-neuf|dix|onze|douze|treize|quatorze|quinze|seize"
_TENS = "vingt|trente|quarante|cinquante|soixante|quatre-vingts?"
_MORE = rf"(?! (?:un|{_UNIT}|{_TEEN}|{_TENS})\b)"
_TWO_DIGITS = (
    rf"(?:{_TENS})(?:[- ]et[- ](?:un|onze)|-(?:un|{_UNIT}|{_TEEN}))|(?:{_TENS}|{_TEEN}){_MORE}"
    rf"|(?:(?:{_TENS}|dix) )?(?:un|{_UNIT}|{_TEEN})"
    r"(?= ?(?:[,.;:)\n]|$)| (?:a|au|entre|en|et|le|la|les|par|pour|avec)\b)"
)
"""« vingt et un » in « deux mille vingt et un un contrat »; none in « deux mille vingt deux contrats »."""
_IN_LETTERS = re.compile(
    rf"(?<![\w-])(?P<day>(?:(?:dix|vingt|trente)(?:[- ]et)?[- ])?[a-z]+) (?P<month>{_MONTH}) (?P<year>(?:19|20)\d\d"
    rf"|(?:deux[- ]mille|mil(?:le)?[- ]neuf[- ]cents?)(?:[- ](?:{_TWO_DIGITS})|{_MORE}))(?![\w-])"
)
"""« le vingt-deux novembre deux mille vingt-deux », as deeds are dated, or « le neuf juillet 2021 »."""
_OF_MONTH = re.compile(rf"\b(?P<month>{_MONTH}) (?P<year>\d{{4}})\b")
_YEARS = re.compile(
    r"(?<![\d/.,-])(?P<first>(?:19|20)\d\d) ?(?:[-/>]|a|au|et|jusqu'en) ?(?P<last>(?:19|20)\d\d)(?![\d/-]|[.,]\d)"
)
_YEAR = re.compile(r"(?<![\d/.,-])(?P<year>(?:19|20)\d\d)(?![\d/-]|[.,]\d| ?(?:€|euros|logements|habitants))")
_CITED = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)(?!\d)")
_JOINED = re.compile(r" ?(?:au|a|et|-|jusqu'au|jusqu'a|ou)(?: (?:le|la)| l')? ?|\s+-\s+")


def moments(low: str, spans: Sequence[tuple[int, int]], issued: date | None = None) -> tuple[Moment, ...]:
    """Return the expressions of time of a page, in their order; `low` is its lowered text, `spans` what is read.

    `issued` is the day that the file says it was published, which counts where the text itself tells none.
    """
    days = _lent(low, sorted((day for span in spans for day in _days(low, *span)), key=lambda day: day.start))
    cited = {int(found["year"]) for span in spans for found in _CITED.finditer(low, *span)}
    page = Calendar(tuple(days), tuple(sorted(cited, reverse=True)), publication(low, days) or issued)
    settled = [*(_settled(day, page) for day in days), *_today(low, spans, page), *_this_week(low, spans, page)]
    used = Ground((moment.start, moment.end) for moment in settled)
    rest = [moment for span in spans for moment in _coarse(low, *span, used, page)]
    return tuple(_joined(low, sorted([*settled, *rest], key=lambda moment: moment.start)))


def _lent(low: str, days: Sequence[Day]) -> list[Day]:
    """Give the first day of a range the year written with the last: « du 1er janvier au 31 décembre 2022 »."""
    lent: list[Day] = []
    for day, after in pairwise([*days, None]):
        if day is None:
            continue
        if (
            after is not None
            and day.year is None
            and day.short is None
            and after.year
            and _JOINED.fullmatch(low[day.end : after.start])
        ):
            year = after.year if (day.month, day.day) <= (after.month, after.day) else after.year - 1
            lent.append(replace(day, year=year) if exists(day.day, day.month, year) else day)
        else:
            lent.append(day)
    return lent


def _days(low: str, start: int, end: int) -> Iterator[Day]:
    for found in _DAY.finditer(low, start, end):
        day, month = int(found["day"]), MONTHS.index(found["month"]) + 1
        year = int(found["year"]) if found["year"] else None
        if exists(day, month, year or 2000):
            weekday = DAYS.index(found["weekday"]) if found["weekday"] else None
            yield Day(found.start(), found.end(), day, month, year, weekday, found["turn"] or "")
    for found in _NUMERIC.finditer(low, start, end):
        day, month, year = int(found["day"]), int(found["month"]), int(found["year"])
        if exists(day, month, year):
            yield Day(found.start(), found.end(), day, month, year, None, "")
    for found in _SHORT.finditer(low, start, end):
        day, month = int(found["day"]), int(found["month"])
        if exists(day, month, 2000 + int(found["short"])):
            yield Day(*found.span("whole"), day, month, None, None, "", int(found["short"]))
    yield from _spelled(low, start, end)
    for found in _SHARED.finditer(low, start, end):
        if exists(int(found["day"]), month := MONTHS.index(found["month"]) + 1, 2000):
            yield Day(found.start(), found.end(), int(found["day"]), month, None, None, "")


def _spelled(low: str, start: int, end: int) -> Iterator[Day]:
    """Yield the days written in letters."""
    for found in _IN_LETTERS.finditer(low, start, end):
        number = spelled_number(found["day"]) or 0
        day = 1 if found["day"] == "premier" else number if number > 1 else 0
        year, month = _year(found["year"]), MONTHS.index(found["month"]) + 1
        if year and exists(int(day), month, int(year)):
            yield Day(found.start(), found.end(), int(day), month, int(year), None, "")


def _year(written: str) -> float | None:
    """Return a year in figures or in letters: « deux mille vingt et un », « mil neuf cent quatre-vingt-dix-neuf »."""
    if written.isdigit():
        return int(written)
    words = written.replace("-", " ").replace("mil neuf", "mille neuf")
    return spelled_number(words.replace("quatre vingt", "quatre-vingt"))


_TODAY = re.compile(
    r"(?<![\w-])(?:(?:sign|paraph|conclu)\w*[^.;\n]{0,60}(?P<after>aujourd'hui|ce jour|ce matin|cet apres-midi)"
    r"|(?P<before>aujourd'hui|ce jour|ce matin|cet apres-midi)[^.;\n]{0,60}(?:sign|paraph|conclu)\w*)(?![\w-])"
)


def _today(low: str, spans: Sequence[tuple[int, int]], page: Calendar) -> Iterator[Moment]:
    """Yield the day of the page where it says « aujourd'hui » of a signing: « ont signé aujourd'hui »."""
    for span in spans if page.published else ():
        for found in _TODAY.finditer(low, *span):
            start, end = found.span("after" if found["after"] else "before")
            iso = page.published.isoformat() if page.published else ""
            yield Moment(start, end, iso, iso, f"« {low[start:end]} », à la date de la page")


_WEEK = re.compile(
    rf"(?<![\w-])(?:ce (?P<this>{_WEEKDAY})(?! \d)|(?P<past>{_WEEKDAY}) dernier|(?P<eve>hier)(?! soir))(?![\w-])"
)


def _this_week(low: str, spans: Sequence[tuple[int, int]], page: Calendar) -> Iterator[Moment]:
    """Yield the day of « ce mardi », « vendredi dernier », « hier », counted back from the date of the page."""
    for span in spans if page.published else ():
        for found in _WEEK.finditer(low, *span):
            if page.published and not _JOINED_DAY.match(low, found.end()):
                iso = _counted_back(found, page.published).isoformat()
                yield Moment(found.start(), found.end(), iso, iso, f"« {found[0]} », compté depuis la date de la page")


_JOINED_DAY = re.compile(r",? (?:le )?\d{1,2}(?:er)? ")


def _counted_back(found: re.Match[str], published: date) -> date:
    if found["eve"]:
        return published - timedelta(days=1)
    back = (published.weekday() - DAYS.index(found["this"] or found["past"])) % 7
    return published - timedelta(days=back or (7 if found["past"] else 0))


def _settled(day: Day, page: Calendar) -> Moment:
    """Give a day its year: written, or told by the same day elsewhere, its weekday, the page's date, its other days."""
    if day.year is not None:
        iso = date(day.year, day.month, day.day).isoformat()
        return Moment(day.start, day.end, iso, iso)
    if found := told(day, page):
        year, reason = found
        iso = date(year, day.month, day.day).isoformat()
        return Moment(day.start, day.end, iso, iso, reason)
    return Moment(day.start, day.end, "", "")


def _coarse(low: str, start: int, end: int, used: Ground, page: Calendar) -> Iterator[Moment]:
    """Yield parts of years, ranges of years, months of a year and bare years that stand in no day."""
    for part in parts(low, start, end, page.published):
        if used.take(part.start, part.end):
            yield Moment(part.start, part.end, part.iso, part.iso, part.reason)
    for pattern in (_YEARS, _OF_MONTH, _YEAR):
        for found in pattern.finditer(low, start, end):
            moment = _coarse_moment(found)
            if moment is not None and used.take(*found.span()):
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

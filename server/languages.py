"""What the pages say in each language, and how each language writes numbers, dates and durations."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import TypeAlias

from flask import g, request
from rdflib import Literal
from rdflib.namespace import XSD
from rdflib.term import Node, URIRef

from server.negotiation import LANGUAGES, choose_language

__all__ = ["Reader", "Texts", "reader", "texts"]

_NARROW = "\u202f"
_DATE = re.compile(r"(-?\d{4,})-(\d\d)-(\d\d)(?:Z|[+-]\d\d:\d\d)?")
_MONTH = re.compile(r"(-?\d{4,})-(\d\d)(?:Z|[+-]\d\d:\d\d)?")
_MOMENT = re.compile(r"(-?\d{4,})-(\d\d)-(\d\d)T(\d\d):(\d\d).*")
_DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?")
_NUMBER = re.compile(r"([+-]?)(\d+)(?:\.(\d*?)0*)?")
_NUMBERS = {XSD.integer, XSD.decimal, XSD.double, XSD.float, XSD.int, XSD.long, XSD.nonNegativeInteger}

Entry: TypeAlias = Mapping[str, str]


@cache
def _catalogue() -> Mapping[str, Entry]:
    """Return every text of the interface: key → language → text."""
    found = tomllib.loads(files("server").joinpath("texts.toml").read_text(encoding="utf-8"))
    return {f"{table}.{key}": entry for table, entries in found.items() for key, entry in entries.items()}


class Texts:
    """Say in one language what the pages say, and write values as that language does."""

    def __init__(self, language: str) -> None:
        """Keep the language, one of `negotiation.LANGUAGES`."""
        self.language = language
        self._entries = {key: entry[language] for key, entry in _catalogue().items()}

    def __call__(self, key: str, **values: object) -> str:
        """Return the text of a key, its `{names}` filled; raises KeyError for a key that `texts.toml` lacks."""
        text = self._entries[key]
        return text.format_map(values) if values else text

    def group(self, table: str) -> Mapping[str, str]:
        """Return all the texts of a table of `texts.toml`, by the last part of their keys."""
        return {key.partition(".")[2]: text for key, text in self._entries.items() if key.startswith(f"{table}.")}

    def has(self, key: str) -> bool:
        """Tell whether `texts.toml` has a key."""
        return key in self._entries

    def counted(self, key: str, number: int, **values: object) -> str:
        """Return a text with a number, in the singular (`key-one`) or the plural (`key-many`) of the language."""
        single = number == 1 or (number == 0 and self.language == "fr")
        return self(f"{key}-one" if single else f"{key}-many", number=self.number(str(number)), **values)

    def number(self, digits: str | int) -> str:
        """Return a decimal number in groups of three digits, with the decimal mark of the language."""
        found = _NUMBER.fullmatch(str(digits))
        if found is None:
            return str(digits)
        sign, whole, fraction = found[1].replace("+", "").replace("-", "−"), found[2].lstrip("0") or "0", found[3]
        grouped = f"{int(whole):,}"
        if self.language == "fr":
            return sign + grouped.replace(",", _NARROW) + (f",{fraction}" if fraction else "")
        return sign + grouped + (f".{fraction}" if fraction else "")

    def day(self, moment: datetime) -> str:
        """Return the day of a moment in words."""
        return self._date(moment.date().isoformat())

    def size(self, octets: int) -> str:
        """Return a size with three digits and its unit: o, ko, Mo in French; B, kB, MB in English (decimal)."""
        rank = min((len(str(octets)) - 1) // 3, 3)
        units = "o ko Mo Go" if self.language == "fr" else "B kB MB GB"
        return f"{self.number(f'{octets / 1000**rank:.3g}')}\u00a0{units.split()[rank]}"

    def value(self, term: Node) -> str:
        """Return a literal as people write it, with the precision it has: a year stays a year."""
        text = str(term)
        kind = term.datatype if isinstance(term, Literal) else None
        return text if kind is None else self._typed(text, kind)

    def _typed(self, text: str, kind: URIRef) -> str:
        if kind in _NUMBERS:
            return self.number(text)
        if kind == XSD.boolean:
            return self("value.yes" if text in {"true", "1"} else "value.no")
        if kind == XSD.duration:
            return self._duration(text)
        return self._date(text)

    def _date(self, text: str) -> str:
        if found := _MOMENT.fullmatch(text):
            day = self._day(*found.groups()[:3])
            return self("value.moment", day=day, hour=found[4], minute=found[5])
        if found := _DATE.fullmatch(text):
            return self._day(*found.groups())
        if (found := _MONTH.fullmatch(text)) and self.has(f"month.{found[2]}"):
            return f"{self(f'month.{found[2]}')} {found[1]}"
        return text

    def _day(self, year: str, month: str, day: str) -> str:
        if not self.has(f"month.{month}"):
            return f"{year}-{month}-{day}"
        number = "1er" if (self.language, day) == ("fr", "01") else str(int(day))
        return f"{number} {self(f'month.{month}')} {year}"

    def _duration(self, text: str) -> str:
        found = _DURATION.fullmatch(text)
        if found is None or not any(found.groups()):
            return text
        units = zip(("years", "months", "days"), found.groups(), strict=True)
        return " ".join(self.counted(f"value.{unit}", int(number)) for unit, number in units if number)


@cache
def texts(language: str) -> Texts:
    """Return the texts of a language; raises ValueError for one that the interface does not speak."""
    if language not in LANGUAGES:
        raise ValueError(f"language {language!r}: the interface speaks {', '.join(LANGUAGES)}")
    return Texts(language)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: the language of the page, and whether the address states it (`?lang=en`) or the browser prefers it."""

    language: str
    stated: bool

    @property
    def of_spreadsheets(self) -> str:
        """Return the language of a file for a spreadsheet, which is French unless the address states another."""
        return self.language if self.stated else "fr"


def reader() -> Reader:
    """Return the reader of the current request."""
    if "reader" not in g:
        asked = request.args.get("lang", "")
        stated = asked in LANGUAGES
        g.reader = Reader(asked if stated else choose_language(request.headers.get("Accept-Language")), stated)
    found: Reader = g.reader
    return found

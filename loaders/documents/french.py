"""French prose: letters without accents at the same offsets, sentences, numbers, lists of names."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar


class Words(Protocol):
    """Some words of a page: anything that knows where they begin and end."""

    @property
    def start(self) -> int:
        """Return the offset of the first character."""

    @property
    def end(self) -> int:
        """Return the offset after the last character."""


@dataclass(frozen=True, slots=True)
class Span:
    """The words `text[start:end]` of the page at hand."""

    start: int
    end: int

    def holds(self, words: Words) -> bool:
        """Tell whether some words lie within this span."""
        return self.start <= words.start and words.end <= self.end


def overlap(first: Words, second: Words) -> bool:
    """Tell whether two stretches of words share a character."""
    return first.start < second.end and second.start < first.end


W = TypeVar("W", bound=Words)


def inside(ordered: Sequence[W], span: Words) -> Iterator[W]:
    """Yield, of words in their order, those that lie within a span."""
    for place in range(bisect_left(ordered, span.start, key=lambda one: one.start), len(ordered)):
        if ordered[place].start > span.end:
            return
        if ordered[place].end <= span.end:
            yield ordered[place]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as written: its place, its value, and whether it is spelled out in letters."""

    start: int
    end: int
    value: float
    spelled: bool


def _unaccented() -> dict[int, str]:
    table = {ord(sign): "'" for sign in "’‘ʼ′`´"}
    table |= {ord(sign): '"' for sign in "“”„«»"}
    table |= {ord(sign): "-" for sign in "‐‑‒–—−"}
    table |= {ord(sign): " " for sign in "\u00a0\u2007\u2009\u202f\t"}
    for code in range(0xC0, 0x250):
        bare = unicodedata.normalize("NFKD", chr(code))[0]
        if bare.isascii():
            table[code] = bare
    return table


_UNACCENTED = _unaccented()


def plain(text: str) -> str:
    """Return a text with bare letters, straight quotes and plain spaces, each at the offset it had."""
    return text.translate(_UNACCENTED)


def lowered(text: str) -> str:
    """Return a plain text in lower case, each letter at the offset it had."""
    low = plain(text).lower()
    if len(low) == len(text):
        return low
    return "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in plain(text))


_END = re.compile(r"[.!?…]+[\"')\]]*(?=\s+[\"'(\[]*\s*[A-Z0-9])|\n|(?<=\S) {3,}(?=\S)| \| ")
_SHORT = re.compile(
    r"(?:\b(?:m|mm|mme|mmes|mlle|dr|me|mgr|st|ste|art|cf|ex|env|tel|bd|av|chap|no|fig|p|vol|etc)|\b[A-Z])\.$",
    re.IGNORECASE,
)


def sentences(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the sentences of a stretch of plain text, without the blanks around them.

    A point that shortens a word (« M. le Préfet », « Jean C. Martin ») ends nothing; the end of a line or of
    a column does, and so does a blank where no sentence is that long.
    """
    begin = start
    for mark in _END.finditer(text, start, end):
        if mark[0] == "." and _SHORT.search(text, max(begin, mark.end() - 6), mark.end()):
            continue
        yield from _bounded(text, begin, mark.end() if mark[0].strip(" |") else mark.start())
        begin = mark.end()
    yield from _bounded(text, begin, end)


_LONGEST = 3000
"""Characters beyond which words are no sentence: rules that look all over one stay linear in the page."""


def _bounded(text: str, start: int, end: int) -> Iterator[Span]:
    while end - start > _LONGEST:
        blank = text.rfind(" ", start + 1, start + _LONGEST)
        cut = blank if blank > start else start + _LONGEST
        yield from _trimmed(text, start, cut)
        start = cut
    yield from _trimmed(text, start, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield Span(start, end)


_UNITS = [
    "zero",
    "un",
    "deux",
    "trois",
    "quatre",
    "cinq",
    "six",
    "sept",
    "huit",
    "neuf",
    "dix",
    "onze",
    "douze",
    "treize",
    "quatorze",
    "quinze",
    "seize",
    "dix-sept",
    "dix-huit",
    "dix-neuf",
    "vingt",
]
NUMERALS = {word: value for value, word in enumerate(_UNITS)} | {"une": 1}
NUMERALS |= {"trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "cent": 100, "mille": 1000}
NUMERALS |= {"quatre-vingt": 80, "quatre-vingts": 80, "cents": 100}
ORDINALS = {
    "premier": 1, "premiere": 1, "deuxieme": 2, "second": 2, "seconde": 2, "troisieme": 3, "quatrieme": 4,
    "cinquieme": 5, "sixieme": 6, "septieme": 7, "huitieme": 8, "neuvieme": 9, "dixieme": 10,
}  # fmt: skip
_SPELLED = "|".join(sorted(NUMERALS, key=len, reverse=True))
_DIGITS = r"\d{1,3}(?:[ .]\d{3})+(?:,\d+)?(?![\d.]*\d)|\d+(?:[,.]\d+)?"
_SCALES = {
    "million": 1e6,
    "millions": 1e6,
    "milliard": 1e9,
    "milliards": 1e9,
    "m": 1e6,
    "md": 1e9,
    "mds": 1e9,
    "k": 1e3,
}
_NUMBER = re.compile(
    rf"(?<![\w.,/-])(?:(?P<digits>{_DIGITS})|(?P<letters>(?:{_SPELLED})(?:[ -](?:et )?(?:{_SPELLED}))*))"
    r"(?:\s*(?P<scale>millions?|milliards?|mds?|m|k)(?=\s*(?:€|d'?e|euros|\b)))?(?![\w/]|[.,]\d|-\d)"
)


def quantities(low: str, start: int, end: int) -> Iterator[Quantity]:
    """Yield the numbers of a stretch of lowered text: « 9.500 », « 650 000 », « 1,5 million », « vingt-deux »."""
    for found in _NUMBER.finditer(low, start, end):
        scale = _SCALES[found["scale"]] if found["scale"] else 1.0
        if found["digits"]:
            yield Quantity(found.start(), found.end(), round(_figured(found["digits"]) * scale, 6), spelled=False)
        elif (value := spelled_number(found["letters"])) is not None:
            yield Quantity(found.start(), found.end(), value * scale, spelled=True)


def _figured(digits: str) -> float:
    if re.fullmatch(r"\d{1,3}(?:[ .]\d{3})+(?:,\d+)?", digits):
        digits = digits.replace(" ", "").replace(".", "")
    return float(digits.replace(",", "."))


def spelled_number(letters: str) -> float | None:
    """Return the value of a number in letters: « vingt-deux » is 22, « deux cents » 200; None for anything else."""
    words = re.sub(r"quatre-vingts?", "quatrevingt", letters.lower()).replace("-", " ").replace(" et ", " ").split()
    total, part = 0.0, 0.0
    for word in words:
        value = 80 if word == "quatrevingt" else NUMERALS.get(word)
        if value is None:
            return None
        if value in {100, 1000}:
            part = max(part, 1) * value
        else:
            part += value
        if value == 1000:  # noqa: PLR2004 - « mille » closes what it multiplies
            total, part = total + part, 0.0
    return total + part


def words(text: str) -> list[str]:
    """Return the words of a text in lower case without accents, elided articles apart."""
    return re.findall(r"[a-z0-9]+", lowered(text).replace("œ", "oe").replace("æ", "ae"))


_EMPTY = frozenset(
    [
        "le",
        "la",
        "les",
        "l",
        "un",
        "une",
        "des",
        "du",
        "de",
        "d",
        "et",
        "en",
        "au",
        "aux",
        "a",
        "sur",
        "sous",
        "pour",
        "par",
        "dans",
        "avec",
        "ce",
        "cette",
        "ces",
    ]
)


def content(text: str) -> frozenset[str]:
    """Return the words of a text that carry its meaning, without articles and prepositions."""
    return frozenset(words(text)) - _EMPTY

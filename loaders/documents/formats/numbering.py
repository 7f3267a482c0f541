"""How lists and headings are numbered: « 2. », « b) », « Article 3 », « 1.2 »."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

BULLETS = ("-", "•", "◦")
_TENS = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"))
_UNITS = ((9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_LETTERS = 26


@dataclass(frozen=True, slots=True)
class Level:
    """How one level is numbered: `figures` as in « 1 », « a », « A », « i », « I », « » for none; « %2 » is a number.

    An empty `pattern` of a level of bullets is told by `bullet`.
    """

    figures: str = "1"
    pattern: str = "%1."
    start: int = 1
    bullet: bool = False


class Counter:
    """The numbers of one list as it goes on."""

    def __init__(self, levels: Mapping[int, Level]) -> None:
        """Begin before the first item."""
        self._levels = levels
        self._numbers: dict[int, int] = {}

    def restart(self, depth: int, number: int) -> None:
        """Make a number the next one of a level."""
        self._numbers[depth] = number - 1

    def next(self, depth: int) -> str:
        """Return the mark of the next item of a level (from 0): its number, a bullet, or nothing."""
        level = self._levels.get(depth, Level(bullet=True))
        for deeper in [key for key in self._numbers if key > depth]:
            del self._numbers[deeper]
        self._numbers[depth] = self._numbers.get(depth, level.start - 1) + 1
        if level.bullet:
            return BULLETS[min(depth, len(BULLETS) - 1)]
        return re.sub(r"%(\d)", lambda found: self._figure(int(found[1]) - 1), level.pattern).strip()

    def _figure(self, depth: int) -> str:
        level = self._levels.get(depth, Level())
        return figure(self._numbers.get(depth, level.start), level.figures)


def figure(number: int, figures: str) -> str:
    """Return a number in the figures of a list: `figure(4, "i")` is « iv », `figure(2, "A")` is « B »."""
    if figures.lower() == "a" and number > 0:
        letter = chr(ord("a") + (number - 1) % _LETTERS) * ((number - 1) // _LETTERS + 1)
        return letter.upper() if figures.isupper() else letter
    if figures.lower() == "i" and 0 < number < 4000:  # noqa: PLR2004
        written = ""
        for value, sign in _TENS + _UNITS:
            written += sign * (number // value)
            number %= value
        return written.upper() if figures.isupper() else written
    return str(number) if figures else ""

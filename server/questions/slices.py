"""Which rows of an answer a program is sent: all of them, or one page of a stated size (`?page=2&size=100`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from server.questions.parameters import InvalidParameter

__all__ = ["LARGEST", "NAMES", "SIZE", "NoSuchPage", "Slice", "sliced"]

NAMES = frozenset({"page", "size"})
SIZE = 500
"""Rows of a page whose size is not stated."""

LARGEST = 10_000
"""Rows of the largest page; without `page` and `size` an answer has all its rows."""

_NUMBER = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)


class NoSuchPage(LookupError):
    """An answer has fewer pages than the number asked for."""

    def __init__(self, number: int, last: int) -> None:
        """Keep the number asked for and the last one's."""
        self.number = number
        self.last = last
        super().__init__(f"page={number}: the answer has {last} of them")


@dataclass(frozen=True, slots=True)
class Slice:
    """One page of an answer: its number, from 1, and how many rows a page has."""

    number: int
    size: int

    def of(self, total: int) -> slice:
        """Return the places of its rows among all; raises NoSuchPage."""
        last = self.last(total)
        if self.number > last:
            raise NoSuchPage(self.number, last)
        return slice((self.number - 1) * self.size, self.number * self.size)

    def last(self, total: int) -> int:
        """Return the number of the last page of an answer of that many rows; an empty answer has one page."""
        return max(1, -(-total // self.size))

    def others(self, total: int) -> Iterator[tuple[str, int]]:
        """Yield the pages that a reader may go to, each under its link relation (RFC 8288)."""
        last = self.last(total)
        yield "first", 1
        if self.number > 1:
            yield "prev", self.number - 1
        if self.number < last:
            yield "next", self.number + 1
        yield "last", last


def sliced(given: Mapping[str, str]) -> Slice | None:
    """Return the page that a request asks for, None when it wants all rows; raises InvalidParameter."""
    if not NAMES & given.keys():
        return None
    return Slice(_number("page", given.get("page", "1")), _number("size", given.get("size", str(SIZE)), LARGEST))


def _number(name: str, text: str, most: int = 10**9) -> int:
    if not _NUMBER.fullmatch(text) or int(text) > most:
        raise InvalidParameter(name, name, text)
    return int(text)

"""What changed between two sorted files of N-Quads: the lines that went, and those that came.

    with before.open("rb") as old, after.open("rb") as new:
        found = difference(old, new, most=100_000)      # None where more than that changed

Lines stand in the order of their bytes, each once, as in a release's `published.nq`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from operator import lt
from typing import BinaryIO

READ = 1 << 22
"""How many bytes of each file are held and compared together."""


class DisorderedLines(ValueError):
    """A file's lines are not in the order of their bytes, or one stands there twice."""

    def __init__(self, line: bytes) -> None:
        """Show the line that does not follow the one before it."""
        super().__init__(f"{line!r} does not follow the line before it; sort the lines by their bytes, each once")


@dataclass(frozen=True, slots=True)
class Difference:
    """The lines that only the first of two files holds, and those that only the second does, both in order."""

    removed: Sequence[bytes]
    added: Sequence[bytes]

    def __len__(self) -> int:
        """Return how many lines differ."""
        return len(self.removed) + len(self.added)


def difference(before: BinaryIO, after: BinaryIO, most: int) -> Difference | None:
    """Return what changed from one file to another, None where it is more than `most` lines; raises DisorderedLines."""
    removed: list[bytes] = []
    added: list[bytes] = []
    for part in changes(before, after):
        removed += part.removed
        added += part.added
        if len(removed) + len(added) > most:
            return None
    return Difference(tuple(removed), tuple(added))


def changes(before: BinaryIO, after: BinaryIO) -> Iterator[Difference]:
    """Yield what changed, in order, a block of each file in memory at a time; raises DisorderedLines."""
    old, new = _Ahead(before), _Ahead(after)
    while old.filled() | new.filled():
        bound = min(lines.held[-1] for lines in (old, new) if lines.held)
        gone, come = old.until(bound), new.until(bound)
        if gone != come:
            kept, here = set(come), set(gone)
            yield Difference([line for line in gone if line not in kept], [line for line in come if line not in here])


@dataclass(slots=True)
class _Ahead:
    """The lines of a file that were read and not yet taken."""

    stream: BinaryIO
    held: list[bytes] = field(default_factory=list)
    last: list[bytes] = field(default_factory=list)

    def filled(self) -> bool:
        """Read on where nothing is left; tell whether there is something now."""
        if not self.held:
            self.held = self.stream.readlines(READ)
            seen = [*self.last, *self.held]
            if not all(map(lt, seen, seen[1:])):
                raise DisorderedLines(next(line for before, line in pairwise(seen) if line <= before))
            self.last = self.held[-1:]
        return bool(self.held)

    def until(self, bound: bytes) -> list[bytes]:
        """Take the lines up to a bound."""
        end = bisect_right(self.held, bound)
        taken, self.held = self.held[:end], self.held[end:]
        return taken

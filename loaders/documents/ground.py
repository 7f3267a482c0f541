"""The stretches of a text that rules have taken, none of which may be taken twice."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterable


class Ground:
    """Stretches `[start, end)` in their order, none overlapping another, asked for in logarithmic time."""

    def __init__(self, taken: Iterable[tuple[int, int]] = ()) -> None:
        """Begin with some stretches, those that overlap made one."""
        self._taken: list[tuple[int, int]] = []
        for start, end in sorted(taken):
            if self._taken and start < self._taken[-1][1]:
                self._taken[-1] = (self._taken[-1][0], max(end, self._taken[-1][1]))
            else:
                self._taken.append((start, end))

    def free(self, start: int, end: int) -> bool:
        """Tell whether nothing taken overlaps a stretch."""
        place = bisect_right(self._taken, (start, end))
        before, after = self._taken[place - 1 : place], self._taken[place : place + 1]
        return all(one <= start for _, one in before) and all(end <= one for one, _ in after)

    def take(self, start: int, end: int) -> bool:
        """Take a stretch if it is free; tell whether it was."""
        if not self.free(start, end):
            return False
        insort(self._taken, (start, end))
        return True

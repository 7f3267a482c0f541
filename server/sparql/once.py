"""An answer that may begin again, passed on once: another engine takes over where the first one died."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from server.store import StoreUnavailable

__all__ = ["Once"]


class Once:
    """Pass parts on, and none of them twice: what is written again must be what was passed on, to the byte."""

    def __init__(self, put: Callable[[bytes], None], endpoint: str) -> None:
        """Start with nothing passed on."""
        self._put = put
        self._endpoint = endpoint
        self._passed = hashlib.sha256()
        self._length = 0
        self.begin()

    def begin(self) -> None:
        """Expect the answer from its first byte."""
        self._again = hashlib.sha256()
        self._place = 0

    def write(self, part: bytes) -> None:
        """Take the next part; raises StoreUnavailable where it is not what came there before."""
        known = part[: self._length - self._place]
        self._again.update(known)
        self._place += len(known)
        if known and self._place == self._length and self._again.digest() != self._passed.digest():
            raise self._otherwise()
        if fresh := part[len(known) :]:
            self._passed.update(fresh)
            self._length = self._place = self._length + len(fresh)
            self._put(fresh)

    def end(self) -> None:
        """Raise StoreUnavailable where less was written again than was passed on."""
        if self._place < self._length:
            raise self._otherwise()

    def _otherwise(self) -> StoreUnavailable:
        return StoreUnavailable(self._endpoint, "an answer was cut, and is another when it is asked for again")

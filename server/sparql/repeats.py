"""Answers given again to who asks the same: whichever way it is asked, as long as it is the same query and format.

What was once answered whole, and is the same each time, is kept in memory; the oldest use goes first. Nothing of a
failed or cut answer is kept. An answer that stays here costs no process, and is no work of who asks.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from threading import Lock
from typing import TypeAlias

from server.negotiation import Format
from server.sparql.engine import IN_MEMORY, Answer, Question
from server.sparql.guard import Query
from server.sparql.spool import Spool

__all__ = ["Repeats"]

_Key: TypeAlias = tuple[str, Query, Format]


@dataclass(frozen=True, slots=True)
class _Kept:
    body: bytes
    rows: int | None


class Repeats:
    """Keep up to so many bytes of answers, by release, query, graphs and format.

    `longest` is how many one answer may have, a quarter of them.
    """

    def __init__(self, most: int) -> None:
        """Start with none."""
        self.longest = most // 4
        self._most = most
        self._answers: OrderedDict[_Key, _Kept] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def answer(self, question: Question, make: Callable[[], Answer]) -> Answer:
        """Return the answer that is kept, else the one that is made, which is kept once it is whole."""
        if question.query.changing:
            return make()
        key = (question.release.id, question.query, question.format)
        kept = self._find(key)
        if kept is not None:
            return Answer(len(kept.body), [kept.body], kept.rows)
        made = make()
        if isinstance(made.content, Spool):
            return Answer(
                made.length,
                _Followed(made.content, self.longest, lambda body, rows: self._keep(key, body, rows)),
                made.rows,
            )
        if made.length is not None and made.length <= min(IN_MEMORY, self.longest):
            body = b"".join(made)
            self._keep(key, body, made.rows)
            return Answer(len(body), [body], made.rows)
        return made

    def _find(self, key: _Key) -> _Kept | None:
        with self._lock:
            kept = self._answers.get(key)
            if kept is not None:
                self._answers.move_to_end(key)
            return kept

    def _keep(self, key: _Key, body: bytes, rows: int | None) -> None:
        with self._lock:
            if key not in self._answers:
                self._answers[key] = _Kept(body, rows)
                self._bytes += _size(key, body)
            while self._bytes > self._most:
                left, kept = self._answers.popitem(last=False)
                self._bytes -= _size(left, kept.body)


class _Followed:
    """Pass the parts of a long answer on, and tell its bytes and rows when its reader has them all."""

    def __init__(self, spool: Spool, longest: int, tell: Callable[[bytes, int | None], None]) -> None:
        self._spool = spool
        self._longest = longest
        self._tell = tell

    def __iter__(self) -> Iterator[bytes]:
        yield from self._spool
        if self._spool.length <= self._longest:
            self._tell(self._spool.whole(), self._spool.rows)

    def close(self) -> None:
        self._spool.close()


def _size(key: _Key, body: bytes) -> int:
    return len(body) + 2 * len(key[1].text) + 1000

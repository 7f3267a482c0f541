"""What a thread writes, read as it is written by whoever wants it, a few parts behind."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from queue import SimpleQueue
from threading import Semaphore
from traceback import clear_frames
from typing import TypeVar

__all__ = ["Unread", "piped"]

T = TypeVar("T")

AHEAD = 4
"""Parts that are written before the first of them is read."""


class Unread(Exception):
    """Nobody reads what is written."""


def piped(work: Callable[[Callable[[bytes], None]], T], stop: Callable[[], object]) -> Generator[bytes, None, T]:
    """Yield what some work puts, and return what it returns; raises what it raises.

    A thread does the work and waits for its reader. Where the reader leaves, `stop` is called, and the next part that
    is put raises Unread.
    """
    pipe = _Pipe()
    with ThreadPoolExecutor(1, "piped") as thread:
        made = thread.submit(_done, work, pipe.put)
        made.add_done_callback(lambda _made: pipe.end())
        try:
            yield from pipe.parts()
        finally:
            pipe.leave()
            stop()
    return made.result()


def _done(work: Callable[[Callable[[bytes], None]], T], put: Callable[[bytes], None]) -> T:
    with ExitStack() as stack:
        stack.push(_forget)
        return work(put)


def _forget(_kind: object, fault: BaseException | None, _trace: object) -> None:
    """Free what the calls that failed held: what pyoxigraph made may end in no other thread than its own."""
    while fault is not None:
        clear_frames(fault.__traceback__)
        fault = fault.__context__


class _Pipe:
    def __init__(self) -> None:
        self._parts: SimpleQueue[bytes] = SimpleQueue()
        self._room = Semaphore(AHEAD)
        self._is_read = True

    def put(self, part: bytes) -> None:
        self._room.acquire()
        if not self._is_read:
            raise Unread
        self._parts.put(part)

    def end(self) -> None:
        self._parts.put(b"")

    def parts(self) -> Iterator[bytes]:
        while part := self._parts.get():
            self._room.release()
            yield part

    def leave(self) -> None:
        self._is_read = False
        self._room.release()

"""An answer while it is made: whole in memory when it is short, else in a file without a name, read as it grows."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from tempfile import TemporaryFile
from threading import Condition, Lock, Thread
from weakref import finalize

from server.sparql.engine import FAULTS, IN_MEMORY, Answer
from server.sparql.receipts import Signed
from server.sparql.turns import TooManyQueries

__all__ = ["Collector", "Spool"]

MOST = 6
"""Long answers of one client, in one worker of the web server, that it has not read to the end."""

PART = 256 * 1024
"""Bytes that are read of one at once."""

PAUSE = 30.0
"""Seconds after which one that is not read at all is given up."""


class Collector:
    """Make answers of their parts; a client may leave so many long ones unread, and no more, for they take up disk."""

    def __init__(self) -> None:
        """Start with none."""
        self._lock = Lock()
        self._held: Counter[str] = Counter()

    def collect(self, signed: Signed) -> Answer:
        """Return the answer made of these parts.

        A short one is whole. A long one may start before it is whole, where the client would see it break; a thread
        takes the parts as fast as they come, so that a slow reader holds no engine. Raises the faults met before that,
        and TooManyQueries.
        """
        start, parts = bytearray(), iter(signed)
        for part in parts:
            start += part
            if len(start) > IN_MEMORY:
                return _spooled(Spool(bytes(start), signed, self._lent(signed.question.asker.address)), parts, signed)
        return Answer(len(start), [bytes(start)], signed.rows)

    def _lent(self, address: str) -> Callable[[], object]:
        """Count a long answer of a client, and return what forgets it; raises TooManyQueries."""
        with self._lock:
            if self._held[address] >= MOST:
                raise TooManyQueries(f"{MOST} long answers of yours are still to be read", PAUSE)
            self._held[address] += 1
        return lambda: self._forget(address)

    def _forget(self, address: str) -> None:
        with self._lock:
            self._held[address] -= 1
            if not self._held[address]:
                del self._held[address]


def _spooled(spool: Spool, parts: Iterator[bytes], signed: Signed) -> Answer:
    if signed.question.asker.sees_breaks:
        Thread(target=spool.fill, args=(parts,), name="spool", daemon=True).start()
        return Answer(None, spool)
    spool.fill(parts)
    if spool.fault is not None:
        spool.close()
        raise spool.fault
    return Answer(spool.length, spool, signed.rows)


class Spool:
    """Hold bytes that one thread writes and another reads; the reader meets the writer's fault where it happened."""

    def __init__(self, start: bytes, signed: Signed, forget: Callable[[], object]) -> None:
        """Start with the first bytes; `signed` knows the rows once all its parts are read; the end is told, once."""
        self._forget = finalize(self, forget)
        self._signed = signed
        self._file = TemporaryFile(buffering=0)  # noqa: SIM115 - closed by its reader
        self._grown = Condition()
        self._is_wanted = True
        self._is_ended = False
        self.length = 0
        self.fault: Exception | None = None
        self._write(start)

    def fill(self, parts: Iterator[bytes]) -> None:
        """Take every part, unless the reader stops reading."""
        fault: Exception | None = None
        try:
            for part in parts:
                if not self._write(part):
                    break
        except FAULTS as error:
            fault = error
        finally:
            getattr(parts, "close", lambda: None)()
            with self._grown:
                self.fault, self._is_ended = fault, True
                self._grown.notify_all()

    def _write(self, part: bytes) -> bool:
        with self._grown:
            if self._is_wanted:
                self._file.write(part)
                self.length += len(part)
                self._grown.notify_all()
            return self._is_wanted

    def __iter__(self) -> Iterator[bytes]:
        """Yield the bytes as they come; raises the fault that the writer met."""
        place = 0
        while part := self._read(place):
            place += len(part)
            yield part

    def _read(self, place: int) -> bytes:
        with self._grown:
            self._grown.wait_for(lambda: self.length > place or self._is_ended)
            if self.length > place:
                return os.pread(self._file.fileno(), PART, place)
            if self.fault is not None:
                raise self.fault
            return b""

    @property
    def rows(self) -> int | None:
        """Return the rows of an answer that is whole, if they are counted."""
        return self._signed.rows

    def whole(self) -> bytes:
        """Return all the bytes of an answer that is whole."""
        return os.pread(self._file.fileno(), self.length, 0)

    def close(self) -> None:
        """Free the file; a writer at work stops at its next part."""
        with self._grown:
            self._is_wanted = False
            self._file.close()
        self._forget()

"""Queries examined: short ones where clients are answered, long ones in a process, so that nobody waits meanwhile."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from pathlib import Path
from threading import Lock
from weakref import finalize

from server.config import Config
from server.leash import Leash, start
from server.sparql import worker
from server.sparql.engine import EngineBusy, QueryTimeout, QueryTooComplex
from server.sparql.guard import Query, examine
from server.sparql.reading import query_of

__all__ = ["LONG", "Reader"]

LONG = 1000
"""Characters of a query from which reading it takes milliseconds."""

_ROOM = str(Path(__file__).parent.parent)
_PROGRAM = """
import sys, types
server = sys.modules["server"] = types.ModuleType("server")
server.__path__ = [sys.argv[1]]
from server.sparql.reading import main
main(int(sys.argv[2]))
"""
"""The reading process, with the package `server` bare: what it loads by itself, Flask and all, reads no query."""


class Reader:
    """Examine queries; one process reads the long ones, one at a time, from the first of them on."""

    def __init__(self, config: Config) -> None:
        """Start no process."""
        self._config = config
        self._turn = Lock()
        self._process: _Process | None = None

    def read(self, text: str, address: str) -> Query:
        """Return what a query is; `address` is the endpoint's.

        Raises what `server.sparql.guard.examine` does, EngineBusy, QueryTimeout, QueryTooComplex.
        """
        limits = self._config
        if not LONG < len(text) <= limits.query_bytes:
            return examine(text, limits.query_bytes, address, limits.services)
        asked = {"text": text, "longest": limits.query_bytes, "address": address, "services": limits.services}
        if not self._turn.acquire(timeout=limits.query_seconds):
            raise EngineBusy(limits.query_seconds)
        try:
            answer = self._asked(json.dumps(asked).encode())
        finally:
            self._turn.release()
        return query_of(json.loads(answer))

    def _asked(self, message: bytes) -> bytes:
        if self._process is None or not self._process.is_alive():
            self._process = _Process()
        try:
            return self._process.answer(message, self._config.query_seconds)
        except TimeoutError as error:
            self._process = None
            raise QueryTimeout(self._config.query_seconds) from error
        except (EOFError, OSError) as error:
            self._process = None
            raise QueryTooComplex(self._config.memory_bytes) from error


class _Process:
    """Hold one reading process, which ends when it is forgotten."""

    def __init__(self) -> None:
        self._line, far = socket.socketpair()
        with far:
            command = [sys.executable, "-P", "-c", _PROGRAM, _ROOM, str(far.fileno())]
            self._program, leash = start(command, {}, [far.fileno()])
        finalize(self, _end, self._line, self._program, leash)

    def is_alive(self) -> bool:
        """Tell whether the process can be asked."""
        return self._program.poll() is None

    def answer(self, message: bytes, seconds: float) -> bytes:
        """Return the answer to a message; raises TimeoutError, EOFError, OSError."""
        self._line.settimeout(seconds)
        worker.send(self._line, worker.QUESTION, message)
        return worker.receive(self._line)[1]


def _end(line: socket.socket, program: subprocess.Popen[bytes], _: Leash) -> None:
    line.close()
    program.kill()
    program.wait()

"""The query process: it has a store, shuts every door behind it, and answers one query at a time until it is killed.

`server.sparql.processes` starts this file by its path, and it imports nothing of ours: a process that loads neither
Flask nor rdflib is ready in some tens of milliseconds. It runs as a stem, which opens the store on disk and forks query
processes in a millisecond each, or holds the quads in memory and answers by itself. Both sides speak in frames over a
socket pair: a letter, a length, and so many bytes.
"""

from __future__ import annotations

import json
import os
import re
import resource
import signal
import socket
import struct
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from math import ceil
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, cast

import pyoxigraph

STEM, MEMORY, FORK = "stem", "memory", b"fork"
READY, QUESTION, DATA, END, FAULT = b"R", b"Q", b"D", b"E", b"F"
FRAME = 256 * 1024
"""Bytes of a result sent at once."""

HEAVY = 256 * 1024 * 1024
"""Bytes by which a process may grow before it ends after its answer, since an allocator gives little back."""

FIRST = 5
"""Priority (`nice`) of a query process, behind the web's workers."""

_HEAD = struct.Struct(">cI")
_RESULT = b"<result>"
_JSON = re.compile(rb'"(?:[^"\\]++|\\.)*+(?:"|(?P<open>\\?\Z))|(?P<row>(?<!\])\}\}|\{\})', re.DOTALL)
_ROWS: Mapping[str, tuple[re.Pattern[bytes], int, bytes, Sequence[bytes]]] = {
    "json": (_JSON, 0, b'"}}', (b':"}}', rb"\"}}", b"{}")),
    "xml": (re.compile(rb"(?P<row>" + _RESULT + rb")"), 0, _RESULT, ()),
    "csv": (re.compile(rb'"[^"]*+(?:"|(?P<open>\Z))|(?P<row>\n)'), -1, b"\n", (b'"',)),
    "tsv": (re.compile(rb"(?P<row>\n)"), -1, b"\n", ()),
}
"""What marks a row, strings passed over; how many marks are none; what marks a row unless one of these occurs."""

Statement = pyoxigraph.Triple | pyoxigraph.Quad
Result = pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | Iterable[Statement]


class ResultTooLarge(OSError):
    """A result is longer than the bytes, or the rows, that the question allows."""


class Tally:
    """Count the rows of a result while it is written."""

    def __init__(self, form: str) -> None:
        """Start with what is to be found in a format."""
        self._pattern, self._others, self._mark, self._doubts = _ROWS[form]
        self._is_plain = True
        self._rest = b""
        self._marks = 0

    def add(self, written: bytes) -> None:
        """Take what comes next; from the first doubt on, strings are passed over one by one, which costs more."""
        text = self._rest + written
        doubts = (one for one in self._doubts if one[:1] in text)  # a single byte is found soonest
        self._is_plain = self._is_plain and len(text) < 4 * FRAME and not any(one in text for one in doubts)
        if self._is_plain:
            self._marks += text.count(self._mark)
            *_, self._rest = text.rpartition(self._mark)
        else:
            self._pass_over(text)

    def _pass_over(self, text: bytes) -> None:
        """Count marks outside of strings; of a string that goes on, only its quote is kept, and half of an escape."""
        end = 0
        for found in self._pattern.finditer(text):
            if found.lastgroup == "open":
                self._rest = b'"' + found["open"]
                return
            end = found.end()
            self._marks += found.lastgroup == "row"
        self._rest = text[max(end, len(text) - len(_RESULT) + 1) :]

    @property
    def rows(self) -> int:
        """Return the rows counted so far."""
        return max(0, self._marks + self._others)


def send(line: socket.socket, letter: bytes, payload: bytes = b"") -> None:
    """Send one frame; raises OSError when the other side is gone."""
    line.sendall(_HEAD.pack(letter, len(payload)) + payload)


def receive(line: socket.socket) -> tuple[bytes, bytes]:
    """Return the letter and the payload of the next frame; raises EOFError when the other side is gone."""
    letter, length = _HEAD.unpack(_exactly(line, _HEAD.size))
    return letter, _exactly(line, length)


def _exactly(line: socket.socket, length: int) -> bytes:
    parts = bytearray()
    while len(parts) < length:
        part = line.recv(length - len(parts))
        if not part:
            raise EOFError("the other side of the line is gone")
        parts += part
    return bytes(parts)


class Sink:
    """Pass on what the engine writes, in parts of some length, and count it; raises ResultTooLarge past a limit."""

    def __init__(self, put: Callable[[bytes], object], longest: int, most: int, form: str) -> None:
        """Start with nothing written; a result may have `longest` bytes and `most` rows."""
        self._put = put
        self._longest = longest
        self._most = most
        self._tally = Tally(form) if form in _ROWS else None
        self._waiting = bytearray()
        self.total = 0
        self.rows = 0

    def write(self, data: bytes) -> int:
        """Take bytes, and pass them on when they are many."""
        self.total += len(data)
        if self.total > self._longest:
            raise ResultTooLarge(f"the result has more than {self._longest} bytes")
        self._waiting += data
        if len(self._waiting) >= FRAME:
            self.flush()
        return len(data)

    def flush(self) -> None:
        """Pass on what waits."""
        waiting, self._waiting = bytes(self._waiting), bytearray()
        if waiting:
            if self._tally is not None:
                self._tally.add(waiting)
                self.rows = self._tally.rows
            if self.rows > self._most:
                raise ResultTooLarge(f"the result has more than {self._most} rows")
            self._put(waiting)

    def counted(self, triples: Iterable[Statement]) -> Iterator[Statement]:
        """Pass the triples of a graph on and count them, at next to no cost; raises ResultTooLarge."""
        return map(itemgetter(0), zip(triples, self._numbers(), strict=False))

    def _numbers(self) -> Iterator[int]:
        for number in range(1, self._most + 1):
            self.rows = number
            yield number
        raise ResultTooLarge(f"the result has more than {self._most} statements")


def confine(memory: int) -> None:
    """Give up, for good, what a query has no use for: files, sockets, core dumps, and memory past a bound."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def write(found: Result, form: str, prefixes: Mapping[str, str], sink: Sink) -> bool:
    """Write a result in a format, and tell whether it is a yes or no; raises ResultTooLarge."""
    output = cast("IO[bytes]", sink)
    if isinstance(found, pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean):
        found.serialize(output, pyoxigraph.QueryResultsFormat.from_extension(form))
    else:
        statements = cast("Iterator[pyoxigraph.Triple]", sink.counted(found))
        pyoxigraph.serialize(statements, output, pyoxigraph.RdfFormat.from_extension(form), prefixes=dict(prefixes))
    sink.flush()
    return isinstance(found, pyoxigraph.QueryBoolean)


def _dataset(question: Mapping[str, Any]) -> dict[str, Any]:
    if question["default"] is None:
        return {"use_default_graph_as_union": True}
    return {
        "default_graph": [pyoxigraph.NamedNode(iri) for iri in question["default"]],
        "named_graphs": [pyoxigraph.NamedNode(iri) for iri in question["named"]],
    }


def serve(line: socket.socket, store: pyoxigraph.Store, memory: int) -> None:
    """Answer questions until the line is closed or the process has grown heavy.

    `memory` is a file descriptor of `/proc/self/statm`, opened while files still could be. The peak that `getrusage`
    tells would not do: a process inherits it from the one that started it.
    """
    send(line, READY)
    bearable = _held(memory)[1] + HEAVY
    last = False
    while not last:
        try:
            _, payload = receive(line)
        except EOFError:
            return
        question = json.loads(payload)
        _wind_up(question["seconds"])
        letter, told = _reply(line, store, question)
        signal.setitimer(signal.ITIMER_REAL, 0)
        last = _held(memory)[1] >= bearable
        send(line, letter, json.dumps({**told, "last": last}).encode())


def _reply(line: socket.socket, store: pyoxigraph.Store, question: Mapping[str, Any]) -> tuple[bytes, dict[str, Any]]:
    """Send the result of a question as `Process.ask` tells it (no graphs: all), and return the frame that closes it."""
    sink = Sink(partial(send, line, DATA), question["longest"], question["most"], question["format"])
    try:
        found = store.query(question["query"], base_iri=question["address"], **_dataset(question))
        is_truth = write(found, question["format"], question["prefixes"], sink)
    except (SyntaxError, ValueError, OSError, RuntimeError) as error:
        return FAULT, {"kind": type(error).__name__, "message": str(error)}
    return END, {"bytes": sink.total, "rows": None if is_truth else sink.rows}


def _wind_up(seconds: float) -> None:
    """Have the kernel end this process if its parent does not: by processor time, and by the clock."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    resource.setrlimit(resource.RLIMIT_CPU, (ceil(used.ru_utime + used.ru_stime + seconds), resource.RLIM_INFINITY))
    signal.setitimer(signal.ITIMER_REAL, seconds)


def _held(memory: int) -> tuple[int, int]:
    """Return the address space and the memory that this process holds, in bytes."""
    space, resident, *_ = os.pread(memory, 200, 0).split()
    return int(space) * resource.getpagesize(), int(resident) * resource.getpagesize()


def work(line: socket.socket, store: pyoxigraph.Store, memory: int) -> None:
    """Serve a store on a line; beside what it holds, a query may have so many bytes of address space."""
    with Path("/proc/self/statm").open("rb", buffering=0) as statm:
        confine(_held(statm.fileno())[0] + memory)
        serve(line, store, statm.fileno())


def branch(control: socket.socket, store: pyoxigraph.Store, memory: int) -> None:
    """Fork a query process for each line that comes, and tell its number; end when the control is closed.

    A number that comes names a process that has ended: till then no other process is given it. Nothing else works here,
    and the threads of the engine sleep, so that no lock is held while a process forks.
    """
    while True:
        message, lines, _, _ = socket.recv_fds(control, 32, 1)
        if lines:
            control.send(str(_forked(control, lines[0], store, memory)).encode())
        elif message:
            os.waitpid(int(message), 0)
        else:
            return


def _forked(control: socket.socket, line: int, store: pyoxigraph.Store, memory: int) -> int:
    if number := os.fork():
        os.close(line)
        return number
    try:
        control.close()
        os.nice(FIRST)
        with socket.socket(fileno=line) as talk:
            work(talk, store, memory)
    finally:
        os._exit(0)


def loaded(quads: str) -> pyoxigraph.Store:
    """Return a store in memory of a file of N-Quads, what a query reads of one property lying side by side.

    It is loaded at once, property by property: a blank node has its name within one loading.
    """
    properties: defaultdict[tuple[bytes, ...], bytearray] = defaultdict(bytearray)
    with Path(quads).open("rb") as file:
        for line in file:
            properties[tuple(line.split(maxsplit=2)[1:2])] += line
    store = pyoxigraph.Store()
    with TemporaryFile() as ordered:
        while properties:
            ordered.write(properties.popitem()[1])
        ordered.seek(0)
        store.bulk_load(ordered, format=pyoxigraph.RdfFormat.N_QUADS, lenient=True)
    return store


def main(kind: str, line: str, place: str, memory: str) -> None:
    """Work as a stem on a store's folder, or with a file of quads in memory; `line` is an inherited socket's number."""
    serving, opened = (branch, pyoxigraph.Store.read_only) if kind == STEM else (work, loaded)
    with socket.socket(fileno=int(line)) as talk:
        serving(talk, opened(place), int(memory))


if __name__ == "__main__":
    main(*sys.argv[1:])

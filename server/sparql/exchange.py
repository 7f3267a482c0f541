"""A query put to a SPARQL 1.1 endpoint, and its answer: whole and in the terms that were written, or refused.

Engines write the formats of results each in its way, and tell faults in others still. So rows are always asked for in
JSON and graphs in N-Triples, where they differ least; whoever wants another format has it made from these.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPException, HTTPResponse
from math import ceil
from typing import TypeVar
from urllib.parse import urlencode

from ontology.names import NOTHING
from server.callers import CallerGone
from server.sparql.connection import Connection
from server.sparql.engine import CHUNK, EngineFault, QueryTimeout, ResultTooLarge
from server.sparql.guard import EVERYTHING, Dataset
from server.sparql.tokens import MalformedQuery
from server.store import Cut, StoreUnavailable

__all__ = ["GRAPH", "ROWS", "Exchange", "as_file", "twice"]

T = TypeVar("T")

_SEEN = 200
"""Bytes of an answer that are looked at together: more than any mark that is looked for."""

_UNFINISHED = b"\n##"
"""How Jena starts the comment with which it leaves an answer unfinished; what is finished has no such line."""

_OVERTIME = re.compile(r"timed out|S1TAT|S1T00|cancell?ed")
_PLACES = (
    re.compile(r"error at (?P<line>\d+):(?P<column>\d+): (?P<reason>.*)"),
    re.compile(r"Parse error: (?P<reason>.*) at line (?P<line>\d+), column (?P<column>\d+)"),
    re.compile(r"Parse error: Line (?P<line>\d+), column (?P<column>\d+): (?P<reason>.*)"),
    re.compile(r"SPARQL compiler, line (?P<line>\d+)(?P<column>): (?P<reason>.*)"),
)
"""Where Oxigraph, Jena and Virtuoso find that a query is malformed; Virtuoso tells no column."""


_NAMES = {"oxigraph", "virtuoso"}
"""What engines call themselves; any other name is that of a proxy in front of one."""

_PATIENCE = {"fuseki": 1, "virtuoso": 1000}
"""The units to a second in which engines read the parameter `timeout`."""


@dataclass(frozen=True, slots=True)
class Wire:
    """A format that engines are asked for: its media types, and what some write otherwise than it was given them."""

    media_types: tuple[str, ...]
    otherwise: re.Pattern[bytes]


ROWS = Wire(
    ("application/sparql-results+json", "application/json"),
    re.compile(
        rb'(?P<boolean>#boolean"\s*,\s*"value"\s*:\s*")(?P<digit>[01])(?=")'
        rb'|(?P<duration>#duration"\s*,\s*"value"\s*:\s*")(?P<months>\d{1,6})(?=")'
        rb'|(?P<decimal>#decimal"\s*,\s*"value"\s*:\s*"-?\d{1,60})\.0(?=")'
    ),
)
"""Virtuoso writes `1` for `true` and `72` for `P6Y`, Jena `500.0` for `500`."""

GRAPH = Wire(
    ("application/n-triples",),
    re.compile(
        rb'(?P<duration>")(?P<months>\d{1,6})(?="\^\^<http://www\.w3\.org/2001/XMLSchema#duration>)'
        rb'|(?P<decimal>"-?\d{1,60})\.0(?="\^\^<http://www\.w3\.org/2001/XMLSchema#decimal>)'
    ),
)


class Exchange:
    """Put a query to an endpoint by POST, and read the answer, within some seconds in all; `cut` ends it at once.

    `engine` is the name of what answers, as far as it is known: some are told how long they may work.
    """

    def __init__(self, endpoint: str, seconds: float, engine: str = "") -> None:
        """Start the clock."""
        self.endpoint = endpoint
        self.seconds = seconds
        self.engine = engine
        self._connection = Connection(endpoint, seconds)

    def cut(self) -> None:
        """End it, from whatever thread: the engine loses its reader."""
        self._connection.cut()

    def ask(self, query: str, wire: Wire, dataset: Dataset = EVERYTHING, base: str = "") -> Iterator[bytes]:
        """Yield the parts of the answer; `base` is what relative IRIs start from.

        Raises MalformedQuery, EngineFault, QueryTimeout, ResultTooLarge, StoreUnavailable; CallerGone once it is cut.
        """
        text = f"BASE <{base}>\n{query}" if base else query
        with self._told(), self._posted([("query", text), *_graphs(dataset)], wire) as response:
            if response.status != HTTPStatus.OK:
                said = _without(text, response.read(CHUNK).decode(errors="replace"))
                raise self._fault(response.status, said, shift=int(bool(base)))
            self._check(response, wire)
            yield from self._as_written(self._parts(response), wire)

    def greeted(self) -> str:
        """Return the name by which the engine makes itself known, without its version, else "remote".

        Raises StoreUnavailable, QueryTimeout.
        """
        for _ in self.ask("ASK {}", ROWS):
            pass
        return self.engine

    @contextmanager
    def _posted(self, fields: Sequence[tuple[str, str]], wire: Wire) -> Iterator[HTTPResponse]:
        """Lend the answer of the endpoint, once it begins, and keep in mind what engine gives it."""
        if self.engine in _PATIENCE:
            fields = [*fields, ("timeout", str(ceil(self._connection.left() * _PATIENCE[self.engine])))]
        headers = {"Accept": wire.media_types[0], "Content-Type": "application/x-www-form-urlencoded"}
        with self._connection.posted(urlencode(fields).encode(), headers) as response:
            name = response.headers.get("Server", "").partition("/")[0].lower()
            is_fuseki = "Fuseki-Request-Id" in response.headers
            self.engine = "fuseki" if is_fuseki else name if name in _NAMES else "remote"
            yield response

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Tell why nothing more comes."""
        try:
            yield
        except (HTTPException, OSError) as error:
            if self._connection.is_cut:
                raise CallerGone from error
            if isinstance(error, QueryTimeout | StoreUnavailable):
                raise
            if isinstance(error, TimeoutError):
                raise QueryTimeout(self.seconds) from error
            raise Cut(self.endpoint, str(error) or type(error).__name__) from error

    def _fault(self, status: int, said: str, shift: int) -> Exception:
        """Return what an error means; the query was put so many lines further down than it was written."""
        for pattern in _PLACES:
            if status == HTTPStatus.BAD_REQUEST and (found := pattern.search(said)):
                return MalformedQuery(found["reason"], max(1, int(found["line"]) - shift), int(found["column"] or 1))
        if status == HTTPStatus.PARTIAL_CONTENT:
            return QueryTimeout(self.seconds)
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR and _OVERTIME.search(said):
            return QueryTimeout(self.seconds)
        if status in {HTTPStatus.BAD_REQUEST, HTTPStatus.INTERNAL_SERVER_ERROR}:
            return EngineFault(_first(said))
        kind = Cut if status == HTTPStatus.BAD_GATEWAY else StoreUnavailable
        return kind(self.endpoint, f"HTTP {status}: {_first(said)}")

    def _check(self, response: HTTPResponse, wire: Wire) -> None:
        """Refuse what is only a part of an answer, as Virtuoso gives it, what is none, and what could be cut unseen."""
        if rows := response.headers.get("X-SPARQL-MaxRows"):
            raise ResultTooLarge(
                f"the engine behind this service gives {rows} rows at most, and the result has as many"
            )
        if response.headers.get("X-SQL-State"):
            raise QueryTimeout(self.seconds)
        found = response.headers.get_content_type()
        if found not in wire.media_types:
            raise StoreUnavailable(self.endpoint, f"answers {found} where {wire.media_types[0]} was asked for")
        if wire is GRAPH and response.length is None and not response.chunked:
            raise StoreUnavailable(self.endpoint, "tells neither the length of a graph nor its end")

    def _parts(self, response: HTTPResponse) -> Iterator[bytes]:
        try:
            yield from self._connection.read(response, CHUNK)
        except (HTTPException, ConnectionError) as error:
            raise Cut(self.endpoint, f"the answer was cut ({error})") from error
        if response.length or self._connection.is_cut:
            raise Cut(self.endpoint, f"the answer was cut ({response.length} bytes are missing)")

    def _as_written(self, parts: Iterator[bytes], wire: Wire) -> Iterator[bytes]:
        """Yield the parts with terms as the engine was given them; raises QueryTimeout where it left off."""
        rest = b"\n"
        for part in parts:
            text, end = rest + part, 0
            if _UNFINISHED in text:
                raise QueryTimeout(self.seconds)
            for found in wire.otherwise.finditer(text):
                yield text[end : found.start()] + _as_given(found)
                end = found.end()
            cut = max(end, len(text) - _SEEN)
            yield text[end:cut]
            rest = text[cut:]
        yield rest


def twice(reading: Callable[[], T]) -> T:
    """Return what some reading gives, which changes nothing and is done once more where its answer was cut.

    Behind a proxy with several engines the second one answers when the first has died in the middle.
    """
    try:
        return reading()
    except Cut:
        return reading()


def _graphs(dataset: Dataset) -> Iterator[tuple[str, str]]:
    """Yield the graphs of a data set; an empty one stands for none, which Virtuoso takes for all."""
    if dataset != EVERYTHING:
        yield from (("default-graph-uri", graph) for graph in dataset.default or [NOTHING])
        yield from (("named-graph-uri", graph) for graph in dataset.named or [NOTHING])


def _as_given(found: re.Match[bytes]) -> bytes:
    match found.groupdict():
        case {"decimal": bytes(whole)}:
            return whole
        case {"months": bytes(counted), "duration": bytes(before)}:
            years, months = divmod(int(counted), 12)
            return before + b"P" + b"%dY" % years * bool(years) + b"%dM" % months * (months > 0 or years == 0)
        case _:
            return found["boolean"] + (b"true" if found["digit"] == b"1" else b"false")


def _without(query: str, said: str) -> str:
    """Return what an engine says, without the lines of the query that it repeats."""
    asked = {line.strip() for line in query.splitlines()}
    return "\n".join(line for line in map(str.strip, said.splitlines()) if line not in asked | {"", "Error:"})


def _first(said: str) -> str:
    """Return the first words of what an engine says: what follows may be a trace of its calls."""
    return said.partition("\n")[0][:300] or "no reason is told"


def as_file(parts: Iterator[bytes]) -> io.BufferedReader:
    """Return a file to read the parts from."""
    return io.BufferedReader(_Parts(parts), CHUNK)


class _Parts(io.RawIOBase):
    def __init__(self, parts: Iterator[bytes]) -> None:
        super().__init__()
        self._parts = filter(None, parts)
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override] # what BufferedReader gives
        if not self._rest:
            self._rest = memoryview(next(self._parts, b""))
        length = min(len(buffer), len(self._rest))
        buffer[:length] = self._rest[:length]
        self._rest = self._rest[length:]
        return length

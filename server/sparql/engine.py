"""What answers an outsider's query: the question put to it, the answer, and the ways it can fail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from server.callers import Caller, CallerGone
from server.negotiation import Format
from server.release import Release
from server.sparql.guard import Query
from server.sparql.tokens import MalformedQuery
from server.store import StoreUnavailable

IN_MEMORY = 1_000_000
"""Bytes of an answer that wait in memory; what is longer waits on disk, in a file without a name."""

CHUNK = 64 * 1024


def endpoint(release: Release) -> str:
    """Return the public address of the SPARQL endpoint of a release."""
    return f"{release.base}sparql"


@dataclass(frozen=True, slots=True)
class Question:
    """Hold what is asked: a query that the guard let through, over which release, in which format, and by whom."""

    query: Query
    release: Release
    format: Format
    asker: Caller = field(default_factory=Caller)

    @property
    def address(self) -> str:
        """Return the address of the endpoint, which relative IRIs start from (RFC 3986, section 5.1.3)."""
        return endpoint(self.release)


@dataclass(frozen=True, slots=True)
class Answer:
    """Hold a result, to be read once; `length` counts its bytes, None while it is being made, `rows` its rows if known.

    Reading an answer that is being made raises the fault it meets.
    """

    length: int | None
    content: Iterable[bytes]
    rows: int | None = None

    def __iter__(self) -> Iterator[bytes]:
        """Yield the bytes, and free what held them."""
        try:
            yield from self.content
        finally:
            self.close()

    def close(self) -> None:
        """Free what holds the bytes, and have the work on the rest end."""
        getattr(self.content, "close", lambda: None)()


class Engine(Protocol):
    """Answer outsiders' queries within the limits of the configuration."""

    def answer(self, question: Question) -> Answer:
        """Return the answer.

        Raises one of the FAULTS, EngineBusy, TooManyQueries.
        """
        ...

    def is_ready(self, release: Release) -> bool:
        """Tell whether a query would find what answers it."""
        ...

    def close(self) -> None:
        """End the processes and connections."""
        ...


class QueryTimeout(TimeoutError):
    """A query works longer than it may."""

    def __init__(self, seconds: float) -> None:
        """Show the limit."""
        super().__init__(f"the query was stopped after {seconds:g} s; narrow its patterns, add LIMIT, or use the dumps")


class QueryTooComplex(ValueError):
    """A query exhausts the memory or the stack of its process."""

    def __init__(self, memory: int) -> None:
        """Show the limit, in bytes."""
        super().__init__(
            f"the query nests too deep or needs more than {memory // 1_000_000} MB of memory; make it simpler"
        )


class ResultTooLarge(ValueError):
    """A result has more bytes or rows than the service sends for one query."""

    def __init__(self, exceeded: str) -> None:
        """Show the limit that is exceeded, in words."""
        super().__init__(f"{exceeded}; add LIMIT and OFFSET under ORDER BY, or use the dumps")


class CallFailed(ConnectionError):
    """An endpoint that a query calls does not answer it."""

    def __init__(self, endpoint: str, reason: str) -> None:
        """Name the endpoint and what went wrong."""
        super().__init__(
            f"SERVICE <{endpoint}> {reason}; try again later, narrow its pattern, or write SERVICE SILENT to go on "
            "without it"
        )


class EngineFault(RuntimeError):
    """The engine parses a query and cannot evaluate it."""


class EngineBusy(RuntimeError):
    """Every query process is at work and none was free in time."""

    def __init__(self, seconds: float) -> None:
        """Show how long was waited."""
        super().__init__(
            f"every query process is at work and none was free within {seconds:g} s; try again in a moment"
        )


FAULTS = (
    CallerGone,
    EngineFault,
    MalformedQuery,
    QueryTimeout,
    QueryTooComplex,
    ResultTooLarge,
    StoreUnavailable,
    OSError,
)
"""The ways in which an answer can end while it is made."""

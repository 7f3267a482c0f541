"""The sorted lines of each named graph, in a file of its own, and all of them merged into one."""

from __future__ import annotations

import hashlib
import heapq
import mmap
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, TypeAlias

from loaders.cache import Cache

READ = 1 << 16
"""How many bytes of a file are held at once: none is kept open, since each of many documents has one."""
BLOCK = 1 << 19
"""How many bytes are held at once of a file that is read alone."""
TOGETHER = 1 << 12
"""How many lines are written and digested together."""


@dataclass(frozen=True, slots=True)
class Lines:
    """A file of N-Quads whose lines stand in the order of their bytes, each once."""

    path: Path

    def __iter__(self) -> Iterator[bytes]:
        """Yield the lines in their order."""
        place = 0
        while held := self._read(place):
            yield from held
            place += sum(map(len, held))

    def blocks(self) -> Iterator[bytes]:
        """Yield the lines in their order, some thousands in one text."""
        with self.path.open("rb") as stream:
            while block := stream.read(BLOCK) + stream.readline():
                yield block

    def starting(self, beginning: bytes) -> Iterator[bytes]:
        """Yield the lines that begin with some bytes, found without reading the others."""
        if not self.path.stat().st_size:
            return
        with self.path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as held:
            stream.seek(_place(held, beginning))
            for line in stream:
                if not line.startswith(beginning):
                    return
                yield line

    def _read(self, place: int) -> list[bytes]:
        with self.path.open("rb") as stream:
            stream.seek(place)
            return stream.readlines(READ)


def _place(held: mmap.mmap, beginning: bytes) -> int:
    """Return where the first line stands that does not come before some bytes."""
    low, high = 0, len(held)
    while low < high:
        start = held.rfind(b"\n", low, (low + high) // 2) + 1 or low
        end = held.find(b"\n", start) + 1 or high
        low, high = (end, high) if held[start:end] < beginning else (low, start)
    return low


@dataclass(frozen=True, slots=True)
class Graph:
    """One named graph: its IRI, how many quads it has, and their lines, in a file named by its digest."""

    iri: str
    quads: int
    lines: Lines

    @property
    def sha256(self) -> str:
        """Return the digest of the lines."""
        return self.lines.path.name


Taking: TypeAlias = Callable[[Sequence[Graph]], None]
"""What is done with graphs as soon as they are there, while others are still read."""


def untaken(_graphs: Sequence[Graph]) -> None:
    """Do nothing with graphs before all are there."""


@dataclass(frozen=True, slots=True)
class Described:
    """The addresses that some graphs describe, each looked up when it is asked for."""

    graphs: Sequence[Graph]

    def __contains__(self, address: object) -> bool:
        """Tell whether a graph says something of an address."""
        return any(True for graph in self.graphs for _ in graph.lines.starting(f"<{address}> ".encode()))


def kept(told: Iterable[bytes], cache: Cache) -> tuple[Graph, ...]:
    """Return the graphs that lines in any order are in, by IRI, the lines of each kept in a file."""
    held: dict[bytes, set[bytes]] = {}
    for line in told:
        held.setdefault(line[line.rindex(b"<") + 1 : -len(b"> .\n")], set()).add(line)
    return tuple(
        Graph(graph.decode(), len(held[graph]), Lines(cache.keep(together(sorted(held.pop(graph))))))
        for graph in sorted(held)
    )


def account(graphs: Iterable[Graph]) -> list[dict[str, Any]]:
    """Return what tells some graphs that are kept, as JSON."""
    return [{"iri": graph.iri, "quads": graph.quads, "sha256": graph.sha256} for graph in graphs]


def again(told: Iterable[dict[str, Any]], cache: Cache) -> tuple[Graph, ...] | None:
    """Return the graphs that an account tells; None where one of them is no longer kept whole."""
    found = [(one, cache.file(one["sha256"])) for one in told]
    graphs = tuple(Graph(one["iri"], one["quads"], Lines(path)) for one, path in found if path)
    return graphs if len(graphs) == len(found) else None


def merged(graphs: Iterable[Graph], path: Path) -> str:
    """Write the lines of all graphs in their order, and return the digest of the file."""
    found = hashlib.sha256()
    with path.open("wb") as stream:
        for block in together(heapq.merge(*(graph.lines for graph in graphs))):
            found.update(block)
            stream.write(block)
    return found.hexdigest()


def together(told: Iterable[bytes]) -> Iterator[bytes]:
    """Yield lines some thousands at a time, as one text each."""
    left = iter(told)
    while block := b"".join(islice(left, TOGETHER)):
        yield block

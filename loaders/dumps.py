"""The files a reader can take away: all quads, all graphs as TriG, and each graph as N-Triples."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import BufferedWriter, RawIOBase
from itertools import chain
from pathlib import Path
from typing import BinaryIO, cast

import pyoxigraph as ox

from ontology.names import PREFIXES, VOCABULARY

LEVEL = 6
GATHERED = 1 << 18
"""How many bytes are compressed together: lines one by one take three times as long."""
PARSED = 1 << 14
"""How many lines are parsed together."""
WHOLE = "pacte"
NAMES = (WHOLE, VOCABULARY.rsplit("/", 1)[1])
"""The names of dumps that no source may have."""


def write(folder: Path, lines: Sequence[bytes], graphs: Mapping[str, Sequence[bytes]]) -> None:
    """Write `pacte.nq.gz`, `pacte.trig.gz` and `<key>.nt.gz` for each graph; the same lines give the same bytes."""
    folder.mkdir()
    with compressed(folder / f"{WHOLE}.nq.gz") as stream:
        stream.writelines(lines)
    for graph, held in graphs.items():
        with compressed(folder / f"{key(graph)}.nt.gz") as stream:
            stream.writelines(triples(held, graph))
    with compressed(folder / f"{WHOLE}.trig.gz") as stream:
        quads = chain.from_iterable(parsed(held) for held in graphs.values())
        ox.serialize(quads, stream, format=ox.RdfFormat.TRIG, prefixes=PREFIXES)


def parsed(lines: Sequence[bytes]) -> Iterator[ox.Quad]:
    """Yield the quads of lines, some thousands at a time: the text of a whole graph would stand in memory twice."""
    for start in range(0, len(lines), PARSED):
        yield from ox.parse(b"".join(lines[start : start + PARSED]), format=ox.RdfFormat.N_QUADS)


def key(graph: str) -> str:
    """Return the last segment of a graph's IRI."""
    return graph.rsplit("/", 1)[1]


def triples(lines: Iterable[bytes], graph: str) -> Iterator[bytes]:
    """Yield the lines of one graph as N-Triples."""
    end = f" <{graph}> .\n".encode()
    return (line.removesuffix(end) + b" .\n" for line in lines)


@contextmanager
def compressed(path: Path) -> Iterator[BinaryIO]:
    """Open a gzip file to write in, whose bytes tell neither its name nor the time."""
    with (
        path.open("wb") as raw,
        gzip.GzipFile("", "wb", LEVEL, raw, mtime=0) as stream,
        BufferedWriter(cast("RawIOBase", stream), GATHERED) as gathered,
    ):
        yield cast("BinaryIO", gathered)

"""The files a reader can take away: all quads, all graphs as TriG, and each graph as N-Triples.

A gzip file is a series of members (https://www.rfc-editor.org/rfc/rfc1952#section-2.2): those of all quads have one for
each graph, kept for the builds in which the graph is the same.
"""

from __future__ import annotations

import shutil
import zlib
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from pathlib import Path

import pyoxigraph as ox

from loaders.cache import Cache
from loaders.graphs import Graph, together
from ontology.names import PREFIXES, VOCABULARY

LEVEL = 6
WHOLE = "pacte"
NAMES = (WHOLE, VOCABULARY.rsplit("/", 1)[1])
"""The names of dumps that no source may have."""
_KIND = "dumps"
_GZIP = 16 + zlib.MAX_WBITS
"""The window that has zlib write a gzip member, which then tells neither a name nor the time."""
_HEAD = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items()).encode()
"""The prefixes as the engine tells them before each text that it serialises."""


def write(folder: Path, graphs: Sequence[Graph], cache: Cache) -> None:
    """Write `pacte.nq.gz`, `pacte.trig.gz` and `<key>.nt.gz` for each graph; the same graphs give the same bytes."""
    folder.mkdir()
    with (folder / f"{WHOLE}.nq.gz").open("wb") as quads, (folder / f"{WHOLE}.trig.gz").open("wb") as trig:
        trig.writelines(compressed([_HEAD]))
        for graph in graphs:
            triples, *members = packed(graph, cache)
            shutil.copyfile(triples, folder / f"{key(graph.iri)}.nt.gz")
            for whole, member in zip((quads, trig), members, strict=True):
                whole.write(member.read_bytes())


def packed(graph: Graph, cache: Cache) -> tuple[Path, ...]:
    """Return the members of a graph as N-Triples, N-Quads and TriG."""
    found = kept(graph, cache)
    if not found:
        texts = (triples(graph), graph.lines.blocks(), trig(graph))
        found = tuple(cache.keep(compressed(text)) for text in texts)
        cache.tell([path.name for path in found], _KIND, graph.sha256)
    return found


def kept(graph: Graph, cache: Cache) -> tuple[Path, ...]:
    """Return the members of a graph that is kept whole, none of another."""
    told = cache.told(_KIND, graph.sha256) or ()
    found = tuple(path for sha256 in told if (path := cache.file(sha256)))
    return found if len(found) == len(told) else ()


def key(graph: str) -> str:
    """Return the last segment of a graph's IRI."""
    return graph.rsplit("/", 1)[1]


def triples(graph: Graph) -> Iterator[bytes]:
    """Yield a graph as N-Triples, some thousands of lines at a time: a line ends nowhere but at its end."""
    end = f" <{graph.iri}> .\n".encode()
    return (block.replace(end, b" .\n") for block in graph.lines.blocks())


def trig(graph: Graph) -> Iterator[bytes]:
    """Yield a graph as TriG, some thousands of quads at a time, after the prefixes told once for all."""
    for lines in together(graph.lines):
        text = BytesIO()
        ox.serialize(ox.parse(lines, format=ox.RdfFormat.N_QUADS), text, format=ox.RdfFormat.TRIG, prefixes=PREFIXES)
        yield text.getvalue()[len(_HEAD) :]


def compressed(text: Iterable[bytes]) -> Iterator[bytes]:
    """Yield a text as a gzip member; the same text gives the same bytes."""
    member = zlib.compressobj(LEVEL, zlib.DEFLATED, _GZIP)
    for part in text:
        yield member.compress(part)
    yield member.flush()

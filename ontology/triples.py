"""A file of N-Quads held in memory by the engine: asked in SPARQL, and read by rdflib as if it were its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BufferedReader, BytesIO, RawIOBase
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TypeAlias

import pyoxigraph as ox
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.store import Store
from rdflib.term import Node

from ontology.names import RDFS, VOCABULARY, WRITTEN, XSD
from ontology.rules import vocabulary_files
from ontology.screening.terms import respelled, written

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

Pattern: TypeAlias = tuple[Node | None, Node | None, Node | None]
Row: TypeAlias = tuple[Node, ...]

READ = 1 << 24
"""How many bytes of a file are looked at together."""

_XSD = re.escape(str(XSD).encode())
_TYPED = re.compile(rb'"(?<!\\")([^"\\]*)"\^\^<(' + _XSD + rb"[A-Za-z]+)>")
"""A typed literal; what it starts with is looked for first, which is the quicker way by far."""
_WHOLE = re.compile(rb'"(?:0|-?[1-9][0-9]{0,16})"\^\^<' + _XSD + rb"integer>")
"""One of the many whole numbers that are written as the engine spells them."""


@dataclass(frozen=True, slots=True)
class Triples:
    """All the graphs of a file taken together; `spelled` tells that the engine keeps every literal as it is written.

    A literal that it would spell otherwise, `"01"^^xsd:integer` as `1`, is held under another datatype.
    """

    store: ox.Store
    spelled: bool

    def rows(self, query: str) -> Iterator[Row]:
        """Yield the solutions of a SELECT, in the order of its variables."""
        found = self.store.query(query, use_default_graph_as_union=True)
        if not isinstance(found, ox.QuerySolutions):
            raise TypeError(f"{query}: only a SELECT has rows")
        return (tuple(rdflib_term(term) for term in solution) for solution in found)

    def graph(self) -> Graph:
        """Return the triples as a graph of rdflib, which reads them where they are."""
        return Graph(store=_View(self))

    def matching(self, pattern: Pattern) -> Iterator[tuple[Node, Node, Node]]:
        """Yield the triples that fit a pattern, each once."""
        subject, predicate, value = (None if node is None else engine_term(node) for node in pattern)
        if isinstance(subject, ox.Literal) or isinstance(predicate, ox.Literal | ox.BlankNode):
            return
        quads = self.store.quads_for_pattern(subject, predicate, value)
        for found in dict.fromkeys((quad.subject, quad.predicate, quad.object) for quad in quads):
            yield rdflib_term(found[0]), rdflib_term(found[1]), rdflib_term(found[2])

    def described(self) -> bool:
        """Tell whether the vocabulary is among the triples."""
        return next(self.matching((VOCABULARY, None, None)), None) is not None

    def subclasses(self) -> dict[URIRef, frozenset[URIRef]]:
        """Return each class that has subclasses, with itself and all of those."""
        above: dict[Node, set[Node]] = {}
        for lower, _, upper in self.matching((None, RDFS.subClassOf, None)):
            above.setdefault(upper, set()).add(lower)
        return {URIRef(str(top)): frozenset(URIRef(str(one)) for one in _closed(top, above)) for top in above}


def read(path: Path) -> Triples:
    """Return the triples of a file of N-Quads; the vocabulary and its schemes are added to one that lacks them."""
    return _read(path, ox.Store())


def read_aside(path: Path, folder: Path) -> Triples:
    """Return the triples of a file likewise, held by a store in a folder: they take little memory, and more time."""
    return _read(path, ox.Store(str(folder)))


def read_part(paths: Iterable[Path]) -> Triples:
    """Return the triples of some files together, in which a blank node is one by its name, with nothing added."""
    odd: set[tuple[str, str]] = set()
    store = ox.Store()
    for path in paths:
        with path.open("rb") as stream:
            odd |= misspelled(stream)
    for path in paths:
        with path.open("rb") as stream:
            store.bulk_extend(ox.parse(_as_written(stream, odd) if odd else stream, format=ox.RdfFormat.N_QUADS))
    return Triples(store, spelled=not odd)


def of(graph: Graph) -> Triples:
    """Return the triples of a graph of rdflib, the vocabulary added likewise."""
    lines = BytesIO(graph.serialize(format="nt", encoding="utf-8"))
    odd = misspelled(lines)
    lines.seek(0)
    store = ox.Store()
    store.bulk_load(input=_as_written(lines, odd), format=ox.RdfFormat.N_QUADS)
    return _described(store, spelled=not odd)


def _read(path: Path, store: ox.Store) -> Triples:
    with path.open("rb") as stream:
        odd = misspelled(stream)
    with path.open("rb") as stream:
        store.bulk_load(input=_as_written(stream, odd) if odd else stream, format=ox.RdfFormat.N_QUADS)
    return _described(store, spelled=not odd)


def _described(store: ox.Store, *, spelled: bool) -> Triples:
    held = Triples(store, spelled)
    if not held.described():
        for path in vocabulary_files():
            store.load(path=path, format=ox.RdfFormat.TURTLE)
    return held


def misspelled(stream: BinaryIO) -> set[tuple[str, str]]:
    """Return the typed literals of N-Quads that the engine would spell otherwise."""
    found: set[tuple[bytes, bytes]] = set()
    for block in blocks(stream):
        found.update((match[1], match[2]) for match in _TYPED.finditer(block) if not _WHOLE.fullmatch(match[0]))
    return respelled((text.decode(), kind.decode()) for text, kind in found)


def _as_written(stream: BinaryIO, odd: set[tuple[str, str]]) -> BinaryIO:
    """Return N-Quads in which some literals are typed so that the engine keeps them as they are written."""

    def kept(match: re.Match[bytes]) -> bytes:
        text, kind = match[1].decode(), match[2].decode()
        return f'"{text}"^^<{written(kind)}>'.encode() if (text, kind) in odd else match[0]

    return BufferedReader(_Parts(_TYPED.sub(kept, block) for block in blocks(stream)))


class _Parts(RawIOBase):
    """Some bytes, part after part, as a file to read."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        super().__init__()
        self._parts = parts
        self._left = memoryview(b"")

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Fill a buffer from what is left of a part, or from the next one."""
        wanted = memoryview(buffer).cast("B")
        self._left = self._left or memoryview(next(self._parts, b""))
        count = min(len(wanted), len(self._left))
        wanted[:count] = self._left[:count]
        self._left = self._left[count:]
        return count


def blocks(stream: BinaryIO) -> Iterator[bytes]:
    """Yield what a file holds, many lines at a time."""
    while block := stream.read(READ) + stream.readline():
        yield block


def _closed(top: Node, above: dict[Node, set[Node]]) -> set[Node]:
    found, ahead = {top}, [top]
    while ahead:
        fresh = above.get(ahead.pop(), set()) - found
        found |= fresh
        ahead += fresh
    return found


def rdflib_term(term: object) -> Node:
    """Return a term of the engine as rdflib makes it, as it is written: a plain text carries no datatype there."""
    match term:
        case ox.NamedNode():
            return URIRef(term.value)
        case ox.Literal(language=str() as language):
            return Literal(term.value, lang=language)
        case ox.Literal() if term.datatype.value == str(XSD.string):
            return Literal(term.value)
        case ox.Literal():
            kind = URIRef(term.datatype.value.removeprefix(str(WRITTEN)))
            return Literal(term.value, datatype=kind, normalize=False)
        case ox.BlankNode():
            return BNode(term.value)
        case _:
            raise TypeError(f"{term}: a published graph holds addresses and literals, not statements as terms")


def engine_term(node: Node) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """Return a term of rdflib as a store of the engine holds it."""
    if isinstance(node, Literal) and node.datatype and respelled([(str(node), str(node.datatype))]):
        return ox.Literal(str(node), datatype=ox.NamedNode(written(node.datatype)))
    return spelled(node)


def spelled(node: Node) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """Return a term of rdflib as the engine writes it in a file: literals are spelled there as they were."""
    match node:
        case URIRef():
            return ox.NamedNode(node)
        case BNode():
            return ox.BlankNode(node)
        case Literal(language=str() as language):
            return ox.Literal(str(node), language=language)
        case Literal(datatype=URIRef() as kind):
            return ox.Literal(str(node), datatype=ox.NamedNode(kind))
        case _:
            return ox.Literal(str(node))


class _View(Store):
    """What rdflib asks of a store, for reading; pySHACL wants one that could hold several graphs."""

    context_aware = True
    graph_aware = True

    def __init__(self, held: Triples) -> None:
        super().__init__()
        self._held = held

    def triples(self, triple_pattern: Pattern, context: object = None) -> Iterator[Any]:  # noqa: ARG002 (rdflib's name)
        """Yield the triples that fit a pattern; no context is told."""
        return ((triple, iter(())) for triple in self._held.matching(triple_pattern))

    def __len__(self, context: object = None) -> int:
        """Return 1 where there is anything: pySHACL asks often, for no more, and the engine counts one by one."""
        return int(bool(self._held.store))

    def namespaces(self) -> Iterator[Any]:
        """Yield no prefix: none is kept."""
        return iter(())

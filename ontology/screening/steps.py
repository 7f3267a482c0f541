"""The triples that walking a path reads (https://www.w3.org/TR/shacl/#property-paths)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rdflib import Graph, URIRef
from rdflib.term import Node

from ontology.names import SH
from ontology.screening.terms import SUFFIXED, NoPath, path


class Boundless(ValueError):
    """A constraint that, as far as its shape tells, may read anything in a graph."""


@dataclass(frozen=True, slots=True)
class Read:
    """Triples about the nodes that a path of SPARQL leads to from the focus node, or, without one, about that node.

    They are those of a property, or of any where `term` is None, with one of some `values`, or any. The nodes are their
    subjects, or their objects with `back`.
    """

    place: str | None
    term: URIRef | None
    back: bool
    values: frozenset[URIRef] | None = None


def joined(place: str | None, step: str) -> str:
    """Return a path, then another from where it leads."""
    return step if place is None else f"{place}/{step}"


def steps(shapes: Graph, node: Node, place: str | None) -> Iterator[Read]:
    """Yield what walking a path of a shape reads, from the nodes that another path leads to; raises NoPath."""
    if isinstance(node, URIRef):
        yield Read(place, node, back=False)
    elif (inverse := shapes.value(node, SH.inversePath)) is not None:
        yield Read(place, _term(inverse), back=True)
    elif (either := shapes.value(node, SH.alternativePath)) is not None:
        for one in shapes.items(either):
            yield from steps(shapes, one, place)
    elif repeated := [(value, kind) for kind in SUFFIXED if (value := shapes.value(node, kind)) is not None]:
        yield from steps(shapes, repeated[0][0], joined(place, f"({path(shapes, repeated[0][0])})*"))
    else:
        path(shapes, node)
        for one in shapes.items(node):
            yield from steps(shapes, one, place)
            place = joined(place, path(shapes, one))


def _term(node: Node) -> URIRef:
    if not isinstance(node, URIRef):
        raise NoPath(str(node))
    return node

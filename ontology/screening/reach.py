"""What the verdict of shapes reads in a graph, so that one can tell which things a change may give another verdict.

    for read in reads(Scope(shapes, classes, spelled=True)): ...

A verdict is the answer to questions asked in turn: the first from the focus node, each other from a node that earlier
answers led to. If a change alters a verdict, some question is the first to be answered otherwise. All answers before it
are the same, so that a path leads from the focus node to the node asked about, in the graph as it was and as it became.
Hence the things whose verdict may change are found in one of the two graphs, from the triples that changed, by walking
that path back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from rdflib import Literal, URIRef
from rdflib.term import Node

from ontology.names import RDF, SH
from ontology.screening import patterns
from ontology.screening.sets import Scope
from ontology.screening.shapes import TOLD, targeted
from ontology.screening.steps import Boundless, Read, joined, steps
from ontology.screening.terms import NoPath, path


def reads(scope: Scope) -> frozenset[Read]:
    """Return what the verdict on a focus node reads, whichever its shape; raises Boundless."""
    if (None, SH.parameter, None) in scope.shapes:
        raise Boundless(SH.parameter)
    try:
        found = {read for shape in _judging(scope) for read in (*_targets(scope, shape), *_shape(scope, shape, None))}
    except NoPath as error:
        raise Boundless(str(error)) from error
    return frozenset(found)


def _judging(scope: Scope) -> set[Node]:
    return targeted(scope.shapes) | set(scope.shapes.subjects(SH.targetNode))


def _targets(scope: Scope, shape: Node) -> Iterator[Read]:
    """Yield what tells that a node is a focus node (https://www.w3.org/TR/shacl/#targets)."""
    for kind in (*scope.all(shape, SH.targetClass), shape):
        yield _types(scope, None, kind)
    for asked, back in ((SH.targetSubjectsOf, False), (SH.targetObjectsOf, True)):
        for term in scope.all(shape, asked):
            yield Read(None, URIRef(str(term)), back=back)


def _types(scope: Scope, place: str | None, kind: Node) -> Read:
    iri = URIRef(str(kind))
    return Read(place, RDF.type, back=False, values=scope.classes.get(iri, frozenset({iri})))


def _shape(scope: Scope, shape: Node, place: str | None) -> Iterator[Read]:
    """Yield what the verdict of a shape reads on the nodes that a path leads to."""
    if shape in scope.within:
        raise Boundless(shape)
    inner, values = replace(scope, within=(*scope.within, shape)), place
    step = scope.shapes.value(shape, SH.path)
    if step is not None:
        yield from steps(scope.shapes, step, place)
        values = joined(place, path(scope.shapes, step))
    for parameter in sorted({URIRef(str(one)) for one in scope.shapes.predicates(shape)} - _OF_THE_VALUES):
        if parameter.startswith(str(SH)):
            for given in scope.all(shape, parameter):
                yield from _constraint(_Place(inner, shape, place, values), parameter, given)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a shape stands: the paths from the focus node to the nodes that it judges, and to their values."""

    scope: Scope
    shape: Node
    nodes: str | None
    values: str | None


def _constraint(at: _Place, parameter: URIRef, given: Node) -> Iterator[Read]:
    if parameter == SH.property and at.nodes != at.values:
        raise Boundless(given)
    if parameter not in _READING:
        raise Boundless(parameter)
    return _READING[parameter](at, given)


def _other(at: _Place, term: Node) -> Iterator[Read]:
    yield Read(at.nodes, URIRef(str(term)), back=False)


def _one(at: _Place, shape: Node) -> Iterator[Read]:
    return _shape(at.scope, shape, at.values)


def _each(at: _Place, listed: Node) -> Iterator[Read]:
    for shape in at.scope.shapes.items(listed):
        yield from _shape(at.scope, shape, at.values)


def _instance(at: _Place, kind: Node) -> Iterator[Read]:
    yield _types(at.scope, at.values, kind)


def _everything(at: _Place, closed: Node) -> Iterator[Read]:
    if str(closed) != "false":
        yield Read(at.values, None, back=False)


def _apart(_: _Place, disjoint: Node) -> Iterator[Read]:
    if str(disjoint) != "false":
        raise Boundless(SH.qualifiedValueShapesDisjoint)
    return iter(())


def _asked(at: _Place, constraint: Node) -> Iterator[Read]:
    select = at.scope.shapes.value(constraint, SH.select)
    if not isinstance(select, Literal) or (constraint, SH.prefixes, None) in at.scope.shapes:
        raise Boundless(constraint)
    return patterns.reads(at.scope.shapes, str(select), at.scope.shapes.value(at.shape, SH.path), at.nodes)


_OF_THE_VALUES = TOLD - {SH.qualifiedValueShapesDisjoint} | frozenset(
    {
        SH.datatype, SH.hasValue, SH.languageIn, SH.maxCount, SH.maxExclusive, SH.maxInclusive, SH.maxLength,
        SH.minCount, SH.minExclusive, SH.minInclusive, SH.minLength, SH.nodeKind, SH.pattern, SH.uniqueLang, SH["in"],
    }
)  # fmt: skip
"""Parameters that look at the values of a shape and at nothing else of the graph, or constrain nothing."""
_READING: Mapping[URIRef, Callable[[_Place, Node], Iterator[Read]]] = MappingProxyType(
    {
        SH["and"]: _each,
        SH["class"]: _instance,
        SH["not"]: _one,
        SH["or"]: _each,
        SH.closed: _everything,
        SH.disjoint: _other,
        SH.equals: _other,
        SH.lessThan: _other,
        SH.lessThanOrEquals: _other,
        SH.node: _one,
        SH.property: _one,
        SH.qualifiedValueShape: _one,
        SH.qualifiedValueShapesDisjoint: _apart,
        SH.sparql: _asked,
        SH.xone: _each,
    }
)

"""Shapes as doubts: each parameter of each constraint component, on the values that the shape's path leads to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import TypeAlias

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from ontology.names import RDF, RDFS, SH
from ontology.screening import values
from ontology.screening.doubts import KEPT, UNKNOWN, Doubt, every, may, one_alone, some
from ontology.screening.sets import TOGETHER, Scope, Values, asked, counted
from ontology.screening.terms import NoPath, path
from ontology.screening.values import Classes

Among: TypeAlias = Callable[[Sequence[str]], str]
"""What makes the patterns of focus nodes one pattern, of all these nodes or of some."""

FOCUS = "?this"
TOLD = frozenset(
    {
        SH.path, SH.name, SH.description, SH.order, SH.group, SH.message, SH.severity, SH.deactivated, SH.defaultValue,
        SH.targetClass, SH.targetNode, SH.targetObjectsOf, SH.targetSubjectsOf, SH.flags, SH.ignoredProperties,
        SH.qualifiedMinCount, SH.qualifiedMaxCount, SH.qualifiedValueShapesDisjoint,
    }
)  # fmt: skip
"""Parameters that constrain nothing by themselves."""


def screens(scope: Scope, among: Among) -> Iterator[tuple[Node, str]]:
    """Yield each shape that has a target, with the query for those of its focus nodes that may break it.

    `among` tells which nodes are asked about: `everything`, or those that are `listed`.
    """
    for shape in sorted(targeted(scope.shapes), key=str):
        told = doubt(scope, shape, FOCUS)
        if told.breaks != "false":
            found = f"SELECT DISTINCT {FOCUS} WHERE {{ {among(list(targets(scope, shape)))} }}"
            yield shape, f"SELECT DISTINCT {FOCUS} WHERE {{ {{ {found} }} FILTER({may(told.breaks)}) }}"


def everything(patterns: Sequence[str]) -> str:
    """Return the pattern of all nodes that fit one of some patterns."""
    return " UNION ".join(f"{{ {pattern} }}" for pattern in patterns)


def listed(values: str) -> Among:
    """Return what makes the pattern of those nodes, among a few values, that fit: they are asked node by node."""
    return lambda patterns: f"{values} FILTER({' || '.join(f'EXISTS {{ {pattern} }}' for pattern in patterns)})"


def targeted(shapes: Graph) -> set[Node]:
    """Return the shapes that have a target of their own, a class that is a shape included."""
    found = {shape for target in TARGETS for shape in shapes.subjects(target)}
    return found | set(shapes.subjects(RDF.type, RDFS.Class))


def targets(scope: Scope, shape: Node) -> Iterator[str]:
    """Yield the patterns of a shape's focus nodes (https://www.w3.org/TR/shacl/#targets)."""
    for target, pattern in TARGETS.items():
        for value in scope.all(shape, target):
            yield pattern(value, scope.classes)
    if (shape, RDF.type, RDFS.Class) in scope.shapes:
        yield _of_class(shape, scope.classes)


def _of_class(wanted: Node, classes: Classes) -> str:
    iri = URIRef(str(wanted))
    listed = " ".join(sorted(one.n3() for one in classes.get(iri, frozenset({iri}))))
    return f"VALUES ?class {{ {listed} }} {FOCUS} {RDF.type.n3()} ?class"


def _objects(predicate: Node, _: Classes) -> str:
    return f"?subject {predicate.n3()} {FOCUS}"


def _subjects(predicate: Node, _: Classes) -> str:
    return f"{FOCUS} {predicate.n3()} ?object"


TARGETS: Mapping[URIRef, Callable[[Node, Classes], str]] = MappingProxyType(
    {
        SH.targetClass: _of_class,
        SH.targetObjectsOf: _objects,
        SH.targetSubjectsOf: _subjects,
    }
)
"""The targets that are searched for; the nodes that a shape names (`sh:targetNode`) are judged without being asked."""


def doubt(scope: Scope, shape: Node, focus: str) -> Doubt:
    """Return the doubt that a node keeps a shape; a shape that refers to itself is left to the judge."""
    if any(bool(value.value) for value in scope.all(shape, SH.deactivated) if isinstance(value, Literal)):
        return KEPT
    if shape in scope.within or (None, SH.parameter, None) in scope.shapes:
        return UNKNOWN
    inner = replace(scope, within=(*scope.within, shape))
    try:
        step = scope.shapes.value(shape, SH.path)
        found = Values(inner, focus, None if step is None else path(scope.shapes, step))
    except NoPath:
        return UNKNOWN
    parameters = sorted({URIRef(str(one)) for one in scope.shapes.predicates(shape)} - TOLD)
    told = every(_constraint(found, shape, one) for one in parameters if one.startswith(str(SH)))
    severities = scope.all(shape, SH.severity)
    return told if severities in ([], [SH.Violation]) else Doubt(told.breaks, "true")


def _constraint(found: Values, shape: Node, parameter: URIRef) -> Doubt:
    """Return the doubt about one parameter of a shape, each of its values being a constraint."""
    given = found.scope.all(shape, parameter)
    if parameter == SH.sparql:
        return every(asked(found, one) for one in given)
    if found.path is not None and parameter == SH.qualifiedValueShape:
        return every(_qualified(found, shape, one) for one in given)
    if found.path is not None and parameter in TOGETHER:
        return every(TOGETHER[parameter](found, one) for one in given)
    if parameter in ALONE:
        of = partial(ALONE[parameter], found.scope, shape)
        return every(found.each(partial(of, one)) for one in given)
    return UNKNOWN


def _qualified(found: Values, shape: Node, wanted: Node) -> Doubt:
    least, most = (_number(found.scope, shape, one) for one in (SH.qualifiedMinCount, SH.qualifiedMaxCount))
    if any(str(one) != "false" for one in found.scope.all(shape, SH.qualifiedValueShapesDisjoint)):
        return UNKNOWN
    return counted(found, least or 0, most, lambda value: doubt(found.scope, wanted, value))


def _number(scope: Scope, shape: Node, parameter: URIRef) -> int | None:
    value = scope.shapes.value(shape, parameter)
    return None if value is None else int(str(value))


def _all(scope: Scope, listed: Node, value: str) -> list[Doubt]:
    return [doubt(scope, one, value) for one in dict.fromkeys(scope.shapes.items(listed))]


def _flags(scope: Scope, shape: Node) -> str:
    return "".join(str(flags).lower() for flags in scope.all(shape, SH.flags))


def _value(constraint: Callable[[Node, str], Doubt]) -> Callable[[Scope, Node, Node, str], Doubt]:
    return lambda _scope, _shape, given, value: constraint(given, value)


ALONE: Mapping[URIRef, Callable[[Scope, Node, Node, str], Doubt]] = MappingProxyType(
    {
        **{parameter: _value(constraint) for parameter, constraint in values.CONSTRAINTS.items()},
        SH["and"]: lambda scope, _, listed, value: every(_all(scope, listed, value)),
        SH["class"]: lambda scope, _, wanted, value: values.instance(wanted, value, scope.classes),
        SH.closed: lambda scope, shape, _, value: values.closed(scope.shapes, shape, value),
        SH["in"]: lambda scope, _, listed, value: values.among(scope.shapes, listed, value),
        SH.languageIn: lambda scope, _, listed, value: values.language(scope.shapes, listed, value),
        SH.node: lambda scope, _, shape, value: doubt(scope, shape, value),
        SH["not"]: lambda scope, _, shape, value: doubt(scope, shape, value).negated(),
        SH["or"]: lambda scope, _, listed, value: some(_all(scope, listed, value)),
        SH.pattern: lambda scope, shape, given, value: values.pattern(given, _flags(scope, shape), value),
        SH.property: lambda scope, _, shape, value: doubt(scope, shape, value),
        SH.xone: lambda scope, _, listed, value: one_alone(_all(scope, listed, value)),
    }
)

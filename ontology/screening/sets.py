"""The constraints that SHACL asks of all the values of a path together, and what they are asked of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from types import MappingProxyType

from rdflib import Graph, URIRef
from rdflib.term import Node

from ontology.names import SH
from ontology.screening.doubts import KEPT, UNKNOWN, Doubt, every, exactly, may
from ontology.screening.terms import constant
from ontology.screening.values import Classes, compared

MOST = 3
"""How many different values are counted; more are left to the judge."""

_SELECT = re.compile(r"\s*SELECT\s+(?:DISTINCT\s+)?(?:[$?]\w+\s+)+WHERE\s*\{(.*)\}\s*", re.DOTALL | re.IGNORECASE)
_APART = re.compile(
    r"\b(?:SELECT|MINUS|VALUES|SERVICE|GRAPH)\b|\$(?:shapesGraph|currentShape)\b|[$?]_\d", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Scope:
    """What shapes are compiled with.

    `spelled` tells that the engine gives back every literal of the data as it is written; `within` are the shapes being
    compiled, `names` numbers the variables.
    """

    shapes: Graph
    classes: Classes
    spelled: bool
    within: tuple[Node, ...] = ()
    names: Iterator[int] = field(default_factory=count)

    def fresh(self) -> str:
        """Return a variable that nothing else uses."""
        return f"?_{next(self.names)}"

    def all(self, shape: Node, parameter: URIRef) -> list[Node]:
        """Return the values of a parameter, in an order that never changes."""
        return sorted(self.shapes.objects(shape, parameter), key=str)


@dataclass(frozen=True, slots=True)
class Values:
    """The values of a focus node for a shape: where its path leads, or the node itself without a path."""

    scope: Scope
    focus: str
    path: str | None

    def each(self, doubted: Callable[[str], Doubt]) -> Doubt:
        """Return the doubt that all values keep a constraint."""
        if self.path is None:
            return doubted(self.focus)
        value = self.scope.fresh()
        told = doubted(value)
        return Doubt(self._some(value, may(told.breaks)), f"!{self._some(value, told.surely_broken())}")

    def several(self, least: int, condition: Callable[[str], str]) -> str | None:
        """Return the condition that at least so many different values meet another; None for too many to ask."""
        if least > MOST:
            return None
        names = [self.scope.fresh() for _ in range(least)]
        steps = " . ".join(f"{self.focus} {self.path} {name}" for name in names)
        apart = [f"!sameTerm({a}, {b})" for i, a in enumerate(names) for b in names[:i]]
        met = " && ".join([*apart, *(condition(name) for name in names)])
        return f"EXISTS {{ {steps} . FILTER({met}) }}" if names else "true"

    def _some(self, value: str, condition: str) -> str:
        return f"EXISTS {{ {self.focus} {self.path} {value} . FILTER({condition}) }}"


def counted(found: Values, least: int, most: int | None, of: Callable[[str], Doubt]) -> Doubt:
    """Return the doubt that the values that keep a constraint are at least, and at most, so many."""
    enough = found.several(least, lambda value: may(of(value).keeps))
    surely = found.several(least, lambda value: of(value).surely_kept())
    if enough is None or surely is None:
        return UNKNOWN
    told = [Doubt(f"!{surely}", enough)]
    if most is not None:
        more = found.several(most + 1, lambda value: may(of(value).keeps))
        too_many = found.several(most + 1, lambda value: of(value).surely_kept())
        told.append(Doubt(more, f"!{too_many}") if more and too_many else UNKNOWN)
    return every(told)


def _holding(found: Values, wanted: Node) -> Doubt:
    term = constant(wanted)
    return exactly(f"EXISTS {{ {found.focus} {found.path} {term} }}") if term else UNKNOWN


def _one_a_language(found: Values, wanted: Node) -> Doubt:
    if str(wanted) != "true":
        return KEPT
    a, b = found.scope.fresh(), found.scope.fresh()
    alike = f'isLiteral({a}) && isLiteral({b}) && LANG({a}) != "" && LCASE(LANG({a})) = LCASE(LANG({b}))'
    pair = f"{found.focus} {found.path} {a} . {found.focus} {found.path} {b}"
    return exactly(f"!EXISTS {{ {pair} . FILTER(!sameTerm({a}, {b}) && {alike}) }}")


def _disjoint(found: Values, other: Node) -> Doubt:
    value = found.scope.fresh()
    return exactly(f"!EXISTS {{ {found.focus} {found.path} {value} . {found.focus} {other.n3()} {value} }}")


def _equal(found: Values, other: Node) -> Doubt:
    value, path_, second = found.scope.fresh(), found.path, other.n3()
    lacking = [
        f"!EXISTS {{ {found.focus} {one} {value} . FILTER(!EXISTS {{ {found.focus} {two} {value} }}) }}"
        for one, two in ((path_, second), (second, path_))
    ]
    return exactly(" && ".join(lacking))


def _ordered(operator: str) -> Callable[[Values, Node], Doubt]:
    def doubted(found: Values, other: Node) -> Doubt:
        a, b = found.scope.fresh(), found.scope.fresh()
        pair = f"{found.focus} {found.path} {a} . {found.focus} {other.n3()} {b}"
        told = exactly(f"isLiteral({a}) && isLiteral({b}) && {compared(a, operator, b)}")
        return Doubt(
            f"EXISTS {{ {pair} . FILTER({may(told.breaks)}) }}",
            f"!EXISTS {{ {pair} . FILTER({told.surely_broken()}) }}",
        )

    return doubted


def asked(found: Values, constraint: Node) -> Doubt:
    """Return the doubt about a constraint in SPARQL: its pattern, asked of the focus node."""
    scope = found.scope
    query = _SELECT.fullmatch(str(scope.shapes.value(constraint, SH.select)))
    if query is None or _APART.search(query[1]) or not scope.spelled or (constraint, SH.prefixes, None) in scope.shapes:
        return UNKNOWN
    if any(scope.shapes.objects(constraint, SH.deactivated)):
        return UNKNOWN
    body = re.sub(r"[$?]this\b", lambda _: found.focus, query[1])
    body = re.sub(r"[$]PATH\b", lambda _: found.path or "", body)
    return exactly(f"!EXISTS {{ {body} }}")


def _at_least(found: Values, bound: Node) -> Doubt:
    return counted(found, int(str(bound)), None, lambda _: KEPT)


def _at_most(found: Values, bound: Node) -> Doubt:
    return counted(found, 0, int(str(bound)), lambda _: KEPT)


TOGETHER: Mapping[URIRef, Callable[[Values, Node], Doubt]] = MappingProxyType(
    {
        SH.disjoint: _disjoint,
        SH.equals: _equal,
        SH.hasValue: _holding,
        SH.lessThan: _ordered("<"),
        SH.lessThanOrEquals: _ordered("<="),
        SH.maxCount: _at_most,
        SH.minCount: _at_least,
        SH.uniqueLang: _one_a_language,
    }
)

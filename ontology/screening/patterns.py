"""What a constraint in SPARQL reads: the triples of its patterns, each reached from `$this` through others.

    SELECT $this ?value WHERE { $this $PATH ?value . ?other <…siren> ?value FILTER(?other != $this) }

Patterns that nothing ties to `$this` may read anything, and so may whatever is no pattern, BIND or FILTER.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from rdflib import BNode, Graph, URIRef
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Node, Variable

from ontology.names import SHAPE
from ontology.screening.steps import Boundless, Read, joined, steps
from ontology.screening.terms import path

Triple: TypeAlias = tuple[Node, Node, Node]

THIS = Variable("this")
_PATH = SHAPE["$PATH"]
"""What stands for the path of the shape while a query is taken apart."""
_KNOWN = re.compile(r"SelectQuery|Project|Distinct|Join|BGP|Filter|Extend|\w+Expression|Unary\w+|Builtin_\w+|Function")
_UNKNOWN = re.compile(r"Builtin_(?:EXISTS|NOTEXISTS|NOW|RAND|UUID|STRUUID|BNODE)")
"""Expressions that read more triples, or say something else each time."""


def reads(shapes: Graph, select: str, step: Node | None, place: str | None) -> Iterator[Read]:
    """Yield what a SELECT reads, `$this` standing where a path leads to; raises Boundless, NoPath.

    `step` is the path of the shape that `$PATH` stands for.
    """
    asked = re.sub(r"[$]PATH\b", f"<{_PATH}>", select)
    parts = _parts(translateQuery(parseQuery(asked)).algebra)
    left: list[Triple] = [triple for part in parts if part.name == "BGP" for triple in part.triples]
    walked = _Walk(shapes, step, {THIS: place})
    while tied := [triple for triple in left if walked.reaches(triple)]:
        left.remove(tied[0])
        yield from walked.through(tied[0])
    if left:
        raise Boundless(select)


def _parts(algebra: object) -> Iterator[CompValue]:
    """Yield all parts of a query; raises Boundless at one that is not known."""
    if isinstance(algebra, CompValue):
        if not _KNOWN.fullmatch(algebra.name) or _UNKNOWN.fullmatch(algebra.name):
            raise Boundless(algebra.name)
        yield algebra
        for inner in algebra.values():
            yield from _parts(inner)
    elif isinstance(algebra, list):
        for inner in algebra:
            yield from _parts(inner)


@dataclass(slots=True)
class _Walk:
    """The variables that patterns were followed to, each with the path that leads there from the focus node."""

    shapes: Graph
    step: Node | None
    places: dict[Node, str | None] = field(default_factory=dict)

    def reaches(self, triple: Triple) -> bool:
        """Tell whether a pattern has an end that was followed to already."""
        return triple[0] in self.places or triple[2] in self.places

    def through(self, triple: Triple) -> Iterator[Read]:
        """Follow a pattern from one end to the other, and yield what that reads."""
        subject, term, value = triple
        if subject in self.places:
            step, walk = self._step(term)
            yield from steps(self.shapes, step, self.places[subject])
            self._found(value, joined(self.places[subject], walk))
        elif isinstance(term, URIRef) and term != _PATH:
            yield Read(self.places[value], term, back=True)
            self._found(subject, joined(self.places[value], f"^<{term}>"))
        else:
            raise Boundless(str(term))

    def _step(self, term: Node) -> tuple[Node, str]:
        step = self.step if term == _PATH else term
        if step is None or (step == term and not isinstance(term, URIRef)):
            raise Boundless(str(term))
        return step, path(self.shapes, step)

    def _found(self, node: Node, place: str) -> None:
        if isinstance(node, Variable | BNode):
            self.places.setdefault(node, place)

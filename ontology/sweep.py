"""The rules that are asked of a whole graph at once: SHACL has no target for them, or pySHACL takes too long.

pySHACL parses a `sh:sparql` again for each thing, some fifteen milliseconds, and walks a qualified value shape value by
value. The shapes state these rules all the same, wherever SHACL can, so that any other engine asks them too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from ontology.names import BLANK, CT, DCAT, DCTERMS, OA, RDF, SCHEMA, SHAPE

ADDRESS = SHAPE.Address
LENGTH = SHAPE["Quotation-length"]
OTHER = SHAPE["Linked-other"]
PLACE = SHAPE["Commune-in-department"]
ORDER = {
    SHAPE["Event-start"]: (CT.Event, SCHEMA.startDate, SCHEMA.endDate),
    SHAPE["Period-start"]: (DCTERMS.PeriodOfTime, DCAT.startDate, DCAT.endDate),
}
SWEPT = frozenset({ADDRESS, LENGTH, OTHER, PLACE, *ORDER})


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule that a resource does not keep, by which property and value where one is to blame."""

    rule: URIRef
    focus: URIRef
    path: URIRef | None
    value: Node | None = None


def swept(graph: Graph, address: re.Pattern[str]) -> Iterator[Fault]:
    """Yield the faults of a graph against the rules of SWEPT; `address` is what an address must match."""
    yield from _without_address(graph, address)
    yield from _mismeasured(graph)
    yield from _misplaced(graph)
    yield from _linked_to_themselves(graph)
    yield from _disordered(graph)


def addressed(node: Node | None) -> URIRef:
    """Return a node's address, or what a report calls a node that has none."""
    return BLANK[str(node)] if isinstance(node, BNode) else URIRef(str(node))


def _without_address(graph: Graph, address: re.Pattern[str]) -> Iterator[Fault]:
    """Yield each node that has no fitting address once, with the first thing that points to it."""
    pointing: dict[Node, tuple[URIRef, URIRef]] = {}
    for subject, predicate, value in graph:
        for node in (subject, predicate, value):
            if not isinstance(node, Literal) and not (isinstance(node, URIRef) and address.match(node)):
                said = (addressed(subject), addressed(predicate))
                pointing[node] = min(said, pointing.get(node, said))
    for node, (focus, path) in pointing.items():
        yield Fault(ADDRESS, focus, path, addressed(node))


def _mismeasured(graph: Graph) -> Iterator[Fault]:
    """Yield the quotations that are not as long as their bounds are apart."""
    for evidence, exact in graph.subject_objects(OA.exact):
        bounds = product(graph.objects(evidence, OA.start), graph.objects(evidence, OA.end))
        if any(0 < _apart(start, end) != len(str(exact)) for start, end in bounds):
            yield Fault(LENGTH, addressed(evidence), OA.exact, exact)


def _apart(start: Node, end: Node) -> int:
    """Return how far two bounds are apart; those that are no numbers, which another rule tells, are not."""
    match start, end:
        case Literal(value=int() as first), Literal(value=int() as last):
            return last - first
        case _:
            return 0


def _misplaced(graph: Graph) -> Iterator[Fault]:
    """Yield the communes that are part of no département, or of several."""
    departments = set(graph.subjects(RDF.type, CT.Department))
    communes = set(graph.subjects(RDF.type, CT.Commune))
    held = Counter(part for part, whole in graph.subject_objects(DCTERMS.isPartOf) if whole in departments)
    for commune in communes:
        if held[commune] != 1:
            yield Fault(PLACE, addressed(commune), DCTERMS.isPartOf)


def _linked_to_themselves(graph: Graph) -> Iterator[Fault]:
    """Yield the contracts that amend, implement or succeed themselves."""
    for path in (CT.amends, CT.implements, CT.succeeds):
        for contract in graph.subjects(path):
            if (contract, path, contract) in graph:
                yield Fault(OTHER, addressed(contract), None, contract)


def _disordered(graph: Graph) -> Iterator[Fault]:
    """Yield what starts after its end; dates of different precision are compared by what they share."""
    for rule, (kind, first, last) in ORDER.items():
        for thing in graph.subjects(RDF.type, kind):
            for start, end in product(graph.objects(thing, first), graph.objects(thing, last)):
                shared = min(len(str(start)), len(str(end)))
                if str(start)[:shared] > str(end)[:shared]:
                    yield Fault(rule, addressed(thing), first, start)

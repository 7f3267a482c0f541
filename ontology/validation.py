"""Check a graph against the shapes, and say what is wrong so that a person can mend it.

pySHACL judges (https://www.w3.org/TR/shacl/), and its results are the report. It would take minutes over a whole
country, so `ontology.screening` first asks the engine which things may break a shape; pySHACL judges those alone.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pyshacl
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from ontology import rules, triples
from ontology.names import BLANK, RDF, RDFS, SH, SHAPE, SKOS
from ontology.report import SEVERITIES, Report, Result
from ontology.screening import TARGETS, Scope, doubt, may, screens
from ontology.triples import Triples

ADDRESS = SHAPE.Address
"""The shape of everything that has an address: SHACL has no target for it."""


def check(graph: Graph) -> Report:
    """Return what the shapes say of a graph; the vocabulary and its schemes are added to one that lacks them."""
    return _checked(triples.of(graph))


def check_file(path: Path) -> Report:
    """Return what the shapes say of a file of N-Quads, all its graphs taken together."""
    return _checked(triples.read(path))


def _checked(held: Triples) -> Report:
    scope = Scope(rules.silent(), held.subclasses(), held.spelled)
    with _quiet():
        found = judged(held.graph(), aimed(rules.silent(), doubted(held, scope)))
        found += unaddressed(held, scope)
    once = {(one.focus, one.rule, one.path, one.value): one for one in found}
    ordered = sorted(once.values(), key=lambda one: (one.severity != "violation", one.rule, one.focus, str(one.value)))
    return Report(tuple(ordered))


def doubted(held: Triples, scope: Scope) -> dict[Node, list[Node]]:
    """Return the things that may break a shape, by shape."""
    return {shape: [node for (node,) in held.rows(query)] for shape, query in screens(scope)}


def aimed(shapes: Graph, things: Mapping[Node, Collection[Node]]) -> Graph:
    """Return shapes whose targets are some things, besides those that they name."""
    graph = Graph()
    for triple in shapes:
        if triple[1] not in TARGETS and triple[1:] != (RDF.type, RDFS.Class):
            graph.add(triple)
    for shape, nodes in things.items():
        for node in nodes:
            graph.add((shape, SH.targetNode, node))
    return graph


def judged(graph: Graph, shapes: Graph) -> list[Result]:
    """Return the results of pySHACL; shapes with messages would give one in each language."""
    _, found, _ = pyshacl.validate(graph, shacl_graph=shapes, inplace=True, inference="none", allow_warnings=True)
    return [_result(found, node, graph) for node in found.objects(None, SH.result)]


def unaddressed(held: Triples, scope: Scope) -> Iterator[Result]:
    """Yield each node that has no fitting address once, with the first thing that points to it."""
    broken = [f"(!isLiteral({name}) && ({doubt(scope, ADDRESS, name).breaks}))" for name in ("?s", "?p", "?o")]
    fitting = re.compile(str(rules.shapes().value(ADDRESS, SH.pattern)))
    pointing: dict[Node, tuple[URIRef, URIRef]] = {}
    for row in held.rows(f"SELECT ?s ?p ?o WHERE {{ ?s ?p ?o FILTER({may(' || '.join(broken))}) }}"):
        said = (_addressed(row[0]), _addressed(row[1]))
        for node in row:
            if not isinstance(node, Literal) and not (isinstance(node, URIRef) and fitting.search(node)):
                pointing[node] = min(said, pointing.get(node, said))
    for node, (focus, path) in pointing.items():
        label = _label(held.graph(), focus)
        yield Result(focus, ADDRESS, "violation", _messages(ADDRESS), path, _addressed(node), label)


def _addressed(node: Node | None) -> URIRef:
    """Return a node's address, or what a report calls a node that has none."""
    return BLANK[str(node)] if isinstance(node, BNode) else URIRef(str(node))


def _result(found: Graph, node: Node, graph: Graph) -> Result:
    rule, focus = found.value(node, SH.sourceShape), found.value(node, SH.focusNode)
    path = found.value(node, SH.resultPath)
    return Result(
        focus=_addressed(focus),
        rule=URIRef(str(rule)),
        severity=SEVERITIES[URIRef(str(found.value(node, SH.resultSeverity)))],
        messages=_messages(rule),
        path=path if isinstance(path, URIRef) else None,
        value=found.value(node, SH.value),
        label=_label(graph, focus),
    )


def _messages(rule: Node | None) -> Mapping[str, str]:
    told = rules.shapes().objects(rule, SH.message)
    return {str(message.language): str(message) for message in told if isinstance(message, Literal)}


def _label(graph: Graph, focus: Node | None) -> str | None:
    found = sorted(str(label) for term in (RDFS.label, SKOS.prefLabel) for label in graph.objects(focus, term))
    return found[0] if found else None


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep rdflib from telling each ill-written value in the log: the report tells it, with its place."""
    logger = logging.getLogger("rdflib.term")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)

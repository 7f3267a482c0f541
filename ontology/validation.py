"""Check a graph against the shapes, and say what is wrong so that a person can mend it.

pySHACL judges (https://www.w3.org/TR/shacl/), and its results are the report. It would take minutes over a whole
country, so `ontology.screening` first asks the engine which things may break a shape; pySHACL judges those alone.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import cache, partial
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

import pyoxigraph as ox
import pyshacl
from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from ontology import judge, parts, rules, triples
from ontology.descent import follow_parent
from ontology.names import BLANK, RDF, RDFS, SH, SHAPE, SKOS
from ontology.parts import Part
from ontology.report import SEVERITIES, Report, Result
from ontology.screening import TARGETS, Scope, doubt, everything, may, screens
from ontology.screening.nearby import nearby
from ontology.screening.reach import reads
from ontology.screening.shapes import targeted
from ontology.screening.steps import Boundless
from ontology.triples import Triples

ADDRESS = SHAPE.Address
"""The shape of everything that has an address: SHACL has no target for it."""
LARGE = 100_000_000
"""Bytes of quads from which a file is judged part by part, on all cores, rather than whole in memory."""
PART = 64_000_000
"""How many bytes of quads a part has: what judging it takes is some four times as much memory."""
GREAT = 1_000_000_000
"""Bytes of quads from which what cannot be cut is held on disk, which takes several times the time."""
PROCESSES = 2
"""How many parts are judged at a time."""
TOGETHER = 4_000
"""How many things are judged together: the memory that pySHACL takes grows with them."""
LABELS = (RDFS.label, SKOS.prefLabel)
"""The properties of the label that a report tells a thing by: the first of them all, in the order of letters."""


def check(graph: Graph) -> Report:
    """Return what the shapes say of a graph; the vocabulary and its schemes are added to one that lacks them."""
    return _checked(triples.of(graph))


def check_file(path: Path) -> Report:
    """Return what the shapes say of a file of N-Quads, all its graphs taken together."""
    size = path.stat().st_size
    if size < LARGE:
        return _checked(triples.read(path))
    try:
        return _checked_by_parts(path)
    except Boundless:
        return _checked(triples.read(path)) if size < GREAT else _checked_aside(path)


def _checked(held: Triples) -> Report:
    scope = Scope(rules.silent(), held.subclasses(), held.spelled)
    with quiet():
        found = about(held.graph(), scope.shapes, doubted(held, screens(scope, everything)))
        return reported([*found, *unaddressed(held, scope)], judge.digest() if held.spelled else None)


def _checked_by_parts(path: Path) -> Report:
    """Check a file part by part, each with all that its verdicts read; raises Boundless where that cannot be told."""
    overview = parts.surveyed(path)
    scope = Scope(rules.silent(), overview.subclasses(), spelled=True)
    if _named(scope.shapes):
        raise Boundless(SH.targetNode)
    near = nearby(reads(scope))
    with TemporaryDirectory(dir=path.parent) as folder:
        bounds = parts.bounds(path, near, PART, PROCESSES)
        pieces = parts.cut(path, Path(folder), overview, bounds, near)
        with ProcessPoolExecutor(PROCESSES, get_context("spawn"), follow_parent) as pool:
            told = list(pool.map(_of_part, pieces))
    spelled = all(spelled for _, spelled in told)
    return reported(chain.from_iterable(found for found, _ in told), judge.digest() if spelled else None)


def _of_part(part: Part) -> tuple[list[Result], bool]:
    """Return the results about the things of a part, and whether the engine keeps its literals as they are written."""
    held = triples.read_part(part.paths)
    scope = Scope(rules.silent(), held.subclasses(), held.spelled)
    with quiet():
        found = about(held.graph(), scope.shapes, doubted(held, screens(scope, part.focus)))
        return [*found, *unaddressed(held, scope, part.holds)], held.spelled


def _checked_aside(path: Path) -> Report:
    """Check a file through a store on disk, shape by shape, in processes that take little memory."""
    with TemporaryDirectory(dir=path.parent) as folder:
        spelled = triples.read_aside(path, Path(folder)).spelled
        shapes = sorted(shape for shape in targeted(rules.silent()) if isinstance(shape, URIRef))
        with ProcessPoolExecutor(PROCESSES, get_context("spawn"), follow_parent) as pool:
            found = pool.map(partial(_of_shape, Path(folder), spelled=spelled), [None, *shapes])
            return reported(chain.from_iterable(found), judge.digest() if spelled else None)


def _of_shape(folder: Path, shape: URIRef | None, *, spelled: bool) -> list[Result]:
    """Return the results of a shape on the triples of a store; without one, those of shapes without a name as well."""
    held = Triples(ox.Store.read_only(str(folder)), spelled)
    scope = Scope(rules.silent(), held.subclasses(), held.spelled)
    asked = [one for one in screens(scope, everything) if one[0] == shape or not (shape or isinstance(one[0], URIRef))]
    with quiet():
        found = list(about(held.graph(), scope.shapes, doubted(held, asked)))
        return found if shape else [*found, *unaddressed(held, scope)]


def reported(found: Iterable[Result], judge: str | None) -> Report:
    """Return the report of some results, each told once, violations first."""
    once = {_same(one): one for one in sorted(found, key=_order, reverse=True)}
    return Report(tuple(sorted(once.values(), key=_order)), judge)


def _same(one: Result) -> tuple[Node | None, ...]:
    """Return what tells a result from all others: a node without a fitting address is told once, by the first thing."""
    return (one.rule, one.value) if one.rule == ADDRESS else (one.rule, one.focus, one.path, one.value)


def _order(one: Result) -> tuple[bool, str, str, str, str]:
    value = "" if one.value is None else str(triples.spelled(one.value))
    return one.severity != "violation", one.rule, one.focus, value, str(one.path)


def doubted(held: Triples, asked: Iterable[tuple[Node, str]]) -> dict[Node, list[Node]]:
    """Return the things that may break a shape, by shape."""
    return {shape: [node for (node,) in held.rows(query)] for shape, query in asked}


def about(graph: Graph, shapes: Graph, things: Mapping[Node, Sequence[Node]]) -> Iterator[Result]:
    """Yield the results about some things, by shape, and about those that shapes name."""
    told = [(shape, node) for shape, nodes in things.items() for node in nodes]
    for start in range(0, len(told) or _named(shapes), TOGETHER):
        part: dict[Node, list[Node]] = {}
        for shape, node in told[start : start + TOGETHER]:
            part.setdefault(shape, []).append(node)
        yield from judged(graph, aimed(shapes, part))


def _named(shapes: Graph) -> bool:
    """Tell whether shapes name things that they judge."""
    return (None, SH.targetNode, None) in shapes


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


def anything(_: str) -> str:
    """Return the condition that a variable is any node."""
    return "true"


def unaddressed(held: Triples, scope: Scope, among: Callable[[str], str] = anything) -> Iterator[Result]:
    """Yield each node without a fitting address once, with the first thing that points to it, of some subjects."""
    broken = [f"(!isLiteral({name}) && ({doubt(scope, ADDRESS, name).breaks}))" for name in ("?s", "?p", "?o")]
    pointing: dict[Node, tuple[URIRef, URIRef]] = {}
    condition = f"({among('?s')}) && {may(' || '.join(broken))}"
    for row in held.rows(f"SELECT ?s ?p ?o WHERE {{ ?s ?p ?o FILTER({condition}) }}"):
        said = (addressed(row[0]), addressed(row[1]))
        for node in row:
            if not fits(node):
                pointing[node] = min(said, pointing.get(node, said))
    for node, said in pointing.items():
        yield misplaced(held.graph(), node, said)


def fits(node: Node) -> bool:
    """Tell whether a node needs no address, or has a fitting one."""
    return isinstance(node, Literal) or (isinstance(node, URIRef) and bool(_fitting().search(node)))


@cache
def _fitting() -> re.Pattern[str]:
    return re.compile(str(rules.shapes().value(ADDRESS, SH.pattern)))


def misplaced(graph: Graph, node: Node, said: tuple[URIRef, URIRef]) -> Result:
    """Return the result about a node without a fitting address, from the subject and the property that point to it."""
    return Result(said[0], ADDRESS, "violation", messages(ADDRESS), said[1], addressed(node), _label(graph, said[0]))


def addressed(node: Node | None) -> URIRef:
    """Return a node's address, or what a report calls a node that has none."""
    return URIRef(str(node)) if isinstance(node, URIRef) else BLANK[quote(str(node), safe="")]


def _result(found: Graph, node: Node, graph: Graph) -> Result:
    rule, focus = found.value(node, SH.sourceShape), found.value(node, SH.focusNode)
    path = found.value(node, SH.resultPath)
    return Result(
        focus=addressed(focus),
        rule=URIRef(str(rule)),
        severity=SEVERITIES[URIRef(str(found.value(node, SH.resultSeverity)))],
        messages=messages(rule),
        path=path if isinstance(path, URIRef) else None,
        value=found.value(node, SH.value),
        label=_label(graph, focus),
    )


def messages(rule: Node | None) -> Mapping[str, str]:
    """Return what a rule says must be true, by language."""
    told = rules.shapes().objects(rule, SH.message)
    return {str(message.language): str(message) for message in told if isinstance(message, Literal)}


def _label(graph: Graph, focus: Node | None) -> str | None:
    found = sorted(str(label) for term in LABELS for label in graph.objects(focus, term))
    return found[0] if found else None


@contextmanager
def quiet() -> Iterator[None]:
    """Keep rdflib from telling each ill-written value in the log: the report tells it, with its place."""
    logger = logging.getLogger("rdflib.term")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)

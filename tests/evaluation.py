"""The W3C's tests of query evaluation and syntax: their manifests, their data as published graphs, results compared.

A manifest's folder becomes addresses under `HOME`; the tests' relative IRIs start from there, as they do at the W3C.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import samples
from national import SHARED
from rdflib import BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.compare import isomorphic
from rdflib.namespace import RDF, XSD
from rdflib.term import Node

from server.sparql.tokens import Kind, MalformedQuery, tokens

SUITES = SHARED / "conformance" / "w3c-sparql"
HOME = "https://suite.example/"
EMPTY = f"{HOME}empty"
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
RS = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")
ROW = Namespace("urn:row:")
NUMBERS = {XSD.integer, XSD.decimal, XSD.double, XSD.float}

Row = Mapping[str, Node]


@dataclass(frozen=True, slots=True)
class Case:
    """One test: its name, its query, the graphs it reads, what it expects (None for a test of syntax).

    `services` are the endpoints it calls, by their address, each with the file of its data.
    """

    name: str
    kind: str
    query: Path
    default: tuple[str, ...]
    named: tuple[str, ...]
    result: Path | None
    is_lax: bool
    services: Mapping[str, Path]

    @property
    def text(self) -> str:
        return self.query.read_bytes().decode()

    @property
    def base(self) -> str:
        return address(self.query)

    @property
    def names_its_graphs(self) -> bool:
        return any(word == "FROM" for word in words(self.text))


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a result; `is_ordered` tells that their order matters."""

    names: tuple[str, ...]
    rows: tuple[Row, ...]
    is_ordered: bool = False


Result = Rows | Graph | bool


def address(path: Path) -> str:
    """Return the address of a file of the suites."""
    return HOME + path.relative_to(SUITES).as_posix()


def place(iri: str) -> Path:
    """Return the file of an address."""
    return SUITES / iri.removeprefix(HOME)


def cases(*manifests: str) -> list[Case]:
    """Return the tests of some manifests and of those they include."""
    return [case for manifest in manifests for case in _cases(SUITES / manifest)] if SUITES.is_dir() else []


def _cases(path: Path) -> Iterator[Case]:
    manifest = Graph().parse(path, publicID=address(path), format="turtle")
    here = URIRef(address(path))
    for included in _listed(manifest, here, MF.include):
        yield from _cases(place(str(included)))
    for test in _listed(manifest, here, MF.entries):
        yield _case(manifest, test, f"{path.parent.parent.name}/{path.parent.name}")


def _listed(graph: Graph, subject: Node, predicate: Node) -> list[Node]:
    head = graph.value(subject, predicate)
    return [*Collection(graph, head)] if head is not None else []


def _case(manifest: Graph, test: Node, folder: str) -> Case:
    action = manifest.value(test, MF.action)
    assert action is not None
    query = manifest.value(action, QT.query) or action
    result = manifest.value(test, MF.result)
    return Case(
        f"{folder}/{str(test).partition('#')[2]}",
        str(manifest.value(test, RDF.type)).partition("#")[2],
        place(str(query)),
        tuple(str(graph) for graph in manifest.objects(action, QT.data)),
        tuple(_graph(manifest, graph) for graph in manifest.objects(action, QT.graphData)),
        place(str(result)) if result is not None else None,
        manifest.value(test, MF.resultCardinality) == MF.LaxCardinality,
        {
            str(manifest.value(service, QT.endpoint)): place(str(manifest.value(service, QT.data)))
            for service in manifest.objects(action, QT.serviceData)
        },
    )


def _graph(manifest: Graph, graph: Node) -> str:
    return str(manifest.value(graph, QT.graph) or graph)


def files(found: Sequence[Case]) -> list[Path]:
    """Return the files of data of some tests."""
    paths = {place(iri) for case in found for iri in (*case.default, *case.named)}
    paths |= {path for case in found if case.names_its_graphs for path in case.query.parent.glob("data*.ttl")}
    return sorted(paths)


def quads(found: Sequence[Case]) -> Iterator[ox.Quad]:
    """Yield the data of some tests, each file in the graph of its own address."""
    for path in files(found):
        graph = ox.NamedNode(address(path))
        for quad in triples(path):
            yield ox.Quad(quad.subject, quad.predicate, quad.object, graph)


def publish(folder: Path, found: Sequence[Case]) -> Path:
    """Publish the data of some tests, empty graphs included, and return the folder of releases."""
    releases = samples.release(folder, [*quads(found)])
    path = releases / "current" / "manifest.json"
    manifest = json.loads(path.read_text("utf-8"))
    known = {graph["iri"] for graph in manifest["graphs"]}
    empty = {EMPTY, *map(address, files(found))} - known
    manifest["graphs"] += [{"iri": iri, "quads": 0, "identifier": None, "text": None} for iri in sorted(empty)]
    path.write_text(json.dumps(manifest), encoding="utf-8")
    return releases


def triples(path: Path) -> Iterator[ox.Quad]:
    form = ox.RdfFormat.from_extension(path.suffix[1:])
    return iter(ox.parse(path=str(path), format=form, base_iri=address(path), rename_blank_nodes=True))


def words(query: str) -> list[str]:
    """Return the keywords that stand outside the groups of a query."""
    found, depth = [], 0
    try:
        for token in tokens(query):
            depth += {"{": 1, "}": -1}.get(token.text, 0)
            if depth == 0 and token.kind is Kind.WORD:
                found.append(token.text.upper())
    except MalformedQuery:
        return []
    return found


def expected(case: Case) -> Result:
    """Return the result that a test expects."""
    assert case.result is not None
    if case.result.suffix in {".ttl", ".rdf"}:
        graph = rdf(triples(case.result))
        return _of_result_set(graph) if (None, RDF.type, RS.ResultSet) in graph else graph
    found = result(case.result.read_bytes(), case.result.suffix[1:])
    if isinstance(found, Rows) and "ORDER" in words(case.text):
        return Rows(found.names, found.rows, is_ordered=True)
    return found


def result(body: bytes, extension: str) -> Result:
    """Return the result that some bytes hold, in a format named by its extension."""
    if extension == "csv":
        return _of_csv(body)
    if form := ox.QueryResultsFormat.from_extension(extension):
        return read(ox.parse_query_results(body, form))
    return rdf(ox.parse(body, ox.RdfFormat.from_extension(extension), base_iri=HOME, rename_blank_nodes=True))


def read(found: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples) -> Result:
    """Return what an engine found."""
    if isinstance(found, ox.QueryBoolean):
        return bool(found)
    if isinstance(found, ox.QueryTriples):
        return rdf(found)
    names = tuple(name.value for name in found.variables)
    rows = [{name: term(row[name]) for name in names if row[name] is not None} for row in found]
    return Rows(names, tuple(rows))


def _of_csv(body: bytes) -> Result:
    text = body.decode()
    if text in {"true", "false"}:
        return text == "true"
    names, *rows = (line or [""] for line in csv.reader(io.StringIO(text, newline="")))
    cells = [{name: Literal(cell) for name, cell in zip(names, row, strict=True)} for row in rows]
    if names == [""]:
        return Rows((), tuple({} for _ in rows))
    return as_csv(Rows(tuple(names), tuple(cells)))


def as_csv(found: Rows) -> Rows:
    """Return rows as CSV tells them: texts, without types, an absent value empty, blank nodes all alike."""
    rows = [{name: Literal(_cell(row.get(name))) for name in found.names} for row in found.rows]
    return Rows(found.names, tuple(rows), found.is_ordered)


def _cell(value: Node | None) -> str:
    return "" if value is None else "_:" if isinstance(value, BNode) or str(value).startswith("_:") else str(value)


def _of_result_set(graph: Graph) -> Result:
    whole = graph.value(predicate=RDF.type, object=RS.ResultSet)
    assert whole is not None
    if (truth := graph.value(whole, RS.boolean)) is not None:
        return bool(Literal(truth).toPython())
    solutions = sorted(graph.objects(whole, RS.solution), key=lambda one: int(str(graph.value(one, RS["index"]) or 0)))
    rows = [dict(_bindings(graph, row)) for row in solutions]
    names = tuple(sorted(str(name) for name in graph.objects(whole, RS.resultVariable)))
    return Rows(names, tuple(rows), is_ordered=(None, RS["index"], None) in graph)


def _bindings(graph: Graph, row: Node) -> Iterator[tuple[str, Node]]:
    for binding in graph.objects(row, RS.binding):
        value = graph.value(binding, RS.value)
        assert value is not None
        yield str(graph.value(binding, RS.variable)), value


def rdf(found: object) -> Graph:
    """Return triples or quads of the engine as a graph of rdflib."""
    graph = Graph()
    for one in found:  # type: ignore[attr-defined] # an iterator of the engine's
        graph.add((term(one.subject), term(one.predicate), term(one.object)))
    return graph


def term(value: object) -> Node:
    if isinstance(value, ox.NamedNode):
        return URIRef(value.value)
    if isinstance(value, ox.BlankNode):
        return BNode(value.value)
    assert isinstance(value, ox.Literal)
    if value.language or value.datatype.value == str(XSD.string):
        return Literal(value.value, lang=value.language)
    return Literal(value.value, datatype=URIRef(value.datatype.value), normalize=False)


def agree(found: Result, wanted: Result, *, is_lax: bool) -> bool:
    """Tell whether two results are the same but for the names of blank nodes; a lax test may repeat rows or not."""
    if isinstance(found, Rows) and isinstance(wanted, Rows):
        if {*found.names} != {*wanted.names}:
            return False
        if is_lax:
            return {*_plain(found)} == {*_plain(wanted)}
        return isomorphic(_drawn(found, wanted.is_ordered), _drawn(wanted, wanted.is_ordered))
    if isinstance(found, Graph) and isinstance(wanted, Graph):
        return isomorphic(found, wanted)
    return found is wanted


def _drawn(found: Rows, is_ordered: bool) -> Graph:  # noqa: FBT001 - what the other result says of order
    """Return rows as a graph, where isomorphism says which blank node stands for which."""
    graph = Graph()
    for number, row in enumerate(_plain(found)):
        here = BNode()
        graph.add((here, RDF.type, ROW.row))
        if is_ordered:
            graph.add((here, ROW.number, Literal(number)))
        for name, value in row:
            graph.add((here, ROW[name], value))
    return graph


def _plain(found: Rows) -> list[frozenset[tuple[str, Node]]]:
    """Return rows whose numbers are written in one way: the store keeps values, not spellings."""
    return [frozenset((name, _number(value)) for name, value in row.items()) for row in found.rows]


def _number(value: Node) -> Node:
    if not isinstance(value, Literal) or value.datatype not in NUMBERS:
        return value
    try:
        return Literal(repr(float(value)), datatype=value.datatype, normalize=False)
    except ValueError:
        return value

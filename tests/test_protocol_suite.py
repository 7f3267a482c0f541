"""The query part of the W3C's tests of the SPARQL 1.1 Protocol."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph
import pytest
import samples
import served
from flask import Flask
from national import SHARED
from rdflib import Graph, Literal, Namespace
from rdflib.collection import Collection
from rdflib.term import Node
from werkzeug.test import TestResponse

from server.config import Config

SUITE = SHARED / "conformance" / "w3c-sparql" / "sparql11" / "protocol"
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
DATA = "http://kasei.us/2009/09/sparql/data/"
FORMATS = {
    "boolean": {"application/sparql-results+json", "application/sparql-results+xml"},
    "tabular": {"application/sparql-results+json", "application/sparql-results+xml", "text/csv"},
    "RDF": {"text/turtle", "application/rdf+xml", "application/n-triples"},
}

pytestmark = [
    pytest.mark.national,
    pytest.mark.skipif(not SUITE.is_dir(), reason="the W3C's SPARQL tests are not on this machine"),
]


def manifest() -> Graph:
    graph = Graph()
    return graph.parse(SUITE / "manifest.ttl") if SUITE.is_dir() else graph


MANIFEST = manifest()


def names() -> list[str]:
    """Return the tests of queries; those of updates have no object here: the service has none."""
    tests = {str(test).partition("#")[2] for test in MANIFEST.subjects(MF.action)}
    return sorted(name for name in tests if not name.startswith(("update", "bad_update", "bad_multiple_updates")))


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    quads = [
        pyoxigraph.Quad(quad.subject, quad.predicate, quad.object, pyoxigraph.NamedNode(f"{DATA}{path.stem}.rdf"))
        for path in SUITE.glob("data*.nt")
        for quad in pyoxigraph.parse(path=str(path), format=pyoxigraph.RdfFormat.N_TRIPLES)
    ]
    quads += [pyoxigraph.Quad(*[pyoxigraph.NamedNode(f"{DATA}{name}") for name in ("s", "p", "o", "data0.rdf")])]
    with served.lent(Config(releases=samples.release(tmp_path_factory.mktemp("published"), quads))) as made:
        yield made


@pytest.mark.parametrize("name", names())
def test_a_request_of_the_suite_is_answered_as_it_expects(app: Flask, name: str) -> None:
    test = next(found for found in MANIFEST.subjects(MF.action) if str(found).endswith(f"#{name}"))
    for sent in Collection(MANIFEST, one(one(test, MF.action), HT.requests)):
        answer = send(app, sent)
        expected = one(sent, HT.resp)
        classes = {str(status)[-3] for status in MANIFEST.objects(expected, MF.expectedStatus)}
        assert str(answer.status_code)[0] in classes, answer.data
        if (kind := MANIFEST.value(expected, MF.expectedFormat)) is not None:
            assert answer.mimetype in FORMATS[str(kind)]
        if (truth := MANIFEST.value(expected, MF.expectedBoolean)) is not None:
            assert answer.get_json()["boolean"] is Literal(truth).toPython()


def one(subject: Node, predicate: Node) -> Node:
    found = MANIFEST.value(subject, predicate)
    assert found is not None
    return found


def send(app: Flask, sent: Node) -> TestResponse:
    headers, body = MANIFEST.value(sent, HT.headers), MANIFEST.value(sent, HT.body)
    fields = [*Collection(MANIFEST, headers)] if headers else []
    chars = one(body, CNT.chars) if body else ""
    encoding = one(body, CNT.characterEncoding) if body else "utf-8"
    return app.test_client().open(
        str(one(sent, HT.absolutePath)).replace("/sparql/", "/sparql", 1),
        method=str(one(sent, HT.methodName)),
        data=str(chars).encode(str(encoding)),
        headers={str(one(field, HT.fieldName)): str(one(field, HT.fieldValue)) for field in fields},
    )

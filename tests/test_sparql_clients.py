"""The endpoint as its users reach it: real clients and a real server, while others do their worst."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

import comunica
import pytest
import samples
from live import serving
from rdflib import Graph, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, TURTLE, XML, SPARQLWrapper

from ontology.names import CT, RDF, RDFS
from server.release import current

CONTRACTS = f"SELECT ?c WHERE {{ ?c a <{CT.Contract}> }}"
PAIRS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
COUNT = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return samples.release(tmp_path_factory.mktemp("published"))


@pytest.fixture(scope="module")
def endpoint(releases: Path) -> Iterator[str]:
    with serving(releases, PACTE_QUERY_SECONDS="2", PACTE_RESULT_BYTES="20000000") as address:
        yield f"{address}sparql"


@pytest.fixture
def abused(releases: Path) -> Iterator[str]:
    """Yield an endpoint of one's own, for what is left of hostile queries keeps its processes busy for a while."""
    with serving(releases, PACTE_QUERY_SECONDS="2") as address:
        yield f"{address}sparql"


@pytest.fixture(scope="module")
def contracts() -> set[str]:
    about = f"<{RDF.type}> <{CT.Contract}>"
    return {str(quad.subject)[1:-1] for quad in samples.quads() if f"{quad.predicate} {quad.object}" == about}


def read(endpoint: str, query: str, form: str, method: str = "GET") -> Any:  # noqa: ANN401 - as SPARQLWrapper converts
    client = SPARQLWrapper(endpoint, returnFormat=form)
    client.setMethod(method)
    client.setQuery(query)
    return client.queryAndConvert()


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_sparqlwrapper_reads_rows(endpoint: str, contracts: set[str], method: str) -> None:
    rows = read(endpoint, CONTRACTS, JSON, method)["results"]["bindings"]
    assert {row["c"]["value"] for row in rows} == contracts
    document = read(endpoint, CONTRACTS, XML, method)
    assert {node.firstChild.data for node in document.getElementsByTagName("uri")} == contracts
    assert set(read(endpoint, CONTRACTS, CSV, method).decode().split("\r\n")[1:-1]) == contracts


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_sparqlwrapper_reads_graphs(endpoint: str, contracts: set[str], method: str) -> None:
    turtle = read(endpoint, f"CONSTRUCT WHERE {{ ?c a <{CT.Contract}> }}", TURTLE, method)
    assert {str(one) for one in Graph().parse(data=turtle).subjects()} == contracts


def test_rdflib_reads_the_endpoint_as_a_graph(endpoint: str, contracts: set[str]) -> None:
    graph = Graph(store=SPARQLStore(endpoint, returnFormat="json"))
    assert {str(one) for one in graph.subjects(RDF.type, CT.Contract)} == contracts
    (one, *_) = sorted(contracts)
    assert graph.value(URIRef(one), RDFS.label) is not None


@pytest.fixture(scope="module")
def engine() -> Path:
    return comunica.installed()


@pytest.mark.parametrize("kind", [{"type": "sparql"}, {}], ids=["as an endpoint", "as whatever it is"])
def test_comunica_reads_rows_graphs_and_truths(
    engine: Path, endpoint: str, contracts: set[str], kind: dict[str, str]
) -> None:
    here = [{**kind, "value": endpoint}]
    assert {row["c"] for row in comunica.asked(engine, CONTRACTS, here)} == contracts
    assert comunica.asked(engine, f"ASK {{ ?c a <{CT.Contract}> }}", here) is True
    triples = comunica.asked(engine, f"CONSTRUCT WHERE {{ ?c a <{CT.Contract}> }}", here)
    assert {subject for subject, *_ in triples} == contracts


def test_comunica_joins_the_endpoint_with_a_document_of_the_site(
    engine: Path, endpoint: str, contracts: set[str]
) -> None:
    (one, *_) = sorted(contracts)
    document = urljoin(endpoint, urlsplit(one).path.replace("/id/", "/doc/", 1)) + ".ttl"
    query = f"SELECT ?c ?label WHERE {{ ?c a <{CT.Contract}> ; <{RDFS.label}> ?label }}"
    rows = comunica.asked(engine, query, [{"type": "sparql", "value": endpoint}, {"type": "file", "value": document}])
    assert {row["c"] for row in rows} == contracts


def fetch(endpoint: str, query: str) -> tuple[int, bytes]:
    parts = urlsplit(endpoint)
    connection = http.client.HTTPConnection(parts.netloc, timeout=120)
    try:
        connection.request("GET", f"{parts.path}?{urlencode({'query': query})}")
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def test_a_large_result_arrives_whole_and_one_too_large_is_seen_broken(endpoint: str) -> None:
    status, body = fetch(endpoint, f"{PAIRS} LIMIT 20000")
    assert (status, len(json.loads(body)["results"]["bindings"])) == (200, 20000)
    with pytest.raises(http.client.IncompleteRead):
        fetch(endpoint, PAIRS)


def test_queries_past_their_deadline_leave_others_answered(abused: str) -> None:
    with ThreadPoolExecutor() as crowd:
        slow = [crowd.submit(fetch, abused, COUNT) for _ in range(3)]
        assert {status for status, _ in (one.result() for one in slow)} == {503}
    assert fetch(abused, "ASK {}")[0] == 200


def test_clients_that_go_away_leave_their_place_to_others(abused: str) -> None:
    parts = urlsplit(abused)
    for _ in range(6):
        with socket.create_connection((parts.hostname, parts.port or 80)) as line:
            place = f"{parts.path}?{urlencode({'query': COUNT})}"
            line.sendall(f"GET {place} HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n".encode())
    patience = time.monotonic() + 60
    while (status := fetch(abused, "ASK {}")[0]) == 503 and time.monotonic() < patience:
        time.sleep(0.1)
    assert status == 200


def test_the_server_answers_while_it_is_abused(abused: str, releases: Path) -> None:
    hostile = [COUNT, "SELECT * " + "{" * 90 + "}" * 90, "SELECT * { FILTER(" + "!" * 12000 + "true) }", "nonsense"]
    over = threading.Event()
    answered = []

    def look() -> None:
        while not over.is_set():
            answered.append(fetch(abused, "ASK {}")[0])
            time.sleep(0.02)

    looking = threading.Thread(target=look)
    looking.start()
    statuses = [fetch(abused, query)[0] for query in hostile]
    over.set()
    looking.join()
    assert statuses == [503, 200, 422, 400]
    assert set(answered) == {200}
    counted = fetch(abused, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")[1]
    assert str(current(releases).quads).encode() in counted

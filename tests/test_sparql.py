"""The endpoint over HTTP: the protocol, the formats, what it refuses and how it says so."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

import pyoxigraph
import pytest
import samples
import served
from engines import STARTERS, start
from flask import Flask
from flask.testing import FlaskClient
from rdflib import Graph, Literal, URIRef

from ontology.names import CT, FORMATS, RDF, SD, VOID
from server import create_app
from server.config import Config
from server.negotiation import RDF_FORMATS, RESULT_FORMATS, Format
from server.release import current
from server.sparql.engine import IN_MEMORY, Answer, EngineBusy
from server.sparql.service import describe
from server.sparql.views import ENGINE, EXAMPLE

CASES = Path(__file__).parent / "cases" / "queries"
ALL = "SELECT * { ?s ?p ?o }"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return samples.release(tmp_path_factory.mktemp("published"))


@pytest.fixture(scope="module")
def app(releases: Path) -> Iterator[Flask]:
    with served.lent(Config(releases=releases, query_seconds=20, processes=1, result_bytes=3_000_000)) as made:
        yield made


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


class Sent(NamedTuple):
    """A request as it is sent."""

    method: str
    place: str
    body: bytes
    media_type: str | None


def address(query: str, **fields: str) -> str:
    return "/sparql?" + urlencode({"query": query, **fields})


# ── The three ways to ask ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_query_is_asked_by_get(client: FlaskClient) -> None:
    answer = client.get(address("ASK {}"))
    assert (answer.status_code, answer.mimetype) == (200, "application/sparql-results+json")
    assert answer.json is not None
    assert answer.json["boolean"] is True
    assert answer.headers["X-Complete"] == "true"


def test_a_query_is_asked_by_a_posted_form(client: FlaskClient) -> None:
    assert client.post("/sparql", data={"query": "ASK {}", "format": "csv"}).data == b"true"


def test_a_query_is_asked_by_posting_it_alone(client: FlaskClient) -> None:
    asked = client.post("/sparql?format=csv", data="ASK {}", content_type="application/sparql-query; charset=UTF-8")
    assert asked.data == b"true"


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (Sent("GET", "/sparql?query=ASK%7B%7D&query=ASK%7B%7D", b"", None), 400),
        (Sent("POST", "/sparql", b"", "application/x-www-form-urlencoded"), 400),
        (Sent("POST", "/sparql?query=ASK%7B%7D", b"ASK {}", "application/sparql-query"), 400),
        (Sent("POST", "/sparql", "ASK { ?s ?p 'é' }".encode("latin-1"), "application/sparql-query"), 400),
        (Sent("POST", "/sparql", b"query=ASK%7B%3Fs+%3Fp+%27%E9%27%7D", "application/x-www-form-urlencoded"), 400),
        (Sent("POST", "/sparql", b"ASK {}", "application/sparql-query; charset=utf-16"), 400),
        (Sent("POST", "/sparql", b"ASK {}", "text/plain"), 415),
        (Sent("POST", "/sparql", b"ASK {}", None), 415),
        (Sent("POST", "/sparql", b"CLEAR ALL", "application/sparql-update"), 403),
        (Sent("POST", "/sparql", b"update=CLEAR+ALL", "application/x-www-form-urlencoded"), 403),
        (Sent("GET", "/sparql?query=ASK%7B%3Fs+%3Fp+%27%E9%27%7D", b"", None), 400),
        (Sent("GET", "/sparql?update=CLEAR+ALL", b"", None), 403),
        (Sent("GET", "/sparql?query=CLEAR+ALL", b"", None), 403),
        (Sent("POST", "/sparql", b"x" * 300_000, "application/sparql-query"), 413),
        (Sent("POST", "/sparql", b"x" * 70_000, "application/sparql-query"), 413),
        (Sent("POST", "/sparql", b"x" * 300_000, "application/x-www-form-urlencoded"), 413),
        (Sent("POST", "/sparql", b"x" * 300_000, "multipart/form-data"), 415),
        (Sent("PUT", "/sparql", b"ASK {}", "application/sparql-query"), 405),
        (Sent("DELETE", "/sparql", b"", None), 405),
    ],
)
def test_a_request_outside_the_protocol_is_refused(client: FlaskClient, sent: Sent, status: int) -> None:
    asked = client.open(sent.place, method=sent.method, data=sent.body, content_type=sent.media_type)
    page = client.open(
        sent.place, method=sent.method, data=sent.body, content_type=sent.media_type, headers={"Accept": "text/html"}
    )
    assert asked.status_code == page.status_code == status
    assert asked.headers["Access-Control-Allow-Origin"] == "*"


def test_head_tells_what_get_would(client: FlaskClient) -> None:
    asked = address(ALL, format="csv")
    head, get = client.head(asked), client.get(asked)
    assert head.data == b""
    told = ("Content-Type", "Content-Length", "ETag", "X-Complete")
    assert {name: head.headers[name] for name in told} == {name: get.headers[name] for name in told}


def test_a_script_of_another_origin_may_ask(client: FlaskClient) -> None:
    answer = client.options("/sparql", headers={"Origin": "https://x.example"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert {"GET", "HEAD", "POST"} <= set(answer.headers["Access-Control-Allow-Methods"].split(", "))
    assert "Content-Type" in answer.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in answer.headers


# ── Formats ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("format_", RESULT_FORMATS, ids=lambda format_: format_.extension)
def test_rows_are_negotiated(client: FlaskClient, format_: Format) -> None:
    media_type = format_.media_type
    answer = client.get(address(ALL), headers={"Accept": f"text/html;q=0.1, {media_type}, */*;q=0.2"})
    assert answer.mimetype == media_type
    assert answer.headers["Vary"] == "Accept"


@pytest.mark.parametrize("format_", RDF_FORMATS, ids=lambda format_: format_.extension)
def test_graphs_are_negotiated(client: FlaskClient, format_: Format) -> None:
    media_type = format_.media_type
    answer = client.get(address(f"DESCRIBE <{samples.SOURCE}>"), headers={"Accept": media_type})
    assert answer.mimetype == media_type
    parsed = pyoxigraph.RdfFormat.from_media_type(media_type)
    assert parsed is not None
    assert len(list(pyoxigraph.parse(answer.data, parsed))) > 5


@pytest.mark.parametrize(
    ("query", "named", "media_type"),
    [
        (ALL, "csv", "text/csv"),
        (ALL, "application/sparql-results+xml", "application/sparql-results+xml"),
        (ALL, "application/sparql-results xml", "application/sparql-results+xml"),
        (ALL, "JSON", "application/sparql-results+json"),
        ("DESCRIBE <x:>", "json", "application/ld+json"),
        ("DESCRIBE <x:>", "xml", "application/rdf+xml"),
        ("DESCRIBE <x:>", "turtle", "text/turtle"),
        ("DESCRIBE <x:>", "n3", "text/turtle"),
        ("DESCRIBE <x:>", "json-ld", "application/ld+json"),
    ],
)
def test_a_format_named_in_the_address_wins_over_accept(
    client: FlaskClient, query: str, named: str, media_type: str
) -> None:
    answer = client.get(address(query, format=named), headers={"Accept": "text/html"})
    assert answer.mimetype == media_type


@pytest.mark.parametrize("named", ["exe", "ttl", "image/png"])
def test_a_format_that_rows_do_not_have_is_refused_with_the_list(client: FlaskClient, named: str) -> None:
    answer = client.get(address(ALL, format=named))
    assert answer.status_code == 406
    assert answer.json is not None
    assert answer.json["detail"].startswith(f"format {named!r} does not exist")
    assert "json, xml, csv, tsv, html, excel" in answer.json["detail"]


def test_no_acceptable_format_is_refused_with_the_list(client: FlaskClient) -> None:
    answer = client.get(address(ALL), headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert b"text/csv" in answer.data


# ── Graphs ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_default_graph_is_the_union_of_the_published_ones(client: FlaskClient, releases: Path) -> None:
    release = current(releases)
    counts = {
        graph.iri: int(client.get(address(COUNT, format="csv", **{"default-graph-uri": graph.iri})).data.split()[1])
        for graph in release.graphs
    }
    assert counts == {graph.iri: graph.quads for graph in release.graphs}
    assert int(client.get(address(COUNT, format="csv")).data.split()[1]) == release.quads


def test_from_and_the_parameters_of_the_protocol_mean_the_same(client: FlaskClient) -> None:
    named = f"SELECT (COUNT(*) AS ?n) FROM NAMED <{samples.SOURCE}> {{ GRAPH ?g {{ ?s ?p ?o }} }}"  # noqa: S608 - SPARQL, not SQL
    by_query = client.get(address(named, format="csv")).data
    asked = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    assert client.get(address(asked, format="csv", **{"named-graph-uri": samples.SOURCE})).data == by_query
    posted = client.post(
        "/sparql?" + urlencode({"named-graph-uri": samples.SOURCE, "format": "csv"}),
        data=asked,
        content_type="application/sparql-query",
    )
    assert posted.data == by_query
    only_default = f"SELECT * FROM <{samples.SOURCE}> {{ GRAPH ?g {{ ?s ?p ?o }} }}"  # noqa: S608 - SPARQL, not SQL
    assert client.get(address(only_default, format="csv")).data.count(b"\n") == 1


@pytest.mark.parametrize("graph", ["file:///etc/passwd", "http://127.0.0.1:9/", "urn:x:none"])
@pytest.mark.parametrize("how", ["FROM", "FROM NAMED", "default-graph-uri", "named-graph-uri"])
def test_a_graph_that_is_not_published_is_named_and_never_fetched(client: FlaskClient, graph: str, how: str) -> None:
    asked = address(f"SELECT * {how} <{graph}> {{ ?s ?p ?o }}") if "FROM" in how else address(ALL, **{how: graph})
    answer = client.get(asked)
    assert answer.status_code == 400
    assert answer.json is not None
    assert f"<{graph}>" in answer.json["detail"]


# ── Refusals ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("folder", ["refused", "malformed"])
def test_no_hostile_query_runs(client: FlaskClient, folder: str) -> None:
    expected = {"refused": {403}, "malformed": {400}}[folder]
    for path in sorted((CASES / folder).glob("*.rq")):
        answer = client.post("/sparql", data=path.read_bytes(), content_type="application/sparql-query")
        assert answer.status_code in expected, path.stem


def test_every_accepted_query_is_answered(client: FlaskClient) -> None:
    for path in sorted((CASES / "accepted").glob("*.rq")):
        answer = client.post("/sparql", data=path.read_bytes(), content_type="application/sparql-query")
        assert answer.status_code == 200, (path.stem, answer.data)


def test_a_refusal_is_a_problem_document_with_the_place_of_the_fault(client: FlaskClient) -> None:
    answer = client.get(address("SELECT *\n{ SERVICE <http://x/> {} }"))
    assert answer.mimetype == "application/problem+json"
    assert answer.json is not None
    assert answer.json == {
        "type": f"{samples.BASE}sparql#fault-refused",
        "title": "Refused feature",
        "status": 403,
        "detail": answer.json["detail"],
        "line": 2,
        "column": 3,
    }
    assert "SERVICE is refused" in answer.json["detail"]


@pytest.mark.parametrize("media_type", ["application/sparql-query", "application/x-www-form-urlencoded"])
def test_a_body_longer_than_any_query_is_told_what_a_query_may_have(client: FlaskClient, media_type: str) -> None:
    answer = client.post("/sparql", data=b"query=" + b"x" * 300_000, content_type=media_type)
    assert answer.status_code == 413
    assert answer.json is not None
    assert answer.json["type"] == f"{samples.BASE}sparql#fault-length"
    assert "a query 64000 at most" in answer.json["detail"]
    page = client.post("/sparql", data=b"query=" + b"x" * 300_000, content_type=media_type, headers=BROWSER)
    assert (page.status_code, page.mimetype) == (413, "text/html")


def test_the_engines_own_syntax_errors_keep_their_place(client: FlaskClient) -> None:
    answer = client.get(address("SELECT *\n{ ?s ?p }"))
    assert answer.status_code == 400
    assert answer.json is not None
    assert answer.json["line"] == 2


def test_a_refusal_is_text_for_those_who_ask_text_and_a_french_page_for_people(client: FlaskClient) -> None:
    text = client.get(address("nonsense"), headers={"Accept": "text/plain"})
    assert text.mimetype == "text/plain"
    assert text.text.startswith("400 Malformed query\nline 1, column 1")
    page = client.get(address("nonsense <b>"), headers=BROWSER)
    assert (page.status_code, page.mimetype) == (400, "text/html")
    assert "Requête mal formée" in page.text
    assert "nonsense &lt;b&gt;" in page.text
    rows = client.get(address("nonsense"), headers={"Accept": "application/sparql-results+xml"})
    assert rows.mimetype == "application/problem+json"


def test_a_query_too_slow_gets_503_with_the_limit(releases: Path) -> None:
    app = create_app(Config(releases=releases, query_seconds=0.3, processes=1))
    answer = app.test_client().get(address("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"))
    app.extensions[ENGINE].close()
    assert answer.status_code == 503
    assert answer.json is not None
    assert "stopped after 0.3 s" in answer.json["detail"]
    assert "Retry-After" not in answer.headers


def test_a_busy_service_says_when_to_come_back(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(_: object) -> None:
        raise EngineBusy(1)

    monkeypatch.setattr(app.extensions[ENGINE], "answer", busy)
    answer = client.get(address("ASK { ?busy ?p ?o }"))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")


def test_a_result_too_large_is_refused_whole(client: FlaskClient) -> None:
    answer = client.get(address("SELECT * { ?a ?b ?c . ?d ?e ?f }"))
    assert answer.status_code == 422
    assert answer.json is not None
    assert "3000000 bytes" in answer.json["detail"]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_large_result_tells_its_length(client: FlaskClient, method: str) -> None:
    answer = client.open(address("SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 10000", format="csv"), method=method)
    assert answer.status_code == 200
    assert answer.headers["X-Complete"] == "true"
    assert int(answer.headers["Content-Length"]) > IN_MEMORY
    assert len(answer.data) == (int(answer.headers["Content-Length"]) if method == "GET" else 0)


def test_an_answer_that_is_sent_as_it_is_made_says_that_its_end_tells(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.extensions[ENGINE], "answer", lambda _: Answer(None, [b"n\r\n", b"1\r\n"]))
    answer = client.get(address("SELECT ?made { ?made ?as ?it }", format="csv"))
    assert (answer.data, answer.headers["X-Complete"]) == (b"n\r\n1\r\n", "at-end")
    assert "X-Rows" not in answer.headers


# ── Validators ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_answer_is_a_function_of_release_query_graphs_and_format(client: FlaskClient) -> None:
    asked = [
        client.get(address(COUNT)),
        client.get(address(COUNT + " ")),
        client.get(address(COUNT, format="csv")),
        client.get(address(COUNT, **{"default-graph-uri": samples.SOURCE})),
        client.get(address(COUNT, **{"named-graph-uri": samples.SOURCE})),
        client.get(address(COUNT), headers=BROWSER),
    ]
    tags = [answer.get_etag()[0] for answer in asked]
    assert len(set(tags)) == len(tags)
    assert asked[0].get_etag() == client.get(address(COUNT)).get_etag()


def test_a_client_that_holds_the_answer_gets_304_and_no_query_runs(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = address("SELECT ?held { ?held ?p ?o } LIMIT 1")
    first = client.head(asked)
    monkeypatch.setattr(app.extensions[ENGINE], "answer", None)
    answer = client.head(asked, headers={"If-None-Match": first.headers["ETag"]})
    assert answer.status_code == 304
    assert answer.headers["ETag"] == first.headers["ETag"]


@pytest.mark.parametrize("query", ["SELECT (NOW() AS ?n) {}", "SELECT (UUID() AS ?n) {}"])
def test_an_answer_that_changes_is_never_kept(client: FlaskClient, query: str) -> None:
    answer = client.get(address(query))
    assert "ETag" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


# ── Pages and descriptions ───────────────────────────────────────────────────────────────────────────────────────────


def test_people_find_a_form_with_an_example_that_works(client: FlaskClient) -> None:
    page = client.get("/sparql", headers=BROWSER)
    assert page.mimetype == "text/html"
    assert "<textarea" in page.text
    assert "Interroger en SPARQL" in page.text
    rows = client.get(address(EXAMPLE, format="json")).json
    assert rows is not None
    assert rows["results"]["bindings"]


def test_people_see_rows_in_a_table_with_links_only_to_what_may_be_followed(client: FlaskClient) -> None:
    query = 'SELECT ?a ?b ?c ?d { VALUES (?a ?b ?c) { (<http://x/> <javascript:alert(1)> "<i>x</i>"@fr) } }'
    page = client.get(address(query), headers=BROWSER).text
    assert '<a href="http://x/">' in page
    assert 'href="javascript' not in page
    assert '<td data-label="c" lang="fr">&lt;i&gt;x&lt;/i&gt;</td>' in page
    assert "format=csv" in page


def test_a_page_tells_how_many_rows_it_leaves_out(client: FlaskClient) -> None:
    page = client.get(address("SELECT ?s { ?s ?p ?o } LIMIT 250"), headers=BROWSER).text
    assert page.count("<tr>") < 250
    assert "Seules les 200 premières lignes" in page
    assert "250 lignes" in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("ASK {}", '<pre tabindex="0">true</pre>'),
        ("SELECT * { <x:none> ?p ?o }", "Aucune ligne"),
        (f"DESCRIBE <{samples.SOURCE}>", "dcterms:identifier"),
        ("SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 4000", "trop long pour une page"),
    ],
)
def test_every_form_of_query_has_a_page(client: FlaskClient, query: str, shown: str) -> None:
    page = client.get(address(query, format="html"))
    assert page.status_code == 200
    assert shown in page.text


@pytest.mark.parametrize("format_", RDF_FORMATS[:4], ids=lambda format_: format_.extension)
def test_programs_find_a_service_description(client: FlaskClient, releases: Path, format_: Format) -> None:
    media_type = format_.media_type
    answer = client.get("/sparql", headers={"Accept": media_type})
    assert answer.mimetype == media_type
    parsed = pyoxigraph.RdfFormat.from_media_type(media_type)
    assert parsed is not None
    triples = "".join(f"{triple} .\n" for triple in pyoxigraph.parse(answer.data, parsed))
    graph = Graph().parse(data=triples, format="nt")
    service = URIRef(f"{samples.BASE}sparql")
    assert (service, RDF.type, SD.Service) in graph
    assert (service, SD.feature, SD.UnionDefaultGraph) in graph
    described = {str(name): graph.value(graph.value(node, SD.graph), VOID.triples) for node, name in graph[: SD.name]}
    assert described == {one.iri: Literal(one.quads) for one in current(releases).graphs}
    assert all(isinstance(node, URIRef) for node in graph.subjects())


def test_the_service_description_counts_each_class_and_property_and_leads_to_the_whole(
    client: FlaskClient, releases: Path
) -> None:
    classes, properties = {str(CT.Contract): 2, str(CT.Commune): 3}, {str(CT.covers): 5}
    counted = replace(current(releases), classes=classes, properties=properties)
    graph = describe(counted, f"{samples.BASE}sparql", ())
    dataset = URIRef(f"{samples.BASE}sparql#dataset")
    parts = list(graph[dataset : VOID.classPartition])
    assert {str(graph.value(one, VOID["class"])): graph.value(one, VOID.entities) for one in parts} == {
        str(CT.Contract): Literal(2),
        str(CT.Commune): Literal(3),
    }
    [part] = graph[dataset : VOID.propertyPartition]
    assert (part, VOID.property, CT.covers) in graph
    assert (part, VOID.triples, Literal(5)) in graph
    dumps = list(graph[dataset : VOID.dataDump])
    assert len(dumps) == 2
    for one in dumps:
        with client.get(one.removeprefix(samples.BASE.rstrip("/"))) as answer:
            assert answer.status_code == 200


def test_every_format_of_results_is_described(client: FlaskClient) -> None:
    graph = Graph().parse(data=client.get("/sparql", headers={"Accept": "text/turtle"}).data)
    assert set(graph.objects(predicate=SD.resultFormat)) == {*known_formats()}


def known_formats() -> Iterator[URIRef]:
    """Yield the IRIs that the engine knows for the formats on offer, JSON-LD by its W3C one."""
    for offered in RESULT_FORMATS:
        result = pyoxigraph.QueryResultsFormat.from_media_type(offered.media_type)
        assert result is not None
        yield URIRef(result.iri)
    for offered in RDF_FORMATS:
        graph = pyoxigraph.RdfFormat.from_media_type(offered.media_type)
        assert graph is not None
        yield FORMATS["JSON-LD"] if graph == pyoxigraph.RdfFormat.JSON_LD else URIRef(graph.iri)


def test_a_release_that_is_switched_to_is_queried_at_once(tmp_path: Path) -> None:
    app = create_app(Config(releases=samples.release(tmp_path), processes=1))
    client, asked = app.test_client(), address("ASK { <http://x/s> ?p ?o }")
    before = client.get(asked)
    (tmp_path / "current").unlink()
    samples.release(tmp_path, [pyoxigraph.Quad(*[pyoxigraph.NamedNode(f"http://x/{name}") for name in "spog"])])
    after = client.get(asked, headers={"If-None-Match": before.headers["ETag"]})
    app.extensions[ENGINE].close()
    assert (before.json or {})["boolean"] is False
    assert after.status_code == 200
    assert (after.json or {})["boolean"] is True


@pytest.mark.engine
@pytest.mark.parametrize("name", STARTERS)
def test_a_remote_store_is_served_by_the_same_rules(name: str, releases: Path) -> None:
    with start(name, releases / "current" / "published.nq") as engine:
        app = create_app(Config(releases=releases, store=engine.query))
        client = app.test_client()
        rows = client.get(address(COUNT, format="csv"))
        assert int(rows.data.split()[1]) == current(releases).quads
        assert "ETag" not in rows.headers
        assert client.get(address("SELECT * { SERVICE <http://x/> {} }")).status_code == 403
        assert client.get(address("SELECT * FROM <file:///etc/passwd> {}")).status_code == 400
        page = client.get(address(f"DESCRIBE <{samples.SOURCE}>"), headers=BROWSER)
        assert "900-val-d-exemple-crte.txt" in page.text
        assert json.loads(client.get(address("SELECT * { ?s ?p }")).data)["status"] == 400
        app.extensions[ENGINE].close()

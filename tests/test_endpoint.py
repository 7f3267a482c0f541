"""Outsiders' queries over a remote endpoint: a real second engine, and endpoints that misbehave."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
import samples
from engines import STARTERS, start
from live import free_port
from pretending import TYPE, pretending, refuse, say
from pyoxigraph import RdfFormat, parse

from ontology.names import CT, RDF
from server.config import Config
from server.negotiation import RDF_FORMATS, RESULT_FORMATS, Format
from server.release import Release, current
from server.remote import Remote
from server.sparql.endpoint import Endpoint
from server.sparql.engine import IN_MEMORY, EngineFault, QueryTimeout, Question, ResultTooLarge
from server.sparql.guard import EVERYTHING, Dataset, examine
from server.sparql.tokens import MalformedQuery
from server.sparql.turns import TooManyQueries
from server.sparql.workers import Pool
from server.store import StoreUnavailable

JSON = RESULT_FORMATS[0]
GENEROUS = Config(query_seconds=60)
BASE = samples.BASE


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return current(samples.release(tmp_path_factory.mktemp("published")))


@pytest.fixture(scope="module", params=[pytest.param(name, marks=pytest.mark.engine) for name in STARTERS])
def address(request: pytest.FixtureRequest, release: Release) -> Iterator[str]:
    with start(request.param, release.folder / "published.nq") as engine:
        yield engine.query


def question(release: Release, text: str, extension: str = "csv", dataset: Dataset = EVERYTHING) -> Question:
    format_ = next(one for one in (*RESULT_FORMATS, *RDF_FORMATS) if one.extension == extension)
    return Question(examine(text, 10_000, f"{BASE}sparql", frozenset()).over(dataset), release, format_)


@pytest.mark.parametrize("extension", [one.extension for one in RESULT_FORMATS])
def test_rows_are_written_as_the_embedded_store_writes_them(address: str, release: Release, extension: str) -> None:
    text = f"SELECT ?p ?o {{ <{BASE}id/contrat/crte-200099999> ?p ?o FILTER(?p != ct:duration) }} ORDER BY ?p STR(?o)"
    asked = question(release, f"PREFIX ct: <{CT}> {text}", extension)
    pool = Pool(GENEROUS)
    try:
        expected = pool.answer(asked)
        found = Endpoint(address, GENEROUS).answer(asked)
        assert (b"".join(found), found.rows, found.length) == (b"".join(expected), expected.rows, expected.length)
    finally:
        pool.close()


@pytest.mark.parametrize("format_", RDF_FORMATS, ids=lambda one: one.extension)
def test_a_graph_is_given_in_every_format(address: str, release: Release, format_: Format) -> None:
    text = "CONSTRUCT WHERE { ?s a ?o }"
    answer = Endpoint(address, GENEROUS).answer(question(release, text, format_.extension))
    written = b"".join(answer)
    parsed = RdfFormat.from_media_type(format_.media_type)
    types = {quad.triple for quad in samples.quads() if quad.predicate.value == str(RDF.type)}
    assert {quad.triple for quad in parse(written, parsed)} == types
    assert answer.rows == len(types)


@pytest.mark.parametrize(("text", "truth"), [("ASK { ?s ?p ?o }", "true"), ("ASK { ?s ?s ?s }", "false")])
def test_yes_or_no_is_told_in_every_format(address: str, release: Release, text: str, truth: str) -> None:
    for extension in ("json", "xml", "csv", "tsv"):
        answer = Endpoint(address, GENEROUS).answer(question(release, text, extension))
        assert truth in b"".join(answer).decode()
        assert answer.rows is None


ALL = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
NAMED = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"


SOURCE = (samples.SOURCE,)


@pytest.mark.parametrize(
    ("text", "dataset", "counted"),
    [
        (ALL, EVERYTHING, "all"),
        (NAMED, EVERYTHING, "all"),
        (ALL, Dataset(default=SOURCE), "one"),
        (NAMED, Dataset(default=SOURCE), "none"),
        (ALL, Dataset(named=SOURCE), "none"),
        (NAMED, Dataset(named=SOURCE), "one"),
        (NAMED, Dataset(SOURCE, SOURCE), "one"),
    ],
)
def test_the_graphs_of_the_dataset_are_read_and_no_other(
    address: str, release: Release, text: str, dataset: Dataset, counted: str
) -> None:
    expected = {"all": release.quads, "one": quads_of_the_source(release), "none": 0}[counted]
    answer = Endpoint(address, GENEROUS).answer(question(release, text, dataset=dataset))
    assert b"".join(answer).split() == [b"n", b"%d" % expected]


def quads_of_the_source(release: Release) -> int:
    source = release.graph(samples.SOURCE)
    assert source is not None
    return source.quads


def test_the_graphs_of_the_request_take_the_place_of_those_of_the_query(address: str, release: Release) -> None:
    text = ALL.replace("{", f"FROM <{samples.VOCABULARY}> FROM NAMED <{samples.VOCABULARY}> {{", 1)
    answer = Endpoint(address, GENEROUS).answer(question(release, text, dataset=Dataset(SOURCE)))
    assert int(b"".join(answer).split()[1]) == quads_of_the_source(release)


def test_relative_addresses_start_from_the_endpoint(address: str, release: Release) -> None:
    answer = Endpoint(address, GENEROUS).answer(question(release, "SELECT ?x { BIND(<y> AS ?x) }"))
    assert b"".join(answer).split() == [b"x", f"{BASE}y".encode()]


def test_addresses_made_from_text_start_from_the_endpoint(address: str, release: Release) -> None:
    answer = Endpoint(address, GENEROUS).answer(question(release, "SELECT (IRI('y') AS ?x) {}"))
    assert b"".join(answer).split() == [b"x", f"{BASE}y".encode()]


def test_a_remote_engine_gives_a_large_result_whole(address: str, release: Release) -> None:
    answer = Endpoint(address, GENEROUS).answer(question(release, "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 20000"))
    assert answer.length is not None
    assert answer.length > IN_MEMORY
    assert b"".join(answer).count(b"\r\n") == 20001


@pytest.mark.parametrize(("text", "line"), [("SELECT * { ?s ?p }", 1), ("SELECT *\n{ ?s ?p ?o .\n ?s }", 3)])
def test_a_remote_engine_tells_where_a_query_is_malformed(address: str, release: Release, text: str, line: int) -> None:
    with pytest.raises(MalformedQuery) as raised:
        Endpoint(address, GENEROUS).answer(question(release, text))
    assert raised.value.line == line
    assert "http" not in str(raised.value)


@pytest.mark.engine
def test_rows_that_virtuoso_cuts_are_refused(release: Release) -> None:
    with start("virtuoso", release.folder / "published.nq", rows=100) as engine:
        endpoint = Endpoint(engine.query, GENEROUS)
        assert endpoint.answer(question(release, "SELECT * { ?s ?p ?o } LIMIT 99")).rows == 99
        with pytest.raises(ResultTooLarge, match="100 rows"):
            endpoint.answer(question(release, "SELECT * { ?s ?p ?o }"))
        with pytest.raises(StoreUnavailable, match="100 rows"):
            Remote(engine.query, 60).select("SELECT * { ?s ?p ?o }")


@pytest.mark.engine
@pytest.mark.parametrize("name", ["virtuoso", "fuseki"])
def test_an_answer_that_an_engine_gives_up_is_told_as_late(release: Release, name: str) -> None:
    patterns = "{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(STRLEN(CONCAT(STR(?c), STR(?f), STR(?i))) > 1) }"
    forms = {"SELECT (COUNT(*) AS ?n)": "csv", "SELECT *": "csv", "CONSTRUCT { ?a ?b ?f } WHERE": "nt"}
    with start(name, release.folder / "published.nq", seconds=1) as engine:
        for form, extension in forms.items():
            with pytest.raises(QueryTimeout):
                Endpoint(engine.query, GENEROUS).answer(question(release, f"{form} {patterns}", extension))


@pytest.mark.parametrize(
    ("status", "said", "fault", "told"),
    [
        (
            400,
            "Virtuoso 37000 Error SP031: function is not implemented\n\nSPARQL query:",
            EngineFault,
            "SP031",
        ),
        (400, "Error: \nASK {}\nREPLACE pattern exception: Unclosed group", EngineFault, "^REPLACE pattern"),
        (500, "Virtuoso 2201B Error SR098: regexp error at '('", EngineFault, "regexp error"),
        (500, "", EngineFault, "no reason is told"),
        (400, "Parse error: Line 3, column 9: Unresolved prefixed name: x:y", MalformedQuery, "^line 2, column 9"),
        (400, "Virtuoso 37000 Error SP030: SPARQL compiler, line 4: syntax error", MalformedQuery, "^line 3, column 1"),
        (500, "Virtuoso S1T00 Error SR171: Transaction timed out", QueryTimeout, "60 s"),
        (503, "Query timed out", QueryTimeout, "60 s"),
        (503, "try later", StoreUnavailable, "HTTP 503: try later"),
        (404, "no such dataset", StoreUnavailable, "HTTP 404: no such dataset"),
    ],
)
def test_what_an_engine_says_of_a_fault_is_understood(
    release: Release, status: int, said: str, fault: type[Exception], told: str
) -> None:
    with (
        pretending(lambda handler: refuse(handler, status, said)) as address,
        pytest.raises(fault, match=told),
    ):
        Endpoint(address, GENEROUS).answer(question(release, "ASK {}", "json"))


ROW = b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal","value":"1"}}'


def partial(handler: BaseHTTPRequestHandler, name: str, value: str) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", TYPE)
    handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(ROW + b"]}}")


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [("X-SPARQL-MaxRows", "10000", ResultTooLarge), ("X-SQL-State", "S1TAT", QueryTimeout)],
)
def test_a_part_of_an_answer_is_refused(release: Release, name: str, value: str, fault: type[Exception]) -> None:
    with pretending(lambda handler: partial(handler, name, value)) as address:
        with pytest.raises(fault):
            Endpoint(address, GENEROUS).answer(question(release, "SELECT * { ?s ?p ?x }", "json"))
        with pytest.raises(StoreUnavailable):
            Remote(address, 5).select("SELECT * { ?s ?p ?x }")


@pytest.mark.parametrize(
    ("text", "start", "media_type"),
    [
        ("SELECT * { ?s ?p ?x }", ROW, TYPE),
        ("CONSTRUCT WHERE { ?s ?p ?x }", b"<http://x/s> <http://x/p> <http://x/o> .", "application/n-triples"),
    ],
)
def test_an_answer_that_an_engine_leaves_off_is_refused(
    release: Release, text: str, start: bytes, media_type: str
) -> None:
    cancelled = start + b"\n##  Query cancelled due to timeout during execution   ##\n"
    with pretending(lambda handler: say(handler, cancelled, media_type)) as address, pytest.raises(QueryTimeout):
        Endpoint(address, GENEROUS).answer(question(release, text, "json" if media_type == TYPE else "nt"))


def test_terms_that_engines_write_otherwise_are_as_they_were_given(release: Release) -> None:
    number = '{"type":"literal","datatype":"http://www.w3.org/2001/XMLSchema#%s","value":"%s"}'
    given = (("boolean", "1"), ("decimal", "500.0"), ("integer", "1"), ("string", "5.0"), ("duration", "72"))
    cells = [number % one for one in given]
    rows = ",".join(f'{{"x":{cell}}}' for cell in cells * 2000)
    body = f'{{"head":{{"vars":["x"]}},"results":{{"bindings":[{rows}]}}}}'.encode()
    with pretending(lambda handler: say(handler, body)) as address:
        answer = Endpoint(address, GENEROUS).answer(question(release, "SELECT ?x { ?s ?p ?x }"))
        assert b"".join(answer).split() == [b"x", *[b"true", b"500", b"1", b"5.0", b"P6Y"] * 2000]
        assert answer.rows == 10_000
    values = (("decimal", "500.0"), ("duration", "18"), ("duration", "0"), ("duration", "5"), ("integer", "18"))
    line = '<http://x/s> <http://x/p> "%s"^^<http://www.w3.org/2001/XMLSchema#%s> .\n'
    triples = "".join(line % (value, name) for name, value in values).encode()
    with pretending(lambda handler: say(handler, triples, "application/n-triples")) as address:
        graph = Remote(address, 5).construct("CONSTRUCT WHERE { ?s ?p ?x }")
        assert {str(value) for value in graph.objects()} == {"500", "P1Y6M", "P0M", "P5M", "18"}


def test_yes_or_no_is_not_taken_for_rows() -> None:
    with (
        pretending(lambda handler: say(handler, b'{"head":{},"boolean":true}')) as address,
        pytest.raises(StoreUnavailable, match="yes or no where rows"),
    ):
        Remote(address, 5).select("SELECT * {}")
    with (
        pretending(lambda handler: say(handler, ROW + b"]}}")) as address,
        pytest.raises(StoreUnavailable, match="rows where yes or no"),
    ):
        Remote(address, 5).ask("ASK {}")


def test_an_engine_that_does_not_say_its_name_is_remote() -> None:
    with pretending(lambda handler: say(handler, b'{"head":{},"boolean":true}')) as address:
        assert Remote(address, 5).engine() == "remote"
    with (
        pretending(lambda handler: refuse(handler, 503, "Query timed out")) as address,
        pytest.raises(StoreUnavailable),
    ):
        Remote(address, 5).engine()


def test_an_endpoint_of_web_pages_is_no_store(release: Release) -> None:
    with pretending(lambda handler: say(handler, b"<p>welcome</p>", "text/html")) as address:
        with pytest.raises(StoreUnavailable, match=r"answers text/html where application/sparql-results\+json"):
            Endpoint(address, GENEROUS).answer(question(release, "ASK {}", "json"))
        with pytest.raises(StoreUnavailable, match="answers text/html"):
            Remote(address, 5).ask("ASK {}")


def test_an_endpoint_whose_results_are_no_json_is_no_store() -> None:
    with (
        pretending(lambda handler: say(handler, b"{")) as address,
        pytest.raises(StoreUnavailable, match="check PACTE_STORE"),
    ):
        Remote(address, 5).ask("ASK {}")


def test_an_endpoint_that_is_not_there_is_named(release: Release) -> None:
    address = f"http://127.0.0.1:{free_port()}/query"
    with pytest.raises(StoreUnavailable, match=address):
        Endpoint(address, GENEROUS).answer(question(release, "ASK {}", "json"))


def test_an_answer_cut_short_is_an_error(release: Release) -> None:
    with (
        pretending(lambda handler: say(handler, b'{"head"', length=500)) as address,
        pytest.raises(StoreUnavailable, match="493 bytes are missing"),
    ):
        Endpoint(address, GENEROUS).answer(question(release, "ASK {}", "json"))


def test_an_answer_in_broken_chunks_is_an_error(release: Release) -> None:
    def broken(handler: BaseHTTPRequestHandler) -> None:
        handler.protocol_version = "HTTP/1.1"
        handler.send_response(200)
        handler.send_header("Content-Type", TYPE)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        handler.wfile.write(b"ff\r\n{")
        handler.close_connection = True

    with pretending(broken) as address, pytest.raises(StoreUnavailable, match="the answer was cut"):
        Endpoint(address, GENEROUS).answer(question(release, "ASK {}", "json"))


def test_a_result_past_the_limit_is_refused(release: Release) -> None:
    config = dataclasses.replace(GENEROUS, result_bytes=1000)
    with (
        pretending(lambda handler: say(handler, b"x" * 2000)) as address,
        pytest.raises(ResultTooLarge),
    ):
        Endpoint(address, config).answer(question(release, "ASK {}", "json"))


def test_a_client_s_work_counts_on_a_remote_engine_too(release: Release) -> None:
    limits = Config(query_seconds=60, client_seconds=0.000001)
    with pretending(lambda handler: say(handler, b'{"head":{},"boolean":true}')) as place:
        endpoint = Endpoint(place, limits)
        assert b"true" in b"".join(endpoint.answer(question(release, "ASK {}")))
        with pytest.raises(TooManyQueries):
            endpoint.answer(question(release, "ASK {}"))


def test_an_endpoint_that_never_answers_is_left_at_the_deadline(release: Release) -> None:
    over = threading.Event()
    config = dataclasses.replace(GENEROUS, query_seconds=0.5)

    def wait(handler: BaseHTTPRequestHandler) -> None:
        over.wait(60)
        handler.close_connection = True

    with pretending(wait) as address:
        with pytest.raises(QueryTimeout):
            Endpoint(address, config).answer(question(release, "ASK {}", "json"))
        over.set()


def test_an_endpoint_that_stops_in_the_middle_is_left_at_the_deadline(release: Release) -> None:
    over = threading.Event()
    config = dataclasses.replace(GENEROUS, query_seconds=0.5)

    def begin(handler: BaseHTTPRequestHandler) -> None:
        say(handler, b"x", length=1000)
        over.wait(60)

    with pretending(begin) as address:
        with pytest.raises(QueryTimeout):
            Endpoint(address, config).answer(question(release, "ASK {}", "json"))
        over.set()


def test_an_endpoint_that_drips_is_left_at_the_deadline(release: Release) -> None:
    over = threading.Event()
    config = dataclasses.replace(GENEROUS, query_seconds=0.3)

    def drip(handler: BaseHTTPRequestHandler) -> None:
        say(handler, b"x", length=1_000_000)
        while not over.wait(0.02):
            handler.wfile.write(b"x")

    with pretending(drip) as address:
        with pytest.raises(QueryTimeout):
            Endpoint(address, config).answer(question(release, "ASK {}", "json"))
        over.set()


def test_the_release_folder_is_never_opened(tmp_path: Path, release: Release) -> None:
    elsewhere = dataclasses.replace(release, folder=tmp_path)
    with pretending(lambda handler: say(handler, b'{"head":{},"boolean":true}')) as address:
        assert b"true" in b"".join(Endpoint(address, GENEROUS).answer(question(elsewhere, "ASK {}", "csv")))


@pytest.mark.parametrize("fault", ["cut", "gone", "bad gateway"])
def test_what_is_cut_once_is_asked_once_more(release: Release, fault: str) -> None:
    asked: list[str] = []

    def fail_first(handler: BaseHTTPRequestHandler) -> None:
        asked.append(handler.path)
        if len(asked) % 2 == 0:
            say(handler, ROW + b"]}}")
        elif fault == "cut":
            say(handler, ROW, length=500)
        elif fault == "bad gateway":
            refuse(handler, 502, "no server")

    with pretending(fail_first) as address:
        answer = Endpoint(f"{address}{{release}}/query", GENEROUS).answer(question(release, "SELECT ?x { ?s ?p ?x }"))
        assert b"".join(answer).split() == [b"x", b"1"]
        assert [str(row["x"]) for row in Remote(address, 5).select("SELECT ?x { ?s ?p ?x }")] == ["1"]
    assert asked == [*[f"/{release.id}/query"] * 2, "/", "/"]

"""A query may call the endpoints that the operator lists, and no other address in the world."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
import samples
from calling import Listening, listening
from flask import Flask
from flask.testing import FlaskClient
from rdflib import Graph, URIRef

from ontology.names import SD
from server import create_app
from server.callers import Caller, CallerGone
from server.config import Config
from server.release import current
from server.sparql import calling, calls
from server.sparql.engine import CallFailed, Question
from server.sparql.federation import Federation
from server.sparql.guard import Query, examine
from server.sparql.protocol import formats_of
from server.sparql.tokens import MalformedQuery, RefusedFeature
from server.sparql.views import ENGINE

HERE = "http://here.example/sparql"
ONE, TWO = "https://one.example/sparql", "https://two.example/a?b=c"
TRIPLES = """
    PREFIX : <http://example.org/>
    INSERT DATA { :a :label "Val d\\"Exemple\\n}"@fr ; :number 7 . :b :label "autre" . _:c :label "sans nom" }
"""
MISBEHAVING = {
    "moved": "answers 307",
    "found": "answers 302",
    "to-a-file": "answers 302",
    "refusing": "answers 403",
    "page": "answers text/html",
    "truth": "a yes or no",
    "cut": "cannot be read",
    "nested": "cannot be read",
    "injecting": "cannot be read",
    "quoted": "terms that SPARQL 1.1 does not have",
    "endless": "more than 100000 bytes",
    "dripping": "did not answer within",
}


def query_of(text: str) -> Query:
    return examine(text, 64_000, HERE, (ONE, TWO))


# ── What may be called ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text",
    [
        f"SELECT * {{ SERVICE <{ONE}> {{ ?s ?p ?o }} }}",
        "BASE <https://one.example/x> SELECT * { service silent <sparql> { ?s ?p ?o } }",
        "PREFIX one: <https://one.example/> ASK { { SERVICE one:sparql { ?s ?p ?o } } }",
        "BASE <https://one.example/x> PREFIX s: <spar> ASK { FILTER EXISTS { SERVICE s:ql { ?s ?p ?o } } }",
        f"ASK {{ SERVICE <{ONE.replace('q', chr(92) + 'u0071')}> {{ ?s ?p ?o }} }}",
        f"SELECT * {{ {{ SELECT * {{ OPTIONAL {{ SERVICE # here\n<{ONE}> {{ ?s ?p ?o }} }} }} }} }}",
    ],
)
def test_a_listed_endpoint_may_be_called_however_it_is_written(text: str) -> None:
    query = query_of(text)
    assert [call.endpoint for call in query.calls] == [ONE]
    assert query.calls[0].variables == {"s", "p", "o"}
    assert query.changing


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("ASK { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", "SERVICE <http://127.0.0.1/> is refused"),
        ("ASK { SERVICE SILENT <http://127.0.0.1/> { ?s ?p ?o } }", "SERVICE <http://127.0.0.1/> is refused"),
        ("ASK { SERVICE ?where { ?s ?p ?o } }", r"SERVICE \?where is refused"),
        ("ASK { VALUES ?w { <" + ONE + "> } SERVICE SILENT ?w { ?s ?p ?o } }", r"SERVICE \?w is refused"),
        (f"ASK {{ SERVICE <{ONE}/> {{ ?s ?p ?o }} }}", "SERVICE <https://one.example/sparql/> is refused"),
        (f"ASK {{ SERVICE <{ONE.replace('https', 'http')}> {{ ?s ?p ?o }} }}", "SERVICE <http://one.example"),
        (f"ASK {{ SERVICE <{ONE}#> {{ ?s ?p ?o }} }}", "is refused"),
        (f"ASK {{ SERVICE <{ONE.upper()}> {{ ?s ?p ?o }} }}", "is refused"),
        ("ASK { SERVICE <https://one.example@evil.example/sparql> { ?s ?p ?o } }", "evil.example"),
        ("ASK { SERVICE <file:///etc/passwd> { ?s ?p ?o } }", "file:///etc/passwd"),
        ("BASE <http://evil.example/> ASK { SERVICE <sparql> { ?s ?p ?o } }", "evil.example/sparql> is refused"),
        (f"ASK {{ SERVICE <{ONE}> {{ SERVICE <{TWO}> {{ ?s ?p ?o }} }} }}", "within another"),
        (f"ASK {{ SERVICE <{ONE}> {{ ?s ?p ?o }} \\u0053ERVICE <x:y> {{ ?s ?p ?o }} }}", "<x:y> is refused"),
        (f"ASK {{ {f'SERVICE <{ONE}> {{ ?s ?p ?o }} ' * (calls.MOST + 1)} }}", "4 times at most"),
        (f"ASK {{ SERVICE <{ONE}> {{ ?s ?p ?o }} }} ; LOAD <{ONE}>", "LOAD is refused"),
    ],
)
def test_any_other_is_refused_by_its_name(text: str, named: str) -> None:
    with pytest.raises(RefusedFeature, match=named):
        query_of(text)


def test_a_refusal_says_what_may_be_called_and_where_the_fault_stands() -> None:
    with pytest.raises(RefusedFeature) as caught:
        query_of("ASK {\n SERVICE <x:y> {} }")
    assert f"calls only <{ONE}> <{TWO}>" in str(caught.value)
    assert (caught.value.line, caught.value.column) == (2, 10)


@pytest.mark.parametrize(
    "text",
    [
        "ASK { SERVICE",
        "ASK { SERVICE }",
        "ASK { SERVICE SILENT }",
        f"ASK {{ SERVICE <{ONE}> }}",
        f"ASK {{ SERVICE <{ONE}> SILENT {{ ?s ?p ?o }} }}",
        f"ASK {{ SERVICE <{ONE}> ( ?s ) }}",
        "ASK { SERVICE one:sparql { ?s ?p ?o } }",
    ],
)
def test_service_without_an_endpoint_and_a_group_is_malformed(text: str) -> None:
    with pytest.raises(MalformedQuery):
        query_of(text)


@pytest.mark.parametrize(
    "text",
    [
        'ASK { ?s ?p "SERVICE <x:y> {}" }',
        "ASK { ?s ?p ?o # SERVICE <x:y> {}\n }",
        "ASK { ?SERVICE <x:SERVICE> ?o }",
    ],
)
def test_the_word_in_a_string_a_comment_or_a_name_calls_nobody(text: str) -> None:
    assert query_of(text).calls == ()


def test_what_is_asked_has_the_declarations_of_the_query() -> None:
    query = query_of(f"PREFIX e: <x:>\nSELECT * {{\n SERVICE <{ONE}> {{ ?s e:p\n ?o # }}\n }}\n?s ?q ?r }}")
    (call,) = query.calls
    assert call.asked == f"BASE <{HERE}>\nPREFIX e: <x:>\nSELECT * {{ ?s e:p\n ?o # }}\n }}"
    joined = Query(query.text, query.form, query.dataset, query.changing, query.calls, ("VALUES () {}",)).joined
    assert joined == "PREFIX e: <x:>\nSELECT * {\n VALUES () {}\n\n\n?s ?q ?r }"


# ── Calls ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def server() -> Iterator[Listening]:
    with pytest.MonkeyPatch.context() as environment, listening() as found:
        for name in ("http_proxy", "HTTP_PROXY"):
            environment.delenv(name, raising=False)
        found.stores["/sparql"].update(TRIPLES)
        yield found


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return samples.release(tmp_path_factory.mktemp("published"))


@pytest.fixture(scope="module")
def config(server: Listening, releases: Path) -> Config:
    services = tuple(server.address(path) for path in ("sparql", "more-variables", *MISBEHAVING))
    return Config(
        releases=releases, services=services, query_seconds=5, service_bytes=100_000, processes=2, client_seconds=600
    )


@pytest.fixture(scope="module")
def app(config: Config) -> Iterator[Flask]:
    made = create_app(config)
    yield made
    made.extensions[ENGINE].close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def rows(client: FlaskClient, query: str) -> list[list[str]]:
    answer = client.get("/sparql?" + urlencode({"query": query, "format": "csv"}))
    assert answer.status_code == 200, answer.text[:300]
    return sorted(line.split(",") for line in answer.text.replace("\r", "").splitlines()[1:])


def test_solutions_of_the_other_endpoint_join_those_of_the_release(client: FlaskClient, server: Listening) -> None:
    ours = "?contract a <https://w3id.org/pacte/def#Contract>"
    called = f"SERVICE <{server.address('sparql')}> {{ ?thing <http://example.org/number> ?n }}"
    found = rows(
        client, f"SELECT ?thing (COUNT(?contract) AS ?all) (SAMPLE(?n) AS ?m) {{ {ours} . {called} }} GROUP BY ?thing"
    )
    assert [(thing, number) for thing, _, number in found] == [("http://example.org/a", "7")]
    assert int(found[0][1]) > 0


def test_every_kind_of_term_comes_over(client: FlaskClient, server: Listening) -> None:
    pattern = "?s <http://example.org/label> ?l OPTIONAL { ?s <http://example.org/number> ?n }"
    called = f"SERVICE <{server.address('sparql')}> {{ {pattern} }}"
    query = f"SELECT (STR(?s) AS ?t) (ENCODE_FOR_URI(?l) AS ?v) (LANG(?l) AS ?g) (DATATYPE(?n) AS ?d) {{ {called} }}"
    found = rows(client, query)
    assert [
        "http://example.org/a",
        "Val%20d%22Exemple%0A%7D",
        "fr",
        "http://www.w3.org/2001/XMLSchema#integer",
    ] in found
    assert ["http://example.org/b", "autre", "", ""] in found
    (nameless,) = (row[0] for row in found if row[1] == "sans%20nom")
    assert nameless.startswith(f"{samples.BASE}.well-known/genid/")


def test_a_pattern_without_variables_counts_as_often_as_it_is_found(client: FlaskClient, server: Listening) -> None:
    for name, count in [("label", "1"), ("nothing", "0")]:
        pattern = f"<http://example.org/b> <http://example.org/{name}> 'autre'"
        query = f"SELECT (COUNT(*) AS ?n) {{ SERVICE <{server.address('sparql')}> {{ {pattern} }} }}"
        assert rows(client, query) == [[count]]


def test_variables_that_were_not_asked_for_are_left_out(client: FlaskClient, server: Listening) -> None:
    called = f"SERVICE <{server.address('more-variables')}> {{ ?x ?p ?o }}"
    (row,) = rows(client, f"SELECT ?x ?y {{ {called} }}")
    assert row == ["http://example.org/x", ""]


def test_each_clause_is_asked_once(client: FlaskClient, server: Listening) -> None:
    server.asked.clear()
    rows(client, f"SELECT * {{ ?a ?b ?c . SERVICE <{server.address('sparql')}> {{ ?s ?p 7 }} ?d ?e ?f }} LIMIT 1")
    assert [path for path, _ in server.asked] == ["/sparql"]


def test_an_answer_with_calls_is_never_kept(client: FlaskClient, server: Listening) -> None:
    query = f"ASK {{ SERVICE <{server.address('sparql')}> {{ ?s ?p 7 }} }}"
    answer = client.get("/sparql?" + urlencode({"query": query}))
    assert answer.json is not None
    assert answer.json["boolean"] is True
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.get_etag() == (None, None)
    assert urlencode({"query": query}) in answer.headers["Link"]
    page = client.get("/sparql?" + urlencode({"query": query}), headers={"Accept": "text/html"})
    assert "true" in page.text


@pytest.mark.parametrize("fault", MISBEHAVING)
def test_a_misbehaving_endpoint_is_told_and_goes_nowhere_else(app: Flask, server: Listening, fault: str) -> None:
    federation = Federation(Config(services=(server.address(fault),), query_seconds=1, service_bytes=100_000))
    query = examine(
        f"ASK {{ SERVICE <{server.address(fault)}> {{ ?x ?p ?o }} }}", 64_000, HERE, (server.address(fault),)
    )
    server.asked.clear()
    with pytest.raises(CallFailed, match=rf"SERVICE <{server.address(fault)}> .*{MISBEHAVING[fault]}"):
        federation.joined(question(app, query))
    assert {path for path, _ in server.asked} == {f"/{fault}"}


@pytest.mark.parametrize("fault", ["moved", "page", "injecting"])
def test_a_silent_call_that_fails_binds_nothing(client: FlaskClient, server: Listening, fault: str) -> None:
    query = f"SELECT (COUNT(*) AS ?n) (SAMPLE(?x) AS ?y) {{ SERVICE SILENT <{server.address(fault)}> {{ ?x ?p ?o }} }}"
    assert rows(client, query) == [["1", ""]]


def test_a_call_that_fails_is_a_problem_that_names_the_endpoint(client: FlaskClient, server: Listening) -> None:
    query = f"ASK {{ SERVICE <{server.address('refusing')}> {{ ?x ?p ?o }} }}"
    answer = client.get("/sparql?" + urlencode({"query": query}), headers={"Origin": "https://other.example"})
    assert (answer.status_code, answer.mimetype) == (502, "application/problem+json")
    assert answer.json is not None
    assert server.address("refusing") in answer.json["detail"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_an_endpoint_that_listens_nowhere_cannot_be_reached(app: Flask) -> None:
    nowhere = "http://127.0.0.1:9/sparql"
    query = examine(f"ASK {{ SERVICE <{nowhere}> {{ ?x ?p ?o }} }}", 64_000, HERE, (nowhere,))
    with pytest.raises(CallFailed, match="cannot be reached"):
        Federation(Config(services=(nowhere,))).joined(question(app, query))


def test_calls_of_one_query_share_the_seconds_of_a_query(app: Flask, server: Listening) -> None:
    slow = server.address("dripping")
    query = examine(
        f"ASK {{ {f'SERVICE SILENT <{slow}> {{ ?x ?p ?o }} ' * 2} SERVICE <{slow}> {{}} }}", 64_000, HERE, (slow,)
    )
    with pytest.raises(CallFailed, match=r"was not asked: calls took 0\.5 s"):
        Federation(Config(services=(slow,), query_seconds=0.5)).joined(question(app, query))


def test_a_call_ends_when_the_client_goes_away(app: Flask, server: Listening) -> None:
    slow = server.address("dripping")
    query = examine(f"ASK {{ SERVICE <{slow}> {{ ?x ?p ?o }} }}", 64_000, HERE, (slow,))
    asked = question(app, query)
    threading.Timer(0.3, asked.asker.leave).start()
    with pytest.raises(CallerGone):
        Federation(Config(services=(slow,), query_seconds=60)).joined(asked)


def test_an_answer_that_needs_too_much_memory_ends_its_process_only(app: Flask, server: Listening) -> None:
    config = Config(services=(server.address("bulky"),), memory_bytes=1_000_000)
    query = examine(f"ASK {{ SERVICE <{server.address('bulky')}> {{ ?x ?p ?o }} }}", 64_000, HERE, config.services)
    with pytest.raises(CallFailed, match="too much memory"):
        Federation(config).joined(question(app, query))


def question(app: Flask, query: Query) -> Question:
    release = current(app.config["PACTE"].releases)
    return Question(query, release, formats_of(query.form)[0], Caller("192.0.2.1"))


def test_the_process_that_calls_opens_web_addresses_only() -> None:
    for address in ("file:///etc/passwd", "ftp://127.0.0.1/", "data:text/plain,x"):
        told = calling.answer({"endpoint": address, "query": "ASK {}", "seconds": 1, "longest": 100})
        assert "cannot be reached" in told["fault"]


@pytest.mark.parametrize("fault", sorted(set(MISBEHAVING) - {"dripping"}))
def test_the_process_that_calls_says_what_is_wrong(
    server: Listening, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    monkeypatch.setattr(calling, "confine", lambda _: None)
    told = calling.answer(asked(server.address(fault)))
    assert MISBEHAVING[fault] in told["fault"]


def test_the_process_that_calls_writes_solutions_on_one_line(
    server: Listening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calling, "confine", lambda _: None)
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(asked(server.address("sparql")))))
    monkeypatch.setattr("sys.stdout", written := io.StringIO())
    calling.main()
    clause = json.loads(written.getvalue())["values"]
    assert clause.startswith("VALUES (?s ?n ?l) { (")
    assert '(<http://example.org/b> UNDEF "autre")' in clause
    assert "(<http://g/" in clause
    assert "\n" not in clause


def asked(endpoint: str) -> dict[str, object]:
    pattern = "?s <http://example.org/label> ?l OPTIONAL { ?s <http://example.org/number> ?n }"
    query, variables = f"SELECT ?s ?n ?l {{ {pattern} }}", ["l", "n", "s", "x"]
    told: dict[str, object] = {"endpoint": endpoint, "query": query, "variables": variables, "place": "http://g/"}
    return {**told, "seconds": 5, "longest": 100_000, "memory": 10**9}


# ── What the service says of it ──────────────────────────────────────────────────────────────────────────────────────


def test_the_description_tells_whether_queries_may_call_others(client: FlaskClient, releases: Path) -> None:
    feature = (URIRef(f"{samples.BASE}sparql"), SD.feature, SD.BasicFederatedQuery)
    described = client.get("/sparql", headers={"Accept": "text/turtle"})
    assert feature in Graph().parse(data=described.text, format="turtle")
    closed = create_app(Config(releases=releases)).test_client().get("/sparql", headers={"Accept": "text/turtle"})
    assert feature not in Graph().parse(data=closed.text, format="turtle")


def test_the_page_lists_what_may_be_called(client: FlaskClient, server: Listening) -> None:
    assert server.address("sparql") in client.get("/sparql", headers={"Accept": "text/html"}).text

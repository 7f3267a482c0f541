"""Light queries are told from others by what they can cost, and answered as the ordinary way answers them."""

from __future__ import annotations

import os
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote

import looping
import pytest
import samples
import served
from flask import Flask
from hypothesis import assume, given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store
from werkzeug.test import Client, TestResponse

from server import create_app
from server.callers import Caller
from server.coding import Coding
from server.config import Config
from server.door import Door
from server.sparql.light import allowance, barred, clock, weighing
from server.sparql.light import lane as lanes
from server.sparql.light.allowance import Allowance
from server.sparql.light.barred import Barred, digest
from server.sparql.light.clock import Clock
from server.sparql.light.judging import Judge
from server.sparql.light.kinds import Ready, Wanted
from server.sparql.light.lane import Lane
from server.sparql.light.lookups import Lookup
from server.sparql.light.requests import Requests
from server.sparql.light.results import Result, written
from server.sparql.light.shapes import shape
from server.sparql.light.weights import Weights
from server.sparql.tokens import MalformedQuery, tokens
from server.sparql.turns import Turns
from server.sparql.views import ENGINE, LIGHT
from server.sparql.worker import ResultTooLarge

if TYPE_CHECKING:
    from a2wsgi.asgi_typing import HTTPScope, Receive, Send

CASES = sorted((Path(__file__).parent / "cases" / "light").glob("*.rq"))
CT, RDFS, DCTERMS = "https://w3id.org/pacte/def#", "http://www.w3.org/2000/01/rdf-schema#", "http://purl.org/dc/terms/"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
HOME = "https://pacte.example/id/"
COMMUNES = 3000


def thing(name: str) -> NamedNode:
    return NamedNode(name if ":" in name else HOME + name)


def country() -> Iterator[Quad]:
    """Yield a region of communes, thirty to an intercommunality, stated by two sources."""
    for source in (NamedNode(f"{HOME}source/1"), NamedNode(f"{HOME}source/2")):
        for number in range(COMMUNES):
            commune, whole = thing(f"commune/{number}"), thing(f"epci/{number // 30}")
            yield Quad(commune, NamedNode(TYPE), NamedNode(f"{CT}Commune"), source)
            yield Quad(commune, NamedNode(f"{RDFS}label"), Literal(f"Commune {number}", language="fr"), source)
            code = Literal(f"{number:05}")
            yield Quad(commune, NamedNode("http://rdf.insee.fr/def/geo#codeINSEE"), code, source)
            yield Quad(commune, NamedNode(f"{DCTERMS}isPartOf"), whole, source)
            yield Quad(whole, NamedNode(f"{RDFS}label"), Literal(f"Communauté {number // 30}", language="fr"), source)
            yield Quad(whole, NamedNode(f"{DCTERMS}isPartOf"), thing("region/1"), source)


@pytest.fixture(scope="module")
def judge() -> Judge:
    store = Store()
    store.bulk_extend(country())
    return Judge(Weights(weighing.weighed(store)), f"{served.BASE}sparql", Barred(None))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_query_is_light_when_its_work_is_bounded(path: Path, judge: Judge) -> None:
    assert (judge.light(path.read_text(encoding="utf-8")) is not None) is path.name.startswith("light.")


def test_what_is_light_depends_on_the_constant_not_on_the_shape(judge: Judge) -> None:
    query = "SELECT ?x { ?x <http://purl.org/dc/terms/isPartOf>+ <%s> }"
    assert judge.light(query % f"{HOME}epci/7")
    assert not judge.light(query % f"{HOME}region/1")
    assert judge.light(query % f"{HOME}nothing")


def test_a_shape_that_proved_long_is_light_no_more_in_any_worker(judge: Judge, tmp_path: Path) -> None:
    query = f"SELECT ?label ?again {{ <{HOME}commune/%d> <{RDFS}label> ?label, ?again }}"
    other = f"SELECT ?label {{ <{HOME}commune/1> <{RDFS}label> ?label }}"
    workers = [Judge(judge._weights, "urn:sparql", Barred(tmp_path / "barred")) for _ in range(2)]
    found = [worker.light(query % 1) for worker in workers]
    assert found[0]
    assert found[1]
    workers[0].barred.add(found[0][0].digest)
    workers.append(Judge(judge._weights, "urn:sparql", Barred(tmp_path / "barred")))
    assert [worker.light(query % 2) for worker in workers] == [None, None, None]
    assert all(worker.light(other) for worker in workers)


def test_shapes_barred_without_end_are_not_all_remembered() -> None:
    kept = Barred(None)
    shapes = [digest(("SELECT", str(number))) for number in range(barred.MOST + 1)]
    for one in shapes:
        kept.add(one)
    assert [one in kept for one in (shapes[0], shapes[1], shapes[-1])] == [False, True, True]


def test_the_query_in_the_middle_of_which_a_worker_was_ended_is_barred(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with subprocess.Popen(["true"]) as process:
        process.wait()
    living = Barred(tmp_path / "barred")
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(os, "getpid", lambda: process.pid)
        ended = Barred(tmp_path / "barred")
    at_work, answered, unanswered = (digest(("SELECT", name)) for name in "abc")
    living.begin(at_work)
    ended.begin(answered)
    ended.end()
    ended.begin(unanswered)
    Barred(tmp_path / "barred")
    assert [one in living for one in (at_work, answered, unanswered)] == [False, False, True]


def test_more_workers_than_have_a_place_are_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "kill", lambda *_: None)
    for _ in range(barred.WORKERS):
        Barred(tmp_path / "barred")
    with pytest.raises(OSError, match="PACTE_LEDGER"):
        Barred(tmp_path / "barred")


def test_a_query_that_takes_long_bars_its_shape(service: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    lane: Lane = service.extensions[LIGHT].lane
    ground = lane.ground()
    assert ground is not None
    spelt = quote(f"SELECT ?slow {{ <{CONTRACT}> <{RDFS}label> ?slow ; ?slowly ?slower }}").encode()
    monkeypatch.setattr(Clock, "seconds", lambda _: lanes.BRIEF + 0.01)
    assert lane.answer(spelt, ANY, "slow", ground) is not None
    assert lane.answer(spelt, ANY, "slow", ground) is None


def test_to_find_out_that_a_query_is_not_light_is_work_too(service: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    lane: Lane = service.extensions[LIGHT].lane
    ground = lane.ground()
    assert ground is not None
    monkeypatch.setattr(Clock, "seconds", lambda _: 0.02)
    assert lane.answer(quote("SELECT * { ?s ?p ?o }").encode(), ANY, "curious", ground) is None
    assert lane._allowance._grants["curious"].left == pytest.approx(allowance.GRAIN - 0.02)


def test_work_that_is_over_at_once_is_told_by_the_clock_on_the_wall(monkeypatch: pytest.MonkeyPatch) -> None:
    wall, processor = iter([10.0, 10.0005, 10.0006, 10.0009]), iter([3.0])
    monkeypatch.setattr(clock, "monotonic", lambda: next(wall))
    monkeypatch.setattr(clock, "thread_time", lambda: next(processor))
    told = Clock()
    for seconds in (0.0005, 0.0003):
        told.begin()
        assert told.seconds() == pytest.approx(seconds)


def test_longer_work_is_told_by_the_clock_of_the_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    wall, processor = iter([10.0, 10.0008, 10.0009, 10.2]), iter([3.0, 3.01])
    monkeypatch.setattr(clock, "monotonic", lambda: next(wall))
    monkeypatch.setattr(clock, "thread_time", lambda: next(processor))
    told = Clock()
    for seconds in (0.0008, 0.01):
        told.begin()
        assert told.seconds() == pytest.approx(seconds)


WORDS = [
    *"{}().;,+*/^ ",
    "SELECT",
    "a",
    "ex:b",
    "1",
    "1.",
    "<",
    "<urn:a>",
    "<urn:b.c>",
    "'x'",
    '"y z"',
    "?v",
    "$w",
    "@fr",
]


@given(st.lists(st.sampled_from([*WORDS, "''", '"""', "#", "\\", "é", "?é", "<a b>"]), max_size=12))
def test_queries_of_one_shape_are_cut_alike(parts: Sequence[str]) -> None:
    text = "".join(parts)
    found = shape(text)
    assume(found is not None)
    assert found
    renamed = dict.fromkeys(found.slots, "?other") | {
        slot: f"<urn:{slot[1:-1].encode().hex()}>" if slot[0] == "<" else f"{slot[0]}other words{slot[0]}"
        for slot in found.slots
        if slot[0] not in "?$"
    }
    renamed |= {
        slot: f"?v{place}"
        for place, slot in enumerate({one[1:]: one for one in found.slots if one[0] in "?$"}.values())
    }
    renamed |= {
        slot: renamed.get(f"?{slot[1:]}", renamed.get(f"${slot[1:]}", "")) for slot in found.slots if slot[0] in "?$"
    }
    place, other = 0, ""
    for slot in found.slots:
        start = text.index(slot, place)
        other += text[place:start] + renamed[slot]
        place = start + len(slot)
    other += text[place:]
    again = shape(other)
    assume(again is not None and again.key == found.key)
    assert cut(other) == cut(text)


def cut(text: str) -> list[object] | str:
    try:
        return [token.kind for token in tokens(text)]
    except MalformedQuery:
        return "malformed"


THINGS = st.sampled_from([f"urn:t{number}" for number in range(8)])
PROPERTIES = st.sampled_from(["urn:p", "urn:q", TYPE])
GRAPHS = st.sampled_from(["urn:g", "urn:h"])
STATEMENTS = st.lists(st.tuples(THINGS, PROPERTIES, THINGS, GRAPHS), min_size=5, max_size=60)
PATHS = st.one_of(PROPERTIES.map(lambda iri: f"<{iri}>"), st.just("<urn:p>+"), st.just("^<urn:q>"), st.just("?p"))
LINKS = st.lists(st.tuples(st.integers(0, 4), PATHS, st.booleans(), st.booleans()), min_size=1, max_size=4)


@st.composite
def patterns_from_things(draw: st.DrawFn) -> list[tuple[str, str, str]]:
    """Draw triples each of which starts, or ends, with a thing or with a variable of those before."""
    found: list[tuple[str, str, str]] = []
    for number, (place, path, is_back, is_known) in enumerate(draw(LINKS)):
        known = [f"<{draw(THINGS)}>", *(f"?v{one}" for one in range(number))]
        start = known[place % len(known)]
        end = f"<{draw(THINGS)}>" if is_known and place > 2 else f"?v{number}"
        found.append((end, path, start) if is_back else (start, path, end))
    return found


PATTERNS = patterns_from_things()


@given(STATEMENTS, PATTERNS, st.sampled_from(["", "OPTIONAL { ?v0 <urn:q> ?z }"]))
def test_the_engine_never_meets_more_than_the_bound(
    statements: Sequence[tuple[str, str, str, str]], patterns: Sequence[tuple[str, str, str]], optional: str
) -> None:
    """The engine tells what it meets by a function that filters call, at once when their variable has a value."""
    store = Store()
    store.extend(Quad(*map(NamedNode, one)) for one in statements)
    for number in range(60):
        for name in ("urn:p", "urn:q", TYPE):
            store.add(
                Quad(NamedNode(f"urn:n{number}"), NamedNode(name), NamedNode(f"urn:o{number}"), NamedNode("urn:g"))
            )
    group = " . ".join(map(" ".join, patterns))
    weights = Weights(weighing.weighed(store))
    light = Judge(weights, "urn:sparql", Barred(None)).light(f"SELECT * {{ {group} {optional} }}")
    assume(light is not None)
    assert light
    met: Counter[str] = Counter()

    def meet(name: Literal, _: object) -> Literal:
        met[name.value] += 1
        return Literal(value=True)

    names = sorted({term for one in patterns for term in one if term[0] == "?"})
    filters = " ".join(f'FILTER(<urn:meet>("{name}", {name}))' for name in names)
    counting = f"SELECT * {{ {group} {optional} {filters} }}"
    found = store.query(counting, use_default_graph_as_union=True, custom_functions={NamedNode("urn:meet"): meet})
    assert isinstance(found, QuerySolutions)
    rows = len([*found])
    steps = light[0].bound.steps(light[1].slots)
    assert max([rows, *met.values()], default=0) <= steps // 2


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return samples.release(tmp_path_factory.mktemp("published"))


@pytest.fixture(scope="module")
def service(releases: Path) -> Iterator[Flask]:
    app = create_app(Config(releases=releases))
    prepared(app.extensions[LIGHT])
    yield app
    app.extensions[ENGINE].close()


def prepared(requests: Requests) -> None:
    requests.prepare()
    lane = requests.lane
    deadline = time.monotonic() + 60
    while lane is not None and lane.ground() is None and time.monotonic() < deadline:
        time.sleep(0.02)


def scope(query: str, method: str = "GET", **headers: str) -> HTTPScope:
    told = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    made: object = {
        "type": "http",
        "method": method,
        "http_version": "1.1",
        "scheme": "http",
        "path": "/sparql",
        "root_path": "",
        "query_string": f"query={quote(query)}".encode(),
        "client": (CLIENT, 1),
        "server": ("h", 80),
        "headers": told,
    }
    return cast("HTTPScope", made)


def beside(fields: str) -> HTTPScope:
    return cast("HTTPScope", {**scope(""), "query_string": f"query={quote(ASKED[0])}{fields}".encode()})


CLIENT = "192.0.2.1"
CONTRACT = f"{served.BASE}id/contrat/crte-200099999"
ASKED = [
    f"SELECT ?label {{ <{CONTRACT}> <{RDFS}label> ?label }}",
    f"SELECT * {{ <{CONTRACT}> ?p ?o }} ORDER BY ?p ?o",
    f"SELECT ?x {{ <{served.BASE}id/nothing> <{RDFS}label> ?x }}",
    f'SELECT ?x {{ ?x <{RDFS}label> "é \' +&%"@fr }}',
    f"ASK {{ <{CONTRACT}> a ?class }}",
    f"CONSTRUCT {{ <{CONTRACT}> ?p ?o }} {{ <{CONTRACT}> ?p ?o }}",
    f"SELECT ?o ?p {{ <{CONTRACT}> ?p ?o }}",
]
LABEL, ANY = quote(ASKED[0]).encode(), Wanted(b"", b"")
ACCEPTED = [
    {},
    {"accept": "application/sparql-results+json, application/n-triples"},
    {"accept": "application/sparql-results+xml;q=0.9, text/csv;q=0.5, application/rdf+xml"},
    {"accept": "text/csv, text/turtle;q=0.4, application/trig"},
    {"accept": "text/tab-separated-values, application/ld+json"},
    {"accept_encoding": "gzip"},
    {"accept_encoding": "br;q=0.5, zstd", "accept_language": "en"},
]


@pytest.mark.parametrize("query", ASKED)
@pytest.mark.parametrize("headers", ACCEPTED, ids=str)
def test_a_light_query_is_answered_as_the_ordinary_way_answers_it(
    query: str, headers: dict[str, str], service: Flask
) -> None:
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    ordinary = Client(Coding(service)).get(f"/sparql?query={quote(query)}", headers=told)
    assert service.extensions[LIGHT].answer(scope(query.replace("?", "?of_the_same_shape_"), **headers))
    compared(service, scope(query, **headers), ordinary)


@pytest.mark.parametrize("query", [ASKED[0], ASKED[5]])
@pytest.mark.parametrize(
    "fields",
    [
        "&format=json",
        "&format=",
        "&format=xml&release={release}",
        "&format=application%2Fjson&output=application%2Fjson&results=application%2Fjson",
        "&release=",
        "&release={release}",
    ],
)
def test_a_format_and_the_release_may_be_named(query: str, fields: str, service: Flask) -> None:
    ground = service.extensions[LIGHT].lane.ground()
    asked = f"query={quote(query)}{fields.format(release=ground.release.id)}"
    ordinary = Client(Coding(service)).get(f"/sparql?{asked}")
    compared(service, cast("HTTPScope", {**scope(""), "query_string": asked.encode()}), ordinary)


def compared(service: Flask, asked: HTTPScope, ordinary: TestResponse) -> None:
    sent = through(Door(service), asked)
    assert service.extensions[LIGHT].answer(asked) is not None
    start, body = sent[0], b"".join(message.get("body", b"") for message in sent[1:])
    assert start["status"] == ordinary.status_code
    found = {name.decode().lower(): value.decode("latin-1") for name, value in start["headers"]}
    expected = {name.lower(): value for name, value in ordinary.headers}
    if "content-encoding" in expected:
        assert found.pop("content-length") == str(len(body))
    assert found == expected
    assert body == ordinary.data


def through(door: Door, asked: HTTPScope) -> list[Any]:
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    looping.run(door(asked, cast("Receive", receive), cast("Send", send)))
    return sent


@pytest.mark.parametrize(
    "asked",
    [
        scope(ASKED[0], "POST"),
        scope(ASKED[0], "HEAD"),
        scope(ASKED[0], accept="text/html"),
        scope(ASKED[0], accept="image/png"),
        scope(ASKED[0], accept="a" * 500),
        scope(ASKED[0], if_none_match='"x"'),
        scope(ASKED[0], range="bytes=0-1"),
        {**scope(ASKED[0]), "path": "/health"},
        beside("&format=html"),
        beside("&format=xls"),
        beside("&format=excel"),
        beside("&format=%FF"),
        beside("&format=csv&format=json"),
        beside("&format=csv&output=json"),
        beside("&output=csv"),
        beside("&release=0123456789abcdef"),
        beside("&default-graph-uri="),
        {**scope(""), "query_string": b"query=%FF"},
        {**scope(""), "query_string": b""},
        {**scope(ASKED[0]), "headers": [(b"accept", b"text/csv"), (b"accept", b"application/json")]},
        scope("SELECT * { ?s ?p ?o }"),
        scope(ASKED[0].replace("?label }", "?label ?label }")),
    ],
)
def test_what_is_not_plain_takes_the_ordinary_way(asked: HTTPScope, service: Flask) -> None:
    assert service.extensions[LIGHT].answer(asked) is None


def test_a_client_is_known_by_what_trusted_proxies_tell(service: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    lane: Lane = service.extensions[LIGHT].lane
    monkeypatch.setattr(lane, "answer", lambda *told: asked.append(told[2]))
    for proxies in (0, 1, 2, 3):
        Requests(lane, "/", proxies).answer(scope(ASKED[0], x_forwarded_for="203.0.113.1, 2001:db8::1"))
    assert asked == ["192.0.2.1", "2001:db8::", "203.0.113.1", "192.0.2.1"]


def test_a_client_whose_light_queries_worked_much_waits_for_query_processes(service: Flask) -> None:
    lane: Lane = service.extensions[LIGHT].lane
    ground = lane.ground()
    assert ground is not None
    turns: Turns = service.extensions[ENGINE].turns
    assert lane.answer(LABEL, ANY, "busy", ground) is not None
    turns.charge("busy", 9.9)
    for _ in range(200):
        if not lane._allowance.has("busy"):
            break
        lane._allowance.charge("busy", 0.02)
    assert turns.charge("busy", 0.0).light == pytest.approx(10.0, abs=0.1)
    assert lane.answer(LABEL, ANY, "busy", ground) is None
    assert lane.answer(LABEL, ANY, "another", ground) is not None


def worked(turns: Turns, address: str, seconds: float) -> None:
    turns.give_back(turns.take(Caller(address)), seconds)


def test_a_client_whose_heavy_queries_worked_much_is_answered_in_the_lane(service: Flask) -> None:
    lane: Lane = service.extensions[LIGHT].lane
    ground = lane.ground()
    assert ground is not None
    worked(service.extensions[ENGINE].turns, "heavy", 30.0)
    assert lane.answer(LABEL, ANY, "heavy", ground) is not None


def test_a_client_who_used_up_all_work_is_refused_light_queries_too(service: Flask) -> None:
    query = f"SELECT ?refused {{ <{CONTRACT}> <{RDFS}label> ?refused }}"
    worked(service.extensions[ENGINE].turns, "192.0.2.9", 60.0)
    asked = cast("HTTPScope", {**scope(query), "client": ("192.0.2.9", 1)})
    assert service.extensions[LIGHT].answer(asked) is None
    told = service.test_client().get(
        "/sparql", query_string={"query": query}, environ_base={"REMOTE_ADDR": "192.0.2.9"}
    )
    assert told.status_code == 429
    assert "Retry-After" in told.headers


def allowances(folder: Path) -> tuple[Allowance, Allowance]:
    """Return those of two workers."""
    first, second = (Turns(Config(ledger=folder), "queries") for _ in range(2))
    return Allowance(first, 60.0), Allowance(second, 60.0)


def test_the_work_of_light_queries_is_told_to_all_workers(tmp_path: Path) -> None:
    one, other = allowances(tmp_path)
    while one.has(CLIENT):
        one.charge(CLIENT, 0.5)
    assert not other.has(CLIENT)
    assert other.has("192.0.2.2")
    light, whole = other._turns.charge(CLIENT, 0.0)
    assert light == whole == pytest.approx(10.0, abs=0.5)


def test_what_a_client_did_in_other_workers_is_asked_each_second(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = allowances(tmp_path)
    now = [0.0]
    monkeypatch.setattr(allowance, "monotonic", lambda: now[0])
    assert one.has(CLIENT)
    one.charge(CLIENT, 0.01)
    worked(other._turns, CLIENT, 60.0)
    assert one.has(CLIENT)
    now[0] = 1.1
    assert not one.has(CLIENT)
    assert other._turns.charge(CLIENT, 0.0).light == pytest.approx(0.01)


def test_clients_without_end_are_not_all_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allowance, "CLIENTS", 3)
    one, _ = allowances(tmp_path)
    assert all(one.has(f"198.51.100.{number}") for number in range(9))
    assert len(one._grants) <= 3


def test_a_query_that_the_engine_refuses_takes_the_ordinary_way_for_good(service: Flask) -> None:
    query = f"SELECT ?label {{ <{CONTRACT}> <{RDFS}label> ?label }} LIMIT 1 LIMIT 2"
    assert service.extensions[LIGHT].answer(scope(query)) is None
    assert service.test_client().get("/sparql", query_string={"query": query}).status_code == 400


@pytest.fixture
def lookup(service: Flask) -> Iterator[Callable[[], bytes | None]]:
    """Return what asks the lane, which knows no shape yet and forgets those it comes to know, for what a thing is."""
    lane: Lane = service.extensions[LIGHT].lane
    ground = lane.ground()
    assert ground is not None

    def ask() -> bytes | None:
        found = lane.answer(quote(ASKED[-1]).encode(), ANY, CLIENT, ground)
        return found and found.body

    ground.judge._known.clear()
    yield ask
    ground.judge._known.clear()


def test_the_engine_answers_the_lookups_of_a_shape_until_one_has_rows(
    lookup: Callable[[], bytes | None], service: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    judge = service.extensions[LIGHT].lane.ground().judge
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(Lane, "_evaluated", lambda *_: Result(b"{}", 0))
        elsewhere.setattr(Lookup, "found", lambda *_: Result(b"{}", 0))
        assert lookup()
    assert not judge.light(ASKED[-1])[0].is_alike
    first = lookup()
    assert first
    monkeypatch.setattr(Lane, "_evaluated", None)
    assert lookup() == first


def test_what_the_engine_answers_otherwise_is_not_looked_up(
    lookup: Callable[[], bytes | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Lookup, "found", lambda *_: Result(b"{}", 0))
    answered = [lookup(), lookup()]
    assert answered[0] == answered[1]
    assert b"bindings" in (answered[0] or b"")


@pytest.mark.parametrize("limits", [Config(result_rows=1), Config(result_bytes=100)], ids=["rows", "bytes"])
def test_a_lookup_longer_than_allowed_takes_the_ordinary_way(
    limits: Config, lookup: Callable[[], bytes | None], service: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert lookup()
    monkeypatch.setattr(service.extensions[LIGHT].lane, "_config", limits)
    assert lookup() is None


@pytest.mark.parametrize("limits", [Config(result_rows=1), Config(result_bytes=100)], ids=["rows", "bytes"])
def test_a_result_longer_than_allowed_is_no_answer(limits: Config) -> None:
    store = Store()
    store.extend(Quad(NamedNode(f"{HOME}{number}"), NamedNode(CT), Literal("x" * 100)) for number in range(2))
    for query, form in (("SELECT * { ?s ?p ?o }", "json"), ("CONSTRUCT WHERE { ?s ?p ?o }", "nt")):
        with pytest.raises(ResultTooLarge):
            written(store.query(query), form, limits)


def test_a_query_whose_address_is_too_long_takes_the_ordinary_way(service: Flask) -> None:
    query = f'SELECT ?x {{ ?x <{RDFS}label> "{chr(0x10400) * 600}"@fr }}'
    assert service.extensions[LIGHT].answer(scope(query)) is None
    assert "X-Replay" in service.test_client().get("/sparql", query_string={"query": query}).headers


def test_workers_that_share_a_ledger_weigh_a_release_once(releases: Path, tmp_path: Path) -> None:
    configured = Config(releases=releases, ledger=tmp_path)
    first = create_app(configured)
    prepared(first.extensions[LIGHT])
    (weights,) = tmp_path.glob("*.weights")
    weights.write_bytes(weights.read_bytes().replace(b'"from"', b'"from" '))
    second = create_app(configured)
    prepared(second.extensions[LIGHT])
    assert isinstance(second.extensions[LIGHT].answer(scope(ASKED[0])), Ready)
    assert b'"from" ' in weights.read_bytes()
    for app in (first, second):
        app.extensions[ENGINE].close()


def test_a_release_that_cannot_be_weighed_is_served_all_the_same(
    releases: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weighing, "__file__", str(tmp_path / "missing.py"))
    app = create_app(Config(releases=releases))
    app.extensions[LIGHT].prepare()
    deadline = time.monotonic() + 60
    while "no light queries" not in caplog.text and time.monotonic() < deadline:
        time.sleep(0.02)
    assert "cannot be weighed" in caplog.text
    assert app.extensions[LIGHT].answer(scope(ASKED[0])) is None
    app.extensions[ENGINE].close()


def test_a_circle_of_properties_is_weighed_as_far_as_it_leads() -> None:
    store = Store()
    for number in range(5):
        begin, end = NamedNode(f"urn:{number}"), NamedNode(f"urn:{(number + 1) % 5}")
        store.add(Quad(begin, NamedNode("urn:next"), end, NamedNode("urn:g")))
    weights = Weights(weighing.weighed(store))
    assert 5 <= weights.most("beyond", "urn:next") <= 10


def test_a_property_that_leads_on_too_long_is_bounded_by_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weighing, "PATIENCE", 100)
    store = Store()
    for number in range(50):
        store.add(
            Quad(NamedNode(f"urn:{number}"), NamedNode("urn:next"), NamedNode(f"urn:{number + 1}"), NamedNode("urn:g"))
        )
    judge = Judge(Weights(weighing.weighed(store)), "urn:sparql", Barred(None))
    assert judge.light("SELECT ?x { <urn:1> <urn:next> ?x }")
    assert not judge.light("SELECT ?x { <urn:1> <urn:next>+ ?x }")

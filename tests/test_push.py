from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

import evidenced
import pytest
import requests
from engines import STARTERS, Engine, start
from pyoxigraph import (
    Literal,
    NamedNode,
    Quad,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    parse,
    parse_query_results,
)
from relay import CUT, LOST, Fault, Relay, relaying

from loaders import remote
from loaders.cache import Cache
from loaders.graphs import Lines, kept
from loaders.publication import Publication
from loaders.remote import Addresses, Endpoint, Login, Patience, Sent, Teller, beside, fingerprints, record, sending
from loaders.remote.lines import triples
from loaders.remote.refusals import PushFailed
from ontology.names import DCTERMS, STAGED, STORE, XSD
from server.sparql.exchange import ROWS, Exchange, as_file

X = "http://x.example/"
BASE = "http://localhost:8000/"
MARK = f"{X}mark"
GRAPHS = [f"{X}graph-{number}#é" for number in range(3)]
SAME = f"{X}same"
FOREIGN = f"{X}foreign"
OWN = ("http://www.openlinksw.com/", "http://www.w3.org/", "http://localuriqaserver/")
"""How the graphs of Virtuoso itself begin."""
TEXTS = [
    'l\'été "vert"\n\\ {?x} <http://x> <http://y> .',
    "C:\\u0041 \\users \\\\ \r\t\x07 \u2028 \U0001f600",
    "é\n" * 20_000,
    "",
]
QUIET = Teller(lambda _words: nullcontext(), lambda _done, _whole: None)
ONCE = Patience(connection=5, answer=30, attempts=1, pause=0)
OFTEN = Patience(connection=5, answer=30, attempts=3, pause=0)


def statement(graph: str, predicate: str, value: str | NamedNode | Literal) -> Quad:
    term = Literal(value) if isinstance(value, str) else value
    return Quad(NamedNode(MARK), NamedNode(f"{X}{predicate}"), term, NamedNode(graph))


def contents(mark: str, graphs: list[str]) -> list[Quad]:
    found = [statement(graph, "release", mark) for graph in graphs]
    found += [statement(GRAPHS[0], f"text-{number}", text) for number, text in enumerate(TEXTS)]
    found += [statement(GRAPHS[0], f"of-{mark}", Literal(text, language="fr-FR")) for text in TEXTS[:2]]
    found += [
        statement(GRAPHS[0], "link", NamedNode(f"{X}a?b=c&d=(é)#f")),
        statement(GRAPHS[0], "day", Literal("2021-07-09", datatype=NamedNode(XSD.date))),
        statement(GRAPHS[0], "duration", Literal("P6Y", datatype=NamedNode(XSD.duration))),
        statement(GRAPHS[0], "number", Literal("-1.5", datatype=NamedNode(XSD.decimal))),
    ]
    found += [statement(SAME, "many", f"{number}") for number in range(20)]
    return [*found, *(statement(GRAPHS[1], "many", f"{'' if number % 6 else mark}{number}") for number in range(60))]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of two releases: `before` has the first two graphs, `after` the last two."""
    folder = tmp_path_factory.mktemp("releases")
    for name, graphs in (("before", GRAPHS[:2]), ("after", GRAPHS[1:])):
        lines = sorted(f"{quad} .\n".encode() for quad in contents(name, graphs))
        digest = hashlib.sha256(b"".join(lines)).hexdigest()
        release = folder / "releases" / digest[:16]
        release.mkdir(parents=True)
        (release / "published.nq").write_bytes(b"".join(lines))
        manifest = {"id": digest[:16], "sha256": digest, "base": BASE, "built": "2026-11-22T04:00:00Z"}
        (release / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
        (folder / name).symlink_to(Path("releases") / release.name)
    (folder / "current").symlink_to((folder / "after").readlink())
    return folder


def sent(home: Path, name: str) -> Sent:
    return Sent.of(Publication(home), (home / name).resolve().name)


@pytest.fixture(scope="module", params=STARTERS)
def running(request: pytest.FixtureRequest) -> Iterator[Engine]:
    with start(request.param) as engine:
        yield engine


@pytest.fixture
def engine(running: Engine) -> Engine:
    """Return an engine with nothing but a graph of somebody else's, and its own."""
    for row in ask(running, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"):
        if not row["g"]["value"].startswith(OWN):
            change(running, f"DROP SILENT GRAPH <{row['g']['value']}>")
    change(running, f"INSERT DATA {{ GRAPH <{FOREIGN}> {{ <{X}a> <{X}b> 1 }} }}")
    return running


def ask(engine: Engine, query: str) -> list[dict[str, dict[str, str]]]:
    headers = {"Accept": "application/sparql-results+json"}
    found = requests.post(engine.query, data={"query": query}, headers=headers, timeout=60)
    assert found.status_code == 200, found.text
    rows: list[dict[str, dict[str, str]]] = found.json()["results"]["bindings"]
    return rows


def change(engine: Engine, update: str) -> None:
    found = requests.post(engine.update, data={"update": update}, timeout=60)
    assert found.ok, found.text


Held = set[tuple[str, str, str, str, str]]


def held(engine: Engine) -> Held:
    """Return all that an engine holds, but what it says of itself."""
    rows = ask(engine, f"SELECT * {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(?g != <{STORE}>) }}")
    return {
        (row["g"]["value"], row["s"]["value"], row["p"]["value"], row["o"]["value"], row["o"].get("xml:lang", ""))
        for row in rows
        if not row["g"]["value"].startswith(OWN)
    }


def whole(home: Path, name: str) -> Held:
    """Return what an engine should hold."""
    quads = parse(path=str(home / name / "published.nq"), format=RdfFormat.N_QUADS)
    found = {(FOREIGN, f"{X}a", f"{X}b", "1", "")}
    for quad in quads:
        value: Any = quad.object
        language = (value.language or "") if isinstance(value, Literal) else ""
        found.add((quad.graph_name.value, quad.subject.value, quad.predicate.value, value.value, language))
    return found


def plain(some: Held) -> Held:
    """Return a content whatever an engine writes for truth values, whole decimal numbers and language tags."""
    truth = {"true": "1", "false": "0"}
    return {(*one[:3], truth.get(one[3], one[3].removesuffix(".0")), one[4].lower()) for one in some}


def difference(engine: Engine, home: Path, name: str) -> Held:
    """Return what an engine has too much and lacks, but the durations that Virtuoso 7 cannot write."""
    found = plain(held(engine)) ^ plain(whole(home, name))
    return {one for one in found if engine.name != "virtuoso" or one[2] != f"{X}duration"}


def push(home: Path, name: str, engine: Engine, patience: Patience = OFTEN) -> remote.Outcome:
    return remote.push(
        sent(home, name), Endpoint(Addresses(engine.query, engine.update, engine.graphs), None, patience), QUIET
    )


@pytest.mark.engine
def test_a_store_is_filled_and_a_second_push_sends_nothing(home: Path, engine: Engine) -> None:
    first = push(home, "before", engine)
    assert (first.before, first.sent) == (None, first.quads)
    assert first.is_counted == (engine.name == "virtuoso")
    assert not difference(engine, home, "before")
    again = push(home, "before", engine)
    assert (again.before, again.sent) == (again.release, 0)


@pytest.mark.engine
def test_a_release_takes_the_place_of_another_and_only_what_changed_is_sent(home: Path, engine: Engine) -> None:
    push(home, "before", engine)
    outcome = push(home, "after", engine)
    assert outcome.before == (home / "before").resolve().name
    assert 0 < outcome.sent < outcome.quads
    assert not difference(engine, home, "after")
    push(home, "before", engine)
    assert not difference(engine, home, "before")


@pytest.mark.engine
def test_a_graph_that_did_not_change_is_counted_and_looked_into_when_the_same_is_pushed_again(
    home: Path, engine: Engine
) -> None:
    push(home, "before", engine)
    with relaying(engine.query, lambda *_: None) as relay:
        outcome = remote.push(sent(home, "after"), through(relay, engine), QUIET)
    assert outcome.is_counted == (engine.name == "virtuoso")
    looks = [text for _, body in relay.asked if "MD5" in (text := unquote_plus(body.decode()))]
    assert engine.name == "virtuoso" or any(f"GRAPH <{GRAPHS[1]}>" in text for text in looks)
    assert not any(f"GRAPH <{SAME}>" in text for text in looks)
    if engine.name != "virtuoso":
        place = f"GRAPH <{SAME}> {{ <{MARK}> <{X}many>"
        change(engine, f"DELETE DATA {{ {place} '7' }} }} ; INSERT DATA {{ {place} 'seven' }} }}")
        push(home, "after", engine)
    assert not difference(engine, home, "after")


def read_back(engine: Engine, graphs: set[str]) -> set[Quad]:
    """Return what the service reads in the graphs of an engine."""
    found = set()
    for graph in graphs:
        parts = Exchange(engine.query, 60).ask(f"SELECT ?s ?p ?o {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}", ROWS)
        rows = parse_query_results(as_file(parts), QueryResultsFormat.JSON)
        assert isinstance(rows, QuerySolutions)
        found |= {Quad(row["s"], row["p"], row["o"], NamedNode(graph)) for row in rows}
    return found


def plainly(quads: set[Quad]) -> set[str]:
    """Return statements with whole decimal numbers as every engine writes them."""
    return {re.sub(r'\.0(?="\^\^<[^>]*#decimal>)', "", str(quad)) for quad in quads}


@pytest.mark.engine
def test_the_service_reads_every_statement_of_a_release_as_it_was_sent(engine: Engine, tmp_path: Path) -> None:
    release = Sent.of(Publication(evidenced.release(tmp_path)), None)
    remote.push(release, through_nothing(engine), QUIET)
    wanted = set(parse(path=str(release.path), format=RdfFormat.N_QUADS))
    graphs = {str(quad.graph_name)[1:-1] for quad in wanted}
    assert plainly(read_back(engine, graphs)) == plainly(wanted)


def through(relay: Relay, engine: Engine, patience: Patience = ONCE) -> Endpoint:
    return Endpoint(Addresses(*map(relay.address, (engine.query, engine.update, engine.graphs))), None, patience)


def shown(engine: Engine) -> Held:
    """Return what readers see of an engine: not what is staged."""
    return {one for one in plain(held(engine)) if not one[0].startswith(STAGED)}


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a release sent in many requests."""
    monkeypatch.setattr(sending, "MOST", 12)


@pytest.mark.engine
@pytest.mark.usefixtures("small")
def test_a_push_cut_at_any_request_changes_nothing_for_readers_and_can_be_repeated(home: Path, engine: Engine) -> None:
    push(home, "before", engine)
    other, rank = "after", 0
    step = 1 if engine.name == "oxigraph" else 12
    while True:
        seen = shown(engine)
        with relaying(engine.query, lambda number, *_, last=rank: CUT if number >= last else None) as relay:
            try:
                remote.push(sent(home, other), through(relay, engine), QUIET)
            except PushFailed:
                assert shown(engine) == seen or not difference(engine, home, other)
            else:
                break
        push(home, other, engine)
        assert not difference(engine, home, other)
        other, rank = ("before" if other == "after" else "after"), rank + step
    assert rank > 10


@pytest.mark.engine
@pytest.mark.usefixtures("small")
def test_a_push_goes_on_from_where_it_was_cut(home: Path, engine: Engine) -> None:
    def adds(relay: Relay) -> int:
        return sum("graph=" in path for path, _ in relay.asked)

    with relaying(engine.query, lambda *_: None) as relay:
        remote.push(sent(home, "before"), through(relay, engine), QUIET)
        whole = adds(relay)
    for row in ask(engine, f"SELECT DISTINCT ?g {{ GRAPH <{STORE}> {{ ?s <{DCTERMS.hasPart}> ?g }} }}"):
        change(engine, f"DROP SILENT GRAPH <{row['g']['value']}>")
    change(engine, f"DROP SILENT GRAPH <{STORE}>")
    with relaying(engine.query, lambda *_: CUT if adds(relay) > 4 else None) as relay, pytest.raises(PushFailed):
        remote.push(sent(home, "before"), through(relay, engine), QUIET)
    with relaying(engine.query, lambda *_: None) as relay:
        remote.push(sent(home, "before"), through(relay, engine), QUIET)
        assert adds(relay) < whole - 2
    assert not difference(engine, home, "before")


PASSING = {
    "cut": CUT,
    "lost": LOST,
    "failing": Fault(500, body=b"deadlock"),
    "busy": Fault(503, {"Retry-After": "0"}),
    "waiting": Fault(429),
}


@pytest.mark.engine
@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("running", ["oxigraph"], indirect=True)
@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING)
def test_a_request_that_fails_for_a_while_is_sent_again(home: Path, engine: Engine, fault: Fault) -> None:
    with relaying(engine.query, lambda number, *_: fault if number % 2 else None) as relay:
        remote.push(sent(home, "before"), through(relay, engine, OFTEN), QUIET)
        remote.push(sent(home, "after"), through(relay, engine, OFTEN), QUIET)
    assert not difference(engine, home, "after")


@pytest.mark.engine
def test_chunks_shrink_to_what_a_proxy_lets_through(home: Path, engine: Engine) -> None:
    def judge(_rank: int, path: str, body: bytes) -> Fault | None:
        return Fault(413, body=b"too large") if "graph=" in path and len(body) > 130_000 else None

    with relaying(engine.query, judge) as relay:
        remote.push(sent(home, "before"), through(relay, engine), QUIET)
    assert not difference(engine, home, "before")


@pytest.mark.engine
def test_a_statement_that_is_refused_is_named_and_nothing_is_shown(home: Path, engine: Engine) -> None:
    def judge(_rank: int, path: str, body: bytes) -> Fault | None:
        return Fault(400, body=b"no such value") if "graph=" in path and b"2021-07-09" in body else None

    with (
        relaying(engine.query, judge) as relay,
        pytest.raises(PushFailed, match=r"graph-0.*statement refused \(400 'no such value'\).*2021-07-09"),
    ):
        remote.push(sent(home, "before"), through(relay, engine), QUIET)
    assert record.read(through_nothing(engine)).release is None


def through_nothing(engine: Engine) -> Endpoint:
    return Endpoint(Addresses(engine.query, engine.update, engine.graphs), None, OFTEN)


LASTING = {
    "redirect": (Fault(307, {"Location": "http://x.example/elsewhere"}), "x.example/elsewhere.*not followed"),
    "unauthorised": (Fault(401, {"WWW-Authenticate": "Basic"}), "PACTE_STORE_USER"),
    "forbidden": (Fault(403), "access denied"),
    "missing": (Fault(404, body=b"<h1>Not here</h1>"), "404 '<h1>Not here</h1>'"),
    "page": (Fault(200, {"Content-Type": "text/html"}, b"<html>Welcome"), "<html>Welcome.*no SPARQL results"),
    "other": (Fault(200, body=b'{"results": 1}'), "no SPARQL results"),
    "empty": (Fault(200, body=b'{"results": {"bindings": []}}'), "no SPARQL results"),
    "late": (Fault(wait=1.5), "no answer.*Timeout"),
    "down": (Fault(502, body=b"bad gateway"), "no answer .502 bad gateway"),
}


@pytest.mark.parametrize(("fault", "told"), LASTING.values(), ids=LASTING)
def test_an_address_that_is_no_store_is_named_with_what_it_says_and_a_remedy(
    home: Path, fault: Fault, told: str
) -> None:
    with relaying("http://127.0.0.1:9/", lambda *_: fault) as relay:
        addresses = Addresses(f"{relay.url}/query", f"{relay.url}/update", f"{relay.url}/store")
        endpoint = Endpoint(addresses, None, Patience(connection=1, answer=1, attempts=2, pause=0))
        with pytest.raises(PushFailed, match=f"(?s){addresses.query}.*{told}"):
            remote.push(sent(home, "before"), endpoint, QUIET)


@pytest.mark.engine
@pytest.mark.usefixtures("small")
def test_readers_see_one_release_or_the_other_while_one_takes_the_place_of_the_other(
    home: Path, engine: Engine
) -> None:
    push(home, "before", engine)
    allowed = {
        (name, *(f"{graph}" for graph in sorted(graphs)))
        for name, graphs in (("before", GRAPHS[:2]), ("after", GRAPHS[1:]))
    }
    seen: set[tuple[str, ...]] = set()
    is_over = threading.Event()

    def poll() -> None:
        while not is_over.is_set():
            rows = ask(engine, f"SELECT ?g ?v {{ GRAPH ?g {{ <{MARK}> <{X}release> ?v }} }}")
            union = ask(engine, f"SELECT DISTINCT ?v {{ <{MARK}> <{X}release> ?v }}")
            seen.add((*{row["v"]["value"] for row in rows}, *sorted(row["g"]["value"] for row in rows)))
            assert len(union) == 1

    with ThreadPoolExecutor(1) as pool:
        polling = pool.submit(poll)
        for name in ("after", "before", "after"):
            push(home, name, engine)
        is_over.set()
        polling.result()
    assert seen <= allowed
    assert len(seen) == 2


@pytest.mark.engine
@pytest.mark.usefixtures("small")
def test_two_pushes_of_one_release_at_once_both_end_well(home: Path, engine: Engine) -> None:
    for name in ("before", "after"):
        with ThreadPoolExecutor(2) as pool:
            for one in [pool.submit(push, home, name, engine) for _ in range(2)]:
                one.result()
        assert not difference(engine, home, name)


@pytest.mark.engine
@pytest.mark.usefixtures("small")
def test_of_two_pushes_at_once_one_is_told_of_the_other_and_none_leaves_a_mixture(home: Path, engine: Engine) -> None:
    for _ in range(3):
        with ThreadPoolExecutor(2) as pool:
            ends = [pool.submit(push, home, name, engine) for name in ("before", "after")]
        failures = [one.exception() for one in ends]
        assert all(error is None or isinstance(error, PushFailed) for error in failures)
        name = next((name for name in ("before", "after") if not difference(engine, home, name)), None)
        push(home, "after", engine)
        assert not difference(engine, home, "after")
        assert name or any(failures)


@pytest.mark.engine
def test_a_store_filled_by_hand_or_changed_by_somebody_is_brought_to_the_release(
    home: Path, engine: Engine, tmp_path: Path
) -> None:
    for name in ("before", "after"):
        for graph in kept(Lines(home / name / "published.nq"), Cache(tmp_path, "")):
            through_nothing(engine).add(graph.iri, triples(list(graph.lines)))
    push(home, "before", engine)
    assert not {one for one in difference(engine, home, "before") if one[0] != GRAPHS[2]}
    change(engine, f"INSERT DATA {{ GRAPH <{GRAPHS[0]}> {{ <{X}a> <{X}b> 'c' }} }}")
    assert push(home, "before", engine).sent > 0
    change(engine, f"DROP SILENT GRAPH <{GRAPHS[1]}>")
    push(home, "after", engine)
    change(engine, f"DROP SILENT GRAPH <{GRAPHS[2]}>")
    push(home, "after", engine)
    assert not difference(engine, home, "after")


@pytest.mark.engine
def test_a_store_of_another_base_is_left_alone(home: Path, engine: Engine) -> None:
    push(home, "before", engine)
    other = replace(sent(home, "after"), base="http://other.example/")
    with pytest.raises(PushFailed, match=r"http://localhost:8000/ and not of http://other\.example/"):
        remote.push(other, through_nothing(engine), QUIET)
    assert not difference(engine, home, "before")


@pytest.mark.engine
def test_virtuoso_takes_an_account_by_digest(home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with start("virtuoso") as engine:
        root = engine.query.removesuffix("/sparql")
        addresses = beside(engine.query)
        assert addresses == Addresses(engine.query, f"{root}/sparql-auth", f"{root}/sparql-graph-crud-auth")
        with pytest.raises(PushFailed, match="access denied"):
            remote.push(sent(home, "before"), Endpoint(addresses, Login("dba", "wrong"), ONCE), QUIET)
        remote.push(sent(home, "before"), Endpoint(addresses, Login("dba", "dba"), ONCE), QUIET)
        netrc = tmp_path / "netrc"
        netrc.write_text("machine 127.0.0.1 login dba password dba\n", encoding="utf-8")
        netrc.chmod(0o600)
        monkeypatch.setenv("NETRC", str(netrc))
        remote.push(sent(home, "after"), Endpoint(addresses, None, ONCE), QUIET)
        assert record.read(through_nothing(engine)).release == (home / "after").resolve().name


def test_a_blank_node_is_never_sent() -> None:
    with pytest.raises(PushFailed, match="blank node"):
        fingerprints.of_lines([b'_:a <http://x/p> "x" <http://x/g> .\n'])

"""The server as its clients' sockets see it: streams, breaks, those who leave, those who stall."""

from __future__ import annotations

import http.client
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from email.message import Message
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

import looping
import pytest
import samples
from live import serving
from SPARQLWrapper import CSV, SPARQLWrapper

from server import create_app, crowd
from server.config import Config
from server.door import Door

PAIRS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
COUNT = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return samples.release(tmp_path_factory.mktemp("published"))


@pytest.fixture(scope="module")
def server(releases: Path) -> Iterator[str]:
    settings = {"PACTE_QUERY_SECONDS": "30", "PACTE_RESULT_BYTES": "8000000", "PACTE_QUERY_PROCESSES": "2"}
    patient = {"PACTE_CLIENT_QUERIES": "100", "PACTE_CLIENT_SECONDS": "6000"}  # all tests here are one client
    with serving(releases, **settings, **patient) as address:
        yield address


def place(query: str, **fields: str) -> str:
    return "/sparql?" + urlencode({"query": query, **fields})


def raw(server: str, path: str, version: str = "1.1", **headers: str) -> socket.socket:
    parts = urlsplit(server)
    line = socket.create_connection((parts.hostname, parts.port or 80), timeout=60)
    said = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    line.sendall(f"GET {path} HTTP/{version}\r\nHost: {parts.netloc}\r\nConnection: close\r\n{said}\r\n".encode())
    return line


class Got(NamedTuple):
    """An answer read to its end."""

    status: int
    headers: Message
    body: bytes


def get(server: str, path: str) -> Got:
    connection = http.client.HTTPConnection(urlsplit(server).netloc, timeout=60)
    with closing(connection):
        connection.request("GET", path)
        with connection.getresponse() as answer:
            return Got(answer.status, answer.headers, answer.read())


def everything(line: socket.socket) -> bytes:
    with line:
        return b"".join(iter(lambda: line.recv(65536), b""))


def working(releases: Path) -> int:
    """Return how many processes compute on the store of these releases."""
    return sum(is_working(process, str(releases)) for process in Path("/proc").iterdir() if process.name.isdigit())


def is_working(process: Path, store: str) -> bool:
    try:
        said = (process / "cmdline").read_text()
        state = (process / "stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return store in said and "worker.py" in said and state == "R"


def test_a_large_answer_comes_in_chunks_and_ends_as_a_whole_one_does(server: str) -> None:
    answer = get(server, place(PAIRS + " LIMIT 14990", format="csv"))
    assert (answer.status, answer.headers["Transfer-Encoding"]) == (200, "chunked")
    assert "Content-Length" not in answer.headers
    assert answer.body.count(b"\r\n") == 14991
    raw_end = everything(raw(server, place(PAIRS + " LIMIT 15001", format="csv")))
    assert raw_end.endswith(b"\r\n0\r\n\r\n")


def test_a_large_answer_that_is_known_comes_with_its_length(server: str) -> None:
    first, *again = (get(server, place(PAIRS + " LIMIT 14999", format="csv")) for _ in range(3))
    for one in again:
        assert (one.body, one.headers["Content-Length"]) == (first.body, str(len(first.body)))
        assert (one.headers["X-Complete"], one.headers["X-Rows"]) == ("true", "14999")


def test_a_query_posted_again_is_answered_as_before(server: str) -> None:
    with closing(http.client.HTTPConnection(urlsplit(server).netloc, timeout=60)) as line:
        bodies = set()
        for _ in range(3):
            line.request(
                "POST", "/sparql", "SELECT ?posted { ?posted ?p ?o }", {"Content-Type": "application/sparql-query"}
            )
            with line.getresponse() as answer:
                bodies.add(answer.read())
                assert (answer.status, answer.headers["Cache-Control"]) == (200, "no-cache")
    assert len(bodies) == 1


def test_an_answer_that_fails_midway_is_seen_broken_by_http_clients(server: str) -> None:
    broken = everything(raw(server, place(PAIRS, format="csv")))
    assert broken.startswith(b"HTTP/1.1 200")
    assert not broken.endswith(b"\r\n0\r\n\r\n")
    with pytest.raises(http.client.IncompleteRead):
        get(server, place(PAIRS, format="csv"))


def test_an_answer_that_fails_midway_is_seen_broken_by_sparqlwrapper(server: str) -> None:
    client = SPARQLWrapper(f"{server}sparql", returnFormat=CSV)
    client.setQuery(PAIRS)
    with pytest.raises(http.client.IncompleteRead):
        client.queryAndConvert()


def test_a_client_that_could_not_see_a_break_gets_whole_answers_or_none(server: str) -> None:
    refused = everything(raw(server, place(PAIRS, format="csv"), version="1.0"))
    assert refused.startswith((b"HTTP/1.0 422", b"HTTP/1.1 422"))
    whole = everything(raw(server, place(PAIRS + " LIMIT 15000", format="csv"), version="1.0"))
    head, _, body = whole.partition(b"\r\n\r\n")
    assert f"content-length: {len(body)}".encode() in head.lower()


def test_the_query_of_a_client_that_goes_away_is_stopped(server: str, releases: Path) -> None:
    before = get(server, place("ASK { ?before ?p ?o }")).status
    line = raw(server, place(COUNT))
    until(lambda: working(releases) > 0)
    line.close()
    until(lambda: working(releases) == 0)
    assert before == get(server, place("ASK { ?after ?p ?o }")).status == 200


def test_a_client_that_goes_away_in_the_middle_of_an_answer_frees_what_held_it(server: str) -> None:
    for _ in range(6):
        line = raw(server, place(PAIRS + " LIMIT 15000", format="csv"))
        assert line.recv(100).startswith(b"HTTP/1.1 200")
        line.close()
    assert get(server, place("ASK { ?freed ?p ?o }")).status == 200


def test_those_who_say_nothing_keep_nobody_waiting(server: str) -> None:
    parts = urlsplit(server)
    silent = [socket.create_connection((parts.hostname, parts.port or 80)) for _ in range(60)]
    for line in silent:
        line.sendall(b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n")
        line.sendall(b"Content-Length: 100\r\n\r\nASK")
    assert get(server, place("ASK { ?heard ?p ?o }")).status == 200
    for line in silent:
        line.close()


def until(condition: Callable[[], bool]) -> None:
    patience = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < patience
        time.sleep(0.02)


def test_what_a_client_says_that_leaves_in_the_middle_is_no_request(releases: Path) -> None:
    messages = [
        {"type": "http.request", "body": b"ASK {}", "more_body": True},
        {"type": "http.disconnect"},
    ]
    headers = [(b"content-type", b"application/sparql-query"), (b"content-length", b"100")]
    scope: Any = {"type": "http", "method": "POST", "path": "/sparql", "headers": headers, "http_version": "1.1"}
    sent: list[object] = []

    async def receive() -> Any:  # noqa: ANN401 - a message of ASGI
        return messages.pop(0)

    async def send(message: object) -> None:
        sent.append(message)

    looping.run(Door(create_app(Config(releases=releases)))(scope | {"query_string": b""}, receive, send))
    assert sent == []


def test_an_address_may_be_written_in_utf_8(server: str) -> None:
    found = [everything(raw(server, f"/recherche?q={word}")) for word in ("Exémple", "Ex%C3%A9mple")]
    assert all(answer.startswith(b"HTTP/1.1 200") for answer in found)
    assert found[0].partition(b"<h1>")[2] == found[1].partition(b"<h1>")[2]


def test_a_query_may_come_in_chunks(server: str) -> None:
    connection = http.client.HTTPConnection(urlsplit(server).netloc, timeout=60)
    with closing(connection):
        headers = {"Content-Type": "application/sparql-query", "Transfer-Encoding": "chunked"}
        connection.request("POST", "/sparql", iter([b"ASK { ?in ", b"?some ?chunks }"]), headers, encode_chunked=True)
        with connection.getresponse() as answer:
            assert (answer.status, b"true" in answer.read()) == (200, True)


def test_a_body_longer_than_anything_is_refused_as_such(server: str) -> None:
    connection = http.client.HTTPConnection(urlsplit(server).netloc, timeout=60)
    with closing(connection):
        headers = {"Content-Type": "application/sparql-query", "Transfer-Encoding": "chunked"}
        connection.request("POST", "/sparql", iter([b"#" * 65536] * 20), headers, encode_chunked=True)
        with connection.getresponse() as answer:
            assert answer.status == 413


@pytest.mark.parametrize("name", ["Accept", "If-None-Match", "Cookie"])
def test_a_header_that_takes_long_to_read_is_refused_and_a_long_referer_is_not(server: str, name: str) -> None:
    said = everything(raw(server, "/health", **{name: "a/b, " * 1000, "Accept-Language": "en"}))
    assert said.startswith(b"HTTP/1.1 431")
    assert b'"title": "Headers too long"' in said
    assert b"access-control-allow-origin: *" in said
    assert everything(raw(server, "/health", Referer="x" * 5000)).startswith(b"HTTP/1.1 200")


def test_a_client_with_too_many_requests_under_way_is_told_so(releases: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowd, "WAITING", -100)
    scope: Any = {"type": "http", "method": "GET", "path": "/health", "headers": [], "http_version": "1.1"}
    sent: list[dict[str, Any]] = []

    async def receive() -> Any:  # noqa: ANN401 - a message of ASGI
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:  # noqa: ANN401 - a message of ASGI
        sent.append(message)

    looping.run(Door(create_app(Config(releases=releases)))(scope | {"query_string": b""}, receive, send))
    assert sent[0]["status"] == 429
    assert (b"retry-after", b"5") in sent[0]["headers"]

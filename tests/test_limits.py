"""Each limit that the guide tells, met over HTTP on a server of two workers, and told to a page of another origin."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

import pytest
import samples
from live import serving

COUNT = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"
GROWN = 'REPLACE("' + "a" * 50 + '", "a", "' + "a" * 50 + '")'
for _ in range(4):
    GROWN = f'REPLACE({GROWN}, "a", "{"a" * 50}")'
LONG = f"SELECT ?x {{ ?a ?b ?c . ?d ?e ?f BIND('{'x' * 500}' AS ?x) }} LIMIT 900"
LIMITS = {
    "PACTE_QUERY_SECONDS": "2",
    "PACTE_QUERY_BYTES": "2000",
    "PACTE_RESULT_BYTES": "300000",
    "PACTE_RESULT_ROWS": "1000",
    "PACTE_QUERY_MEMORY": "600000000",
    "PACTE_QUERY_PROCESSES": "2",
    "PACTE_CLIENT_QUERIES": "2",
    "PACTE_CLIENT_SECONDS": "3",
    "PACTE_PROXIES": "1",
}


class Told(NamedTuple):
    """What a client is told: the status, the problem document, how long to wait."""

    status: int
    problem: dict[str, Any]
    wait: str | None


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(samples.release(tmp_path_factory.mktemp("published")), 2, **LIMITS) as address:
        yield urlsplit(address).netloc


def ask(server: str, client: str, query: str, format_: str = "tsv") -> Told:
    """Ask for a client behind a proxy, from a page of another origin, on a connection of its own."""
    connection = HTTPConnection(server, timeout=60)
    headers = {"X-Forwarded-For": client, "Origin": "https://other.example"}
    connection.request("GET", "/sparql?" + urlencode({"query": query, "format": format_}), headers=headers)
    with connection.getresponse() as answer:
        body = answer.read()
    connection.close()
    if answer.status == 200:
        return Told(200, {}, None)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    wait = answer.headers["Retry-After"]
    assert (wait is not None) == ("Retry-After" in answer.headers["Access-Control-Expose-Headers"])
    problem = json.loads(body)
    assert problem["status"] == answer.status
    assert problem["type"].startswith(f"{samples.BASE}sparql#fault-")
    return Told(answer.status, problem, wait)


class Met(NamedTuple):
    """A query that meets a limit, in which format it is asked, and what is told."""

    query: str
    format: str
    status: int
    words: str


MET = {
    "time": Met(COUNT, "json", 503, "stopped after 2 s"),
    "rows": Met("SELECT (1 AS ?n) { ?a ?b ?c . ?d ?e ?f }", "tsv", 422, "more than 1000 rows"),
    "statements": Met("CONSTRUCT { ?a ?b ?f } { ?a ?b ?c . ?d ?e ?f }", "ttl", 422, "more than 1000 statements"),
    "bytes": Met(LONG, "csv", 422, "more than 300000 bytes"),
    "length": Met("ASK {}" + " " * 2000, "json", 413, "the longest accepted has 2000"),
    "memory": Met(f"SELECT (STRLEN({GROWN}) AS ?n) {{}}", "json", 422, "600 MB of memory"),
    "depth": Met("ASK " + "{" * 101 + "}" * 101, "json", 400, "line 1, column 105: more than 100 brackets"),
    "service": Met("ASK { SERVICE <http://127.0.0.1/> {} }", "json", 403, "line 1, column 7: SERVICE is refused"),
    "graph": Met("ASK FROM <file:///etc/passwd> {}", "json", 400, "not published here"),
}


@pytest.mark.parametrize("name", MET)
def test_a_limit_is_told_with_what_was_exceeded(server: str, name: str) -> None:
    met = MET[name]
    told = ask(server, f"198.18.0.{list(MET).index(name)}", met.query, met.format)
    assert (told.status, told.wait) == (met.status, None)
    assert met.words in told.problem["detail"]


def test_queries_of_one_client_are_counted_over_all_workers(server: str) -> None:
    """One works, eight wait, whichever worker each came to; the others are sent away with the time to come back."""
    with ThreadPoolExecutor(13) as clients:
        found = [*clients.map(lambda _: ask(server, "192.0.2.2", COUNT), range(13))]
    many = [told for told in found if told.status == 429]
    assert len(many) >= 4
    assert all("queries of yours are at work or wait" in told.problem["detail"] for told in many if told.wait == "5")
    assert {told.status for told in found} <= {429, 503}


def test_work_of_one_client_is_counted_over_all_workers(server: str) -> None:
    """A query that is stopped counts its seconds and one for the process it used up."""
    assert ask(server, "2001:db8:1:2::3", COUNT).status == 503
    for host in range(12):
        told = ask(server, f"2001:db8:1:2::{host}", f"ASK {{ ?not{host} ?kept ?yet }}")
        assert told.status == 429
        assert "worked 3 s within a minute" in told.problem["detail"]
        assert told.wait is not None
        assert 1 <= int(told.wait) <= 60
    assert ask(server, "2001:db8:1:3::", "ASK { ?nor ?this ?one }").status == 200


def test_a_service_that_is_busy_says_when_to_come_back(server: str) -> None:
    """Two places, eight clients, and no query ends before it is stopped."""
    with ThreadPoolExecutor(8) as clients:
        found = [*clients.map(lambda host: ask(server, f"198.51.100.{host}", COUNT), range(8))]
    busy = [told for told in found if told.wait == "5"]
    assert busy
    assert all(told.status == 503 and "every query process is at work" in told.problem["detail"] for told in busy)

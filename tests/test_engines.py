"""The engines that other tests start are what those tests take them for."""

from __future__ import annotations

import csv
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from engines import STARTERS, start

WRITTEN = '<http://x.example/a> <http://x.example/p> "été"@fr'
UNION = f"SELECT DISTINCT ?g {{ {WRITTEN} GRAPH ?g {{ {WRITTEN} }} }}"
ALL = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


def rows(address: str, query: str) -> list[list[str]]:
    asked = Request(f"{address}?{urlencode({'query': query})}", headers={"Accept": "text/csv"})
    with urlopen(asked, timeout=30) as answer:
        return list(csv.reader(answer.read().decode().splitlines()))[1:]


@pytest.mark.engine
@pytest.mark.parametrize("name", STARTERS)
def test_an_engine_starts_with_what_it_is_given_and_takes_more(name: str, tmp_path: Path) -> None:
    quads = tmp_path / "published.nq"
    quads.write_text(f"{WRITTEN} <http://x.example/given> .\n", encoding="utf-8")
    with start(name, quads) as engine:
        assert rows(engine.query, ALL) == [["1"]]
        turtle = {"Content-Type": "text/turtle; charset=utf-8"}
        put = Request(f"{engine.graphs}?graph=http://x.example/put", f"{WRITTEN} .".encode(), turtle, method="PUT")
        urlopen(put, timeout=30).close()
        update = f"INSERT DATA {{ GRAPH <http://x.example/inserted> {{ {WRITTEN} }} }}"
        urlopen(engine.update, urlencode({"update": update}).encode(), timeout=30).close()
        graphs = sorted(graph for (graph,) in rows(engine.query, UNION))
        assert graphs == [f"http://x.example/{graph}" for graph in ("given", "inserted", "put")]


@pytest.mark.engine
@pytest.mark.parametrize("name", STARTERS)
def test_an_engine_starts_empty(name: str) -> None:
    with start(name) as engine:
        assert rows(engine.query, ALL) == [["0"]]


def test_an_engine_that_cannot_be_had_skips_the_test_except_where_ci_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="virtuoso-t"), start("virtuoso"):
        pass
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="installs it"), start("virtuoso"):
        pass

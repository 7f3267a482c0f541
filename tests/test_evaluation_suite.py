"""The W3C's tests of SPARQL 1.0 and 1.1 queries, asked over HTTP, with the bare engine beside for reference.

A test that fails over HTTP and not on the bare engine is our fault, unless `cases/evaluation/differences.toml` lists
it with the reason. The engine's own failures, listed in the same file, are held too: a new one would be a loss.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import evaluation as ev
import pyoxigraph as ox
import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from server import create_app
from server.config import Config
from server.negotiation import RDF_FORMATS, RESULT_FORMATS
from server.release import current
from server.sparql.views import ENGINE

CASES = ev.cases(
    "sparql10/manifest.ttl",
    "sparql11/manifest-sparql11-query.ttl",
    "sparql11/manifest-sparql11-results.ttl",
    "sparql11/manifest-sparql11-fed.ttl",
)
EVALUATED = [case for case in CASES if case.result is not None]
JUDGED = [case for case in CASES if case.result is None]
CHANGING = {"sparql11/functions/bnode01", "sparql11/functions/rand01"}
"""Tests whose answers differ from one run to the next."""

LISTED = tomllib.loads((Path(__file__).parent / "cases" / "evaluation" / "differences.toml").read_text("utf-8"))

pytestmark = [
    pytest.mark.national,
    pytest.mark.skipif(not ev.SUITES.is_dir(), reason="the W3C's SPARQL tests are not on this machine"),
]


class Both(NamedTuple):
    """The service and the bare engine on the data of all tests."""

    app: Flask
    bare: ox.Store


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    releases = ev.publish(tmp_path_factory.mktemp("published"), CASES)
    app = create_app(Config(releases=releases, processes=1))
    yield Both(app, ox.Store.read_only(str(current(releases).store)))
    app.extensions[ENGINE].close()


def sent(app: Flask, case: ev.Case, extension: str) -> TestResponse:
    """Ask a test's query; a client that wants relative IRIs to start from its file says so with BASE."""
    default, named = graphs(case)
    fields = [("query", f"BASE <{case.base}>\n{case.text}"), ("format", extension)]
    fields += [("default-graph-uri", iri) for iri in default] + [("named-graph-uri", iri) for iri in named]
    return app.test_client().post("/sparql", data=MultiDict(fields))


def graphs(case: ev.Case) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if case.names_its_graphs:
        return (), ()
    return (case.default or (ev.EMPTY,), case.named) if not case.named else (case.default, case.named)


def bare(store: ox.Store, case: ev.Case) -> ev.Result:
    query = f"BASE <{case.base}>\n{case.text}"
    if case.names_its_graphs:
        return ev.read(store.query(query, base_iri=case.base))
    default: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] = [ox.NamedNode(iri) for iri in graphs(case)[0]]
    named: list[ox.NamedNode | ox.BlankNode] = [ox.NamedNode(iri) for iri in graphs(case)[1]]
    return ev.read(store.query(query, base_iri=case.base, default_graph=default, named_graphs=named))


def extensions(case: ev.Case) -> list[str]:
    words = ev.words(case.text)
    is_graph = any(word in {"CONSTRUCT", "DESCRIBE"} for word in words)
    return [one.extension for one in (RDF_FORMATS if is_graph else RESULT_FORMATS)]


def passes_bare(store: ox.Store, case: ev.Case) -> bool:
    if "SERVICE" in case.text.upper():
        return True
    try:
        found = bare(store, case)
    except (SyntaxError, ValueError, RuntimeError):
        return False
    return right(found, case)


def right(found: ev.Result, case: ev.Case) -> bool:
    wanted = ev.expected(case)
    if case.result is not None and case.result.suffix == ".csv" and isinstance(found, ev.Rows):
        found = ev.as_csv(found)
    return ev.agree(found, wanted, is_lax=case.is_lax)


def wrong(case: ev.Case, answers: Mapping[str, TestResponse]) -> list[str]:
    """Return the formats whose answer is not the result that is expected; CSV, which has no types, is as JSON is."""
    found = {
        extension: ev.result(answer.data, extension) if answer.status_code == 200 else None
        for extension, answer in answers.items()
    }
    faulty = [name for name, one in found.items() if one is None or (name != "csv" and not right(one, case))]
    told, typed = found.get("csv"), found.get("json")
    if isinstance(told, ev.Rows) and isinstance(typed, ev.Rows):
        faulty += [] if case.name in CHANGING or ev.agree(told, ev.as_csv(typed), is_lax=False) else ["csv"]
    return faulty


@pytest.mark.parametrize("case", EVALUATED, ids=lambda case: case.name)
def test_a_query_of_the_suite_has_its_result_in_every_format(both: Both, case: ev.Case) -> None:
    answers = {extension: sent(both.app, case, extension) for extension in extensions(case)}
    if case.name in LISTED["refused"]:
        assert {answer.status_code for answer in answers.values()} <= {400, 403}
        return
    faulty = wrong(case, answers)
    if case.name in LISTED["engine"]:
        assert faulty
        assert not passes_bare(both.bare, case)
    else:
        assert not faulty, (faulty, answers[faulty[0]].text)


@pytest.mark.parametrize("case", JUDGED, ids=lambda case: case.name)
def test_a_query_of_the_suite_is_accepted_or_refused_as_its_syntax_deserves(both: Both, case: ev.Case) -> None:
    answer = sent(both.app, case, "nt" if extensions(case)[0] == "ttl" else "json")
    is_positive = case.kind.startswith("Positive")
    if case.name in LISTED["refused"]:
        assert answer.status_code in {400, 403}
    elif case.name in LISTED["engine"]:
        assert (answer.status_code == 200) is not is_positive
    else:
        # 422: read, and not evaluated, for it calls a function of nobody's.
        assert answer.status_code in ({200, 422} if is_positive else {400}), answer.text


def test_every_listed_difference_is_a_test_of_the_suite() -> None:
    names = {case.name for case in CASES}
    assert {name for kind in LISTED.values() for name in kind} <= names

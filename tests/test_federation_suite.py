"""The W3C's tests of federated queries, over HTTP, with the endpoints they call behind a proxy of the web."""

from __future__ import annotations

from collections.abc import Iterator

import evaluation as ev
import pyoxigraph as ox
import pytest
from calling import Listening, listening
from werkzeug.datastructures import MultiDict

from server import create_app
from server.config import Config
from server.sparql.views import ENGINE

CASES = [case for case in ev.cases("sparql11/manifest-sparql11-fed.ttl") if case.result is not None]
REFUSED = {"service3": "a call within a call", "service5": "a variable", "service6": "a call within a call"}
SERVICES = ("http://invalid.endpoint.org/sparql", *{address for case in CASES for address in case.services})

pytestmark = [
    pytest.mark.national,
    pytest.mark.skipif(not ev.SUITES.is_dir(), reason="the W3C's SPARQL tests are not on this machine"),
]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Listening]:
    with listening() as found:
        for name in ("no_proxy", "NO_PROXY", "HTTP_PROXY"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("http_proxy", found.address(""))
        yield found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_federated_query_of_the_suite_has_its_result(
    case: ev.Case, server: Listening, tmp_path_factory: pytest.TempPathFactory
) -> None:
    for address, path in case.services.items():
        server.stores[address] = ox.Store()
        server.stores[address].load(path=str(path))
    app = create_app(Config(releases=ev.publish(tmp_path_factory.mktemp("published"), [case]), services=SERVICES))
    fields = [("query", case.text), *(("default-graph-uri", graph) for graph in case.default or [ev.EMPTY])]
    answer = app.test_client().post("/sparql", data=MultiDict(fields))
    app.extensions[ENGINE].close()
    if case.name.rpartition("/")[2] in REFUSED:
        assert answer.status_code == 403
    else:
        assert ev.agree(ev.result(answer.data, "json"), ev.expected(case), is_lax=case.is_lax)

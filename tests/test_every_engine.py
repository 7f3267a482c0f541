"""The service says the same over every engine as over the embedded store, and says so when an engine is gone."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import evidenced
import pytest
import samples
import served
from engines import STARTERS, Engine, start
from flask.testing import FlaskClient
from live import free_port

from server import create_app
from server.config import Config
from server.editions import Editions
from server.sparql.views import ENGINE
from server.things.lookups import lookup

ADDRESSES = (
    *(
        "/",
        "/recherche?q=exemple",
        "/recherche?q=99001",
        "/questions",
        "/undecided",
        "/undecided.json",
        "/openapi.json",
    ),
    *("/def", "/def.ttl", "/catalogue", "/catalogue.ttl", "/sparql/terms.json", "/dumps/", "/robots.txt"),
    *("/doc/commune/99003", "/id/commune/99001", "/doc/contrat/inconnu", "/doc/contrat/crte-200099999.png"),
)
BROWSER = {"Accept": "text/html", "Accept-Language": "fr"}


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return evidenced.release(tmp_path_factory.mktemp("published"))


@pytest.fixture(scope="module")
def embedded(releases: Path) -> Iterator[FlaskClient]:
    with served.lent(Config(releases=releases)) as app:
        yield app.test_client()


@pytest.fixture(scope="module", params=[pytest.param(name, marks=pytest.mark.engine) for name in STARTERS])
def remote(request: pytest.FixtureRequest, releases: Path, running: Callable[[str], Engine]) -> Iterator[FlaskClient]:
    with served.lent(Config(releases=releases, store=running(request.param).query, query_seconds=60)) as app:
        yield app.test_client()


def documents(client: FlaskClient) -> list[str]:
    """Return the addresses of the documents about everything that has a name."""
    editions: Editions = client.application.extensions["pacte"]
    found = {str(row["thing"]) for row in editions.current().store.select(lookup("labels"))}
    own = sorted(thing.removeprefix(samples.BASE) for thing in found if thing.startswith(f"{samples.BASE}id/"))
    return [f"/{thing.replace('id/', 'doc/', 1)}" for thing in own]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_gives_the_same(address: str, embedded: FlaskClient, remote: FlaskClient) -> None:
    expected, found = embedded.get(address, headers=BROWSER), remote.get(address, headers=BROWSER)
    assert (found.status_code, found.get_data(as_text=True)) == (expected.status_code, expected.get_data(as_text=True))


@pytest.mark.parametrize("extension", ["html", "ttl", "jsonld", "trig"])
def test_a_document_is_the_same(extension: str, embedded: FlaskClient, remote: FlaskClient) -> None:
    addresses = [f"{address}.{extension}" for address in documents(embedded)]
    assert len(addresses) > 20
    for address in addresses:
        expected, found = embedded.get(address, headers=BROWSER), remote.get(address, headers=BROWSER)
        assert found.status_code == 200
        assert found.get_data(as_text=True) == expected.get_data(as_text=True), address


@pytest.mark.engine
@pytest.mark.parametrize("name", STARTERS)
def test_an_engine_that_dies_is_an_error_for_a_while(name: str, releases: Path) -> None:
    with start(name, releases / "current" / "published.nq") as engine:
        app = create_app(Config(releases=releases, store=engine.query, query_seconds=5))
        client = app.test_client()
        assert client.get("/health").get_json()["engine"] == name
        os.kill(engine.pid, signal.SIGKILL)
        os.waitid(os.P_PID, engine.pid, os.WEXITED | os.WNOWAIT)
        for address in ("/doc/contrat/crte-200099999", "/sparql?query=ASK%7B%7D", "/graphs?default"):
            answer = client.get(address, headers={"Accept": "application/problem+json, text/turtle;q=0.5, */*;q=0.1"})
            assert (answer.status_code, "Retry-After" in answer.headers) == (503, True), address
            assert "127.0.0.1" not in answer.get_data(as_text=True)
        assert client.get("/health").status_code == 503
        app.extensions[ENGINE].close()


def test_a_service_starts_before_its_engine(releases: Path) -> None:
    client = create_app(Config(releases=releases, store=f"http://127.0.0.1:{free_port()}/query")).test_client()
    assert client.get("/health").get_json()["store"] is False
    assert client.get("/doc/contrat/crte-200099999").status_code == 503

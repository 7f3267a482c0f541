"""No query brings the service down: each is answered, stopped or refused, and the next one is answered."""

from __future__ import annotations

from collections.abc import Iterator

import hostile
import pytest
import samples
from flask import Flask

from server import create_app
from server.config import Config
from server.sparql.views import ENGINE


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    releases = samples.release(tmp_path_factory.mktemp("published"))
    limits = Config(releases=releases, query_seconds=0.5, processes=1, client_seconds=10_000, result_bytes=5_000_000)
    made = create_app(limits)
    yield made
    made.extensions[ENGINE].close()


def asked(app: Flask, query: str) -> int:
    return app.test_client().post("/sparql", data={"query": query}).status_code


@pytest.mark.parametrize("name", hostile.QUERIES)
def test_a_hostile_query_ends_alone(app: Flask, name: str) -> None:
    assert asked(app, hostile.QUERIES[name]) in {200, 400, 422, 503}


def test_after_all_of_them_a_query_is_answered(app: Flask) -> None:
    assert len(hostile.MALFORMED) == 50
    assert {asked(app, query) for query in hostile.MALFORMED} == {400}
    assert any(asked(app, "ASK {}") == 200 for _ in range(20))

"""The reading half of the Graph Store Protocol: one published graph at a time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
import samples
import served
from flask import Flask
from flask.testing import FlaskClient
from rdflib import Graph

from server.config import Config
from server.negotiation import RDF_FORMATS, Format
from server.release import current


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return samples.release(tmp_path_factory.mktemp("published"))


@pytest.fixture(scope="module")
def app(releases: Path) -> Iterator[Flask]:
    with served.lent(Config(releases=releases, processes=1)) as made:
        yield made


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def address(**fields: str) -> str:
    return "/graphs?" + urlencode(fields)


def statements(body: str) -> int:
    """Return how many lines are statements, when comments are left out."""
    return sum(not line.startswith("#") for line in body.splitlines())


def test_a_published_graph_is_given_whole(client: FlaskClient, releases: Path) -> None:
    for graph in current(releases).graphs:
        body = client.get(address(graph=graph.iri), headers={"Accept": "application/n-triples"}).text
        assert statements(body) == graph.quads


def test_the_default_graph_is_the_union(client: FlaskClient, releases: Path) -> None:
    body = client.get("/graphs?default", headers={"Accept": "application/n-triples"}).text
    assert statements(body) == current(releases).quads


@pytest.mark.parametrize("format_", RDF_FORMATS, ids=lambda format_: format_.extension)
def test_the_format_is_negotiated_or_named(client: FlaskClient, format_: Format) -> None:
    by_accept = client.get(address(graph=samples.SOURCE), headers={"Accept": format_.media_type})
    by_name = client.get(address(graph=samples.SOURCE, format=format_.extension))
    assert {by_accept.mimetype, by_name.mimetype} == {format_.media_type}
    assert by_accept.headers["Vary"] == "Accept"


def test_a_client_without_wishes_gets_turtle(client: FlaskClient) -> None:
    answer = client.get(address(graph=samples.SOURCE), headers={"Accept": "*/*"})
    assert answer.mimetype == "text/turtle"
    assert len(Graph().parse(data=answer.data, format="turtle")) > 5


def test_head_tells_what_get_would(client: FlaskClient) -> None:
    head, get = client.head(address(graph=samples.SOURCE)), client.get(address(graph=samples.SOURCE))
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["Content-Length"] == str(len(get.data))
    assert head.get_etag() == get.get_etag()


@pytest.mark.parametrize("iri", ["http://x.example/none", "file:///etc/passwd", "none", ""])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_graph_that_is_not_published_is_not_found(client: FlaskClient, iri: str, method: str) -> None:
    assert client.open(address(graph=iri), method=method).status_code == 404


@pytest.mark.parametrize(
    "place", ["/graphs", "/graphs?default&graph=x:", "/graphs?graph=x:&graph=y:", "/graphs?graph=%E9"]
)
def test_a_request_that_names_no_single_graph_is_refused_with_the_two_ways(client: FlaskClient, place: str) -> None:
    answer = client.get(place)
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
def test_nothing_is_written(client: FlaskClient, method: str) -> None:
    answer = client.open(address(graph=samples.SOURCE), method=method, data=b"", content_type="text/turtle")
    assert answer.status_code == 405
    assert {*answer.headers["Allow"].split(", ")} == {"GET", "HEAD", "OPTIONS"}

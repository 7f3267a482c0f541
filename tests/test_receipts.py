"""Every answer says of which release and query it is, whether it is whole, and where to ask the same again."""

from __future__ import annotations

import shutil
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus, urlencode

import pyoxigraph as ox
import pytest
import samples
import served
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Graph

from server import create_app
from server.config import Config
from server.release import current
from server.sparql.worker import FRAME, Tally

ROWS = "SELECT * { VALUES (?x ?y) { (1 'a}},{{\"b') (UNDEF 'c\\nd,\"e') (2 UNDEF) } }"
GRAPH = "CONSTRUCT { ?s a 'x # y\\n' } WHERE { VALUES ?s { <x:1> <x:2> } }"


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Publish two releases, one after the other."""
    folder = samples.release(tmp_path_factory.mktemp("published"))
    newer = samples.release(tmp_path_factory.mktemp("newer"), [served.stated("contrat/x", "x:p", "neuf")])
    home = current(newer).folder
    shutil.move(home, folder / "releases" / home.name)
    (folder / "current").unlink()
    (folder / "current").symlink_to(Path("releases") / home.name)
    return folder


@pytest.fixture(scope="module")
def app(releases: Path) -> Iterator[Flask]:
    with served.lent(Config(releases=releases, processes=1, result_rows=1000)) as made:
        yield made


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def address(query: str, **fields: str) -> str:
    return "/sparql?" + urlencode({"query": query, **fields})


def bookmark(headers: Any) -> str:  # noqa: ANN401 - headers of a test's response
    link: str = headers["Link"]
    assert link.endswith('>; rel="bookmark"')
    return link[1:].partition(">")[0].removeprefix(samples.BASE.rstrip("/"))


def older(releases: Path) -> str:
    (found,) = {folder.name for folder in (releases / "releases").iterdir()} - {current(releases).id}
    return found


@pytest.mark.parametrize("extension", ["json", "xml", "csv", "tsv"])
def test_rows_are_counted_whatever_stands_in_them(client: FlaskClient, extension: str) -> None:
    answer = client.get(address(ROWS, format=extension))
    assert (answer.headers["X-Complete"], answer.headers["X-Rows"]) == ("true", "3")


@pytest.mark.parametrize("extension", ["nt", "nq", "ttl", "trig", "rdf", "jsonld"])
def test_statements_are_counted_in_every_format(client: FlaskClient, extension: str) -> None:
    assert client.get(address(GRAPH, format=extension)).headers["X-Rows"] == "2"


def test_an_empty_graph_has_no_statement(client: FlaskClient) -> None:
    for extension in ("nt", "ttl", "rdf", "jsonld"):
        answer = client.get(address("CONSTRUCT WHERE { <x:none> ?p ?o }", format=extension))
        assert (answer.status_code, answer.headers["X-Rows"]) == (200, "0")


@pytest.mark.parametrize("size", [1, 2, 7, 64])
@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
def test_a_count_does_not_depend_on_how_the_result_is_cut(form: str, size: int) -> None:
    found = ox.Store().query(ROWS)
    assert isinstance(found, ox.QuerySolutions)
    body = found.serialize(format=ox.QueryResultsFormat.from_extension(form))
    assert body is not None
    tally = Tally(form)
    for place in range(0, len(body), size):
        tally.add(body[place : place + size])
    assert tally.rows == 3


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
@given(st.lists(st.lists(st.text('}{":,\\]\na', max_size=5), min_size=2, max_size=2), max_size=4), st.integers(1, 40))
def test_whatever_strings_hold_rows_are_counted(form: str, rows: list[list[str]], size: int) -> None:
    values = " ".join(f"({ox.Literal(x)} {ox.Literal(y) if y else 'UNDEF'})" for x, y in rows)
    found = ox.Store().query(f"SELECT * {{ VALUES (?x ?y) {{ {values} }} }}")
    assert isinstance(found, ox.QuerySolutions)
    body = found.serialize(format=ox.QueryResultsFormat.from_extension(form)) or b""
    tally = Tally(form)
    for place in range(0, len(body), size):
        tally.add(body[place : place + size])
    assert tally.rows == len(rows)


@pytest.mark.parametrize(
    ("form", "parts", "rows"),
    [
        ("json", [b'[{"x":{"v":"', b"}} \\", b'"}}', b"a" * 300_000, b'"}}', b',{"y":{"v":"\\\\"}}]}}'], 2),
        ("csv", [b'x\n"', b"a\n" * 300_000, b'"', b'"\n', b'b"\n'], 1),
    ],
)
def test_a_long_string_is_passed_over_without_being_kept(form: str, parts: list[bytes], rows: int) -> None:
    tally = Tally(form)
    for part in parts:
        tally.add(part)
        assert len(tally._rest) < 4 * FRAME
    assert tally.rows == rows


@pytest.mark.parametrize("extension", ["ttl", "rdf", "jsonld", "nt"])
def test_a_graph_past_the_limit_of_rows_is_refused_whole(client: FlaskClient, extension: str) -> None:
    answer = client.get(address("CONSTRUCT { ?a ?b ?f } WHERE { ?a ?b ?c . ?d ?e ?f }", format=extension))
    assert answer.status_code == 422
    assert "1000 statements" in answer.text


def test_an_answer_past_the_limit_of_rows_is_refused_whole(client: FlaskClient) -> None:
    answer = client.get(address("SELECT * { ?a ?b ?c . ?d ?e ?f }", format="tsv"))
    assert answer.status_code == 422
    assert "1000 rows" in answer.text


def test_headers_name_the_release_and_the_query(client: FlaskClient, releases: Path) -> None:
    first, other = client.get(address(ROWS)), client.get(address(GRAPH))
    assert first.headers["X-Release"] == other.headers["X-Release"] == current(releases).id
    assert len(first.headers["X-Query-Digest"]) == 64
    assert first.headers["X-Query-Digest"] != other.headers["X-Query-Digest"]
    assert {"X-Release", "X-Query-Digest", "X-Rows", "X-Complete", "Link"} <= {
        *first.headers["Access-Control-Expose-Headers"].split(", ")
    }


@pytest.mark.parametrize("extension", ["json", "xml", "csv", "tsv", "html"])
def test_the_permalink_gives_the_same_answer(client: FlaskClient, extension: str) -> None:
    first = client.get(address(ROWS, format=extension))
    again = client.get(bookmark(first.headers))
    assert (again.status_code, again.mimetype) == (200, first.mimetype)
    if extension != "html":
        assert again.data == first.data


def test_the_body_repeats_the_permalink_where_it_can(client: FlaskClient) -> None:
    told = client.get(address(ROWS, format="json"))
    assert told.json is not None
    assert told.json["head"]["link"] == [samples.BASE.rstrip("/") + bookmark(told.headers)]
    read = ET.fromstring(client.get(address(ROWS, format="xml")).data)  # noqa: S314 - our own answer
    head = read[0]
    assert [one.tag.rpartition("}")[2] for one in head] == ["variable", "variable", "link"]
    assert "release=" in str(head[-1].get("href"))
    truth = client.get(address("ASK {}", format="json"))
    assert truth.json is not None
    assert truth.json["head"]["link"]


@pytest.mark.parametrize("extension", ["ttl", "nt", "trig", "nq"])
def test_a_graph_says_in_comments_what_it_is_and_that_it_is_whole(client: FlaskClient, extension: str) -> None:
    answer = client.get(address(GRAPH, format=extension))
    lines = answer.text.splitlines()
    assert lines[0] == f"# release {answer.headers['X-Release']} {samples.BASE.rstrip('/')}{bookmark(answer.headers)}"
    assert lines[-1].startswith("# complete")
    assert len(list(ox.parse(answer.data, ox.RdfFormat.from_extension(extension)))) == 2


def test_rdf_xml_says_in_comments_what_it_is_and_that_it_is_whole(client: FlaskClient) -> None:
    answer = client.get(address(f"{GRAPH} #----", format="rdf"))
    lines = answer.text.splitlines()
    told = lines[1].removeprefix("<!-- ").removesuffix(" -->").replace("%2D", "-").split()
    assert told == ["release", answer.headers["X-Release"], samples.BASE.rstrip("/") + bookmark(answer.headers)]
    assert lines[-1].endswith("<!-- complete: 2 statements -->")
    assert len(list(ox.parse(answer.data, ox.RdfFormat.RDF_XML))) == 2
    assert len(Graph().parse(data=answer.data, format="xml")) == 2


def test_xml_says_at_its_end_that_it_is_whole(client: FlaskClient) -> None:
    assert client.get(address(ROWS, format="xml")).text.endswith("</sparql><!-- complete: 3 rows -->")
    assert client.get(address("ASK {}", format="xml")).text.endswith("</sparql><!-- complete -->")


def test_a_query_too_long_for_an_address_says_where_to_post_it_again(client: FlaskClient) -> None:
    long = f"ASK {{ }} #{'x' * 7000}"
    place = f"/sparql?default-graph-uri={quote_plus(samples.SOURCE)}&format=xml"
    answer = client.post(place, data=long, content_type="application/sparql-query")
    assert "Link" not in answer.headers
    method, _, again = answer.headers["X-Replay"].partition(" ")
    assert method == "POST"
    assert again == f"{samples.BASE.rstrip('/')}{place}&release={answer.headers['X-Release']}"
    replayed = client.post(again, data=long, content_type="application/sparql-query")
    assert replayed.data == answer.data
    commented = client.post("/sparql?format=nt", data=f"{GRAPH} #{long}", content_type="application/sparql-query")
    told = f"# release {answer.headers['X-Release']} {commented.headers['X-Replay']}"
    assert commented.text.splitlines()[0] == told
    assert "X-Replay" not in client.get(address(ROWS)).headers


def test_a_release_that_is_kept_still_answers(client: FlaskClient, releases: Path) -> None:
    query = "ASK { ?s <x:p> 'neuf'@fr }"
    now = client.get(address(query))
    then = client.get(address(query, release=older(releases)))
    assert now.json is not None
    assert then.json is not None
    assert (now.json["boolean"], then.json["boolean"]) == (True, False)
    assert then.headers["X-Release"] == older(releases)
    assert then.get_etag() != now.get_etag()
    posted = client.post(f"/sparql?release={older(releases)}", data=query, content_type="application/sparql-query")
    assert posted.json == then.json


@pytest.mark.parametrize("identifier", ["0123456789abcdef", "..", "../releases", "x", "%2e%2e", "pruned.txt", "\u00e9"])
def test_a_release_that_never_was_does_not_exist(client: FlaskClient, identifier: str) -> None:
    answer = client.get(address(ROWS, release=identifier))
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    assert answer.json is not None
    assert "without `release`" in answer.json["detail"]


def test_a_release_that_was_removed_is_gone_and_says_so(client: FlaskClient, releases: Path) -> None:
    (releases / "pruned.txt").write_text("fedcba9876543210\n", encoding="ascii")
    answer = client.get(address(ROWS, release="fedcba9876543210"))
    assert (answer.status_code, answer.mimetype) == (410, "application/problem+json")
    assert answer.json is not None
    assert "pruned after a while" in answer.json["detail"]


def test_a_release_that_was_removed_and_published_again_answers(client: FlaskClient, releases: Path) -> None:
    (releases / "pruned.txt").write_text(f"{older(releases)}\n", encoding="ascii")
    assert client.get(address(ROWS, release=older(releases))).status_code == 200


def test_a_remote_engine_holds_the_current_release_only(releases: Path) -> None:
    app = create_app(Config(releases=releases, store="http://127.0.0.1:9/query"))
    answer = app.test_client().get(address(ROWS, release=older(releases)))
    assert answer.status_code == 410
    assert app.test_client().get(address(ROWS, release="0123456789abcdef")).status_code == 404


def test_a_release_with_a_remote_store_of_its_own_is_asked_there(releases: Path) -> None:
    app = create_app(Config(releases=releases, store="http://127.0.0.1:9/{release}/query"))
    answer = app.test_client().get(address(ROWS, release=older(releases)))
    assert answer.status_code == 503

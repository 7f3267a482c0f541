"""A query that was answered whole is answered again without being worked on again, however it is asked."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
import samples
import served
from flask import Flask
from flask.testing import FlaskClient

from server import create_app
from server.config import Config
from server.release import current
from server.sparql import repeats
from server.sparql.engine import Answer, Question
from server.sparql.guard import Form, examine
from server.sparql.protocol import formats_of
from server.sparql.views import ENGINE, REPEATS

ROWS = "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 7"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
LONG = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 15000"
Forget = Callable[[], None]


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return samples.release(tmp_path_factory.mktemp("published"))


@pytest.fixture(scope="module")
def app(releases: Path) -> Iterator[Flask]:
    with served.lent(Config(releases=releases, query_seconds=20, processes=1, result_bytes=4_000_000)) as made:
        yield made


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    app.extensions[REPEATS] = repeats.Repeats(64_000_000)
    app.extensions["pacte.front"]._answers.clear()
    return app.test_client()


@pytest.fixture
def idle(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Forget:
    """Return what makes every later question to the engine an error."""

    def refuse(_: object) -> None:
        pytest.fail("the engine was asked")

    return lambda: monkeypatch.setattr(app.extensions[ENGINE], "answer", refuse)


def place(query: str, **fields: str) -> str:
    return "/sparql?" + urlencode({"query": query, **fields})


def test_a_query_is_known_again_whichever_way_it_is_asked(client: FlaskClient, idle: Forget) -> None:
    first = client.get(place(ROWS, format="csv"))
    idle()
    for again in (
        client.get(place(ROWS), headers={"Accept": "text/csv"}),
        client.get(place(ROWS, format="csv", release=first.headers["X-Release"])),
        client.post("/sparql", data={"query": ROWS}, headers={"Accept": "text/csv"}),
        client.post("/sparql?format=csv", data=ROWS, content_type="application/sparql-query"),
    ):
        assert (again.status_code, again.data) == (200, first.data)
        assert (again.headers["X-Rows"], again.headers["X-Complete"]) == ("7", "true")
        assert again.headers["X-Query-Digest"] == first.headers["X-Query-Digest"]


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        (ROWS, {"format": "json"}),
        (ROWS + " ", {"format": "csv"}),
        (ROWS, {"format": "csv", "named-graph-uri": samples.SOURCE}),
    ],
)
def test_another_format_text_or_graph_is_another_question(
    client: FlaskClient, idle: Forget, query: str, fields: dict[str, str]
) -> None:
    client.get(place(ROWS, format="csv"))
    idle()
    with pytest.raises(pytest.fail.Exception):
        client.get(place(query, **fields))


def test_a_query_that_may_answer_otherwise_each_time_is_asked_each_time(client: FlaskClient) -> None:
    answers = {client.get(place("SELECT (RAND() AS ?x) {}", format="csv")).data for _ in range(2)}
    assert len(answers) == 2


def test_a_long_answer_is_kept_once_its_reader_has_it_whole(client: FlaskClient, idle: Forget) -> None:
    first = client.get(place(LONG, format="csv"))
    head = client.head(place(LONG, format="csv"))
    idle()
    again = client.post("/sparql", data={"query": LONG, "format": "csv"})
    assert again.data == first.data
    assert again.headers["X-Rows"] == "15000"
    assert int(head.headers["Content-Length"]) == int(again.headers["Content-Length"]) == len(first.data)


def test_an_answer_that_fails_is_not_kept(client: FlaskClient, idle: Forget) -> None:
    assert client.get(place("SELECT * { ?a ?b ?c . ?d ?e ?f }")).status_code == 422
    idle()
    with pytest.raises(pytest.fail.Exception):
        client.get(place("SELECT * { ?a ?b ?c . ?d ?e ?f }"))


def test_the_answers_of_a_release_are_not_given_for_another(tmp_path: Path) -> None:
    folder = samples.release(tmp_path / "published")
    app = create_app(Config(releases=folder, query_seconds=20, processes=1))
    before = app.test_client().get(place(COUNT, format="csv"))
    newer = current(samples.release(tmp_path / "newer", [served.stated("contrat/x", "x:p", "neuf")])).folder
    shutil.move(newer, folder / "releases" / newer.name)
    (folder / "current").unlink()
    (folder / "current").symlink_to(Path("releases") / newer.name)
    after = app.test_client().get(place(COUNT, format="csv"))
    app.extensions[ENGINE].close()
    assert after.headers["X-Release"] == newer.name
    assert int(after.data.split()[1]) == int(before.data.split()[1]) + 1


def test_what_is_kept_is_bounded(releases: Path) -> None:
    kept, release, format_ = repeats.Repeats(5000), current(releases), formats_of(Form.ASK)[0]
    for number in range(9):
        query = examine(f"ASK {{ ?x{number} ?p ?o }}", 1000, f"{samples.BASE}sparql", ())
        kept.answer(Question(query, release, format_), lambda: Answer(3, [b"yes"]))
    assert kept._bytes <= 5000
    assert 1 <= len(kept._answers) <= 4


def test_an_answer_of_unknown_make_is_passed_on(releases: Path) -> None:
    query = examine("ASK {}", 1000, f"{samples.BASE}sparql", ())
    kept, asked = repeats.Repeats(64_000_000), Question(query, current(releases), formats_of(Form.ASK)[0])
    for _ in range(2):
        assert b"".join(kept.answer(asked, lambda: Answer(None, iter([b"y", b"es"])))) == b"yes"
    assert not kept._answers

"""Validators, freshness, languages and the thin layer in front: the same answer, given without being made again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import samples
import served
from flask import Flask, g
from flask.testing import FlaskClient
from werkzeug.test import Client, TestResponse

from server import create_app, front, responses
from server.config import Config
from server.editions import edition
from server.index import KINDS
from server.parameters import OF_KINDS, READ
from server.store import Embedded

PAGES = ["/", "/recherche?q=exemple", served.CONTRACT, f"{served.CONTRACT}.ttl", "/def", "/catalogue", "/dumps/"]
Forget = Callable[[], None]


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    return served.app(tmp_path)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def silent(monkeypatch: pytest.MonkeyPatch) -> Forget:
    """Return what makes every later question to the store an error."""

    def refuse(*_: object, **__: object) -> None:
        pytest.fail("the store was asked")

    def forget() -> None:
        for method in ("select", "construct", "ask"):
            monkeypatch.setattr(Embedded, method, refuse)

    return forget


@pytest.mark.parametrize("path", PAGES)
def test_a_reader_who_has_the_answer_is_not_sent_it_again(client: FlaskClient, path: str) -> None:
    first = client.get(path)
    tag = first.headers["ETag"]
    again = client.get(path, headers={"If-None-Match": f'"other", {tag}'})
    assert not tag.startswith("W/")
    assert (again.status_code, again.data) == (304, b"")
    assert {name: again.headers.get(name) for name in ("ETag", "Vary", "Cache-Control", "Last-Modified")} == {
        name: first.headers.get(name) for name in ("ETag", "Vary", "Cache-Control", "Last-Modified")
    }
    assert again.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("path", PAGES)
def test_a_validator_is_checked_without_asking_the_store(app: Flask, silent: Forget, path: str) -> None:
    tag = app.test_client().get(path).headers["ETag"]
    fresh = create_app(app.extensions["pacte"]._config).test_client()
    silent()
    assert fresh.get(path, headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("path", [*PAGES, "/id/contrat/crte-200099999", "/def/context.jsonld"])
def test_an_answer_already_made_is_given_without_asking_the_store(
    client: FlaskClient, silent: Forget, path: str
) -> None:
    first = client.get(path)
    silent()
    again = client.get(path)
    head = client.head(path)
    assert (again.status_code, again.data, again.headers) == (first.status_code, first.data, first.headers)
    assert (head.status_code, head.data, head.headers) == (first.status_code, b"", first.headers)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("first", ["", "added=0"])
def test_what_an_address_says_and_no_page_reads_makes_no_other_page(
    client: FlaskClient, silent: Forget, path: str, first: str
) -> None:
    mark = "&" if "?" in path else "?"
    made = client.get(f"{path}{mark}{first}")
    silent()
    for added in ("added=1", "lang=xx", "lang=xx&lang=yy&fbclid=a%20b"):
        again = client.get(f"{path}{mark}{added}")
        assert (again.data, again.headers["ETag"]) == (made.data, made.headers["ETag"])
        assert b"added" not in again.data


@pytest.mark.parametrize(
    ("path", "added"),
    [
        ("/doc/commune/99001", "date=2021"),
        ("/doc/commune/99001", "page=2"),
        (served.CONTRACT, "debut=1&fin=2"),
        (served.CONTRACT, "page=2"),
    ],
)
def test_a_page_about_a_thing_reads_what_its_kind_has(
    client: FlaskClient, silent: Forget, path: str, added: str
) -> None:
    made = client.get(path)
    silent()
    assert client.get(f"{path}?{added}").headers["ETag"] == made.headers["ETag"]


def test_another_accept_that_leads_to_the_same_format_makes_no_other_page(client: FlaskClient, silent: Forget) -> None:
    made = client.get("/", headers={"Accept": "text/html"})
    silent()
    again = client.get("/", headers={"Accept": "text/html, a/b;q=0.1"})
    assert (again.data, again.headers["ETag"]) == (made.data, made.headers["ETag"])


def test_addresses_with_parameters_that_no_page_reads_push_no_page_out(tmp_path: Path, silent: Forget) -> None:
    with served.lent(Config(releases=samples.release(tmp_path), kept_bytes=400_000)) as app:
        client = app.test_client()
        kept = client.get("/def")
        for number in range(60):
            client.get(f"/?added={number}")
        silent()
        assert client.get("/def").data == kept.data


def test_every_parameter_that_a_page_reads_belongs_to_a_view(app: Flask) -> None:
    assert READ.keys() <= {rule.endpoint for rule in app.url_map.iter_rules()}
    assert set(KINDS) >= OF_KINDS.keys()


def test_the_date_of_the_release_is_a_weaker_validator(client: FlaskClient) -> None:
    first = client.get(served.CONTRACT)
    assert first.headers["Last-Modified"] == "Sun, 22 Nov 2026 04:00:00 GMT"
    assert client.get("/catalogue", headers={"If-Modified-Since": first.headers["Last-Modified"]}).status_code == 304
    assert client.get("/doc/a/b", headers={"If-Modified-Since": first.headers["Last-Modified"]}).status_code == 404
    assert client.get("/doc/a/b", headers={"If-None-Match": "*"}).status_code == 404


def test_each_representation_has_its_own_validator(client: FlaskClient) -> None:
    asked = [
        (served.CONTRACT, {}),
        (served.CONTRACT, {"Accept": "text/turtle"}),
        (served.CONTRACT, {"Accept": "application/trig"}),
        (served.CONTRACT, {"Accept-Language": "en"}),
        (f"{served.CONTRACT}?lang=en", {}),
        (f"{served.CONTRACT}.html", {}),
        (f"{served.CONTRACT}.ttl", {}),
        ("/doc/contrat/cte-200099999", {}),
    ]
    tags = [client.get(path, headers=headers).headers["ETag"] for path, headers in asked]
    assert len(set(tags)) == len(tags)


def test_validators_change_with_the_software_that_makes_the_pages(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = client.get("/catalogue?a").headers["ETag"]
    with monkeypatch.context() as patched:
        patched.setattr(responses, "software", lambda: "another version")
        after = client.get("/catalogue?b").headers["ETag"], client.get("/catalogue", query_string="a").headers["ETag"]
    assert before not in after[:1]
    assert len(responses.software()) == 64


@pytest.mark.parametrize(
    ("path", "headers", "vary", "language"),
    [
        (served.CONTRACT, {}, "Accept, Accept-Language", "fr"),
        (served.CONTRACT, {"Accept-Language": "en-GB, fr;q=0.5"}, "Accept, Accept-Language", "en"),
        (f"{served.CONTRACT}?lang=en", {"Accept-Language": "fr"}, "Accept", "en"),
        (f"{served.CONTRACT}?lang=xx", {}, "Accept, Accept-Language", "fr"),
        (f"{served.CONTRACT}.html", {}, "Accept-Language", "fr"),
        (f"{served.CONTRACT}.html?lang=fr", {}, None, "fr"),
        (f"{served.CONTRACT}.ttl", {}, None, None),
        (served.CONTRACT, {"Accept": "text/turtle"}, "Accept", None),
        ("/", {}, "Accept-Language", "fr"),
    ],
)
def test_an_answer_varies_only_with_what_chose_it(
    client: FlaskClient, path: str, headers: dict[str, str], vary: str | None, language: str | None
) -> None:
    answer = client.get(path, headers=headers)
    assert answer.headers.get("Vary") == vary
    assert answer.headers.get("Content-Language") == language


def test_kept_answers_are_told_apart_by_what_the_client_accepts(client: FlaskClient) -> None:
    for _ in range(2):
        assert client.get(served.CONTRACT, headers={"Accept": "text/turtle"}).mimetype == "text/turtle"
        assert client.get(served.CONTRACT, headers={"Accept": "text/html"}).mimetype == "text/html"
        assert 'lang="en"' in client.get("/", headers={"Accept-Language": "en"}).get_data(as_text=True)
        assert 'lang="fr"' in client.get("/", headers={"Accept-Language": "fr"}).get_data(as_text=True)


def test_what_is_kept_is_bounded_the_oldest_use_going_first(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, silent: Forget
) -> None:
    size = len(client.get(f"{served.CONTRACT}?date=2020").data)
    monkeypatch.setattr(client.application.extensions["pacte.front"], "_most", 5 * size)
    for number in range(5):
        client.get(f"{served.CONTRACT}?date=202{number}")
    silent()
    assert client.get(f"{served.CONTRACT}?date=2024").status_code == 200
    with pytest.raises(pytest.fail.Exception):
        client.get(f"{served.CONTRACT}?date=2020")


def test_a_great_answer_is_not_kept(client: FlaskClient, monkeypatch: pytest.MonkeyPatch, silent: Forget) -> None:
    monkeypatch.setattr(client.application.extensions["pacte.front"], "_most", 400)
    assert client.get("/").status_code == 200
    silent()
    with pytest.raises(pytest.fail.Exception):
        client.get("/")


@pytest.mark.parametrize("path", ["/doc/contrat/inconnu", "/health", "/doc/contrat/crte-200099999?lien=x"])
def test_an_error_or_a_state_is_never_kept(client: FlaskClient, silent: Forget, path: str) -> None:
    client.get(path)
    silent()
    with pytest.raises(pytest.fail.Exception):
        client.get(path)


def test_head_is_answered_as_get_without_a_body(client: FlaskClient) -> None:
    head = client.head(f"{served.CONTRACT}.ttl")
    get = client.get(f"{served.CONTRACT}.ttl")
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["Content-Length"] == get.headers["Content-Length"] == str(len(get.data))


@pytest.mark.parametrize("asked", ["/pacte/doc/contrat/crte-200099999", "/doc/contrat/crte-200099999"])
def test_a_base_with_a_path_is_honoured_whether_the_proxy_takes_it_off_or_not(tmp_path: Path, asked: str) -> None:
    folder = served.rebased(samples.release(tmp_path), "http://localhost:8000/pacte/")
    client = create_app(Config(releases=folder)).test_client()
    answer = client.get(asked)
    assert answer.status_code == 404  # the sample's quads keep their first base
    assert 'href="/pacte/static/pacte.css"' in answer.get_data(as_text=True)
    with client.get("/pacte/static/pacte.css") as style:
        assert style.status_code == 200
    assert client.get("/pacte").status_code == client.get("/pacte/").status_code == client.get("/").status_code == 200
    assert client.get("/pactes").status_code == 404


def test_an_application_that_writes_before_it_returns_is_given_whole() -> None:
    def old(_environ: object, start_response: Callable[..., Callable[[bytes], object]]) -> list[bytes]:
        start_response("200 OK", [("Content-Type", "text/plain")])(b"first ")
        return [b"then"]

    answer: TestResponse = Client(front.Front(old, lambda: "x", "/", 64_000_000)).get("/")
    assert answer.data == b"first then"


def test_a_posted_request_is_known_again_by_its_body() -> None:
    asked: list[bytes] = []

    def app(environ: dict[str, object], start_response: Callable[..., Callable[[bytes], object]]) -> list[bytes]:
        start_response("200 OK", [("Content-Type", "text/plain")])
        environ[responses.KEPT] = True
        asked.append(b"once more")
        return [b"answer"]

    client = Client(front.Front(app, lambda: "x", "/", 64_000_000))
    for body, count in [(b"a=1", 1), (b"a=1", 1), (b"a=2", 2)]:
        assert client.post("/", environ_overrides={responses.BODY: body}).data == b"answer"
        assert len(asked) == count
    assert client.get("/").data == b"answer"
    client.post("/", environ_overrides={responses.BODY: b"a=1"}, content_type="text/plain")
    client.post("/")
    assert len(asked) == 5


def test_an_answer_is_closed_when_it_has_been_read_and_when_it_is_kept() -> None:
    closed: list[str] = []

    class Chunks(list[bytes]):
        def close(self) -> None:
            closed.append("closed")

    def app(environ: dict[str, object], start_response: Callable[..., Callable[[bytes], object]]) -> list[bytes]:
        write = start_response("200 OK", [("Content-Type", "text/plain")])
        if environ["PATH_INFO"] == "/written":
            write(b"first")
        environ[responses.KEPT] = environ["PATH_INFO"] == "/kept"
        return Chunks([b"then"])

    client = Client(front.Front(app, lambda: "x", "/", 64_000_000))
    for path in ("/", "/written", "/kept"):
        closed.clear()
        client.get(path).close()
        assert closed == ["closed"]


def test_one_request_is_served_from_one_edition(app: Flask) -> None:
    with app.test_request_context("/"):
        first = edition()
        assert edition() is first is g.edition
    with app.app_context():
        assert edition() is first

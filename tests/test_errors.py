from __future__ import annotations

from pathlib import Path

import pytest
import served
from flask import Flask
from flask.testing import FlaskClient

from server.store import Embedded, StoreUnavailable

MISSING = "/doc/contrat/inconnu"


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    return served.app(tmp_path)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.mark.parametrize(
    ("path", "accept", "media_type"),
    [
        (MISSING, None, "text/html"),
        (MISSING, "text/html", "text/html"),
        (MISSING, "application/json", "application/problem+json"),
        (MISSING, "application/problem+json", "application/problem+json"),
        (MISSING, "application/ld+json", "application/problem+json"),
        (MISSING, "text/plain", "text/plain"),
        (MISSING, "text/turtle", "text/plain"),
        (f"{MISSING}.ttl", None, "text/plain"),
        (f"{MISSING}.ttl", "*/*", "text/plain"),
        (f"{MISSING}.ttl", "text/html", "text/html"),
        (f"{MISSING}.html", "*/*", "text/html"),
        (f"{MISSING}.jsonld", "*/*", "application/problem+json"),
        ("/questions/inconnue.json", "*/*", "application/problem+json"),
        ("/questions/inconnue.json", None, "application/problem+json"),
        ("/questions/inconnue.json", "text/csv", "application/problem+json"),
        ("/nulle/part", None, "text/html"),
    ],
)
def test_an_error_is_told_in_the_format_that_was_asked_for(
    client: FlaskClient, path: str, accept: str | None, media_type: str
) -> None:
    answer = client.get(path, headers={"Accept": accept} if accept else {})
    assert (answer.status_code, answer.mimetype) == (404, media_type)
    assert answer.headers["Vary"] == "Accept, Accept-Language"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert path.rpartition(".")[0] in answer.get_data(as_text=True)


@pytest.mark.parametrize("path", ["/sparql", "/graphs"])
def test_a_program_is_told_of_a_wrong_method_in_a_problem_document(client: FlaskClient, path: str) -> None:
    answer = client.put(path, headers={"Accept": "*/*"})
    assert (answer.status_code, answer.mimetype) == (405, "application/problem+json")
    assert "GET" in answer.headers["Allow"]
    assert client.put(path, headers={"Accept": "text/html,*/*;q=0.8"}).mimetype == "text/html"


def test_a_problem_is_written_as_rfc_9457_says(client: FlaskClient) -> None:
    said = client.get(f"{MISSING}?lang=en", headers={"Accept": "application/problem+json"}).get_json()
    assert said == {
        "type": "about:blank",
        "title": "Page not found",
        "status": 404,
        "detail": f"Nothing is published at {MISSING}.",
        "instance": MISSING,
        "exists": [{"title": "Contracts", "href": "/recherche?type=contrat&lang=en"}],
    }


def test_a_text_lists_what_exists(client: FlaskClient) -> None:
    said = client.get(MISSING, headers={"Accept": "text/plain"}).get_data(as_text=True)
    assert said == (
        f"404 Page introuvable\nRien n’est publié à l’adresse {MISSING}.\n* Contrats /recherche?type=contrat\n"
    )


def test_an_address_is_shown_and_never_becomes_markup(client: FlaskClient) -> None:
    page = client.get("/doc/%3Cscript%3E/x").get_data(as_text=True)
    assert "&lt;script&gt;" in page
    assert "<script" not in page


def test_a_method_that_changes_is_refused_with_those_that_are_answered(client: FlaskClient) -> None:
    answer = client.delete(served.CONTRACT, headers={"Accept": "application/json"})
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    assert "DELETE" in answer.get_json()["detail"]


def test_a_trailing_slash_may_be_left_out(client: FlaskClient) -> None:
    answer = client.get("/dumps")
    assert (answer.status_code, answer.mimetype) == (200, client.get("/dumps/").mimetype)
    assert f'<{served.BASE}dumps/>; rel="canonical"' in answer.headers["Link"]


def test_a_store_that_does_not_answer_is_an_error_for_a_while(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise StoreUnavailable("http://127.0.0.1:1/", "refused")

    monkeypatch.setattr(Embedded, "select", fail)
    monkeypatch.setattr(Embedded, "ask", fail)
    answer = client.get(served.CONTRACT, headers={"Accept": "text/plain"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "127.0.0.1" not in answer.get_data(as_text=True)
    assert "http://127.0.0.1:1/: refused" in caplog.text
    health = client.get("/health")
    assert (health.status_code, health.get_json()["status"]) == (503, "failing")


def test_a_fault_of_the_service_is_told_without_its_details(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(Embedded, "select", fail)
    answer = app.test_client().get("/")
    assert answer.status_code == 500
    assert "Le service n’a pas pu répondre" in answer.get_data(as_text=True)
    assert "secret" not in answer.get_data(as_text=True)
    assert "secret detail" in caplog.text


def test_a_refusal_of_another_kind_has_its_own_words(client: FlaskClient) -> None:
    answer = client.get("/dumps/pacte.nq.gz", headers={"Range": "bytes=99999999-", "Accept": "text/plain"})
    assert answer.status_code == 416
    assert answer.get_data(as_text=True).startswith("416 Plage impossible")

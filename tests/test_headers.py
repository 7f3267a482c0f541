from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest
import served
from flask.testing import FlaskClient

PAGES = [
    "/",
    "/recherche?q=exemple",
    served.CONTRACT,
    f"{served.SOURCE_PAGE}?debut=75&fin=93",
    "/doc/commune/99001",
    "/def",
    "/def/contract-kind",
    "/catalogue",
    "/dumps/",
    "/sparql",
    "/questions",
    "/doc/contrat/inconnu",
]
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
EDITOR = "; script-src 'self'; connect-src 'self'"


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    return served.client(tmp_path)


@pytest.mark.parametrize("path", [*PAGES, "/health", "/id/contrat/inconnu", "/nulle/part", f"{served.CONTRACT}.ttl"])
def test_every_answer_is_safe_to_show_and_open_to_read(client: FlaskClient, path: str) -> None:
    headers = client.get(path, headers={"Origin": "https://ailleurs.exemple"}).headers
    assert headers["Content-Security-Policy"] == POLICY + (EDITOR if path == "/sparql" else "")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in headers


def test_a_script_may_see_every_header_that_matters_errors_included(client: FlaskClient) -> None:
    seen = client.get(f"{served.CONTRACT}.ttl").headers["Access-Control-Expose-Headers"].split(", ")
    assert {"ETag", "Link"} <= set(seen)
    assert "Location" in client.get("/id/contrat/crte-200099999").headers["Access-Control-Expose-Headers"]
    assert "Vary" in client.get("/nulle/part").headers["Access-Control-Expose-Headers"]


def test_a_browser_that_asks_first_is_told_what_it_may_send(client: FlaskClient) -> None:
    asked = {"Origin": "https://a.fr", "Access-Control-Request-Method": "POST"}
    headers = client.options("/sparql", headers=asked).headers
    assert "POST" in headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in headers["Access-Control-Allow-Headers"]
    assert headers["Access-Control-Max-Age"] == "86400"


@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_a_script_an_inline_style_or_anything_from_elsewhere(client: FlaskClient, path: str) -> None:
    page = client.get(path, headers={"Accept": "text/html"}).get_data(as_text=True)
    own = '<script type="module" src="/static/editor.js"></script>'
    page = page.replace(own, "") if path == "/sparql" else page
    assert not re.search(r"<script|<style|<iframe|<object|<embed|<base| style=| on[a-z]+=", page)
    loaded = re.findall(r'<(?:img|link rel="(?:stylesheet|icon)")[^>]*(?:src|href)="([^"]*)"', page)
    assert loaded
    assert all(address.startswith("/static/") for address in loaded)


def test_the_style_sheet_loads_nothing() -> None:
    css = files("server").joinpath("static", "pacte.css").read_text(encoding="utf-8")
    assert not re.search(r"url\(|@import|@font-face", css)

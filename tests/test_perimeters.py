"""The communes of a contract's territory at a date: on its page, and by a stored question."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
import samples
import served
from flask.testing import FlaskClient


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    return served.client(tmp_path)


def perimeter(client: FlaskClient, address: str) -> str:
    page = client.get(address).get_data(as_text=True)
    found = re.search(r'<section aria-labelledby="perimeter">(.*?)</section>', page, re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", found[1])).split()) if found else ""


def test_a_contract_shows_its_perimeter_as_signed_and_as_of_today(client: FlaskClient) -> None:
    told = perimeter(client, served.CONTRACT)
    assert "Aujourd’hui : 1 commune." in told
    # The oldest edition that the sample keeps is that of 2023.
    assert "À la signature (9 juillet 2021), d’après l’édition 2023 du référentiel : 2 communes." in told
    assert "Qui n’en sont plus, ou n’existent plus 1 Vieux-Port" in told


def test_a_date_in_the_address_gives_the_perimeter_of_that_year(client: FlaskClient) -> None:
    told = perimeter(client, f"{served.CONTRACT}?date=2023-06-30")
    assert "À la date demandée (30 juin 2023), d’après l’édition 2023 du référentiel : 2 communes." in told
    assert "Vieux-Port" in told
    later = perimeter(client, f"{served.CONTRACT}?date=2025")
    assert "d’après l’édition 2025 du référentiel : 1 commune. Les mêmes communes." in later


def test_an_intercommunality_has_a_perimeter_too(client: FlaskClient) -> None:
    assert "2 communes" in perimeter(client, "/doc/epci/200099999?date=2023")
    assert perimeter(client, "/doc/commune/99001") == ""


@pytest.mark.parametrize("date", ["hier", "2021-02-30", "99999"])
def test_a_date_that_is_none_is_refused(date: str, client: FlaskClient) -> None:
    response = client.get(f"{served.CONTRACT}?date={date}", headers={"Accept": "text/html"})
    assert response.status_code == 400
    assert "AAAA-MM-JJ" in response.get_data(as_text=True)


def test_an_old_code_leads_to_what_it_became(client: FlaskClient) -> None:
    page = client.get("/doc/commune/99002").get_data(as_text=True)
    assert "Ancien territoire" in page
    assert 'href="/doc/commune/99001"' in page
    assert "Remplacé par" in page.partition('id="identity"')[2].partition("</section>")[0]


@pytest.mark.parametrize(
    "asked", ["perimeter-at-a-date.json?contract=crte-200099999", "territory-at-a-date.json?whole=epci/200099999"]
)
def test_the_question_gives_what_the_page_gives(asked: str, client: FlaskClient) -> None:
    rows = client.get(f"/questions/{asked}&date=2023-06-30").get_json()["rows"]
    assert {row["code"]: row.get("heir") for row in rows} == {
        "99001": None,
        "99002": f"{samples.BASE}id/commune/99001",
    }
    later = client.get(f"/questions/{asked}&date=2025").get_json()["rows"]
    assert {row["code"] for row in later} == {"99001"}

"""From a name that two communes bear to the page of the contract that it kept from being read, as an operator goes.

« Le maire de Saint-Jumeau, Paul Martin, a signé le vendredi 9 juillet 2021 avec l'État le contrat de ville de
Saint-Jumeau, pour la période 2021-2026. »
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import jumeau
import pytest
from flask.testing import FlaskClient
from jumeau import PAGE, pacte

from server import create_app
from server.config import Config
from server.sparql.views import ENGINE

SOURCE = "/doc/source/901-saint-jumeau"
CONTRACT = "/doc/contrat/contrat-de-ville-99011-2021"
WHO = ("--by", "Service des données", "--on", "2026-11-26", "--why")


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return jumeau.seeds(tmp_path_factory.mktemp("journey"))


def page(client: FlaskClient, address: str) -> str:
    response = client.get(address, headers={"Accept-Language": "fr"})
    assert response.status_code == 200, address
    return response.get_data(as_text=True)


def answers(client: FlaskClient, question: str) -> list[dict[str, str]]:
    text = client.get(f"/questions/{question}").get_data(as_text=True)
    return list(csv.DictReader(io.StringIO(text, newline="")))


@dataclass(frozen=True)
class Journey:
    """A service that went on while the release under it was built, corrected and built again."""

    client: FlaskClient
    undecided: str
    source: str
    contract: int
    built: str


@pytest.fixture(scope="module")
def journey(seeds: Path) -> Iterator[Journey]:
    out = seeds.parent / "out"
    pacte("build", seeds, "--out", out)
    app = create_app(Config(releases=out))
    client = app.test_client()
    before = (page(client, "/undecided"), page(client, SOURCE), client.get(CONTRACT).status_code)
    correct = partial(pacte, "correct", "--seeds", seeds, *WHO)
    where = ("--source", PAGE, "--words", "Saint-Jumeau", "--value", "commune/99011")
    correct("Confirmé par la mairie.", "choose", *where)
    day = ("--subject", "contrat/crte-200099999", "--property", "ct:signedOn", "--value", "2021-07-10")
    correct("Date portée sur l'original.", "add", *day)
    correct("Nom d'usage.", "merge", "--subject", "personne/paul-martin", "--into", "personne/paul-modele")
    yield Journey(client, *before, pacte("build", seeds, "--out", out).stdout)
    app.extensions[ENGINE].close()


@pytest.fixture
def client(journey: Journey) -> FlaskClient:
    return journey.client


def test_an_undecided_name_becomes_a_page(journey: Journey) -> None:
    assert journey.contract == 404
    assert "<strong>Saint-Jumeau</strong>" in journey.undecided
    assert "Laissé indécis dans ce document" in journey.source
    assert "corrections : 3, dont sans effet : 0." in journey.built
    told = page(journey.client, CONTRACT)
    assert "Saint-Jumeau" in told
    assert "9 juillet 2021" in told
    assert "choisi par Service des données le 2026-11-26" in told
    assert "Rien : tout ce qui a été reconnu a été tranché." in page(journey.client, "/undecided")
    decided = 'Choix</span> par Service des données, le 26 novembre 2026\u202f: <span lang="fr">Confirmé par la mairie.'
    assert decided in page(journey.client, SOURCE)


def test_an_added_value_and_the_one_it_contradicts_are_told_with_their_words(client: FlaskClient) -> None:
    told = page(client, "/doc/contrat/crte-200099999")
    assert "les sources diffèrent" in told
    assert "Ajout</span> par Service des données" in told
    rows = [row for row in answers(client, "disagreements.csv") if row["thing"].endswith("/contrat/crte-200099999")]
    assert [(row["value"], row["quote"]) for row in rows] == [
        ("2021-07-09", "vendredi 9 juillet 2021"),
        ("2021-07-10", "Date portée sur l'original."),
    ]


def test_what_a_page_says_is_what_it_says_and_no_decision(client: FlaskClient) -> None:
    rows = answers(client, "what-a-source-says.csv?source=900-val-d-exemple-crte")
    assert rows
    assert [row for row in rows if not row["quote"] or row["value"] == "2021-07-10"] == []
    rows = answers(client, "what-a-source-says.csv?source=corrections")
    assert [row["quote"] for row in rows] == ["Date portée sur l'original."]


def test_a_merged_person_is_one_under_the_address_that_stays(client: FlaskClient) -> None:
    assert client.get("/id/personne/paul-martin").headers["Location"].endswith("/id/personne/paul-modele")
    told = page(client, "/doc/personne/paul-modele")
    assert "Paul Martin" in told
    assert "Fusion</span> par Service des données" in told
    assert "paul-modele" in page(client, CONTRACT)


def test_the_decisions_are_a_source_that_can_be_read_and_downloaded(client: FlaskClient) -> None:
    told = page(client, "/doc/source/corrections")
    assert "[[correction]]" in told
    assert "Date portée sur l&#39;original.</a></mark>" in told
    with client.get("/dumps/corrections.nt.gz") as response:
        assert response.status_code == 200


def test_a_correction_that_breaks_a_rule_is_refused_with_its_line_and_its_reason(tmp_path: Path) -> None:
    home = jumeau.seeds(tmp_path)
    fact = ("--subject", "contrat/crte-200099999", "--property", "ct:party", "--value", "commune/99001")
    pacte("correct", "add", *fact, "--seeds", home, *WHO, "Partie au contrat.")
    found = pacte("check", home, code=1)
    assert re.search(r"corrections\.toml, ligne \d+ : « Partie au contrat\. »", found.stdout)

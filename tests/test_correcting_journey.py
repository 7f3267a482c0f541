"""From a name that two communes bear to the page of the contract that it kept from being read, as an operator goes.

« Le maire de Saint-Jumeau, Paul Martin, a signé le vendredi 9 juillet 2021 avec l'État le contrat de ville de
Saint-Jumeau, pour la période 2021-2026. »
"""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from loaders import cli
from server import create_app
from server.config import Config
from server.sparql.views import ENGINE

CASES = Path(__file__).parent / "cases"
JUMEAU = "901-saint-jumeau.txt"
CONTRACT = "/doc/contrat/contrat-de-ville-99011-2021"
WHO = ("--by", "Service des données", "--on", "2026-11-26", "--why")


def pacte(*words: str | Path) -> str:
    found = CliRunner().invoke(cli.main, [str(word) for word in words], env={"PACTE_BASE": "", "PACTE_RELEASES": ""})
    assert found.exit_code == 0, found.output
    return found.stdout


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = Path(shutil.copytree(CASES / "seeds" / "small", tmp_path_factory.mktemp("journey") / "seeds"))
    shutil.copy(CASES / "corrections" / JUMEAU, home / "documents")
    with (home / "territories" / "communes.csv").open("a", encoding="utf-8") as table:
        table.write(
            "99010,Saint-Jumeau,219900010,99,991,200099999,10\n99011,Saint-Jumeau,219900011,99,991,200099999,20\n"
        )
    return home


@pytest.fixture(scope="module")
def client(seeds: Path) -> Iterator[FlaskClient]:
    """A service that goes on while the release under it is built, corrected and built again."""
    out = seeds.parent / "out"
    pacte("build", seeds, "--out", out)
    app = create_app(Config(releases=out))
    yield app.test_client()
    app.extensions[ENGINE].close()


def page(client: FlaskClient, address: str) -> str:
    response = client.get(address, headers={"Accept-Language": "fr"})
    assert response.status_code == 200, address
    return response.get_data(as_text=True)


def answers(client: FlaskClient, question: str) -> list[dict[str, str]]:
    text = client.get(f"/questions/{question}").get_data(as_text=True)
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_an_undecided_name_becomes_a_page(client: FlaskClient, seeds: Path) -> None:
    assert client.get(CONTRACT).status_code == 404
    assert "<strong>Saint-Jumeau</strong>" in page(client, "/undecided")
    assert "Laissé indécis dans ce document" in page(client, "/doc/source/901-saint-jumeau")

    where = ("--source", JUMEAU, "--words", "Saint-Jumeau", "--value", "commune/99011", "--seeds", seeds)
    pacte("correct", "choose", *where, *WHO, "Confirmé par la mairie.")
    day = ("--subject", "contrat/crte-200099999", "--property", "ct:signedOn", "--seeds", seeds)
    pacte("correct", "add", *day, "--value", "2021-07-10", *WHO, "Date portée sur l'original.")
    pacte(
        "correct",
        "merge",
        "--subject",
        "personne/paul-martin",
        "--into",
        "personne/paul-modele",
        "--seeds",
        seeds,
        *WHO,
        "Nom d'usage.",
    )
    assert "corrections : 3, dont sans effet : 0." in pacte("build", seeds, "--out", seeds.parent / "out")

    told = page(client, CONTRACT)
    assert "Saint-Jumeau" in told
    assert "9 juillet 2021" in told
    assert "Rien : tout ce qui a été reconnu a été tranché." in page(client, "/undecided")
    source = page(client, "/doc/source/901-saint-jumeau")
    assert (
        'Choix</span> par Service des données, le 26 novembre 2026\u202f: <span lang="fr">Confirmé par la mairie.'
        in source
    )


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


def test_a_correction_that_breaks_a_rule_is_refused_with_its_line_and_its_reason(seeds: Path, tmp_path: Path) -> None:
    home = Path(shutil.copytree(seeds, tmp_path / "seeds"))
    fact = ("--subject", "contrat/crte-200099999", "--property", "ct:party", "--value", "commune/99001")
    pacte("correct", "add", *fact, "--seeds", home, *WHO, "Partie au contrat.")
    found = CliRunner().invoke(cli.main, ["check", str(home)], env={"PACTE_BASE": "", "PACTE_RELEASES": ""})
    assert found.exit_code == 1
    assert re.search(r"corrections\.toml, ligne \d+ : « Partie au contrat\. »", found.stdout)

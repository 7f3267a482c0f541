"""The command that writes a correction: it is checked, its effect shown, and written among the others."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import jumeau
import pytest
from click.testing import Result
from jumeau import PAGE

from loaders import corrections

WHO = ("--by", "Service des données", "--why", "Vérifié auprès de la mairie.")
CHOOSE = ("choose", "--source", PAGE, "--words", "Saint-Jumeau", "--value", "commune/99011", *WHO)


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    return jumeau.seeds(tmp_path)


def correct(seeds: Path, *words: str, code: int = 0) -> Result:
    return jumeau.pacte("correct", *words, "--seeds", seeds, code=code)


def written(seeds: Path) -> list[dict[str, object]]:
    path = seeds / corrections.NAME
    return list(tomllib.loads(path.read_text(encoding="utf-8"))["correction"]) if path.exists() else []


def test_a_correction_is_written_after_its_effect_is_shown(seeds: Path) -> None:
    told = correct(seeds, *CHOOSE).stdout
    assert '[[correction]]\naction = "choose"\n' in told
    assert "+ contrat/contrat-de-ville-99011-2021 ct:covers commune/99011" in told
    assert "mentions tranchées : 2." in told
    assert told.endswith(f"{seeds / corrections.NAME}\n")
    assert written(seeds) == [
        {
            "action": "choose",
            "source": PAGE,
            "words": "Saint-Jumeau",
            "value": "commune/99011",
            "by": "Service des données",
            "on": datetime.now(UTC).date(),
            "why": "Vérifié auprès de la mairie.",
        }
    ]


def test_a_second_correction_goes_after_the_first_and_keeps_what_was_written(seeds: Path) -> None:
    correct(seeds, *CHOOSE)
    path = seeds / corrections.NAME
    path.write_text(f"# Nos décisions.\n{path.read_text(encoding='utf-8')}", encoding="utf-8")
    told = correct(seeds, "reject", "--subject", "personne/paul-modele", "--on", "2026-11-20", *WHO).stdout
    assert "- signature/crte-200099999-paul-modele ct:witness personne/paul-modele" in told
    assert path.read_text(encoding="utf-8").startswith("# Nos décisions.\n[[correction]]\n")
    assert [one["action"] for one in written(seeds)] == ["choose", "reject"]


def test_a_trial_writes_nothing(seeds: Path) -> None:
    told = correct(seeds, *CHOOSE, "--dry-run", "--lang", "en").stdout
    assert "mentions settled: 2." in told
    assert written(seeds) == []


def test_an_addition_shows_the_statement_that_it_brings(seeds: Path) -> None:
    fact = ("--subject", "contrat/crte-200099999", "--property", "ct:place", "--value", "la mairie")
    assert '+ contrat/crte-200099999 ct:place "la mairie"' in correct(seeds, "add", *fact, *WHO).stdout


def test_a_confirmation_shows_the_statements_that_it_confirms(seeds: Path) -> None:
    about = ("--subject", "contrat/crte-200099999", "--property", "ct:signedOn")
    assert '= contrat/crte-200099999 ct:signedOn "2021-07-09"' in correct(seeds, "confirm", *about, *WHO).stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("choose", "--source", PAGE, *WHO), "il manque ce que vise « choose » ; donner source + value + words"),
        (("reject", "--subject", "Paul", *WHO), "subject = 'Paul' : n'est pas l'adresse d'une chose"),
        (("reject", "--subject", "personne/absente", *WHO), "aucun document ne dit plus cela"),
        (("merge", "--subject", "commune/99010", "--into", "commune/99011", *WHO), "une table de référence décrit"),
    ],
)
def test_a_correction_that_is_ill_formed_or_applies_to_nothing_is_not_written(
    seeds: Path, words: tuple[str, ...], told: str
) -> None:
    said = correct(seeds, *words, code=3).stderr
    assert said.startswith(f"{seeds / corrections.NAME}:")
    assert told in said
    assert written(seeds) == []


def test_two_corrections_of_one_thing_are_refused(seeds: Path) -> None:
    correct(seeds, *CHOOSE)
    assert "la correction de la ligne 1 décide déjà de cela" in correct(seeds, *CHOOSE, code=3).stderr
    assert len(written(seeds)) == 1

"""The tables of territories are made from the publishers' files, alike each time, or not at all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from national import national

from loaders.tables.referential import PRINTED, make, referential
from loaders.tables.territories import TABLES

SEEDS = Path(__file__).resolve().parent.parent / "seeds" / "territories"
SMALL = Path(__file__).parent / "cases" / "territories"
ELSEWHERE = {"collectivites.csv", "anciens.csv", "appartenances.csv", "anciens-noms.csv"}
MADE = tuple(name for name in TABLES if name not in ELSEWHERE)
KEPT = """siren,name,acronym,form,department,population,members
200000004,Pays de la Main,PM,PETR,99,4,departement-99
200000009,Pôle,PE,SMO,99,1,200000001
"""


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """The publishers' files, tiny: package/*.json, banatic.csv, sirens.csv, and an `out` with rows kept by hand."""
    source: dict[str, Any] = json.loads((SMALL / "package.json").read_text(encoding="utf-8"))
    (tmp_path / "package").mkdir()
    for name, held in source["package"].items():
        (tmp_path / "package" / f"{name}.json").write_text(json.dumps(held), encoding="utf-8")
    for name in ("banatic.csv", "sirens.csv"):
        (tmp_path / name).write_text(source[name], encoding="utf-8")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "groupements.csv").write_text(KEPT, encoding="utf-8")
    return tmp_path


def run(files: Path) -> Result:
    names = ("package", "--groupings", "banatic.csv", "--sirens", "sirens.csv", "--out", "out")
    words = [word if word.startswith("--") else str(files / word) for word in names]
    return CliRunner().invoke(referential, words)


def made(files: Path) -> dict[str, list[str]]:
    return {name: (files / "out" / name).read_text(encoding="utf-8").splitlines() for name in MADE}


def test_the_tables_are_made_alike_each_time(files: Path) -> None:
    assert run(files).exit_code == 0
    first = made(files)
    assert run(files).exit_code == 0
    assert made(files) == first
    assert {name: tuple(lines[0].split(",")) for name, lines in first.items()} == {name: TABLES[name] for name in MADE}


def test_a_table_holds_what_its_publisher_prints(files: Path) -> None:
    done = run(files)
    found = made(files)
    assert found["communes.csv"][1:] == ["99001,Exemple-sur-Mer,219900001,99,991,200000001,1234"]
    assert found["departements.csv"][1:] == ["99,Exemples,des,metro,99,229900001"]
    assert found["regions.csv"][1:] == ["99,Région des Exemples,de la,metro,"]
    assert found["arrondissements.csv"][1:] == ["991,Exemple,99"]
    assert found["epci.csv"][1:] == ["200000001,CC du Val d'Exemple,CC,2000"]
    assert f"{files}/out/communes.csv: 1\n" in done.stdout


def test_groupings_kept_by_hand_stay_with_what_is_written_in_them(files: Path) -> None:
    run(files)
    assert made(files)["groupements.csv"][1:] == [
        "200000004,Pays de la Main,PM,PETR,99,4,departement-99",
        "200000006,SM du Pôle métropolitain de Rive,,SMO,99,6,",
        "200000008,PETR du Coin,,PETR,99,77,",
        "200000009,Pôle,PE,SMO,99,88,200000001",
    ]


def test_the_first_run_needs_no_grouping_kept_by_hand(files: Path) -> None:
    (files / "out" / "groupements.csv").unlink()
    assert run(files).exit_code == 0
    assert len(made(files)["groupements.csv"]) == 3


@pytest.mark.parametrize("name", PRINTED)
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[", "Expecting value"),
        ("{}", "not a list of objects"),
        ("[1]", "not a list of objects"),
        ('[{"code": "99"}]', "99: no member 'nom'"),
    ],
)
def test_another_file_than_the_publisher_prints_is_refused(files: Path, name: str, text: str, told: str) -> None:
    (files / "package" / f"{name}.json").write_text(text, encoding="utf-8")
    done = run(files)
    assert done.exit_code == 3
    assert f"{name}.json: {told}" in done.stderr
    assert not (files / "out" / "communes.csv").exists()


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("banatic.csv", "siren,libelle\n1,a\n", "banatic.csv:1: no column departement_code, nature, population"),
        ("banatic.csv", "siren,libelle,departement_code,nature,population\n1,a\n", "banatic.csv:2: another number of"),
        ("sirens.csv", "dep_name;dep_siren;reg_name;reg_siren\na;b;c;d;e\n", "sirens.csv:2: another number of cells"),
        ("sirens.csv", "", "sirens.csv:1: no column dep_name, dep_siren, reg_name, reg_siren"),
        ("out/groupements.csv", "siren,name\n", "groupements.csv:1: no column acronym"),
    ],
)
def test_a_table_without_its_columns_is_refused(files: Path, name: str, text: str, told: str) -> None:
    (files / name).write_text(text, encoding="utf-8")
    done = run(files)
    assert done.exit_code == 3
    assert told in done.stderr


def test_a_file_in_another_encoding_is_refused(files: Path) -> None:
    (files / "banatic.csv").write_bytes("siren,libellé\n".encode("windows-1252"))
    done = run(files)
    assert done.exit_code == 3
    assert "banatic.csv: 'utf-8' codec can't decode" in done.stderr


@pytest.mark.national
def test_the_groupings_of_the_seeds_are_those_of_banatic(files: Path) -> None:
    out = files / "out"
    (out / "groupements.csv").write_bytes((SEEDS / "groupements.csv").read_bytes())
    banatic = national("data", "banatic", "banatic.csv")
    sirens = national("data", "territories", "com_epci_dep_reg.csv")
    make(files / "package", banatic, sirens, out)
    assert (out / "groupements.csv").read_bytes() == (SEEDS / "groupements.csv").read_bytes()

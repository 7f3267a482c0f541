"""What territories were: tables made from yearly editions, and the quads that tell them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from click.testing import CliRunner
from territorial import objects, store

from loaders.faults import InvalidSeeds
from loaders.tables import territories
from loaders.tables.editions import editions, make
from ontology.names import CT, DCTERMS, RDF, RDFS, SKOS

SEEDS = Path(__file__).resolve().parent.parent / "seeds" / "territories"
SMALL = Path(__file__).parent / "cases" / "territories"


def commune(code: str, name: str, former: tuple[str, ...] = (), kind: str = "commune-actuelle") -> dict[str, Any]:
    return {"code": code, "nom": name, "type": kind, "departement": "99", "anciensCodes": list(former)}


def epci(siren: str, name: str, *members: str) -> dict[str, Any]:
    return {"code": siren, "nom": name, "membres": [{"code": code} for code in members]}


@pytest.fixture
def packages(tmp_path: Path) -> dict[int, Path]:
    """Three editions: a commune joins another, two intercommunalities become one, a name changes."""
    told = {
        2021: (
            [commune("99001", "Mer"), commune("99002", "Rive"), commune("99003", "Mont")],
            [epci("200000001", "CC A", "99001", "99002"), epci("200000002", "CC B", "99003")],
        ),
        2022: (
            [commune("99001", "Mer"), commune("99002", "Rive"), commune("99003", "Mont")],
            [epci("200000003", "CC C", "99001", "99002", "99003")],
        ),
        2023: (
            [
                commune("99001", "Mer-et-Rive", ("99002", "99009")),
                commune("99003", "Mont"),
                commune("99002", "Rive", kind="commune-deleguee"),
            ],
            [epci("200000003", "CC C", "99001", "99003")],
        ),
    }
    found = {}
    for year, (communes, intercommunalities) in told.items():
        found[year] = tmp_path / str(year)
        found[year].mkdir()
        (found[year] / "communes.json").write_text(json.dumps(communes), encoding="utf-8")
        (found[year] / "epci.json").write_text(json.dumps(intercommunalities), encoding="utf-8")
    return found


def rows(folder: Path, name: str) -> list[str]:
    return (folder / name).read_text(encoding="utf-8").splitlines()[1:]


def test_the_tables_say_what_the_editions_say_and_no_more(packages: dict[int, Path], tmp_path: Path) -> None:
    assert make(packages, tmp_path) == {"anciens.csv": 4, "appartenances.csv": 6, "anciens-noms.csv": 1}
    assert rows(tmp_path, "anciens.csv") == [
        "200000001,CC A,epci,2021,200000003",
        "200000002,CC B,epci,2021,200000003",
        "99002,Rive,commune,2022,99001",
        "99009,,commune,,99001",
    ]
    assert rows(tmp_path, "appartenances.csv") == [
        "99001-200000001-2021,99001,200000001,,2021",
        "99001-200000003-2022,99001,200000003,2022,",
        "99002-200000001-2021,99002,200000001,,2021",
        "99002-200000003-2022,99002,200000003,2022,2022",
        "99003-200000002-2021,99003,200000002,,2021",
        "99003-200000003-2022,99003,200000003,2022,",
    ]
    assert rows(tmp_path, "anciens-noms.csv") == ["99001-2022,99001,Mer,2022"]


def test_the_command_makes_the_tables_or_says_why_not(packages: dict[int, Path], tmp_path: Path) -> None:
    words = [f"{year}={folder}" for year, folder in packages.items()]
    done = CliRunner().invoke(editions, [*words, "--out", str(tmp_path)])
    assert (done.exit_code, done.output.count("\n")) == (0, 3)
    assert CliRunner().invoke(editions, [words[0]]).exit_code == 2
    (packages[2022] / "epci.json").write_text('[{"code": "1"}]', encoding="utf-8")
    spoiled = CliRunner().invoke(editions, [*words, "--out", str(tmp_path)])
    assert spoiled.exit_code == 3
    assert "'nom'" in spoiled.output


@pytest.fixture(scope="module")
def small() -> ox.Store:
    return store(territories.load(SMALL))


def test_a_commune_that_is_no_more_leads_to_what_replaced_it(small: ox.Store) -> None:
    assert objects(small, "commune/99003", DCTERMS.isReplacedBy) == {"commune/99001"}
    assert objects(small, "commune/99003", CT.lastEdition) == {"2023"}
    assert str(CT.FormerTerritory) in objects(small, "commune/99003", RDF.type)
    assert str(CT.Commune) not in objects(small, "commune/99003", RDF.type)
    assert objects(small, "commune/99004", RDFS.label) == {"Ancienne commune 99004"}
    assert objects(small, "commune/99004", CT.lastEdition) == set()
    assert objects(small, "epci/200000009", RDFS.label) == {"CC du Vieux Val"}


def test_a_belonging_says_from_which_edition_to_which(small: ox.Store) -> None:
    node = "appartenance/99003-200000001-2022"
    assert objects(small, node, CT.part) == {"commune/99003"}
    assert objects(small, node, CT.whole) == {"epci/200000001"}
    assert (objects(small, node, CT.firstEdition), objects(small, node, CT.lastEdition)) == ({"2022"}, {"2023"})


def test_a_name_of_before_finds_the_territory_of_today(small: ox.Store) -> None:
    assert "Exemple-le-Vieux" in objects(small, "commune/99001", SKOS.altLabel)


@pytest.mark.parametrize(
    ("table", "old", "new", "shown"),
    [
        ("anciens.csv", "2023,99001", "2023,99999", "99999"),
        ("anciens.csv", "commune,2023", "canton,2023", "canton"),
        ("appartenances.csv", "2022,2023", "2022,jadis", "jadis"),
        ("appartenances.csv", "99003,200000009,", "99003,200000008,", "200000008"),
        ("anciens-noms.csv", "99001,Exemple-le-Vieux", "99009,Exemple-le-Vieux", "99009"),
    ],
)
def test_a_row_that_leads_nowhere_is_told(table: str, old: str, new: str, shown: str, tmp_path: Path) -> None:
    for path in SMALL.glob("*.*"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    text = (tmp_path / table).read_text(encoding="utf-8")
    assert old in text
    (tmp_path / table).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InvalidSeeds) as told:
        territories.load(tmp_path)
    [fault] = told.value.faults
    assert (Path(fault.path).name, fault.value) == (table, shown)


def test_the_country_of_2021_is_found_again_from_today_and_the_changes() -> None:
    country = territories.load(SEEDS)
    listed_then = {code for code, one in country.former.items() if one.level == "commune" and one.last is not None}
    founded = {one.commune for one in country.belongings.values() if one.first is not None}
    known_before = {one.commune for one in country.belongings.values() if one.first is None}
    restored = {code for code in founded - known_before if code in country.communes}
    # INSEE: 35 059 communes, collectivités d'outre-mer included, on 1 January 2021.
    assert len(country.communes) + len(listed_then) - len(restored) == 35059

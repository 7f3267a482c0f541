"""Tables that are not read again say what they would say if they were, whatever changed elsewhere."""

from __future__ import annotations

import json
import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from stated import ADDRESSES

from loaders.cache import Cache
from loaders.declared import tables
from loaders.declared.fetched import Lock, Mark
from loaders.declared.ledger import Account
from loaders.declared.reading import declarations
from loaders.declared.tables import Present
from loaders.official import Official, Tables, marks
from loaders.tables import territories
from loaders.tables.rows import digest

CASES = Path(__file__).parent / "cases"
PROJECT = Path(__file__).parent.parent / "seeds"
LIST, BANATIC, PERIMETERS = "datagouv_epci-and-crte.csv", "banatic.csv", "ngeo-anct-cog2023.csv"
DRAWN, ALSO_DRAWN = "contours-departements", "dessin-departements"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a folder of territories, declarations and files of eleven declared tables, three of them of boundaries."""
    shutil.copytree(CASES / "territories", tmp_path / "territories")
    shutil.copytree(PROJECT / "tables", tmp_path / "tables", ignore=shutil.ignore_patterns("data"))
    for name in ("tables/crte", "tables/others", "boundaries"):
        shutil.copytree(CASES / name, tmp_path / "data", dirs_exist_ok=True)
    for path in (tmp_path / "data").glob("*.toml"):
        path.replace(tmp_path / "tables" / path.name)
    square = {"type": "Polygon", "coordinates": [[[2.0, 50.0], [2.5, 50.0], [2.5, 50.5], [2.0, 50.5], [2.0, 50.0]]]}
    names = {"insee_dep": "99", "lib_dep": "Exemples", "insee_reg": "99"}
    drawing = {"features": [{"properties": names, "geometry": square}]}
    (tmp_path / "data" / "departements-drawing.geojson").write_text(json.dumps(drawing), encoding="utf-8")
    return tmp_path


def official(home: Path, cache: Cache) -> tuple[Official, list[str]]:
    """Return what the tables of a folder state, and which graphs were taken, in their order."""
    described = marks(home / "territories", home / "tables")
    declared = declarations(home / "tables")
    held = Tables(territories.load(home / "territories"), declared, home / "tables", home / "data", described)
    taken: list[str] = []
    known = held.territories(ADDRESSES, cache)
    found = held.read(known, ADDRESSES, cache, lambda given: taken.extend(graph.iri for graph in given))
    return found, taken


def told(found: Official) -> tuple[object, ...]:
    held = [(graph.iri, graph.quads, graph.sha256) for graph in found.graphs]
    return held, found.accounts, found.labels, found.organisations, found.drawings


def again(home: Path, kept: Cache) -> Official:
    """Read with what is kept, and assert that this is what is read without."""
    found, taken = official(home, kept)
    shutil.rmtree(home / "fresh", ignore_errors=True)
    fresh, also = official(home, Cache(home / "fresh", ""))
    assert told(found) == told(fresh)
    assert taken == also
    return found


@pytest.fixture
def kept(home: Path) -> Cache:
    cache = Cache(home / "kept", "")
    found, _ = official(home, cache)
    assert len([one for one in found.accounts if one.rows]) == 11
    assert found.drawings
    return cache


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the keys of the tables as they are read."""
    found: list[str] = []
    written = tables._written

    def noted(one: Present, *given: object) -> Account:
        found.append(one.declaration.key)
        return written(one, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(tables, "_written", noted)
    return found


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8", newline="")


def append(path: Path, row: str) -> None:
    with path.open("a", encoding="utf-8") as stream:
        stream.write(row)


def without(path: Path, start: str) -> None:
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(start)]
    assert len(kept) < len(lines)
    path.write_text("".join(kept), encoding="utf-8")


def a_row_comes(home: Path) -> None:
    append(home / "data" / BANATIC, "250000003,SIVU du Moulin,99,99,SIVU,5\n")


def a_row_goes(home: Path) -> None:
    without(home / "data" / BANATIC, "250000001")


def a_contract_loses_a_member_and_its_key(home: Path) -> None:
    without(
        home / "data" / LIST,
        '"99","Région des Exemples","99","Exemples","crte-99-99-2","CRTE du pôle d\'Exemple","pluri","0","0","200000003',  # noqa: E501
    )


def a_contract_is_renamed(home: Path) -> None:
    edit(home / "data" / LIST, "CRTE du Val d’Exemple", "CRTE de la vallée")


def a_contract_is_no_longer_listed(home: Path) -> None:
    without(home / "data" / LIST, '"98"')


def a_grouping_that_another_table_names_is_made(home: Path) -> None:
    append(home / "data" / BANATIC, "300000001,Pays des Îles d'Exemple,99,99,PETR,5\n")


def a_body_is_named_by_a_table_of_lower_rank(home: Path) -> None:
    edit(home / "data" / BANATIC, "CC du Val d'Exemple", "Val d'Exemple Communauté")


def a_declaration_says_less(home: Path) -> None:
    edit(home / "tables" / "crte.toml", 'label = "lib_crte"\n', "")


def a_declaration_is_ranked_otherwise(home: Path) -> None:
    edit(home / "tables" / "crte.toml", "rank = 10", "rank = 90")


def a_declaration_goes(home: Path) -> None:
    (home / "tables" / "banatic.toml").unlink()


def a_file_goes(home: Path) -> None:
    (home / "data" / LIST).unlink()


def a_table_of_boundaries_goes(home: Path) -> None:
    (home / "tables" / f"{DRAWN}.toml").unlink()


def a_table_of_boundaries_is_read_after_another(home: Path) -> None:
    edit(home / "tables" / f"{ALSO_DRAWN}.toml", "rank = 81", "rank = 1")


def a_boundary_changes(home: Path) -> None:
    edit(home / "data" / "departements-drawing.geojson", "2.5", "2.25")


def a_territory_is_renamed(home: Path) -> None:
    edit(home / "territories" / "communes.csv", "Rive-Haute", "Haute-Rive")


def a_file_is_fetched_another_day(home: Path) -> None:
    path = home / "data" / LIST
    mark = Mark("https://exemple.fr/", "https://exemple.fr/", "", "", digest(path), 1, "", "2026-11-26")
    Lock(path.parent).note(LIST, mark)


CHANGES = [
    a_row_comes,
    a_row_goes,
    a_contract_loses_a_member_and_its_key,
    a_contract_is_renamed,
    a_contract_is_no_longer_listed,
    a_grouping_that_another_table_names_is_made,
    a_body_is_named_by_a_table_of_lower_rank,
    a_declaration_says_less,
    a_declaration_is_ranked_otherwise,
    a_declaration_goes,
    a_file_goes,
    a_file_is_fetched_another_day,
    a_table_of_boundaries_goes,
    a_table_of_boundaries_is_read_after_another,
    a_boundary_changes,
    a_territory_is_renamed,
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_after_any_change_tables_say_what_they_say_read_from_nothing(
    change: Callable[[Path], None], home: Path, kept: Cache
) -> None:
    before, _ = official(home, kept)
    change(home)
    assert told(again(home, kept)) != told(before)
    assert told(again(home, kept)) != told(before)


def test_what_did_not_change_is_not_read(home: Path, kept: Cache, read: list[str]) -> None:
    before, _ = official(home, kept)
    assert read == []
    edit(home / "data" / "epci-centroids.geojson", "2.5, 50.25", "2.5, 50.125")
    found, _ = official(home, kept)
    assert read == ["centres-epci"]
    assert told(found) != told(before)


@pytest.mark.parametrize("seed", range(10))
def test_after_cells_moved_at_random_tables_say_what_they_say_read_from_nothing(
    home: Path, kept: Cache, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - repeated, not secret
    for _ in range(2):
        files = sorted((home / "data").glob("*.csv"))
        whence, where = chance.choice(files), chance.choice(files)
        word = chance.choice(re.findall(r"[\w’']+", whence.read_text(encoding="utf-8")))
        header, _, rest = where.read_text(encoding="utf-8").partition("\n")
        places = list(re.finditer(r"[\w’']+", rest))
        place = chance.choice(places)
        moved = f"{header}\n{rest[: place.start()]}{word}{rest[place.end() :]}"
        where.write_text(moved, encoding="utf-8", newline="")
        again(home, kept)


def test_what_was_kept_and_damaged_is_read_again(home: Path, kept: Cache) -> None:
    for path in (home / "kept").iterdir():
        path.write_bytes(path.read_bytes()[:-1])
    again(home, kept)


def test_a_table_that_is_asked_otherwise_is_read_alone(home: Path, kept: Cache, read: list[str]) -> None:
    a_grouping_that_another_table_names_is_made(home)
    official(home, kept)
    assert read == ["banatic", "crte"]


def test_a_file_that_changes_while_it_is_read_is_not_kept(
    home: Path, kept: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_contract_is_renamed(home)
    written = tables._written

    def changing(*given: Any) -> Account:  # noqa: ANN401 - handed on
        if "vallée" in (home / "data" / LIST).read_text(encoding="utf-8"):
            edit(home / "data" / LIST, "vallée", "rivière")
        return written(*given)

    monkeypatch.setattr(tables, "_written", changing)
    official(home, kept)
    monkeypatch.undo()
    edit(home / "data" / LIST, "rivière", "vallée")
    again(home, kept)

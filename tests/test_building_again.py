"""A build that keeps what did not change publishes, byte for byte, what a build from nothing does."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from stated import ADDRESSES, silent

from loaders import cache, dumps, past, quads, release, store
from loaders.graphs import Graph, Lines
from loaders.material import Seeds
from loaders.publication import Publication
from loaders.release import Outcome
from loaders.tables import statements
from ontology.addresses import Addresses
from ontology.names import RDFS

CASES = Path(__file__).parent / "cases"
PROJECT = Path(__file__).parent.parent / "seeds"
PAGE = "900-val-d-exemple-crte.txt"
LIST = "datagouv_epci-and-crte.csv"
ELSEWHERE = Addresses("https://exemple.fr/")


@pytest.fixture
def seeds(tmp_path: Path) -> Seeds:
    return small(tmp_path)


def small(folder: Path) -> Seeds:
    """Return a folder of seeds with one page, some territories, and the files of two declared tables."""
    shutil.copytree(CASES / "seeds" / "small", folder / "seeds")
    shutil.copytree(PROJECT / "tables", folder / "seeds" / "tables", ignore=shutil.ignore_patterns("data"))
    shutil.copytree(CASES / "territories", folder / "seeds" / "territories", dirs_exist_ok=True)
    shutil.copytree(CASES / "tables" / "crte", folder / "data")
    return Seeds(folder / "seeds", folder / "seeds" / "territories", folder / "data")


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("first")
    assert built(small(folder), folder / "out").changed
    return folder / "out"


@pytest.fixture
def out(tmp_path: Path, first: Path) -> Path:
    """Return a folder of one release of the seeds, and what was kept of its build."""
    shutil.copytree(first, tmp_path / "out", symlinks=True)
    return tmp_path / "out"


def built(seeds: Seeds, out: Path, addresses: Addresses = ADDRESSES) -> Outcome:
    outcome = release.build(seeds, Publication(out), addresses, silent)
    assert outcome.judgement.conforms, outcome.judgement.text("en")
    return outcome


def files(out: Path) -> dict[str, bytes]:
    """Return the files of the published release, but for the store and the time it was built."""
    home = (out / "current").resolve()
    found = {path.relative_to(home).as_posix(): path for path in home.rglob("*") if path.is_file()}
    told = {name: path.read_bytes() for name, path in found.items() if not name.startswith("store/")}
    manifest = json.loads(told.pop("manifest.json"))
    return {**told, "manifest.json": json.dumps({**manifest, "built": ""}).encode()}


def assert_as_from_nothing(seeds: Seeds, out: Path, addresses: Addresses = ADDRESSES) -> None:
    """Build again, and assert that a build in an empty folder publishes the same, and that the store says it too."""
    before = files(out)
    assert built(seeds, out, addresses).changed
    fresh = out.with_name("fresh")
    built(seeds, fresh, addresses)
    found = files(out)
    assert found != before
    assert found == files(fresh)
    home = out / "current"
    ox.Store.read_only(str(home / "store")).dump(out / "dump.nq", ox.RdfFormat.N_QUADS)
    assert sorted((out / "dump.nq").read_bytes().splitlines()) == (home / "published.nq").read_bytes().splitlines()


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="")


def change_a_document(seeds: Seeds) -> None:
    edit(seeds.folder / "documents" / PAGE, "CRTE", "CRTE (contrat)")


def lengthen_a_document(seeds: Seeds) -> None:
    with (seeds.folder / "documents" / PAGE).open("a", encoding="utf-8") as page:
        page.write("\n\nLe comité de pilotage se réunit deux fois par an.\n")


def add_a_document(seeds: Seeds) -> None:
    (seeds.folder / "documents" / "901-autre.txt").write_text("Une autre page.\n", encoding="utf-8")


def state_more_of_a_document(seeds: Seeds) -> None:
    edit(seeds.folder / "sources.toml", "La CCVE signe son CRTE", "La CCVE a signé")


def correct_a_reading(seeds: Seeds) -> None:
    (seeds.folder / "corrections.toml").write_text(
        '[[correction]]\naction = "confirm"\nsubject = "contrat/crte-200000001"\nproperty = "ct:party"\n'
        'by = "Service des données"\non = 2026-11-26\nwhy = "Vérifié."\n',
        encoding="utf-8",
    )


def change_a_row_of_the_territories(seeds: Seeds) -> None:
    edit(seeds.territories / "regions.csv", "Région des Exemples", "Région Exemplaire")


def change_a_row_of_a_declared_table(seeds: Seeds) -> None:
    edit(seeds.files / LIST, "crte-99-99-1", "crte-99-99-7")


def take_a_declared_table_away(seeds: Seeds) -> None:
    (seeds.files / LIST).unlink()


def change_a_declaration(seeds: Seeds) -> None:
    edit(seeds.folder / "tables" / "crte.toml", 'title = "', 'title = "Autrement : ')


CHANGES = [
    change_a_document,
    lengthen_a_document,
    add_a_document,
    state_more_of_a_document,
    correct_a_reading,
    change_a_row_of_the_territories,
    change_a_row_of_a_declared_table,
    take_a_declared_table_away,
    change_a_declaration,
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_after_any_change_a_build_publishes_what_one_from_nothing_does(
    change: Callable[[Seeds], None], seeds: Seeds, out: Path
) -> None:
    change(seeds)
    assert_as_from_nothing(seeds, out)


def test_a_document_taken_away_leaves_nothing(seeds: Seeds, tmp_path: Path) -> None:
    add_a_document(seeds)
    built(seeds, tmp_path / "out")
    (seeds.folder / "documents" / "901-autre.txt").unlink()
    assert_as_from_nothing(seeds, tmp_path / "out")


def test_under_another_base_nothing_is_taken_from_before(seeds: Seeds, out: Path) -> None:
    assert_as_from_nothing(seeds, out, ELSEWHERE)


def test_with_other_code_nothing_is_taken_from_before(seeds: Seeds, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statements, "WITHIN", "toutes ses communes y sont")
    monkeypatch.setattr(cache, "code", lambda: "other")
    assert_as_from_nothing(seeds, out)


def test_a_changed_vocabulary_is_published(seeds: Seeds, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(quads.ONTOLOGY, out.with_name("ontology"))
    edit(out.with_name("ontology") / "vocabulary.ttl", '"Contrat"@fr', '"Le contrat"@fr')
    monkeypatch.setattr("loaders.quads.ONTOLOGY", out.with_name("ontology"))
    assert_as_from_nothing(seeds, out)


@pytest.mark.parametrize("left", [0, 100])
def test_whatever_is_damaged_of_what_was_kept_is_made_again(seeds: Seeds, out: Path, left: int) -> None:
    kept = list((out / cache.FOLDER).iterdir())
    assert kept
    for path in kept:
        path.write_bytes(path.read_bytes()[:left])
    change_a_document(seeds)
    assert_as_from_nothing(seeds, out)


def test_what_was_kept_may_be_removed(seeds: Seeds, out: Path) -> None:
    shutil.rmtree(out / cache.FOLDER)
    change_a_document(seeds)
    assert_as_from_nothing(seeds, out)


def test_what_did_not_change_is_not_made_again(seeds: Seeds, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for made in ("tables.statements.quads", "declared.tables._written", "store.Loading.take"):
        monkeypatch.setattr(f"loaders.{made}", None)
    packed: list[str] = []
    trig = dumps.trig

    def noted(graph: Graph) -> Iterator[bytes]:
        packed.append(graph.iri)
        return trig(graph)

    monkeypatch.setattr(dumps, "trig", noted)
    lengthen_a_document(seeds)
    assert built(seeds, out).changed
    assert packed == [ADDRESSES.source(PAGE.removesuffix(".txt")).toPython()]


def test_what_no_build_needs_any_more_is_not_kept(seeds: Seeds, out: Path) -> None:
    before = {path.name for path in (out / cache.FOLDER).iterdir()}
    change_a_row_of_the_territories(seeds)
    built(seeds, out)
    after = {path.name for path in (out / cache.FOLDER).iterdir()}
    assert before & after
    assert before - after
    assert len(after) == len(before)


def test_a_file_that_changes_while_it_is_read_is_not_kept_under_what_it_was(
    seeds: Seeds, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = seeds.territories / "regions.csv"
    told = statements.quads

    def changing(*given: Any) -> object:  # noqa: ANN401 - handed on
        edit(path, "Région des Exemples", "Région Exemplaire")
        return told(*given)

    monkeypatch.setattr(statements, "quads", changing)
    built(seeds, tmp_path / "out")
    monkeypatch.undo()
    edit(path, "Région Exemplaire", "Région des Exemples")
    assert not list((tmp_path / "out" / cache.FOLDER).glob("territories-*"))
    change_a_document(seeds)
    assert_as_from_nothing(seeds, tmp_path / "out")


def test_the_store_of_before_stays_as_it_is_while_it_is_read(seeds: Seeds, out: Path) -> None:
    home = (out / "current").resolve()
    served = ox.Store.read_only(str(home / "store"))
    lines = len((home / "published.nq").read_bytes().splitlines())
    before = {path.name: (path.stat().st_size, path.stat().st_mtime_ns) for path in (home / "store").iterdir()}
    add_a_document(seeds)
    built(seeds, out)
    assert (out / "current").resolve() != home
    assert {path.name: (path.stat().st_size, path.stat().st_mtime_ns) for path in (home / "store").iterdir()} == before
    assert len(served) == len(ox.Store.read_only(str(home / "store"))) == lines
    shutil.rmtree(home)
    name = ox.NamedNode(RDFS.label)
    assert next(ox.Store.read_only(str(out / "current" / "store")).quads_for_pattern(None, name, None))


def test_many_builds_one_after_the_other_each_say_what_is_published(seeds: Seeds, out: Path) -> None:
    for rank in range(6):
        (seeds.folder / "documents" / "901-autre.txt").write_text(f"Une page numéro {rank}.\n", encoding="utf-8")
        built(seeds, out)
    edit(seeds.folder / "documents" / "901-autre.txt", "page", "dernière page")
    assert_as_from_nothing(seeds, out)


@pytest.mark.parametrize("spoiled", ["published.nq", "manifest.json", "store/CURRENT"])
def test_a_release_that_was_damaged_serves_for_nothing(seeds: Seeds, out: Path, spoiled: str) -> None:
    path = (out / "current").resolve() / spoiled
    text = path.read_bytes()
    path.write_bytes(text.replace(b"Val", b"Vau", 1) if spoiled == "published.nq" else b"{}")
    if spoiled == "manifest.json":
        path.write_text('{"built": "2026-11-26T00:00:00Z", "files": []}', encoding="utf-8")
    lengthen_a_document(seeds)
    assert_as_from_nothing(seeds, out)


def test_a_store_that_lacks_a_quad_serves_for_nothing(seeds: Seeds, out: Path) -> None:
    held = ox.Store(str((out / "current").resolve() / "store"))
    held.remove(next(iter(held)))
    held.flush()
    del held
    lengthen_a_document(seeds)
    assert_as_from_nothing(seeds, out)


def test_a_release_of_which_much_changed_serves_for_nothing(
    seeds: Seeds, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(past, "SHARE", 1_000_000)
    lengthen_a_document(seeds)
    assert_as_from_nothing(seeds, out)


def test_a_refused_build_leaves_what_was_kept_for_the_next_one(seeds: Seeds, out: Path) -> None:
    path = seeds.territories / "communes.csv"
    edit(path, "219900001", "12")
    assert not release.build(seeds, Publication(out), ADDRESSES, silent).judgement.conforms
    edit(path, ",12,", ",219900001,")
    lengthen_a_document(seeds)
    assert_as_from_nothing(seeds, out)


def test_a_store_loaded_piece_by_piece_holds_every_line(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loaders.store.PIECE", 10_000)
    lines = Lines(out / "current" / "published.nq")
    loading = store.Loading(out / "pieces")
    loading.take([Graph("", 0, lines)])
    loading.end()
    loading.wait()
    ox.Store.read_only(str(out / "pieces")).dump(out / "dump.nq", ox.RdfFormat.N_QUADS)
    assert len(list(lines)) > 100
    assert sorted((out / "dump.nq").read_bytes().splitlines(keepends=True)) == list(lines)

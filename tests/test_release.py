from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from loaders import release
from loaders.faults import InvalidSeeds, Wording
from loaders.inventory import classes
from loaders.material import Seeds
from loaders.publication import BuildUnderWay, Publication, damaged
from loaders.release import Outcome
from ontology.addresses import Addresses
from ontology.names import CT, DCTERMS, LOCAL_BASE, VOCABULARY

SMALL = Path(__file__).parent / "cases" / "seeds" / "small"
PROJECT = Path(__file__).parent.parent / "seeds"
ADDRESSES = Addresses(LOCAL_BASE)
PAGE = "900-val-d-exemple-crte"


@contextmanager
def silent(_stage: Wording) -> Iterator[None]:
    yield


def copied(folder: Path) -> Seeds:
    shutil.copytree(SMALL, folder / "seeds")
    return Seeds(folder / "seeds", folder / "seeds" / "territories")


def built(seeds: Seeds, out: Path) -> Outcome:
    return release.build(seeds, Publication(out), ADDRESSES, silent)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("release")
    assert built(Seeds(SMALL, SMALL / "territories"), folder).changed
    return folder


@pytest.fixture
def manifest(out: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((out / "current" / "manifest.json").read_bytes())
    return told


def test_a_release_says_of_itself_what_it_holds(out: Path, manifest: dict[str, Any]) -> None:
    home = (out / "current").resolve()
    lines = (home / "published.nq").read_bytes().splitlines()
    assert manifest["id"] == home.name == str(manifest["sha256"])[:16]
    assert manifest["base"] == LOCAL_BASE
    assert manifest["quads"] == len(lines)
    assert manifest["conforms"] is True
    assert manifest["vocabulary"]
    assert damaged(home) == ()


def test_every_file_but_the_store_and_the_manifest_is_listed(out: Path, manifest: dict[str, Any]) -> None:
    home = out / "current"
    found = {path.relative_to(home).as_posix() for path in home.rglob("*") if path.is_file()}
    listed = {entry["path"] for entry in manifest["files"]}
    assert {path for path in found if not path.startswith("store/")} == listed | {"manifest.json"}
    assert {"published.nq", "report.txt", "report.en.txt", "report.ttl", "undecided.json"} <= listed
    assert all(entry["media_type"] for entry in manifest["files"])


def test_the_manifest_tells_each_graph_by_its_source(manifest: dict[str, Any]) -> None:
    told = {graph["iri"]: graph for graph in manifest["graphs"]}
    page = told[ADDRESSES.source(PAGE).toPython()]
    assert page.pop("quads")
    assert page == {
        "iri": f"{LOCAL_BASE}id/source/{PAGE}",
        "identifier": f"{PAGE}.txt",
        "title": "La CCVE signe son CRTE",
        "publisher": f"{LOCAL_BASE}id/organisation/200099999",
        "publisher_name": "Communauté de communes du Val d'Exemple",
        "url": "https://www.exemple.fr/actualites/crte",
        "licence": "https://www.etalab.gouv.fr/licence-ouverte-open-licence",
        "language": "fr",
        "sha256": page["sha256"],
        "read": "2026-11-22",
        "kind": "news",
        "text": f"texts/{PAGE}.txt",
    }
    assert told[str(VOCABULARY)]["identifier"] is None
    assert told[f"{LOCAL_BASE}id/source/communes"]["identifier"] == "communes.csv"
    assert told[f"{LOCAL_BASE}id/source/communes"]["text"] is None


def test_the_counts_of_a_manifest_are_those_of_the_release(out: Path, manifest: dict[str, Any]) -> None:
    lines = (out / "current" / "published.nq").read_bytes().splitlines(keepends=True)
    assert sum(graph["quads"] for graph in manifest["graphs"]) == len(lines)
    assert manifest["classes"] == classes(lines)
    assert classes(lines)[str(CT.Commune)] == 3
    assert classes(lines)[str(CT.SourceDocument)] == 11


def test_the_store_says_exactly_what_is_published(out: Path) -> None:
    home = out / "current"
    store = ox.Store.read_only(str(home / "store"))
    store.dump(out / "dump.nq", ox.RdfFormat.N_QUADS)
    lines = (home / "published.nq").read_bytes().splitlines()
    assert sorted((out / "dump.nq").read_bytes().splitlines()) == lines
    assert lines == sorted(set(lines))
    assert sorted(gzip.decompress((home / "dumps" / "pacte.nq.gz").read_bytes()).splitlines()) == lines


def test_nothing_published_is_without_an_address(out: Path) -> None:
    published = (out / "current" / "published.nq").read_bytes()
    assert not any(isinstance(node, ox.BlankNode) for quad in ox.parse(published, format=ox.RdfFormat.N_QUADS)
                   for node in (quad.subject, quad.object, quad.graph_name))  # fmt: skip


def test_every_quotation_is_a_slice_of_the_stored_text(out: Path) -> None:
    text = (out / "current" / "texts" / f"{PAGE}.txt").read_text(encoding="utf-8")
    store = ox.Store.read_only(str(out / "current" / "store"))
    found = store.query(
        "PREFIX oa: <http://www.w3.org/ns/oa#> SELECT ?words ?start ?end "
        "{ ?proof oa:exact ?words ; oa:start ?start ; oa:end ?end }",
        use_default_graph_as_union=True,
    )
    assert isinstance(found, ox.QuerySolutions)
    quoted = [(row["words"].value, int(row["start"].value), int(row["end"].value)) for row in found]
    assert quoted
    assert [words for words, start, end in quoted if text[start:end] != words] == []


def test_no_private_address_is_published(out: Path) -> None:
    home = out / "current"
    stored = (home / "texts" / f"{PAGE}.txt").read_text(encoding="utf-8")
    assert "exemple.fr" not in stored
    assert "03 20" not in stored
    assert len(stored) == len((SMALL / "documents" / f"{PAGE}.txt").read_text(encoding="utf-8"))
    assert b"contact@" not in (home / "published.nq").read_bytes()


def test_the_same_seeds_give_the_same_bytes_in_another_place_and_process(out: Path, tmp_path: Path) -> None:
    copied(tmp_path)
    for seed in ("1", "2"):
        subprocess.run(
            [sys.executable, "-m", "loaders", "build", tmp_path / "seeds", "--out", tmp_path / seed],
            env={**os.environ, "PYTHONHASHSEED": seed, "PACTE_BASE": LOCAL_BASE},
            check=True,
            capture_output=True,
        )
        dumps = [path.relative_to(out / "current") for path in (out / "current" / "dumps").iterdir()]
        for path in (Path("published.nq"), Path("undecided.json"), Path("report.txt"), Path("report.ttl"), *dumps):
            assert (tmp_path / seed / "current" / path).read_bytes() == (out / "current" / path).read_bytes()


def test_a_build_that_says_nothing_new_writes_nothing(tmp_path: Path) -> None:
    seeds = copied(tmp_path)
    first = built(seeds, tmp_path / "out")
    home = tmp_path / "out" / "releases" / first.identifier
    before = {path: path.stat().st_mtime_ns for path in [home, *home.rglob("*"), tmp_path / "out" / "current"]}
    again = built(seeds, tmp_path / "out")
    assert (again.identifier, again.changed) == (first.identifier, False)
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_a_build_that_says_what_an_older_release_says_switches_back_to_it(tmp_path: Path) -> None:
    seeds = copied(tmp_path)
    first = built(seeds, tmp_path / "out")
    added = seeds.folder / "documents" / "901-autre.txt"
    added.write_text("Une autre page.\n", encoding="utf-8")
    second = built(seeds, tmp_path / "out")
    added.unlink()
    assert built(seeds, tmp_path / "out").changed
    publication = Publication(tmp_path / "out")
    assert publication.current() == first.identifier
    assert set(publication.releases()) == {first.identifier, second.identifier}


def test_a_document_without_an_entry_is_published_under_its_file_name(tmp_path: Path) -> None:
    seeds = copied(tmp_path)
    (seeds.folder / "sources.toml").unlink()
    built(seeds, tmp_path / "out")
    lines = (tmp_path / "out" / "current" / "published.nq").read_text(encoding="utf-8").splitlines()
    said = [line.split(" ", 2)[1:] for line in lines if line.startswith(f"<{ADDRESSES.source(PAGE)}> ")]
    assert [f"<{DCTERMS.identifier}>", f'"{PAGE}.txt" <{ADDRESSES.source(PAGE)}> .'] in said
    predicates = {predicate for predicate, _ in said}
    assert not predicates & {f"<{DCTERMS.source}>", f"<{DCTERMS.license}>", f"<{CT.readOn}>"}


def test_every_document_that_cannot_be_read_is_told_before_anything_is_published(tmp_path: Path) -> None:
    seeds = copied(tmp_path)
    first = built(seeds, tmp_path / "out")
    (seeds.folder / "documents" / "vide.txt").touch()
    (seeds.folder / "documents" / "image.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0")
    with pytest.raises(InvalidSeeds) as raised:
        built(seeds, tmp_path / "out")
    assert [Path(fault.path).name for fault in raised.value.faults] == ["image.txt", "vide.txt"]
    assert Publication(tmp_path / "out").current() == first.identifier


@pytest.mark.parametrize("name", ["communes", "def", "pacte"])
def test_a_document_may_not_take_the_place_of_a_table_or_a_dump(name: str, tmp_path: Path) -> None:
    seeds = copied(tmp_path)
    (seeds.folder / "documents" / f"{name}.txt").write_text("Une page.\n", encoding="utf-8")
    with pytest.raises(InvalidSeeds, match=rf"{name}\.txt: a table or a published file has this name; rename the file"):
        built(seeds, tmp_path / "out")


def test_two_builds_at_once_leave_the_first_alone(tmp_path: Path) -> None:
    publication = Publication(tmp_path / "out")
    with publication.aside(), pytest.raises(BuildUnderWay):
        built(copied(tmp_path), tmp_path / "out")
    assert publication.current() is None


@pytest.mark.slow
def test_the_project_s_own_seeds_are_published_as_the_store_gives_them_back(tmp_path: Path) -> None:
    outcome = built(Seeds(PROJECT, PROJECT / "territories"), tmp_path)
    assert outcome.changed, outcome.judgement.text("en")
    store = ox.Store.read_only(str(tmp_path / "current" / "store"))
    store.dump(tmp_path / "dump.nq", ox.RdfFormat.N_QUADS)
    with (tmp_path / "dump.nq").open("rb") as dumped, (tmp_path / "current" / "published.nq").open("rb") as published:
        assert set(dumped) == set(published)

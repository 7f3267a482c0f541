"""The gate says the same of a graph checked in a process of its own, and of one that changed a little, as of others."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import NoReturn

import pytest
from rdflib import Graph, URIRef
from stated import ADDRESSES, silent

import ontology
from loaders import gate, places
from loaders import release as releases
from loaders.material import Seeds
from loaders.publication import Publication
from loaders.quotation import Quotation
from loaders.release import Outcome
from ontology import judge
from ontology.names import CT, RDF
from ontology.validation import check_file

CASES = Path(__file__).parent / "cases"
EXAMPLE = Path(ontology.__file__).parent / "examples" / "contract.ttl"


def test_a_graph_checked_apart_is_told_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    graph = Graph().parse(EXAMPLE)
    for contract in graph.subjects(RDF.type, CT.Contract):
        graph.remove((contract, CT.kind, None))
        graph.add((contract, CT.covers, URIRef("http://localhost:8000/id/commune/inconnue")))
    path = tmp_path / "faulty.nq"
    graph.serialize(path, format="nt", encoding="utf-8")
    told = check_file(path)
    monkeypatch.setattr(gate, "LARGE", 0)
    assert gate.checked(path) == told
    assert len(told.violations) >= 2


def test_a_file_that_is_no_quads_is_refused_apart_as_it_is_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "broken.nq"
    path.write_text("<http://localhost:8000/a> broken .\n", encoding="utf-8")
    monkeypatch.setattr(gate, "LARGE", 0)
    with pytest.raises(SyntaxError):
        gate.checked(path)


def edited(folder: Path) -> None:
    [page] = (folder / "documents").glob("*.txt")
    page.write_text(page.read_text(encoding="utf-8") + "\n\nLe comité se réunit.\n", encoding="utf-8")


@pytest.fixture
def release(tmp_path: Path) -> Path:
    """Return a release of small seeds, which have changed a little since."""
    shutil.copytree(CASES / "seeds" / "small", tmp_path / "seeds")
    shutil.copytree(CASES / "territories", tmp_path / "seeds" / "territories", dirs_exist_ok=True)
    build(tmp_path)
    edited(tmp_path / "seeds")
    return tmp_path / "out" / "current"


def build(folder: Path) -> Outcome:
    seeds = Seeds(folder / "seeds", folder / "seeds" / "territories")
    return releases.build(seeds, Publication(folder / "out"), ADDRESSES, silent)


class WholeCheckError(Exception):
    """The whole graph was to be checked."""


@pytest.fixture
def unchecked(release: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the release, whose next one must not be checked whole."""

    def refuse(_: Path) -> NoReturn:
        raise WholeCheckError

    monkeypatch.setattr(gate, "checked", refuse)
    return release


def test_a_small_change_is_judged_without_a_whole_check(unchecked: Path, tmp_path: Path) -> None:
    before = unchecked.resolve()
    assert build(tmp_path).changed
    assert unchecked.resolve() != before


@pytest.mark.parametrize("name", ["report.ttl", "places.json"])
def test_a_release_whose_report_was_altered_calls_for_a_whole_check(unchecked: Path, tmp_path: Path, name: str) -> None:
    (unchecked / name).write_text("", encoding="utf-8")
    with pytest.raises(WholeCheckError):
        build(tmp_path)


def test_a_release_that_another_judge_passed_calls_for_a_whole_check(
    unchecked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert unchecked.is_dir()
    monkeypatch.setattr(judge, "digest", lambda: "0" * 64)
    with pytest.raises(WholeCheckError):
        build(tmp_path)


def test_places_are_read_as_they_were_written_but_those_of_another_version(tmp_path: Path) -> None:
    thing, file = URIRef("https://exemple.fr/id/contrat/a"), tmp_path / "places.json"
    told = {(thing, None): (Quotation("a.txt", 3, "signé"),), (thing, CT.signedOn): (Quotation("b.csv", 2),)}
    places.write(told, file)
    assert places.read(file) == told
    for other in ([[thing, None, [["a.txt", 3]]]], {"told": ["line"], "places": [[thing, None, [[3]]]]}):
        file.write_text(json.dumps(other), encoding="utf-8")
        assert places.read(file) == {}


def test_a_change_that_breaks_a_rule_is_refused_and_told_with_its_place(release: Path, tmp_path: Path) -> None:
    table = tmp_path / "seeds" / "territories" / "communes.csv"
    told = table.read_text(encoding="utf-8").splitlines(keepends=True)
    siren = told[0].rstrip().split(",").index("siren")
    cells = told[1].split(",")
    cells[siren] = "12"
    table.write_text("".join([told[0], ",".join(cells), *told[2:]]), encoding="utf-8")
    outcome = build(tmp_path)
    assert outcome.refused
    assert release.is_dir()
    assert "communes.csv, ligne 2" in outcome.judgement.text("fr")
    assert "Territory-siren" in outcome.judgement.text("fr")

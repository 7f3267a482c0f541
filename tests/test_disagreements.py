"""What sources do not agree on, as an operator is told of it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from jumeau import pacte
from rdflib import Literal, URIRef
from rdflib.term import Node

from loaders.commands import build
from ontology.disagreements import disagree
from ontology.names import CT

CASES = Path(__file__).parent / "cases"
OTHER = "La Communauté de communes du Val d'Exemple a signé le 10 juillet 2021 avec l'État son CRTE.\n"


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    home = Path(shutil.copytree(CASES / "seeds" / "small", tmp_path / "seeds"))
    (home / "documents" / "902-autre.txt").write_text(OTHER, encoding="utf-8")
    return home


def test_two_days_of_signing_are_told_each_with_its_words(seeds: Path) -> None:
    told = pacte("check", seeds)
    assert "contrat/crte-200099999 ct:signedOn" in told.stderr
    assert '"2021-07-09" (900-val-d-exemple-crte.txt, ligne 3 : « vendredi 9 juillet 2021 »)' in told.stderr
    assert '"2021-07-10" (902-autre.txt, ligne 1 : « 10 juillet 2021 »)' in told.stderr
    assert "disagreements of sources: " in pacte("check", seeds, "--lang", "en").stdout


def test_a_release_holds_them_all(seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "SHOWN", 0)
    told = pacte("build", seeds, "--out", tmp_path / "out").stderr
    found = json.loads((tmp_path / "out" / "current" / "disagreements.json").read_text(encoding="utf-8"))
    assert f"… et {len(found)} autres, tous dans disagreements.json de la publication" in told
    [signed] = [
        one for one in found if one["thing"].endswith("/crte-200099999") and one["property"] == str(CT.signedOn)
    ]
    assert [[place["source"] for place in value["places"]] for value in signed["values"]] == [
        ["900-val-d-exemple-crte.txt"],
        ["902-autre.txt"],
    ]


def test_a_correction_that_rejects_a_value_settles_it(seeds: Path) -> None:
    entry = 'action = "reject"\nsource = "902-autre.txt"\nwords = "10 juillet 2021"\nproperty = "ct:signedOn"\n'
    who = 'by = "Service des données"\non = 2026-11-26\nwhy = "Coquille."\n'
    (seeds / "corrections.toml").write_text(f"[[correction]]\n{entry}{who}", encoding="utf-8")
    assert "contrat/crte-200099999 ct:signedOn" not in pacte("check", seeds).stderr


@pytest.mark.parametrize(
    ("predicate", "values", "expected"),
    [
        (CT.signedOn, ("2021-07-09", "2021"), []),
        (CT.signedOn, ("2021-07-09", "2022"), ["differ"]),
        (CT.capacity, ("maire", "président"), []),
    ],
)
def test_sources_differ_when_each_gives_another_value_of_what_has_one(
    predicate: URIRef, values: tuple[str, str], expected: list[str]
) -> None:
    held = {Literal(value): (URIRef(f"urn:{rank}"),) for rank, value in enumerate(values)}
    assert disagree(predicate, held) is bool(expected)


def test_one_source_that_gives_several_values_contradicts_nobody() -> None:
    held: dict[Node, tuple[URIRef, ...]] = {Literal("2021"): (URIRef("urn:1"),), Literal("2022"): (URIRef("urn:1"),)}
    assert not disagree(CT.signedOn, held)


def test_things_differ_whatever_their_addresses_begin_with() -> None:
    assert disagree(CT.kind, {URIRef("urn:a"): (URIRef("urn:1"),), URIRef("urn:ab"): (URIRef("urn:2"),)})

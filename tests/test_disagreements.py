"""What sources do not agree on, as an operator is told of it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pyoxigraph
import pytest
from jumeau import pacte
from rdflib import Literal, URIRef
from rdflib.term import Node

import server
from loaders.commands import build
from ontology.disagreements import disagree
from ontology.names import CT, DCAT, DCTERMS, RDF

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


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("ouvert-2026", "2021-2026", []),
        ("2021-2026-12-31", "ouvert-2026", []),
        ("ouvert-2027", "2021-2026", ["differ"]),
        ("2021-2027", "2021-2026", ["differ"]),
    ],
)
def test_an_end_alone_contradicts_only_another_end(first: str, second: str, expected: list[str]) -> None:
    held = {URIRef(f"urn:x/periode/{one}"): (URIRef(f"urn:{one}"),) for one in (first, second)}
    assert disagree(DCTERMS.temporal, held) is bool(expected)


@pytest.mark.parametrize(("end", "expected"), [("2026", set()), ("2027", {"… – 2027", "2021 – 2026"})])
def test_the_question_on_disagreements_names_open_periods_and_keeps_those_that_agree_apart(
    end: str, expected: set[str]
) -> None:
    store = pyoxigraph.Store()
    prefixes = f"PREFIX rdf: <{RDF}> PREFIX dct: <{DCTERMS}> PREFIX dcat: <{DCAT}>"
    store.update(
        f"""{prefixes} PREFIX : <urn:x/> PREFIX p: <urn:x/periode/> INSERT DATA {{
          GRAPH :one {{ :row rdf:subject :c . :c dct:temporal p:2021-2026 .
            p:2021-2026 dcat:startDate "2021" ; dcat:endDate "2026" }}
          GRAPH :two {{ :line rdf:subject :c . :c dct:temporal p:ouvert-{end} .
            p:ouvert-{end} dcat:endDate "{end}" }} }}"""
    )
    query = (Path(server.__file__).parent / "queries" / "disagreements.rq").read_text(encoding="utf-8")
    rows = store.query(query, use_default_graph_as_union=True)
    assert isinstance(rows, pyoxigraph.QuerySolutions)
    assert {row["valueLabel"].value for row in rows} == expected

import json
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from gold import read
from likeness import alike, same
from rdflib import URIRef
from scores import Published, Tally, scored

from ontology.names import CT, DCAT, DCTERMS, FOAF, KIND, RDF, RDFS, SKOS

BASE = "http://localhost:8000/"
GRAPH = ox.NamedNode(f"{BASE}id/source/01")
GOLD = {
    "contracts": [
        {
            "kind": "crte",
            "label": "CRTE",
            "signed_on": None,
            "signed_on_inferred": "2021-07-09",
            "period": ["2021", "2026"],
            "parties": ["l'État", "Communauté d'agglomération du Modèle (CAM)"],
            "signatories": [{"name": "Paul Modèle"}, {"name": None}],
            "territories": ["Modèle"],
            "themes": [],
        }
    ],
    "persons": [{"name": "Paul Modèle"}],
    "programmes": [],
    "amounts": [],
    "also": {"persons": ["Jeanne Exemple"]},
}


def told(signed: str = "2021-07-09", person: str = "Jeanne Exemple") -> Iterator[ox.Quad]:
    """Yield what was published of a page: its contract, signed by one person, and another person."""
    contract, period, signature = (f"{BASE}id/{one}" for one in ("contrat/1", "periode/1", "signature/1"))
    paul, other, body, state = (f"{BASE}id/{one}" for one in ("paul", "other", "organisation/cam", "organisation/etat"))
    kind = str(KIND["crte"])
    said: list[tuple[str, URIRef, str, bool]] = [
        (GRAPH.value, RDF.type, str(CT.SourceDocument), True),
        (GRAPH.value, DCTERMS.identifier, "01.txt", False),
        (kind, SKOS.notation, "crte", False),
        (contract, RDF.type, str(CT.Contract), True),
        (contract, CT.kind, kind, True),
        (contract, CT.signedOn, signed, False),
        (contract, DCTERMS.temporal, period, True),
        (period, DCAT.startDate, "2021-01-01", False),
        (period, DCAT.endDate, "2026-12-31", False),
        (contract, CT.party, body, True),
        (contract, CT.party, state, True),
        (contract, CT.covers, body, True),
        (contract, CT.signature, signature, True),
        (signature, CT.signatory, paul, True),
        (body, RDFS.label, "CA du Modèle", False),
        (state, RDFS.label, "État", False),
        (paul, RDF.type, str(FOAF.Person), True),
        (paul, FOAF.name, "Paul MODÈLE", False),
        (other, RDF.type, str(FOAF.Person), True),
        (other, FOAF.name, person, False),
    ]
    for subject, predicate, value, node in said:
        end = ox.NamedNode(value) if node else ox.Literal(value)
        yield ox.Quad(ox.NamedNode(subject), ox.NamedNode(predicate), end, GRAPH)


def tally(tmp_path: Path, quads: Iterator[ox.Quad], gold: dict[str, object]) -> Tally:
    (tmp_path / "01.gold.json").write_text(json.dumps(gold), encoding="utf-8")
    return scored(tmp_path, Published(quads))


def test_what_a_careful_reader_found_is_found_and_what_may_be_read_besides_is_forgiven(tmp_path: Path) -> None:
    found = tally(tmp_path, told(), GOLD)
    assert found.errors() == []
    assert dict(found.found) == {
        "contract": 1,
        "period": 2,
        "parties": 2,
        "territories": 1,
        "signatories": 1,
        "persons": 1,
    }


def test_what_nobody_found_is_invented(tmp_path: Path) -> None:
    found = tally(tmp_path, told(person="Yves Étranger"), GOLD)
    assert found.errors() == ["invented  persons      01: Yves Étranger"]
    assert found.precision("persons") == 0.5
    assert found.recall("persons") == 1


def test_a_day_that_is_not_stated_is_wrong(tmp_path: Path) -> None:
    found = tally(tmp_path, told(signed="2021-07-10"), GOLD)
    assert found.wrong_days == ["01: 2021-07-10"]


def test_a_contract_on_a_page_that_holds_none_is_groundless(tmp_path: Path) -> None:
    found = tally(tmp_path, told(), {**GOLD, "contracts": []})
    assert len(found.groundless) == 1
    assert found.wrong_days == ["01: 2021-07-09"]


def test_what_is_not_found_is_missed_with_all_that_it_holds(tmp_path: Path) -> None:
    source = [quad for quad in told() if quad.subject == GRAPH]
    found = tally(tmp_path, iter(source), GOLD)
    assert found.recall("contract", "parties", "signatories", "territories", "persons") == 0
    assert found.f1("contract") == 0
    assert found.precision("contract") == 1


@pytest.mark.parametrize(
    ("gold", "name"),
    [
        ("l'État", "État"),
        ("Communauté de communes Cœur de Savoie", "CC Coeur de Savoie"),
        ("Conseil départemental du Gers", "Département du Gers"),
        ("Communauté d'agglomération de Lens-Liévin (CALL)", "CALL"),
        ("Le Robert", "Robert"),
    ],
)
def test_two_ways_to_write_a_name_are_the_same(gold: str, name: str) -> None:
    assert same(gold, frozenset({name}))


@pytest.mark.parametrize(("gold", "name"), [("Niort", "Parthenay"), ("Région Grand Est", "Grand Est Europe")])
def test_two_names_are_not_the_same(gold: str, name: str) -> None:
    assert not same(gold, frozenset({name}))


def test_headings_that_share_half_of_their_words_are_alike() -> None:
    assert alike("accompagner la rénovation des logements", frozenset({"La rénovation des logements anciens"}))
    assert not alike("l'eau et la forêt", frozenset({"les mobilités"}))


def test_a_contract_that_may_be_left_unread_is_not_missed(tmp_path: Path) -> None:
    path = tmp_path / "02.gold.json"
    path.write_text(json.dumps({"contracts": [{"kind": "ort", "label": "ORT", "optional": True}]}), encoding="utf-8")
    [agreement] = read(path).agreements
    assert agreement.optional
    assert agreement.days == ()

from pathlib import Path

import pytest
from pages import graph, reading, summary
from pyshacl import validate
from rdflib import Graph
from rdflib.namespace import DCAT, DCTERMS

import ontology

SIGNED = (
    "L'État et la communauté de communes du Pays de Lamastre ont signé le 9 juillet 2021 un contrat de relance et de "
    "transition écologique (CRTE)."
)


def period(words: str) -> list[str]:
    (one,) = summary(reading(f"{SIGNED} {words}\n"))["contracts"]
    assert one["signed"] == "2021-07-09"
    told: list[str] = one["period"]
    return told


@pytest.mark.parametrize(
    ("words", "end"),
    [
        ("Il court jusqu'en 2026.", "2026"),
        ("Il court jusqu'au 31 décembre 2026.", "2026-12-31"),
        ("Le contrat prendra fin en 2027.", "2027"),
        ("Ce contrat, qui court jusqu’en 2026, prévoit 14 actions.", "2026"),
        ("Le CRTE, valable jusqu'à fin mars 2027, finance des écoles.", "2027-03"),
        ("Le CRTE prend fin le 31 décembre 2026.", "2026-12-31"),
        ("Il arrivera à échéance en 2027.", "2027"),
    ],
)
def test_an_end_alone_is_a_period_without_a_start(words: str, end: str) -> None:
    assert period(words) == ["", end]


@pytest.mark.parametrize(
    "words",
    [
        "Le chantier prendra fin en 2027.",
        "Le contrat finance le chantier de la gare. Il prendra fin en 2027.",
        "Le chantier débute. La gare ouvre. Il court jusqu'en 2027.",
        "Le précédent contrat court jusqu'en 2022.",
        "Le pacte financier court jusqu'en 2026.",
        "La convention prendra fin en 2023.",
        "Ils ont aussi signé une convention avec la Caf. Elle court jusqu'en 2024.",
        "Le contrat de ville prendra fin en 2023.",
        "L'ancien contrat court jusqu'en 2022.",
        "Le programme Petites villes de demain est lancé. Il court jusqu'en 2026.",
        "Le mandat du maire court jusqu'en 2026.",
    ],
)
def test_the_end_of_something_else_is_not_that_of_the_contract(words: str) -> None:
    assert period(words) == []


def test_a_whole_period_comes_before_an_end_alone() -> None:
    assert period("Le CRTE couvre la période 2021-2026. Il court jusqu'en 2026.") == ["2021", "2026"]


def test_a_period_without_a_start_has_its_address_and_keeps_the_shapes() -> None:
    found = graph(reading(f"{SIGNED} Il court jusqu'en 2026.\n"))
    (iri,) = found.objects(None, DCTERMS.temporal)
    assert str(iri).endswith("/periode/ouvert-2026")
    assert found.value(iri, DCAT.startDate) is None
    shapes = Graph().parse(Path(ontology.__file__).parent / "shapes" / "contract.ttl")
    one = Graph()
    for triple in found.triples((iri, None, None)):
        one.add(triple)
    assert validate(one, shacl_graph=shapes, advanced=True)[0]

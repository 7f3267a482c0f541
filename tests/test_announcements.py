"""Signings to come: events, and neither contracts nor days of signing."""

from __future__ import annotations

import pytest
from pages import graph, reading
from rdflib import RDF, RDFS

from ontology.names import CT, SCHEMA


def announced(text: str) -> list[tuple[str, str]]:
    found = graph(reading(text))
    assert not list(found.subject_objects(CT.signedOn))
    assert not list(found.subjects(RDF.type, CT.Contract))
    return [
        (str(found.value(event, SCHEMA.startDate)), str(found.value(event, RDFS.label)))
        for event in found.subjects(RDF.type, CT.Event)
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Le contrat de ville sera signé le 12 mars 2025 par Paul Modèle, maire de Lens.", "contrat de ville"),
        ("La communauté d'agglomération d'Hénin-Carvin signera son CRTE le 12 mars 2025.", "CRTE"),
        ("La communauté de communes du Ternois va signer son CRTE à Arras le mercredi 12 mars 2025.", "CRTE"),
        ("La signature du CRTE du Ternois aura lieu le 12 mars 2025 à Arras.", "CRTE"),
        ("Le CRTE du Ternois doit être signé le 12 mars 2025.", "CRTE"),
        ("Le CRTE de la métropole de Lyon doit être signé le 12 mars 2025 avec l'État.", "CRTE"),
    ],
)
def test_a_signing_to_come_is_an_event_and_no_contract(text: str, name: str) -> None:
    assert announced(text) == [("2025-03-12", f"Signature annoncée : {name}")]


@pytest.mark.parametrize(
    "text",
    [
        "Le contrat de ville sera signé avant le 12 mars 2025.",
        "Le contrat de ville sera signé en mars 2025.",
        "Le contrat de ville sera signé par le conseil, après l'avis voté le 12 mars 2025.",
        "Le livre d'or sera signé le 12 mars 2025.",
    ],
)
def test_a_limit_a_month_or_another_day_announces_no_signing(text: str) -> None:
    assert announced(text) == []


def test_an_amendment_to_come_is_not_the_contract_that_was_signed() -> None:
    text = "L'avenant au CRTE de la métropole de Lyon, signé en 2021 avec l'État, sera signé le 12 mars 2025."
    found = graph(reading(text))
    assert list(found.subjects(RDF.type, CT.Event)) == []


def test_a_signing_told_twice_is_one_event() -> None:
    text = "Le CRTE sera signé le 12 mars 2025 à Lens.\n\nLe CRTE sera signé le 12 mars 2025."
    assert len(announced(text)) == 1

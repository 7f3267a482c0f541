"""Communes that are no more and names that places had, as documents of their time give them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from pages import ADDRESSES, document, graph, page

from loaders.documents.atlas import Atlas, Level, Place, atlas, index
from loaders.documents.french import Span
from loaders.documents.organisations import organisations
from loaders.documents.page import page_of
from loaders.documents.reading import NOTHING, Reader
from loaders.documents.territories import OUTDATED, Scene, Surroundings, find, scene_of
from loaders.model import Reading
from loaders.tables import statements, territories
from loaders.tables.territory import Former
from ontology import validation
from ontology.names import CT, RDF

SMALL = territories.load(Path(__file__).parent / "cases" / "territories")
PLACES = atlas(SMALL, ADDRESSES)
SIGNED = "Le 3 mai 2018, la convention Petites villes de demain a été signée par Anne Modèle, maire d'{}, et le préfet."


def read(text: str, places: Atlas = PLACES) -> Reading:
    return Reader(places, ADDRESSES).read(page_of(document(text)), NOTHING)


def covered(text: str) -> list[str]:
    return [str(place).rpartition("/id/")[2] for place in graph(read(text)).objects(None, CT.covers)]


def places_of(name: str, places: Atlas) -> list[str]:
    found = find(page(name), Scene(places, ADDRESSES, Surroundings()), Span(0, len(name)), (Level.COMMUNE,))
    return [place.code for place in found.places] if found else []


@pytest.mark.parametrize(
    ("name", "place"), [("Ancien-Exemple", "commune/99003"), ("Exemple-le-Vieux", "commune/99001")]
)
def test_a_commune_of_the_past_is_itself_and_a_name_of_the_past_is_the_commune_of_today(name: str, place: str) -> None:
    assert covered(SIGNED.format(name)) == [place]


def test_a_name_of_the_past_is_resolved_with_its_reason() -> None:
    seen = page("Anne Modèle, maire d'Ancien-Exemple, a parlé.")
    (mention,) = organisations(seen, scene_of(seen, PLACES, ADDRESSES), {})
    assert (mention.body.label, mention.reason) == ("Commune d'Ancien-Exemple", OUTDATED)


def test_a_name_that_a_place_of_today_bears_is_that_place() -> None:
    former = {**SMALL.former, "99005": Former("99005", "Rive-Haute", "commune", 2020, ("99001",), 5)}
    assert places_of("Rive-Haute", atlas(replace(SMALL, former=former), ADDRESSES)) == ["99002"]


def test_a_name_that_several_communes_of_the_past_bore_is_left_to_a_person() -> None:
    former = {**SMALL.former, "97005": Former("97005", "Ancien-Exemple", "commune", 2020, ("97003",), 5)}
    places = atlas(replace(SMALL, former=former), ADDRESSES)
    assert places_of("Ancien-Exemple", places) == ["97005", "99003"]
    told = read("Anne Modèle, maire d'Ancien-Exemple, a parlé.", places)
    assert [len(doubt.candidates) for doubt in told.undecided] == [2]


def test_a_surname_that_was_a_communes_name_signs_for_none() -> None:
    assert covered("Anne Ancien-Exemple a signé le contrat de ville le 3 mai 2018.") == []
    assert covered("Ancien-Exemple a signé le contrat de ville le 3 mai 2018.") == []


def test_a_name_of_the_past_may_end_as_those_of_communities_do() -> None:
    place = Place(ADDRESSES.intercommunality("200000001"), Level.INTERCOMMUNALITY, "200000001", "Neuf", "CC Neuf")
    places = index([place], [("CC du Vieux Val", place), ("", place)])
    assert places.outdated("Vieux Val")
    assert places.outdated("Vieux Val Communauté")
    assert not places.outdated("Neuf Communauté")


def test_a_contract_of_a_commune_that_is_no_more_keeps_the_shapes() -> None:
    told = graph(read(SIGNED.format("Ancien-Exemple")))
    for quad in ox.parse(b"".join(statements.quads(SMALL, ADDRESSES)), ox.RdfFormat.N_QUADS):
        told.parse(data=f"{quad.triple} .", format="nt")
    covering = list(told.subjects(CT.covers, ADDRESSES.commune("99003")))
    assert (ADDRESSES.commune("99003"), RDF.type, CT.FormerTerritory) in told
    assert [r for r in validation.check(told).violations if r.focus in covering and r.path == CT.covers] == []
    assert len(covering) == 1

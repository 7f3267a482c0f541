import pytest
from pages import graph, page, reading

from loaders.documents.capacities import parts
from loaders.documents.french import Span
from loaders.documents.people import namings, written
from ontology.names import SKOS


def told(text: str) -> list[tuple[str, str]]:
    read = page(text)
    return [(n.name, read.words(n.capacity) if n.capacity else "") for n in namings(read, ())]


@pytest.mark.parametrize(
    ("text", "name", "capacity"),
    [
        ("Anne Modèle, présidente du pôle, a parlé.", "Anne Modèle", "présidente du pôle"),
        ("Le préfet de l'Exemple, Paul Modèle, a parlé.", "Paul Modèle", "préfet de l'Exemple"),
        ("Le maire Paul MODÈLE a parlé.", "Paul Modèle", "maire"),
        ("Vu par Jean LE BRUN, maire.", "Jean Le Brun", "maire"),
        ("Hervé de Brie, sénateur, a parlé.", "Hervé de Brie", "sénateur"),
        ("Paul Modèle (président du syndicat) a parlé.", "Paul Modèle", "président du syndicat"),
        ("Mme Zyta Modèle a parlé.", "Zyta Modèle", ""),
        ("Zorglub MODÈLE, directeur de cabinet, a parlé.", "Zorglub Modèle", "directeur de cabinet"),
        ("Anne-marie Modèle a parlé.", "Anne-Marie Modèle", ""),
        (
            "Paul Modèle, vice-président du pôle et maire d'Exemple, signe.",
            "Paul Modèle",
            "vice-président du pôle et maire d'Exemple",
        ),
        ("Pierre N'Exemple-Modèle, préfet, attend.", "Pierre N'Exemple-Modèle", "préfet"),
        ("Jean Modèle du Séjour, président, attend.", "Jean Modèle du Séjour", "président"),
    ],
)
def test_a_person_is_told_with_the_capacity_beside_the_name(text: str, name: str, capacity: str) -> None:
    assert told(text) == [(name, capacity)]


@pytest.mark.parametrize(
    "text",
    [
        "Rue Jean Modèle, un collège Anne Frank et le stade Paul Modèle.",
        "Le béguinage Camille Modèle ouvre.",
        "La Communauté de Communes Exemple Modèle.",
        "M. le Préfet a parlé.",
        "Le Projet Alimentaire avance.",
        "Saint Paul Modèle",
    ],
)
def test_a_place_named_after_a_person_or_a_body_is_no_person(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize("text", ["Naissances : Louise Modèle, Jean Exemple", "Décès : Paule Modèle, 92 ans"])
def test_who_is_born_or_dies_is_no_public_person(text: str) -> None:
    assert told(text) == []


def test_a_name_inside_a_body_or_a_place_is_not_read() -> None:
    read = page("Anne Modèle a parlé.")
    assert namings(read, [Span(0, 4)]) == ()


def test_a_capacity_of_one_is_not_lent_to_another() -> None:
    assert told("Le député Paul Modèle et Anne Exemple ont parlé.")[1] == ("Anne Exemple", "")
    assert told("Le président a remercié Paul Modèle.") == [("Paul Modèle", "")]


def test_several_posts_of_one_capacity_are_told_one_by_one() -> None:
    read = page("présidente du Département et maire d'Exemple")
    assert [read.words(part) for part in parts(read, Span(0, len(read.text)))] == [
        "présidente du Département",
        "maire d'Exemple",
    ]


def test_two_spellings_of_a_name_share_a_key() -> None:
    first, second = namings(page("Anne MODÈLE a vu Anne Modele."), ())
    assert first.key == second.key


def test_capitals_stand_at_the_beginning_of_words_only() -> None:
    assert written("Jean-claude LE BRUN") == "Jean-Claude Le Brun"
    assert written("Paul d'Exemple") == "Paul d'Exemple"


def test_a_former_servant_of_the_state_was_what_the_words_say() -> None:
    found = graph(reading("Antoine Martin, ancien sous-préfet de Lens, avait lancé la démarche."))
    assert {str(role) for role in found.objects(None, SKOS.prefLabel)} == {"ancien sous-préfet"}

import pytest
from pages import ADDRESSES, page, places

from loaders.documents.bodies import Nature
from loaders.documents.organisations import doubtful, organisations
from loaders.documents.territories import scene_of


def told(text: str) -> list[tuple[str, str]]:
    read = page(text)
    return [(read.words(m), m.body.label) for m in organisations(read, scene_of(read, places(), ADDRESSES), {})]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("la Communauté d'agglomération Hénin-Carvin", "Communauté d'agglomération d'Hénin-Carvin"),
        ("le Département de la Mayenne", "Département de la Mayenne"),
        ("le Conseil régional de Bretagne", "Région de Bretagne"),
        ("la ville de Figeac", "Commune de Figeac"),
        ("Laval Agglomération", "Communauté d'agglomération Laval Agglomération"),
        ("Saint-Flour Communauté", "Communauté de communes de Saint-Flour"),
        ("la métropole européenne de Lille", "Métropole Européenne de Lille"),
        ("l'État", "État"),
        ("l'Ademe", "Agence de la transition écologique"),
        ("l'Agence nationale de cohésion des territoires", "Agence nationale de la cohésion des territoires"),
        ("l'association Exemple Nord", "Exemple Nord"),
        ("la Chambre de métiers du Lot", "Chambre de métiers du Lot"),
        ("maire de Figeac", "Commune de Figeac"),
    ],
)
def test_a_body_is_known_by_its_form_its_acronym_or_its_short_name(text: str, label: str) -> None:
    assert [name for _, name in told(f"Vu par {text}.")] == [label]


def test_the_members_of_a_list_are_bodies_each() -> None:
    labels = [
        label for _, label in told("les communautés de communes du Pays de Lamastre, Grand-Figeac et Lyons Andelle")
    ]
    assert labels == [
        "Communauté de communes du Pays de Lamastre",
        "Communauté de communes Grand-Figeac",
        "Communauté de communes Lyons Andelle",
    ]


def test_an_acronym_stands_for_the_body_that_it_is_defined_for() -> None:
    text = "La Communauté de communes du Pays de Lamastre (CCPL) signe. La CCPL agit."
    assert [label for _, label in told(text)] == ["Communauté de communes du Pays de Lamastre"] * 3


def test_an_acronym_may_be_told_by_initials_near_the_departement_of_the_page() -> None:
    text = "Dans le Département du Pas-de-Calais, la CAHC agit."
    assert told(text)[-1] == ("CAHC", "Communauté d'agglomération d'Hénin-Carvin")


def test_a_word_in_a_line_of_capitals_is_no_acronym() -> None:
    assert [words for words, _ in told("LA CAHC ET LE PAS DE CALAIS\n\nDépartement du Pas-de-Calais")] == [
        "Département du Pas-de-Calais"
    ]


def test_a_bare_name_is_the_only_body_of_its_level() -> None:
    text = "La Communauté de communes du Pays de Lamastre et le Département agissent. La Communauté signe."
    assert [label for _, label in told(text)] == [
        "Communauté de communes du Pays de Lamastre",
        "Département de l'Ardèche",
        "Communauté de communes du Pays de Lamastre",
    ]


def test_a_bare_name_among_two_bodies_is_nobody() -> None:
    text = "Laval Agglomération et Rodez Agglomération. L'Agglo signe. Le Département aussi."
    assert len(told(text)) == 2


def test_a_bare_name_is_that_of_the_only_body_of_its_form() -> None:
    text = (
        "Laval Agglomération et Saint-Flour Communauté se rencontrent. L'Agglo signe, la communauté de communes aussi."
    )
    assert told(text)[2:] == [
        ("Agglo", "Communauté d'agglomération Laval Agglomération"),
        ("communauté de communes", "Communauté de communes de Saint-Flour"),
    ]


def test_a_bare_name_is_that_of_the_body_named_before_it_in_its_paragraph() -> None:
    text = (
        "Laval Agglomération accueille un forum.\n\n"
        "Rodez Agglomération est venue. L'Agglo y tient un stand.\n\nL'Agglo remercie chacun."
    )
    assert [name for name, _ in told(text)] == ["Laval Agglomération", "Rodez Agglomération", "Agglo"]


def test_an_acronym_of_the_referential_names_a_body_without_its_department() -> None:
    assert ("CINOR", "Communauté d'agglomération Intercommunale du Nord de la Réunion") in told("La CINOR se réunit.")


def test_a_commune_that_signs_under_its_bare_name_is_a_body() -> None:
    assert told("Langogne et Mende signent la convention.") == [
        ("Langogne", "Commune de Langogne"),
        ("Mende", "Commune de Mende"),
    ]


def test_a_line_in_capitals_gives_no_body_the_words_after_its_name() -> None:
    text = "LA COMMUNAUTE DE COMMUNES DU VAL DE DROME SIGNE SON CONTRAT"
    assert [label for _, label in told(text)] == ["Communauté de communes du Val de Drôme en Biovallée"]


def test_a_grouping_that_the_referential_does_not_hold_is_known_by_its_name() -> None:
    read = page("la communauté de communes Porte d'Exemple en Pays de Modèle a signé")
    (mention,) = organisations(read, scene_of(read, places(), ADDRESSES), {})
    assert mention.body.place is None
    assert mention.body.nature is Nature.INTERCOMMUNALITY
    assert mention.body.territory_label == "Porte d'Exemple en Pays de Modèle"


def test_a_short_name_is_settled_when_one_grouping_begins_so() -> None:
    read = page("les Communautés de communes de Pont Audemer")
    (mention,) = organisations(read, scene_of(read, places(), ADDRESSES), {})
    assert mention.reason == "nom abrégé d'un seul groupement"


def test_a_name_of_several_places_is_settled_by_the_departement_nearby_or_left() -> None:
    near = page("Dans le Département de la Seine-Saint-Denis, la ville de Saint-Denis agit.")
    scene = scene_of(near, places(), ADDRESSES)
    assert [m.body.label for m in organisations(near, scene, {})][-1] == "Commune de Saint-Denis"
    alone = page("La ville de Saint-Denis agit.")
    assert organisations(alone, scene_of(alone, places(), ADDRESSES), {}) == ()
    (name,) = doubtful(alone, scene_of(alone, places(), ADDRESSES))
    assert len(name.places) > 1


def test_an_article_with_a_capital_makes_no_name_of_the_word_after_it() -> None:
    read = page("Le maire signe au nom de la commune.")
    assert organisations(read, scene_of(read, places(), ADDRESSES), {}) == ()

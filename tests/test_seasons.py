from dataclasses import replace
from datetime import date

import pytest
from pages import document, graph, page, reading
from rdflib import Literal
from rdflib.namespace import XSD

from loaders.documents.page import page_of
from ontology.names import CT

PUBLISHED = date(2021, 10, 18)


def dated(text: str, issued: date | None = PUBLISHED) -> list[tuple[str, str]]:
    read = page_of(replace(document(text), issued=issued))
    return [(read.words(moment), moment.first) for moment in read.moments]


@pytest.mark.parametrize(
    ("text", "words", "iso"),
    [
        ("Signé au printemps 2021.", "printemps 2021", "2021"),
        ("Prévu à l’été 2022.", "été 2022", "2022"),
        ("À l'automne 2022, le comité se réunit.", "automne 2022", "2022"),
        ("L'école ouvre à la rentrée 2021.", "rentrée 2021", "2021"),
        ("L'école ouvre à la rentrée scolaire de 2021.", "rentrée scolaire de 2021", "2021"),
        ("Livré au premier semestre 2022.", "premier semestre 2022", "2022"),
        ("Livré au 3e trimestre 2021.", "3e trimestre 2021", "2021"),
        ("Livré fin du deuxième trimestre 2021.", "fin du deuxième trimestre 2021", "2021"),
        ("Voté début 2022.", "début 2022", "2022"),
        ("Voté mi-2022.", "mi-2022", "2022"),
        ("Voté fin mars 2021.", "fin mars 2021", "2021-03"),
        ("Voté mi-juillet 2021.", "mi-juillet 2021", "2021-07"),
    ],
)
def test_a_part_of_a_year_is_that_year_or_month_and_never_a_day(text: str, words: str, iso: str) -> None:
    assert dated(text, None) == [(words, iso)]


@pytest.mark.parametrize(
    ("text", "words", "iso"),
    [
        ("Signé au printemps dernier.", "printemps dernier", "2021"),
        ("Voté l'hiver venu, à la rentrée dernière.", "rentrée dernière", "2021"),
        ("Prévu à l'été prochain.", "été prochain", "2022"),
        ("Signé en mars dernier.", "en mars dernier", "2021-03"),
        ("Signé en novembre dernier.", "en novembre dernier", "2020-11"),
        ("Prévu début mars prochain.", "début mars prochain", "2022-03"),
        ("La commune de Privas a signé mi-septembre.", "mi-septembre", "2021-09"),
    ],
)
def test_a_part_without_its_year_takes_it_from_the_date_of_the_page_and_says_so(
    text: str, words: str, iso: str
) -> None:
    read = page_of(replace(document(text), issued=PUBLISHED))
    (moment,) = read.moments
    assert (read.words(moment), moment.first) == (words, iso)
    assert moment.reason is not None
    assert moment.reason.endswith("comptée depuis la date de la page")


@pytest.mark.parametrize(
    "text",
    [
        "Signé à l'automne dernier.",
        "Signé en octobre dernier.",
        "Il a été dernier de sa liste.",
        "Prévu mi-décembre.",
        "Fermé de mi-août à la rentrée.",
        "Chaque année, la fête a lieu mi-septembre.",
    ],
)
def test_a_part_whose_year_is_not_certain_is_none(text: str) -> None:
    assert dated(text) == []


def test_nothing_is_counted_back_in_a_page_without_date() -> None:
    assert dated("Signé au printemps dernier, ou mi-juillet.", None) == []


def test_two_parts_of_years_are_a_range() -> None:
    (moment,) = page("Du 1er semestre 2022 à l'automne 2024.").moments
    assert (moment.first, moment.last) == ("2022", "2024")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Adopté le 10 avril dernier.", "2021-04-10"),
        ("Signé vendredi 8 octobre.", "2021-10-08"),
        ("Signé le 12 octobre.", "2021-10-12"),
    ],
)
def test_the_day_that_a_file_says_it_was_published_dates_its_page(text: str, day: str) -> None:
    assert [iso for _, iso in dated(text)] == [day]


def test_the_date_that_a_text_gives_itself_comes_before_that_of_its_file() -> None:
    assert dated("Publié le 4 mai 2019\nAdopté le 10 avril dernier.")[-1] == ("10 avril dernier", "2019-04-10")


def test_a_contract_signed_in_a_season_has_the_year_of_its_signing() -> None:
    found = graph(
        reading(
            "L'État et la communauté de communes du Pays de Lamastre ont signé au printemps 2021 un contrat de relance "
            "et de transition écologique.\n"
        )
    )
    assert list(found.objects(None, CT.signedOn)) == [Literal("2021", datatype=XSD.gYear)]

from typing import Any

import pytest
from pages import reading, summary

NAMED = "La communauté de communes du Clunisois conclut avec l'État un contrat de relance et de transition écologique. "


def contract(text: str) -> dict[str, Any]:
    """Return the only contract of a text in plain words."""
    (one,) = summary(reading(text))["contracts"]
    told: dict[str, Any] = one
    return told


@pytest.mark.parametrize(
    "sentence",
    [
        "Anne Modèle, présidente, l'a signé avec Paul Exemple, préfet.",
        "Anne Modèle, présidente, et Paul Exemple, préfet, ont apposé leur signature.",
        "Il a été signé par Anne Modèle, présidente, et Paul Exemple, préfet.",
        "Les signataires étaient Anne Modèle, présidente, et Paul Exemple, préfet.",
        "Anne Modèle, présidente, et Paul Exemple, préfet, en sont les signataires.",
        "Ont signé :\n- Anne Modèle, présidente\n- Paul Exemple, préfet",
        "Les signataires\nAnne Modèle, présidente\nPaul Exemple, préfet",
        "Anne Modèle, présidente, a paraphé le document avec Paul Exemple, préfet.",
    ],
)
def test_a_sentence_takes_up_the_contract_named_before_it(sentence: str) -> None:
    text = f"{NAMED}\n\n{sentence}" if "\n" in sentence else NAMED + sentence
    assert contract(text)["signatories"] == ["Anne Modèle", "Paul Exemple"]


def test_each_signs_for_the_body_that_a_line_names() -> None:
    told = contract(
        f"{NAMED}\n\nPour l'État : Paul Exemple, préfet\nPour la communauté de communes : Anne Modèle, présidente\n"
    )
    assert told["signatories"] == ["Anne Modèle", "Paul Exemple"]


def test_a_leave_to_sign_is_no_signing() -> None:
    text = "Le conseil a autorisé la présidente, Anne Modèle, à signer le contrat de ville de Nevers Agglomération."
    assert all(not one["signatories"] for one in summary(reading(text))["contracts"])


def test_those_in_whose_presence_a_contract_is_signed_do_not_sign_it() -> None:
    told = contract(
        "En présence de Paul Exemple, sénateur, Anne Modèle, présidente de la communauté de communes du Clunisois, "
        "a signé avec l'État le contrat de relance et de transition écologique."
    )
    assert (told["signatories"], told["witnesses"]) == (["Anne Modèle"], ["Paul Exemple"])


def test_a_body_named_in_an_aside_is_no_party() -> None:
    told = contract(
        "Après deux ans de travail avec le Département de Saône-et-Loire, la communauté de communes du Clunisois et "
        "l'État ont signé leur contrat de relance et de transition écologique."
    )
    assert told["parties"] == ["Communauté de communes du Clunisois", "État"]


def test_what_explains_a_contract_is_not_another() -> None:
    told = summary(
        reading(
            "Le 18 janvier 2024, Dinan Agglomération et l'État ont signé l'avenant n° 1 au CRTE, devenu contrat pour "
            "la réussite de la transition écologique."
        )
    )
    assert [one["kind"] for one in told["contracts"]] == ["avenant"]


def test_a_signing_to_come_gives_no_contract() -> None:
    text = (
        "La communauté de communes du Clunisois et l'État signeront leur CRTE jeudi. Le CRTE sera signé le 9 juin 2022."
    )
    assert summary(reading(text))["contracts"] == []


def test_an_ordinary_contract_is_not_taken_for_the_one_of_the_page() -> None:
    told = contract(
        "La convention de financement a été signée par La Poste et la Banque des Territoires. La communauté de "
        "communes du Clunisois a inscrit le projet au CRTE du Clunisois, signé en décembre 2021 avec l'État."
    )
    assert told["parties"] == ["Communauté de communes du Clunisois", "État"]

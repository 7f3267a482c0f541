import pytest
from pages import graph, reading
from rdflib import SKOS

from ontology.names import CT, RDF

SIGNED = (
    "La communauté de communes du Clunisois et l'État ont signé le 2 décembre 2021 le contrat de relance et de "
    "transition écologique. "
)


def themes(text: str) -> list[str]:
    """Return what the contracts of a text take up, in their order."""
    found = graph(reading(text))
    told = [
        (int(str(found.value(node, CT.position))), str(found.value(node, SKOS.prefLabel)))
        for contract in found.subjects(RDF.type, CT.Contract)
        for node in found.objects(contract, CT.priority)
    ]
    return [words for _, words in sorted(told)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Il porte sur l'eau, l'habitat et la mobilité.",
        "Ce contrat s'articule autour de l'eau, de l'habitat et de la mobilité.",
        "Le contrat a pour priorités : l'eau, l'habitat et la mobilité.",
        "Ses priorités : l'eau, l'habitat, la mobilité.",
        "Au programme, l'eau, l'habitat et la mobilité.",
        "Les thématiques de travail seront l'eau, l'habitat et la mobilité.",
        "L'eau, l'habitat et la mobilité en constituent les piliers.",
        "Trois idées le structurent, l'eau, l'habitat et la mobilité.",
        "La communauté de communes y inscrit l'eau, l'habitat et la mobilité.",
        "L'eau, l'habitat et la mobilité figurent parmi les 62 projets retenus.",
        "Il vise à :\n- l'eau\n- l'habitat\n- la mobilité",
        "Les axes du contrat\nL'eau\nL'habitat\nLa mobilité",
    ],
)
def test_a_sentence_says_what_a_contract_takes_up(sentence: str) -> None:
    told = themes(f"{SIGNED}\n\n{sentence}" if "\n" in sentence else SIGNED + sentence)
    assert [words.lower().removeprefix("l'").removeprefix("la ") for words in told] == ["eau", "habitat", "mobilité"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Le comité portera sur l'eau et l'habitat.",
        "Il porte sur la période 2021-2026.",
        "Il prévoit 3,2 millions d'euros pour l'eau.",
        "Il met l'accent sur la présence de Paule Modèle, maire.",
        "Un contrat de ville portera sur l'eau, l'habitat et la mobilité.",
    ],
)
def test_what_is_said_of_something_else_is_no_theme(sentence: str) -> None:
    assert themes(SIGNED + sentence) == []


def test_et_within_a_member_of_a_list_does_not_cut_it() -> None:
    told = themes(SIGNED + "Il porte sur l'école et la jeunesse, l'eau potable, la culture et le sport.")
    assert told == ["l'école et la jeunesse", "l'eau potable", "la culture", "le sport"]

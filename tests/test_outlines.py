import pytest
from pages import page

from loaders.documents.outlines import outlines


def told(text: str) -> list[tuple[bool, list[tuple[str, list[str]]]]]:
    read = page(text)
    return [
        (one.actions, [(read.words(point), [read.words(under) for under in point.under]) for point in one.points])
        for one in outlines(read)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Axe 1 – Loger\nAxe 2 – Soigner",
        "AXE n°1 : Loger\nTexte.\n\nAXE n°2 : Soigner",
        "Orientation stratégique n° 1 : Loger\nOrientation stratégique n° 2 : Soigner",
        "Enjeu A. Loger\nEnjeu B. Soigner",
        "Priorité I - Loger\nPriorité II - Soigner",
        "Défi 1\nLoger\n\nDéfi 2\nSoigner",
        "Article 2 – Thématiques\n2.1 Loger\n2.2 Soigner",
        "2. Enjeux du territoire\n2.1. Loger\n2.2. Soigner",
    ],
)
def test_lines_that_bear_a_rank_are_challenges_in_whatever_notation(text: str) -> None:
    assert told(text) == [(False, [("Loger", []), ("Soigner", [])])]


@pytest.mark.parametrize(
    "text",
    [
        "Enjeu 1 : Loger\n1.1 Bâtir\n1.2 Rénover\nEnjeu 2 : Soigner\n2.1 Former",
        "Enjeu 1 : Loger\n- Bâtir ;\n- Rénover.\nEnjeu 2 : Soigner\n- Former.",
        "Enjeu 1 : Loger\nAxe 1 : Bâtir\nAxe 2 : Rénover\nEnjeu 2 : Soigner\nAxe 3 : Former",
    ],
)
def test_what_stands_under_a_challenge_is_its_axes(text: str) -> None:
    assert told(text) == [(False, [("Loger", ["Bâtir", "Rénover"]), ("Soigner", ["Former"])])]


def test_numbered_actions_are_actions() -> None:
    text = "Fiche action n° 1 – Rénover l'école\nCoût : 20 000 €\n\nFiche action n° 2\nOuvrir la halle"
    assert told(text) == [(True, [("Rénover l'école", []), ("Ouvrir la halle", [])])]


def test_the_same_axes_said_again_are_one_list_and_others_another() -> None:
    again = "Axe 1 : Loger les jeunes\nAxe 2 : Soigner\n\nAnnexe\nAxe 1 : Loger les jeunes"
    other = "Axe 1 : Loger les jeunes\nAxe 2 : Soigner\n\nAxe 1 : Nourrir\nAxe 2 : Cultiver"
    assert len(told(again)) == 1
    assert [len(points) for _, points in told(other)] == [2, 2]


def test_clauses_that_bear_a_decimal_rank_are_no_challenges() -> None:
    assert told("Article 3 – Résiliation\n3.1 Préavis\n3.2 Litiges") == []

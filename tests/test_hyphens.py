import pytest

from loaders.documents.formats.hyphens import Hyphens


@pytest.mark.parametrize(
    ("lines", "whole"),
    [
        (["la transi-", "tion"], "la transition"),
        (["à Lens-", "Liévin"], "à Lens-Liévin"),
        (["la sous-", "préfète"], "la sous-préfète"),
        (["un arc-", "en-ciel"], "un arc-en-ciel"),
        (["2021-", "2026"], "2021- 2026"),
        (["le contrat", "de ville"], "le contrat de ville"),
        (["écrire à m.modele@", "exemple.fr"], "écrire à m.modele@exemple.fr"),
        (["m.modele", "@exemple.fr"], "m.modele@exemple.fr"),
        (["", "seul", ""], "seul"),
    ],
)
def test_the_lines_of_a_paragraph_are_one(lines: list[str], whole: str) -> None:
    assert Hyphens([]).joined(lines) == whole


def test_a_word_is_spelled_as_elsewhere_in_the_document() -> None:
    assert Hyphens(["un porte-monnaie"]).joined(["le porte-", "monnaie"]) == "le porte-monnaie"
    assert Hyphens(["un portemonnaie"]).joined(["le porte-", "monnaie"]) == "le portemonnaie"
    assert Hyphens(["une co-construction"]).joined(["la co-", "construction"]) == "la co-construction"

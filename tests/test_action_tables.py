import pytest
from pages import page

from loaders.documents.action_tables import tables


def told(text: str) -> list[list[str]]:
    read = page(text)
    return [[read.words(point) for point in one.points] for one in tables(read) if one.actions]


@pytest.mark.parametrize(
    "text",
    [
        "N° | Action | Pilote | Coût\n1 | Rénover l'école | CC Modèle | 450 €\n2 | Ouvrir la halle | Ville |",
        "Axe | Opération | Financement\nLoger | Rénover l'école | 450 000 €\n| Ouvrir la halle | 10 000 €",
        (
            "Intitulé de l'action      Maître d'ouvrage      Coût total HT\n"
            "Rénover l'école           CC Modèle             450 000 €\n"
            "Ouvrir la halle           Commune d'Exemple     900 000 €\n"
            "Total                                           1 350 000 €"
        ),
    ],
)
def test_the_rows_of_a_table_of_actions_are_its_actions(text: str) -> None:
    assert told(text) == [["Rénover l'école", "Ouvrir la halle"]]


def test_a_table_of_something_else_holds_no_action() -> None:
    assert told("Commune | Population\nExemple | 1 200\nModèle | 300") == []
    assert told("Pour l'État        Pour la Communauté\nLe Préfet        La Présidente") == []

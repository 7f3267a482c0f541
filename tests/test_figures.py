import pytest
from pages import page, reading

from loaders.documents.figures import figures
from ontology.names import CT


@pytest.mark.parametrize(
    ("text", "value", "unit", "counts", "qualifier"),
    [
        ("Près de 650 000 habitants y vivent.", 650000.0, "habitants", "habitants", "Près de"),
        ("54 actions en découlent.", 54.0, "actions", "actions", ""),
        ("Six communes rejoignent le contrat.", 6.0, "communes", "communes rejoignent le contrat", ""),
        ("Un budget de 12,5 M€ est voté.", 12.5e6, "EUR", "Un budget", ""),
        ("L'aide est de 300 000 euros pour les écoles.", 300000.0, "EUR", "L'aide est pour les écoles", ""),
        ("Une enveloppe supérieure à 3 millions d'euros.", 3e6, "EUR", "Une enveloppe", "supérieure à"),
        ("La ville reçoit 5 000 € en tout.", 5000.0, "EUR", "La ville reçoit 5 000 € en tout.", ""),
    ],
)
def test_a_quantity_says_what_it_counts_and_with_what_reserve(
    text: str, value: float, unit: str, counts: str, qualifier: str
) -> None:
    (figure,) = figures(page(text))
    assert (figure.value, figure.unit, figure.qualifier) == (value, unit, qualifier)
    assert figure.counts == counts


@pytest.mark.parametrize(
    "text",
    [
        "Les deux présidents et trois élus.",
        "À 15 heures, le 9 juillet 2021.",
        "L'Eurovélo 5 passe là.",
        "L'article 12 du code.",
        "La phase 2 commence.",
        "5 nouvelles dates.",
        "Ils sont 12.",
        "Le 2ème webinaire.",
    ],
)
def test_ranks_hours_and_small_numbers_in_letters_count_nothing(text: str) -> None:
    assert list(figures(page(text))) == []


def test_a_reserve_is_no_end_of_another_word() -> None:
    (figure,) = figures(page("Nous sommes intervenus auprès de 6 territoires."))
    assert figure.qualifier == ""


def test_the_same_quantity_said_twice_is_one_figure() -> None:
    told = reading("Le pôle lance 40 ateliers. Les 40 ateliers finissent.")
    values = [s for s in told.statements if s.predicate == CT.value]
    assert len(values) == 1
    assert len(values[0].evidence) == 2


@pytest.mark.parametrize(
    ("text", "value", "counts"),
    [
        ("La convention dure six ans et demi.", 6.5, "ans"),
        ("Il faut dix-huit mois au plus et une phase de cinq ans.", 18.0, "mois"),
    ],
)
def test_a_half_belongs_to_the_number_and_the_rest_to_no_count(text: str, value: float, counts: str) -> None:
    figure = next(figures(page(text)))
    assert (figure.value, figure.counts) == (value, counts)

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.documents.french import (
    Span,
    content,
    inside,
    lowered,
    overlap,
    plain,
    quantities,
    sentences,
    spelled_number,
    words,
)


@given(st.text())
def test_bare_letters_stand_at_the_offsets_of_the_text(text: str) -> None:
    assert len(plain(text)) == len(text)
    assert len(lowered(text)) == len(text)


def test_typographic_signs_become_plain() -> None:
    assert plain("« L’Été – là »") == '" L\'Ete - la "'
    assert lowered("İÉ")[1] == "e"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("M. Modèle signe. Mme Exemple aussi.", ["M. Modèle signe.", "Mme Exemple aussi."]),
        ("Jean C. Modèle parle. Il signe !", ["Jean C. Modèle parle.", "Il signe !"]),
        ("Une ligne\nune autre", ["Une ligne", "une autre"]),
        ("Vraiment ? Oui. « Bien. »", ["Vraiment ?", "Oui.", "« Bien. »"]),
        ("Le prix (cf. art. 3) monte. Fin", ["Le prix (cf. art. 3) monte.", "Fin"]),
        ("   ", []),
    ],
)
def test_a_sentence_ends_at_its_end_and_not_at_a_shortened_word(text: str, told: list[str]) -> None:
    bare = plain(text)
    assert [text[span.start : span.end] for span in sentences(bare, 0, len(bare))] == told


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("9.500 logements", 9500.0),
        ("650 000 habitants", 650000.0),
        ("650.000 habitants", 650000.0),
        ("500 m€", 500e6),
        ("1,5 million d'euros", 1.5e6),
        ("4,1 millions d'euros", 4.1e6),
        ("36,6 milliards de francs", 36.6e9),
        ("12,5 m€", 12.5e6),
        ("2 milliards d'euros", 2e9),
        ("300 k€", 300e3),
        ("vingt-deux elus", 22.0),
        ("deux cents communes", 200.0),
        ("quatre-vingt-dix logements", 90.0),
        ("mille deux cents places", 1200.0),
        ("trois mille habitants", 3000.0),
    ],
)
def test_a_number_is_read_as_french_writes_it(text: str, value: float) -> None:
    (found,) = quantities(text, 0, len(text))
    assert found.value == value


@pytest.mark.parametrize("text", ["n2", "12/04/2021", "2eme", "1-2", "a.5.b"])
def test_ranks_and_dates_are_no_quantities(text: str) -> None:
    assert [found for found in quantities(text, 0, len(text)) if found.start == 0] == []


def test_letters_that_are_no_number_are_none() -> None:
    assert spelled_number("quelques") is None


def test_words_are_told_without_accents_or_elision() -> None:
    assert words("L'Œuvre d’Été") == ["l", "oeuvre", "d", "ete"]
    assert content("La rénovation des écoles") == {"renovation", "ecoles"}


def test_spans_hold_and_overlap() -> None:
    assert Span(0, 5).holds(Span(1, 5))
    assert not Span(0, 5).holds(Span(1, 6))
    assert overlap(Span(0, 2), Span(1, 3))
    assert not overlap(Span(0, 2), Span(2, 3))


@given(st.lists(st.integers(0, 40)), st.integers(0, 40), st.integers(0, 20))
def test_words_in_their_order_are_found_inside_a_span(starts: list[int], start: int, length: int) -> None:
    ordered = [Span(one, one + 3) for one in sorted(starts)]
    span = Span(start, start + length)
    assert list(inside(ordered, span)) == [one for one in ordered if span.holds(one)]

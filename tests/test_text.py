import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.documents.text import first_line, mask


@pytest.mark.parametrize(
    ("written", "masked"),
    [
        ("Écrire à marie.modele@exemple.fr.", "Écrire à •••••••••••••••••••••••."),
        ("Tél. 01 99 00 12 34, demain", "Tél. ••••••••••••••, demain"),
        ("tel 01.99.00.12.34", "tel ••••••••••••••"),
        ("+33 1 99 00 12 34", "•••••••••••••••••"),
        ("+33 (0)1 99 00 12 34", "••••••••••••••••••••"),
        ("0 800 123 456", "•••••••••••••"),
        ("marie.modele [at] exemple.fr", "••••••••••••••••••••••••••••"),
    ],
)
def test_addresses_and_telephone_numbers_are_masked_character_for_character(written: str, masked: str) -> None:
    assert mask(written) == masked


@pytest.mark.parametrize(
    "kept", ["9.500 logements", "2019-2022", "12 500 000 euros", "SIREN 200060358", "le 01/02/2021"]
)
def test_amounts_years_and_codes_are_not_masked(kept: str) -> None:
    assert mask(kept) == kept


@given(st.text())
def test_masking_keeps_every_offset_and_is_done_once(text: str) -> None:
    masked = mask(text)
    assert len(masked) == len(text)
    assert mask(masked) == masked


def test_a_title_is_no_furniture_and_no_paragraph() -> None:
    assert first_line("Skip to content\n\nLe titre\n\nTexte.") == "Le titre"
    assert first_line("x" * 300) is None
    assert first_line("***") is None

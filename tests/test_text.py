from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.documents.text import UnreadableDocument, decode, first_line, mask, open_document
from loaders.manifest import Source


def source(path: Path, title: str | None = None) -> Source:
    return Source(path, path.name, path.stem, title)


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


@pytest.mark.parametrize(
    "data",
    [
        "Été à l'Île".encode(),
        "Été à l'Île".encode("utf-8-sig"),
        "Été à l'Île".encode("utf-16"),
        "Été à l'Île".encode("cp1252"),
        "E\u0301te\u0301 a\u0300 l'I\u0302le".encode(),
    ],
)
def test_a_text_is_decoded_whatever_its_encoding(data: bytes) -> None:
    assert decode(data) == "Été à l'Île"


def test_bytes_of_no_encoding_are_still_read() -> None:
    assert decode(b"caf\x81\xe9") == "caf\x81é"


def test_line_ends_become_single_newlines() -> None:
    assert decode(b"a\r\nb\rc\n") == "a\nb\nc\n"


def test_a_stored_text_is_masked_and_its_digest_is_that_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_text("Titre de la page\n\nÉcrire à a.b@exemple.fr\n", encoding="utf-8")
    opened = open_document(source(path))
    assert opened.text == "Titre de la page\n\nÉcrire à ••••••••••••••\n"
    assert opened.title == "Titre de la page"
    assert len(opened.sha256) == 64


def test_a_stated_title_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_text("Autre chose", encoding="utf-8")
    assert open_document(source(path, "Titre donné")).title == "Titre donné"


@pytest.mark.parametrize("data", [b"", b" \n\t\n", b"\x00\x01binary"])
def test_a_file_without_text_is_refused_with_its_name(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "vide.txt"
    path.write_bytes(data)
    with pytest.raises(UnreadableDocument, match=r"vide\.txt"):
        open_document(source(path))


def test_a_title_is_no_furniture_and_no_paragraph() -> None:
    assert first_line("Skip to content\n\nLe titre\n\nTexte.") == "Le titre"
    assert first_line("x" * 300) is None
    assert first_line("***") is None

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.documents.formats import Unreadable
from loaders.documents.formats.encodings import decoded, decoded_page

SHORT = (
    "Été à l'Île",
    "Préfecture",
    "Signé à Béthune",
    "naïf",
    "Noël à Créteil : 500 m²",
    "Le contrat a été signé.",
    "« La Communauté d'agglomération » a voté",
)


@pytest.mark.parametrize("text", SHORT)
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "iso8859-15", "mac-roman"]
)
def test_a_short_french_text_is_decoded_whatever_its_encoding(text: str, encoding: str) -> None:
    assert decoded(text.replace("²", "2" if "mac" in encoding else "²").encode(encoding)).replace("m2", "m²") == text


@pytest.mark.parametrize("encoding", ["cp1252", "iso8859-15", "mac-roman"])
def test_the_euro_and_the_ligature_are_told_by_the_encoding_that_has_them(encoding: str) -> None:
    assert decoded("une œuvre à 500 €".encode(encoding)) == "une œuvre à 500 €"


def test_accents_are_one_character_each() -> None:
    assert decoded("E\u0301te\u0301".encode()) == "Été"


def test_line_ends_become_single_newlines() -> None:
    assert decoded(b"a\r\nb\rc\n") == "a\nb\nc\n"


@given(st.binary())
def test_bytes_are_a_text_or_are_refused(data: bytes) -> None:
    try:
        text = decoded(data)
    except Unreadable:
        return
    assert "\r" not in text
    assert text.encode().decode() == text


def test_a_page_is_decoded_as_it_declares_if_its_bytes_agree() -> None:
    page = '<meta charset="iso-8859-15"><p>500 € de l\'État</p>'
    assert decoded_page(page.encode("iso8859-15")) == page
    assert decoded_page(page.encode("utf-8")) != ""
    assert decoded_page(page.replace("iso-8859-15", "no-such").encode()) == page.replace("iso-8859-15", "no-such")

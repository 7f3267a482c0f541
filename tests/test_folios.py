"""The page of a PDF where each passage stands: from the document to the quads and to the pages of the service."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path

import served
from hypothesis import given
from hypothesis import strategies as st

from loaders import quads
from loaders.model import Article, Document, Evidence, Reading, Statement
from ontology.addresses import Addresses
from ontology.names import CT, DCTERMS, KIND, LOCAL_BASE

ADDRESSES = Addresses(LOCAL_BASE)
TEXT = "Le CRTE.\n\nIl est signé.\n"
PDF = Document("contrat.pdf", "contrat", TEXT, "0" * 64, pages=(0, 10, 10))
CONTRACT = ADDRESSES.contract("crte", "200099999")
FACTS = (Statement(CONTRACT, CT.kind, KIND.crte, (Evidence(3, 7), Evidence(10, 15))),)


def told(document: Document) -> str:
    articles = (Article(1, 10, 20, "Il est signé"),)
    return b"".join(quads.lines(quads.read(Reading(document, articles, FACTS), None, ADDRESSES))).decode()


def pages(lines: str) -> list[int]:
    return [int(number) for number in re.findall(rf'<{CT.page}> "(\d+)"', lines)]


def test_the_evidence_of_a_pdf_and_its_articles_say_their_page() -> None:
    assert sorted(pages(told(PDF))) == [1, 3, 3]


def test_a_text_has_no_page() -> None:
    assert pages(told(replace(PDF, pages=()))) == []


@given(st.lists(st.integers(0, 30), min_size=1).map(sorted), st.integers(0, 30))
def test_a_passage_lies_on_the_last_page_that_begins_before_it(starts: list[int], offset: int) -> None:
    page = replace(PDF, pages=(0, *starts)).page(offset)
    assert page is not None
    assert (0, *starts)[page - 1] <= offset
    assert all(start > offset for start in starts[page - 1 :])


def test_the_day_of_publication_that_a_page_states_is_published() -> None:
    assert str(DCTERMS.issued) not in told(PDF)
    assert f'<{DCTERMS.issued}> "2021-07-12"^^' in told(replace(PDF, issued=date(2021, 7, 12)))


def test_a_proof_and_its_source_show_the_page(tmp_path: Path) -> None:
    client = served.client(tmp_path)

    def words(path: str) -> str:
        return " ".join(unescape(re.sub(r"<[^>]*>", " ", client.get(path).get_data(as_text=True))).split())

    assert "d’après La CCVE signe son CRTE , p. 1" in words(served.CONTRACT)
    source = client.get(served.SOURCE_PAGE).get_data(as_text=True)
    assert [source.count(f'id="page{number}"') for number in (1, 2, 3)] == [1, 1, 0]
    assert "car ce sont des images sans texte : 3." in words(served.SOURCE_PAGE)
    assert re.search(r"vendredi 9 juillet\s*</q>\s*<span[^>]*>p. 2", source)

from __future__ import annotations

from dataclasses import replace

from rdflib import Literal, URIRef

from loaders import quads
from loaders.model import Document, Evidence, Reading, Statement
from loaders.quotation import Quotation, quotations, witnesses
from ontology.addresses import Addresses
from ontology.names import CT, KIND, LOCAL_BASE, PROV, RDF

ADDRESSES = Addresses(LOCAL_BASE)
CONTRACT = ADDRESSES.contract("crte", "200099999")
COMMUNE = ADDRESSES.commune("99001")
DOCUMENT = Document("page.txt", "page", "La CCVE\nsigne un\ncontrat.\n", "00")
FACTS = (
    Statement(CONTRACT, CT.kind, KIND.crte, (Evidence(17, 24),)),
    Statement(CONTRACT, CT.place, Literal("CCVE", lang="fr"), (Evidence(3, 7), Evidence(8, 16))),
)
TABLE = ADDRESSES.source("communes")
ROW = ADDRESSES.evidence("communes-99001")
ROWS = [
    f'<{TABLE}> <http://purl.org/dc/terms/identifier> "communes.csv" <{TABLE}> .\n'.encode(),
    f"<{ROW}> <{RDF.subject}> <{COMMUNE}> <{TABLE}> .\n".encode(),
    f"<{ROW}> <{PROV.wasQuotedFrom}> <{TABLE}> <{TABLE}> .\n".encode(),
    f'<{ROW}> <{CT.row}> "2"^^<http://www.w3.org/2001/XMLSchema#integer> <{TABLE}> .\n'.encode(),
]
LINES = sorted({*quads.lines(quads.read(Reading(DOCUMENT, (), FACTS), None, ADDRESSES)), *ROWS})


def places(thing: URIRef, predicate: URIRef | None) -> tuple[Quotation, ...]:
    return quotations(witnesses(LINES, [thing]), thing, predicate, {DOCUMENT.identifier: DOCUMENT})


def test_a_property_is_quoted_from_the_words_that_say_it() -> None:
    assert places(CONTRACT, CT.place) == (Quotation("page.txt", 1, "CCVE"), Quotation("page.txt", 2, "signe un"))


def test_a_property_that_nothing_says_is_quoted_from_all_that_speaks_of_the_thing() -> None:
    assert [place.line for place in places(CONTRACT, CT.party)] == [1, 2, 3] == [p.line for p in places(CONTRACT, None)]


def test_a_row_is_quoted_by_its_number() -> None:
    [place] = places(COMMUNE, CT.siren)
    assert (place.wording.fr, place.wording.en) == ("communes.csv, ligne 2", "communes.csv, row 2")


def test_an_evidence_is_quoted_from_its_own_words() -> None:
    proof = next(line.split(b" ")[0] for line in LINES if b'"CCVE"' in line and b"/preuve/" in line)
    [place] = places(URIRef(proof.decode()[1:-1]), None)
    assert place.wording.fr == "page.txt, ligne 1 : « CCVE »"


def test_a_quotation_from_a_document_with_pages_says_which() -> None:
    paged = replace(DOCUMENT, pages=(0, 8))
    lines = quads.lines(quads.read(Reading(paged, (), FACTS), None, ADDRESSES))
    found = quotations(witnesses(lines, [CONTRACT]), CONTRACT, CT.place, {paged.identifier: paged})
    assert [place.wording.fr for place in found] == [
        "page.txt, p. 1, ligne 1 : « CCVE »",
        "page.txt, p. 2, ligne 2 : « signe un »",
    ]


def test_a_thing_that_no_source_speaks_of_has_no_quotation() -> None:
    assert places(ADDRESSES.commune("99999"), None) == ()
    assert len(witnesses(LINES, [])) == 0

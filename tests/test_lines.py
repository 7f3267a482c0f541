from __future__ import annotations

from rdflib import Literal, URIRef

from ontology.names import CT
from server.addresses import Site
from server.languages import texts
from server.questions.answers import Answer
from server.questions.lines import Line, Writer
from server.questions.stored import Column, Question
from server.store import Row
from server.wording import Wording

SITE = Site("http://localhost:8000/")
THING = SITE.thing("contrat", "crte-x")
PAGE = SITE.thing("source", "900-page")


def lines(*rows: Row, language: str = "fr") -> list[Line]:
    title = {"fr": "Chose", "en": "Thing"}
    variables = ("thing", "thingLabel", "source", "quote", "quoteStart", "quoteEnd", "row")
    question = Question("q", 1, "contracts", title, title, (), (Column("thing", title),), variables, "")
    writer = Writer(SITE, Wording(texts(language), {CT.covers: "covers"}), {})
    return list(writer.lines(Answer(question, rows, len(rows))))


def test_a_thing_without_a_name_is_shown_by_its_key() -> None:
    [line] = lines({"thing": THING})
    assert (line.cells[0].text, line.cells[0].href) == ("crte-x", "/doc/contrat/crte-x")


def test_a_name_without_an_address_is_shown_alone() -> None:
    [line] = lines({"thingLabel": Literal("maire")})
    assert (line.cells[0].text, line.cells[0].href) == ("maire", None)


def test_zero_is_a_value() -> None:
    assert lines({"thing": Literal(0)})[0].cells[0].text == "0"


def test_a_term_is_named_in_the_language_of_the_page() -> None:
    row: Row = {"thing": CT.covers, "thingLabel": Literal("couvre")}
    assert lines(row)[0].cells[0].text == "couvre"
    assert lines(row, language="en")[0].cells[0].text == "Covers"


def test_an_address_that_is_not_of_the_web_is_no_link() -> None:
    [line] = lines({"thing": URIRef("javascript:alert(1)"), "thingLabel": Literal("x")})
    assert line.cells[0].href is None


def test_an_address_of_another_site_is_said_to_lead_outside() -> None:
    [line] = lines({"thing": URIRef("https://www.example.org/page")})
    assert line.cells[0].outside


def test_what_is_not_known_is_left_empty_and_unproved() -> None:
    [line] = lines({})
    assert (line.cells[0].text, line.proofs) == ("", ())


def test_a_source_that_is_not_listed_is_named_by_its_key() -> None:
    [line] = lines({"source": PAGE, "quote": Literal("mots")})
    assert (line.proofs[0].source.title, line.proofs[0].href) == ("900-page", "/doc/source/900-page")


def test_a_source_of_another_place_is_linked_as_it_is() -> None:
    [line] = lines({"source": URIRef("https://www.example.org/table"), "row": Literal(3)})
    assert (line.proofs[0].href, line.proofs[0].rows) == ("https://www.example.org/table", (3,))


def test_the_same_passage_is_named_once() -> None:
    row: Row = {"thing": THING, "source": PAGE, "quoteStart": Literal(1), "quoteEnd": Literal(5)}
    [line] = lines(row, dict(row))
    assert [proof.href for proof in line.proofs] == ["/doc/source/900-page?debut=1&fin=5#passage"]

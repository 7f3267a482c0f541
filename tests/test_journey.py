"""One sentence, from the page it stands in to everything that is published of it.

« La Communauté d’Agglomération de Lens-Liévin (CALL), a signé vendredi 9 juillet, dans les locaux du cluster Louvre
Lens Vallée, le Contrat de Relance et de Transition Écologique (CRTE). »
"""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest
from conftest import SEEDS
from flask.testing import FlaskClient
from rdflib import Graph, Literal, URIRef

from loaders.model import Statement
from loaders.preview import preview
from ontology.addresses import Addresses
from ontology.names import CT, DCAT, LOCAL_BASE, OA, PROV, RDF, XSD

WORDS = "vendredi 9 juillet"
PAGE = SEEDS / "documents" / "000-call-crte.txt"
SOURCE = URIRef(f"{LOCAL_BASE}id/source/000-call-crte")
CONTRACT = URIRef(f"{LOCAL_BASE}id/contrat/crte-246200364")
DAY = Literal("2021-07-09", datatype=XSD.date)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def start() -> int:
    """Return the offset of the words in the page."""
    return PAGE.read_text(encoding="utf-8").index(WORDS)


@pytest.fixture(scope="module")
def release(built: Path) -> Path:
    return (built / "current").resolve()


@pytest.fixture(scope="module")
def statement() -> Statement:
    """Return the signing date of the contract, as the page read alone states it."""
    [reading] = preview(PAGE, SEEDS / "territories", Addresses(LOCAL_BASE)).revision.readings
    dated = [one for one in reading.statements if (one.subject, one.predicate) == (CONTRACT, CT.signedOn)]
    [found] = dated
    return found


def row(service: FlaskClient, query: str) -> dict[str, Any]:
    response = service.post("/sparql", data={"query": query}, headers={"Accept": "application/sparql-results+json"})
    assert response.status_code == 200
    [found] = json.loads(response.get_data())["results"]["bindings"]
    return {name: cell["value"] for name, cell in found.items()}


def test_the_sentence_becomes_a_statement_with_its_words(statement: Statement, start: int) -> None:
    [evidence] = statement.evidence
    assert statement.object == DAY
    assert (evidence.start, evidence.end) == (start, start + len(WORDS))


def test_a_year_that_the_page_does_not_state_is_inferred_for_a_reason(statement: Statement) -> None:
    [evidence] = statement.evidence
    assert evidence.inferred
    assert "année" in str(evidence.reason)


def test_the_statement_and_its_evidence_stand_in_the_graph_of_the_page(release: Path, start: int) -> None:
    end = f" <{SOURCE}> .\n"
    with (release / "published.nq").open(encoding="utf-8") as lines:
        of_page = "".join(f"{line.removesuffix(end)} .\n" for line in lines if line.endswith(end))
    said = Graph().parse(data=of_page, format="nt")
    assert (CONTRACT, CT.signedOn, DAY) in said
    [proof] = {
        one
        for one in said.subjects(RDF.object, DAY)
        if (one, RDF.subject, CONTRACT) in said and (one, RDF.predicate, CT.signedOn) in said
    }
    assert str(said.value(proof, OA.exact)) == WORDS
    assert int(str(said.value(proof, OA.start))) == start
    assert said.value(proof, PROV.wasQuotedFrom) == SOURCE


def test_the_release_tells_of_the_page_and_keeps_its_text(release: Path, start: int) -> None:
    manifest = json.loads((release / "manifest.json").read_text(encoding="utf-8"))
    [told] = [graph for graph in manifest["graphs"] if graph["iri"] == str(SOURCE)]
    assert told["identifier"] == PAGE.name
    stored = (release / told["text"]).read_text(encoding="utf-8")
    assert stored[start : start + len(WORDS)] == WORDS


def test_sparql_answers_with_the_day_and_the_words(service: FlaskClient) -> None:
    found = row(
        service,
        f"""
        PREFIX ct: <{CT._NS}>
        PREFIX oa: <{OA._NS}>
        PREFIX rdf: <{RDF._NS}>
        SELECT ?day ?words WHERE {{
          <{CONTRACT}> ct:signedOn ?day .
          ?proof rdf:subject <{CONTRACT}> ; rdf:predicate ct:signedOn ; rdf:object ?day ; oa:exact ?words .
        }}""",
    )
    assert found == {"day": str(DAY), "words": WORDS}


def test_the_thing_leads_to_its_document_in_turtle(service: FlaskClient) -> None:
    response = service.get("/id/contrat/crte-246200364", headers={"Accept": "text/turtle"})
    assert response.status_code == 303
    document = service.get(response.headers["Location"])
    assert document.mimetype == "text/turtle"
    graph = Graph().parse(data=document.get_data(), format="turtle")
    assert (CONTRACT, CT.signedOn, DAY) in graph
    assert (None, OA.exact, Literal(WORDS)) in graph


def test_the_page_of_the_contract_quotes_the_words_and_leads_to_them(service: FlaskClient, start: int) -> None:
    page = service.get("/doc/contrat/crte-246200364.html").get_data(as_text=True)
    passage = f"/doc/source/000-call-crte?debut={start}&amp;fin={start + len(WORDS)}#passage"
    assert "9 juillet 2021" in page
    assert f'<a href="{passage}">{WORDS}</a>' in page


def test_the_page_of_the_source_highlights_them(service: FlaskClient, start: int) -> None:
    page = service.get(f"/doc/source/000-call-crte?debut={start}&fin={start + len(WORDS)}").get_data(as_text=True)
    asked = page[page.index('id="passage"') :]
    assert WORDS in asked[asked.index("<mark") : asked.index("</mark>")]


def test_a_question_is_answered_with_them(service: FlaskClient) -> None:
    text = service.get("/questions/when-signed.csv?contract=crte-246200364").get_data(as_text=True)
    answers = list(csv.DictReader(io.StringIO(text, newline="")))
    assert ("2021-07-09", WORDS, "true") in {(one["value"], one["quote"], one["inferred"]) for one in answers}


def test_the_editor_runs_the_query_of_the_question(service: FlaskClient) -> None:
    page = service.get("/questions/when-signed?contract=crte-246200364").get_data(as_text=True)
    address = page.split('href="/sparql?query=')[1].split('"')[0]
    answer = service.get(f"/sparql?query={address}", headers={"Accept": "text/csv"})
    assert answer.status_code == 200
    assert WORDS in answer.get_data(as_text=True)


def test_the_catalogue_lists_a_file_that_holds_it(service: FlaskClient) -> None:
    catalogue = Graph().parse(data=service.get("/catalogue.ttl").get_data(), format="turtle")
    files = {str(address) for address in catalogue.objects(None, DCAT.downloadURL)}
    [address] = [one for one in files if "000-call-crte" in one and one.endswith(".nt.gz")]
    with service.get(address.removeprefix(LOCAL_BASE.rstrip("/"))) as response:
        dump = gzip.decompress(response.get_data())
    assert (CONTRACT, CT.signedOn, DAY) in Graph().parse(data=dump, format="nt")

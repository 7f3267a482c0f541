from __future__ import annotations

import re
from pathlib import Path

import pytest
import samples
import served
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, parse
from rdflib import Graph

from ontology.names import CT, KIND, RDF, RDFS, SKOS, VOCABULARY
from server.negotiation import RDF_FORMATS, Format

PARSED = [one for one in RDF_FORMATS if one.extension != "jsonld"]


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    return served.client(tmp_path)


def triples(path: Path) -> set[str]:
    return {f"{quad.triple} ." for quad in parse(path=str(path), format=RdfFormat.TURTLE)}


def test_the_vocabulary_is_answered_as_it_was_published(client: FlaskClient) -> None:
    sent = set(client.get("/def.nt").get_data(as_text=True).splitlines())
    assert triples(samples.ONTOLOGY / "vocabulary.ttl") <= sent


@pytest.mark.parametrize(
    "format_", [one for one in RDF_FORMATS if one.extension != "jsonld"], ids=lambda one: one.extension
)
def test_the_vocabulary_has_one_address_a_format(client: FlaskClient, format_: Format) -> None:
    direct = client.get(f"/def.{format_.extension}")
    chosen = client.get("/def", headers={"Accept": format_.media_type})
    assert direct.status_code == chosen.status_code == 200
    assert direct.data == chosen.data
    assert chosen.headers["Vary"] == "Accept"
    assert any(parse(direct.data, format=RdfFormat.from_media_type(format_.media_type)))


def test_every_term_has_an_anchor_that_its_address_leads_to(client: FlaskClient) -> None:
    page = client.get("/def").get_data(as_text=True)
    anchors = re.findall(r'<article class="term" id="([^"]+)"', page)
    read = Graph().parse(data=client.get("/def.ttl").get_data(as_text=True), format="turtle")
    terms = {str(term).removeprefix(str(CT)) for term in read.subjects(RDF.type, None) if str(term).startswith(str(CT))}
    assert len(anchors) == len(set(anchors))
    assert set(anchors) == terms
    assert {"Contract", "covers", "ContractKind"} <= terms


def test_a_term_is_shown_by_its_label_and_definition_in_the_page_s_language(client: FlaskClient) -> None:
    assert "Accord par lequel des personnes publiques" in client.get("/def").get_data(as_text=True)
    english = client.get("/def?lang=en").get_data(as_text=True)
    assert "An agreement by which public bodies commit" in english
    assert "<h3>Contract <code>Contract</code></h3>" in english


def test_a_scheme_is_answered_with_its_concepts_and_itself(client: FlaskClient) -> None:
    read = Graph().parse(data=client.get("/def/contract-kind.ttl").get_data(as_text=True), format="turtle")
    assert (KIND.crte, SKOS.inScheme, CT.ContractKind) in read
    assert (CT.ContractKind, RDF.type, SKOS.ConceptScheme) in read
    assert (CT.Contract, RDFS.label, None) not in read
    page = client.get("/def/contract-kind").get_data(as_text=True)
    assert '<article class="term" id="crte">' in page


@pytest.mark.parametrize("path", ["/def/inconnu", "/def/inconnu.ttl", "/def.exe", "/def/contract-kind.exe", "/def/"])
def test_an_unknown_part_or_format_is_answered_with_those_that_exist(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers={"Accept": "application/json"})
    assert answer.status_code == 404
    assert "/def" in answer.get_data(as_text=True)


def test_a_release_without_a_vocabulary_still_has_a_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(samples, "ONTOLOGY", tmp_path / "ontology")
    (tmp_path / "ontology" / "examples").mkdir(parents=True)
    (tmp_path / "ontology" / "examples" / "contract.ttl").write_text(
        f"<id/commune/1> a <{CT.Commune}> ; <{RDFS.label}> 'Une'@fr .", encoding="utf-8"
    )
    client = served.client(tmp_path / "published")
    assert "ne contient pas de terme" in client.get("/def").get_data(as_text=True)
    assert "ct:Commune" in client.get("/doc/commune/1").get_data(as_text=True)
    assert str(VOCABULARY) not in client.get("/def.ttl").get_data(as_text=True)

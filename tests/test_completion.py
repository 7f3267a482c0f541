from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from ontology.names import CT, PREFIXES


@pytest.fixture(scope="module")
def told(service: FlaskClient) -> dict[str, Any]:
    found: dict[str, Any] = service.get("/sparql/terms.json").get_json()
    return found


@pytest.mark.slow
def test_the_terms_offered_are_those_of_the_data_with_what_they_mean(told: dict[str, Any]) -> None:
    terms = {one["term"]: one for one in told["terms"]}
    signed = terms["ct:signedOn"]
    assert signed["iri"] == str(CT.signedOn)
    assert signed["kind"] == "property"
    assert signed["count"] > 0
    assert signed["label"].keys() == {"fr", "en"} == signed["definition"].keys()
    assert terms["ct:Commune"]["kind"] == "class"
    assert terms["kind:crte"]["kind"] == "constant"
    assert "count" not in terms["kind:crte"]


@pytest.mark.slow
def test_the_most_used_terms_come_first_and_each_has_a_declared_prefix(told: dict[str, Any]) -> None:
    counts = [one["count"] for one in told["terms"] if one["kind"] == "property"]
    assert counts == sorted(counts, reverse=True)
    assert {one["term"].split(":")[0] for one in told["terms"]} <= told["prefixes"].keys()
    assert told["prefixes"] == PREFIXES


@pytest.mark.slow
def test_the_catalogue_counts_the_statements_of_each_property(service: FlaskClient, told: dict[str, Any]) -> None:
    counted = {one["iri"]: one["count"] for one in told["terms"] if one["kind"] == "property"}
    query = "SELECT ?property (COUNT(*) AS ?count) WHERE { GRAPH ?source { ?s ?property ?o } } GROUP BY ?property"
    found = service.post("/sparql", data={"query": query, "format": "json"}).get_json()["results"]["bindings"]
    asked = {row["property"]["value"]: int(row["count"]["value"]) for row in found}
    assert counted.items() <= asked.items()
    catalogue = service.get("/catalogue.nt").get_data(as_text=True)
    assert catalogue.count("<http://rdfs.org/ns/void#propertyPartition>") == len(asked)

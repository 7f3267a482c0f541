"""The JSON-LD context: every term of the vocabulary under its own name, links as links."""

from __future__ import annotations

import json

import pytest
import samples
from pyoxigraph import RdfFormat, parse
from rdflib import Graph, URIRef

from ontology.names import CT, OWL, PREFIXES, RDF

CONTEXT = json.loads((samples.ONTOLOGY / "context.jsonld").read_text(encoding="utf-8"))["@context"]
VOCABULARY = Graph().parse(samples.ONTOLOGY / "vocabulary.ttl")
KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
TERMS = sorted(
    {
        term
        for kind in KINDS
        for term in VOCABULARY.subjects(RDF.type, kind)
        if isinstance(term, URIRef) and str(term).startswith(str(CT))
    }
)


@pytest.mark.parametrize("term", TERMS)
def test_every_term_of_the_vocabulary_has_its_own_name(term: URIRef) -> None:
    name = term.removeprefix(str(CT))
    meant = CONTEXT[name]
    assert (meant if isinstance(meant, str) else meant["@id"]) == f"ct:{name}"


@pytest.mark.parametrize("term", [term for term in TERMS if (term, RDF.type, OWL.ObjectProperty) in VOCABULARY])
def test_a_property_between_things_holds_links(term: URIRef) -> None:
    assert CONTEXT[term.removeprefix(str(CT))]["@type"] == "@id"


def test_the_prefixes_are_those_of_the_project() -> None:
    stated = {name: iri for name, iri in CONTEXT.items() if isinstance(iri, str) and iri.startswith("http")}
    assert stated.items() <= PREFIXES.items()
    assert {"ct", "dcterms", "rdfs", "xsd"} <= stated.keys()


def test_the_example_survives_a_journey_through_compact_json() -> None:
    path = samples.ONTOLOGY / "examples" / "contract.ttl"
    text = Graph().parse(path).serialize(format="json-ld", context=CONTEXT, auto_compact=False)
    assert set(parse(text, format=RdfFormat.JSON_LD)) == set(parse(path=str(path), format=RdfFormat.TURTLE))
    [contract] = [one for one in json.loads(text)["@graph"] if one["id"].endswith("/contrat/crte-200099999")]
    assert contract["label"] == {"fr": "CRTE du Val d'Exemple"}
    assert contract["implements"].endswith("/contrat/crte-chapeau-200088888")

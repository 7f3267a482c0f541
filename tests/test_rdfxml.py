from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, parse
from rdflib import Literal, URIRef
from rdflib.namespace import RDFS, XSD

from ontology.names import PREFIXES
from server.things.descriptions import Quad
from server.things.rdfxml import UnnamedProperty, rdfxml
from server.things.turtle import trig, turtle

THING = URIRef("http://localhost:8000/id/a/b")
WORDS = st.text(st.characters(exclude_categories=["Cs"]))


def quad(predicate: URIRef, value: Literal | URIRef) -> Quad:
    return Quad(THING, predicate, value, THING)


def test_a_property_of_no_known_vocabulary_gets_a_prefix_of_its_own() -> None:
    one, two = URIRef("http://un.exemple/x"), URIRef("http://deux.exemple/x")
    written = rdfxml([quad(one, Literal("1")), quad(two, Literal("2"))], PREFIXES)
    read = {(triple.predicate.value, triple.object.value) for triple in parse(written, format=RdfFormat.RDF_XML)}
    assert read == {(str(one), "1"), (str(two), "2")}


@pytest.mark.parametrize("predicate", ["http://exemple.fr/", "http://exemple.fr/123"])
def test_a_property_that_xml_cannot_name_is_refused_with_what_to_do(predicate: str) -> None:
    with pytest.raises(UnnamedProperty, match="ask for another format"):
        rdfxml([quad(URIRef(predicate), Literal("x"))], PREFIXES)


def test_a_character_that_xml_cannot_hold_is_replaced() -> None:
    assert "a\ufffdb" in rdfxml([quad(RDFS.label, Literal("a\x00b"))], PREFIXES)


@given(WORDS.filter(lambda text: all(letter in "\t\n\r" or letter >= " " for letter in text)))
def test_any_words_are_read_again_as_they_were(words: str) -> None:
    whole = [quad(RDFS.label, Literal(words, lang="fr")), quad(RDFS.comment, Literal(words, datatype=THING))]
    written = rdfxml(whole, PREFIXES)
    if not any(letter in "\ufffe\uffff" for letter in words):
        assert {triple.object.value for triple in parse(written, format=RdfFormat.RDF_XML)} == {words}


@given(WORDS)
def test_turtle_and_trig_are_read_again_as_they_were_written(words: str) -> None:
    whole = [
        quad(RDFS.label, Literal(words)),
        quad(RDFS.label, Literal(words, lang="fr")),
        quad(RDFS.comment, Literal(words, datatype=XSD.integer)),
        quad(RDFS.seeAlso, URIRef("http://localhost:8000/id/a/b.c-")),
        quad(RDFS.member, Literal("-12", datatype=XSD.integer)),
        quad(RDFS.member, Literal("maybe", datatype=XSD.boolean)),
    ]
    prefixes = {**PREFIXES, "a": "http://localhost:8000/id/a/"}
    triples = {str(triple.triple) for triple in parse(turtle(whole, prefixes), format=RdfFormat.TURTLE)}
    assert triples == {str(read.triple) for read in parse(trig(whole, prefixes), format=RdfFormat.TRIG)}
    lines = "".join(f"{' '.join(term.n3() for term in one[:3])} .\n" for one in whole[3:])
    assert {str(triple.triple) for triple in parse(lines, format=RdfFormat.N_TRIPLES)} <= triples
    assert len(triples) == len(whole)

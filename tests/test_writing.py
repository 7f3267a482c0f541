from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, parse
from rdflib import Literal, URIRef
from rdflib.namespace import RDFS, XSD

from ontology.names import PREFIXES
from server.things.descriptions import Quad
from server.things.writing import written

THING = URIRef("http://localhost:8000/id/a/b")
WORDS = st.text(st.characters(exclude_categories=["Cs"]))
LOSSLESS = [RdfFormat.TURTLE, RdfFormat.TRIG, RdfFormat.N_TRIPLES, RdfFormat.N_QUADS]

PROGRAM = """
from rdflib import Literal, URIRef
from ontology.names import PREFIXES
from pyoxigraph import RdfFormat
from server.things.descriptions import Quad
from server.things.writing import written
import sys
thing = URIRef("http://localhost:8000/id/a/b")
whole = [Quad(thing, URIRef(iri + "x"), Literal("1"), thing) for iri in PREFIXES.values()]
for one in (RdfFormat.TURTLE, RdfFormat.TRIG, RdfFormat.RDF_XML):
    sys.stdout.buffer.write(written(whole, one, PREFIXES))
"""


def quad(predicate: URIRef, value: Literal | URIRef) -> Quad:
    return Quad(THING, predicate, value, THING)


def test_two_processes_write_the_same_bytes() -> None:
    command = [sys.executable, "-c", PROGRAM]
    first, second = (subprocess.run(command, capture_output=True, check=True).stdout for _ in range(2))
    assert first == second
    assert first.count(b"@prefix ct:") == 2


def test_only_prefixes_of_use_are_declared() -> None:
    text = written([quad(RDFS.label, Literal("x"))], RdfFormat.TURTLE, PREFIXES).decode()
    assert [line for line in text.splitlines() if line.startswith("@prefix")] == [f"@prefix rdfs: <{RDFS._NS}> ."]


def test_a_statement_of_two_graphs_stands_once_where_there_are_no_graphs() -> None:
    twice = [
        quad(RDFS.label, Literal("x")),
        Quad(THING, RDFS.label, Literal("x"), URIRef("http://localhost:8000/other")),
    ]
    assert written(twice, RdfFormat.N_TRIPLES, {}).count(b"\n") == 1
    assert written(twice, RdfFormat.N_QUADS, {}).count(b"\n") == 2


def test_a_character_that_xml_cannot_hold_is_replaced() -> None:
    text = written([quad(RDFS.label, Literal("a\x00b"))], RdfFormat.RDF_XML, PREFIXES)
    assert "a\ufffdb" in text.decode()


@pytest.mark.parametrize("format_", LOSSLESS)
@given(words=WORDS)
def test_any_words_are_read_again_as_they_were_written(format_: RdfFormat, words: str) -> None:
    whole = [
        quad(RDFS.label, Literal(words)),
        quad(RDFS.label, Literal(words, lang="fr")),
        quad(RDFS.comment, Literal(words, datatype=XSD.integer, normalize=False)),
        quad(RDFS.seeAlso, URIRef("http://localhost:8000/id/a/b.c-")),
    ]
    read = list(parse(written(whole, format_, {**PREFIXES, "a": "http://localhost:8000/id/a/"}), format=format_))
    assert [one.object.value for one in read] == [str(one.object) for one in whole]

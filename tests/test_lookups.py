"""Look-ups of one triple: which queries are one, and that the store says of it what the engine says, to the byte."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BaseDirection, BlankNode, Literal, NamedNode, Quad, QueryResultsFormat, QuerySolutions, Store

from server.sparql.light import weighing
from server.sparql.light.barred import Barred
from server.sparql.light.judging import Judge, Light
from server.sparql.light.shapes import Shape
from server.sparql.light.steps import NotLight
from server.sparql.light.weights import Weights

TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
PREFIX = "PREFIX ex: <urn:ex:> "
LOOKUPS = [
    "SELECT ?o { <urn:s> <urn:p> ?o }",
    "SELECT ?label7 WHERE { <urn:s> <urn:p> ?label7 . }",
    "select $o where { <urn:s> a ?o }",
    "SELECT ?p ?o { <urn:s> ?p ?o }",
    "SELECT ?o ?p { <urn:s> ?p ?o }",
    "SELECT ?p { <urn:s> ?p ?o }",
    f"{PREFIX}SELECT ?o {{ ex:s ex:p ?o }}",
    "SELECT ?o { <urn:nothing> <urn:p> ?o }",
]
MORE = [
    "SELECT DISTINCT ?o { <urn:s> <urn:p> ?o }",
    "SELECT * { <urn:s> <urn:p> ?o }",
    "SELECT ?o { <urn:s> <urn:p> ?o } LIMIT 1",
    "SELECT ?o { <urn:s> <urn:p> ?o } ORDER BY ?o",
    "SELECT ?o { <urn:s> <urn:p> ?o ; <urn:q> ?q }",
    "SELECT ?o { <urn:s> <urn:p> ?o, ?q }",
    "SELECT ?o { <urn:s> <urn:p> ?o ; }",
    "SELECT ?o { <urn:s> <urn:p> ?o FILTER(?o = <urn:t>) }",
    "SELECT ?o { <urn:s> <urn:p> ?o BIND(<urn:t> AS ?t) }",
    "SELECT ?o { { <urn:s> <urn:p> ?o } UNION { <urn:s> <urn:q> ?o } }",
    "SELECT ?o { <urn:s> <urn:p>+ ?o }",
    "SELECT ?o { <urn:s> <urn:p>/<urn:q> ?o }",
    "SELECT ?o { <urn:s> ^<urn:p> ?o }",
    "SELECT ?s { ?s <urn:p> <urn:t> }",
    "SELECT ?o { <urn:s> ?o ?o }",
    "SELECT ?o ?o { <urn:s> ?p ?o }",
    "SELECT ?other { <urn:s> <urn:p> ?o }",
    "SELECT ?p ?other { <urn:s> ?p ?o }",
    "ASK { <urn:s> <urn:p> ?o }",
    "CONSTRUCT { <urn:s> <urn:p> ?o } { <urn:s> <urn:p> ?o }",
]
TERMS = st.one_of(
    st.sampled_from([NamedNode("urn:t"), NamedNode("http://exemple.fr/é?a=%C3%A9#b"), BlankNode("b")]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8).map(Literal),
    st.tuples(st.text('aé"\\\n', max_size=3), st.sampled_from(["fr", "en-GB"])).map(
        lambda told: Literal(told[0], language=told[1])
    ),
    st.integers().map(Literal),
    st.booleans().map(Literal),
    st.just(Literal("x", datatype=NamedNode("urn:type"))),
)
PROPERTIES = st.sampled_from([NamedNode("urn:p"), NamedNode("urn:q"), NamedNode("urn:ex:p"), NamedNode(TYPE)])
THINGS = st.sampled_from([NamedNode("urn:s"), NamedNode("urn:ex:s"), NamedNode("urn:t")])
GRAPHS = st.sampled_from([NamedNode("urn:g"), NamedNode("urn:h")])


def held(*statements: Quad) -> Store:
    store = Store()
    store.extend(statements)
    return store


def judged(query: str, store: Store) -> tuple[Light, Shape]:
    light = Judge(Weights(weighing.weighed(store)), "urn:sparql", Barred(None)).light(query)
    assert light
    return light


def looked_up(query: str, store: Store) -> tuple[bytes, int | None]:
    light, shape = judged(query, store)
    assert light.lookup
    return light.lookup.found(shape.slots, store)


def evaluated(query: str, store: Store) -> tuple[bytes, int | None]:
    body, rows = (store.query(query, use_default_graph_as_union=True) for _ in range(2))
    assert isinstance(body, QuerySolutions)
    assert isinstance(rows, QuerySolutions)
    return body.serialize(format=QueryResultsFormat.JSON) or b"", len([*rows])


@given(st.lists(st.builds(Quad, THINGS, PROPERTIES, TERMS, GRAPHS), max_size=12), st.sampled_from(LOOKUPS))
def test_the_store_says_what_the_engine_says(statements: Sequence[Quad], query: str) -> None:
    store = held(*statements)
    assert looked_up(query, store) == evaluated(query, store)


@pytest.mark.parametrize("query", MORE)
def test_a_query_of_more_than_one_triple_from_a_thing_is_no_lookup(query: str) -> None:
    store = held(Quad(NamedNode("urn:s"), NamedNode("urn:p"), NamedNode("urn:t"), NamedNode("urn:g")))
    assert judged(query, store)[0].lookup is None


def test_a_text_whose_direction_is_told_is_left_to_the_engine() -> None:
    text = Literal("x", language="ar", direction=BaseDirection.RTL)
    store = held(Quad(NamedNode("urn:s"), NamedNode("urn:p"), text, NamedNode("urn:g")))
    with pytest.raises(NotLight, match="x"):
        looked_up(LOOKUPS[0], store)


def test_a_constant_that_is_no_address_is_left_to_the_engine() -> None:
    with pytest.raises(ValueError, match="host"):
        looked_up("SELECT ?o { <http://[> <urn:p> ?o }", Store())

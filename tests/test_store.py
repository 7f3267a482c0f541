"""One contract for every home of the store; each test runs on all of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import samples
from engines import EMBEDDED, HOMES, start
from hypothesis import given
from hypothesis import strategies as st
from live import free_port
from pyoxigraph import Literal as OxLiteral
from pyoxigraph import NamedNode, Quad
from rdflib import XSD, BNode, Literal, URIRef
from rdflib.compare import isomorphic

from server.binding import UnboundVariable, bind
from server.release import current
from server.remote import Remote
from server.store import Embedded, Store, StoreUnavailable, WrongForm

X = "http://x.example/"
VALUES: list[tuple[str, str, NamedNode | OxLiteral]] = [
    ("a", "p", OxLiteral("1")),
    ("b", "p", OxLiteral("2")),
    ("b", "q", NamedNode(f"{X}a")),
    ("b", "text", OxLiteral('l\'été "vert"\n\\ {?x}', language="fr")),
    ("b", "size", OxLiteral("2021-07", datatype=NamedNode(str(XSD.gYearMonth)))),
]
EXTRA = [
    Quad(NamedNode(f"{X}{name}"), NamedNode(f"{X}{predicate}"), value, NamedNode(f"{X}graph-{name}"))
    for name, predicate, value in VALUES
]
P = f"PREFIX : <{X}> "


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return current(samples.release(tmp_path_factory.mktemp("published"), EXTRA)).store


@pytest.fixture(scope="module", params=HOMES)
def store(request: pytest.FixtureRequest, folder: Path) -> Iterator[Store]:
    if request.param == EMBEDDED:
        yield Embedded(folder)
        return
    with start(request.param, folder.parent / "published.nq") as engine:
        yield Remote(engine.query, seconds=30)


def test_a_store_tells_which_engine_answers(store: Store, request: pytest.FixtureRequest) -> None:
    assert store.engine() == request.node.callspec.params["store"]


def test_a_value_comes_back_as_it_was_given(store: Store) -> None:
    (row,) = store.select(P + "SELECT ?x ?v { ?x :p ?v }", x=URIRef(f"{X}a"))
    assert row == {"x": URIRef(f"{X}a"), "v": Literal("1")}


def test_a_path_starts_from_the_value_that_is_given(store: Store) -> None:
    assert store.select(P + "SELECT ?o { ?x :q+ ?o }", x=URIRef(f"{X}b")) == [{"o": URIRef(f"{X}a")}]
    assert store.select(P + "SELECT ?o { ?x :q+ ?o }", x=URIRef(f"{X}a")) == []


def test_the_default_graph_is_the_union_of_the_named_ones(store: Store) -> None:
    rows = store.select(P + "SELECT ?s ?v { ?s :p ?v } ORDER BY ?s")
    assert rows == [{"s": URIRef(f"{X}a"), "v": Literal("1")}, {"s": URIRef(f"{X}b"), "v": Literal("2")}]


def test_an_unbound_variable_is_absent_from_its_row(store: Store) -> None:
    assert store.select(P + "SELECT ?s ?o { ?s :p '1' OPTIONAL { ?s :q ?o } }") == [{"s": URIRef(f"{X}a")}]


def test_terms_come_back_as_they_were_written(store: Store) -> None:
    (row,) = store.select(P + "SELECT ?t ?n { :b :text ?t ; :size ?n }")
    assert row["t"] == Literal('l\'été "vert"\n\\ {?x}', lang="fr")
    assert row["n"] == Literal("2021-07", datatype=XSD.gYearMonth)
    assert str(row["n"]) == "2021-07"


def test_blank_nodes_are_made(store: Store) -> None:
    (row,) = store.select("SELECT ?b { BIND(BNODE() AS ?b) }")
    assert isinstance(row["b"], BNode)


def test_ask_answers_yes_or_no(store: Store) -> None:
    assert store.ask(P + "ASK { :a :p '1' }") is True
    assert store.ask(P + "ASK { :a :p '2' }") is False


def test_construct_gives_a_graph(store: Store) -> None:
    graph = store.construct(P + "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(?s = :b) }")
    written = {(str(s), str(p), o) for s, p, o in graph}
    assert written == {
        (f"{X}b", f"{X}p", Literal("2")),
        (f"{X}b", f"{X}q", URIRef(f"{X}a")),
        (f"{X}b", f"{X}text", Literal('l\'été "vert"\n\\ {?x}', lang="fr")),
        (f"{X}b", f"{X}size", Literal("2021-07", datatype=XSD.gYearMonth)),
    }


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT ?v { ?x :p ?v }", 1),
        ("SELECT ?x ?v { ?x :p ?v }", 1),
        ("SELECT (COUNT(?v) AS ?n) { ?x ?p ?v } HAVING (COUNT(?v) = 4)", 1),
        ("SELECT ?n { { SELECT (COUNT(*) AS ?n) { ?x :p ?v } GROUP BY ?v } }", 1),
        ("SELECT ?s { ?s :p ?v OPTIONAL { ?s :q ?o FILTER(?s = ?x) } FILTER(BOUND(?o)) }", 1),
        ("SELECT ?s { ?s :p ?v FILTER NOT EXISTS { ?s :q ?o FILTER(?s = ?x) } }", 1),
        ("SELECT ?s { ?s :p ?v MINUS { ?s :q ?o FILTER(?s = ?x) } }", 1),
        ("SELECT ?s { { ?s :p ?v FILTER(?s = ?x) } UNION { ?x :q ?s } }", 2),
        ("SELECT ?s { ?x :q/:p|:p ?s }", 2),
        ("SELECT ?s { VALUES ?s { :a :b } FILTER(?s = ?x) }", 1),
        ("SELECT ?y { BIND(STR($x) AS ?y) }", 1),
        ("SELECT ?g { GRAPH ?g { ?x :p ?v } }", 1),
        ("SELECT ?v { ?x :p ?v . ?x :text '?x } # ?x {'@fr }", 0),
        ("SELECT ?v { ?x :p ?v } # { ?x", 1),
    ],
)
def test_a_value_holds_wherever_the_query_names_its_variable(store: Store, query: str, expected: int) -> None:
    assert len(store.select(P + query, x=URIRef(f"{X}b"))) == expected


def test_values_reach_a_template(store: Store) -> None:
    bound = store.construct(P + "CONSTRUCT { ?x :seen ?v } WHERE { ?x :p ?v }", x=URIRef(f"{X}a"), v=Literal("1"))
    expected = store.construct(P + "CONSTRUCT { :a :seen '1' } WHERE {}")
    assert isomorphic(bound, expected)
    assert len(bound) == 1


@pytest.mark.parametrize(
    "value",
    [
        Literal('l\'été "vert"\n\\ {?x}', lang="fr"),
        Literal("2021-07", datatype=XSD.gYearMonth),
        Literal("2"),
        URIRef(f"{X}a"),
    ],
)
def test_a_value_is_matched_as_the_very_term(store: Store, value: URIRef | Literal) -> None:
    assert store.select(P + "SELECT ?p { :b ?p ?value }", value=value) != []


def test_a_value_can_only_be_read_as_a_term(store: Store) -> None:
    hostile = Literal('" } } SELECT * { ?s ?p "')
    assert store.select("SELECT ?s { ?s ?p ?value }", value=hostile) == []
    with pytest.raises(ValueError, match="IRI"):
        store.ask("ASK { ?s ?p ?value }", value=URIRef("http://x/> ?o } #"))


def test_a_value_for_a_variable_that_no_group_names_is_a_mistake(store: Store) -> None:
    with pytest.raises(UnboundVariable, match=r"\?tpyo"):
        store.select("SELECT ?tpyo { ?typo ?p ?o }", tpyo=Literal("x"))


def test_a_query_is_given_to_the_method_of_its_form(store: Store) -> None:
    with pytest.raises(WrongForm, match="SELECT"):
        store.select("ASK {}")
    with pytest.raises(WrongForm, match="CONSTRUCT"):
        store.construct("SELECT * {}")
    with pytest.raises(WrongForm, match="ASK"):
        store.ask("CONSTRUCT WHERE { ?s ?p ?o }")


def test_a_malformed_query_is_an_error(store: Store) -> None:
    with pytest.raises((SyntaxError, ValueError, StoreUnavailable)):
        store.select("SELECT * { ?s ?p }")


def test_triple_terms_are_refused(store: Store) -> None:
    with pytest.raises((ValueError, StoreUnavailable)):
        store.select("SELECT ?t { BIND(TRIPLE(<http://x/a>, <http://x/b>, <http://x/c>) AS ?t) }")


def test_an_endpoint_that_does_not_answer_is_named() -> None:
    endpoint = f"http://127.0.0.1:{free_port()}/query"
    with pytest.raises(StoreUnavailable, match=endpoint):
        Remote(endpoint, seconds=1).ask("ASK {}")


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_binding_never_changes_the_number_of_groups(text: str) -> None:
    query = 'SELECT * { ?a ?b ?x . { ?x ?c "{ ?x" } }'
    assert bind(query, {"x": Literal(text)}).count("VALUES (?x)") >= 2
    assert bind(query, {}) == query

"""What the guard lets through, and what it never does, whatever it is dressed as."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyoxigraph
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from listening import Listener, evaluate, filled

from server.sparql.guard import EVERYTHING, Dataset, Form, Query, QueryTooLong, examine
from server.sparql.tokens import MalformedQuery, RefusedFeature, tokens

CASES = Path(__file__).parent / "cases" / "queries"
LONGEST = 64_000
ADDRESS = "http://here.example/sparql"


def query_of(text: str, longest: int) -> Query:
    return examine(text, longest, ADDRESS, ())


def cases(folder: str) -> list[Path]:
    return sorted((CASES / folder).glob("*.rq"))


def read(path: Path) -> str:
    return path.read_bytes().decode()


@pytest.mark.parametrize("path", cases("accepted"), ids=lambda path: path.stem)
def test_a_query_that_only_reads_is_let_through_and_the_engine_parses_it(path: Path) -> None:
    query = query_of(read(path), LONGEST)
    assert query.dataset == EVERYTHING
    pyoxigraph.Store().query(query.text, base_iri=ADDRESS)


@pytest.mark.parametrize("path", cases("refused"), ids=lambda path: path.stem)
def test_a_refused_feature_is_named_with_its_place(path: Path) -> None:
    with pytest.raises(RefusedFeature) as caught:
        query_of(read(path), LONGEST)
    feature = caught.value.feature
    assert feature == ("SERVICE" if path.stem.startswith("service") else path.stem.split("-")[1].upper()) or (
        path.stem == "update-after-a-query" and feature == "INSERT"
    )
    assert f"line {caught.value.line}, column {caught.value.column}" in str(caught.value)


@pytest.mark.parametrize("path", cases("malformed"), ids=lambda path: path.stem)
def test_what_is_not_sparql_is_refused_with_its_place(path: Path) -> None:
    with pytest.raises(MalformedQuery, match=r"^line \d+, column \d+: "):
        query_of(read(path), LONGEST)


def test_a_fault_is_placed_by_line_and_column_from_one() -> None:
    with pytest.raises(MalformedQuery) as caught:
        query_of("SELECT *\n{ ?s ?p ~ }", LONGEST)
    assert (caught.value.line, caught.value.column) == (2, 9)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("SELECT * {}", Form.SELECT),
        ("prefix a: <b> ask {}", Form.ASK),
        ("CONSTRUCT WHERE {}", Form.CONSTRUCT),
        ("BASE <http://x/> DESCRIBE <y>", Form.DESCRIBE),
    ],
)
def test_the_form_of_a_query_is_its_first_word_after_the_prologue(text: str, form: Form) -> None:
    assert query_of(text, LONGEST).form is form
    assert form.is_graph is (form in {Form.CONSTRUCT, Form.DESCRIBE})


def test_graphs_are_named_in_full() -> None:
    query = query_of(
        "BASE <http://a/b/> PREFIX e: <c/> SELECT * FROM <d> FROM e:f\\,g FROM NAMED <http://h/> WHERE {}", LONGEST
    )
    assert query.dataset == Dataset(("http://a/b/d", "http://a/b/c/f,g"), ("http://h/",))


def test_a_relative_graph_starts_from_the_address_of_the_endpoint() -> None:
    assert query_of("ASK FROM <#g> {}", LONGEST).dataset.default == (f"{ADDRESS}#g",)


@pytest.mark.parametrize("text", ["BASE <http://]a/> ASK FROM <b> {}", "PREFIX a: <//[b> ASK {}", "ASK FROM <//]> {}"])
def test_an_iri_that_cannot_be_made_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(MalformedQuery, match=r"^line 1, column \d+: .* make no IRI"):
        query_of(text, LONGEST)


def test_an_iri_that_starts_from_nothing_is_left_as_it_is_written() -> None:
    text = "PREFIX a: <http://[b> ASK FROM <http://a/../b> FROM NAMED <urn:c> {}"
    assert query_of(text, LONGEST).dataset == Dataset(("http://a/../b",), ("urn:c",))


def test_graphs_of_the_request_take_the_place_of_those_of_the_query() -> None:
    query = query_of("SELECT * FROM <http://a/> {}", LONGEST)
    assert query.over(EVERYTHING) is query
    assert query.over(Dataset(named=("http://b/",))).dataset == Dataset(named=("http://b/",))


@pytest.mark.parametrize(
    ("text", "changing"),
    [
        ("SELECT (NOW() AS ?n) {}", True),
        ("SELECT (uuid() AS ?n) {}", True),
        ("CONSTRUCT { [] ?p ?o } { ?s ?p ?o }", True),
        ("CONSTRUCT { _:b ?p ?o } { ?s ?p ?o }", True),
        ('SELECT ("NOW" AS ?n) { [] ?p ?o }', False),
    ],
)
def test_a_query_whose_answer_changes_on_the_same_data_says_so(text: str, changing: bool) -> None:  # noqa: FBT001
    assert query_of(text, LONGEST).changing is changing


def test_the_length_of_a_query_counts_bytes() -> None:
    text = 'ASK { ?s ?p "é" }'
    assert query_of(text, 18).text == text
    with pytest.raises(QueryTooLong, match="18 bytes and the longest accepted has 17"):
        query_of(text, 17)


def test_half_a_character_is_refused_with_its_place() -> None:
    with pytest.raises(MalformedQuery, match="column 14"):
        query_of('ASK { ?s ?p "\ud83d" }', LONGEST)


def test_a_thousand_prefixes_are_read() -> None:
    prologue = "".join(f"PREFIX p{number}: <http://x/{number}/>\n" for number in range(1500))
    assert query_of(prologue + "ASK FROM p1499:a {}", LONGEST * 2).dataset.default == ("http://x/1499/a",)


@given(st.text(st.characters(exclude_categories=["Cs"])))
@example('"""\\SERVICE')
def test_no_text_in_a_literal_is_taken_for_a_keyword(text: str) -> None:
    assert query_of(f"SELECT * {{ ?s ?p {pyoxigraph.Literal(text)} }}", LONGEST).form is Form.SELECT


FRAGMENTS = st.sampled_from(
    [
        *(
            "?s ?p ",
            "trueSERVICE",
            "SERVICE",
            "service",
            "SERVICE:x",
            "SILENT",
            "SERVICESILENT:x",
            "trueSERVICE:x",
            "true",
            "\\u0053ERVICE",
            ":x",
        ),
        *(
            "<http://x/>",
            "<http://x/#a>",
            "<#",
            "<",
            ">",
            "#>",
            "#",
            "\n",
            " ",
            "?a",
            "?a<?b",
            "FILTER(",
            "BIND(1 AS ?a)",
        ),
        *('"', "'", '"""', "'''", "\\", '\\"', "\\u0022", "\\u000A", "1", ".", "a", "{", "}", "{}", "(", ")", "[", "]"),
        *(
            "^",
            "/",
            "@en",
            "_:b",
            "ex:a",
            "||",
            "OPTIONAL{}",
            "UNION",
            "VALUES ?a {",
            "1.5e",
            "%",
            "\\#",
            "<(",
            "?",
            "!",
        ),
    ]
)


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    found = Listener()
    yield found
    found.close()


def test_the_listener_sees_a_query_that_calls_it(listener: Listener) -> None:
    seen = listener.connections
    with contextlib.suppress(OSError):
        evaluate(pyoxigraph.Store(), f"SELECT * {{ SERVICE <http://127.0.0.1:{listener.port}/> {{}} }}")
    assert listener.connections > seen


def dressed(listener: Listener, before: list[str], after: list[str]) -> str:
    """Return a query that calls the listener if an engine reads its fragments so."""
    here = f"http://127.0.0.1:{listener.port}/"
    names = "".join(f"PREFIX {name}: <{here}> " for name in ("", "ex", "SERVICE", "SERVICESILENT", "trueSERVICE"))
    return f"{names} SELECT * {{ BIND(1 AS ?a) BIND(2 AS ?b) {''.join(before)} {{ ?x ?y ?z }} {''.join(after)} }}"


def calls_nobody(listener: Listener, query: str) -> bool:
    seen = listener.connections
    with contextlib.suppress(SyntaxError, OSError):
        evaluate(filled(), query)
    return listener.connections == seen


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(FRAGMENTS, max_size=8), st.lists(FRAGMENTS, max_size=6))
@example(["?s ?p ", "trueSERVICE:x"], [])
@example(["?s ?p ", "trueSERVICE", " ", ":x"], [])
@example(["?s ?p ", "1", ".", "SERVICE:x"], [])
@example(["FILTER(", "?a<?b", ")", "SERVICE:x", "#>", "\n"], [])
@example(["SERVICESILENT:x"], [])
@example(["SERVICE", "ex:a"], [])
@example(["true", "SERVICE", "SILENT", "ex:a"], [])
def test_whatever_the_guard_lets_through_the_engine_calls_nobody(
    listener: Listener, before: list[str], after: list[str]
) -> None:
    with contextlib.suppress(MalformedQuery, RefusedFeature):
        query = query_of(dressed(listener, before, after), LONGEST)
        assert calls_nobody(listener, query.text), query.text


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(FRAGMENTS, max_size=8), st.lists(FRAGMENTS, max_size=6))
@example(["?s ?p ", "true", "SERVICE", "<http://x/>"], [" ", "SERVICE:x"])
@example(["SERVICE", " ", "<http://x/>"], ["SERVICE", "<http://x/>", "{}"])
@example(["\\u0053ERVICE", "ex:a"], [])
def test_an_engine_is_given_no_call_even_where_some_are_allowed(
    listener: Listener, before: list[str], after: list[str]
) -> None:
    with contextlib.suppress(MalformedQuery, RefusedFeature):
        query = examine(dressed(listener, before, after), LONGEST, ADDRESS, ("http://x/",))
        answered = replace(query, answers=("VALUES ?x { <http://x/> }",) * len(query.calls))
        for text in (answered.joined, *(call.asked for call in query.calls)):
            assert not any(token.is_word("SERVICE") for token in tokens(text))
        assert calls_nobody(listener, answered.joined), answered.joined


@given(st.text(max_size=80) | st.lists(FRAGMENTS, max_size=30).map("".join))
def test_any_text_is_a_query_or_is_refused_in_words(text: str) -> None:
    with contextlib.suppress(MalformedQuery, RefusedFeature):
        assert query_of(text, LONGEST).form in Form

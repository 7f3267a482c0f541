from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.negotiation import (
    GRAPH_FORMATS,
    HTML,
    LANGUAGES,
    RESULT_FORMATS,
    NotAcceptable,
    choose,
    choose_language,
    find,
)

CASES = Path(__file__).parent / "cases"


def rows(name: str) -> list[tuple[str, str]]:
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()
    return [(line.split("\t")[0], line.split("\t")[1]) for line in lines if not line.startswith("#")]


@pytest.mark.parametrize(("header", "expected"), rows("accept.tsv"))
def test_the_format_sent_is_the_one_the_client_prefers(header: str, expected: str) -> None:
    if expected == "406":
        with pytest.raises(NotAcceptable, match="text/turtle") as refused:
            choose(header, GRAPH_FORMATS)
        assert refused.value.offers == GRAPH_FORMATS
        assert refused.value.accept == header
    else:
        assert choose(header, GRAPH_FORMATS).extension == expected


@pytest.mark.parametrize("header", [None, ""])
def test_no_accept_header_means_anything(header: str | None) -> None:
    assert choose(header, GRAPH_FORMATS) is HTML


@pytest.mark.parametrize(
    ("header", "expected"),
    [("application/sparql-results+xml", "xml"), ("application/json", "json"), ("text/csv", "csv"), (None, "json")],
)
def test_results_have_their_own_formats(header: str | None, expected: str) -> None:
    assert choose(header, RESULT_FORMATS).extension == expected


@pytest.mark.parametrize(("header", "expected"), rows("accept-language.tsv"))
def test_the_language_is_the_one_the_reader_prefers(header: str, expected: str) -> None:
    assert choose_language(header or None) == expected


@given(st.text())
def test_no_header_whatever_crashes_the_choice(header: str) -> None:
    assert choose_language(header) in LANGUAGES
    with contextlib.suppress(NotAcceptable):
        assert choose(header, GRAPH_FORMATS) in GRAPH_FORMATS


def test_a_format_is_found_by_its_extension() -> None:
    turtle = find("ttl", GRAPH_FORMATS)
    assert turtle is not None
    assert turtle.content_type == "text/turtle; charset=utf-8"
    assert find("exe", GRAPH_FORMATS) is None


def test_only_text_types_state_their_encoding() -> None:
    assert {one.content_type for one in GRAPH_FORMATS if "charset" in one.content_type} == {
        "text/html; charset=utf-8",
        "text/turtle; charset=utf-8",
    }

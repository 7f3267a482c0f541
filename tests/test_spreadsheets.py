"""Results of SPARQL as files that a French spreadsheet opens."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from server.languages import texts
from server.sparql.engine import IN_MEMORY, Answer
from server.sparql.spreadsheets import spreadsheet

VALUES = r"""SELECT ?v {
  VALUES (?n ?v) { (1 1.50) (2 -2.5e0) (3 true) (4 "=1+1"@fr) (5 "a;\"b\"\n") (6 <x:y>) (7 UNDEF) }
} ORDER BY ?n"""


def address(query: str, **more: str) -> str:
    return "/sparql?" + urlencode({"query": query, "format": "excel"} | more)


def cells(body: bytes) -> list[str]:
    text = body.decode("utf-8-sig")
    return [";".join(line) for line in csv.reader(io.StringIO(text, newline=""), delimiter=";")]


def test_a_spreadsheet_opens_a_result_made_for_it(service: FlaskClient) -> None:
    answer = service.get(address(VALUES))
    assert answer.mimetype == "text/csv"
    assert answer.data.startswith(b"\xef\xbb\xbfv\r\n")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.headers["X-Rows"] == "7"
    assert cells(answer.data) == ["v", "1,5", "-2,5", "oui", "'=1+1", 'a;"b"\n', "x:y", ""]


@pytest.mark.parametrize(("language", "yes"), [("fr", "oui"), ("en", "yes")])
def test_a_yes_or_no_is_a_cell_in_the_language_of_the_address(service: FlaskClient, language: str, yes: str) -> None:
    assert cells(service.get(address("ASK {}", lang=language)).data) == [yes]
    assert cells(service.get(address("ASK {}"), headers={"Accept-Language": "en"}).data) == ["oui"]


def test_a_graph_makes_no_spreadsheet(service: FlaskClient) -> None:
    answer = service.get(address("CONSTRUCT { ?a ?b ?c } { ?a ?b ?c } LIMIT 1"))
    assert answer.status_code == 406


def test_plain_csv_stays_what_accept_asks_for(service: FlaskClient) -> None:
    answer = service.get("/sparql?" + urlencode({"query": "SELECT (1.5 AS ?n) {}"}), headers={"Accept": "text/csv"})
    assert answer.data == b"n\r\n1.5\r\n"


def test_head_tells_the_length_of_the_file(service: FlaskClient) -> None:
    assert service.head(address(VALUES)).content_length == len(service.get(address(VALUES)).data)


@pytest.mark.parametrize(
    ("number", "written"), [("1.0", "1"), ("1.5e300", "1,5e+300"), ('"INF"^^xsd:double', "INF"), ("0.1", "0,1")]
)
def test_a_number_is_written_as_the_spreadsheet_reads_it(service: FlaskClient, number: str, written: str) -> None:
    asked = f"PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> SELECT ?n {{ VALUES ?n {{ {number} }} }}"
    assert cells(service.get(address(asked)).data) == ["n", written]


def test_the_page_of_a_result_offers_the_file(service: FlaskClient) -> None:
    page = service.get("/sparql?" + urlencode({"query": VALUES}), headers={"Accept": "text/html"}).text
    assert "CSV pour tableur" in page
    assert "format=excel" in page
    graph = service.get("/sparql?" + urlencode({"query": "DESCRIBE <x:>"}), headers={"Accept": "text/html"}).text
    assert "format=excel" not in graph


class Parts:
    """The parts of an answer that fails midway, and whether it was closed."""

    is_closed = False

    def __iter__(self) -> Iterator[bytes]:
        yield b"?n\n" + b"1.5\n" * IN_MEMORY
        raise OSError("cut off")

    def close(self) -> None:
        self.is_closed = True


def test_a_long_result_is_made_as_it_comes_and_breaks_where_it_breaks() -> None:
    parts = Parts()
    sheet = iter(spreadsheet(Answer(None, parts), texts("fr")))
    assert next(sheet) == b"\xef\xbb\xbf"
    assert next(sheet) == b"n\r\n"
    assert next(sheet).startswith(b"1,5\r\n1,5\r\n")
    with pytest.raises(OSError, match="cut off"):
        for _ in sheet:
            pass
    assert parts.is_closed


def test_a_result_that_nobody_reads_is_freed() -> None:
    parts = Parts()
    spreadsheet(Answer(None, parts), texts("fr")).close()
    assert parts.is_closed

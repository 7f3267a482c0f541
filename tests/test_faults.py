"""A query that is not SPARQL: the word at fault, at its line and column, whatever the engine has looked at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import samples
import served
from flask import Flask

from server.config import Config
from server.negotiation import RESULT_FORMATS
from server.release import current
from server.sparql.engine import Answer, EngineBusy, Question
from server.sparql.faults import located
from server.sparql.guard import examine
from server.sparql.tokens import MalformedQuery

CASES = Path(__file__).parent / "cases" / "faults.tsv"
TOLD = [line.split("\t") for line in CASES.read_text(encoding="utf-8").splitlines()[1:]]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with served.lent(Config(releases=samples.release(tmp_path_factory.mktemp("faults")))) as app:
        yield app


@pytest.mark.parametrize(("query", "place", "said"), TOLD, ids=[case[0] for case in TOLD])
def test_the_word_at_fault_is_told_at_its_place(service: Flask, query: str, place: str, said: str) -> None:
    answer = service.test_client().post(
        "/sparql", data=query.replace("⏎", "\n").encode(), content_type="application/sparql-query"
    )
    assert answer.status_code == 400
    assert answer.json is not None
    assert (f"{answer.json['line']}:{answer.json['column']}", answer.json["detail"].partition(": ")[2]) == (place, said)


def asked(query: str, folder: Path) -> Question:
    return Question(
        examine(query, 64_000, f"{samples.BASE}sparql", ()), current(samples.release(folder)), RESULT_FORMATS[0]
    )


@pytest.mark.parametrize(
    ("reason", "blanks"), [("Encountered '}'", 0), ("syntax error at '}'", 0), ("expected OPTIONAL", 10_000)]
)
def test_what_another_parser_says_and_the_fault_of_a_very_long_query_are_left_as_they_are(
    reason: str, blanks: int, tmp_path: Path
) -> None:
    def never(_: Question) -> Answer:
        pytest.fail("asked again")

    found = MalformedQuery(reason, 1, 2)
    assert located(asked("SELECT * { ?s ?p }" + " " * blanks, tmp_path), found, never) is found


def test_where_the_engine_is_busy_the_first_fault_is_told(tmp_path: Path) -> None:
    def busy(_: Question) -> Answer:
        raise EngineBusy(1)

    found = MalformedQuery("expected OPTIONAL", 1, 20)
    assert located(asked("SELECT * { ?s ?p }", tmp_path), found, busy) is found

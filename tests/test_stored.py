from __future__ import annotations

import re
from pathlib import Path

import pytest
from evidenced import CASES

import server
from server.questions.stored import InvalidQuestion, Question, load

QUERIES = Path(server.__file__).parent / "queries"
STORED = load(QUERIES)
BROKEN = sorted(CASES.glob("broken/*.rq"))


def test_every_question_of_the_list_has_a_query() -> None:
    assert {question.number for question in STORED} == set(range(1, 19))


GATHERING = {"population-of-contracts", "contracts-within"}
"""Questions whose lines count or gather those of another, which gives the rows and the words of each."""


@pytest.mark.parametrize(
    "question", [one for one in STORED if one.name not in GATHERING], ids=lambda question: question.name
)
def test_every_answer_comes_with_its_source(question: Question) -> None:
    assert {"source", "sourceLabel"} <= set(question.variables)
    assert {"quote", "row"} & set(question.variables)


@pytest.mark.parametrize("question", STORED, ids=lambda question: question.name)
def test_rows_come_in_an_order_that_never_changes(question: Question) -> None:
    assert "\nORDER BY " in question.query


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_file_is_refused_with_its_line_and_the_remedy(path: Path, tmp_path: Path) -> None:
    (tmp_path / "broken.rq").write_bytes(path.read_bytes())
    expected = path.with_suffix(".txt").read_text(encoding="utf-8").strip()
    with pytest.raises(InvalidQuestion, match=re.escape(expected)):
        load(tmp_path)


def test_only_query_files_are_questions(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("not a question", encoding="utf-8")
    assert load(tmp_path) == ()


@pytest.mark.parametrize("path", sorted(QUERIES.glob("*.rq")), ids=lambda path: path.stem)
def test_a_query_file_is_narrow_enough_to_be_read(path: Path) -> None:
    assert max(map(len, path.read_text(encoding="utf-8").splitlines())) <= 120

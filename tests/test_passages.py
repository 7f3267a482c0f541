from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.things.passages import Passage, Span, segments

TEXT = "La CCVE signe son CRTE."


def passages(*spans: tuple[int, int]) -> list[Passage]:
    return [
        Passage(number, Span(start, end), TEXT[start:end], ()) for number, (start, end) in enumerate(spans, start=1)
    ]


def test_the_pieces_of_a_text_are_the_text() -> None:
    pieces = list(segments(TEXT, passages((0, 7), (3, 13), (18, 22)), Span(3, 7)))
    assert "".join(piece.text for piece in pieces) == TEXT
    assert [piece.text for piece in pieces] == ["La ", "CCVE", " signe", " son ", "CRTE", "."]
    assert [piece.number for piece in pieces] == [1, 1, 2, None, 3, None]
    assert [piece.begins for piece in pieces] == [(1,), (2,), (), (), (3,), ()]


def test_only_the_passage_asked_for_is_marked_and_its_anchor_stands_once() -> None:
    pieces = list(segments(TEXT, passages((3, 5)), Span(3, 7)))
    assert [(piece.text, piece.asked, piece.first) for piece in pieces] == [
        ("La ", False, False),
        ("CC", True, True),
        ("VE", True, False),
        (" signe son CRTE.", False, False),
    ]


@pytest.mark.parametrize("asked", [Span(7, 3), Span(5, 5), Span(900, 999), None])
def test_a_passage_that_is_not_in_the_text_marks_nothing(asked: Span | None) -> None:
    assert not any(piece.asked for piece in segments(TEXT, (), asked))


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=6), st.integers(0, 40), st.integers(0, 40))
def test_no_overlap_or_bound_loses_a_character(spans: list[tuple[int, int]], start: int, end: int) -> None:
    assert "".join(piece.text for piece in segments(TEXT, passages(*spans), Span(start, end))) == TEXT


def test_a_page_begins_before_the_piece_where_it_does_and_one_without_text_with_the_next() -> None:
    pieces = list(segments(TEXT, passages((3, 7)), None, (0, 8, 8, 23)))
    assert [(piece.text, piece.pages) for piece in pieces if piece.pages] == [
        ("La ", (1,)),
        ("signe son CRTE.", (2, 3)),
    ]


def test_an_empty_text_has_no_piece() -> None:
    assert list(segments("", (), None)) == []

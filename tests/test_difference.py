from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontology import difference
from ontology.difference import Difference, DisorderedLines, changes

LINES = st.lists(st.integers(0, 40), unique=True).map(lambda some: [f"<{one:02}> .\n".encode() for one in sorted(some)])


def files(before: list[bytes], after: list[bytes]) -> tuple[BytesIO, BytesIO]:
    return BytesIO(b"".join(before)), BytesIO(b"".join(after))


@given(LINES, LINES, st.integers(1, 60))
def test_a_difference_is_what_each_file_holds_and_the_other_does_not(
    before: list[bytes], after: list[bytes], block: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(difference, "READ", block)
        found = difference.difference(*files(before, after), most=100)
    assert found is not None
    assert list(found.removed) == sorted(set(before) - set(after))
    assert list(found.added) == sorted(set(after) - set(before))
    assert len(found) == len(set(before) ^ set(after))


def test_lines_are_compared_block_by_block(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(difference, "READ", 8)
    before, after = [b"a\n", b"c\n", b"e\n", b"g\n", b"i\n"], [b"b\n", b"c\n", b"e\n", b"g\n", b"h\n"]
    assert list(changes(*files(before, after))) == [
        Difference([b"a\n"], [b"b\n"]),
        Difference([], [b"h\n"]),
        Difference([b"i\n"], []),
    ]


def test_equal_files_do_not_differ() -> None:
    assert difference.difference(*files([b"a\n", b"b\n"], [b"a\n", b"b\n"]), most=0) == Difference((), ())


def test_no_difference_is_told_beyond_what_is_wanted() -> None:
    assert difference.difference(*files([b"a\n"], [b"b\n"]), most=1) is None
    assert difference.difference(*files([b"a\n"], [b"b\n"]), most=2) == Difference((b"a\n",), (b"b\n",))


@pytest.mark.parametrize("lines", [[b"b\n", b"a\n"], [b"a\n", b"a\n"], [b"a\n", b"b\n", b"c\n", b"d\n", b"b\n"]])
def test_lines_out_of_order_are_refused(lines: list[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(difference, "READ", 4)
    with pytest.raises(DisorderedLines, match=lines[-1].decode().strip()):
        difference.difference(*files(lines, [b"a\n"]), most=100)

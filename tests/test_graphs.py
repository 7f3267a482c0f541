from __future__ import annotations

import hashlib
import random
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders import graphs
from loaders.cache import Cache
from loaders.graphs import Described, Lines, account, again, kept, merged

ONE, OTHER, THIRD = (
    b'<x:s> <x:p> "<x:b> ." <x:a> .\n',
    b'<x:s> <x:p> "1" <x:b> .\n',
    b'<x:s/1> <x:p> "2" <x:b> .\n',
)


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "kept", "")


def test_lines_are_told_apart_by_their_graph(cache: Cache) -> None:
    found = kept([THIRD, OTHER, ONE, OTHER], cache)
    assert [(graph.iri, graph.quads, list(graph.lines)) for graph in found] == [
        ("x:a", 1, [ONE]),
        ("x:b", 2, [THIRD, OTHER]),
    ]
    assert [graph.sha256 for graph in found] == [hashlib.sha256(lines).hexdigest() for lines in (ONE, THIRD + OTHER)]


def test_graphs_are_merged_in_the_order_of_their_bytes(cache: Cache, tmp_path: Path) -> None:
    names = ["é", "z", "a", "\U0001f600", "\uffee"]
    lines = [f"<x:{name}> <x:p> <x:o> <x:g{rank % 2}> .\n".encode() for rank, name in enumerate(names * 2)]
    random.shuffle(lines)
    sha256 = merged(kept(lines, cache), tmp_path / "merged.nq")
    written = (tmp_path / "merged.nq").read_bytes()
    assert written.splitlines(keepends=True) == sorted(set(lines))
    assert sha256 == hashlib.sha256(written).hexdigest()


def test_lines_are_read_a_block_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graphs, "READ", 3)
    path = tmp_path / "lines.nq"
    path.write_bytes(THIRD + OTHER + ONE)
    assert list(Lines(path)) == [THIRD, OTHER, ONE]


@given(st.sets(st.text("ab", max_size=3)), st.text("ab", max_size=2))
def test_the_lines_that_begin_alike_are_found_without_the_others(names: set[str], sought: str) -> None:
    lines = sorted(f"{name}.\n".encode() for name in names)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "lines.nq"
        path.write_bytes(b"".join(lines))
        assert list(Lines(path).starting(sought.encode())) == [one for one in lines if one.startswith(sought.encode())]


def test_an_address_is_described_by_a_graph_that_says_something_of_it(cache: Cache) -> None:
    described = Described(kept([ONE, THIRD], cache))
    assert "x:s" in described
    assert "x:s/1" in described
    assert "x:s/" not in described
    assert "x:p" not in described
    assert "x:s" not in Described(())


def test_graphs_come_back_from_their_account(cache: Cache) -> None:
    found = kept([ONE, OTHER, THIRD], cache)
    assert again(account(found), cache) == found


def test_graphs_do_not_come_back_when_one_of_them_was_damaged(cache: Cache) -> None:
    found = kept([ONE, OTHER, THIRD], cache)
    found[1].lines.path.write_bytes(OTHER)
    assert again(account(found), cache) is None
    found[1].lines.path.unlink()
    assert again(account(found), cache) is None

"""What is done of a release while it is read: its store loaded, its large dumps compressed, nothing left over."""

from __future__ import annotations

import errno
import multiprocessing
import os
import signal
import threading
from collections.abc import Sequence
from pathlib import Path

import pyoxigraph as ox
import pytest

from loaders import dumps, packing
from loaders.beside import beside
from loaders.cache import Cache
from loaders.graphs import Graph, kept
from loaders.packing import Packing
from loaders.store import Loading, pieces

LINES = [f'<urn:s{number}> <urn:p> "{number}" <urn:g/{number % 3}> .\n'.encode() for number in range(300)]


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "kept", "")


@pytest.fixture
def graphs(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> tuple[Graph, ...]:
    """Return three graphs, each large enough to be packed apart, where there are two cores."""
    monkeypatch.setattr(packing, "LARGE", 1)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    return kept(LINES, cache)


def members(graphs: Sequence[Graph], folder: Path) -> list[list[bytes]]:
    """Return what a cache of its own packs the graphs to."""
    return [[path.read_bytes() for path in dumps.packed(graph, Cache(folder, ""))] for graph in graphs]


def interrupted(graphs: Sequence[Graph], folder: Path, cache: Cache) -> None:
    with beside(folder, cache) as ahead:
        ahead.take(graphs)
        raise KeyboardInterrupt


def test_graphs_given_one_after_the_other_are_all_in_the_store(graphs: tuple[Graph, ...], tmp_path: Path) -> None:
    loading = Loading(tmp_path / "store")
    for graph in graphs:
        loading.take([graph])
    loading.end()
    loading.wait()
    ox.Store.read_only(str(tmp_path / "store")).dump(tmp_path / "dump.nq", ox.RdfFormat.N_QUADS)
    assert sorted((tmp_path / "dump.nq").read_bytes().splitlines(keepends=True)) == sorted(LINES)


def test_a_store_that_cannot_be_made_is_told_when_it_is_waited_for(graphs: tuple[Graph, ...], tmp_path: Path) -> None:
    (tmp_path / "store").write_text("in the way", encoding="ascii")
    loading = Loading(tmp_path / "store")
    loading.take(graphs)
    loading.end()
    with pytest.raises(OSError, match="store"):
        loading.wait()


def test_loading_that_is_stopped_leaves_a_closed_store(graphs: tuple[Graph, ...], tmp_path: Path) -> None:
    loading = Loading(tmp_path / "store")
    loading.take(graphs)
    loading.stop()
    loading.stop()
    ox.Store(str(tmp_path / "store"))


def test_small_files_are_loaded_together_and_large_ones_in_pieces(
    graphs: tuple[Graph, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [graph.lines.path for graph in graphs]
    whole = b"".join(path.read_bytes() for path in paths)
    assert list(pieces(paths)) == [whole]
    monkeypatch.setattr("loaders.store.PIECE", 1000)
    found = list(pieces(paths))
    assert len(found) > len(paths)
    assert b"".join(found) == whole
    assert all(piece.endswith(b" .\n") for piece in found)


def test_the_process_packs_what_is_packed_without_it(graphs: tuple[Graph, ...], cache: Cache, tmp_path: Path) -> None:
    apart = Packing(cache)
    apart.take(graphs[:1])
    apart.take(graphs[1:])
    apart.wait()
    found = [[path.read_bytes() for path in dumps.kept(graph, cache)] for graph in graphs]
    apart.stop()
    assert found == members(graphs, tmp_path / "here")
    assert all(len(one) == 3 for one in found)


def test_a_process_that_is_ended_leaves_its_graphs_to_be_packed(
    graphs: tuple[Graph, ...], cache: Cache, tmp_path: Path
) -> None:
    apart = Packing(cache)
    apart.take(graphs[:1])
    (child,) = (one.pid for one in multiprocessing.active_children() if one.name == packing.NAME)
    assert child
    os.kill(child, signal.SIGKILL)
    apart.take(graphs[1:])
    apart.wait()
    apart.stop()
    found = [[path.read_bytes() for path in dumps.packed(graph, cache)] for graph in graphs]
    assert found == members(graphs, tmp_path / "here")


def test_what_cannot_be_packed_apart_is_left_to_who_needs_it(
    graphs: tuple[Graph, ...], cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_cache: Cache, _parts: object) -> Path:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Cache, "keep", full)
    theirs, ours = multiprocessing.Pipe(duplex=False)
    ours.send(graphs)
    before = signal.getsignal(signal.SIGINT)
    packing.pack(theirs, cache)
    signal.signal(signal.SIGINT, before)
    with pytest.raises(OSError, match="No space left"):
        dumps.packed(graphs[0], cache)


@pytest.mark.parametrize("case", ["one core", "small", "kept"])
def test_no_process_is_started_where_it_would_not_serve(
    graphs: tuple[Graph, ...], cache: Cache, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    if case == "one core":
        monkeypatch.setattr(os, "cpu_count", lambda: 1)
    elif case == "small":
        monkeypatch.setattr(packing, "LARGE", 1 << 22)
    else:
        for graph in graphs:
            dumps.packed(graph, cache)
    apart = Packing(cache)
    apart.take(graphs)
    assert not [one for one in multiprocessing.active_children() if one.name == packing.NAME]
    apart.wait()
    apart.stop()


def test_an_interruption_ends_the_thread_and_the_process(
    graphs: tuple[Graph, ...], cache: Cache, tmp_path: Path
) -> None:
    threads = set(threading.enumerate())
    with pytest.raises(KeyboardInterrupt):
        interrupted(graphs, tmp_path / "store", cache)
    assert not [one for one in multiprocessing.active_children() if one.name == packing.NAME]
    assert set(threading.enumerate()) <= threads
    ox.Store(str(tmp_path / "store"))

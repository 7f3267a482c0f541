from __future__ import annotations

import gzip
from pathlib import Path

import pyoxigraph as ox
import pytest

from loaders import dumps
from loaders.cache import Cache
from loaders.graphs import TOGETHER, kept

LABEL = "<http://localhost:8000/id/a> <http://www.w3.org/2000/01/rdf-schema#label>"
LINES = [
    f'{LABEL} "A"@fr <http://localhost:8000/id/source/1> .\n'.encode(),
    f'{LABEL} "\\" <x:g> ."@fr <https://w3id.org/pacte/def> .\n'.encode(),
]


def test_the_dumps_hold_what_is_published(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "kept", "")
    dumps.write(tmp_path / "dumps", kept(LINES, cache), cache)
    found = {path.name: gzip.decompress(path.read_bytes()) for path in (tmp_path / "dumps").iterdir()}
    assert sorted(found) == ["1.nt.gz", "def.nt.gz", "pacte.nq.gz", "pacte.trig.gz"]
    assert found["pacte.nq.gz"] == b"".join(LINES)
    expected = set(ox.parse(b"".join(LINES), format=ox.RdfFormat.N_QUADS))
    assert set(ox.parse(found["pacte.trig.gz"], format=ox.RdfFormat.TRIG)) == expected
    assert b"rdfs:label" in found["pacte.trig.gz"]
    triples = {quad.triple for quad in expected}
    both = found["1.nt.gz"] + found["def.nt.gz"]
    assert {quad.triple for quad in ox.parse(both, format=ox.RdfFormat.N_TRIPLES)} == triples


def test_the_same_lines_give_the_same_bytes_under_any_name(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        cache = Cache(tmp_path / f"kept-{folder}", "")
        dumps.write(tmp_path / folder, kept(LINES, cache), cache)
    for path in (tmp_path / "one").iterdir():
        data = path.read_bytes()
        assert data == (tmp_path / "two" / path.name).read_bytes()
        assert data[3] == 0, "no name in the header"
        assert data[4:8] == bytes(4), "no time in the header"


def test_a_graph_of_many_quads_is_one_graph_in_every_dump(tmp_path: Path) -> None:
    lines = [f'<x:{one}> <x:p> "{one}" <x:g/1> .\n'.encode() for one in range(3 * TOGETHER)]
    cache = Cache(tmp_path / "kept", "")
    dumps.write(tmp_path / "dumps", kept(lines, cache), cache)
    trig = gzip.decompress((tmp_path / "dumps" / "pacte.trig.gz").read_bytes())
    assert len(set(ox.parse(trig, format=ox.RdfFormat.TRIG))) == len(lines)
    assert trig.count(b"@prefix rdfs: ") == 1


def test_what_is_packed_already_is_not_packed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = Cache(tmp_path / "kept", "")
    graphs = kept(LINES, cache)
    dumps.write(tmp_path / "one", graphs, cache)
    monkeypatch.setattr(dumps, "trig", None)
    dumps.write(tmp_path / "two", graphs, cache)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_a_packed_file_that_was_damaged_is_packed_again(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "kept", "")
    graphs = kept(LINES, cache)
    dumps.write(tmp_path / "one", graphs, cache)
    for path in dumps.packed(graphs[0], cache):
        path.write_bytes(path.read_bytes()[:-4])
    dumps.write(tmp_path / "two", graphs, cache)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()

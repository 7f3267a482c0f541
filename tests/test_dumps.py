from __future__ import annotations

import gzip
from pathlib import Path

import pyoxigraph as ox

from loaders import dumps
from loaders.quads import by_graph

LABEL = "<http://localhost:8000/id/a> <http://www.w3.org/2000/01/rdf-schema#label>"
LINES = [
    f'{LABEL} "A"@fr <http://localhost:8000/id/source/1> .\n'.encode(),
    f'{LABEL} "\\" <x:g> ."@fr <https://w3id.org/pacte/def> .\n'.encode(),
]


def test_the_dumps_hold_what_is_published(tmp_path: Path) -> None:
    dumps.write(tmp_path / "dumps", LINES, by_graph(LINES))
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
        dumps.write(tmp_path / folder, LINES, by_graph(LINES))
    for path in (tmp_path / "one").iterdir():
        data = path.read_bytes()
        assert data == (tmp_path / "two" / path.name).read_bytes()
        assert data[3] == 0, "no name in the header"
        assert data[4:8] == bytes(4), "no time in the header"

"""The gate says the same of a large graph, which it checks in a process of its own, as of a small one."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import Graph, URIRef

import ontology
from loaders import gate
from ontology.names import CT, RDF
from ontology.validation import check_file

EXAMPLE = Path(ontology.__file__).parent / "examples" / "contract.ttl"


def test_a_graph_checked_apart_is_told_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    graph = Graph().parse(EXAMPLE)
    for contract in graph.subjects(RDF.type, CT.Contract):
        graph.remove((contract, CT.kind, None))
        graph.add((contract, CT.covers, URIRef("http://localhost:8000/id/commune/inconnue")))
    path = tmp_path / "faulty.nq"
    graph.serialize(path, format="nt", encoding="utf-8")
    told = check_file(path)
    monkeypatch.setattr(gate, "LARGE", 0)
    assert gate.checked(path) == told
    assert len(told.violations) >= 2


def test_a_file_that_is_no_quads_is_refused_apart_as_it_is_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "broken.nq"
    path.write_text("<http://localhost:8000/a> broken .\n", encoding="utf-8")
    monkeypatch.setattr(gate, "LARGE", 0)
    with pytest.raises(SyntaxError):
        gate.checked(path)

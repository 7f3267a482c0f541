"""Each rule catches its fault and no other: a case is one change to the complete example, named by its rule."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store
from rdflib import Graph

import ontology
from ontology import validation
from ontology.names import RDF, SH

CASES = sorted((Path(__file__).parent / "cases" / "shapes").glob("*.ru"))
EXAMPLE = Path(ontology.__file__).parent / "examples" / "contract.ttl"


def test_the_complete_example_keeps_every_rule() -> None:
    assert validation.check(Graph().parse(EXAMPLE, format="turtle")).results == ()


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_a_broken_rule_is_told_and_no_other(case: Path, tmp_path: Path) -> None:
    store = Store()
    store.load(path=str(EXAMPLE), format=RdfFormat.TURTLE)
    store.update(case.read_text(encoding="utf-8"))
    store.dump(str(tmp_path / "changed.nq"), RdfFormat.N_QUADS)
    report = validation.check_file(tmp_path / "changed.nq")
    assert {result.rule.partition("#")[2] for result in report.violations or report.gaps} == {case.stem}


def test_every_rule_has_its_case() -> None:
    rules = {str(shape).partition("#")[2] for shape in validation.shapes().subjects(RDF.type, SH.PropertyShape)}
    assert rules == {case.stem for case in CASES}

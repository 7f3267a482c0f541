"""Each rule catches its fault and no other: a case is one change to the complete example, named by its rule and why."""

from __future__ import annotations

from pathlib import Path

import pyshacl
import pytest
from pyoxigraph import RdfFormat, Store
from rdflib import Graph, URIRef

import ontology
from ontology import validation
from ontology.names import RDF, SH, SHAPE
from ontology.sweep import SWEPT

CASES = sorted((Path(__file__).parent / "cases" / "shapes").glob("*.ru"))
EXAMPLE = Path(ontology.__file__).parent / "examples" / "contract.ttl"


def rule(case: Path) -> str:
    return case.name.partition(".")[0]


def changed(cases: list[Path], folder: Path) -> Path:
    store = Store()
    store.load(path=str(EXAMPLE), format=RdfFormat.TURTLE)
    for case in cases:
        store.update(case.read_text(encoding="utf-8"))
    store.dump(str(folder / "changed.nq"), RdfFormat.N_QUADS)
    return folder / "changed.nq"


def test_the_complete_example_keeps_every_rule() -> None:
    assert validation.check(Graph().parse(EXAMPLE, format="turtle")).results == ()


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_a_broken_rule_is_told_once_and_no_other(case: Path, tmp_path: Path) -> None:
    report = validation.check_file(changed([case], tmp_path))
    told = [result.rule.removeprefix(str(SHAPE)) for result in report.violations or report.gaps]
    assert set(told) == {rule(case)}
    assert len({(result.focus, result.rule, result.value) for result in report.results}) == len(report.results)


def test_every_rule_has_its_case() -> None:
    rules = {str(shape).removeprefix(str(SHAPE)) for shape in validation.shapes().subjects(SH.message)}
    assert rules == {rule(case) for case in CASES}


def test_every_property_shape_is_a_rule() -> None:
    shapes = validation.shapes()
    assert set(shapes.subjects(RDF.type, SH.PropertyShape)) <= set(shapes.subjects(SH.message))


def test_every_rule_in_sparql_is_asked_apart() -> None:
    assert set(validation.shapes().subjects(SH.sparql)) < set(SWEPT)


APART = [case for case in CASES if SHAPE[rule(case)] in SWEPT]


@pytest.mark.parametrize(
    "cases", [CASES, *([case] for case in APART)], ids=lambda cases: f"{len(cases)}-{cases[0].stem}"
)
def test_what_is_asked_apart_agrees_with_the_shapes_themselves(cases: list[Path], tmp_path: Path) -> None:
    path = changed(cases, tmp_path)
    silent = Graph()
    for triple in validation.shapes():
        if triple[1] != SH.message:
            silent.add(triple)
    _, found, _ = pyshacl.validate(Graph().parse(path, format="nt") + validation.vocabulary(), shacl_graph=silent)
    judged = {
        (found.value(node, SH.sourceShape), str(found.value(node, SH.focusNode)), str(found.value(node, SH.value)))
        for node in found.objects(None, SH.result)
    }
    ours = validation.check_file(path).results
    assert judged == {(one.rule, str(one.focus), str(one.value)) for one in ours if one.rule != SHAPE.Address}


@pytest.mark.parametrize("shape", sorted(str(shape) for shape in validation.shapes().subjects(SH.property)))
def test_a_shape_holds_only_properties_that_are_described(shape: str) -> None:
    for held in validation.shapes().objects(URIRef(shape), SH.property):
        assert (held, SH.path, None) in validation.shapes()

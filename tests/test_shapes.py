"""Each rule catches its fault and no other: a case is one change to the complete example, named by its rule and why."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, Store, parse
from rdflib import Graph, URIRef
from rdflib.term import Node

import ontology
from ontology import rules, validation
from ontology.names import RDF, SH, SHAPE, XSD
from ontology.report import Result
from ontology.triples import rdflib_term
from ontology.validation import ADDRESS

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
    told = {str(shape).removeprefix(str(SHAPE)) for shape in rules.shapes().subjects(SH.message)}
    assert told == {rule(case) for case in CASES}


def test_every_property_shape_is_a_rule() -> None:
    shapes = rules.shapes()
    assert set(shapes.subjects(RDF.type, SH.PropertyShape)) <= set(shapes.subjects(SH.message))


def told(results: Iterable[Result]) -> set[tuple[str, ...]]:
    return {(one.focus, one.rule, str(one.path), str(one.value), one.severity) for one in results}


def whole(path: Path) -> Graph:
    graph = Graph()
    for quad in parse(path=path, format=RdfFormat.N_QUADS):
        graph.add((rdflib_term(quad.subject), rdflib_term(quad.predicate), rdflib_term(quad.object)))
    return graph + rules.vocabulary()


def agreed(path: Path) -> int:
    """Compare the report of a file with what pySHACL says of the whole of it, and return how long it is."""
    ours = validation.check_file(path).results
    assert told(one for one in ours if one.rule != ADDRESS) == told(validation.judged(whole(path), rules.silent()))
    return len(ours)


def test_all_faults_together_are_told_as_pyshacl_tells_them(tmp_path: Path) -> None:
    assert agreed(changed(CASES, tmp_path)) > len(CASES) / 2


ODD = ["01", "1.0", "x", "2021", "2021-02", "2021-02-30", "2020-02-29", "", "true", "0", "a@b.fr", "06 01 02 03 04\n"]
KINDS = [XSD.string, XSD.integer, XSD.decimal, XSD.date, XSD.gYear, XSD.gYearMonth, XSD.boolean, XSD.double, XSD.anyURI]
LITERALS = st.builds(lambda text, kind: f'"{text}"^^{kind.n3()}', st.sampled_from(ODD), st.sampled_from(KINDS))
TAGGED = st.builds(lambda text, tag: f'"{text}"@{tag}', st.sampled_from(["a", ""]), st.sampled_from(["fr", "en", "de"]))
TRIPLES = sorted(Graph().parse(EXAMPLE), key=str)
NODES = sorted({triple[0].n3() for triple in TRIPLES})
PROPERTIES = sorted({triple[1].n3() for triple in TRIPLES})
VALUES = LITERALS | TAGGED | st.sampled_from(sorted({triple[2].n3() for triple in TRIPLES}))
ADDED = st.tuples(st.sampled_from(NODES), st.sampled_from(PROPERTIES), VALUES)


@settings(max_examples=20)
@given(removed=st.sets(st.sampled_from(TRIPLES), max_size=6), added=st.sets(ADDED, min_size=1, max_size=8))
def test_any_graph_is_told_as_pyshacl_tells_it(
    removed: set[tuple[Node, Node, Node]], added: set[tuple[str, str, str]]
) -> None:
    kept = [f"{s.n3()} {p.n3()} {o.n3()} ." for s, p, o in TRIPLES if (s, p, o) not in removed]
    lines = [*kept, *(f"{s} {p} {o} .".replace("\n", "\\n") for s, p, o in added)]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "any.nq"
        path.write_text("\n".join(lines), encoding="utf-8")
        agreed(path)


@pytest.mark.parametrize("shape", sorted(str(shape) for shape in rules.shapes().subjects(SH.property)))
def test_a_shape_holds_only_properties_that_are_described(shape: str) -> None:
    for held in rules.shapes().objects(URIRef(shape), SH.property):
        assert (held, SH.path, None) in rules.shapes()

"""The screening never misses what pySHACL finds, doubts little else, and sends to the judge what it does not know."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from ontology import rules, triples, validation
from ontology.names import SH
from ontology.screening import TARGETS, Scope, everything, screens
from ontology.screening.sets import TOGETHER
from ontology.screening.shapes import ALONE
from ontology.screening.terms import SURE, matches
from ontology.triples import Triples, rdflib_term

CASES = sorted((Path(__file__).parent / "cases" / "components").glob("*.ttl"))


def told(node: Node | None) -> str:
    return "blank" if isinstance(node, BNode) else str(node)


def verdict(graph: Graph, shapes: Graph) -> set[tuple[str, ...]]:
    _, found, _ = pyshacl.validate(graph, shacl_graph=shapes, inplace=True, allow_warnings=True)
    parts = (SH.focusNode, SH.sourceShape, SH.sourceConstraintComponent, SH.resultPath, SH.value, SH.resultSeverity)
    return {tuple(told(found.value(one, part)) for part in parts) for one in found.objects(None, SH.result)}


def named(nodes: Iterable[Node], start: str) -> set[str]:
    addressed = (str(node).rpartition("/")[2] for node in nodes if isinstance(node, URIRef))
    return {name for name in addressed if name.startswith(start)}


def as_written(case: Path) -> Graph:
    graph = Graph()
    for quad in ox.parse(path=case, format=ox.RdfFormat.TURTLE):
        graph.add((rdflib_term(quad.subject), rdflib_term(quad.predicate), rdflib_term(quad.object)))
    return graph


def screened(case: Path, folder: Path) -> tuple[Triples, dict[Node, list[Node]]]:
    ox.serialize(ox.parse(path=case, format=ox.RdfFormat.TURTLE), folder / "case.nt", format=ox.RdfFormat.N_TRIPLES)
    held = triples.read(folder / "case.nt")
    scope = Scope(Graph().parse(case), held.subclasses(), held.spelled)
    return held, validation.doubted(held, screens(scope, everything))


@pytest.mark.filterwarnings("ignore:Parsing weird boolean")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_every_faulty_thing_is_doubted_and_no_sound_one(case: Path, tmp_path: Path) -> None:
    held, found = screened(case, tmp_path)
    doubted = {node for nodes in found.values() for node in nodes}
    things = {node for triple in held.graph() for node in triple}
    assert named(doubted, "bad") == named(things, "bad")
    assert named(doubted, "good") == set()
    assert named(doubted, "unsure") == named(things, "unsure")


@pytest.mark.filterwarnings("ignore:Parsing weird boolean")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_the_verdict_on_what_is_doubted_is_that_on_everything(case: Path, tmp_path: Path) -> None:
    held, found = screened(case, tmp_path)
    shapes = Graph().parse(case)
    result = verdict(held.graph(), validation.aimed(shapes, found))
    assert result == verdict(as_written(case), shapes)
    assert {focus.rpartition("/")[2] for focus, *_ in result} >= named(held.graph().subjects(), "bad")


def test_no_component_of_shacl_is_without_its_case() -> None:
    used = {parameter for case in CASES for parameter in Graph().parse(case).predicates()}
    assert {*TOGETHER, *ALONE, *TARGETS} - used == {SH.minExclusive, SH.maxInclusive}


@given(st.data())
@pytest.mark.parametrize("datatype", SURE)
def test_a_sure_form_is_never_ill_typed(datatype: URIRef, data: st.DataObject) -> None:
    text = data.draw(st.from_regex(SURE[datatype].replace("$", r"\Z")))
    literal = Literal(text, datatype=datatype, normalize=False)
    assert not literal.ill_typed


FORMS = sorted({str(form) for form in rules.shapes().objects(None, SH.pattern)})


TEXTS = st.text(max_size=12) | st.from_regex("[0-9AB]{1,5}[\n]?") | st.from_regex("https?:[/]{1,2}a")


@given(st.sampled_from(FORMS), TEXTS)
def test_a_pattern_means_the_same_to_the_judge_and_the_engine(form: str, text: str) -> None:
    found = ox.Store().query(f"SELECT ({matches(form, '', Literal(text).n3())} AS ?found) {{}}")
    assert isinstance(found, ox.QuerySolutions)
    [solution] = found
    if (condition := solution["found"]) is None:
        assert text.endswith("\n")
    else:
        assert isinstance(condition, ox.Literal)
        assert (condition.value == "true") is bool(re.search(form, text))

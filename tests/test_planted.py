"""Faults planted by the hundred, of each rule: all are found, none is invented, and pySHACL says the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from national import national
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse
from rdflib import Graph, URIRef
from rdflib.term import Node
from stated import gathered

import ontology
from loaders.material import Seeds
from ontology import rules, validation
from ontology.names import BLANK, LOCAL_BASE, RDF, SH, SHAPE
from ontology.report import Result
from ontology.triples import rdflib_term
from ontology.validation import ADDRESS

CASES = sorted((Path(__file__).parent / "cases" / "shapes").glob("*.ru"))
SEEDS = Path(__file__).parent.parent / "seeds"
EXAMPLE = Path(ontology.__file__).parent / "examples" / "contract.ttl"
ELSEWHERE = NamedNode(f"{LOCAL_BASE}id/commune/inconnue")
PLACE = f"{LOCAL_BASE}planted-"
GAPS = {"Contract-bound", "Contract-dated", "Contract-placed"}


def moved(text: str, number: int) -> str:
    return text.replace(LOCAL_BASE, f"{PLACE}{number}/")


def copies() -> Iterator[Quad]:
    """Yield the complete example once for each case, under addresses of its own, with the fault of that case."""
    for number, case in enumerate(CASES):
        store = Store()
        store.load(moved(EXAMPLE.read_text(encoding="utf-8"), number), RdfFormat.TURTLE)
        store.update(moved(case.read_text(encoding="utf-8"), number))
        yield from store


def properties() -> Iterator[tuple[NamedNode, NamedNode]]:
    """Yield the class and the property of every rule about the values of one property of one class."""
    shapes = rules.shapes()
    for shape, kind in sorted(shapes.subject_objects(SH.targetClass), key=str):
        for rule in sorted(shapes.objects(shape, SH.property), key=str):
            path = shapes.value(rule, SH.path)
            if isinstance(path, URIRef) and isinstance(kind, URIRef):
                yield NamedNode(kind), NamedNode(path)


def damage(store: Store, dice: Random) -> int:
    """Take a property from one thing of each class that has it, and give another thing a value that is nothing."""
    held: defaultdict[NamedNode, list[NamedNode]] = defaultdict(list)
    for quad in store.quads_for_pattern(None, NamedNode(RDF.type), None):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
            held[quad.object].append(quad.subject)
    damaged = 0
    for kind, path in properties():
        if things := sorted(held[kind], key=str):
            damaged += 2
            for quad in list(store.quads_for_pattern(dice.choice(things), path, None)):
                store.remove(quad)
            store.add(Quad(dice.choice(things), path, ELSEWHERE))
    return damaged


def told(path: Path) -> dict[str, set[str]]:
    """Return the rules that each planted copy breaks, by its place; what has no address is told of no place."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for one in validation.check_file(path).results:
        place = one.focus.removeprefix(PLACE).split("/")[0] if one.focus.startswith(PLACE) else BLANK
        found[place].add(one.rule.removeprefix(str(SHAPE)))
    return found


def said(one: Result) -> tuple[str, str, URIRef | None, Node | None]:
    return one.focus, one.rule, one.path, one.value


def test_each_planted_fault_is_found_where_it_was_planted(tmp_path: Path) -> None:
    path = tmp_path / "planted.nq"
    store = Store()
    store.extend(copies())
    store.dump(path, RdfFormat.N_QUADS)
    found = told(path)
    for number, case in enumerate(CASES):
        rule = case.name.partition(".")[0]
        assert rule in found[str(number)] | found[BLANK], case.name
        assert found[str(number)] - GAPS <= {rule}, case.name


@pytest.mark.national
def test_faults_planted_in_the_whole_country_are_told_as_pyshacl_tells_them(tmp_path: Path) -> None:
    seeds = Seeds(SEEDS, SEEDS / "territories", national("data"))
    store = Store()
    store.bulk_load(path=gathered(seeds, tmp_path / "country").lines.path, format=RdfFormat.N_QUADS)
    planted = damage(store, Random(4))  # noqa: S311 (the same faults each time)
    store.extend(copies())
    assert planted + len(CASES) > 200
    path = tmp_path / "planted.nq"
    store.dump(path, RdfFormat.N_QUADS)
    del store
    found = validation.check_file(path).results
    assert {one.rule for one in found} == set(rules.shapes().subjects(SH.message))
    ours = {said(one) for one in found if one.rule != ADDRESS}
    graph = Graph()
    for quad in parse(path=path, format=RdfFormat.N_QUADS):
        graph.add((rdflib_term(quad.subject), rdflib_term(quad.predicate), rdflib_term(quad.object)))
    assert ours == {said(one) for one in validation.judged(graph, rules.silent())}
    assert len({one for one in ours if one[1].removeprefix(str(SHAPE)) not in GAPS}) > planted / 2

"""A report made from the one before and what changed is that of a whole check, or there is none."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from operator import attrgetter
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Graph

import ontology
from ontology import recheck, report, rules, validation
from ontology.difference import Difference
from ontology.names import CT, RDF, RDFS, SH, XSD
from ontology.recheck import rechecked, touched
from ontology.report import Report
from ontology.screening import Scope, patterns
from ontology.screening.reach import reads
from ontology.screening.steps import Boundless
from ontology.triples import Triples, rdflib_term

HERE = Path(__file__).parent / "cases"
CASES = sorted((HERE / "shapes").glob("*.ru"))
COMPONENTS = sorted((HERE / "components").glob("*.ttl"))
EXAMPLE = Path(ontology.__file__).parent / "examples" / "contract.ttl"
GROUPS = 12
BLANK = re.compile(r"_:|\[")
BOUNDLESS = {"component.own", "path.inverse-sequence", "qualified.disjoint", "sparql.alone", "sparql.grouped"}


def example() -> ox.Store:
    store = ox.Store()
    for path in (EXAMPLE, *rules.vocabulary_files()):
        store.load(path=path, format=ox.RdfFormat.TURTLE)
    return store


def changed(cases: Iterable[Path]) -> ox.Store:
    store = example()
    for case in cases:
        store.update(case.read_text(encoding="utf-8"))
    return store


def lines(store: ox.Store) -> set[bytes]:
    return set((store.dump(format=ox.RdfFormat.N_QUADS) or b"").splitlines(keepends=True))


def difference(before: ox.Store, after: ox.Store) -> Difference:
    old, new = lines(before), lines(after)
    return Difference(sorted(old - new), sorted(new - old))


def graph(store: ox.Store) -> Graph:
    made = Graph()
    for quad in store:
        made.add((rdflib_term(quad.subject), rdflib_term(quad.predicate), rdflib_term(quad.object)))
    return made


def whole(store: ox.Store) -> Report:
    return validation.check(graph(store))


@pytest.fixture(scope="module")
def sound() -> Report:
    return whole(example())


@pytest.mark.parametrize("first", range(GROUPS))
def test_each_fault_that_comes_and_goes_is_told_as_a_whole_check_tells_it(first: int, sound: Report) -> None:
    addressed = [case for case in CASES if not BLANK.search(case.read_text(encoding="utf-8"))]
    faulty = changed(addressed[first::GROUPS])
    found = whole(faulty)
    assert rechecked(faulty, sound, difference(example(), faulty)) == found
    assert rechecked(example(), found, difference(faulty, example())) == sound
    assert len({one.rule for one in found.results}) > len(addressed) / GROUPS / 2


QUADS = sorted(example(), key=str)
NODES = sorted({quad.subject for quad in QUADS}, key=str)
TERMS = sorted({quad.predicate for quad in QUADS}, key=str)
VALUES = sorted({quad.object for quad in QUADS}, key=str)
TEXTS = st.builds(ox.Literal, st.sampled_from(["01", "x", "2021", "2020-02-29", "", "a@b.fr"]))
ADDED = st.builds(ox.Quad, st.sampled_from(NODES), st.sampled_from(TERMS), st.sampled_from(VALUES) | TEXTS)
EDITS = st.tuples(st.sets(st.sampled_from(QUADS), max_size=6), st.sets(ADDED, max_size=8))


def edited(store: ox.Store, edit: tuple[set[ox.Quad], set[ox.Quad]]) -> ox.Store:
    made = ox.Store()
    made.extend({*store, *edit[1]} - edit[0])
    return made


@settings(max_examples=10)
@given(first=EDITS, second=EDITS)
def test_any_change_to_any_graph_is_told_as_a_whole_check_tells_it(
    first: tuple[set[ox.Quad], set[ox.Quad]], second: tuple[set[ox.Quad], set[ox.Quad]]
) -> None:
    before = edited(example(), first)
    after = edited(before, second)
    told = rechecked(after, whole(before), difference(before, after))
    if told is not None:
        assert told == whole(after)


def verdict(store: ox.Store, shapes: Graph) -> dict[str, set[tuple[str, ...]]]:
    _, found, _ = pyshacl.validate(graph(store), shacl_graph=shapes, inplace=True, allow_warnings=True)
    parts = (SH.sourceShape, SH.sourceConstraintComponent, SH.resultPath, SH.value)
    told: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
    for one in found.objects(None, SH.result):
        told[str(found.value(one, SH.focusNode))].add(tuple(str(found.value(one, part)) for part in parts))
    return told


def stated(store: ox.Store) -> list[ox.Quad]:
    """Return what a case says of its things, whose names are in small letters."""
    named = re.compile(r"<http://example.org/[a-z]")
    told = [quad for quad in store if named.match(str(quad.subject)) and quad.predicate.value != str(RDFS.subClassOf)]
    return sorted(told, key=str)


@pytest.mark.filterwarnings("ignore:Parsing weird boolean")
@pytest.mark.parametrize("case", COMPONENTS, ids=lambda case: case.stem)
def test_what_a_change_gives_another_verdict_is_asked_again(case: Path) -> None:
    shapes, store = Graph().parse(case), ox.Store()
    store.load(path=case, format=ox.RdfFormat.TURTLE)
    before = verdict(store, shapes)
    for quad in stated(store):
        less = ox.Store()
        less.extend(one for one in store if one != quad)
        after = verdict(less, shapes)
        other = {focus for focus in before.keys() | after.keys() if before[focus] != after[focus]}
        for became in (less, store):
            held = Triples(became, spelled=True)
            scope = Scope(shapes, held.subclasses(), spelled=True)
            if case.stem in BOUNDLESS:
                with pytest.raises(Boundless):
                    reads(scope)
            else:
                assert other <= {str(rdflib_term(one)) for one in touched(held, reads(scope), [tuple(quad.triple)])}


def test_every_shape_of_ours_reads_within_bounds() -> None:
    held = Triples(example(), spelled=True)
    assert reads(Scope(rules.silent(), held.subclasses(), spelled=True))


TAX = "<http://example.org/tax>"


@pytest.mark.parametrize(
    ("pattern", "places"),
    [
        (f"$this {TAX} ?value . ?other {TAX} ?value FILTER(?other != $this)", {None, TAX}),
        (f"$this $PATH ?value . ?value {TAX}/{TAX} ?any", None),
        (f"$this $PATH ?value . ?other {TAX} ?more", None),
        ("$this ?any ?value", None),
        (f"$this {TAX} ?value FILTER(?value > NOW())", None),
        (f"$this {TAX} ?value FILTER EXISTS {{ ?value {TAX} $this }}", None),
        (f"{{ $this {TAX} ?value }} UNION {{ ?value {TAX} $this }}", None),
    ],
)
def test_a_constraint_in_sparql_is_followed_from_its_thing_or_bounds_nothing(
    pattern: str, places: set[str | None] | None
) -> None:
    select = f"SELECT $this ?value WHERE {{ {pattern} }}"
    if places is None:
        with pytest.raises(Boundless):
            list(patterns.reads(Graph(), select, None, None))
    else:
        assert {read.place for read in patterns.reads(Graph(), select, None, None)} == places


def test_a_report_is_read_as_it_was_written(tmp_path: Path) -> None:
    found = whole(changed(CASES[::9]))
    report.write(found, tmp_path / "report.ttl")
    told = report.read(tmp_path / "report.ttl")
    assert told.judge == found.judge is not None
    key = attrgetter("rule", "focus", "value", "path")
    assert sorted(told.results, key=lambda one: str(key(one))) == [
        replace(one, label=None) for one in sorted(found.results, key=lambda one: str(key(one)))
    ]


THING = "http://localhost:8000/id/contrat/crte-200099999"


@pytest.mark.parametrize(
    "line",
    [
        f'<{THING}> <{CT.position}> "01"^^<{XSD.integer}> .',
        f"<{THING}> <{CT.party}> _:someone .",
        f"<{CT.Contract}> <{RDFS.subClassOf}> <{CT.Territory}> .",
    ],
)
def test_what_concerns_more_than_it_names_calls_for_a_whole_check(line: str, sound: Report) -> None:
    store = example()
    store.load(line, ox.RdfFormat.N_QUADS)
    assert rechecked(store, sound, Difference([], [line.encode() + b"\n"])) is None


def test_the_report_of_another_judge_is_no_start(sound: Report) -> None:
    nothing = Difference([], [])
    assert rechecked(example(), sound, nothing) == sound
    assert rechecked(example(), replace(sound, judge="0" * 64), nothing) is None
    assert rechecked(ox.Store(), sound, nothing) is None


def test_a_great_change_calls_for_a_whole_check(sound: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recheck, "MOST", 3)
    added = sorted(f"<{THING}-{number}> <{RDF.type}> <{CT.Contract}> .\n".encode() for number in range(4))
    store = example()
    store.load(b"".join(added), ox.RdfFormat.N_QUADS)
    assert rechecked(store, sound, Difference([], added[:3])) is not None
    assert rechecked(store, sound, Difference([], added)) is None

"""A file judged part by part gets the report that it gets whole, wherever it is cut."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

import pyoxigraph as ox
import pyshacl
import pytest
from rdflib import BNode, Graph, URIRef
from rdflib.term import Node
from test_planted import CASES, copies

import ontology
from ontology import parts, rules, triples, validation
from ontology.names import BLANK, RDF, SH, SHAPE, XSD
from ontology.parts import Part
from ontology.report import Report
from ontology.screening import Scope, everything, screens
from ontology.screening.nearby import nearby
from ontology.screening.reach import reads
from ontology.screening.steps import Boundless, Read
from ontology.triples import Triples

COMPONENTS = sorted((Path(__file__).parent / "cases" / "components").glob("*.ttl"))
FAR = {
    "component.own", "path.inverse-sequence", "path.one-or-more", "path.repeated", "path.sequence",
    "qualified.disjoint", "sparql.alone", "sparql.grouped",
}  # fmt: skip
"""What reads farther than a thing's neighbours."""
EXAMPLE = Path(ontology.__file__).parent / "examples" / "contract.ttl"
PLACE = "http://localhost:8000/parts/"


def told(node: Node | None) -> str:
    return "blank" if isinstance(node, BNode) else str(node)


def verdict(held: Triples, shapes: Graph, among: Callable[..., str]) -> set[tuple[str, ...]]:
    """Return what pySHACL says of what the screening doubts."""
    asked = screens(Scope(shapes, held.subclasses(), held.spelled), among)
    aimed = validation.aimed(shapes, validation.doubted(held, asked))
    _, found, _ = pyshacl.validate(held.graph(), shacl_graph=aimed, inplace=True, allow_warnings=True)
    said = (SH.focusNode, SH.sourceShape, SH.sourceConstraintComponent, SH.resultPath, SH.value, SH.resultSeverity)
    return {tuple(told(found.value(one, part)) for part in said) for one in found.objects(None, SH.result)}


def cut(path: Path, shapes: Graph) -> list[Part]:
    folder = path.parent / "parts"
    folder.mkdir()
    overview = parts.surveyed(path)
    near = nearby(reads(Scope(shapes, overview.subclasses(), spelled=True)))
    return parts.cut(path, folder, overview, parts.bounds(path, near, 150, 2), near)


def disordered(source: Path, path: Path) -> None:
    lines = [f"{quad} .\n" for quad in ox.parse(path=source, format=ox.RdfFormat.TURTLE)]
    Random(7).shuffle(lines)  # noqa: S311 (the same order each time)
    path.write_text("".join(lines), encoding="utf-8")


@pytest.fixture(autouse=True)
def _finely(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "SAMPLED", 40)


@pytest.mark.filterwarnings("ignore:Parsing weird boolean")
@pytest.mark.parametrize("case", [one for one in COMPONENTS if one.stem not in FAR], ids=lambda case: case.stem)
def test_the_verdicts_on_all_parts_are_those_on_the_whole(case: Path, tmp_path: Path) -> None:
    path = tmp_path / "case.nq"
    disordered(case, path)
    shapes = Graph().parse(case)
    named = bool(list(shapes.subject_objects(SH.targetNode)))
    found = cut(path, shapes)
    assert len(found) > 2
    judged = {one for part in found for one in verdict(triples.read_part(part.paths), shapes, part.focus)}
    whole = verdict(triples.read(path), shapes, everything)
    assert whole <= judged if named else whole == judged


@pytest.mark.parametrize("case", [one for one in COMPONENTS if one.stem in FAR], ids=lambda case: case.stem)
def test_what_reads_farther_than_neighbours_is_not_cut(case: Path, tmp_path: Path) -> None:
    path = tmp_path / "case.nq"
    disordered(case, path)
    with pytest.raises(Boundless):
        cut(path, Graph().parse(case))


@pytest.mark.parametrize(
    "read",
    [
        Read(None, None, back=True),
        Read("<http://x/p>", None, back=False),
        Read("<http://x/p>", RDF.type, back=True),
        Read("<http://x/p>/<http://x/q>", RDF.type, back=False),
        Read("(<http://x/p>)*", RDF.type, back=False),
    ],
    ids=str,
)
def test_only_neighbours_have_bounds(read: Read) -> None:
    with pytest.raises(Boundless):
        nearby([read])


def test_the_rules_of_pacte_read_no_farther_than_neighbours() -> None:
    scope = Scope(rules.silent(), triples.of(Graph()).subclasses(), spelled=True)
    assert nearby(reads(scope)).told


@pytest.fixture
def by_parts(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Have every file judged by small parts, and return how many each file was cut into."""
    counts: list[int] = []
    cutting = parts.cut

    def counted(*given: object) -> list[Part]:
        found: list[Part] = cutting(*given)  # type: ignore[arg-type]
        counts.append(len(found))
        return found

    monkeypatch.setattr(validation, "LARGE", 0)
    monkeypatch.setattr(validation, "PART", 100_000)
    monkeypatch.setattr(parts, "cut", counted)
    return counts


def same(found: Report) -> set[tuple[object, ...]]:
    """Return what a report says; the engine names blank nodes anew each time."""
    return {
        tuple(
            "blank" if str(said).startswith(str(BLANK)) else said
            for said in (one.focus, one.rule, one.path, one.value, one.label)
        )
        for one in found.results
    }


def test_planted_faults_are_told_part_by_part_as_they_are_whole(tmp_path: Path, by_parts: list[int]) -> None:
    path = tmp_path / "planted.nq"
    store = ox.Store()
    store.extend(copies())
    store.dump(path, ox.RdfFormat.N_QUADS)
    found = validation.check_file(path)
    assert by_parts[0] > 10
    whole = validation._checked(triples.read(path))
    assert same(found) == same(whole)
    assert len(found.results) == len(whole.results) > len(CASES)
    assert [one.name for one in tmp_path.iterdir()] == ["planted.nq"]


def test_lines_written_in_any_way_are_judged(tmp_path: Path, by_parts: list[int]) -> None:
    thing, kind = f"{PLACE}é", "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    written = [
        "# what a person wrote",
        f"<{PLACE}\\u00E9>   {kind}\t<https://w3id.org/pacte/def#Territory> .",
        "",
        f'<{thing}> <https://w3id.org/pacte/def#population> "01"^^<{XSD.integer}> <{PLACE}g> .',
        f'<{PLACE}a> <http://www.w3.org/2000/01/rdf-schema#comment> "a < b > . _:c"@fr .',
        f"<mailto:a> {kind} <{PLACE}Kind> .",
        f"<{PLACE}z> {kind} <{PLACE}Kind> .",
        f"_:b {kind} <{PLACE}Kind> .",
        f"<{PLACE}q> {kind} _:b .",
    ]
    path = tmp_path / "written.nq"
    path.write_text("\n".join(written), encoding="utf-8")
    found = validation.check_file(path)
    assert found == validation._checked(triples.read(path)) or same(found) == same(
        validation._checked(triples.read(path))
    )
    assert by_parts[0] > 1
    assert found.judge is None
    assert {SHAPE.Address, SHAPE["Territory-label"]} <= {one.rule for one in found.results}


def test_a_statement_as_a_term_is_refused_in_a_part_too(tmp_path: Path, by_parts: list[int]) -> None:
    path = tmp_path / "quoted.nq"
    path.write_text(f"<{PLACE}a> <{PLACE}b> <<( <{PLACE}a> <{PLACE}b> <{PLACE}c> )>> .", encoding="utf-8")
    with pytest.raises(TypeError, match="not statements as terms"):
        validation.check_file(path)
    assert by_parts == []


def test_rules_that_name_things_are_asked_of_the_whole(
    tmp_path: Path, by_parts: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "example.nt"
    Graph().parse(EXAMPLE).serialize(path, format="nt", encoding="utf-8")
    shapes = rules.silent() + Graph()
    shapes.add((SHAPE.Territory, SH.targetNode, URIRef(f"{PLACE}unheard")))
    monkeypatch.setattr(rules, "silent", lambda: shapes)
    assert f"{PLACE}unheard" in {str(one.focus) for one in validation.check_file(path).results}
    assert by_parts == []

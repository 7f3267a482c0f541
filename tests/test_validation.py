"""The report of the check: one result a fault, in the reader's language, as text and as RDF."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import BNode, Graph, Literal, URIRef

import ontology
from ontology import report, validation
from ontology.names import BLANK, CT, DCAT, RDF, RDFS, SH, SHAPE, XSD
from ontology.report import Report
from ontology.screening.steps import Boundless

EXAMPLE = Path(ontology.__file__).parent / "examples" / "contract.ttl"
CONTRACT = URIRef("http://localhost:8000/id/contrat/crte-200099999")


@pytest.fixture
def refused() -> Report:
    """A report on a contract whose date is a text and whose parties nobody says."""
    graph = Graph().parse(EXAMPLE, format="turtle")
    graph.set((CONTRACT, CT.signedOn, Literal("juillet 2021")))
    graph.remove((CONTRACT, CT.party, None))
    return validation.check(graph)


def written(found: Report, folder: Path) -> Graph:
    report.write(found, folder / "report.ttl")
    return Graph().parse(folder / "report.ttl")


def test_a_message_in_two_languages_makes_one_result(refused: Report) -> None:
    [result] = refused.violations
    assert result.focus == CONTRACT
    assert result.path == CT.signedOn
    assert set(result.messages) == {"fr", "en"}


def test_a_gap_is_told_and_prevents_nothing(refused: Report) -> None:
    [gap] = refused.gaps
    assert gap.severity == "warning"
    assert not refused.conforms
    assert Report((gap,)).conforms


def test_a_report_tells_the_resource_the_rule_the_value_and_the_place(refused: Report) -> None:
    text = refused.text("fr", lambda result: "page.txt, ligne 3" if result.path == CT.signedOn else None)
    assert "Le graphe ne peut pas être publié (1)" in text
    assert f"CRTE du Val d'Exemple <{CONTRACT}>" in text
    assert 'valeur: "juillet 2021"' in text
    assert "Contract-signed-on" in text
    assert "source: page.txt, ligne 3" in text
    assert "La date de signature est un jour, un mois ou une année" in text
    assert "Les parties à ce contrat ne sont dites par aucune source." in text


def test_a_report_speaks_english_on_demand(refused: Report) -> None:
    text = refused.text("en")
    assert "The graph cannot be published (1)" in text
    assert "The date of signing is a day, a month or a year" in text
    assert Report(()).text("en") == "The graph keeps all its rules."


def test_a_report_as_rdf_has_no_blank_node(refused: Report, tmp_path: Path) -> None:
    graph = written(refused, tmp_path)
    assert len(list(graph.subjects(RDF.type, SH.ValidationResult))) == 2
    assert not [node for triple in graph for node in triple if isinstance(node, BNode)]
    assert {str(m.language) for m in graph.objects(None, SH.resultMessage) if isinstance(m, Literal)} == {"fr", "en"}
    assert [str(value) for value in graph.objects(None, SH.conforms)] == ["false"]


def test_a_thing_without_a_label_is_told_by_its_address() -> None:
    graph = Graph().parse(EXAMPLE, format="turtle")
    graph.remove((CONTRACT, RDFS.label, None))
    [result] = validation.check(graph).violations
    assert result.text("fr").startswith(f"<{CONTRACT}>\n")


@pytest.mark.parametrize(
    ("start", "end", "holds"),
    [
        ("2021", "2026", True),
        ("2021-03-01", "2021", True),
        ("2021-03-01", "2021-02", False),
        ("2022", "2021-12", False),
    ],
)
def test_dates_of_different_precision_are_compared_by_what_they_share(start: str, end: str, *, holds: bool) -> None:
    datatypes = {4: "gYear", 7: "gYearMonth", 10: "date"}
    graph = Graph().parse(EXAMPLE, format="turtle")
    period = URIRef("http://localhost:8000/id/periode/2021-2026")
    for term, value in ((DCAT.startDate, start), (DCAT.endDate, end)):
        datatype = URIRef(f"http://www.w3.org/2001/XMLSchema#{datatypes[len(value)]}")
        graph.set((period, term, Literal(value, datatype=datatype)))
    assert validation.check(graph).conforms is holds


def test_a_file_is_checked_with_all_its_graphs_together(tmp_path: Path) -> None:
    path = tmp_path / "two.nq"
    kind = "https://w3id.org/pacte/def/contract-kind#crte"
    lines = [
        f"<{CONTRACT}> <{RDF.type}> <{CT.Contract}> <http://localhost:8000/id/source/a> .",
        f'<{CONTRACT}> <{RDFS.label}> "Contrat"@fr <http://localhost:8000/id/source/a> .',
        f"<{CONTRACT}> <{CT.kind}> <{kind}> <http://localhost:8000/id/source/b> .",
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    told = {result.rule.partition("#")[2] for result in validation.check_file(path).violations}
    assert told == {"Contract-concern"}


def test_a_graph_is_judged_and_left_as_it_was() -> None:
    graph = Graph().parse(EXAMPLE, format="turtle")
    before = set(graph)
    validation.check(graph)
    assert set(graph) == before


def test_a_faulty_value_is_told_as_it_is_written_and_in_the_report_alone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "dates.nq"
    written = {CT.signedOn: ("2021-02-30", XSD.date), CT.duration: ("six ans", XSD.duration)}
    lines = [f'<{CONTRACT}> <{term}> "{value}"^^<{kind}> .' for term, (value, kind) in written.items()]
    path.write_text("\n".join([f"<{CONTRACT}> <{RDF.type}> <{CT.Contract}> .", *lines]), encoding="utf-8")
    values = {result.path: str(result.value) for result in validation.check_file(path).violations}
    assert {term: values[term] for term in written} == {term: value for term, (value, _) in written.items()}
    assert caplog.records == []


def test_a_node_without_an_address_is_told_by_what_points_to_it(tmp_path: Path) -> None:
    path = tmp_path / "blank.nq"
    path.write_text(f"<{CONTRACT}> <{CT.covers}> _:b .\n_:b <{RDF.type}> <{CT.Territory}> .\n", encoding="utf-8")
    found = validation.check_file(path)
    [told] = [result for result in found.violations if result.rule == SHAPE.Address]
    assert (told.focus, told.path) == (CONTRACT, CT.covers)
    assert str(told.value).startswith(str(BLANK))
    assert not [node for triple in written(found, tmp_path) for node in triple if isinstance(node, BNode)]


def test_a_statement_as_a_term_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "quoted.nq"
    path.write_text(f"<{CONTRACT}> <{CT.covers}> <<( <{CONTRACT}> <{CT.party}> <{CONTRACT}> )>> .", encoding="utf-8")
    with pytest.raises(TypeError, match="not statements as terms"):
        validation.check_file(path)


def test_a_great_graph_that_cannot_be_cut_is_held_on_disk_and_given_the_same_report(
    refused: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def boundless(_: object) -> None:
        raise Boundless

    graph = Graph().parse(EXAMPLE, format="turtle")
    graph.set((CONTRACT, CT.signedOn, Literal("juillet 2021")))
    graph.remove((CONTRACT, CT.party, None))
    graph.serialize(tmp_path / "great.nq", format="nt", encoding="utf-8")
    monkeypatch.setattr(validation, "LARGE", 0)
    monkeypatch.setattr(validation, "GREAT", 0)
    monkeypatch.setattr(validation, "nearby", boundless)
    monkeypatch.setattr(validation, "TOGETHER", 1)
    assert validation.check_file(tmp_path / "great.nq") == refused
    assert [path.name for path in tmp_path.iterdir()] == ["great.nq"]

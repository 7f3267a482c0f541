"""What the stored questions answer on the national list is what a count of the raw tables gives."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from national import national
from rdflib import Literal, URIRef
from stated import stated

import server
from loaders.quads import ONTOLOGY, lines, vocabulary
from loaders.tables import statements, territories
from ontology.addresses import Addresses
from ontology.names import LOCAL_BASE, SKOS, XSD
from server.binding import Value, bind

pytestmark = pytest.mark.national

SEEDS = Path(__file__).parent.parent / "seeds"
QUERIES = Path(server.__file__).parent / "queries"
ADDRESSES = Addresses(LOCAL_BASE)
DEPARTMENTS = ("62", "84", "92", "29", "2B", "974")


@pytest.fixture(scope="module")
def store() -> ox.Store:
    found = territories.load(SEEDS / "territories")
    known = list(statements.quads(found, ADDRESSES))
    told = stated(SEEDS / "tables", national("data", "crte"), found)
    made = ox.Store()
    text = b"".join((*lines(vocabulary(ONTOLOGY)), *known, *told.lines))
    made.bulk_load(text, ox.RdfFormat.N_QUADS)
    return made


def answers(store: ox.Store, question: str, **values: Value) -> Iterator[dict[str, str]]:
    query = bind((QUERIES / f"{question}.rq").read_text(encoding="utf-8"), values)
    found = store.query(query, use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    names = [variable.value for variable in found.variables]
    for row in found:
        yield {name: term.value for name in names if isinstance(term := row[name], ox.NamedNode | ox.Literal)}


def rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


@pytest.fixture(scope="module")
def today() -> dict[str, dict[str, str]]:
    return {row["code"]: row for row in rows(SEEDS / "territories" / "communes.csv")}


@pytest.fixture(scope="module")
def perimeters(today: dict[str, dict[str, str]]) -> dict[str, set[str]]:
    """The communes of today of each contract: those that the raw table lists, else those of its member groups."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows(national("data", "crte", "ngeo-anct-cog2023.csv")):
        for identifier in filter(None, row["id_crte"].split(" ; ")):
            found[identifier] |= {row["insee_com"]} & today.keys()
    unlisted: dict[str, set[str]] = defaultdict(set)
    for row in rows(national("data", "crte", "datagouv_epci-and-crte.csv")):
        if row["id_crte"] not in found:
            unlisted[row["id_crte"]] |= {c for c, told in today.items() if told["epci"] == row["siren_groupement"]}
    return {**found, **unlisted}


def test_the_communes_of_every_contract_are_those_of_the_raw_table(
    store: ox.Store, perimeters: dict[str, set[str]], today: dict[str, dict[str, str]]
) -> None:
    identifiers = {
        quad.subject.value: quad.object.value
        for quad in store.quads_for_pattern(None, ox.NamedNode(SKOS.notation), None)
        if isinstance(quad.object, ox.Literal) and isinstance(quad.subject, ox.NamedNode)
    }
    counted: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in answers(store, "population-of-contracts"):
        if (identifier := identifiers[row["contract"]]) in perimeters:
            counted[identifier][0] += int(row["communes"])
            counted[identifier][1] += int(row["population"])
    expected = {
        identifier: [len(held), sum(int(today[code]["population"]) for code in held)]
        for identifier, codes in perimeters.items()
        if (held := [code for code in codes if today[code]["population"]])
    }
    assert counted == expected
    assert len(expected) == 854


@pytest.mark.parametrize("key", ["crte-246200364", "crte-200071405-240700864", "crte-200096956"])
def test_the_communes_of_a_contract_are_named_one_by_one(
    store: ox.Store, perimeters: dict[str, set[str]], key: str
) -> None:
    contract = ADDRESSES.contract(*key.split("-", 1))
    [told] = store.quads_for_pattern(ox.NamedNode(contract), ox.NamedNode(SKOS.notation), None)
    assert isinstance(told.object, ox.Literal)
    found = [row["code"] for row in answers(store, "communes-of-a-contract", contract=contract)]
    assert set(found) == perimeters[told.object.value]


def test_a_perimeter_at_a_date_is_that_of_the_raw_table_of_that_year(
    store: ox.Store, today: dict[str, dict[str, str]]
) -> None:
    raw: dict[str, set[str]] = defaultdict(set)
    for row in rows(national("data", "crte", "ngeo-anct-cog2023.csv")):
        for identifier in filter(None, row["id_crte"].split(" ; ")):
            raw[identifier].add(row["insee_com"])
    changed = sorted(identifier for identifier, codes in raw.items() if codes - today.keys())
    assert len(changed) > 20
    summer = Literal("2023-06-01", datatype=XSD.date)
    for identifier in changed[::3]:
        notation = ox.Literal(identifier)
        [found] = {quad.subject for quad in store.quads_for_pattern(None, ox.NamedNode(SKOS.notation), notation)}
        assert isinstance(found, ox.NamedNode)
        told = answers(store, "perimeter-at-a-date", contract=URIRef(found.value), date=summer)
        assert {row["code"] for row in told} == raw[identifier], identifier


def test_no_contract_of_the_list_has_a_day_of_signing(store: ox.Store) -> None:
    lacking = [row for row in answers(store, "gaps") if "/contrat/crte-" in row["contract"]]
    assert {row["missing"].rpartition("#")[2] for row in lacking} == {"signedOn"}
    assert len({row["contract"] for row in lacking}) == 854


@pytest.mark.parametrize("department", DEPARTMENTS)
def test_the_intercommunalities_without_a_contract_are_those_that_the_raw_tables_leave(
    store: ox.Store, today: dict[str, dict[str, str]], perimeters: dict[str, set[str]], department: str
) -> None:
    listed = {row["siren_groupement"] for row in rows(national("data", "crte", "datagouv_epci-and-crte.csv"))}
    held = {today[code]["epci"] for codes in perimeters.values() for code in codes}
    there = {row["epci"] for row in today.values() if row["department"] == department and row["epci"]}
    place = ADDRESSES.department(department)
    found = {row["siren"] for row in answers(store, "intercommunalities-without-crte", department=place)}
    assert found == there - listed - held

"""The tables of territories: made from the publishers' files, read back with every fault told, written as quads."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from loaders.faults import InvalidSeeds
from loaders.tables import names, origins, statements, territories
from loaders.tables.referential import referential
from loaders.tables.territories import TABLES, Referential
from ontology.addresses import Addresses
from ontology.names import CT, DCTERMS, RDF, RDFS

SEEDS = Path(__file__).resolve().parent.parent / "seeds" / "territories"
SMALL = Path(__file__).parent / "cases" / "territories"
BASE = "https://data.exemple.fr/"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the small tables, to be spoiled."""
    for path in SMALL.glob("*.*"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    return tmp_path


@pytest.fixture(scope="module")
def country() -> Referential:
    return territories.load(SEEDS)


def store(found: Referential) -> ox.Store:
    made = ox.Store()
    made.bulk_load(b"".join(statements.quads(found, Addresses(BASE))), ox.RdfFormat.N_QUADS)
    return made


def spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_every_current_commune_stands_once(country: Referential) -> None:
    assert len(country.communes) == 34_969
    assert len(country.intercommunalities) == 1_255
    assert len(country.departments) == 109
    assert sum(commune.intercommunality is None for commune in country.communes.values()) == 98
    assert sum(commune.siren is None for commune in country.communes.values()) == 94


def test_the_tables_are_in_the_order_of_their_codes() -> None:
    for name in TABLES:
        with (SEEDS / name).open(encoding="utf-8", newline="") as stream:
            codes = [row[0] for row in list(csv.reader(stream))[1:]]
        assert codes == sorted(set(codes)), name


def test_namesakes_keep_their_own_codes(country: Referential) -> None:
    found = [commune for commune in country.communes.values() if commune.name == "Saint-Denis"]
    assert {commune.department for commune in found} >= {"11", "93", "974"}


def test_a_grouping_knows_its_members(country: Referential) -> None:
    grouping = country.groupings["200060358"]
    assert (grouping.form, grouping.acronym) == ("SMO", "PMA")
    assert grouping.members == ("200072460", "246200299", "246200364", "departement-62")


def test_an_intercommunality_across_a_border_lies_in_no_one_departement(country: Referential) -> None:
    spread = country.spread()
    across = [siren for siren, codes in spread.items() if len(codes) > 1]
    assert across
    graph = store(territories.load(SMALL))
    inside = graph.quads_for_pattern(ox.NamedNode(f"{BASE}id/epci/200000003"), ox.NamedNode(DCTERMS.isPartOf), None)
    assert list(inside) == []


def test_a_territory_is_published_with_its_codes_its_row_and_what_it_is_part_of() -> None:
    graph = store(territories.load(SMALL))
    query = f"""
        SELECT ?label ?count ?year ?row ?place WHERE {{ GRAPH ?g {{
            <{BASE}id/commune/99001> <{RDFS.label}> ?label ; <{CT.population}> ?count ; <{CT.populationYear}> ?year ;
                <{DCTERMS.isPartOf}> ?place .
            ?proof <{RDF.subject}> <{BASE}id/commune/99001> ; <{CT.row}> ?row }} }}
    """
    found = graph.query(query)
    assert isinstance(found, ox.QuerySolutions)
    rows = list(found)
    told = {(row["label"].value, row["count"].value, row["year"].value, row["row"].value) for row in rows}
    assert told == {("Exemple-sur-Mer", "1234", "2023", "2")}
    places = {row["place"].value.removeprefix(f"{BASE}id/") for row in rows}
    assert places == {"epci/200000001", "arrondissement/991", "departement/99"}


def test_the_body_that_administers_a_place_is_not_the_place() -> None:
    graph = store(territories.load(SMALL))
    found = {
        (quad.subject.value, quad.object.value)
        for quad in graph.quads_for_pattern(None, ox.NamedNode(CT.administers), None)
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode)
    }
    assert (f"{BASE}id/organisation/departement-99", f"{BASE}id/departement/99") in found
    assert (f"{BASE}id/organisation/200000001", f"{BASE}id/epci/200000001") in found
    assert (f"{BASE}id/organisation/200000009", f"{BASE}id/groupement/200000009") in found


def test_each_quad_stands_in_the_graph_of_its_table_and_once(country: Referential) -> None:
    lines = list(statements.quads(country, Addresses(BASE)))
    assert len(lines) == len(set(lines))
    graphs = Counter(line[line.rindex(b"/") + 1 : -4].decode() for line in lines)
    assert set(graphs) == {Path(name).stem for name in TABLES}
    assert sum(1 for _ in ox.parse(b"".join(lines), ox.RdfFormat.N_QUADS)) == len(lines)


@pytest.mark.parametrize(
    ("label", "full", "place"),
    [
        ("CA de Lens - Liévin", "Communauté d'agglomération de Lens-Liévin", "Lens-Liévin"),
        ("CC du Pays de Nérondes", "Communauté de communes du Pays de Nérondes", "Pays de Nérondes"),
        ("CC de l’Ouest Vosgien", "Communauté de communes de l'Ouest Vosgien", "Ouest Vosgien"),
        ("CU d'Arras", "Communauté urbaine d'Arras", "Arras"),
        ("Métropole de Lyon", "Métropole de Lyon", "Lyon"),
        ("Metz Métropole", "Metz Métropole", "Metz Métropole"),
        ('SM "Pôle Métropolitain de l\'Artois"', "Syndicat mixte Pôle Métropolitain de l'Artois", "Artois"),
        ("CC Les Lacs (CCLL)", "Communauté de communes Les Lacs", "Les Lacs"),
    ],
)
def test_a_label_gives_the_names_by_which_prose_calls_the_place(label: str, full: str, place: str) -> None:
    assert names.long_name(label) == full
    assert names.short_name(label) == place


@pytest.mark.parametrize(
    ("table", "old", "new", "told"),
    [
        ("communes.csv", "99001", "9900", "communes.csv:2: 9900: malformed code; write the whole official code"),
        ("communes.csv", "99002", "99001", "communes.csv:3: 99001: code stands above already; remove one of the rows"),
        ("communes.csv", "991", "777", "communes.csv:2: 777: a code that no table knows"),
        ("communes.csv", "1234", "mille", "communes.csv:2: mille: malformed population; write a whole number"),
        ("communes.csv", "siren", "sirène", "communes.csv:1: missing columns: ['siren']; unknown columns: ['sirène']"),
        ("communes.csv", ",1234", "", "6 cells instead of 7; complete or mend the row"),
        ("communes.csv", "Exemple-sur-Mer", '"Exemple"-sur-Mer', "malformed row"),
        ("epci.csv", ",CC,", ",CCC,", "epci.csv:2: CCC: unknown legal form; write one of the acronyms CC, CA"),
        ("epci.csv", "200000001", "20000001", "epci.csv:2: 20000001: malformed siren"),
        ("departements.csv", ",99,", ",98,", "departements.csv:2: 98: a code that no table knows"),
        ("arrondissements.csv", ",99", ",98", "arrondissements.csv:2: 98: a code that no table knows"),
        ("groupements.csv", "departement-99", "departement-98", "groupements.csv:2: departement-98: a code that no"),
    ],
)
def test_a_fault_is_told_with_its_line_and_its_value(folder: Path, table: str, old: str, new: str, told: str) -> None:
    spoil(folder / table, old, new)
    with pytest.raises(InvalidSeeds) as caught:
        territories.load(folder)
    assert told in str(caught.value)


def test_every_fault_is_told_at_once(folder: Path) -> None:
    spoil(folder / "communes.csv", "99001", "9900")
    (folder / "regions.csv").unlink()
    (folder / "epci.csv").write_bytes(b"siren,name\xff\n")
    with pytest.raises(InvalidSeeds) as caught:
        territories.load(folder)
    assert {Path(fault.path).name for fault in caught.value.faults} >= {"communes.csv", "regions.csv", "epci.csv"}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('title = "Communes"', "", "communes.csv: title"),
        ('title = "Communes"', 'title = "Communes"\ncolour = "red"', "communes.csv: colour"),
        ("population = 2023", 'population = "2023"', "communes.csv: population"),
        ("[[table]]", "[[table]", "this file cannot be read"),
        ('file = "epci.csv"', 'file = "communes.csv"', "epci.csv: a table whose origin is not told"),
    ],
)
def test_an_origin_told_badly_is_refused(folder: Path, old: str, new: str, told: str) -> None:
    spoil(folder / "sources.toml", old, new)
    with pytest.raises(InvalidSeeds) as caught:
        origins.origins(folder)
    assert told in str(caught.value)


def test_the_tables_are_made_from_the_publishers_files_alike_each_time(tmp_path: Path) -> None:
    package = tmp_path / "data"
    package.mkdir()
    source = json.loads((SMALL / "package.json").read_text(encoding="utf-8"))
    for name, held in source["package"].items():
        (package / f"{name}.json").write_text(json.dumps(held), encoding="utf-8")
    for name in ("banatic.csv", "sirens.csv"):
        (tmp_path / name).write_text(source[name], encoding="utf-8")
    out = tmp_path / "out"
    out.mkdir()
    kept = "siren,name,acronym,form,department,population,members\n200000009,Pôle,PE,SMO,99,1,200000001\n"
    (out / "groupements.csv").write_text(kept, encoding="utf-8")
    command = [str(package), "--groupings", str(tmp_path / "banatic.csv"), "--sirens", str(tmp_path / "sirens.csv")]
    made = []
    for _ in range(2):
        done = CliRunner().invoke(referential, [*command, "--out", str(out)], catch_exceptions=False)
        assert done.exit_code == 0
        made.append({name: (out / name).read_text(encoding="utf-8") for name in TABLES})
    assert made[0] == made[1]
    assert made[0]["communes.csv"].splitlines()[1:] == ["99001,Exemple-sur-Mer,219900001,99,991,200000001,1234"]
    assert made[0]["departements.csv"].splitlines()[1] == "99,Exemples,des,99,229900001"
    assert made[0]["groupements.csv"].splitlines()[1:] == [
        "200000008,PETR du Coin,,PETR,99,77,",
        "200000009,Pôle,PE,SMO,99,88,200000001",
    ]

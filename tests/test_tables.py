"""The tables of territories: read with every fault told, written as quads that say which row they come from."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest
from territorial import BASE, objects, store

from loaders.faults import InvalidSeeds
from loaders.tables import names, origins, statements, territories
from loaders.tables.territories import TABLES, Referential
from loaders.tables.territory import OVERSEAS
from ontology.addresses import Addresses
from ontology.names import CT, DCTERMS, IGEO, ORG, PROV, RDF, RDFS, SKOS

SEEDS = Path(__file__).resolve().parent.parent / "seeds" / "territories"
SMALL = Path(__file__).parent / "cases" / "territories"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the small tables, to be spoiled."""
    for path in SMALL.glob("*.*"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    return tmp_path


@pytest.fixture(scope="module")
def country() -> Referential:
    return territories.load(SEEDS)


@pytest.fixture(scope="module")
def published(country: Referential) -> ox.Store:
    return store(country)


def spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_every_current_commune_stands_once(country: Referential) -> None:
    assert len(country.communes) == 34_969
    assert len(country.intercommunalities) == 1_255
    assert sum(department.zone != OVERSEAS for department in country.departments.values()) == 101
    assert sum(region.zone != OVERSEAS for region in country.regions.values()) == 18
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


def test_every_departement_and_region_has_its_siren(country: Referential) -> None:
    bare = {one.code for one in country.departments.values() if one.zone != OVERSEAS and one.siren is None}
    bare |= {one.code for one in country.regions.values() if one.zone != OVERSEAS and one.siren is None}
    assert bare == {"06"}, "the région of Mayotte has no SIREN of its own; all others have one"


def test_a_collectivite_d_outre_mer_is_no_departement_of_insee_and_has_no_council() -> None:
    graph = store(territories.load(SMALL))
    for level in ("departement", "region"):
        kinds = objects(graph, f"{level}/987", RDF.type)
        assert str(IGEO.CollectiviteDOutreMer) in kinds
        assert not kinds & {str(IGEO.Departement), str(IGEO.Region)}
        assert objects(graph, f"organisation/{level}-987", RDF.type) == set()
    assert objects(graph, "departement/97", RDF.type) >= {str(CT.Department), str(IGEO.Departement)}


def test_a_population_has_the_year_in_which_it_was_counted_there() -> None:
    graph = store(territories.load(SMALL))
    years = {code: objects(graph, f"commune/{code}", CT.populationYear) for code in ("99001", "98704", "97003")}
    assert years == {"99001": {"2023"}, "98704": {"2022"}, "97003": set()}
    assert objects(graph, "epci/200000001", CT.populationYear) == {"2022"}


def test_a_population_counted_in_two_years_is_not_dated(folder: Path) -> None:
    spoil(folder / "sources.toml", "population = 2022", 'population = 2022\nelsewhere = { "97" = 2017 }')
    graph = store(territories.load(folder))
    assert objects(graph, "epci/200000003", CT.population) == set()
    assert objects(graph, "epci/200000001", CT.populationYear) == {"2022"}


def test_the_departement_that_an_intercommunality_lies_in_is_inferred_and_says_why() -> None:
    graph = store(territories.load(SMALL))
    assert objects(graph, "epci/200000001", DCTERMS.isPartOf) == {"departement/99", "groupement/200000009"}
    proof = "preuve/communes-epci-200000001"
    assert objects(graph, proof, RDF.object) == {"departement/99"}
    assert objects(graph, proof, CT.inferred) == {"true"}
    assert objects(graph, proof, CT.reason) == {statements.WITHIN}
    assert objects(graph, proof, PROV.wasQuotedFrom) == {"source/communes"}


def test_whatever_a_table_says_of_a_thing_has_the_evidence_of_its_row(published: ox.Store) -> None:
    proved, told = set(), set()
    for quad in published:
        if quad.predicate.value == str(RDF.subject):
            proved.add((quad.object, quad.graph_name))
        elif quad.predicate.value != str(RDF.type) or quad.object != ox.NamedNode(CT.Evidence):
            told.add((quad.subject, quad.graph_name))
    every = published.quads_for_pattern(None, ox.NamedNode(RDF.type), ox.NamedNode(CT.Evidence))
    evidence = {quad.subject for quad in every}
    left = {str(thing)[1:-1].removeprefix(f"{BASE}id/") for thing, _ in told - proved if thing not in evidence}
    publishers = {
        "organisation/direction-generale-des-collectivites-locales",
        "organisation/direction-de-l-information-legale-et-administrative",
        "organisation/institut-national-de-la-statistique-et-des-etudes-economiques",
    }
    assert left == {f"source/{Path(name).stem}" for name in TABLES} | publishers
    assert objects(published, "preuve/communes-62498", CT.row) != set()


def test_a_collectivity_takes_the_place_of_the_usual_council() -> None:
    graph = store(territories.load(SMALL))
    assert objects(graph, "organisation/200000005", CT.administers) == {"departement/97"}
    assert objects(graph, "organisation/departement-97", RDFS.label) == {"Département des Autres"}
    assert objects(graph, "organisation/departement-97", CT.administers) == set()
    assert objects(graph, "organisation/region-98", RDFS.label) == {"Région de l'Autre"}
    assert objects(graph, "organisation/region-98", SKOS.altLabel) == {"Collectivité de l'Autre"}
    assert objects(graph, "organisation/region-98", CT.siren) == {"239800001"}


def test_one_siren_is_that_of_one_body(published: ox.Store) -> None:
    holders: dict[str, set[str]] = {}
    for quad in published.quads_for_pattern(None, ox.NamedNode(CT.siren), None):
        assert isinstance(quad.subject, ox.NamedNode)
        assert isinstance(quad.object, ox.Literal)
        if "/id/organisation/" in quad.subject.value:
            holders.setdefault(quad.object.value, set()).add(quad.subject.value)
    assert [siren for siren, bodies in holders.items() if len(bodies) > 1] == []


def test_a_thing_has_one_label_in_all_tables(published: ox.Store) -> None:
    labels: dict[str, set[str]] = {}
    for quad in published.quads_for_pattern(None, ox.NamedNode(RDFS.label), None):
        assert isinstance(quad.subject, ox.NamedNode)
        assert isinstance(quad.object, ox.Literal)
        labels.setdefault(quad.subject.value, set()).add(quad.object.value)
    assert [body for body, found in labels.items() if len(found) > 1] == []


def test_members_and_the_grouping_name_each_other() -> None:
    graph = store(territories.load(SMALL))
    members = {"organisation/200000001", "organisation/departement-99"}
    assert objects(graph, "organisation/200000009", ORG.hasMember) == members
    assert {member for member in members if "organisation/200000009" in objects(graph, member, ORG.memberOf)} == members


def test_a_label_gives_its_acronym_as_another_name() -> None:
    graph = store(territories.load(SMALL))
    assert objects(graph, "epci/200000001", RDFS.label) == {"CC du Val d'Exemple"}
    assert objects(graph, "epci/200000001", SKOS.altLabel) == {
        "CC du Val d'Exemple (CCVE)",
        "CCVE",
        "Communauté de communes du Val d'Exemple",
        "Val d'Exemple",
    }


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
        ("CC des Pays de L'Aigle", "Communauté de communes des Pays de L'Aigle", "Pays de L'Aigle"),
        ("Métropole Européenne de Lille", "Métropole Européenne de Lille", "Lille"),
        ("CA de Blois ''Agglopolys''", "Communauté d'agglomération de Blois Agglopolys", "Blois Agglopolys"),
        ("CC Le Grésivaudan", "Communauté de communes Le Grésivaudan", "Le Grésivaudan"),
        ("PETR du Perche", "Pôle d'équilibre territorial et rural du Perche", "Perche"),
    ],
)
def test_a_label_gives_the_names_by_which_prose_calls_the_place(label: str, full: str, place: str) -> None:
    assert names.long_name(label) == full
    assert names.short_name(label) == place


@pytest.mark.parametrize(
    ("label", "letters"),
    [
        ("CC du Pays de l'Arbresle (CCPA)", "CCPA"),
        ("CA de l'Albigeois (C2A)", "C2A"),
        ("CC de la Haute Somme (Combles - Péronne - Roisel)", None),
        ("CC du Cordais et du Causse (4 C)", None),
        ("CA de la Presqu'île de Guérande Atlantique (Cap Atlantique)", None),
        ("CA de Lens - Liévin", None),
    ],
)
def test_only_an_acronym_in_brackets_is_an_acronym(label: str, letters: str | None) -> None:
    assert names.acronym(label) == letters


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
        ("departements.csv", ",99,", ",96,", "departements.csv:2: 96: a code that no table knows"),
        ("arrondissements.csv", ",99", ",98", "arrondissements.csv:2: 98: a code that no table knows"),
        ("groupements.csv", "departement-99", "departement-98", "groupements.csv:2: departement-98: a code that no"),
        ("groupements.csv", "departement-99", "canton-99", "groupements.csv:2: canton-99: a code that no table knows"),
        ("collectivites.csv", "region-98\n", "region-97\n", "collectivites.csv:3: region-97: a code that no table"),
        ("collectivites.csv", "region-98,", "region 98,", "collectivites.csv:3: region 98: malformed key; write a"),
        ("departements.csv", ",drom,", ",dom,", "departements.csv:3: dom: unknown zone; write metro, drom or com"),
        ("departements.csv", ",des,", ",les,", "departements.csv:2: les: unknown linking word"),
        ("departements.csv", "99,E", "9 9,E", "departements.csv:2: 9 9: malformed code"),
        ("communes.csv", "Rive-Haute", " ", "communes.csv:3:  : empty or malformed name; write the official name"),
        ("communes.csv", "1234", "١٢", "communes.csv:2: ١٢: malformed population"),
    ],
)
def test_a_fault_is_told_with_its_line_and_its_value(folder: Path, table: str, old: str, new: str, told: str) -> None:
    spoil(folder / table, old, new)
    with pytest.raises(InvalidSeeds) as caught:
        territories.load(folder)
    assert told in str(caught.value)


def test_a_byte_that_is_not_utf8_is_told_with_its_line(folder: Path) -> None:
    path = folder / "communes.csv"
    path.write_bytes(path.read_text(encoding="utf-8").replace("L'Îlot", "L'île").encode("windows-1252"))
    with pytest.raises(InvalidSeeds, match=r"communes.csv:5: 0xee: this byte is not UTF-8; save the file as UTF-8"):
        territories.load(folder)


def test_a_byte_order_mark_and_other_line_ends_change_nothing(folder: Path) -> None:
    path = folder / "communes.csv"
    before = territories.load(folder).communes
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert territories.load(folder).communes == before


def test_a_row_after_a_faulty_one_is_read_too(folder: Path) -> None:
    path = folder / "communes.csv"
    spoil(path, "Exemple-sur-Mer", '"Exemple"-sur-Mer')
    spoil(path, "99002,Rive-Haute,,99,", "99002,Rive-Haute,")
    spoil(path, "97003", "9700")
    with pytest.raises(InvalidSeeds) as caught:
        territories.load(folder)
    assert [fault.line for fault in caught.value.faults] == [2, 3, 4]


def test_what_leads_to_a_table_that_cannot_be_read_is_not_blamed(folder: Path) -> None:
    (folder / "epci.csv").unlink()
    with pytest.raises(InvalidSeeds) as caught:
        territories.load(folder)
    assert {Path(fault.path).name for fault in caught.value.faults} == {"epci.csv"}


def test_an_empty_table_lacks_all_its_columns(folder: Path) -> None:
    (folder / "communes.csv").write_bytes(b"")
    with pytest.raises(InvalidSeeds, match=r"communes.csv:1: missing columns: \['code', 'name'"):
        territories.load(folder)


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
        ('file = "epci.csv"', 'file = "communes.csv"', "communes.csv: a table described 2 times"),
        ('file = "epci.csv"', 'file = "cantons.csv"', "cantons.csv: file = 'cantons.csv': key absent, unknown"),
        ("population = 2023", "population = true", "communes.csv: population = True"),
        ('elsewhere = { "987" = 2022 }', "elsewhere = 2022", "communes.csv: elsewhere = 2022"),
        ('url = "https://www.exemple.fr/epci"', 'url = "https://exemple.fr/a b"', "epci.csv: url = 'https://exemple"),
        ('title = "Communes"', 'title = " "', "communes.csv: title = ' '"),
        ("read = 2026-11-22", "read = 2026-11-22T10:00:00", "regions.csv: read = datetime"),
        ("[[table]]", "other = 1\n[[table]]", "other: only [[table]] tables are expected"),
    ],
)
def test_an_origin_told_badly_is_refused(folder: Path, old: str, new: str, told: str) -> None:
    spoil(folder / "sources.toml", old, new)
    with pytest.raises(InvalidSeeds) as caught:
        origins.origins(folder)
    assert told in str(caught.value)


def test_a_described_table_that_is_absent_is_told(folder: Path) -> None:
    (folder / "epci.csv").unlink()
    with pytest.raises(InvalidSeeds, match=r"epci.csv: this table does not exist"):
        origins.origins(folder)


def test_sources_that_are_not_tables_are_refused(folder: Path) -> None:
    (folder / "sources.toml").write_text("table = 3\n", encoding="utf-8")
    with pytest.raises(InvalidSeeds, match=r"table: only \[\[table\]\] tables are expected"):
        origins.origins(folder)

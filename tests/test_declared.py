"""Declared tables: what each row states, one contract for all the tables that speak of it, every row accounted for."""

from __future__ import annotations

import csv
import json
import shutil
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from national import national
from stated import Stated, gathered, stated

import server
from loaders import keys
from loaders.declared import ledger, records
from loaders.declared.declaration import Cell, Declaration, Saying
from loaders.declared.ledger import Account
from loaders.declared.reading import declarations
from loaders.declared.values import Unusable, literal
from loaders.faults import InvalidSeeds, Wording
from loaders.material import Seeds
from loaders.tables import territories
from loaders.tables.territories import Referential
from ontology.addresses import Addresses
from ontology.names import CT, DCTERMS, GEO, LOCAL_BASE, RDF, RDFS, SKOS

PROJECT = Path(__file__).parent.parent / "seeds"
CASES = Path(__file__).parent / "cases"
SMALL = CASES / "seeds" / "small"
ADDRESSES = Addresses(LOCAL_BASE)
HOME = f"{LOCAL_BASE}id/"


@contextmanager
def silent(_stage: Wording) -> Iterator[None]:
    yield


def read(data: Path, referential: Referential) -> Stated:
    return stated(PROJECT / "tables", data, referential)


def values(graph: ox.Store, subject: str, predicate: str) -> set[str]:
    found = graph.quads_for_pattern(ox.NamedNode(f"{HOME}{subject}"), ox.NamedNode(predicate), None)
    told = {quad.object.value for quad in found if isinstance(quad.object, ox.NamedNode | ox.Literal)}
    return {value.removeprefix(HOME) for value in told}


def account(found: Stated, key: str) -> Account:
    [told] = [one for one in found.accounts if one.key == key]
    return told


@pytest.fixture(scope="module")
def small() -> Referential:
    return territories.load(CASES / "territories")


@pytest.fixture(scope="module")
def crte(small: Referential) -> Stated:
    return read(CASES / "tables" / "crte", small)


@pytest.fixture(scope="module")
def graph(crte: Stated) -> ox.Store:
    return crte.store()


@pytest.mark.parametrize(
    ("key", "identifier"),
    [
        ("crte-200000001", "crte-99-99-1"),
        ("crte-200000009", "crte-99-99-2"),
        ("crte-300000001", "crte-98-97-3"),
        ("crte-200000001-200000003", "crte-98-97-4"),
    ],
)
def test_a_contract_of_the_list_is_told_by_its_kind_and_its_territory(
    graph: ox.Store, key: str, identifier: str
) -> None:
    assert values(graph, f"contrat/{key}", SKOS.notation) == {identifier}


def test_a_row_states_the_territory_and_the_parties_of_its_contract(graph: ox.Store) -> None:
    assert values(graph, "contrat/crte-200000009", CT.party) == {
        "organisation/200000001",
        "organisation/200000003",
        "organisation/200000009",
    }
    assert {"epci/200000001", "epci/200000003"} <= values(graph, "contrat/crte-200000009", CT.covers)
    assert values(graph, "contrat/crte-200000009", CT.signedOn) == set()


def test_a_commune_among_the_groups_is_covered_itself_and_signs_by_its_own_body(graph: ox.Store) -> None:
    assert "commune/99001" in values(graph, "contrat/crte-300000001", CT.covers)
    assert "organisation/commune-99001" in values(graph, "contrat/crte-300000001", CT.party)
    assert values(graph, "organisation/commune-99001", RDFS.label) == {"Commune d'Exemple-sur-Mer"}


def test_a_body_that_only_the_list_names_is_described_by_it(graph: ox.Store) -> None:
    assert values(graph, "organisation/300000001", RDFS.label) == {"Pays des Îles"}
    assert values(graph, "organisation/300000001", CT.siren) == {"300000001"}
    assert values(graph, "organisation/200000001", RDFS.label) == set()


def test_the_communes_of_another_table_are_those_of_the_same_contract(graph: ox.Store) -> None:
    assert {"commune/99001", "commune/99002"} <= values(graph, "contrat/crte-200000009", CT.covers)
    assert "commune/99001" in values(graph, "contrat/crte-200000001", CT.covers)
    assert values(graph, "contrat/crte-200000001", RDFS.label) == {"CRTE du Val d’Exemple"}
    assert values(graph, "contrat/crte-200000001", SKOS.altLabel) == set()


def test_a_commune_that_is_no_more_is_covered_as_it_was_listed(graph: ox.Store) -> None:
    assert "commune/99003" in values(graph, "contrat/crte-200000009", CT.covers)
    assert "commune/99009" not in values(graph, "contrat/crte-200000009", CT.covers)


def test_a_contract_that_no_list_names_is_named_by_its_kind_and_number(graph: ox.Store) -> None:
    assert values(graph, "contrat/crte-97003", RDFS.label) == {"CRTE crte-98-97-9"}


def test_the_evidence_of_a_value_is_the_row_that_states_it(graph: ox.Store) -> None:
    asked = f"""SELECT ?row {{ ?proof <{RDF.object}> <{HOME}epci/200000003> ; <{CT.row}> ?row ;
        <{RDF.subject}> <{HOME}contrat/crte-200000009> }}"""
    found = graph.query(asked, use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    assert [row["row"].value for row in found if isinstance(row["row"], ox.Literal)] == ["4"]


def test_every_row_is_published_or_left_for_a_reason(crte: Stated) -> None:
    for key, left in (("crte", [9]), ("perimetres", [4, 6])):
        told = account(crte, key)
        assert told.rows is not None
        lines = [line for remark in told.left for line, _ in remark.rows]
        assert sorted(lines) == left
        assert told.published + len(lines) == told.rows


def test_what_a_published_row_lacks_is_told_with_its_value(crte: Stated) -> None:
    [lacking] = [one for one in account(crte, "crte").lacking if "territoire" in one.reason.fr]
    assert lacking.rows == ((10, "200999999"),)
    assert "1 × territoire que le référentiel ne connaît pas (200999999)" in account(crte, "crte").wording.fr
    assert "1 × a territory that the referential does not know (200999999)" in account(crte, "crte").wording.en


def test_a_table_whose_file_is_absent_is_passed_over_and_told(small: Referential, tmp_path: Path) -> None:
    found = read(tmp_path, small)
    assert found.lines == []
    assert all(one.rows is None for one in found.accounts)
    assert "crte : datagouv_epci-and-crte.csv n'est pas là" in account(found, "crte").wording.fr


def test_accounts_are_kept_with_the_ranges_of_their_rows(crte: Stated) -> None:
    [told] = [one for one in json.loads(ledger.text(crte.accounts)) if one["table"] == "perimetres"]
    assert {one["reason_en"]: one["rows"] for one in told["left"]} == {
        "a commune that the referential does not know": ["4"],
        "nothing in the columns that say what the row speaks of": ["6"],
    }


def test_a_changed_layout_is_told_by_the_column_that_is_missing(small: Referential, tmp_path: Path) -> None:
    shutil.copytree(CASES / "tables" / "crte", tmp_path / "data")
    path = tmp_path / "data" / "datagouv_epci-and-crte.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("siren_groupement", "siren"), encoding="utf-8")
    with pytest.raises(InvalidSeeds) as caught:
        read(tmp_path / "data", small)
    [fault] = caught.value.faults
    assert fault.said("fr").startswith(f"{path}:1: siren_groupement : la colonne « siren_groupement » attendue manque")
    assert "trouvées : insee_reg, lib_reg" in fault.said("fr")


@pytest.mark.parametrize("listed", [False, True])
def test_a_contract_read_in_a_page_keeps_its_address_when_the_list_is_loaded(tmp_path: Path, *, listed: bool) -> None:
    shutil.copytree(SMALL, tmp_path / "seeds")
    if listed:
        shutil.copytree(PROJECT / "tables", tmp_path / "seeds" / "tables", ignore=shutil.ignore_patterns("data"))
    seeds = Seeds(tmp_path / "seeds", CASES / "territories", CASES / "tables" / "crte")
    graph = Stated(list(gathered(seeds, tmp_path / "out").lines)).store()
    assert values(graph, "contrat/crte-200000001", CT.signedOn)
    names = values(graph, "contrat/crte-200000001", RDFS.label)
    assert names == ({"CRTE du Val d’Exemple"} if listed else {"CRTE – Val d'Exemple"})
    assert ("CRTE – Val d'Exemple" in values(graph, "contrat/crte-200000001", SKOS.altLabel)) is listed


@pytest.mark.parametrize(
    ("notation", "codes", "groupings", "told"),
    [
        ("crte", {"200000001"}, {"200000009"}, ("200000001",)),
        ("crte", {"200000003", "200000001"}, set(), ("200000001", "200000003")),
        ("crte", {"200000003", "200000001"}, {"200000009"}, ("200000009",)),
        ("crte", {"200000003", "200000001"}, {"200000009", "200000008"}, ("200000001", "200000003")),
        ("pvd", {"200000001", "99001"}, set(), ("99001",)),
        ("pvd", {"200000001"}, set(), ("200000001",)),
        ("ort", {"200000001", "99001"}, set(), ("200000001",)),
    ],
)
def test_a_contract_has_one_key_whoever_speaks_of_it(
    notation: str, codes: set[str], groupings: set[str], told: tuple[str, ...]
) -> None:
    assert keys.territorial(notation, codes, groupings) == told


@pytest.mark.national
def test_every_contract_of_the_national_list_and_every_commune_of_its_perimeter_is_published() -> None:
    found = read(national("data", "crte"), territories.load(PROJECT / "territories"))
    graph = found.store()
    contracts, perimeters = _counted(national("data", "crte"))
    told = graph.query(
        f"SELECT ?id (COUNT(?commune) AS ?communes) {{ ?contract <{SKOS.notation}> ?id FILTER(STRSTARTS(?id, 'crte-')) "
        f"OPTIONAL {{ GRAPH <{HOME}source/perimetres> {{ ?contract <{CT.covers}> ?commune }} }} }} GROUP BY ?id",
        use_default_graph_as_union=True,
    )
    assert isinstance(told, ox.QuerySolutions)
    counts = {row["id"].value: int(row["communes"].value) for row in told if isinstance(row["id"], ox.Literal)}
    crte = account(found, "crte")
    assert (crte.rows, crte.published, crte.left, len(counts)) == (1_306, 1_306, (), 854)
    assert counts.keys() == contracts
    rows = account(found, "perimetres")
    assert rows.rows is not None
    left = {line for one in rows.left for line, _ in one.rows}
    assert rows.published + len(left) == rows.rows == 35_039
    assert {one: len(lines) for one, lines in perimeters.items()} == {k: n for k, n in counts.items() if n}
    assert len({line for lines in perimeters.values() for line in lines}) == 34_944


def _counted(data: Path) -> tuple[set[str], dict[str, set[int]]]:
    """Return the contracts of the raw list, and the lines of the raw table of communes that name each."""
    with (data / "datagouv_epci-and-crte.csv").open(encoding="utf-8", newline="") as stream:
        contracts = {row["id_crte"] for row in csv.DictReader(stream)}
    perimeters: dict[str, set[int]] = defaultdict(set)
    with (data / "ngeo-anct-cog2023.csv").open(encoding="utf-8", newline="") as stream:
        for line, row in enumerate(csv.DictReader(stream), 2):
            for identifier in filter(None, row["id_crte"].split(" ; ")):
                perimeters[identifier].add(line)
    return contracts, perimeters


ROWS = {
    "acv": (245, 245),
    "acv-carte": (232, 232),
    "banatic": (10_137, 10_137),
    "centres-communes": (None, 0),
    "centres-departements": (101, 101),
    "centres-epci": (1_266, 1_266),
    "contours-departements": (None, 0),
    "contours-epci": (None, 0),
    "contrats-de-ville": (434, 434),
    "crte": (1_306, 1_306),
    "dessin-departements": (101, 101),
    "dessin-epci": (1_357, 1_354),
    "ort": (2_290, 1_896),
    "perimetres": (35_039, 34_944),
    "pvd": (1_645, 1_645),
    "sirens": (34_990, 226),
    "villages-avenir": (2_498, 2_498),
}


@pytest.fixture(scope="module")
def country() -> Stated:
    return read(national("data"), territories.load(PROJECT / "territories"))


@pytest.mark.national
def test_every_row_of_every_file_is_published_or_left_for_a_reason(country: Stated) -> None:
    assert {one.key: (one.rows, one.published) for one in country.accounts} == ROWS
    for told in country.accounts:
        left = {line for remark in told.left for line, _ in remark.rows}
        assert (told.rows or 0) == told.published + len(left)
        assert told.new_columns == ()


@pytest.mark.national
def test_the_days_of_signature_are_those_of_the_raw_files(country: Stated) -> None:
    graph = country.store()

    def dated(table: str) -> int:
        found = graph.quads_for_pattern(None, ox.NamedNode(CT.signedOn), None, ox.NamedNode(f"{HOME}source/{table}"))
        return sum(1 for _ in found)

    towns = json.loads(national("data", "programmes", "pvd_geom.geojson").read_bytes())["features"]
    assert dated("pvd") == sum(bool(one["properties"]["date_signature"]) for one in towns) == 1_637
    script = national("data", "programmes", "acv-2024-09.js").read_text(encoding="utf-8")
    centres = json.loads(script[script.index("{") :])["features"]
    days = {(one["properties"]["id_acv"], one["properties"]["date_signature"]) for one in centres}
    assert dated("acv") == sum(bool(day) for _, day in days)


@pytest.mark.national
def test_a_centre_stands_where_the_publisher_puts_it(country: Stated) -> None:
    graph = country.store()
    for feature in json.loads(national("data", "geometry", "departement-centroids.geojson").read_bytes())["features"]:
        point = f"centroide/departement-{feature['properties']['insee_dep']}"
        longitude, latitude = feature["geometry"]["coordinates"]
        assert values(graph, point, GEO.asWKT) == {f"POINT({longitude:.6f} {latitude:.6f})"}


BROKEN = sorted((CASES / "declarations").glob("invalid.*.toml"))


@pytest.mark.parametrize("case", BROKEN, ids=lambda path: path.name.split(".")[1])
def test_a_declaration_that_is_wrong_is_told_with_its_line_and_value(case: Path, tmp_path: Path) -> None:
    shutil.copyfile(case, tmp_path / "exemple.toml")
    with pytest.raises(InvalidSeeds) as caught:
        declarations(tmp_path)
    expected = case.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
    assert expected in "\n".join(fault.said("fr") for fault in caught.value.faults)


def table(*columns: str) -> Declaration:
    """Return the declaration of a table with some columns."""
    return Declaration(
        *("t", "t.csv", "T", "P", "https://e.fr/", "https://e.fr/", None),
        *("csv", "utf-8", ",", 50, dict.fromkeys(columns), {}, ()),
    )


def test_two_declarations_do_not_have_one_key(tmp_path: Path) -> None:
    for name in ("pvd_2.toml", "pvd-2.toml"):
        shutil.copyfile(PROJECT / "tables" / "pvd.toml", tmp_path / name)
    with pytest.raises(InvalidSeeds) as caught:
        declarations(tmp_path)
    assert [fault.said("fr").partition(": ")[2] for fault in caught.value.faults] == [
        "la clé « pvd-2 » est déjà celle de pvd-2.toml ; renommer l'une des deux"
    ]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b'"a","b"\n"1"\n', "1 cellules au lieu de 2"),
        (b'"a","b"\n"1","2\n', "ligne mal formée"),
        (b"\xe9", "cet octet n'est pas du utf-8"),
        (b"a,b,a\n1,2,3\n", ":1: a : cette colonne est là deux fois"),
    ],
)
def test_a_file_of_another_layout_is_refused_with_its_line(tmp_path: Path, data: bytes, told: str) -> None:
    declared = table("a", "b")
    (tmp_path / "t.csv").write_bytes(data)
    with pytest.raises(InvalidSeeds) as caught:
        list(records.records(declared, tmp_path / "t.csv"))
    assert told in caught.value.faults[0].said("fr")


@pytest.mark.parametrize(
    ("geometry", "told"),
    [
        ('{"type": "Point"}', ":1: None : ce point n'est pas en degrés"),
        ('{"type": "Point", "coordinates": ["ab", 1]}', ":1: ['ab', 1] : ce point n'est pas en degrés"),
        ('{"type": "Point", "coordinates": [2.5]}', ":1: [2.5] : ce point n'est pas en degrés"),
        ('{"type": "Point", "coordinates": [NaN, 48]}', ":1: [nan, 48] : ce point n'est pas en degrés"),
        ('{"type": "Point", "coordinates": [652381, 6862047]}', "ce point n'est pas en degrés"),
        ('"POINT(2 48)"', "ce n'est pas un fichier GeoJSON"),
        ("[" * 100_000, "ce n'est pas un fichier GeoJSON"),
    ],
)
def test_a_feature_that_stands_nowhere_is_refused_with_its_rank(tmp_path: Path, geometry: str, told: str) -> None:
    declared = replace(table("a"), format="geojson")
    text = f'{{"features": [{{"properties": {{"a": "1"}}, "geometry": {geometry}}}]}}'
    (tmp_path / "t.csv").write_text(text, encoding="utf-8")
    with pytest.raises(InvalidSeeds) as caught:
        list(records.records(declared, tmp_path / "t.csv"))
    assert told in caught.value.faults[0].said("fr")


def test_a_row_ends_only_where_a_line_of_the_file_does(tmp_path: Path) -> None:
    declared = replace(table("a", "b"), encoding="iso-8859-1")
    (tmp_path / "t.csv").write_bytes(b'a,b\rx\x85y\x0b\x0c\x1c,1\r\n"2\r\n3",4\n5,6')
    read = [(record.line, *record.cells.values()) for record in records.records(declared, tmp_path / "t.csv")]
    assert read == [(2, "x\x85y\x0b\x0c\x1c", "1"), (3, "2\r\n3", "4"), (5, "5", "6")]


def test_half_a_surrogate_pair_of_json_is_told_as_no_letter(tmp_path: Path) -> None:
    declared = replace(table("a"), format="geojson")
    (tmp_path / "t.csv").write_text('{"features": [{"properties": {"a": "x\\ud800\\u00e9"}}]}', encoding="utf-8")
    assert [one.cells["a"] for one in records.records(declared, tmp_path / "t.csv")] == ["x?é"]


def test_whatever_a_cell_holds_a_value_is_one_literal() -> None:
    cell = 'POINT(1 "2\\\r\n3")'
    for form in ("text", "fr", "wkt"):
        line = f"<{HOME}a> <{GEO.asWKT}> {literal(Saying(GEO.asWKT, Cell('a'), form), cell).text} ."
        [quad] = ox.parse(line, format=ox.RdfFormat.N_QUADS)
        assert isinstance(quad.object, ox.Literal)
        assert quad.object.value == cell


def test_texts_encoded_twice_are_read_beside_others(tmp_path: Path) -> None:
    declared = replace(table("nom"), encoding="utf-8-twice")
    names = ["Alençon", "Évreux", "À l’Œuvre", "Ãlvin", "Plain"]
    twice = [name.encode().decode("windows-1252", "replace") for name in names[:2]]
    twice.append("À l’".encode().decode("latin-1") + "Œuvre")
    (tmp_path / "t.csv").write_text("\n".join(["nom", *twice, *names]), encoding="utf-8")
    read = [record.cells["nom"] for record in records.records(declared, tmp_path / "t.csv")]
    assert read == [*names[:3], *names]


def test_a_file_of_windows_is_read_by_its_declared_encoding(tmp_path: Path) -> None:
    declared = replace(table("nom"), encoding="windows-1252", delimiter=";")
    (tmp_path / "t.csv").write_bytes("nom;code\r\nÎlot’s;1\r\n\r\n".encode("windows-1252"))
    assert [record.cells["nom"] for record in records.records(declared, tmp_path / "t.csv")] == ["Îlot’s"]
    assert records.unknown_columns(declared, tmp_path / "t.csv") == ("code",)


@pytest.mark.parametrize(
    ("saying", "value", "reason"),
    [
        (Saying(CT.signedOn, Cell("a"), "date"), "31/02/2021", "ce n'est pas un jour écrit %Y-%m-%d"),
        (Saying(CT.population, Cell("a"), "integer"), "douze", "ce n'est pas un nombre entier"),
        (Saying(CT.population, Cell("a"), "integer"), "9" * 5000, "ce n'est pas un nombre entier"),
        (Saying(CT.populationYear, Cell("a"), "year"), "20210", "ce n'est pas une année"),
        (Saying(CT.populationYear, Cell("a"), "year"), "?", "ce n'est pas une année"),
        (Saying(CT.legalForm, Cell("a"), "term"), "SEM", "valeur que la déclaration n'associe à aucun terme"),
    ],
)
def test_a_value_that_has_not_the_declared_form_is_left_with_its_reason(
    saying: Saying, value: str, reason: str
) -> None:
    with pytest.raises(Unusable) as caught:
        literal(saying, value)
    assert (caught.value.reason.fr, caught.value.value) == (reason, value)


def test_a_number_may_be_written_with_spaces() -> None:
    assert literal(Saying(CT.population, Cell("a"), "integer"), "12\u202f345.0").text.startswith('"12345"')


def test_a_commune_whose_point_is_missing_has_no_centre(small: Referential, tmp_path: Path) -> None:
    declared, data = tmp_path / "tables", tmp_path / "data"
    declared.mkdir()
    data.mkdir()
    (declared / "centres-communes.toml").write_bytes((PROJECT / "tables" / "centres-communes.toml").read_bytes())
    point = {"type": "Point", "coordinates": [3.25, 50.125]}
    features = [
        {"type": "Feature", "properties": {"nom": "Exemple-sur-Mer", "code": "99001"}, "geometry": point},
        {"type": "Feature", "properties": {"nom": "Rive-Haute", "code": "99002"}},
        {"type": "Feature", "properties": {"nom": "Rive-Haute", "code": "99002"}, "geometry": None},
    ]
    made = json.dumps({"type": "FeatureCollection", "features": features})
    (data / "centres-communes.geojson").write_text(made, encoding="utf-8")
    found = stated(declared, data, small)
    assert values(found.store(), "commune/99001", GEO.hasCentroid) == {"centroide/commune-99001"}
    assert values(found.store(), "commune/99002", GEO.hasCentroid) == set()
    assert "laissées : 2 × rien dans une colonne qu'il faut (@longitude, @latitude)" in found.accounts[0].wording.fr


def test_the_example_of_the_guide_is_published_as_it_says(small: Referential, tmp_path: Path) -> None:
    guide = (PROJECT.parent / "docs" / "tables.md").read_text(encoding="utf-8")
    lines = [line.strip() for line in guide.partition("semicolons:")[2].partition("**1.")[0].splitlines() if line]
    (tmp_path / "contrats.csv").write_text("\r\n".join(lines), encoding="windows-1252")
    (tmp_path / "contrats-exemple.toml").write_text(
        guide.partition("```toml\n")[2].partition("```")[0], encoding="utf-8"
    )
    found = stated(tmp_path, tmp_path, small)
    assert account(found, "contrats-exemple").wording.fr in guide.replace("\n    ", "\n")
    assert values(found.store(), "contrat/contrat-departemental-200000001", CT.signedOn) == {"2021-07-09"}


@pytest.fixture(scope="module")
def others(small: Referential) -> Stated:
    return read(CASES / "tables" / "others", small)


@pytest.fixture(scope="module")
def told(others: Stated) -> ox.Store:
    return others.store()


@pytest.mark.parametrize(
    ("subject", "predicate", "expected"),
    [
        ("contrat/contrat-de-ville-200000001", RDFS.label, {"Contrat de ville – CC du Val d'Exemple"}),
        ("contrat/contrat-de-ville-99001", CT.party, {"organisation/commune-99001"}),
        ("contrat/contrat-de-ville-97003", RDFS.label, {"contrat-de-ville CV904"}),
        ("contrat/contrat-de-ville-240000001", CT.party, {"organisation/240000001"}),
        ("contrat/contrat-de-ville-240000001", CT.covers, set()),
        ("organisation/240000001", RDFS.label, {"CA de Naguère"}),
        ("organisation/commune-99001", CT.siren, {"219900001"}),
        ("organisation/commune-97003", CT.siren, set()),
        ("contrat/acv-99001-99002", CT.covers, {"commune/99001", "commune/99002"}),
        ("contrat/acv-99001-99002", CT.signedOn, {"2018-09-28"}),
        ("contrat/ort-200000001-2019-12-13", CT.party, {"organisation/200000001"}),
        ("contrat/ort-99002-2020-06-23", CT.party, set()),
        ("contrat/ort-200000003", CT.covers, {"commune/97003"}),
        ("groupement/250000001", CT.population, {"1245"}),
        ("groupement/250000002", CT.population, set()),
        ("groupement/200000001", RDFS.label, set()),
        ("organisation/250000001", CT.administers, {"groupement/250000001"}),
        ("organisation/200000001", SKOS.altLabel, {"CC du Val d'Exemple"}),
        ("departement/97", CT.siren, {"229700001"}),
        ("region/98", CT.siren, {"239800001"}),
        ("commune/97003", DCTERMS.isPartOf, {"groupement/200000009"}),
        ("commune/99001", DCTERMS.isPartOf, set()),
        ("epci/200000001", GEO.hasCentroid, {"centroide/epci-200000001"}),
        ("centroide/epci-200000001", GEO.asWKT, {"POINT(2.500000 50.250000)"}),
        ("centroide/groupement-200000009", GEO.asWKT, {"POINT(-61.750000 16.125000)"}),
    ],
)
def test_what_a_table_states(told: ox.Store, subject: str, predicate: str, expected: set[str]) -> None:
    assert values(told, subject, predicate) == expected


@pytest.mark.parametrize(
    ("table", "reason", "lines"),
    [
        ("acv", "ce n'est pas un jour écrit %d/%m/%Y", [2]),
        ("banatic", "cellule qui n'a pas la forme déclarée", [4]),
        ("banatic", "valeur que la déclaration n'associe à aucun terme", [4]),
        ("centres-epci", "intercommunalité que le référentiel ne connaît pas", [2]),
        ("contrats-de-ville", "territoire que le référentiel ne connaît pas", [3]),
        ("ort", "nom qu'aucune intercommunalité du département ne porte seule", [3]),
        ("ort", "hors de ce que la table publie (Signée)", [4]),
        ("sirens", "dit ce qu'une ligne plus haut dit déjà", [3]),
    ],
)
def test_what_a_table_does_not_give_is_told(others: Stated, table: str, reason: str, lines: list[int]) -> None:
    found = account(others, table)
    noted = [line for one in (*found.left, *found.lacking) if one.reason.fr == reason for line, _ in one.rows]
    assert sorted(set(noted)) == lines


def test_what_a_page_and_a_list_say_differently_of_one_contract_is_told(tmp_path: Path) -> None:
    case = CASES / "tables" / "agree"
    shutil.copytree(case / "documents", tmp_path / "documents")
    (tmp_path / "tables").mkdir()
    shutil.copyfile(PROJECT / "tables" / "pvd.toml", tmp_path / "tables" / "pvd.toml")
    lines = list(gathered(Seeds(tmp_path, CASES / "territories", case), tmp_path / "out").lines)
    query = (Path(server.__file__).parent / "queries" / "disagreements.rq").read_text(encoding="utf-8")
    found = Stated(lines).store().query(query, use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    told = {
        (row["value"].value, "row" if row["row"] else "words")
        for row in found
        if row["thing"] == ox.NamedNode(f"{HOME}contrat/pvd-99001") and isinstance(row["value"], ox.Literal)
    }
    assert told == {("2021-05-03", "words"), ("2021-05-28", "row")}


def test_two_contracts_of_a_list_with_one_territory_are_told_by_their_numbers(
    small: Referential, tmp_path: Path
) -> None:
    text = (CASES / "tables" / "crte" / "datagouv_epci-and-crte.csv").read_text(encoding="utf-8")
    header, first, *_ = text.splitlines()
    same = first.replace("crte-99-99-1", "crte-99-99-7")
    more = [f'{line},"{last}"' for line, last in ((header, "nouvelle"), (first, ""), (same, ""))]
    (tmp_path / "datagouv_epci-and-crte.csv").write_text("\n".join(more), encoding="utf-8")
    found = read(tmp_path, small)
    for number in ("crte-99-99-1", "crte-99-99-7"):
        assert values(found.store(), f"contrat/crte-200000001-{number}", SKOS.notation) == {number}
    assert account(found, "crte").new_columns == ("nouvelle",)
    assert "colonnes nouvelles, non lues : nouvelle" in account(found, "crte").wording.fr


@pytest.mark.parametrize(
    ("written", "named", "reason"),
    [("290000009", "", "organisme que rien ne nomme"), ("?", "CC sans SIREN", "ce n'est pas un SIREN")],
)
def test_a_body_that_cannot_be_told_is_left_with_its_reason(
    small: Referential, tmp_path: Path, written: str, named: str, reason: str
) -> None:
    declared = (PROJECT / "tables" / "crte.toml").read_text(encoding="utf-8")
    loose = declared.replace("siren_groupement = '[0-9]{9}'", "siren_groupement = ''")
    (tmp_path / "crte.toml").write_text(loose, encoding="utf-8")
    text = (CASES / "tables" / "crte" / "datagouv_epci-and-crte.csv").read_text(encoding="utf-8")
    header, first, *_ = text.splitlines()
    row = first.replace("200000001", written, 1).replace("CC du Val d'Exemple", named, 1)
    (tmp_path / "datagouv_epci-and-crte.csv").write_text(f"{header}\n{row}\n", encoding="utf-8")
    found = stated(tmp_path, tmp_path, small)
    assert reason in account(found, "crte").wording.fr

"""The pages about things: what a reader sees, in which order, and why each statement is made."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
import samples
import served
from flask.testing import FlaskClient
from lxml import html
from pyoxigraph import Literal, NamedNode, Quad

from ontology.names import CT, DCTERMS, GEO, KIND, OA, PREFIXES, PROV, RDF, RDFS, XSD
from server import create_app
from server.config import Config

COMMUNES = f"{served.BASE}id/source/communes"


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    return served.client(tmp_path)


def seen(client: FlaskClient, path: str) -> str:
    """Return the words of the main part of a page, each run of blanks as one space."""
    main = client.get(path).get_data(as_text=True).partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", main.partition(">")[2])).split()).replace(" ,", ",")


def quoted(key: str, subject: str, predicate: str, value: str | NamedNode, **more: str | int) -> list[Quad]:
    """Return an evidence for the sample's source: `words` from `start`."""
    words, start = str(more["words"]), int(more["start"])
    node = f"preuve/{key}"
    whole = {str(OA.start): start, str(OA.end): start + len(words)}
    return [
        served.stated(node, str(RDF.type), NamedNode(str(CT.Evidence))),
        served.stated(node, str(RDF.subject), NamedNode(f"{served.BASE}id/{subject}")),
        served.stated(node, str(RDF.predicate), NamedNode(predicate)),
        served.stated(node, str(RDF.object), value),
        served.stated(node, str(PROV.wasQuotedFrom), NamedNode(str(more.get("source", samples.SOURCE)))),
        served.stated(node, str(OA.exact), Literal(words)),
        *(
            served.stated(node, name, Literal(str(place), datatype=NamedNode(str(XSD.integer))))
            for name, place in whole.items()
        ),
    ]


def test_a_page_says_what_the_thing_is_before_anything_else(client: FlaskClient) -> None:
    assert seen(client, served.CONTRACT).startswith(
        "Accueil Contrats CRTE du Val d'Exemple Contrat CRTE du Val d'Exemple Carte : CRTE du Val d'Exemple (Exemples) "
    )
    assert "Avenant Avenant n° 1" in seen(client, "/doc/contrat/avenant-crte-200099999-1")


def test_facts_are_grouped_by_meaning_in_a_fixed_order(client: FlaskClient) -> None:
    page = client.get(served.CONTRACT).get_data(as_text=True)
    titles = re.findall(r'<h2 id="(\w+)"', page)
    expected = ["identity", "signature", "territory", "parties", "chronology", "strategy", "figures", "perimeter"]
    expected += ["decisions", "inverse"]
    assert titles[: len(expected)] == expected


def test_no_raw_address_is_shown_but_the_permanent_one(client: FlaskClient) -> None:
    assert re.findall(r"https?://\S+", seen(client, served.CONTRACT)) == [f"{served.BASE}id/contrat/crte-200099999"]


CENTRE = [
    served.stated("epci/200099999", GEO.hasCentroid, NamedNode(f"{served.BASE}id/centroide/epci-200099999")),
    served.stated("centroide/epci-200099999", RDF.type, NamedNode(GEO.Geometry)),
    served.stated(
        "centroide/epci-200099999", GEO.asWKT, Literal("POINT(-61.5 16.25)", datatype=NamedNode(GEO.wktLiteral))
    ),
]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_page_shows_the_short_name_of_a_term_instead_of_its_words(tmp_path: Path, language: str) -> None:
    client = served.client(tmp_path, CENTRE)
    raw = re.compile(rf"(?<![\w/])(?:{'|'.join(PREFIXES)}):[A-Za-z]\w*")
    subjects = {str(quad.subject).strip("<>") for quad in (*samples.quads(), *CENTRE)}
    home = f"{served.BASE}id/"
    of_kind: dict[str, list[str]] = {}
    for subject in sorted(subject.removeprefix(home) for subject in subjects if subject.startswith(home)):
        of_kind.setdefault(subject.partition("/")[0], []).append(subject)
    things = [thing for ones in of_kind.values() for thing in ones[:2]]
    assert of_kind.keys() >= {"centroide", "contrat", "departement", "source"}
    shown = {thing: raw.findall(seen(client, f"/doc/{thing}?lang={language}")) for thing in things}
    assert {thing: names for thing, names in shown.items() if names} == {}


def test_a_true_centre_is_told_by_its_degrees_among_what_is_said_of_the_territory(tmp_path: Path) -> None:
    client = served.client(tmp_path, CENTRE)
    place = seen(client, "/doc/epci/200099999").partition("Territoire Fait partie de")[2].partition("Périmètre")[0]
    assert "Centre 16,25° N, 61,5° O" in place
    assert "16.25° N, 61.5° W" in seen(client, "/doc/epci/200099999?lang=en")
    assert seen(client, "/doc/centroide/epci-200099999").startswith(
        "Accueil Centres 16,25° N, 61,5° O Centre 16,25° N, 61,5° O Territoire Coordonnées"
    )
    assert "POINT(-61.5 16.25)" in client.get("/doc/epci/200099999.ttl").get_data(as_text=True)


def test_only_a_kind_of_things_that_has_a_list_leads_to_it(tmp_path: Path) -> None:
    client = served.client(tmp_path, CENTRE)
    assert '<a href="/recherche?type=contrat">Contrats</a>' in client.get(served.CONTRACT).get_data(as_text=True)
    page = client.get("/doc/centroide/epci-200099999").get_data(as_text=True)
    assert "<span>Centres</span>" in page
    assert "type=centroide" not in page


def test_the_territories_of_a_contract_stand_from_the_widest_to_the_smallest(tmp_path: Path) -> None:
    covered = ["commune/99001", "departement/99", "commune/99002"]
    extra = [
        served.stated("contrat/crte-200099999", CT.covers, NamedNode(f"{served.BASE}id/{place}")) for place in covered
    ]
    page = html.document_fromstring(served.client(tmp_path, extra).get(served.CONTRACT).get_data(as_text=True))
    links = page.xpath("//section[@aria-labelledby='territory']//dd[1]//span[@class='said']/a/@href")
    assert links[:4] == ["/doc/departement/99", "/doc/epci/200099999", "/doc/commune/99001", "/doc/commune/99002"]


def test_an_inferred_value_says_so_and_why_beside_the_words_it_follows_from(client: FlaskClient) -> None:
    said = seen(client, served.CONTRACT)
    assert "Signé le 9 juillet 2021 d’après La CCVE signe son CRTE : vendredi 9 juillet déduit année déduite" in said


def test_a_quotation_leads_to_its_passage_in_the_stored_document(client: FlaskClient) -> None:
    page = client.get(served.CONTRACT).get_data(as_text=True)
    href = unescape(page.partition(">vendredi 9 juillet</a>")[0].rpartition('href="')[2].rstrip('"'))
    assert href == f"{served.SOURCE_PAGE}?debut=75&fin=93#passage"
    source = client.get(href).get_data(as_text=True)
    assert '<span id="passage" class="unseen">' in source
    assert '<mark class="asked"><a href="#p2">vendredi 9 juillet</a></mark>' in source


def test_several_passages_for_one_statement_are_all_shown_the_first_openly(tmp_path: Path) -> None:
    party = NamedNode(f"{served.BASE}id/organisation/200099999")
    more = quoted("b1", "contrat/crte-200099999", str(CT.party), party, words="La Communauté de communes", start=24)
    same = quoted("b2", "contrat/crte-200099999", str(CT.party), party, words="La CCVE", start=0)
    page = served.client(tmp_path, [*more, *same]).get(served.CONTRACT).get_data(as_text=True)
    details = re.findall(r"<details.*?</details>", page, re.DOTALL)
    assert "et 1 autre passage" in details[0]
    assert "La Communauté de communes" in details[0]
    assert page.count(">La CCVE</a>") == 1


def test_the_same_words_at_several_places_of_a_source_are_quoted_once_and_counted(tmp_path: Path) -> None:
    place = ("contrat/crte-200099999", str(CT.place), "locaux du cluster Exemple")
    extra = quoted("b1", *place, words="la", start=1) + quoted("b2", *place, words="la", start=9)
    said = seen(served.client(tmp_path, extra), served.CONTRACT)
    assert "Lieu locaux du cluster Exemple d’après La CCVE signe son CRTE : la (2 fois) Personnes" in said


def test_a_part_is_proved_by_its_longest_passages(tmp_path: Path) -> None:
    node = "signature/crte-200099999-jeanne-exemple"
    person = NamedNode(f"{served.BASE}id/personne/jeanne-exemple")
    extra = quoted("b1", node, str(CT.signatory), person, words="Exemple", start=8)
    extra += quoted("b2", node, str(CT.capacity), "présidente de la CCVE", words="Jeanne Exemple, présidente", start=1)
    page = served.client(tmp_path, extra).get(served.CONTRACT).get_data(as_text=True)
    row = page.partition("<tbody>")[2].partition("</tr>")[0]
    assert "Jeanne Exemple, présidente</a></q>" in row
    assert ">Exemple</a></q>" not in row


def test_a_statement_from_a_table_names_its_row_and_column(tmp_path: Path) -> None:
    population = Literal("1234", datatype=NamedNode(str(XSD.integer)))
    stated = served.stated("commune/99001", str(CT.population), population, COMMUNES)
    said = seen(served.client(tmp_path, [stated]), "/doc/commune/99001")
    assert "1 234 habitants (2023) d’après communes.csv, ligne 2, colonne « population »" in said


def test_a_source_without_a_passage_is_still_named(client: FlaskClient) -> None:
    assert "Couvre CC du Val d'Exemple Intercommunalité d’après La CCVE signe son CRTE" in seen(client, served.CONTRACT)


def test_signatures_make_a_table_with_capacities_and_presence(client: FlaskClient) -> None:
    said = seen(client, served.CONTRACT)
    assert "Jeanne Exemple présidente de la CCVE Communauté de communes du Val d'Exemple A signé" in said
    assert "Paul Modèle préfet des Exemples Présent·e, sans que la source dise avoir signé" in said
    assert said.index("Jeanne Exemple") < said.index("Paul Modèle")


def test_axes_stand_under_their_priority_in_order(tmp_path: Path) -> None:
    position = NamedNode(str(XSD.integer))
    extra = []
    for rank, name in ((3, "Un axe troisième"), (2, "Zone deuxième")):
        node = f"axe/crte-200099999-1-{rank}"
        extra += [
            served.stated("enjeu/crte-200099999-1", str(CT.axis), NamedNode(f"{served.BASE}id/{node}")),
            served.stated(node, str(RDFS.label), name),
            served.stated(node, str(CT.position), Literal(str(rank), datatype=position)),
        ]
    said = seen(served.client(tmp_path, extra), served.CONTRACT)
    places = [
        said.index(words)
        for words in ("Accompagner la mobilité", "Le développement des modes doux", "Zone deuxième", "Un axe troisième")
    ]
    assert places == sorted(places)


def test_periods_durations_and_figures_are_in_words(client: FlaskClient) -> None:
    said = seen(client, served.CONTRACT)
    assert "Période de 2021 à 2026" in said
    assert "Durée 6 ans" in said
    assert "plus de 500 M€ investissement" in said
    assert "selon Communauté de communes du Val d'Exemple" in said
    assert "500\u202f000\u202f000\u00a0€" in client.get("/doc/chiffre/900-val-d-exemple-crte-1").get_data(as_text=True)


def test_the_english_interface_keeps_french_words_marked_as_french(client: FlaskClient) -> None:
    page = client.get(f"{served.CONTRACT}?lang=en").get_data(as_text=True)
    assert '<html lang="en">' in page
    assert '<h1 lang="fr">CRTE du Val d&#39;Exemple</h1>' in page
    assert "9 July 2021" in page
    assert 'href="/doc/epci/200099999?lang=en"' in page


def test_a_commune_says_which_contracts_concern_it_and_where_it_lies(client: FlaskClient) -> None:
    said = seen(client, "/doc/commune/99001")
    assert said.startswith("Accueil Région des Exemples Exemples CC du Val d'Exemple Exemple-sur-Mer Commune")
    contracts = said.partition("Territoire couvert")[2].partition("Identité")[0]
    places = [
        contracts.index(one) for one in ("Avenant n° 1", "CRTE du Val", "Chapeau commun", "CTE du Val", "Chemins")
    ]
    assert places == sorted(places)
    assert "9 juillet 2021 de 2021 à 2026 CC du Val d'Exemple" in contracts


def test_a_territory_without_a_contract_says_what_that_means(client: FlaskClient) -> None:
    assert "seulement qu’aucune source lue ne le dit" in seen(client, "/doc/arrondissement/991")


def test_a_wider_territory_lists_the_contracts_of_its_parts(client: FlaskClient) -> None:
    for path in ("/doc/departement/99", "/doc/region/99"):
        within = seen(client, path).partition("Contrats et programmes d’une partie de ce territoire")[2]
        assert "CRTE du Val d'Exemple" in within


def test_an_intercommunality_lies_where_all_its_communes_do(client: FlaskClient, tmp_path: Path) -> None:
    assert seen(client, "/doc/epci/200099999").startswith("Accueil Région des Exemples Exemples CC du Val")
    other = tmp_path / "other"
    other.mkdir()
    extra = [
        served.stated("commune/98001", str(RDF.type), NamedNode(str(CT.Commune))),
        served.stated("commune/98001", str(DCTERMS.isPartOf), NamedNode(f"{served.BASE}id/epci/200099999")),
        served.stated("commune/98001", str(DCTERMS.isPartOf), NamedNode(f"{served.BASE}id/departement/98")),
        served.stated("departement/98", str(RDF.type), NamedNode(str(CT.Department))),
        served.stated("departement/98", str(RDFS.label), "Voisins"),
    ]
    assert seen(served.client(other, extra), "/doc/epci/200099999").startswith("Accueil Région des Exemples CC du Val")


def test_what_points_to_a_thing_is_grouped_and_counted_with_its_whole(client: FlaskClient) -> None:
    said = seen(client, "/doc/personne/jeanne-exemple")
    assert "Signatures 1 Jeanne Exemple, présidente de la CCVE CRTE du Val d'Exemple" in said


def test_a_long_list_pages_to_its_last_member(tmp_path: Path) -> None:
    whole = NamedNode(f"{served.BASE}id/departement/99")
    extra = [
        quad
        for number in range(1, 231)
        for quad in (
            served.stated(f"commune/98{number:03}", str(RDFS.label), f"Village {number:03}"),
            served.stated(f"commune/98{number:03}", str(DCTERMS.isPartOf), whole),
        )
    ]
    client = served.client(tmp_path, extra)
    page = client.get("/doc/departement/99").get_data(as_text=True)
    assert 'href="/doc/departement/99?lien=dcterms%3AisPartOf.commune"' in page
    assert "Voir la liste complète (231)" in page
    last = seen(client, "/doc/departement/99?lien=dcterms%3AisPartOf.commune&page=3")
    assert "201 à 231 sur 231" in last
    assert "Village 230" in last
    assert "Page 3 sur 3" in last
    assert "Page suivante" not in last
    beyond = seen(client, "/doc/departement/99?lien=dcterms%3AisPartOf.commune&page=99999999999")
    assert "1 à 100 sur 231" in beyond
    assert "201 à 231" in seen(client, "/doc/departement/99?lien=dcterms%3AisPartOf.commune&page=77")
    assert client.get("/doc/departement/99?lien=nothing").status_code == 404


def many(count: int) -> list[Quad]:
    """Return contracts of a commune of the département, every third a CRTE, and one that covers as many villages."""
    wide = "contrat/large"
    found = [
        served.stated(wide, str(RDFS.label), "Contrat large"),
        served.stated(wide, RDF.type, NamedNode(CT.Contract)),
    ]
    for number in range(1, count + 1):
        key, village = f"contrat/petit-{number:03}", f"commune/98{number:03}"
        found += [
            served.stated(key, RDF.type, NamedNode(CT.Contract)),
            served.stated(key, RDFS.label, f"Petit contrat {number:03}"),
            served.stated(key, CT.covers, NamedNode(f"{served.BASE}id/commune/99001")),
            served.stated(key, CT.kind, NamedNode(KIND.crte if number % 3 == 0 else KIND.pvd)),
            served.stated(village, RDFS.label, f"Village {number:03}"),
            served.stated(wide, CT.covers, NamedNode(f"{served.BASE}id/{village}")),
        ]
    return found


def links(client: FlaskClient, path: str, where: str) -> list[str]:
    page = html.document_fromstring(client.get(path).get_data(as_text=True))
    return [str(href) for href in page.xpath(f"{where}//a/@href")]


def test_a_long_list_of_contracts_is_counted_by_kind_and_led_to_whole(tmp_path: Path) -> None:
    client = served.client(tmp_path, many(130))
    path = "/doc/departement/99"
    within = "//section[@aria-labelledby='within']"
    assert len([one for one in links(client, path, f"{within}//tbody//th") if "/contrat/" in one]) == 30
    assert f"{path}?lien=within.crte" in links(client, path, f"{within}//ul[@class='filters']")
    assert "Petites villes de demain (PVD) 87" in seen(client, path)
    whole = links(client, path, f"{within}//p[@class='whole']")
    assert whole[0] == f"{path}?lien=within"
    assert [one.partition("?")[0] for one in whole[1:]] == [
        f"/questions/contracts-within.{one}" for one in ("csv", "json")
    ]
    pages = [links(client, f"{path}?lien=within&page={number}", "//tbody//th") for number in (1, 2)]
    assert [len(one) for one in pages] == [100, len({*pages[0], *pages[1]}) - 100]
    answer = client.get(whole[2]).get_json()["rows"]
    assert {row["contract"].removeprefix(f"{served.BASE}id") for row in answer} == {
        one.removeprefix("/doc") for one in (*pages[0], *pages[1])
    }
    assert seen(client, f"{path}?lien=within.crte").count("Petit contrat") == 43
    assert client.get(f"{path}?lien=within.acv").status_code == 404


def test_a_property_with_many_values_leads_to_all_of_them_each_with_its_reasons(tmp_path: Path) -> None:
    client = served.client(tmp_path, many(130))
    territory = "//section[@aria-labelledby='territory']"
    shown = links(client, "/doc/contrat/large", f"{territory}//div[@class='value']//span[@class='said']")
    assert len(shown) == 12
    whole = links(client, "/doc/contrat/large", f"{territory}//p[@class='whole']")
    assert whole == [
        "/doc/contrat/large?lien=ct%3Acovers",
        "/questions/communes-of-a-contract.csv?contract=large",
        "/questions/communes-of-a-contract.json?contract=large",
    ]
    said = seen(client, f"{whole[0]}&page=2")
    assert said.count("Village ") == 30
    assert said.count("d’après La CCVE signe son CRTE") == 30


def test_a_property_with_some_values_more_folds_them_in_its_page(tmp_path: Path) -> None:
    said = seen(served.client(tmp_path, many(20)), "/doc/contrat/large")
    assert "et 8 de plus" in said
    assert said.count("Village ") == 20


def test_a_contract_of_many_places_names_three_in_a_list_and_leads_to_the_others(tmp_path: Path) -> None:
    extra = many(14)
    extra += [
        served.stated(f"commune/98{number:03}", DCTERMS.isPartOf, NamedNode(f"{served.BASE}id/departement/99"))
        for number in range(1, 15)
    ]
    client = served.client(tmp_path, extra)
    cell = "//section[@aria-labelledby='within']//tr[.//a[@href='/doc/contrat/large']]/td[last()]"
    assert links(client, "/doc/departement/99", cell) == [
        *(f"/doc/commune/98{number:03}" for number in (1, 2, 3)),
        "/doc/contrat/large",
    ]


def test_a_source_page_shows_its_text_with_every_passage_and_what_it_supports(client: FlaskClient) -> None:
    page = client.get(served.SOURCE_PAGE).get_data(as_text=True)
    said = seen(client, served.SOURCE_PAGE)
    assert '<mark><a href="#p1">La CCVE</a></mark> signe son CRTE' in page
    assert "••••••••••••••••" in said
    assert "vendredi 9 juillet p. 2 retour au texte (2) CRTE du Val d'Exemple Signé le 9 juillet 2021 déduit" in said
    assert "Page d’origine https://www.exemple.fr/actualites/crte (autre site)" in said
    assert "Langue Français" in said
    assert "Articles de ce document La CCVE signe son CRTE" in said
    assert 'class="asked"' not in page


def test_passages_that_overlap_leave_no_link_without_words(tmp_path: Path) -> None:
    place = ("contrat/crte-200099999", str(CT.place), "Ici")
    whole = quoted("b1", *place, words="La CCVE signe son CRTE", start=0)
    part = quoted("b2", *place, words="signe", start=8)
    page = served.client(tmp_path, [*whole, *part]).get(served.SOURCE_PAGE).get_data(as_text=True)
    assert '</mark><span id="t3"></span><mark><a href="#p3">signe</a></mark>' in page
    assert "<mark> </mark>" in page
    assert not re.search(r"<a[^>]*>\s*</a>", page)


def test_a_table_shows_its_columns_and_has_no_text(client: FlaskClient) -> None:
    said = seen(client, "/doc/source/communes")
    assert "Ce document est un tableau" in said
    assert "population Population" in said


def test_an_evidence_and_a_post_have_pages_too(client: FlaskClient) -> None:
    assert "Mots cités vendredi 9 juillet" in seen(client, "/doc/preuve/0a1b2c3d4e5f60718293")
    assert "Fonction présidente" in seen(client, "/doc/mandat/jeanne-exemple-presidente-200099999")


def test_a_text_outside_of_the_release_is_not_read(tmp_path: Path) -> None:
    client = served.client(tmp_path)
    manifest = tmp_path / "current" / "manifest.json"
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    said = manifest.read_text(encoding="utf-8").replace("texts/900-val-d-exemple-crte.txt", "../../secret.txt")
    manifest.write_text(said, encoding="utf-8")
    other = create_app(Config(releases=tmp_path)).test_client()
    assert "secret" not in other.get(served.SOURCE_PAGE).get_data(as_text=True)
    assert client.get(served.SOURCE_PAGE).status_code == 200

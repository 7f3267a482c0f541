"""The maps of pages: territories among their neighbours, the country in shades, nothing where nothing is drawn."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import samples
import served
from flask.testing import FlaskClient
from lxml import html
from pyoxigraph import Literal, NamedNode, Quad

from ontology.names import CT, DCTERMS, GEO, RDF, RDFS
from server import create_app
from server.config import Config
from server.drawings import Box, Drawings, drawings
from server.maps.country import shades

HOME = f"{served.BASE}id/"


def thing(key: str, kind: str, label: str, *inside: str) -> list[Quad]:
    """Return what a release says of one more territory."""
    parts = [served.stated(key, DCTERMS.isPartOf, NamedNode(HOME + one)) for one in inside]
    return [served.stated(key, RDF.type, NamedNode(kind)), served.stated(key, RDFS.label, label), *parts]


def covering(key: str, *places: str) -> list[Quad]:
    """Return what a release says of one more contract."""
    said = [served.stated(key, CT.covers, NamedNode(HOME + place)) for place in places]
    return [*thing(key, CT.Contract, "Un contrat"), *said]


MORE = [
    *thing("epci/200077777", CT.Intercommunality, "CC des Deux Rives"),
    *thing("commune/99003", CT.Commune, "Rive-Haute", "epci/200077777", "departement/99"),
    *thing("commune/98001", CT.Commune, "Île-Basse", "departement/98"),
    *thing("commune/97001", CT.Commune, "Ailleurs"),
    *thing("departement/98", CT.Department, "Îles"),
    *thing("groupement/200055555", CT.Grouping, "Rives Ensemble"),
    served.stated("commune/99003", DCTERMS.isPartOf, NamedNode(f"{HOME}groupement/200055555")),
    *thing("commune/99009", CT.FormerTerritory, "Rive-Vieille"),
    served.stated("commune/99009", DCTERMS.isReplacedBy, NamedNode(f"{HOME}commune/99003")),
    *thing("epci/200066666", CT.FormerTerritory, "CC de la Rive"),
    served.stated("epci/200066666", DCTERMS.isReplacedBy, NamedNode(f"{HOME}epci/200077777")),
    *covering("contrat/un", "epci/200099999", "commune/99001", "commune/99003"),
    *covering("contrat/deux", "departement/99", "departement/98"),
    *covering("contrat/trois", "commune/99002"),
    *covering("contrat/quatre", "commune/97001"),
    *covering("contrat/cinq", "epci/200077777", "epci/200099999"),
]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return served.client(tmp_path_factory.mktemp("published"), MORE)


def page(client: FlaskClient, address: str) -> html.HtmlElement:
    answer = client.get(address)
    assert answer.status_code == 200
    return html.document_fromstring(answer.get_data(as_text=True))


def figures(client: FlaskClient, address: str) -> list[html.HtmlElement]:
    found: list[html.HtmlElement] = page(client, address).xpath("//figure[@class='drawn']")
    return found


def words(figure: html.HtmlElement) -> list[str]:
    """Return the lines of a caption."""
    return [" ".join(line.text_content().split()) for line in figure.xpath("./figcaption/span")]


def paths(figure: html.HtmlElement, kind: str) -> list[str]:
    found: list[str] = figure.xpath(f".//svg[contains(@class, 'place')]//path[@class='{kind}']/@d")
    return found


def test_an_intercommunality_is_coloured_among_its_neighbours_in_its_department(client: FlaskClient) -> None:
    [figure] = figures(client, "/doc/epci/200099999")
    assert paths(figure, "whole") == ["M100 100l80 0 0 100-80 0z"]
    assert paths(figure, "ground") == ["M100 100l200 0 0 100-200 0z"]
    assert paths(figure, "near") == ["M100 100l80 0 0 100-80 0zM180 100l120 0 0 100-120 0z"]
    [place, locator] = figure.xpath(".//svg")
    assert (place.get("viewbox"), place.get("role")) == ("95 95 210 110", "img")
    assert place.xpath("./title")[0].get("id") == place.get("aria-labelledby")
    assert locator.get("aria-label") == "Place en France : Exemples"
    assert words(figure) == ["En couleur : CC du Val d'Exemple", "Département : Exemples"]


def test_under_a_map_stands_where_its_outlines_come_from(client: FlaskClient) -> None:
    [said] = page(client, "/doc/epci/200099999").xpath("//p[@class='attribution']")
    assert said.xpath("./a/@href")[0] == served.SOURCE_PAGE
    assert "licence" in said.text_content()


def test_a_commune_is_told_by_the_smallest_territory_drawn_around_it(client: FlaskClient) -> None:
    [figure] = figures(client, "/doc/commune/99003?lang=en")
    assert paths(figure, "partly") == ["M180 100l120 0 0 100-120 0z"]
    assert words(figure) == ["Lighter, in part only: CC des Deux Rives", "Département: Exemples"]


def test_a_contract_is_drawn_by_what_it_covers_whole_and_in_part(client: FlaskClient) -> None:
    [figure] = figures(client, "/doc/contrat/un")
    assert paths(figure, "whole") == ["M100 100l80 0 0 100-80 0z"]
    assert paths(figure, "partly") == ["M180 100l120 0 0 100-120 0z"]
    assert words(figure)[:2] == [
        "En couleur : CC du Val d'Exemple",
        "En clair, en partie seulement : CC des Deux Rives",
    ]


def test_a_contract_with_a_grouping_is_drawn_by_its_intercommunalities(client: FlaskClient) -> None:
    for address in ("/doc/contrat/crte-chapeau-200088888", "/doc/groupement/200088888"):
        [figure] = figures(client, address)
        assert paths(figure, "whole") == ["M100 100l80 0 0 100-80 0z"]


def test_a_contract_with_a_commune_that_is_no_more_is_drawn_around_its_heir(client: FlaskClient) -> None:
    [figure] = figures(client, "/doc/contrat/trois")
    assert paths(figure, "partly") == ["M100 100l80 0 0 100-80 0z"]


@pytest.mark.parametrize("key", ["groupement/200055555", "commune/99009", "epci/200066666"])
def test_what_is_not_drawn_itself_is_told_by_its_communes_or_by_what_replaced_it(client: FlaskClient, key: str) -> None:
    [figure] = figures(client, f"/doc/{key}")
    assert paths(figure, "partly") == ["M180 100l120 0 0 100-120 0z"]
    assert paths(figure, "whole") == []
    assert "En clair, en partie seulement : CC des Deux Rives" in words(figure)


def test_a_territory_that_is_no_more_lies_where_what_replaced_it_does(client: FlaskClient) -> None:
    trail = page(client, "/doc/commune/99009").xpath("//nav[@class='trail']//a/@href")
    assert trail == ["/", "/doc/region/99", "/doc/departement/99", "/doc/epci/200077777"]


def test_overseas_is_in_a_frame_of_its_own_without_a_place_in_the_mainland(client: FlaskClient) -> None:
    [mainland, overseas] = figures(client, "/doc/contrat/deux")
    assert mainland.xpath(".//svg[@class='locator']")
    assert not overseas.xpath(".//svg[@class='locator']")
    assert overseas.xpath(".//svg/@viewbox") == ["-1 -1 52 42"]
    assert words(overseas)[-1] == "Outre-mer : dessiné à part, à son échelle."


def test_a_part_of_a_department_leads_to_its_page_and_the_keyboard_to_the_list(client: FlaskClient) -> None:
    [figure] = figures(client, "/doc/departement/99")
    links = figure.xpath(".//svg//a")
    assert [(one.get("href"), one.get("tabindex"), one.get("aria-label")) for one in links] == [
        ("/doc/epci/200077777", "-1", "CC des Deux Rives"),
        ("/doc/epci/200099999", "-1", "CC du Val d'Exemple"),
    ]
    assert figure.xpath(".//svg/@role")[0] == "group"
    assert figure.xpath("./figcaption/details//a[not(@tabindex)]/@href") == [one.get("href") for one in links]
    assert "2 intercommunalités, et leurs pages" in figure.xpath("./figcaption")[0].text_content()


def test_a_region_is_drawn_with_its_departments(client: FlaskClient) -> None:
    [figure] = figures(client, "/doc/region/99")
    assert figure.xpath(".//svg//a/@href") == ["/doc/departement/99"]
    assert words(figure)[0] == "En couleur : Région des Exemples"


@pytest.mark.parametrize("address", ["/doc/contrat/quatre", "/doc/commune/97001", "/doc/personne/jeanne-exemple"])
def test_what_nothing_drawn_holds_has_no_map(client: FlaskClient, address: str) -> None:
    assert figures(client, address) == []


def test_the_home_page_shades_departments_by_their_contracts_and_says_the_same_in_a_table(client: FlaskClient) -> None:
    home = page(client, "/")
    [figure] = home.xpath("//figure[@class='country']")
    drawn = {link.get("aria-label"): link.xpath("./path/@class")[0] for link in figure.xpath(".//a[@aria-label]")}
    assert drawn == {"Exemples, 6 contrats": "shade-2", "Îles, 1 contrat": "shade-1"}
    rows = home.xpath("//section[@aria-labelledby='country']//tbody/tr")
    assert [[cell.text_content() for cell in row] for row in rows] == [["Exemples", "6"], ["Îles", "1"]]
    assert [one.text_content().strip() for one in figure.xpath(".//ul[@class='legend']/li")] == ["aucun", "1", "2 – 6"]
    assert figure.xpath(".//div[contains(@class, 'small')]//a/@href") == ["/doc/departement/99"]


def test_a_department_is_shaded_by_as_many_contracts_as_its_page_lists(client: FlaskClient) -> None:
    rows = page(client, "/doc/departement/99").xpath("//*[@id='contracts' or @id='within']/..//tbody/tr")
    [said] = page(client, "/").xpath("//section[@aria-labelledby='country']//tbody/tr[1]/td/text()")
    assert len(rows) == int(said)


def test_without_drawings_pages_are_whole_and_have_no_map(tmp_path: Path) -> None:
    releases = samples.release(tmp_path, MORE)
    (releases / "current" / "drawings.json").unlink()
    client = create_app(Config(releases=releases)).test_client()
    assert figures(client, served.CONTRACT) == []
    assert b"/doc/departement/99" in client.get("/").data
    assert b"<svg" not in client.get("/").data


@pytest.mark.parametrize("held", [b"{", b"[]", b'{"sources": {}, "drawings": {"epci/1": {}}, "country": {}}'])
def test_drawings_that_cannot_be_read_are_told_and_passed_over(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, held: bytes
) -> None:
    (tmp_path / "drawings.json").write_bytes(held)
    assert drawings(tmp_path) == Drawings()
    assert "build the release anew" in caplog.text


def test_a_release_may_draw_territories_and_no_country(tmp_path: Path) -> None:
    releases = samples.release(tmp_path, MORE)
    told = json.dumps(samples.DRAWINGS | {"country": {}})
    (releases / "current" / "drawings.json").write_text(told, encoding="utf-8")
    client = create_app(Config(releases=releases)).test_client()
    [figure] = figures(client, "/doc/epci/200099999")
    assert len(figure.xpath(".//svg")) == 1
    assert page(client, "/").xpath("//figure[@class='country']") == []


def test_shades_hold_about_as_many_departments_each() -> None:
    assert shades([]) == ()
    assert shades([3]) == (3,)
    assert shades(range(1, 11)) == (2, 4, 6, 8, 10)
    assert shades([1, 1, 1, 1, 9]) == (1, 9)


def test_a_box_has_a_margin_even_around_a_point() -> None:
    assert Box(5, 5, 5, 5).view == "4 4 2 2"


def test_a_small_frame_shows_what_lies_around_it(tmp_path: Path) -> None:
    releases = samples.release(tmp_path, MORE)
    far, near = "M900 900l50 0 0 50-50 0z", "M300 100l100 0 0 100-100 0z"
    more = {
        "departement/95": {"plane": "metropole", "departments": ["95"], "box": [900, 900, 950, 950], "path": far},
        "departement/96": {"plane": "metropole", "departments": ["96"], "box": [300, 100, 400, 200], "path": near},
    }
    told = json.dumps(samples.DRAWINGS | {"drawings": {**samples.DRAWINGS["drawings"], **more}})
    (releases / "current" / "drawings.json").write_text(told, encoding="utf-8")
    [figure] = figures(create_app(Config(releases=releases)).test_client(), "/doc/departement/99")
    assert figure.xpath(".//svg/@viewbox")[0] == "-115 -115 630 530"
    [around] = paths(figure, "near")
    assert near in around
    assert far not in around


TABLE = f"{HOME}source/communes"
CENTRES = [
    served.stated("commune/99003", GEO.hasCentroid, NamedNode(f"{HOME}centroide/commune-99003"), TABLE),
    served.stated("centroide/commune-99003", GEO.asWKT, Literal("POINT(3.250000 50.125000)")),
    served.stated("commune/98001", GEO.hasCentroid, NamedNode(f"{HOME}centroide/commune-98001")),
    served.stated("centroide/commune-98001", GEO.asWKT, Literal("POINT(-61.5 16)")),
]


@pytest.fixture(scope="module")
def centred(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return served.client(tmp_path_factory.mktemp("centred"), [*MORE, *CENTRES])


@pytest.mark.parametrize(("address", "name"), [("/doc/commune/99003", "Rive-Haute"), ("/doc/contrat/un", "Rive-Haute")])
def test_a_place_whose_true_centre_is_known_is_a_dot_in_the_territory_around_it(
    centred: FlaskClient, address: str, name: str
) -> None:
    [figure] = figures(centred, address)
    [dots] = figure.xpath(".//svg/g")
    assert dots.get("transform") == "matrix(480.0 -2.0 3.0 -400.0 -1270.0 20200.0)"
    assert dots.xpath("./path/@d") == ["M3.250000 50.125000h0"]
    assert f"Point : {name}" in words(figure)
    links = figure.getparent().xpath("./p[@class='attribution']/a/@href")
    assert [link for link in links if link.startswith("/doc/")] == [served.SOURCE_PAGE, "/doc/source/communes"]


def test_a_true_centre_is_never_put_on_a_displaced_drawing(centred: FlaskClient) -> None:
    [figure] = figures(centred, "/doc/commune/98001")
    assert figure.xpath(".//svg/g") == []
    assert paths(figure, "partly") == ["M0 0l50 20 0 20-50-20z"]

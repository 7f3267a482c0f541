from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
import samples
import served
from flask.testing import FlaskClient
from pyoxigraph import Quad

from ontology.names import RDFS


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    return served.client(tmp_path)


def words(client: FlaskClient, path: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", client.get(path).get_data(as_text=True))).split())


def test_the_home_page_says_what_this_is_how_much_and_what_is_new(client: FlaskClient) -> None:
    said = words(client, "/")
    assert "Qui a signé quoi, pour quel territoire" in said
    assert "4 Contrats" in said
    assert "1 Commune" in said
    latest = [
        said.index(name) for name in ("Avenant n° 1", "CRTE du Val d'Exemple Contrat", "CTE du Val d'Exemple Con")
    ]
    assert latest == sorted(latest)


def test_the_home_page_of_a_release_without_contracts_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    quads: list[Quad] = [served.stated("commune/1", str(RDFS.label), "Une")]
    monkeypatch.setattr(samples, "quads", lambda: quads)
    said = words(served.client(tmp_path), "/")
    assert "Aucun contrat n’a de date de signature connue" in said


def test_health_tells_which_release_is_served(client: FlaskClient) -> None:
    answer = client.get("/health")
    said = answer.get_json()
    assert answer.headers["Cache-Control"] == "no-store"
    assert (said["status"], said["store"], said["engine"], len(said["release"])) == ("ok", True, "embedded", 16)


def test_crawlers_are_kept_from_running_queries(client: FlaskClient) -> None:
    said = client.get("/robots.txt").get_data(as_text=True)
    assert said == "User-agent: *\nDisallow: /sparql\nDisallow: /graphs\nDisallow: /recherche?\n"


@pytest.mark.parametrize(("path", "place"), [("/favicon.ico", "/static/icon.svg"), ("/.well-known/void", "/catalogue")])
def test_well_known_addresses_lead_where_they_should(client: FlaskClient, path: str, place: str) -> None:
    assert client.get(path).headers["Location"] == place


def test_a_search_finds_filters_and_says_how_many(client: FlaskClient) -> None:
    said = words(client, "/recherche?q=exemple")
    assert "Exemple-sur-Mer Commune 99001" in said
    filtered = words(client, "/recherche?q=exemple&type=commune")
    assert "1 résultat pour « exemple »" in filtered
    assert "Exemple-sur-Mer Commune 99001" in filtered
    assert "CRTE du Val" not in filtered


def test_a_search_despite_a_slip_says_what_was_read(client: FlaskClient) -> None:
    said = words(client, "/recherche?q=exampel")
    assert "Aucun nom ne contient « exampel » ; voici ceux qui contiennent « exemple »." in said
    assert "Exemple-sur-Mer" in said


def test_a_search_that_finds_nothing_says_what_to_try(client: FlaskClient) -> None:
    said = words(client, "/recherche?q=zzzzzz&type=inconnu&page=x")
    assert "0 résultat pour « zzzzzz »" in said
    assert "Rien ne porte ce nom" in said


def test_a_search_for_more_than_anybody_types_is_refused_with_the_limit(client: FlaskClient) -> None:
    found = client.get(f"/recherche?q={'a' * 201}")
    assert found.status_code == 414
    assert "200 caractères" in found.get_data(as_text=True)
    assert client.get(f"/recherche?q={'a' * 200}").status_code == 200


def test_the_words_of_a_search_never_become_markup(client: FlaskClient) -> None:
    page = client.get('/recherche?q="><script>alert(1)</script>').get_data(as_text=True)
    assert "<script" not in page


def test_a_long_list_of_results_pages_to_the_last(tmp_path: Path) -> None:
    extra = [served.stated(f"commune/98{number:03}", str(RDFS.label), f"Village {number:03}") for number in range(45)]
    client = served.client(tmp_path, extra)
    assert "45 résultats pour « village » : 1 à 20 sur 45" in words(client, "/recherche?q=village")
    page = client.get("/recherche?q=village&page=3").get_data(as_text=True)
    assert page.count("Village 04") == 5
    assert 'rel="prev" href="/recherche?q=village&amp;page=2"' in page
    assert 'rel="next"' not in page


def test_the_language_of_a_page_is_carried_by_its_forms_and_links(client: FlaskClient) -> None:
    page = client.get("/recherche?q=exemple&lang=en").get_data(as_text=True)
    assert '<input type="hidden" name="lang" value="en">' in page
    assert 'hreflang="fr" href="/recherche?q=exemple&amp;lang=fr"' in page
    assert 'href="/doc/commune/99001?lang=en"' in page


def test_every_page_has_a_title_landmarks_and_a_way_to_skip_to_the_content(client: FlaskClient) -> None:
    for path in ("/", served.CONTRACT, "/def", "/catalogue", "/dumps/", "/doc/a/b"):
        page = client.get(path).get_data(as_text=True)
        assert re.search(r"<title>[^<]+ – pacte</title>", page)
        assert all(mark in page for mark in ('<a class="skip" href="#contenu">', "<header", "<main id=", "<footer"))
        assert page.count("<h1") == 1

"""What services decided, what sources dispute and what is left undecided, as the pages show it."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import pytest
import samples
import served
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode, Quad

from ontology.names import CT, DCTERMS, DECISION, PROV, RDF, RDFS, XSD
from server import create_app
from server.config import Config

CORRECTIONS = f"{samples.BASE}id/source/corrections"
OTHER = f"{samples.BASE}id/source/901-autre-page"
SIGNATURE = "signature/crte-200099999-paul-modele"
FRENCH = {"Accept-Language": "fr"}
DOUBT: dict[str, Any] = {
    "document": "900-val-d-exemple-crte.txt",
    "start": 75,
    "end": 93,
    "before": "le maire de",
    "words": "Saint-Jumeau",
    "after": "a signé",
    "reason": "2 lieux portent ce nom",
    "candidates": [
        {
            "iri": f"{samples.BASE}id/commune/99001",
            "label": "Saint-Jumeau",
            "kind": "commune",
            "departments": ["A (99)"],
        },
        {"iri": "https://ailleurs.exemple.fr/b", "label": "Autre", "kind": "commune", "departments": []},
    ],
}


def decided(subject: str, decision: str, predicate: str | None = None, value: str | None = None) -> list[Quad]:
    node = f"correction/{decision}-{abs(hash((subject, predicate, value)))}"
    said: list[tuple[str, NamedNode | Literal]] = [
        (RDF.type, NamedNode(CT.Correction)),
        (RDFS.label, Literal("Une correction", language="fr")),
        (CT.correctedThing, NamedNode(f"{samples.BASE}id/{subject}")),
        (CT.decision, NamedNode(DECISION[decision])),
        (PROV.wasAttributedTo, NamedNode(f"{samples.BASE}id/organisation/200099999")),
        (DCTERMS.date, Literal("2026-11-25", datatype=NamedNode(XSD.date))),
        (DCTERMS.description, Literal("Le préfet était excusé.", language="fr")),
    ]
    said += [(CT.correctedProperty, NamedNode(predicate))] if predicate else []
    said += [(CT.correctedValue, NamedNode(f"{samples.BASE}id/{value}"))] if value else []
    return [served.stated(node, one, term, CORRECTIONS) for one, term in said]


def with_doubts(folder: Path, text: str) -> FlaskClient:
    releases = samples.release(folder)
    (releases / "current" / "undecided.json").write_text(text, encoding="utf-8")
    return create_app(Config(releases=releases)).test_client()


def page(client: FlaskClient, address: str) -> str:
    response = client.get(address, headers=FRENCH)
    assert response.status_code == 200
    return response.get_data(as_text=True)


def test_a_confirmed_value_says_by_whom_when_and_why(tmp_path: Path) -> None:
    told = page(served.client(tmp_path), served.CONTRACT)
    shown = told[told.index('id="signature"') : told.index('id="territory"')]
    assert "Confirmation</span> par Service des données du Val d&#39;Exemple, le 26 novembre 2026" in shown
    assert "Le contrat signé, consulté au siège, porte cette date." in shown
    assert shown.count("Confirmation") == 1


def test_what_was_rejected_of_a_thing_and_its_parts_is_told_below(tmp_path: Path) -> None:
    extra = [*decided(SIGNATURE, "rejected"), *decided("contrat/crte-200099999", "rejected", CT.signature, SIGNATURE)]
    told = page(served.client(tmp_path, extra), served.CONTRACT)
    section = told[told.index('id="decisions"') :]
    assert section.count("Rejet</span> par Communauté de communes du Val d&#39;Exemple, le 25 novembre 2026") == 2
    assert "Paul Modèle, préfet des Exemples" in section
    assert 'id="decisions"' not in page(served.client(tmp_path / "other"), "/doc/commune/99001")


def test_an_address_that_was_merged_leads_to_the_one_that_stays(tmp_path: Path) -> None:
    kept = NamedNode(f"{samples.BASE}id/personne/jeanne-exemple")
    extra = [
        served.stated("personne/j-exemple", DCTERMS.isReplacedBy, kept, CORRECTIONS),
        *decided("personne/j-exemple", "merged", DCTERMS.isReplacedBy, "personne/jeanne-exemple"),
    ]
    client = served.client(tmp_path, extra)
    moved = client.get("/id/personne/j-exemple")
    assert (moved.status_code, moved.headers["Location"]) == (301, str(kept.value))
    moved = client.get("/doc/personne/j-exemple.ttl")
    assert (moved.status_code, moved.headers["Location"]) == (301, "/doc/personne/jeanne-exemple.ttl")
    assert "Fusion</span>" in page(client, "/doc/personne/jeanne-exemple")


def test_values_on_which_sources_differ_are_both_shown_and_said_to_differ(tmp_path: Path) -> None:
    assert "les sources diffèrent" not in page(served.client(tmp_path / "one"), served.CONTRACT)
    later = Literal("2021-07-10", datatype=NamedNode(XSD.date))
    extra = [served.stated("contrat/crte-200099999", CT.signedOn, later, OTHER)]
    told = page(served.client(tmp_path / "two", extra), served.CONTRACT)
    assert "les sources diffèrent" in told
    assert "9 juillet 2021" in told
    assert "10 juillet 2021" in told


def test_the_page_of_a_source_lists_what_was_left_undecided_in_it(tmp_path: Path) -> None:
    told = page(with_doubts(tmp_path, json.dumps([DOUBT])), served.SOURCE_PAGE)
    section = told[told.index('id="doubts"') :]
    assert "<strong>Saint-Jumeau</strong>" in section
    assert "2 lieux portent ce nom" in section
    assert '<a href="/doc/commune/99001">Saint-Jumeau</a> <span class="note">99001</span>, commune, A (99)' in section
    assert 'href="/undecided"' in section


def test_all_that_is_undecided_is_on_one_page_and_as_json(tmp_path: Path) -> None:
    client = with_doubts(tmp_path, json.dumps([DOUBT, DOUBT | {"document": "inconnu.txt"}]))
    told = page(client, "/undecided")
    assert "La CCVE signe son CRTE</a>" in told
    assert "inconnu.txt" in told
    assert "ailleurs.exemple.fr" not in told
    assert client.get("/undecided.json").get_json()[0] == DOUBT
    assert client.get("/undecided", headers={"Accept": "application/json"}).mimetype == "application/json"
    assert client.get("/undecided.ttl").status_code == 404


def test_a_release_that_leaves_nothing_undecided_says_so(tmp_path: Path) -> None:
    client = served.client(tmp_path)
    assert "Rien : tout ce qui a été reconnu a été tranché." in page(client, "/undecided")
    assert client.get("/undecided.json").get_json() == []


@pytest.mark.parametrize("text", ["{", "[{}]", "[1]"])
def test_a_file_that_cannot_be_read_shows_nothing_and_is_logged(
    tmp_path: Path, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        assert "Rien : tout" in page(with_doubts(tmp_path, text), "/undecided")
    assert "undecided.json" in caplog.text

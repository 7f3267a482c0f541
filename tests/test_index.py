from __future__ import annotations

import pytest
from rdflib import Literal, URIRef

from ontology.names import CT, DCTERMS, IGEO, RDFS, SKOS
from server.addresses import Site
from server.index import Entry, Index
from server.store import Row

SITE = Site("http://localhost:8000/")


def rows(kind: str, key: str, *names: tuple[URIRef, str]) -> list[Row]:
    return [{"thing": SITE.thing(kind, key), "property": prop, "name": Literal(name)} for prop, name in names]


INDEX = Index.of(
    SITE,
    [
        *rows("commune", "62498", (RDFS.label, "Lens"), (IGEO.codeINSEE, "62498"), (CT.siren, "216204982")),
        *rows("commune", "38207", (RDFS.label, "Lens-Lestang"), (IGEO.codeINSEE, "38207")),
        *rows("commune", "93066", (RDFS.label, "Saint-Denis"), (IGEO.codeINSEE, "93066")),
        *rows(
            "epci", "246200364", (RDFS.label, "CA de Lens - Liévin"), (SKOS.altLabel, "CALL"), (CT.siren, "246200364")
        ),
        *rows("contrat", "crte-246200364", (RDFS.label, "CRTE de Lens-Liévin")),
        *rows("source", "000", (DCTERMS.title, "Œuvre commune"), (DCTERMS.identifier, "000.txt")),
        *rows("preuve", "abc", (RDFS.label, "Lens")),
        {"thing": URIRef("http://ailleurs.fr/x"), "property": RDFS.label, "name": Literal("Lens")},
    ],
)


def found(text: str, kind: str = "") -> list[str]:
    return [entry.thing.rsplit("/", 1)[-1] for entry in INDEX.find(text, kind).entries]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("lens", ["62498", "38207", "crte-246200364", "246200364"]),
        ("LENS lievin", ["crte-246200364", "246200364"]),
        ("liévin", ["crte-246200364", "246200364"]),
        ("lens-liev", ["crte-246200364", "246200364"]),
        ("call", ["246200364"]),
        ("62498", ["62498"]),
        ("216204982", ["62498"]),
        ("oeuvre", ["000"]),
        ("saint denis", ["93066"]),
        ("saind denis", ["93066"]),
        ("inconnu", []),
        ("«»", []),
    ],
)
def test_a_thing_is_found_by_its_words_whatever_the_accents_and_despite_a_slip(text: str, keys: list[str]) -> None:
    assert found(text) == keys


def test_a_word_read_for_another_is_told() -> None:
    assert INDEX.find("saind denis").near == {"saind": "saint"}
    assert INDEX.find("saint denis").near == {}


def test_an_empty_search_lists_everything_of_a_kind() -> None:
    assert found("", "commune") == ["62498", "38207", "93066"]
    assert INDEX.find("").total == 6


def test_the_kinds_are_counted_before_the_filter() -> None:
    answer = INDEX.find("lens", "commune")
    assert [entry.kind for entry in answer.entries] == ["commune", "commune"]
    assert answer.kinds == {"commune": 2, "epci": 1, "contrat": 1}
    assert answer.total == 4


def test_what_people_do_not_look_for_and_what_is_elsewhere_is_not_indexed() -> None:
    assert INDEX.count() == {"commune": 3, "epci": 1, "contrat": 1, "source": 1}


def test_an_entry_has_its_best_name_its_code_and_its_other_names() -> None:
    (entry,) = INDEX.find("62498").entries
    assert entry == Entry(SITE.thing("commune", "62498"), "commune", "Lens", ("216204982",), "62498")

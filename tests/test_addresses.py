from __future__ import annotations

import pytest
from rdflib import URIRef

from server.addresses import Place, Site

SITE = Site("https://data.exemple.fr/pacte/")


def test_every_path_stands_under_the_path_of_the_base() -> None:
    paths = [SITE.home(), SITE.search("x"), SITE.catalogue("ttl"), SITE.definition(), SITE.dumps(), SITE.dump("a.gz")]
    paths += [
        SITE.sparql(),
        SITE.questions("gaps", "csv"),
        SITE.static("pacte.css"),
        SITE.document(SITE.thing("a", "b")),
    ]
    assert all(path.startswith("/pacte/") for path in paths)
    assert SITE.absolute("catalogue") == "https://data.exemple.fr/pacte/catalogue"
    assert SITE.host == "data.exemple.fr"


def test_the_stated_language_is_carried_by_pages_and_not_by_data() -> None:
    english = SITE.in_language("en")
    assert english.document(SITE.thing("commune", "62498")) == "/pacte/doc/commune/62498?lang=en"
    assert english.document(SITE.thing("commune", "62498"), "ttl") == "/pacte/doc/commune/62498.ttl"
    assert english.search("é&", "commune", 3) == "/pacte/recherche?q=%C3%A9%26&type=commune&page=3&lang=en"
    assert english.in_language(None).home() == "/pacte/"


@pytest.mark.parametrize(
    ("iri", "place"),
    [
        ("https://data.exemple.fr/pacte/id/commune/62498", Place("/pacte/doc/commune/62498", outside=False)),
        ("https://w3id.org/pacte/def", Place("/pacte/def", outside=False)),
        ("https://w3id.org/pacte/def#covers", Place("/pacte/def#covers", outside=False)),
        ("https://w3id.org/pacte/def/contract-kind#crte", Place("/pacte/def/contract-kind#crte", outside=False)),
        ("https://w3id.org/pacte/defence", Place("https://w3id.org/pacte/defence", outside=True)),
        ("mailto:a@exemple.fr", Place("mailto:a@exemple.fr", outside=True)),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("urn:x:y", None),
        ("//exemple.fr", None),
        ("http://[", None),
    ],
)
def test_only_http_and_mailto_become_links(iri: str, place: Place | None) -> None:
    assert SITE.place(iri) == place
    assert SITE.place(URIRef(iri)) == place


@pytest.mark.parametrize(
    "iri", ["https://ailleurs.fr/id/commune/1", "https://data.exemple.fr/pacte/id/commune/1/2", ""]
)
def test_a_thing_of_another_place_has_no_document_here(iri: str) -> None:
    assert not SITE.owns(iri)
    with pytest.raises(ValueError, match="is not the IRI of a thing"):
        SITE.document(iri)

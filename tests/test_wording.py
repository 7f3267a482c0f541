from __future__ import annotations

import pytest
from rdflib import Literal, URIRef
from rdflib.namespace import XSD

from ontology.names import CT, DCAT, KIND, ORG, RDFS
from server.languages import texts
from server.things.descriptions import Description, Quad
from server.wording import Wording, curie

THING = URIRef("http://localhost:8000/id/contrat/x")
FRENCH = Wording(texts("fr"), {CT.covers: "couvre"})


def description(*pairs: tuple[URIRef, Literal | URIRef]) -> Description:
    return Description(THING, [Quad(THING, predicate, value, THING) for predicate, value in pairs])


@pytest.mark.parametrize(
    ("iri", "short"),
    [(CT.covers, "ct:covers"), (KIND.crte, "kind:crte"), (URIRef("urn:x"), "urn:x"), (str(CT), str(CT))],
)
def test_an_address_is_shortened_by_a_prefix_that_is_known(iri: str, short: str) -> None:
    assert curie(iri) == short


def test_a_term_is_called_as_the_vocabulary_does_then_as_the_interface_does_then_by_its_short_name() -> None:
    assert FRENCH.term(CT.covers) == "Couvre"
    assert FRENCH.term(ORG.memberOf) == "Membre de"
    assert FRENCH.term(CT.axis) == "ct:axis"


def test_a_property_is_read_backwards() -> None:
    assert FRENCH.inverse(CT.covers) == "Couvert par"
    assert FRENCH.inverse(RDFS.seeAlso) == "Cité comme « rdfs:seeAlso » par"


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2019", "2022", "de 2019 à 2022"),
        ("2019", None, "depuis 2019"),
        (None, "2022", "jusqu’à 2022"),
        ("2021", "2021", "2021"),
        (None, None, ""),
    ],
)
def test_a_period_is_named_by_the_bounds_it_has(start: str | None, end: str | None, words: str) -> None:
    first, last = (Literal(one, datatype=XSD.gYear) if one else None for one in (start, end))
    assert FRENCH.period(first, last) == words


def test_a_node_without_a_name_is_called_by_its_bounds_else_by_its_address() -> None:
    bound = description((DCAT.startDate, Literal("2019", datatype=XSD.gYear)))
    assert FRENCH.name(bound, THING) == Literal("depuis 2019", lang="fr")
    assert FRENCH.name(description(), THING) == Literal(str(THING))


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([Literal("Un", lang="fr"), Literal("One", lang="en")], "Un"),
        ([Literal("One", lang="en"), Literal("Un")], "Un"),
        ([Literal("One", lang="en")], "One"),
    ],
)
def test_a_name_is_in_the_language_asked_for_else_in_french_else_in_any(names: list[Literal], expected: str) -> None:
    assert str(description(*((RDFS.label, name) for name in names)).label(THING, "fr")) == expected


def test_a_value_without_its_year_or_unit_is_written_alone() -> None:
    read = description()
    assert FRENCH.literal(read, THING, CT.population, Literal(1)) == "1 habitant"
    assert FRENCH.literal(read, THING, CT.population, Literal("nombre")) == "nombre"
    assert FRENCH.literal(read, THING, CT.value, Literal(5)) == "5"
    assert FRENCH.literal(read, THING, CT.unit, Literal("cités minières")) == "cités minières"
    assert FRENCH.literal(read, THING, CT.unit, Literal("EUR")) == "€"

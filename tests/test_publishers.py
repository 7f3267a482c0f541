from __future__ import annotations

from rdflib import Literal

from loaders.model import Document, Evidence, Reading, Statement
from loaders.publishers import Publisher, labels, of_tables, organisations, publishers
from ontology.addresses import Addresses
from ontology.names import LOCAL_BASE, RDFS, SKOS

ADDRESSES = Addresses(LOCAL_BASE)
EPCI = ADDRESSES.organisation("200099999")


def reading(key: str, publisher: str | None, *statements: Statement) -> Reading:
    return Reading(Document(f"{key}.txt", key, "Un texte.", "", publisher=publisher), (), statements)


def row(iri: str, name: str) -> bytes:
    return f'<{iri}> <{RDFS.label}> "{name}"@fr <{LOCAL_BASE}id/source/epci> .\n'.encode()


def found_in(lines: list[bytes], readings: list[Reading]) -> dict[str, Publisher]:
    return publishers(readings, organisations(of_tables(lines, ADDRESSES), readings, ADDRESSES), ADDRESSES)


def test_a_publisher_is_the_organisation_that_tables_know_by_that_name() -> None:
    lines = [row(EPCI, "Communauté de communes du Val d'Exemple"), row(ADDRESSES.commune("99001"), "Autre chose")]
    found = found_in(lines, [reading("a", "Communauté de Communes du Val d’Exemple")])
    assert found == {"a.txt": Publisher(EPCI, None)}


def test_a_name_with_quotes_is_known_as_it_reads() -> None:
    lines = [row(EPCI, 'SM \\"Exemple Numérique\\" \\\\ Val')]
    assert labels(lines, ADDRESSES) == {str(EPCI): 'SM "Exemple Numérique" \\ Val'}
    assert found_in(lines, [reading("a", "SM « Exemple numérique » Val")]) == {"a.txt": Publisher(EPCI, None)}


def test_a_publisher_is_the_organisation_that_documents_know_by_that_name() -> None:
    named = Statement(EPCI, SKOS.altLabel, Literal("CCVE", lang="fr"), (Evidence(0, 2),))
    found = found_in([], [reading("a", "CCVE"), reading("b", None, named)])
    assert found == {"a.txt": Publisher(EPCI, None)}


def test_a_name_that_fits_two_organisations_is_not_guessed() -> None:
    other = ADDRESSES.organisation("200099998")
    found = found_in([row(EPCI, "CC du Val"), row(other, "CC du Val")], [reading("a", "CC du Val")])
    assert found == {"a.txt": Publisher(ADDRESSES.organisation("cc-du-val"), "CC du Val")}


def test_a_publisher_that_nothing_else_names_has_one_spelling() -> None:
    readings = [reading("b", "DREAL Exemple-Modèle"), reading("a", "Dreal Exemple Modèle"), reading("c", "?!")]
    made = Publisher(ADDRESSES.organisation("dreal-exemple-modele"), "Dreal Exemple Modèle")
    assert found_in([], readings) == {"a.txt": made, "b.txt": made}


def test_an_ambiguous_name_that_one_of_the_organisations_bears_is_not_said_twice() -> None:
    made = ADDRESSES.organisation("cabinet-exemple")
    lines = [row(made, "Cabinet Exemple"), row(EPCI, "Cabinet Exemple")]
    assert found_in(lines, [reading("a", "Cabinet Exemple")]) == {"a.txt": Publisher(made, None)}

"""Names that two persons may share, and spellings of one person's name."""

from __future__ import annotations

from pages import ADDRESSES, document, graph, referential
from rdflib import RDF

from loaders.documents import read_all, reconcile
from loaders.model import Reading
from ontology.names import FOAF


def read(*texts: str) -> tuple[Reading, ...]:
    told = [document(text, f"page-{place}") for place, text in enumerate(texts)]
    return read_all(told, referential(), ADDRESSES)


def doubts(readings: tuple[Reading, ...]) -> list[tuple[str, list[str]]]:
    told = [doubt for one in readings for doubt in one.undecided]
    return [(doubt.words, [str(iri).rpartition("/id/")[2] for iri in doubt.candidates]) for doubt in told]


def test_one_name_for_mayors_of_two_departements_is_told_in_both_sources() -> None:
    told = read("Paul Modèle, maire de Figeac, a parlé.", "Paul Modèle, maire de Lens, a parlé.")
    both = ["commune/46102", "commune/62498"]
    assert doubts(told) == [("Paul Modèle", both)] * 2
    assert doubts(reconcile(told)) == doubts(told)


def test_one_departement_or_a_body_in_common_is_no_doubt() -> None:
    near = "Paul Modèle, vice-président du Département du Lot, a parlé."
    assert doubts(read("Paul Modèle, maire de Figeac, a parlé.", near)) == []
    same = "Paul Modèle, maire de Figeac, a parlé."
    assert doubts(read(same, same)) == []


def test_two_posts_in_one_source_are_those_of_one_person() -> None:
    assert doubts(read("Paul Modèle, maire de Figeac, a parlé. Paul Modèle, maire de Lens, a parlé.")) == []


def test_a_post_that_no_departement_tells_raises_no_doubt() -> None:
    state = "Paul Modèle, préfet du Pas-de-Calais, a parlé."
    assert doubts(read("Paul Modèle, maire de Figeac, a parlé.", state)) == []


def test_capitals_hyphens_and_accents_make_no_other_person() -> None:
    told = read(
        "Jean-Louis Modèle, maire de Figeac, a parlé.",
        "Jean Louis MODELE, maire de Figeac, a parlé.",
        "M. JEAN-LOUIS MODÈLE, maire de Figeac, a parlé.",
    )
    persons = {person for one in told for person in graph(one).subjects(RDF.type, FOAF.Person)}
    assert [str(person).rpartition("/")[2] for person in persons] == ["jean-louis-modele"]

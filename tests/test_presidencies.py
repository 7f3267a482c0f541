"""Presidents who sign for an intercommunality of which only the form is told."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pages import ADDRESSES, document, graph, names, places

from loaders.documents.page import page_of
from loaders.documents.reading import NOTHING, Reader
from loaders.model import Reading
from ontology.names import CT, ORG

PRESIDENT = "Anne Modèle, présidente de la {},"
SIGNED = "Le 3 mai 2022, {} et {} ont signé le contrat de ville."


def read(text: str, publisher: str | None = None) -> Reading:
    return Reader(places(), ADDRESSES).read(page_of(replace(document(text), publisher=publisher)), NOTHING)


def parties(told: Reading) -> list[str]:
    return names(graph(told), next(graph(told).subjects(CT.kind)), CT.party)


def told(form: str, mayors: str, publisher: str | None = None) -> Reading:
    return read(SIGNED.format(PRESIDENT.format(form), mayors), publisher)


def test_the_commune_of_the_mayor_who_signs_too_tells_the_intercommunality() -> None:
    one = told("communauté d'agglomération", "Paul Exemple, maire d'Hénin-Beaumont,")
    assert parties(one) == ["Communauté d'agglomération d'Hénin-Carvin", "Commune de Hénin-Beaumont"]
    reasons = {e.reason for s in one.statements for e in s.evidence if s.predicate == ORG.organization}
    assert "intercommunalité de cette forme à laquelle appartient la commune du maire qui signe aussi" in reasons
    assert one.undecided == ()


@pytest.mark.parametrize("publisher", ["Ville d'Hénin-Beaumont", "Communauté d'agglomération d'Hénin-Carvin"])
def test_else_who_publishes_the_page_tells_it(publisher: str) -> None:
    one = told("communauté d'agglomération", "Paul Exemple, sous-préfet de Lens,", publisher)
    assert parties(one) == ["Communauté d'agglomération d'Hénin-Carvin", "État"]


@pytest.mark.parametrize("publisher", [None, "Le Journal d'Exemple"])
def test_what_nothing_tells_is_left_to_a_person(publisher: str | None) -> None:
    one = told("communauté d'agglomération", "Paul Exemple, sous-préfet de Lens,", publisher)
    assert [(doubt.words, doubt.candidates) for doubt in one.undecided] == [("communauté d'agglomération", ())]


def test_an_intercommunality_of_another_form_is_not_the_one() -> None:
    one = told("communauté de communes", "Paul Exemple, maire d'Hénin-Beaumont,")
    assert parties(one) == ["Commune de Hénin-Beaumont"]
    assert [doubt.words for doubt in one.undecided] == ["communauté de communes"]


def test_communes_of_several_intercommunalities_leave_the_candidates() -> None:
    one = told("communauté d'agglomération", "Paul Exemple, maire d'Hénin-Beaumont, Jean Autre, maire de Béthune,")
    assert [len(doubt.candidates) for doubt in one.undecided] == [2]


def test_a_president_who_signs_nothing_is_no_doubt() -> None:
    assert read("Anne Modèle, présidente de la communauté d'agglomération, a parlé.").undecided == ()
    named = "Anne Modèle, présidente de la communauté d'agglomération d'Hénin-Carvin, signe le contrat de ville."
    assert read(named).undecided == ()


def test_who_publishes_is_not_sought_in_what_the_publisher_signs() -> None:
    one = told("métropole", "le préfet", "Anne Modèle, présidente de la métropole, signe")
    assert [doubt.words for doubt in one.undecided] == ["métropole"]

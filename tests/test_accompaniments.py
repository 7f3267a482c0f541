from pages import ADDRESSES, graph, names, reading
from rdflib import RDF

from ontology.names import CT, DCTERMS, KIND

FIELDS = """Assistance à l'élaboration de CRTE

Commanditaire : ANCT
Période : du 1er mars 2021 au 31 mai 2022

Partenaires
Cabinet Exemple, Atelier Modèle

Territoires accompagnés :

• Communauté de communes du Pays de Lamastre
• Laval Agglomération
Le CRTE est le contrat de relance et de transition écologique.
"""


def test_help_is_read_from_fields_on_their_line_or_under_their_name() -> None:
    found = graph(reading(FIELDS))
    (help_,) = found.subjects(RDF.type, CT.Accompaniment)
    assert found.value(help_, CT.client) == ADDRESSES.organisation("anct")
    assert names(found, help_, CT.partner) == ["Atelier Modèle", "Cabinet Exemple"]
    assert names(found, help_, CT.beneficiary) == ["Laval Agglomération", "Pays de Lamastre"]
    assert found.value(help_, DCTERMS.temporal) == ADDRESSES.period("2021-03-01", "2022-05-31")
    assert found.value(help_, CT.kind) == KIND["crte"]


def test_a_page_in_fields_that_says_no_help_is_none() -> None:
    assert not list(graph(reading(FIELDS.replace("Assistance à l'", "Voici l'"))).subjects(RDF.type, CT.Accompaniment))


def test_a_page_without_a_client_or_territories_is_no_help() -> None:
    assert not list(graph(reading("Accompagnement\n\nClient\nANCT")).subjects(RDF.type, CT.Accompaniment))


def test_a_field_may_stand_last_and_empty() -> None:
    text = "Accompagnement de territoires\n\nClient\nANCT\n\nPartenaires\n; . ,\n\nBénéficiaires :"
    found = graph(reading(text))
    assert len(list(found.subjects(RDF.type, CT.Accompaniment))) <= 1


def test_a_kind_succeeds_another_in_either_direction_of_the_sentence() -> None:
    for text in (
        "Les CTE deviennent des CRTE.",
        "Les CRTE remplacent les CTE.",
        "Le CTE est remplacé par le CRTE.",
        "Le CRTE prend la suite du CTE.",
    ):
        assert list(graph(reading(text)).subject_objects(CT.succeeds)) == [(KIND["crte"], KIND["cte"])]


def test_two_kinds_named_together_succeed_nothing() -> None:
    text = "Les CTE et les CRTE aident. Un CTE existe.\n\nIl deviendra utile au CRTE."
    assert not list(graph(reading(text)).subject_objects(CT.succeeds))

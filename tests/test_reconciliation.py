from pages import document
from rdflib import RDF, RDFS, SKOS, XSD, Literal, URIRef

from loaders.documents.reconciliation import reconcile
from loaders.model import Evidence, Reading, Statement
from ontology.names import CT, SCHEMA

NODE = URIRef("http://localhost:8000/id/programme/exemple")
WORDS = (Evidence(0, 4),)


def said(*labels: str) -> Reading:
    told = [Statement(NODE, RDFS.label, Literal(label, lang="fr"), WORDS) for label in labels]
    return Reading(document("Texte"), (), tuple(told))


def values(readings: tuple[Reading, ...], predicate: URIRef) -> set[str]:
    return {str(s.object) for one in readings for s in one.statements if s.predicate == predicate}


def test_the_name_that_most_sources_give_is_the_label_and_others_are_spellings() -> None:
    told = reconcile([said("Exemple"), said("Exemple"), said("exemple")])
    assert values(told, RDFS.label) == {"Exemple"}
    assert values(told, SKOS.altLabel) == {"exemple"}


def test_between_equals_the_longest_then_the_first_in_the_alphabet_is_the_label() -> None:
    assert values(reconcile([said("Plan B", "Le plan B")]), RDFS.label) == {"Le plan B"}
    assert values(reconcile([said("Plan b"), said("Plan B")]), RDFS.label) == {"Plan B"}


def test_a_spelling_that_is_the_label_is_not_said_twice() -> None:
    other = Statement(NODE, SKOS.altLabel, Literal("Exemple", lang="fr"), WORDS)
    one = said("Exemple")
    told = reconcile([Reading(one.document, (), (*one.statements, other))])
    assert values(told, SKOS.altLabel) == set()


def test_evidence_is_kept_and_each_statement_said_once() -> None:
    one = said("Exemple", "exemple", "exemple")
    (told,) = reconcile([one])
    assert all(statement.evidence == WORDS for statement in told.statements)
    assert len(told.statements) == 2


def fact(node: str, predicate: URIRef, value: URIRef | Literal) -> Statement:
    return Statement(URIRef(f"http://localhost:8000/id/{node}"), predicate, value, WORDS)


def page(*facts: Statement) -> Reading:
    return Reading(document("Texte"), (), facts)


def test_who_signed_for_one_source_is_no_witness_for_another() -> None:
    person = URIRef("http://localhost:8000/id/personne/anne")
    told = reconcile([page(fact("signature/a", CT.signatory, person)), page(fact("signature/a", CT.witness, person))])
    assert [s.predicate for one in told for s in one.statements] == [CT.signatory]


def test_a_thing_has_one_day_and_one_place_in_its_list() -> None:
    days = [Literal(f"2021-07-0{day}", datatype=XSD.date) for day in (8, 9, 9)]
    told = reconcile([page(fact("evenement/a", SCHEMA.startDate, day)) for day in days])
    assert {str(s.object) for one in told for s in one.statements} == {"2021-07-09"}


def test_an_amendment_is_tied_to_the_contract_that_another_document_tells() -> None:
    told = reconcile(
        [
            page(fact("contrat/crte-200016905", RDF.type, CT.Contract)),
            page(fact("contrat/avenant-crte-200016905-2", RDF.type, CT.Contract)),
        ]
    )
    assert {(s.predicate, str(s.object).rpartition("/")[2]) for s in told[1].statements} == {
        (RDF.type, "def#Contract"),
        (RDF.type, "def#Amendment"),
        (CT.amends, "crte-200016905"),
    }


def test_an_amendment_whose_contract_nobody_tells_is_a_contract_only() -> None:
    (told,) = reconcile([page(fact("contrat/avenant-crte-200016905-2", RDF.type, CT.Contract))])
    assert [s.object for s in told.statements] == [CT.Contract]


def test_the_same_words_are_no_evidence_twice_and_plain_ones_come_before_inferred() -> None:
    inferred = Evidence(0, 4, "déduit")
    node = URIRef("http://localhost:8000/id/contrat/a")
    told = [Statement(node, CT.party, NODE, (inferred,)), Statement(node, CT.party, NODE, WORDS)]
    (one,) = reconcile([page(*told, *reversed(told))])
    assert [statement.evidence for statement in one.statements] == [WORDS]

"""The vocabulary and its schemes keep their own rules, and agree with the names the code uses."""

from __future__ import annotations

from pathlib import Path

import pytest
from national import national
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import DefinedNamespaceMeta

import ontology
from ontology import names, rules
from ontology.names import CT, OWL, RDF, RDFS, SH, SKOS, VOCABULARY

HOME = Path(ontology.__file__).parent
EXAMPLE = Graph().parse(HOME / "examples" / "contract.ttl", format="turtle")
GRAPH = rules.vocabulary()
TERMS = sorted({URIRef(str(s)) for s in GRAPH.subjects() if str(s).startswith(str(CT._NS))})
CLASSES = sorted(URIRef(str(s)) for s in GRAPH.subjects(RDF.type, OWL.Class))
PROPERTIES = [term for term in TERMS if term not in CLASSES and (term, RDF.type, SKOS.ConceptScheme) not in GRAPH]
CONCEPTS = sorted(URIRef(str(s)) for s in GRAPH.subjects(RDF.type, SKOS.Concept))


def languages(subject: URIRef, predicate: URIRef) -> set[str | None]:
    return {value.language for value in GRAPH.objects(subject, predicate) if isinstance(value, Literal)}


def test_the_names_of_the_code_are_the_terms_of_the_vocabulary() -> None:
    spelled = {getattr(CT, name) for name in CT.__annotations__ if not name.startswith("_")}
    assert spelled == set(TERMS)


@pytest.mark.parametrize("term", [*TERMS, *CONCEPTS])
def test_a_term_has_a_label_and_a_definition_in_french_and_english(term: URIRef) -> None:
    labels = languages(term, RDFS.label) or languages(term, SKOS.prefLabel)
    assert {"fr", "en"} <= labels
    assert {"fr", "en"} <= languages(term, SKOS.definition)
    assert (term, RDFS.isDefinedBy, VOCABULARY) in GRAPH


@pytest.mark.parametrize("term", CLASSES)
def test_a_class_has_a_shape_and_specialises_another(term: URIRef) -> None:
    shapes = rules.shapes()
    assert list(shapes.subjects(SH.targetClass, term))
    assert list(GRAPH.objects(term, RDFS.subClassOf))


@pytest.mark.parametrize("term", [*CLASSES, *PROPERTIES])
def test_the_complete_example_uses_every_term(term: URIRef) -> None:
    assert (None, term, None) in EXAMPLE or (None, RDF.type, term) in EXAMPLE


@pytest.mark.parametrize("concept", CONCEPTS)
def test_a_concept_belongs_to_one_scheme_under_one_notation(concept: URIRef) -> None:
    [scheme] = GRAPH.objects(concept, SKOS.inScheme)
    assert (scheme, SKOS.hasTopConcept, concept) in GRAPH
    assert len(list(GRAPH.objects(concept, SKOS.notation))) == 1


@pytest.mark.parametrize("scheme", [CT.ContractKind, CT.Decision, CT.LegalForm, CT.Theme])
def test_no_two_concepts_of_a_scheme_share_a_name(scheme: URIRef) -> None:
    concepts = list(GRAPH.subjects(SKOS.inScheme, scheme))
    told = [
        (concept, str(label).casefold())
        for concept in concepts
        for term in (SKOS.prefLabel, SKOS.altLabel)
        for label in GRAPH.objects(concept, term)
        if isinstance(label, Literal) and label.language == "fr"
    ]
    shared = {name for concept, name in told for other, same in told if name == same and concept != other}
    assert shared == set()


def test_the_vocabulary_has_no_blank_node() -> None:
    assert not [node for triple in GRAPH for node in triple if isinstance(node, BNode)]


@pytest.mark.parametrize("shape", sorted({str(s) for s in rules.shapes().subjects(SH.message)}))
def test_a_rule_says_what_must_be_true_in_french_and_english(shape: str) -> None:
    messages = list(rules.shapes().objects(URIRef(shape), SH.message))
    assert sorted(str(m.language) for m in messages if isinstance(m, Literal)) == ["en", "fr"]


def test_every_prefix_names_a_vocabulary_once() -> None:
    assert len(set(names.PREFIXES.values())) == len(names.PREFIXES)


def test_a_borrowed_term_exists_in_the_vocabulary_it_is_borrowed_from() -> None:
    graph = GRAPH + rules.shapes() + EXAMPLE
    used = {node for triple in graph for node in triple if isinstance(node, URIRef)}
    spelled = [getattr(names, name) for name in names.__all__ if isinstance(getattr(names, name), DefinedNamespaceMeta)]
    borrowed = {term: book for term in used for book in spelled if term.startswith(str(book)) and term != URIRef(book)}
    assert {SKOS.prefLabel, names.OA.exact, names.GEO.Feature} <= borrowed.keys()
    assert [term for term, book in borrowed.items() if term not in book] == []


@pytest.mark.national
def test_the_terms_borrowed_from_insee_exist() -> None:
    theirs = set(Graph().parse(national("data", "insee", "insee-geo.ttl"), format="turtle").subjects())
    ours = {getattr(names.IGEO, name) for name in names.IGEO.__annotations__ if not name.startswith("_")}
    assert ours <= theirs

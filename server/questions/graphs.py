"""The stored questions and their answers as RDF.

A question is a `sh:SPARQLSelectExecutable` with what people call it, the endpoint it is for and its parameters
(https://www.w3.org/TR/shacl/#sparql-constraints-prefixes, https://www.w3.org/TR/shacl-af/), the form in which SPARQL
examples are exchanged. An answer is an `rs:ResultSet` (https://www.w3.org/2001/sw/DataAccess/tests/result-set.n3).
Every node has an address: that of the question or of the answer, with a fragment.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from rdflib import Literal, URIRef

from ontology.names import DCTERMS, PREFIXES, RDF, RDFS, RS, SCHEMA, SH, XSD
from server.addresses import Site
from server.negotiation import LANGUAGES
from server.questions.answers import Answer
from server.questions.asking import Asked
from server.questions.parameters import Parameter
from server.store import Term
from server.things.descriptions import Quad

__all__ = ["answered", "described"]

Triple: TypeAlias = tuple[URIRef, URIRef, Term]


def described(asked: Iterable[Asked], site: Site) -> tuple[Quad, ...]:
    """Return the questions, each with the values that it has here in its query."""
    graph = URIRef(site.absolute("questions"))
    told = [*_prefixes(site), *(triple for one in asked for triple in _executable(one, site))]
    return tuple(Quad(*triple, graph) for triple in told)


def answered(asked: Asked, answer: Answer, site: Site) -> tuple[Quad, ...]:
    """Return the rows of an answer, with the question as it was asked."""
    graph = URIRef(asked.iri(site))
    told = [*_rows(asked, answer, site), *_executable(asked, site), *_prefixes(site)]
    return tuple(Quad(*triple, graph) for triple in told)


def _executable(asked: Asked, site: Site) -> Iterator[Triple]:
    question = asked.question
    node = URIRef(site.absolute(f"questions/{question.name}"))
    yield node, RDF.type, SH.SPARQLExecutable
    yield node, RDF.type, SH.SPARQLSelectExecutable
    for language in LANGUAGES:
        yield node, RDFS.comment, Literal(question.title[language], lang=language)
        yield node, DCTERMS.description, Literal(question.description[language], lang=language)
    yield node, SH.prefixes, URIRef(site.absolute("questions") + "#prefixes")
    yield node, SH.select, Literal(asked.query)
    yield node, SCHEMA.target, URIRef(site.absolute("sparql"))
    yield node, SCHEMA.keywords, Literal(question.group)
    for parameter in question.parameters:
        yield node, SH.parameter, URIRef(f"{node}#{parameter.name}")
        yield from _parameter(URIRef(f"{node}#{parameter.name}"), parameter, site)


def _parameter(node: URIRef, parameter: Parameter, site: Site) -> Iterator[Triple]:
    yield node, RDF.type, SH.Parameter
    yield node, SH.path, node
    for language in LANGUAGES:
        yield node, SH.name, Literal(parameter.title[language], lang=language)
    yield node, SH.optional, Literal(str(parameter.optional).lower(), datatype=XSD.boolean)
    if parameter.is_thing:
        yield node, SH.nodeKind, SH.IRI
    elif parameter.kind == "text":
        yield node, SH.datatype, XSD.string
    value = parameter.value(parameter.given({}), site)
    if value is not None:
        yield node, SH.defaultValue, value


def _prefixes(site: Site) -> Iterator[Triple]:
    """Yield the prefixes that the queries use, as SHACL declares them."""
    node = URIRef(site.absolute("questions") + "#prefixes")
    for prefix, namespace in sorted(PREFIXES.items()):
        one = URIRef(f"{node}-{prefix}")
        yield node, SH.declare, one
        yield one, SH.prefix, Literal(prefix)
        yield one, SH.namespace, Literal(namespace, datatype=XSD.anyURI)


def _rows(asked: Asked, answer: Answer, site: Site) -> Iterator[Triple]:
    node = URIRef(asked.iri(site))
    yield node, RDF.type, RS.ResultSet
    yield node, SCHEMA.isBasedOn, URIRef(site.absolute(f"questions/{asked.question.name}"))
    yield node, RS.size, Literal(str(answer.total), datatype=XSD.integer)
    for name in answer.names:
        yield node, RS.resultVariable, Literal(name)
    for number, row in enumerate(answer.rows, answer.first):
        solution = URIRef(f"{node}#{number}")
        yield node, RS.solution, solution
        yield solution, RS.index, Literal(str(number), datatype=XSD.integer)
        for name in answer.names:
            if name in row:
                binding = URIRef(f"{solution}-{name}")
                yield solution, RS.binding, binding
                yield binding, RS.variable, Literal(name)
                yield binding, RS.value, row[name]

"""The terms of the engine, pyoxigraph's, as rdflib's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pyoxigraph
from rdflib import BNode, Graph, Literal, URIRef

from ontology.names import XSD

__all__ = ["Row", "Term", "graph", "rows"]

Term = URIRef | Literal | BNode
Row = Mapping[str, Term]


def rows(found: pyoxigraph.QuerySolutions) -> list[Row]:
    """Return rows, in order; an unbound variable is absent from its row."""
    names = [(variable.value, variable) for variable in found.variables]
    return [{name: _term(row[key]) for name, key in names if row[key] is not None} for row in found]


def graph(triples: Iterable[pyoxigraph.Triple | pyoxigraph.Quad]) -> Graph:
    """Return the graph of these triples."""
    found = Graph()
    for triple in triples:
        found.add((_term(triple.subject), _term(triple.predicate), _term(triple.object)))
    return found


def _term(term: object) -> Term:
    match term:
        case pyoxigraph.NamedNode():
            return URIRef(term.value)
        case pyoxigraph.BlankNode():
            return BNode(term.value)
        case pyoxigraph.Literal(language=str() as language):
            return Literal(term.value, lang=language)
        case pyoxigraph.Literal():
            return _literal(term.value, term.datatype.value)
        case _:
            raise ValueError(f"{term}: triple terms are not published")


def _literal(value: str, datatype: str) -> Literal:
    """Return a literal as rdflib's parsers make it: a plain string carries no datatype, and lexical forms are kept."""
    if datatype == str(XSD.string):
        return Literal(value)
    return Literal(value, datatype=URIRef(datatype), normalize=False)

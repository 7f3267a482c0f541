"""Turtle and TriG as people read them: short names, one subject a block, always the same bytes.

https://www.w3.org/TR/turtle/ and https://www.w3.org/TR/trig/
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

import pyoxigraph
from rdflib import Literal, URIRef

from ontology.names import RDF, XSD
from server.store import Term
from server.things.descriptions import Quad

__all__ = ["trig", "turtle"]

_LOCAL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?")
_BARE = {XSD.integer: re.compile(r"[+-]?[0-9]+"), XSD.boolean: re.compile(r"true|false")}


def turtle(quads: Sequence[Quad], prefixes: Mapping[str, str]) -> str:
    """Write statements without their graphs; subjects come in the order given, each with all that is said of it."""
    names = _Names(prefixes)
    body = "\n".join(_blocks(quads, names, ""))
    return f"{names.header()}\n{body}"


def trig(quads: Sequence[Quad], prefixes: Mapping[str, str]) -> str:
    """Write statements graph by graph, in the order given."""
    names = _Names(prefixes)
    graphs = {graph: [quad for quad in quads if quad.graph == graph] for graph in dict.fromkeys(q.graph for q in quads)}
    written = [
        f"{names.iri(graph)} {{\n" + "\n".join(_blocks(stated, names, "    ")) + "}\n"
        for graph, stated in graphs.items()
    ]
    return f"{names.header()}\n" + "\n".join(written)


class _Names:
    """Shorten IRIs by prefixes, and remember which were used."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._prefixes = sorted(prefixes.items(), key=lambda item: (-len(item[1]), item[0]))
        self._used: dict[str, str] = {}

    def header(self) -> str:
        return "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in sorted(self._used.items()))

    def iri(self, iri: str) -> str:
        for prefix, namespace in self._prefixes:
            if iri.startswith(namespace) and _LOCAL.fullmatch(iri, len(namespace)):
                self._used[prefix] = namespace
                return f"{prefix}:{iri[len(namespace) :]}"
        return str(pyoxigraph.NamedNode(iri))

    def term(self, term: Term) -> str:
        if not isinstance(term, Literal):
            return self.iri(str(term))
        if term.language:
            return str(pyoxigraph.Literal(str(term), language=term.language))
        if term.datatype in _BARE and _BARE[term.datatype].fullmatch(str(term)):
            return str(term)
        text = str(pyoxigraph.Literal(str(term)))
        return f"{text}^^{self.iri(term.datatype)}" if term.datatype else text


def _blocks(quads: Iterable[Quad], names: _Names, margin: str) -> Iterator[str]:
    for subject, said in _by_subject(quads).items():
        lines = [f"{margin}    {predicate} {values}" for predicate, values in _lines(said, names)]
        yield f"{margin}{names.iri(subject)}\n" + " ;\n".join(lines) + " .\n"


def _by_subject(quads: Iterable[Quad]) -> Mapping[URIRef, Sequence[tuple[URIRef, Term]]]:
    found: dict[URIRef, dict[tuple[URIRef, Term], None]] = {}
    for subject, predicate, value, _ in quads:
        found.setdefault(subject, {})[predicate, value] = None
    return {subject: list(said) for subject, said in found.items()}


def _lines(said: Sequence[tuple[URIRef, Term]], names: _Names) -> Iterator[tuple[str, str]]:
    ordered = sorted(said, key=lambda one: (one[0] != RDF.type, one[0], one[1].n3()))
    for predicate, pairs in groupby(ordered, key=lambda one: one[0]):
        written = "a" if predicate == RDF.type else names.iri(predicate)
        yield written, ", ".join(names.term(value) for _, value in pairs)

"""Statements written by the engine's serialisers, always the same bytes: a strong entity tag promises that.

The serialisers keep the order of the statements given; only the order in which they declare prefixes changes from one
process to the next, and is settled here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO

import pyoxigraph
from pyoxigraph import RdfFormat
from rdflib import URIRef

from server.store import Term
from server.things.descriptions import Quad

__all__ = ["written"]

_FORBIDDEN = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ROOT = re.compile(r"<rdf:RDF ([^>]*)>")


def written(quads: Sequence[Quad], format_: RdfFormat, prefixes: Mapping[str, str]) -> bytes:
    """Write quads in their order; a format without graphs has each statement once.

    A character that XML cannot hold becomes U+FFFD in RDF/XML. Raises ValueError for a property that it cannot name.
    """
    iris = {str(term) for quad in quads for term in quad if isinstance(term, URIRef)}
    used = {prefix: namespace for prefix, namespace in prefixes.items() if any(i.startswith(namespace) for i in iris)}
    output = BytesIO()
    if format_.supports_datasets:
        pyoxigraph.serialize(_quads(quads), output, format_, prefixes=used)
    else:
        pyoxigraph.serialize(dict.fromkeys(_triples(quads, format_)), output, format_, prefixes=used)
    text = output.getvalue().decode()
    return (_root_settled(text) if format_ == RdfFormat.RDF_XML else _header_settled(text)).encode()


def _triples(quads: Sequence[Quad], format_: RdfFormat) -> Iterator[pyoxigraph.Triple]:
    for quad in quads:
        value = _term(quad.object, format_)
        yield pyoxigraph.Triple(pyoxigraph.NamedNode(quad.subject), pyoxigraph.NamedNode(quad.predicate), value)


def _quads(quads: Sequence[Quad]) -> Iterator[pyoxigraph.Quad]:
    for quad in quads:
        subject, predicate, graph = (pyoxigraph.NamedNode(term) for term in (quad.subject, quad.predicate, quad.graph))
        yield pyoxigraph.Quad(subject, predicate, _term(quad.object, RdfFormat.N_QUADS), graph)


def _term(term: Term, format_: RdfFormat) -> pyoxigraph.NamedNode | pyoxigraph.Literal:
    if isinstance(term, URIRef):
        return pyoxigraph.NamedNode(term)
    text = _FORBIDDEN.sub("\ufffd", term) if format_ == RdfFormat.RDF_XML else str(term)
    language = getattr(term, "language", None)
    datatype = getattr(term, "datatype", None)
    if language:
        return pyoxigraph.Literal(text, language=language)
    return pyoxigraph.Literal(text, datatype=pyoxigraph.NamedNode(datatype) if datatype else None)


def _header_settled(text: str) -> str:
    lines = text.splitlines(keepends=True)
    end = next((place for place, line in enumerate(lines) if not line.startswith("@prefix ")), len(lines))
    return "".join([*sorted(lines[:end]), *lines[end:]])


def _root_settled(text: str) -> str:
    return _ROOT.sub(lambda root: f"<rdf:RDF {' '.join(sorted(root[1].split()))}>", text, count=1)

"""The description of a thing as RDF: its statements, their evidence, the names of its neighbours, its sources."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from pyoxigraph import RdfFormat
from rdflib import Graph, Literal, URIRef

from ontology.names import DCTERMS, FOAF, LICENCE, PREFIXES, RDF, VOID, XSD
from server.addresses import Site
from server.negotiation import RDF_FORMATS, Format
from server.release import Release
from server.things.descriptions import Description, Quad
from server.things.writing import written

__all__ = ["context", "document", "serialise"]


def document(description: Description, site: Site, release: Release) -> tuple[Quad, ...]:
    """Return all that the document about a thing says: what is known of the thing, and of the document itself.

    The thing comes first. The statements about the document stand in the graph named by the document's own address.
    """
    place = URIRef(site.absolute("/".join(("doc", *site.identity(description.thing)))))
    known = (*description.own, *description.parts, *description.evidence, *description.linked)
    ranks = {description.thing: 0, place: 1}
    ranks |= {quad.subject: 2 for quad in description.parts} | {quad.subject: 3 for quad in description.evidence}
    said = {*known, *_about(description, place, site, release)}
    return tuple(sorted(said, key=lambda quad: (ranks.get(quad.subject, 4), *quad[:2], quad.object.n3(), quad.graph)))


def serialise(quads: Sequence[Quad], format_: Format, site: Site) -> bytes:
    """Write quads in a format, always the same bytes; a format without graphs has each statement once.

    Raises KeyError for a format that is not one of `negotiation.RDF_FORMATS`.
    """
    if format_.extension == "jsonld":
        return _json_ld(quads, site)
    ordered = sorted(quads, key=lambda quad: quad.graph) if format_.extension == "trig" else quads
    return written(ordered, _FORMATS[format_.extension], _prefixes(quads, site))


@cache
def context() -> Mapping[str, Any]:
    """Return the JSON-LD context of the vocabulary."""
    found: dict[str, Any] = json.loads(files("ontology").joinpath("context.jsonld").read_text(encoding="utf-8"))
    return found


def _about(description: Description, place: URIRef, site: Site, release: Release) -> Iterator[Quad]:
    """Yield what is said of the document: its subject, licence, sources, data set, day and other formats."""
    dataset = URIRef(site.absolute("catalogue") + "#dataset")
    said: list[tuple[URIRef, URIRef | Literal]] = [
        (RDF.type, FOAF.Document),
        (FOAF.primaryTopic, description.thing),
        (DCTERMS.license, LICENCE),
        (VOID.inDataset, dataset),
        (DCTERMS.isPartOf, dataset),
        (DCTERMS.issued, Literal(release.built.isoformat(), datatype=XSD.dateTime)),
    ]
    said += [(DCTERMS.source, graph) for graph in description.sources()]
    said += [(DCTERMS.hasFormat, URIRef(f"{place}.{one.extension}")) for one in RDF_FORMATS]
    return (Quad(place, predicate, value, place) for predicate, value in said)


def _prefixes(quads: Iterable[Quad], site: Site) -> Mapping[str, str]:
    """Return the prefixes of the vocabularies, and one for each kind of thing that is named: `commune:62498`."""
    terms = {term for quad in quads for term in (quad.subject, quad.object, quad.graph) if site.owns(str(term))}
    kinds = {site.identity(str(term))[0] for term in terms}
    return {kind: f"{site.base}id/{kind}/" for kind in kinds - PREFIXES.keys()} | PREFIXES


def _graph(quads: Iterable[Quad]) -> Graph:
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    for quad in quads:
        graph.add(quad[:3])
    return graph


def _json_ld(quads: Sequence[Quad], site: Site) -> bytes:
    """Write JSON-LD with the vocabulary's context by its address, in an order that never changes."""
    found = json.loads(_graph(quads).serialize(format="json-ld", context=context()["@context"], auto_compact=True))
    nodes = found.get("@graph", [found])
    ranks = {str(subject): rank for rank, subject in enumerate(dict.fromkeys(quad.subject for quad in quads))}
    ordered = [_ordered({key: value for key, value in node.items() if key != "@context"}) for node in nodes]
    ordered.sort(key=lambda node: (ranks.get(_identifier(node), len(ranks)), _identifier(node)))
    whole = {"@context": site.absolute("def/context.jsonld"), "@graph": ordered}
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


_FIRST = {"@id": 0, "id": 0, "@type": 1, "type": 1}


def _identifier(node: Mapping[str, Any]) -> str:
    return str(node.get("id", node.get("@id", "")))


def _ordered(value: Any) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, dict):
        return {key: _ordered(value[key]) for key in sorted(value, key=lambda key: (_FIRST.get(key, 2), key))}
    if isinstance(value, list):
        return sorted((_ordered(one) for one in value), key=lambda one: json.dumps(one, sort_keys=True))
    return value


_FORMATS = {
    "ttl": RdfFormat.TURTLE,
    "trig": RdfFormat.TRIG,
    "nt": RdfFormat.N_TRIPLES,
    "nq": RdfFormat.N_QUADS,
    "rdf": RdfFormat.RDF_XML,
}

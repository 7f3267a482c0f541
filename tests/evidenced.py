"""The small release with words behind every statement, and a second page that contradicts the first."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import samples
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from ontology.names import CT, OA, PROV, RDF

CASES = Path(__file__).parent / "cases" / "questions"
OTHER = f"{samples.BASE}id/source/901-autre-page"


def release(folder: Path, *, more: tuple[Quad, ...] = ()) -> Path:
    """Write the release under a folder, with more quads of the first page if any."""
    page = NamedNode(samples.SOURCE)
    told = [*(quad for quad in samples.quads() if quad.graph_name == page), *second_page(), *more]
    extra = [*second_page(), *more, *(one for quad in told for one in evidence(quad))]
    return samples.release(folder, extra=extra)


def second_page() -> list[Quad]:
    """Return the statements of the second page."""
    graph = NamedNode(OTHER)
    read = parse(path=str(CASES / "sample.ttl"), format=RdfFormat.TURTLE, base_iri=samples.BASE)
    return [Quad(quad.subject, quad.predicate, quad.object, graph) for quad in read]


def evidence(quad: Quad) -> Iterator[Quad]:
    """Yield the evidence of a statement: its words are its value, or the key of the thing that is its value."""
    if str(quad.subject).startswith(f"<{samples.BASE}id/preuve/"):
        return
    words = quad.object.value.rsplit("/", 1)[-1] if isinstance(quad.object, NamedNode | Literal) else ""
    key = hashlib.sha256(str(quad).encode()).hexdigest()[:20]
    node = NamedNode(f"{samples.BASE}id/preuve/{key}")
    said = {
        RDF.type: NamedNode(CT.Evidence),
        RDF.subject: quad.subject,
        RDF.predicate: quad.predicate,
        RDF.object: quad.object,
        PROV.wasQuotedFrom: NamedNode(str(quad.graph_name).strip("<>")),
        OA.exact: Literal(words),
        OA.start: Literal(10),
        OA.end: Literal(20),
        CT.inferred: Literal(value=False),
    }
    yield from (Quad(node, NamedNode(name), value, quad.graph_name) for name, value in said.items())

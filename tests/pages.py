"""Pages read for tests: the seeds' referential, and what a reading says in plain words."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from rdflib import Graph, URIRef
from rdflib.term import Node

from loaders.documents.atlas import Atlas, atlas
from loaders.documents.page import Page, page_of
from loaders.documents.reading import NOTHING, Reader
from loaders.model import Document, Reading
from loaders.tables.territories import Referential, load
from ontology.addresses import Addresses
from ontology.names import CT, DCAT, DCTERMS, FOAF, RDF, RDFS

ROOT = Path(__file__).parent.parent
CASES = Path(__file__).parent / "cases" / "documents"
ADDRESSES = Addresses("http://localhost:8000/")


@cache
def referential() -> Referential:
    """Return the territories of the seeds."""
    return load(ROOT / "seeds" / "territories")


@cache
def places() -> Atlas:
    """Return the atlas of the seeds' territories."""
    return atlas(referential(), ADDRESSES)


def document(text: str, key: str = "page") -> Document:
    """Return a document with a text."""
    return Document(f"{key}.txt", key, text, hashlib.sha256(text.encode()).hexdigest())


def page(text: str) -> Page:
    """Return a page with a text."""
    return page_of(document(text))


def reading(text: str) -> Reading:
    """Return what is read in a text."""
    return Reader(places(), ADDRESSES).read(page(text), NOTHING)


def graph(told: Reading) -> Graph:
    """Return the statements of a reading as a graph."""
    found = Graph()
    for statement in told.statements:
        found.add((statement.subject, statement.predicate, statement.object))
    return found


def names(found: Graph, node: Node, predicate: URIRef) -> list[str]:
    """Return the labels of what a property of a node points to; a territory is named by the referential."""
    labels = [found.value(value, RDFS.label) or _place(value) for value in found.objects(node, predicate)]
    return sorted(str(label) for label in labels)


def _place(iri: object) -> str:
    place = places().places.get(URIRef(str(iri)))
    return place.short or place.name if place else str(iri)


def summary(told: Reading) -> dict[str, Any]:
    """Return the contracts, persons and doubts of a reading in plain words."""
    found = graph(told)
    contracts = sorted(set(found.subjects(RDF.type, CT.Contract)), key=str)
    return {
        "contracts": [_contract(found, URIRef(str(contract))) for contract in contracts],
        "persons": sorted(str(name) for name in found.objects(None, FOAF.name)),
    }


def _contract(found: Graph, iri: URIRef) -> dict[str, Any]:
    signatures = list(found.objects(iri, CT.signature))
    period = found.value(iri, DCTERMS.temporal)
    return {
        "kind": "+".join(sorted(str(kind).rpartition("#")[2] for kind in found.objects(iri, CT.kind))),
        "signed": str(found.value(iri, CT.signedOn) or ""),
        "period": [str(found.value(period, bound) or "") for bound in (DCAT.startDate, DCAT.endDate)] if period else [],
        "parties": names(found, iri, CT.party),
        "covers": names(found, iri, CT.covers),
        "signatories": sorted(name for s in signatures for name in names(found, URIRef(str(s)), CT.signatory)),
        "witnesses": sorted(name for s in signatures for name in names(found, URIRef(str(s)), CT.witness)),
        "priorities": len(list(found.objects(iri, CT.priority))),
    }


def facts(told: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    """Yield the core facts of a summary, each comparable on its own."""
    rank: dict[str, int] = defaultdict(int)
    for one in told["contracts"]:
        contract = f"{one['kind']}{rank[one['kind']]}"
        rank[one["kind"]] += 1
        yield (contract, "contract")
        yield from ((contract, "signed", one["signed"]) for _ in (1,) if one["signed"])
        yield from ((contract, "period", year[:4]) for year in one["period"])
        for field in ("parties", "covers", "signatories"):
            yield from ((contract, field, value) for value in one[field])
    yield from (("person", name) for name in told["persons"])

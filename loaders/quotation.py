"""Where a published fact was read: the line and the words of a document, or the row of a table."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import pyoxigraph as ox
from rdflib import URIRef

from loaders.faults import Wording
from loaders.model import Document, Node
from loaders.quads import term
from ontology.names import CT, DCTERMS, OA, PROV, RDF

Proof: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Triple


@dataclass(frozen=True, slots=True)
class Quotation:
    """The place in a source, `identifier` being its file's name: a line and its words, or a row, both from 1.

    `page` is that of a document with pages.
    """

    identifier: str
    line: int
    words: str | None = None
    page: int | None = None

    @property
    def wording(self) -> Wording:
        """Return the place as the report says it."""
        if self.words is None:
            return Wording(f"{self.identifier}, ligne {self.line}", f"{self.identifier}, row {self.line}")
        told = " ".join(self.words.split())
        place = self.identifier if self.page is None else f"{self.identifier}, p. {self.page}"
        return Wording(f"{place}, ligne {self.line} : « {told} »", f"{place}, line {self.line}: « {told} »")


def witnesses(lines: Iterable[bytes], things: Collection[URIRef]) -> ox.Store:
    """Return a small store with the evidences about some things, those among the things, and the names of sources."""
    mark, named = f" <{RDF.subject}> <".encode(), f" <{DCTERMS.identifier}> ".encode()
    wanted = {f"<{thing}".encode() for thing in things}
    told = ((line, line.find(mark)) for line in lines) if wanted else ()
    proofs = {line[:at] for line, at in told if at > 0 and line[at + len(mark) - 1 :].split(b">", 1)[0] in wanted}
    proofs |= {thing + b">" for thing in wanted}
    store = ox.Store()
    kept = (line for line in lines if named in line or line[: line.index(b" ")] in proofs) if wanted else ()
    store.extend(ox.parse(b"".join(kept), format=ox.RdfFormat.N_QUADS))
    return store


def quotations(
    store: ox.Store, subject: URIRef, predicate: URIRef | None, documents: Mapping[str, Document]
) -> tuple[Quotation, ...]:
    """Return where the facts about a thing were read: those of one property, or all where none speaks of it."""
    proofs = [quad.subject for quad in store.quads_for_pattern(None, _node(RDF.subject), _node(subject))]
    proofs += [_node(subject)]
    exact = [proof for proof in proofs if predicate and _value(store, proof, RDF.predicate) == str(predicate)]
    found = {place for proof in exact or proofs for place in _place(store, proof, documents)}
    return tuple(sorted(found, key=lambda place: (place.identifier, place.line, place.words or "")))


def of_statement(
    store: ox.Store, statement: tuple[URIRef, URIRef, Node], documents: Mapping[str, Document]
) -> tuple[Quotation, ...]:
    """Return where one statement was read: its own evidences, and the rows of the tables that state it."""
    subject, predicate, value = _node(statement[0]), _node(statement[1]), term(statement[2])
    stated = {quad.graph_name for quad in store.quads_for_pattern(subject, predicate, value)}
    proofs = [quad.subject for quad in store.quads_for_pattern(None, _node(RDF.subject), subject)]
    found = {
        place
        for proof in proofs
        if _has(store, proof, RDF.object, {value}) or _has(store, proof, PROV.wasQuotedFrom, stated)
        if _value(store, proof, RDF.predicate) in {None, predicate.value}
        for place in _place(store, proof, documents)
        if place.words is None or _has(store, proof, RDF.object, {value})
    }
    return tuple(sorted(found, key=lambda place: (place.identifier, place.line, place.words or "")))


def _has(
    store: ox.Store, proof: ox.NamedNode | ox.BlankNode | ox.Triple, predicate: URIRef, values: Collection[object]
) -> bool:
    """Tell whether a property of an evidence has one of some values."""
    return any(quad.object in values for quad in store.quads_for_pattern(proof, _node(predicate), None))


def _place(store: ox.Store, proof: Proof, documents: Mapping[str, Document]) -> Iterator[Quotation]:
    """Yield the place that an evidence points to, none for a node that is no evidence."""
    source = _value(store, proof, PROV.wasQuotedFrom)
    identifier = _value(store, ox.NamedNode(source), DCTERMS.identifier) if source else None
    start, row = _value(store, proof, OA.start), _value(store, proof, CT.row)
    document = documents.get(identifier or "")
    if document and start:
        words, place = _value(store, proof, OA.exact), int(start)
        yield Quotation(document.identifier, document.line(place), words, document.page(place))
    elif identifier and row:
        yield Quotation(identifier, int(row))


def _node(iri: URIRef) -> ox.NamedNode:
    return ox.NamedNode(iri)


def _value(store: ox.Store, subject: Proof, predicate: URIRef) -> str | None:
    found = next(store.quads_for_pattern(subject, _node(predicate), None), None)
    return None if found is None or isinstance(found.object, ox.Triple) else found.object.value

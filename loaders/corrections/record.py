"""The corrections as published: each decision with who took it, when and why, and what it states, in one graph."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from itertools import chain

import pyoxigraph as ox
from rdflib import Literal, URIRef

from loaders import quads
from loaders.corrections.errata import Correction, Errata
from loaders.corrections.forms import Action
from loaders.corrections.revision import Applied, Revision
from loaders.corrections.values import LANGUAGE
from loaders.model import Node, Reading, Statement
from loaders.publishers import Publisher
from ontology.addresses import Addresses
from ontology.names import CT, DCTERMS, DECISION, PROV, RDF, RDFS, XSD

DECISIONS: Mapping[Action, tuple[URIRef, str]] = {
    Action.ADD: (DECISION.added, "Ajout"),
    Action.CHOOSE: (DECISION.chosen, "Choix"),
    Action.CONFIRM: (DECISION.confirmed, "Confirmation"),
    Action.MERGE: (DECISION.merged, "Fusion"),
    Action.REJECT: (DECISION.rejected, "Rejet"),
}
_STATING = frozenset({Action.ADD, Action.CHOOSE})


def record(
    errata: Errata, revision: Revision, authors: Mapping[str, Publisher], addresses: Addresses
) -> Iterator[ox.Quad]:
    """Yield the graph of the errata: the file, the decisions that applied, what they add and what they merge.

    `authors` are the organisations that decided, by the name the file gives them. A file of which nothing applied
    yields nothing.
    """
    if errata.document is None or not revision.applied:
        return
    source = addresses.source(errata.document.key)
    told = (_decision(one, authors[one.correction.by], source, addresses) for one in revision.applied)
    yield from quads.read(Reading(errata.document, (), ()), None, addresses)
    yield from quads.placed(chain.from_iterable(told), source)


def _decision(one: Applied, author: Publisher, source: URIRef, addresses: Addresses) -> Iterator[quads.Triple]:
    node = addresses.of("correction", _key(one))
    decision, _ = DECISIONS[one.correction.action]
    for kind in (CT.Correction, PROV.Entity):
        yield node, RDF.type, kind
    said: list[tuple[URIRef, Node | None]] = [
        (RDFS.label, Literal(title(one.correction), lang=LANGUAGE)),
        (CT.correctedThing, one.subject),
        (CT.correctedProperty, one.predicate),
        (CT.correctedValue, one.value),
        (CT.decision, decision),
        (PROV.wasAttributedTo, author.iri),
        (DCTERMS.date, Literal(one.correction.on.isoformat(), datatype=XSD.date)),
        (DCTERMS.description, Literal(one.correction.why, lang=LANGUAGE)),
        (DCTERMS.isPartOf, source),
    ]
    yield from ((node, predicate, value) for predicate, value in said if value is not None)
    yield from quads.named(author)
    yield from _stated(one, node, addresses)
    for old, kept in one.replaced:
        yield old, DCTERMS.isReplacedBy, kept
        yield kept, DCTERMS.replaces, old


def _stated(one: Applied, node: URIRef, addresses: Addresses) -> Iterator[quads.Triple]:
    """Yield the statement that a decision makes, and its evidence, which comes from the decision."""
    if one.correction.action not in _STATING or one.predicate is None or one.value is None or one.document is None:
        return
    statement = Statement(one.subject, one.predicate, one.value, one.evidence)
    yield from quads.fact(statement, one.document, addresses)
    for evidence in one.evidence:
        yield quads.evidence_iri(statement, evidence, one.document, addresses), PROV.wasDerivedFrom, node


def title(correction: Correction) -> str:
    """Return what was decided of which words, when and by whom (French)."""
    _, name = DECISIONS[correction.action]
    about = f" de « {correction.quote.words} »" if correction.quote else ""
    return f"{name}{about} du {correction.on.isoformat()} par {correction.by}"


def said(one: Applied) -> str:
    """Return what was decided, when, by whom and why (French, as the file says it)."""
    return f"{title(one.correction)} : {one.correction.why}"


def _key(one: Applied) -> str:
    said = (one.correction.key, *(str(node) for node in (one.subject, one.predicate, one.value)))
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:20]

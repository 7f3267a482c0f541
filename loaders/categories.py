"""The kinds of statements, by which the words that support them are coloured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rdflib import URIRef

from loaders.model import Statement
from loaders.shorthand import short
from ontology.addresses import Addresses
from ontology.names import CT, DCTERMS, ORG, SCHEMA

_BY_PROPERTY: Mapping[str, Sequence[URIRef]] = {
    "figures": (CT.figure, CT.value, CT.unit, CT.counts, CT.qualifier),
    "dates": (
        CT.signedOn,
        CT.duration,
        CT.firstProgramming,
        DCTERMS.temporal,
        DCTERMS.date,
        SCHEMA.startDate,
        SCHEMA.endDate,
    ),
    "people": (CT.signature, CT.signatory, CT.witness, CT.capacity, CT.onBehalfOf, CT.heldPost, ORG.member, ORG.role),
    "territory": (CT.covers, CT.administers, CT.place, SCHEMA.location, DCTERMS.isPartOf),
    "parties": (CT.party, CT.client, CT.partner, CT.beneficiary, ORG.memberOf, ORG.hasMember, DCTERMS.publisher),
    "strategy": (CT.priority, CT.axis, CT.action),
    "programmes": (CT.underProgramme, CT.implements, CT.succeeds, CT.amends, SCHEMA.mentions),
}
_CATEGORY = {predicate: name for name, predicates in _BY_PROPERTY.items() for predicate in predicates}
_BY_KIND = {
    "action": "strategy",
    "axe": "strategy",
    "chiffre": "figures",
    "commune": "territory",
    "departement": "territory",
    "enjeu": "strategy",
    "epci": "territory",
    "fonction": "people",
    "groupement": "territory",
    "mandat": "people",
    "organisation": "parties",
    "periode": "dates",
    "personne": "people",
    "programme": "programmes",
    "region": "territory",
    "signature": "people",
}
CATEGORIES = (*_BY_PROPERTY, "contract")
"""The kinds of statements, the one that colours words first where they support several."""


def category(statement: Statement, addresses: Addresses) -> str:
    """Return the kind of a statement: its property's, else that of the thing it is about."""
    kind = short(statement.subject, addresses).partition("/")[0]
    return _CATEGORY.get(statement.predicate) or _BY_KIND.get(kind, "contract")

"""Values that sources do not agree on: several of a property that admits one, from sources of which none says both.

A date that is more precise than another does not contradict it. The stored question `disagreements` lists them all.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

from rdflib import Literal, URIRef

from ontology.names import CT, DCTERMS, SCHEMA
from server.store import Term

__all__ = ["SINGLE", "disputed"]

SINGLE = frozenset(
    {
        CT.duration,
        CT.firstProgramming,
        CT.kind,
        CT.legalForm,
        CT.place,
        CT.signedOn,
        CT.unit,
        CT.value,
        DCTERMS.date,
        DCTERMS.temporal,
        SCHEMA.endDate,
        SCHEMA.startDate,
    }
)
"""The properties that admit one value."""


def disputed(predicate: URIRef, values: Mapping[Term, tuple[URIRef, ...]]) -> bool:
    """Tell whether the values of a property, each with the sources that state it, contradict each other."""
    return predicate in SINGLE and any(
        not set(values[first]) & set(values[second]) and _differ(first, second)
        for first, second in combinations(values, 2)
    )


def _differ(first: Term, second: Term) -> bool:
    if not (isinstance(first, Literal) and isinstance(second, Literal)):
        return first != second
    return not (str(first).startswith(str(second)) or str(second).startswith(str(first)))

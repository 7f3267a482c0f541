"""What sources do not agree on: several values of a property that admits one, of which no source says two.

A date that is more precise than another does not contradict it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import combinations
from typing import TypeVar

from rdflib import Literal, URIRef
from rdflib.term import Node

from ontology.names import CT, DCTERMS, SCHEMA

__all__ = ["SINGLE", "disagree"]

Value = TypeVar("Value", bound=Node)
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


def disagree(predicate: URIRef, values: Mapping[Value, Collection[URIRef]]) -> bool:
    """Tell whether the values of a property, each with the sources that state it, contradict each other."""
    return predicate in SINGLE and any(
        not set(values[first]) & set(values[second]) and _differ(first, second)
        for first, second in combinations(values, 2)
    )


def _differ(first: Node, second: Node) -> bool:
    if not (isinstance(first, Literal) and isinstance(second, Literal)):
        return first != second
    return not (str(first).startswith(str(second)) or str(second).startswith(str(first)))

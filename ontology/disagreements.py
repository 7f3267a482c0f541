"""What sources do not agree on: several values of a property that admits one, of which no source says two.

A date that is more precise than another does not contradict it, nor a period the end alone that another source tells.
"""

from __future__ import annotations

import re
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


_END_ALONE = re.compile(r"/periode/ouvert(?P<end>-\d{4}(?:-\d\d){0,2})$")


def _differ(first: Node, second: Node) -> bool:
    if not (isinstance(first, Literal) and isinstance(second, Literal)):
        return first != second and not (_ends_alike(first, second) or _ends_alike(second, first))
    return not (str(first).startswith(str(second)) or str(second).startswith(str(first)))


def _ends_alike(alone: Node, period: Node) -> bool:
    """Tell whether an end alone is that of a period, or says it less precisely: « jusqu'en 2026 »."""
    found = _END_ALONE.search(str(alone))
    return found is not None and re.search(rf"{found['end']}(?:-\d\d){{0,2}}$", str(period)) is not None

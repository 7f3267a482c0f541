"""What services decided of statements: confirmed, rejected, added, merged, chosen; by whom, when and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rdflib import URIRef

from ontology.names import DECISION
from server.store import Row, Term

__all__ = ["Review", "reviews"]


@dataclass(frozen=True, slots=True)
class Review:
    """One decision about a statement; a thing decided of whole has no property or value."""

    correction: URIRef
    decision: URIRef
    subject: URIRef
    predicate: URIRef | None
    value: Term | None
    author: str
    on: Term
    why: str


def reviews(rows: Iterable[Row]) -> Mapping[URIRef, tuple[Review, ...]]:
    """Return the decisions about each thing, in the order of their days; a merger is told of both things."""
    found: dict[URIRef, dict[URIRef, Review]] = defaultdict(dict)
    for row in rows:
        one = _review(row)
        found[one.subject].setdefault(one.correction, one)
        if one.decision == DECISION.merged and isinstance(one.value, URIRef):
            found[one.value].setdefault(one.correction, one)
    return {thing: tuple(told.values()) for thing, told in found.items()}


def _review(row: Row) -> Review:
    return Review(
        URIRef(row["correction"]),
        URIRef(row["decision"]),
        URIRef(row["subject"]),
        URIRef(row["predicate"]) if "predicate" in row else None,
        row.get("object"),
        str(row["author"]),
        row["on"],
        str(row["why"]),
    )

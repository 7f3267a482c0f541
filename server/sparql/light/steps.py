"""What a query that may be light consists of: steps from thing to thing, joined or side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

__all__ = ["Branch", "Literal", "Name", "NotLight", "Pattern", "Slot", "Step", "Term", "Variable", "iri"]


class NotLight(ValueError):
    """A query is of none of the forms whose work can be told before it is done."""


class Variable(NamedTuple):
    """Hold a variable by its name."""

    name: str


class Slot(NamedTuple):
    """Hold the place of an IRI among what may differ between queries of one shape."""

    place: int


class Name(NamedTuple):
    """Hold an IRI that all queries of one shape have."""

    iri: str


class Literal(NamedTuple):
    """Stand for a literal, whichever it is."""


Term = Variable | Slot | Name | Literal


@dataclass(frozen=True, slots=True)
class Step:
    """Hold a triple; `is_repeated` tells that its property is followed on and on, once at least or not at all."""

    start: Term
    by: Term
    end: Term
    is_repeated: bool = False

    @property
    def variables(self) -> frozenset[Variable]:
        """Return its variables."""
        return frozenset(one for one in (self.start, self.by, self.end) if isinstance(one, Variable))


@dataclass(slots=True)
class Branch:
    """Hold a group: steps that are joined, then steps each of which may lead nowhere."""

    steps: list[Step] = field(default_factory=list)
    optional: list[Step] = field(default_factory=list)
    is_closed: bool = False


@dataclass(frozen=True, slots=True)
class Pattern:
    """Hold the groups of which a query gathers the solutions; each solution makes so many triples, or one row."""

    branches: Sequence[Branch]
    made: int


def iri(term: Term, slots: Sequence[str]) -> str:
    """Return the IRI that a term is in the query with these constants; raises NotLight for what is none."""
    match term:
        case Slot(place):
            return slots[place][1:-1]
        case Name(named):
            return named
        case _:
            raise NotLight

"""What a constraint may say of a node, and how such doubts are put together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

ERROR = "(1/0)"
"""A condition that nobody can evaluate: it counts as true."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Two SPARQL conditions on a node: `breaks` holds wherever a constraint may be broken, `keeps` where it may hold.

    Both err towards true, and count as true where they cannot be evaluated: filter with `may`.
    """

    breaks: str
    keeps: str

    def negated(self) -> Doubt:
        """Return the doubt about the contrary."""
        return Doubt(self.keeps, self.breaks)

    def surely_broken(self) -> str:
        """Return the condition that is true only where the constraint is broken."""
        return f"COALESCE(!({self.keeps}), false)"

    def surely_kept(self) -> str:
        """Return the condition that is true only where the constraint holds."""
        return f"COALESCE(!({self.breaks}), false)"


KEPT = Doubt("false", "true")
UNKNOWN = Doubt("true", "true")


def exactly(kept: str) -> Doubt:
    """Return the doubt about a condition that holds where, and only where, the constraint does."""
    return Doubt(f"!({kept})", kept)


def may(condition: str) -> str:
    """Return a condition to filter with: true as well where it cannot be evaluated."""
    return f"COALESCE({condition}, true)"


def every(doubts: Iterable[Doubt]) -> Doubt:
    """Return the doubt about all of some constraints together."""
    told = list(doubts)
    broken = _joined(" || ", "false", (one.breaks for one in told))
    return Doubt(broken, _joined(" && ", "true", (one.keeps for one in told)))


def some(doubts: Iterable[Doubt]) -> Doubt:
    """Return the doubt about at least one of some constraints."""
    return every(one.negated() for one in doubts).negated()


def one_alone(doubts: Iterable[Doubt]) -> Doubt:
    """Return the doubt about exactly one of some constraints."""
    told = list(doubts)
    alone = [every([one, *(other.negated() for other in told if other is not one)]) for one in told]
    return some(alone)


def _joined(operator: str, nothing: str, conditions: Iterable[str]) -> str:
    """Return conditions joined, without those that change nothing."""
    kept = [condition for condition in dict.fromkeys(conditions) if condition != nothing]
    absorbing = "true" if nothing == "false" else "false"
    if absorbing in kept:
        return absorbing
    return operator.join(f"({condition})" for condition in kept) or nothing

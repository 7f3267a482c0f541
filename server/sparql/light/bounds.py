"""How much work a pattern can be, at most: told from the weights of a release before anything is evaluated.

The engine (Oxigraph 0.5) joins the triples of a group one by one, from the one it estimates smallest, each time with a
triple that shares a variable, and looks that one up for each solution so far, never evaluating it by itself. Parts
that share none are evaluated each by itself, and their product made. Its
estimates look at nothing but which parts of a triple are constants. So a group's solutions, at every moment, are at
most the product of what one step can lead to, whichever of the possible orders it takes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ontology.names import RDF
from server.sparql.light.patterns import STEPS
from server.sparql.light.steps import Branch, Literal, Name, NotLight, Pattern, Slot, Step, Term, Variable, iri
from server.sparql.light.weights import Weights

__all__ = ["Bound", "bound"]

_ESTIMATES = {
    (True, True, True): 1,
    (True, True, False): 10,
    (True, False, True): 2,
    (False, True, True): 1_000,
    (True, False, False): 100,
    (False, True, False): 1_000_000,
    (False, False, True): 10_000,
    (False, False, False): 1_000_000_000,
}
"""What the engine takes for the size of a triple, by which of its parts are constants."""

_REPEATED = 1000
_TYPE = Name(str(RDF.type))


@dataclass(frozen=True, slots=True)
class _Move:
    """Hold one step as it is made: from a known start, or else to a known end."""

    step: Step
    is_forward: bool

    @property
    def known(self) -> Term:
        """Return what is known of it."""
        return self.step.start if self.is_forward else self.step.end

    @property
    def kind(self) -> str:
        """Return the kind of its weights."""
        if self.is_forward:
            return "beyond" if self.step.is_repeated else "from"
        return "before" if self.step.is_repeated else "to"

    def weight(self, slots: Sequence[str], weights: Weights) -> int:
        """Return how many statements it can meet, and how many solutions it can make of one."""
        by = self.by(slots)
        match self.known:
            case Literal():
                most = weights.most("literals", by) + (weights.most("before", by) if self.step.is_repeated else 0)
            case Variable():
                most = weights.most(self.kind, by)
                is_plain = self.is_forward or self.step.is_repeated
                most = most if is_plain else max(most, weights.most("literals", by))
            case known:
                most = weights.of(self.kind, by, iri(known, slots))
        return max(1, most + self.step.is_repeated)

    def by(self, slots: Sequence[str]) -> str:
        """Return its property, an empty text for any."""
        return "" if isinstance(self.step.by, Variable) else iri(self.step.by, slots)


class _Look(NamedTuple):
    """Hold a step whose weight is looked up by a constant: the constant's place, and the weights there."""

    place: int
    common: int
    listed: Mapping[str, int]
    more: int


@dataclass(frozen=True, slots=True)
class _Way:
    """Hold the moves of one order: the product of those that always weigh the same, and the others."""

    fixed: int
    looks: Sequence[_Look]
    others: Sequence[_Move]
    weights: Weights

    def steps(self, slots: Sequence[str]) -> int:
        """Return the most work with these constants."""
        rows = self.fixed
        for place, common, listed, more in self.looks:
            rows *= listed.get(slots[place][1:-1], common) + more or 1
        for move in self.others:
            rows *= move.weight(slots, self.weights)
        return rows


@dataclass(frozen=True, slots=True)
class Bound:
    """Tell the work of the queries of one shape: for each branch, the ways in which the engine may go about it."""

    branches: Sequence[Sequence[_Way]]

    def steps(self, slots: Sequence[str]) -> int:
        """Return the most work of a query with these constants, in statements met and rows made."""
        return sum([max([way.steps(slots) for way in ways], default=1) for ways in self.branches])


def bound(pattern: Pattern, weights: Weights) -> Bound:
    """Return what bounds the work of a pattern; raises NotLight for one that has no bound, whatever its constants."""
    return Bound([[_way(moves, pattern.made, weights) for moves in _ways(branch)] for branch in pattern.branches])


def _way(moves: Sequence[_Move], made: int, weights: Weights) -> _Way:
    fixed = len(moves) + made
    looks: list[_Look] = []
    others: list[_Move] = []
    for move in moves:
        if isinstance(move.step.by, Slot):
            others.append(move)
        elif isinstance(move.known, Slot):
            told = weights.told(move.kind, move.by(()))
            looks.append(_Look(move.known.place, *told, more=int(move.step.is_repeated)))
        else:
            fixed *= move.weight((), weights)
    return _Way(fixed, looks, others, weights)


def _ways(branch: Branch) -> list[tuple[_Move, ...]]:
    steps = branch.steps
    few = len(steps) + len(branch.optional) <= STEPS
    closures = sum(step.is_repeated for step in steps)
    unnamed = sum(isinstance(step.by, Variable) for step in steps)
    if not few or closures > 1 or unnamed > 1:
        raise NotLight
    if not steps:
        return []
    found: dict[frozenset[_Move], tuple[_Move, ...]] = {}
    for moves in _orders([], steps):
        found.setdefault(frozenset(moves), moves)
    known = frozenset[Variable]().union(*(step.variables for step in steps))
    then = tuple(_move(step, known) for step in branch.optional)
    return [(*moves, *then) for moves in found.values()]


def _orders(taken: list[Step], left: list[Step]) -> Iterator[tuple[_Move, ...]]:
    """Yield the moves of each order in which the engine can take steps.

    Each shares a variable with those taken; where none does, the one estimated smallest begins a part of its own.
    """
    if not left:
        yield tuple(_made(taken))
        return
    known = frozenset[Variable]().union(*(step.variables for step in taken))
    following = [place for place, step in enumerate(left) if step.variables & known]
    for place in following or _smallest(left):
        yield from _orders([*taken, left[place]], [*left[:place], *left[place + 1 :]])


def _smallest(steps: Sequence[Step]) -> list[int]:
    """Return the places of the steps that may be the one estimated smallest."""
    estimates = [_estimate(step) for step in steps]
    least = min(high for _, high in estimates)
    return [place for place, (low, _) in enumerate(estimates) if low <= least]


def _made(steps: Sequence[Step]) -> Iterator[_Move]:
    known = frozenset[Variable]()
    for step in steps:
        yield _move(step, known)
        known |= step.variables


def _move(step: Step, known: frozenset[Variable]) -> _Move:
    if not isinstance(step.start, Variable) or step.start in known:
        return _Move(step, is_forward=True)
    if not isinstance(step.end, Variable) or step.end in known:
        return _Move(step, is_forward=False)
    raise NotLight


def _estimate(step: Step) -> tuple[int, int]:
    """Return the least and the most that the engine may estimate for a step that is the first."""
    told = tuple(not isinstance(one, Variable) for one in (step.start, step.by, step.end))
    size = _ESTIMATES[told[0], told[1], told[2]]
    if step.is_repeated:
        return (1, 1) if told[0] and told[2] else (_REPEATED * size, _REPEATED * size)
    return size + (step.by == _TYPE), size + (step.by == _TYPE or isinstance(step.by, Slot))

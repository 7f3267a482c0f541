"""Which queries are light: judged once for each shape, then for the constants of each query."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from server.sparql.guard import EVERYTHING, Form, examine
from server.sparql.light.barred import Barred
from server.sparql.light.bounds import Bound, bound
from server.sparql.light.patterns import SLOTS, read
from server.sparql.light.shapes import Shape, shape
from server.sparql.light.steps import NotLight
from server.sparql.light.weights import Weights
from server.sparql.prologue import Prologue
from server.sparql.tokens import MalformedQuery, RefusedFeature, tokens

__all__ = ["MOST", "Judge", "Light"]

MOST = 2500
"""Steps of the longest light query: a few milliseconds."""

REMEMBERED = 2000


@dataclass(frozen=True, slots=True)
class Light:
    """Hold what was judged of one shape of query."""

    form: Form
    bound: Bound


class Judge:
    """Tell light queries from others, on one release."""

    def __init__(self, weights: Weights, address: str, barred: Barred) -> None:
        """Know no shape yet but those that are barred; `address` is the endpoint's."""
        self._weights = weights
        self._address = address
        self._barred = barred
        self._heard = barred.state
        self._known: OrderedDict[tuple[str, ...], Light | None] = OrderedDict()

    def light(self, text: str) -> tuple[Light, Shape] | None:
        """Return the shape of a light query, and what was judged of it; None for any other."""
        found = shape(text)
        if found is None:
            return None
        judged = self._judged(text, found)
        if judged is None or judged.bound.steps(found.slots) > MOST:
            return None
        return judged, found

    def refuse(self, found: Shape) -> None:
        """Have no query of a shape be light here, since the engine refuses one."""
        self._known[found.key] = None

    def bar(self, found: Shape) -> None:
        """Have no query of a shape be light any more, in any worker, since one took too long."""
        self._barred.add(found.key)

    def _judged(self, text: str, found: Shape) -> Light | None:
        key = found.key
        if self._barred.state != self._heard:
            self._heard = self._barred.state
            self._known.clear()
        if key in self._known:
            self._known.move_to_end(key)
            return self._known[key]
        judged = None if key in self._barred else _judged(text, found.slots, self._address, self._weights)
        self._known[key] = judged
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return judged


def _judged(text: str, slots: Sequence[str], address: str, weights: Weights) -> Light | None:
    """Judge a text that has a shape; one that is no query, or is refused, is not light: the ordinary way says why."""
    try:
        query = examine(text, len(text.encode()), address, ())
        if query.changing or query.dataset != EVERYTHING:
            return None
        found = [*tokens(text)]
        prologue = Prologue(text, address)
        rest = prologue.read(found)
        if [token.text for token in rest if token.kind in SLOTS] != [*slots]:
            return None
        return Light(query.form, bound(read(rest, prologue, query.form), weights))
    except (MalformedQuery, RefusedFeature, NotLight):
        return None

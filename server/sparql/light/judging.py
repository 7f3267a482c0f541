"""Which queries are light: judged once for each shape, then for the constants of each query."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace

from server.sparql.guard import EVERYTHING, Form, examine
from server.sparql.light.barred import Barred, digest
from server.sparql.light.bounds import Bound, bound
from server.sparql.light.lookups import Lookup, lookup
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
    """Hold what was judged of one shape of query, and what stands for it among those that are barred.

    `lookup` is there where one triple is all that is asked; it may be trusted once `is_alike` tells that the engine
    answered one of these queries in the same way.
    """

    form: Form
    bound: Bound
    digest: bytes
    lookup: Lookup | None
    is_alike: bool = False


class Judge:
    """Tell light queries from others, on one release."""

    def __init__(self, weights: Weights, address: str, barred: Barred) -> None:
        """Know no shape yet but those that are barred; `address` is the endpoint's."""
        self._weights = weights
        self._address = address
        self.barred = barred
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

    def trust(self, found: Shape, judged: Light) -> None:
        """Have the look-ups of a shape be answered without the engine, which answered one in the same way."""
        self._known[found.key] = replace(judged, is_alike=True)

    def _judged(self, text: str, found: Shape) -> Light | None:
        key = found.key
        if self.barred.state != self._heard:
            self._heard = self.barred.state
            self._known.clear()
        if key in self._known:
            self._known.move_to_end(key)
            return self._known[key]
        judged = self._known[key] = self._first(text, found)
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return judged

    def _first(self, text: str, found: Shape) -> Light | None:
        """Judge the first text of a shape; what is no query, or is refused, is not light: the ordinary way says why."""
        if (known := digest(found.key)) in self.barred:
            return None
        try:
            query = examine(text, len(text.encode()), self._address, ())
            if query.changing or query.dataset != EVERYTHING:
                return None
            cut = [*tokens(text)]
            prologue = Prologue(text, self._address)
            rest = prologue.read(cut)
            if [token.text for token in rest if token.kind in SLOTS] != [*found.slots]:
                return None
            pattern = read(rest, prologue, query.form)
            single = lookup(rest, pattern) if query.form is Form.SELECT else None
            return Light(query.form, bound(pattern, self._weights), known, single)
        except (MalformedQuery, RefusedFeature, NotLight):
            return None

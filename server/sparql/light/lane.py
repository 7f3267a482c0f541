"""The lane of light queries: answered in the event loop, around Flask and the query processes, as they would answer.

Only plain requests come here: GET, one `query`, no condition, a format for programs, the current release in the
embedded store. All others, and all that fail, take the ordinary way, which knows what to say.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from threading import Thread
from time import monotonic
from typing import NamedTuple

from server.config import Config
from server.editions import Editions
from server.release import Release
from server.sparql.engine import endpoint
from server.sparql.guard import Form
from server.sparql.light.allowance import Allowance
from server.sparql.light.barred import Barred
from server.sparql.light.clock import Clock
from server.sparql.light.judging import Judge, Light
from server.sparql.light.kinds import Answered, Kind, Wanted, kind_of
from server.sparql.light.lookups import FORM, Lookup
from server.sparql.light.results import Result, within, written
from server.sparql.light.shapes import Shape
from server.sparql.light.weights import weigh
from server.sparql.spelling import respelt, unquoted
from server.sparql.turns import Turns
from server.store import Embedded

__all__ = ["Ground", "Lane"]

BRIEF = 0.05
"""Seconds of processor time of an answer that show that its shape is not light."""

AT_ONCE = 0.001
"""Seconds after which a switch to another release is seen: to look each time costs as much as to find what is kept."""

KINDS = 1000
"""Kinds of answers that are kept; when there are more, all are forgotten."""

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ground:
    """Hold what is asked: a release, its store, the judge of what is light there, and the kinds of answers."""

    release: Release
    store: Embedded
    judge: Judge
    _kinds: dict[tuple[Form, Wanted], Kind | None] = field(default_factory=dict)

    def kind(self, form: Form, wanted: Wanted) -> Kind | None:
        """Return the kind of the answers that a client wants, None where there is none."""
        known = (form, wanted)
        if known not in self._kinds:
            if len(self._kinds) >= KINDS:
                self._kinds.clear()
            self._kinds[known] = kind_of(self.release, form, wanted)
        return self._kinds[known]


class _Asked(NamedTuple):
    """Hold a light query, what was judged of its shape, the kind of its answer, and the address that asks it again."""

    text: str
    light: Light
    shape: Shape
    kind: Kind
    permalink: str


class Lane:
    """Answer light queries on the current release, once it has been weighed."""

    def __init__(self, editions: Editions, config: Config, turns: Turns) -> None:
        """Weigh nothing before the first query."""
        self._editions = editions
        self._config = config
        self._allowance = Allowance(turns, config.client_seconds)
        self._clock = Clock()
        self._ground: Ground | None = None
        self._weighed: Release | None = None
        self._looked = 0.0

    def answer(self, spelt: bytes, wanted: Wanted, address: str, ground: Ground) -> Answered | None:
        """Return the answer to a light query of the client at an address, None where it takes the ordinary way.

        The query is spelt as in an address. To find out that it is not light is work of the event loop as well.
        """
        if not self._allowance.has(address):
            return None
        self._clock.begin()
        asked = _asked(spelt, wanted, ground)
        answered = None if asked is None else self._answered(asked, ground)
        cost = self._clock.seconds()
        self._allowance.charge(address, cost)
        if asked is not None and cost > BRIEF:
            ground.judge.barred.add(asked.light.digest)
        elif asked is not None and answered is None:
            ground.judge.refuse(asked.shape)
        return answered

    def ground(self) -> Ground | None:
        """Return what is asked; a release that has not been weighed is weighed meanwhile."""
        now = monotonic()
        if now - self._looked < AT_ONCE:
            return self._ground
        self._looked = now
        edition = self._editions.current()
        if self._ground is not None and self._ground.release is edition.release:
            return self._ground
        self._ground = None
        if self._weighed is not edition.release and isinstance(edition.store, Embedded):
            self._weighed = edition.release
            Thread(target=self._weigh, args=(edition.release, edition.store), name="weigh", daemon=True).start()
        return None

    def _weigh(self, release: Release, store: Embedded) -> None:
        try:
            shared = self._config.ledger
            weights = weigh(release, shared)
            barred = Barred(shared / f"{release.id}.barred" if shared else None)
        except (OSError, ValueError) as error:
            _LOG.warning("no light queries on release %s: %s", release.id, error)
            return
        self._ground = Ground(release, store, Judge(weights, endpoint(release), barred))

    def _answered(self, asked: _Asked, ground: Ground) -> Answered | None:
        """Return the answer to a light query, None where the engine gives none."""
        try:
            body, rows = self._written(asked, ground)
        except (SyntaxError, ValueError, OSError, RuntimeError):
            return None
        kind, permalink = asked.kind, asked.permalink
        return Answered(kind, asked.text, permalink, kind.signed(body, permalink, rows), rows)

    def _written(self, asked: _Asked, ground: Ground) -> Result:
        """Return a result; were it to take long, the kernel would end this worker (`server.listener.Loop`)."""
        light, barred = asked.light, ground.judge.barred
        lookup = light.lookup if asked.kind.extension == FORM else None
        barred.begin(light.digest)
        try:
            if lookup is None:
                return self._evaluated(asked, ground)
            if light.is_alike:
                return self._looked_up(lookup, asked, ground)
            made = self._evaluated(asked, ground)
            if made.rows and made == self._looked_up(lookup, asked, ground):
                ground.judge.trust(asked.shape, light)
            return made
        finally:
            barred.end()

    def _evaluated(self, asked: _Asked, ground: Ground) -> Result:
        kind = asked.kind
        found = ground.store.quads.query(asked.text, base_iri=kind.address, use_default_graph_as_union=True)
        return written(found, kind.extension, self._config)

    def _looked_up(self, lookup: Lookup, asked: _Asked, ground: Ground) -> Result:
        return within(lookup.found(asked.shape.slots, ground.store.quads), self._config)


def _asked(spelt: bytes, wanted: Wanted, ground: Ground) -> _Asked | None:
    """Return what a client asks that is light, None for anything else."""
    try:
        text = unquoted(spelt)
        judged = None if text is None else ground.judge.light(text)
        kind = None if judged is None else ground.kind(judged[0].form, wanted)
    except UnicodeDecodeError:
        return None
    if text is None or judged is None or kind is None:
        return None
    permalink = kind.permalink(respelt(spelt, text))
    return _Asked(text, *judged, kind, permalink) if permalink else None

"""The lane of light queries: answered in the event loop, around Flask and the query processes, as they would answer.

Only plain requests come here: GET, one `query`, no condition, a format for programs, the current release in the
embedded store. All others, and all that fail, take the ordinary way, which knows what to say.
"""

from __future__ import annotations

import logging
import signal
from dataclasses import dataclass, field
from threading import Thread
from time import thread_time

from server.config import Config
from server.editions import Editions
from server.release import Release
from server.sparql.engine import endpoint
from server.sparql.guard import Form
from server.sparql.light.allowance import Allowance
from server.sparql.light.barred import Barred
from server.sparql.light.judging import Judge
from server.sparql.light.kinds import Answered, Kind, Wanted, kind_of
from server.sparql.light.results import Result, written
from server.sparql.light.weights import weigh
from server.sparql.spelling import respelt, unquoted
from server.sparql.turns import Turns
from server.store import Embedded

__all__ = ["Ground", "Lane"]

BRIEF = 0.05
"""Seconds of processor time of an answer that show that its shape is not light."""

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


class Lane:
    """Answer light queries on the current release, once it has been weighed."""

    def __init__(self, editions: Editions, config: Config, turns: Turns) -> None:
        """Weigh nothing before the first query."""
        self._editions = editions
        self._config = config
        self._allowance = Allowance(turns, config.client_seconds)
        self._ground: Ground | None = None
        self._weighed: Release | None = None

    def answer(self, spelt: bytes, wanted: Wanted, address: str, ground: Ground) -> Answered | None:
        """Return the answer to a light query of the client at an address, None where it takes the ordinary way.

        The query is spelt as in an address; raises UnicodeDecodeError for one that is not UTF-8.
        """
        text = unquoted(spelt)
        judged = None if text is None else ground.judge.light(text)
        if text is None or judged is None or not self._allowance.has(address):
            return None
        light, shape = judged
        kind = ground.kind(light.form, wanted)
        if kind is None or not (permalink := kind.permalink(respelt(spelt, text))):
            return None
        begun = thread_time()
        try:
            body, rows = self._written(text, light.digest, kind, ground)
            answered = Answered(kind, text, permalink, kind.signed(body, permalink, rows), rows)
        except (SyntaxError, ValueError, OSError, RuntimeError):
            answered = None
        cost = thread_time() - begun
        self._allowance.charge(address, cost)
        if cost > BRIEF:
            ground.judge.barred.add(light.digest)
        elif answered is None:
            ground.judge.refuse(shape)
        return answered

    def ground(self) -> Ground | None:
        """Return what is asked; a release that has not been weighed is weighed meanwhile."""
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

    def _written(self, text: str, shape: bytes, kind: Kind, ground: Ground) -> Result:
        """Return a result; were it to take as long as no query may, the kernel would end this worker."""
        barred = ground.judge.barred
        barred.begin(shape)
        signal.setitimer(signal.ITIMER_REAL, self._config.query_seconds)
        try:
            found = ground.store.quads.query(text, base_iri=kind.address, use_default_graph_as_union=True)
            return written(found, kind.extension, self._config)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            barred.end()

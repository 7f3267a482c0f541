"""The lane of light queries: answered in the event loop, around Flask and the query processes, as they would answer.

Only plain requests come here: GET, one `query` and nothing else, no condition, a format that Accept names, the current
release in the embedded store. All others, and all that fail, take the ordinary way, which knows what to say.
"""

from __future__ import annotations

import logging
import signal
from dataclasses import dataclass
from functools import lru_cache
from threading import Thread
from time import thread_time
from typing import NamedTuple

from server.callers import Caller
from server.config import Config
from server.editions import Editions
from server.negotiation import HTML, Format, NotAcceptable
from server.release import Release
from server.sparql.engine import Question, endpoint
from server.sparql.guard import EVERYTHING, Form, Query
from server.sparql.light.allowance import Allowance
from server.sparql.light.judging import Judge
from server.sparql.light.results import written
from server.sparql.light.weights import weigh
from server.sparql.protocol import result_format
from server.sparql.receipts import permalink, signed
from server.sparql.turns import Turns
from server.store import Embedded

__all__ = ["Answered", "Ground", "Lane"]

BRIEF = 0.05
"""Seconds of processor time of an answer that show that its shape is not light."""

_NOBODY = Caller()
"""Who waits for an answer that comes at once."""

_LOG = logging.getLogger(__name__)


class Answered(NamedTuple):
    """Hold an answer and what it answers; a yes or no has no number of rows."""

    question: Question
    permalink: str
    body: bytes
    rows: int | None


@dataclass(frozen=True, slots=True)
class Ground:
    """Hold what is asked: a release, its store, and the judge of what is light there."""

    release: Release
    store: Embedded
    judge: Judge


class Lane:
    """Answer light queries on the current release, once it has been weighed."""

    def __init__(self, editions: Editions, config: Config, turns: Turns) -> None:
        """Weigh nothing before the first query."""
        self._editions = editions
        self._config = config
        self._allowance = Allowance(turns, config.client_seconds)
        self._ground: Ground | None = None
        self._weighed: Release | None = None

    def answer(self, text: str, accept: str, address: str, ground: Ground) -> Answered | None:
        """Return the answer to a light query of the client at an address, None where it takes the ordinary way."""
        if (judged := ground.judge.light(text)) is None or not self._allowance.has(address):
            return None
        light, shape = judged
        format_ = _format(light.form, accept)
        if format_ is None:
            return None
        query = Query(text, light.form, EVERYTHING, changing=False)
        question = Question(query, ground.release, format_, _NOBODY)
        if not (again := permalink(question)):
            return None
        begun = thread_time()
        try:
            answered = self._answered(question, again, ground)
        except (SyntaxError, ValueError, OSError, RuntimeError):
            answered = None
        cost = thread_time() - begun
        self._allowance.charge(address, cost)
        if answered is None or cost > BRIEF:
            ground.judge.bar(shape)
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
            weights = weigh(release, self._config.ledger)
        except (OSError, ValueError) as error:
            _LOG.warning("no light queries on release %s: %s", release.id, error)
            return
        self._ground = Ground(release, store, Judge(weights, endpoint(release)))

    def _answered(self, question: Question, again: str, ground: Ground) -> Answered:
        """Return an answer; were it to take as long as no query may, the kernel would end this worker."""
        signal.setitimer(signal.ITIMER_REAL, self._config.query_seconds)
        try:
            quads, text = ground.store.quads, question.query.text
            found = quads.query(text, base_iri=question.address, use_default_graph_as_union=True)
            body, rows = written(found, question.format.extension, self._config)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        return Answered(question, again, signed(body, question, again, rows), rows)


@lru_cache(1000)
def _format(form: Form, accept: str) -> Format | None:
    """Return the format of a result, None for a page and where there is none."""
    try:
        found = result_format(form, "", accept)
    except NotAcceptable:
        return None
    return None if found is HTML else found

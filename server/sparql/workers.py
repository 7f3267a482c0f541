"""The pool of query processes: outsiders' queries run where they can be killed.

No timer inside a process stops the engine (threads, alarms and asynchronous exceptions all wait for it), so each
query has a process to itself (`server.sparql.processes`) and the clock is kept here: at the deadline the process is
killed and another one takes its place. A query starts on the store on disk; one that proves heavy, or is like those
that did, is given to a process that holds the release in memory, if one is free (`server.sparql.memory`, `lending`).
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from pathlib import Path
from threading import Lock, Timer

from server.callers import CallerGone
from server.config import Config
from server.negotiation import JSON
from server.release import Release
from server.sparql.engine import FAULTS, IN_MEMORY, Answer, QueryTimeout, QueryTooComplex, Question
from server.sparql.guard import EVERYTHING, Form, Query
from server.sparql.lending import Lanes
from server.sparql.memory import Shapes
from server.sparql.processes import Process, Stem
from server.sparql.receipts import Signed
from server.sparql.spool import Collector
from server.sparql.turns import Turn, Turns
from server.store import StoreUnavailable

RESTART = 1.0
"""Seconds of work that a client is charged for a process that its query used up."""

STEMS = 2
"""Releases whose store is held open: the current one, and another that permalinks ask for."""

PATIENCE = 1.0
"""Seconds that a query known to be heavy waits for a process in memory, which makes that good."""

HEAVY = 0.02
"""Seconds of work that tell a heavy query."""

GAIN = 8
"""How many times quicker memory may answer than disk: what takes less there than so small a part of HEAVY is light."""

LEAVE = 1.0
"""Seconds in which a query in memory may end that nobody waits for: killing its process costs a loading, seconds."""

NOTHING = Query("ASK {}", Form.ASK, EVERYTHING, changing=False)
"""What any store answers, and at once."""


class Pool:
    """Keep a few query processes warm, and give each query one of them."""

    def __init__(self, config: Config) -> None:
        """Start no process: the first query of each does, in the web worker that will keep it."""
        self._config = config
        self._turns = Turns(config, "queries")
        self._collector = Collector()
        self._shapes = Shapes()
        self._lanes = Lanes(config)
        self._lock = Lock()
        self._stems: list[Stem] = []
        self._idle: list[Process] = []
        self._is_open = True

    @property
    def turns(self) -> Turns:
        """Return what knows how much each client may ask."""
        return self._turns

    def answer(self, question: Question) -> Answer:
        """Return the answer; see `server.sparql.engine.Engine`."""
        return self._collector.collect(Signed(self._parts(question), question))

    def is_ready(self, release: Release) -> bool:
        """Tell whether a new process answers on the store of a release; it takes nobody's turn."""
        try:
            process = self._fork(release.store)
        except StoreUnavailable:
            return False
        try:
            process.ask(Question(NOTHING, release, JSON))
            return b"true" in b"".join(process.parts())
        except FAULTS:
            return False
        finally:
            process.kill()

    def _parts(self, question: Question) -> Generator[bytes, None, int | None]:
        """Yield the parts of an answer and return its rows; a process whose client goes away is killed at once."""
        turn = self._turns.take(question.asker)
        work = _Work(question, turn)
        try:
            with question.asker.watched(work.stop):
                return (yield from self._worked(work))
        except (QueryTooComplex, StoreUnavailable):
            if question.asker.is_gone:
                raise CallerGone from None
            raise
        finally:
            work.end()
            self._turns.give_back(turn, work.cost)

    def _worked(self, work: _Work) -> Generator[bytes, None, int | None]:
        """Put a query in its lane, move it to the other if it proves heavy, and yield the parts of its answer."""
        query = work.question.query.text
        is_heavy = self._shapes.heavy(query)
        if not (is_heavy is True and self._load(work, PATIENCE)):
            work.put(self._take(work, is_tired=is_heavy is not None or work.turn.is_heavy), self._give_back)
            if is_heavy is None and not work.process.speaks_soon():
                self._load(work, 0)
        try:
            rows = yield from work.parts()
        except (QueryTimeout, QueryTooComplex):
            if work.is_loaded:
                self._shapes.learn(query, is_heavy=False)
            raise
        self._learn(work, query)
        return rows

    def _learn(self, work: _Work, query: str) -> None:
        """Remember what a query proved to be that has ended in time, and have the release in memory for the next."""
        if work.process.computed >= HEAVY:
            self._shapes.learn(query, is_heavy=True)
            if not work.is_loaded:
                self._lanes.prepare(work.question.release)
        elif work.process.computed < HEAVY / GAIN:
            self._shapes.forget(query)

    def _load(self, work: _Work, seconds: float) -> bool:
        """Give a query to a process that holds the release in memory, if one is free in time, and tell so."""
        process = self._lanes.take(work.question.release, seconds)
        if process is None:
            return False
        work.is_loaded = True
        work.put(process, self._lanes.give_back)
        return True

    def _take(self, work: _Work, *, is_tired: bool) -> Process:
        """Return a process on the store on disk, to a heavy client or query one that works in the time others leave."""
        store = work.question.release.store
        while process := self._pick(is_tired=is_tired):
            if process.store == store and process.is_alive():
                return process
            process.kill()
        process = self._fork(store)
        if is_tired:
            process.give_way()
        return process

    def _pick(self, *, is_tired: bool) -> Process | None:
        with self._lock:
            found = next((one for one in self._idle if one.is_tired is is_tired), None)
            if found:
                self._idle.remove(found)
            return found

    def _fork(self, store: Path) -> Process:
        while True:
            stem = self._stem(store)
            try:
                return stem.fork()
            except StoreUnavailable:
                if not stem.is_over:
                    raise

    def _stem(self, store: Path) -> Stem:
        """Return the stem of a release, the one asked for longest ago making room for a new one."""
        with self._lock:
            found = next((one for one in self._stems if one.store == store and one.is_alive()), None)
            stem = found or Stem(store, self._config)
            self._stems = [stem, *(one for one in self._stems if one is not stem)]
            left, self._stems = self._stems[STEMS:], self._stems[:STEMS]
        for one in left:
            one.kill()
        return stem

    def _give_back(self, process: Process) -> None:
        """Take a process back: one that still works is killed, and a fresh one takes its place."""
        if not process.is_free:
            process.kill()
            if not self._is_open:
                return
            process = self._fork(process.store)
        with self._lock:
            alike = sum(one.is_tired is process.is_tired for one in self._idle)
            is_kept = self._is_open and alike < (1 if process.is_tired else self._config.processes)
            if is_kept:
                self._idle.append(process)
        if not is_kept:
            process.kill()

    def close(self) -> None:
        """End every process, those at work when their answer ends."""
        self._turns.close()
        with self._lock:
            self._is_open = False
            idle, self._idle = self._idle, []
            stems, self._stems = self._stems, []
        for process in idle:
            process.kill()
        for stem in stems:
            stem.kill()
        self._lanes.close()


class _Work:
    """Hold a query and the process that works on it, which may change."""

    def __init__(self, question: Question, turn: Turn) -> None:
        self.question = question
        self.turn = turn
        self.cost = 0.0
        self.is_loaded = False
        self._passed = 0
        self._lock = Lock()
        self._leaving: Timer | None = None
        self._places: list[tuple[Process, Callable[[Process], None]]] = []

    @property
    def process(self) -> Process:
        return self._places[-1][0]

    def put(self, process: Process, give_back: Callable[[Process], None]) -> None:
        """Ask a process; one that was asked before is given back. Raises StoreUnavailable."""
        worked = self.process.worked if self._places else 0.0
        self._places.append((process, give_back))
        if len(self._places) > 1:
            before, give_back_before = self._places.pop(0)
            give_back_before(before)
        if self.question.asker.is_gone:
            raise CallerGone
        process.ask(self.question, worked)

    def parts(self) -> Generator[bytes, None, int | None]:
        """Yield the parts of the answer and return its rows; a long one that nobody waits for ends at once."""
        parts = self.process.parts()
        while True:
            try:
                part = next(parts)
            except StopIteration as end:
                rows: int | None = end.value
                return rows
            self._passed += len(part)
            if self._is_long and self.question.asker.is_gone:
                self._kill()
            yield part

    @property
    def _is_long(self) -> bool:
        return self._passed > IN_MEMORY

    def stop(self) -> None:
        """Have the process at work end; one in memory is left a while to end its query, unless its answer is long."""
        if not self.is_loaded or self._is_long:
            self._kill()
        elif self._leaving is None:
            self._leaving = Timer(LEAVE, self._kill)
            self._leaving.daemon = True
            self._leaving.start()

    def _kill(self) -> None:
        with self._lock:
            for process, _ in self._places:
                process.stop()

    def end(self) -> None:
        """Give the process back, and count what it cost."""
        with self._lock:
            places, self._places = self._places, []
        if self._leaving:
            self._leaving.cancel()
        for process, give_back in reversed(places):
            self.cost += process.worked + (0.0 if process.is_free else RESTART)
            give_back(process)

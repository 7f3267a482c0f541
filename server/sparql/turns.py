"""Whose turn it is: query processes shared fairly among clients, each within what it may ask.

All workers of the web server that share a ledger take turns together (`PACTE_LEDGER`, which `pacte serve` sets).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from math import ceil
from threading import Condition
from time import monotonic
from typing import NamedTuple

from server.callers import Caller, CallerGone
from server.config import Config
from server.sparql.bells import Bell
from server.sparql.engine import EngineBusy
from server.sparql.ledger import MOST, Claim, Ledger, Page

__all__ = ["TooManyQueries", "Turn", "Turns", "Work"]

HEAVY = 10.0
"""Seconds of work in a minute after which a client's queries run one by one, in the time that others leave."""

LIGHT = "light"
"""What stands before a client's address where the ledger counts light queries apart, beside counting them with all."""

WAITING = 8
"""Queries of one client that may wait for its others to end."""

PULSE = 0.5
"""Seconds after which one who waits looks whether a worker has ended without a word."""


class TooManyQueries(PermissionError):
    """A client asks more at once, or more work in a minute, than one client may; `seconds` tells when to come back."""

    def __init__(self, reason: str, seconds: float) -> None:
        """Say what was exceeded and when to come back."""
        self.seconds = max(1, ceil(seconds))
        super().__init__(f"{reason}; come back in {self.seconds} s, ask one query after another, or use the dumps")


class Turn(NamedTuple):
    """Hold a place that a query has; `is_heavy` tells that its client has worked much of late."""

    client: int
    number: int
    is_heavy: bool


class Work(NamedTuple):
    """Hold the seconds that a client's queries worked within the last minute: the light ones, and all."""

    light: float
    whole: float


class Turns:
    """Give each query a place; among those that wait, the client that has least at work, and has worked least, is next.

    One client alone never holds the last place, so that another's short query finds one free. Each worker makes its
    own `Turns`; those of the same name share places through the ledger's folder, and what a worker held is free when it
    ends.
    """

    def __init__(self, config: Config, name: str) -> None:
        """Join the others; raises OSError where the ledger cannot be opened."""
        self._config = config
        self._each = max(1, min(config.client_queries, config.processes - 1))
        self._ledger = Ledger(config.ledger / f"{name}.ledger" if config.ledger else None)
        self._changed = Condition()
        self._changes = 0
        self._swept = 0.0
        self._bell = Bell(f"pacte-{self._ledger.key.hex()}", self._wake) if config.ledger else None
        self._worker = self._bell.number if self._bell else 0

    def take(self, asker: Caller) -> Turn:
        """Wait for a place; raises TooManyQueries, EngineBusy, CallerGone."""
        if asker.is_gone:
            raise CallerGone
        deadline = monotonic() + self._config.query_seconds
        asker.rest()
        with asker.watched(self._wake):
            with self._ledger.opened() as page:
                client = page.client(asker.address)
                self._check(page, client)
                number = page.enter(client, self._worker)
                turn = self._started(page, client, number)
            try:
                while turn is None:
                    turn = self._wait(asker, deadline, client, number)
            finally:
                if turn is None:
                    self._leave(number)
        return turn

    def _wait(self, asker: Caller, deadline: float, client: int, number: int) -> Turn | None:
        """Return the place of a query, None when there was none and something has changed since."""
        seen = self._changes
        if asker.is_gone:
            raise CallerGone
        if monotonic() > deadline:
            raise EngineBusy(self._config.query_seconds)
        with self._ledger.opened() as page:
            if monotonic() > self._swept + PULSE:
                self._sweep(page)
            if turn := self._started(page, client, number):
                return turn
        with self._changed:
            self._changed.wait_for(lambda: self._changes != seen, min(PULSE, max(0.0, deadline - monotonic())))
        return None

    def _sweep(self, page: Page) -> None:
        page.sweep(self._is_alive)
        self._swept = monotonic()

    @contextmanager
    def held(self, asker: Caller) -> Iterator[None]:
        """Hold a place for what works elsewhere, all the time counted as work; raises what `take` raises."""
        turn, start = self.take(asker), monotonic()
        try:
            yield
        finally:
            self.give_back(turn, monotonic() - start)

    def give_back(self, turn: Turn, worked: float) -> None:
        """Free the place of a query that worked so many seconds."""
        with self._ledger.opened() as page:
            page.add(turn.client, worked)
            page.leave(turn.number)
            self._call_next(page)

    def charge(self, address: str, seconds: float) -> Work:
        """Count the work of light queries, which take no place; return what a client's queries worked."""
        with self._ledger.opened() as page:
            counted = page.client(f"{LIGHT} {address}"), page.client(address)
            for one in counted:
                page.add(one, seconds)
            return Work(*map(page.spent, counted))

    def _leave(self, number: int) -> None:
        with self._ledger.opened() as page:
            page.leave(number)
            self._call_next(page)

    def _wake(self) -> None:
        with self._changed:
            self._changes += 1
            self._changed.notify_all()

    def _is_alive(self, worker: int) -> bool:
        return worker == self._worker or (self._bell is not None and self._bell.ring(worker))

    def _check(self, page: Page, client: int) -> None:
        """Raise TooManyQueries for a client that asks too much, EngineBusy where all of them together do."""
        if _count(page, client)[1] >= WAITING or len(page.claims) >= MOST:
            self._sweep(page)
        running, waiting = _count(page, client)
        if waiting >= WAITING:
            raise TooManyQueries(f"{running + waiting} queries of yours are at work or wait", 5)
        if len(page.claims) >= MOST:
            raise EngineBusy(0)
        allowed = self._config.client_seconds
        if page.spent(client) >= allowed:
            raise TooManyQueries(f"your queries worked {allowed:g} s within a minute", page.free_in(client, allowed))

    def _started(self, page: Page, client: int, number: int) -> Turn | None:
        """Give a query its place if it is next."""
        found = self._next(page)
        if found is None or found.number != number:
            return None
        page.start(number)
        self._call_next(page)
        return Turn(client, number, page.spent(client) >= HEAVY)

    def _call_next(self, page: Page) -> None:
        """Wake the one whose turn it is, in whichever worker."""
        found = self._next(page)
        if found is None:
            return
        if found.worker == self._worker:
            self._wake()
        elif self._bell:
            self._bell.ring(found.worker)

    def _next(self, page: Page) -> Claim | None:
        """Return the query whose turn it is, if a place is free for it."""
        waiting = [one for one in page.claims if not one.is_running]
        if not waiting or len(page.claims) - len(waiting) >= self._config.processes:
            return None
        ranks = {client: (_count(page, client)[0], page.spent(client)) for client in {one.client for one in waiting}}
        able = [one for one in waiting if self._may_run(*ranks[one.client])]
        return min(able, key=lambda one: ranks[one.client], default=None)

    def _may_run(self, running: int, spent: float) -> bool:
        return running < (self._each if spent < HEAVY else 1)

    def close(self) -> None:
        """Hear the others no more."""
        if self._bell:
            self._bell.close()


def _count(page: Page, client: int) -> tuple[int, int]:
    """Return how many queries of a client are at work, and how many wait."""
    running = [one.is_running for one in page.claims if one.client == client]
    return sum(running), len(running) - sum(running)

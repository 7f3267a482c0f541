"""Whose turn it is: query processes shared fairly among clients, each within what it may ask.

Counted in each worker of the web server by itself: nothing is shared between workers.
"""

from __future__ import annotations

from collections import deque
from math import ceil
from threading import Condition
from time import monotonic

from server.callers import Caller, CallerGone
from server.config import Config
from server.sparql.engine import EngineBusy

__all__ = ["TooManyQueries", "Turns"]

MINUTE = 60.0
GRAIN = 1.0
"""Seconds whose work is counted together: a client may ask thousands of short queries in a minute."""

LIGHT = 1.0
"""Seconds of work in a minute below which a client counts as light."""

HEAVY = 10.0
"""Seconds of work in a minute after which a client's queries run one by one."""

WAITING = 8
"""Queries of one client that may wait for its others to end."""


class TooManyQueries(PermissionError):
    """A client asks more at once, or more work in a minute, than one client may; `seconds` tells when to come back."""

    def __init__(self, reason: str, seconds: float) -> None:
        """Say what was exceeded and when to come back."""
        self.seconds = max(1, ceil(seconds))
        super().__init__(f"{reason}; come back in {self.seconds} s, ask one query after another, or use the dumps")


class _Client:
    """Count the queries of one client: at work, waiting, and the seconds of work of the last minute."""

    def __init__(self) -> None:
        self.running = 0
        self.waiting = 0
        self._worked: deque[tuple[float, float]] = deque()
        self._spent = 0.0

    def add(self, seconds: float) -> None:
        now = monotonic()
        if self._worked and now < self._worked[-1][0] + GRAIN:
            now, before = self._worked.pop()
            self._worked.append((now, before + seconds))
        else:
            self._worked.append((now, seconds))
        self._spent += seconds

    def spent(self) -> float:
        """Return the seconds of work of the last minute."""
        oldest = monotonic() - MINUTE
        while self._worked and self._worked[0][0] < oldest:
            self._spent -= self._worked.popleft()[1]
        if not self._worked:
            self._spent = 0.0
        return self._spent

    def free_at(self, allowed: float) -> float:
        """Return the seconds to wait until less than what is allowed has been spent."""
        left = self.spent()
        for when, seconds in self._worked:
            left -= seconds
            if left < allowed:
                return when + MINUTE - monotonic()
        return 0.0

    @property
    def is_idle(self) -> bool:
        return not self.running and not self.waiting and not self.spent()


class Turns:
    """Give each query a place; among those that wait, the client that has least at work, and has worked least, is next.

    One client alone never holds the last place, so that another's short query finds one free.
    """

    def __init__(self, config: Config) -> None:
        """Start with every place free."""
        self._config = config
        self._free = config.processes
        self._each = max(1, min(config.client_queries, config.processes - 1))
        self._changed = Condition()
        self._clients: dict[str, _Client] = {}
        self._queue: list[tuple[str, object]] = []

    def take(self, asker: Caller) -> None:
        """Wait for a place; raises TooManyQueries, EngineBusy, CallerGone."""
        with asker.watched(self._wake), self._changed:
            client = self._clients.setdefault(asker.address, _Client())
            self._check(client)
            ticket = (asker.address, object())
            self._queue.append(ticket)
            client.waiting += 1
            try:
                is_next = self._changed.wait_for(
                    lambda: asker.is_gone or self._next() is ticket, self._config.query_seconds
                )
            finally:
                self._queue.remove(ticket)
                client.waiting -= 1
            if asker.is_gone:
                raise CallerGone
            if not is_next:
                raise EngineBusy(self._config.query_seconds)
            client.running += 1
            self._free -= 1
            self._changed.notify_all()

    def give_back(self, asker: Caller, worked: float) -> None:
        """Free the place of a query that worked so many seconds."""
        with self._changed:
            self._free += 1
            client = self._clients[asker.address]
            client.running -= 1
            client.add(worked)
            for address in [address for address, one in self._clients.items() if one.is_idle]:
                del self._clients[address]
            self._changed.notify_all()

    def is_light(self, asker: Caller) -> bool:
        """Tell whether a client, whose query has a place, has no other at work and has worked little of late."""
        with self._changed:
            client = self._clients[asker.address]
            return client.running == 1 and client.spent() < LIGHT

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def _check(self, client: _Client) -> None:
        if client.waiting >= WAITING:
            raise TooManyQueries(f"{client.running + client.waiting} queries of yours are at work or wait", 5)
        allowed = self._config.client_seconds
        if client.spent() >= allowed:
            raise TooManyQueries(f"your queries worked {allowed:g} s within a minute", client.free_at(allowed))

    def _next(self) -> tuple[str, object] | None:
        """Return the ticket whose turn it is, if a place is free for it."""
        if not self._free:
            return None
        able = [ticket for ticket in self._queue if self._may_run(self._clients[ticket[0]])]
        return min(able, key=lambda ticket: self._rank(self._clients[ticket[0]]), default=None)

    def _may_run(self, client: _Client) -> bool:
        return client.running < (self._each if client.spent() < HEAVY else 1)

    def _rank(self, client: _Client) -> tuple[int, float]:
        return client.running, client.spent()

"""The requests of one client are worked on a few at a time: another's finds a thread, and the interpreter, free."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

__all__ = ["Crowd", "Crowded", "Place"]

COMPUTING = 2
"""Requests of one client that compute at once; the interpreter runs one at a time, whoever's it is."""

WAITING = 100
"""Requests of one client that wait for a thread."""


class Crowded(ConnectionError):
    """A client has more requests under way than one client may."""


@dataclass
class _Client:
    """Hold the places of one client."""

    threads: asyncio.Semaphore
    computing: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(COMPUTING))
    requests: int = 0


class Place:
    """Hold the place of one request, which computes until it rests, or ends."""

    def __init__(self, computing: asyncio.Semaphore) -> None:
        """Take over a place that has been acquired."""
        self._computing = computing
        self._loop = asyncio.get_running_loop()
        self._is_free = False

    def rest(self) -> None:
        """Let another request of the client compute: this one waits for a query. May be called from any thread."""
        self._loop.call_soon_threadsafe(self.free)

    def free(self) -> None:
        """Give the place up, once."""
        if not self._is_free:
            self._is_free = True
            self._computing.release()


class Crowd:
    """Give each client so many threads, of which a few compute; the requests of one client come in their order.

    All happens in the event loop of one worker of the web server.
    """

    def __init__(self, threads: int) -> None:
        """Start without clients; each may have so many threads."""
        self._threads = threads
        self._clients: dict[str, _Client] = {}

    @asynccontextmanager
    async def place(self, address: str) -> AsyncIterator[Place]:
        """Wait for a place; raises Crowded."""
        client = self._clients.setdefault(address, _Client(asyncio.Semaphore(self._threads)))
        if client.requests >= self._threads + WAITING:
            raise Crowded(address)
        client.requests += 1
        try:
            async with client.threads:
                await client.computing.acquire()
                place = Place(client.computing)
                try:
                    yield place
                finally:
                    place.free()
        finally:
            client.requests -= 1
            if not client.requests:
                del self._clients[address]

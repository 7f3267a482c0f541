"""The places of clients: a few requests of each at work, in the order they came, and none of another kept waiting."""

from __future__ import annotations

import asyncio
from typing import Any

import looping
import pytest

from server import crowd
from server.callers import Caller, address
from server.crowd import Crowd, Crowded, Place

THREADS = 4


class Street:
    """Requests of clients, each of which stays at work until it is told to end."""

    def __init__(self) -> None:
        self.crowd = Crowd(THREADS)
        self.at_work: dict[str, Place] = {}
        self.ends: dict[str, asyncio.Event] = {}
        self.tasks: dict[str, asyncio.Task[None]] = {}

    async def comes(self, *names: str) -> None:
        for name in names:
            self.ends[name] = asyncio.Event()
            self.tasks[name] = asyncio.create_task(self._ask(name))
        await settled()

    async def _ask(self, name: str) -> None:
        async with self.crowd.place(name[0]) as place:
            self.at_work[name] = place
            await self.ends[name].wait()
            del self.at_work[name]

    async def ends_of(self, *names: str) -> None:
        for name in names:
            self.ends[name].set()
        await settled()

    def who(self) -> str:
        return " ".join(sorted(self.at_work))


async def settled() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


def test_a_client_computes_twice_at_once_and_another_does_not_wait_for_it() -> None:
    async def story() -> None:
        street = Street()
        await street.comes("a1", "a2", "a3", "a4", "b1")
        assert street.who() == "a1 a2 b1"
        await street.ends_of("a1")
        assert street.who() == "a2 a3 b1"
        await street.ends_of(*street.ends)
        assert street.who() == ""
        assert not street.crowd._clients

    looping.run(story())


def test_a_request_that_rests_lets_the_next_compute_as_long_as_there_are_threads() -> None:
    async def story() -> None:
        street = Street()
        await street.comes("a1", "a2", "a3", "a4", "a5", "a6")
        for name in ("a1", "a2", "a1"):
            street.at_work[name].rest()
        await settled()
        assert street.who() == "a1 a2 a3 a4"
        street.at_work["a3"].rest()
        await settled()
        assert street.who() == "a1 a2 a3 a4"
        await street.ends_of("a1")
        assert street.who() == "a2 a3 a4 a5"
        await street.ends_of(*street.ends)

    looping.run(story())


def test_requests_beyond_those_that_wait_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowd, "WAITING", 1)

    async def story() -> None:
        street = Street()
        await street.comes("a1", "a2", "a3", "a4", "a5", "a6", "b1")
        with pytest.raises(Crowded):
            await street.tasks["a6"]
        assert street.who() == "a1 a2 b1"
        await street.ends_of(*street.ends)
        assert [street.tasks[name].exception() for name in ("a5", "b1")] == [None, None]

    looping.run(story())


@pytest.mark.parametrize(
    ("told", "proxies", "who"),
    [
        ("192.0.2.1", 0, "198.51.100.9"),
        ("192.0.2.1", 1, "192.0.2.1"),
        ("192.0.2.1, 2001:db8::1", 1, "2001:db8::"),
        ("192.0.2.1, 192.0.2.2, 192.0.2.3", 2, "192.0.2.2"),
        ("192.0.2.1", 2, "198.51.100.9"),
    ],
)
def test_a_client_is_who_the_proxies_that_are_believed_tell(told: str, proxies: int, who: str) -> None:
    environ: Any = {"HTTP_X_FORWARDED_FOR": told, "REMOTE_ADDR": "198.51.100.9"}
    assert address(environ, proxies) == who


def test_who_asks_in_process_rests_for_nobody() -> None:
    Caller().rest()

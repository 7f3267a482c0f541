"""Query processes are shared fairly among clients, each within what it may ask."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from server.callers import Caller, CallerGone, caller
from server.config import Config
from server.sparql import turns
from server.sparql.engine import EngineBusy
from server.sparql.turns import TooManyQueries, Turns

ANN, BOB = "192.0.2.1", "192.0.2.2"


def place(turns: Turns, address: str) -> Callable[[], bool]:
    """Start to wait for a place, and return what tells whether it has been had."""
    had = threading.Event()

    def wait() -> None:
        with suppress(EngineBusy):  # who still waits when its test has ended is sent away later
            turns.take(Caller(address))
            had.set()

    threading.Thread(target=wait, daemon=True).start()
    while not turns._queue and not had.is_set():
        pass
    return had.is_set


def waits(turns: Turns, count: int) -> bool:
    with turns._changed:
        return len(turns._queue) == count


@pytest.fixture(params=[2, 3])
def shared(request: pytest.FixtureRequest) -> Turns:
    return Turns(Config(processes=request.param, client_queries=9, query_seconds=60))


def test_one_client_never_holds_the_last_place(shared: Turns) -> None:
    while shared._free > 1:
        shared.take(Caller(ANN))
    is_in = place(shared, ANN)
    shared.take(Caller(BOB))
    assert not is_in()
    assert waits(shared, 1)


def test_the_only_process_serves_every_client_in_turn() -> None:
    only = Turns(Config(processes=1, client_queries=2, query_seconds=60))
    only.take(Caller(ANN))
    only.give_back(Caller(ANN), 5)
    only.take(Caller(BOB))
    later, sooner = place(only, ANN), Caller(BOB)
    only.give_back(sooner, 0.1)
    with only._changed:
        only._changed.wait_for(later, 10)
    assert later()


def test_who_has_worked_least_is_next(monkeypatch: pytest.MonkeyPatch) -> None:
    only = Turns(Config(processes=1, client_queries=2, query_seconds=60))
    only.take(Caller(ANN))
    only.give_back(Caller(ANN), 5)
    only.take(Caller("192.0.2.3"))
    ann = (ANN, object())
    bob = (BOB, object())
    only._clients[BOB] = turns._Client()
    monkeypatch.setattr(only, "_queue", [ann, bob])
    monkeypatch.setattr(only, "_free", 1)
    assert only._next() is bob


def test_a_client_is_light_while_it_has_one_query_and_has_worked_little() -> None:
    counted = Turns(Config(processes=3))
    counted.take(Caller(ANN))
    assert counted.is_light(Caller(ANN))
    counted.take(Caller(ANN))
    assert not counted.is_light(Caller(ANN))
    counted.give_back(Caller(ANN), 2)
    assert not counted.is_light(Caller(ANN))


def test_the_queries_of_a_client_that_works_much_run_one_by_one() -> None:
    counted = Turns(Config(processes=3, query_seconds=0.05))
    counted.take(Caller(ANN))
    counted.give_back(Caller(ANN), 11)
    counted.take(Caller(ANN))
    with pytest.raises(EngineBusy):
        counted.take(Caller(ANN))
    counted.take(Caller(BOB))
    counted.take(Caller(BOB))


def test_no_place_in_time_is_told() -> None:
    only = Turns(Config(processes=1, query_seconds=0.05))
    only.take(Caller(ANN))
    with pytest.raises(EngineBusy):
        only.take(Caller(BOB))


def test_a_client_that_leaves_while_it_waits_waits_no_more() -> None:
    only = Turns(Config(processes=1, query_seconds=60))
    only.take(Caller(ANN))
    bob = Caller(BOB)
    threading.Timer(0.05, bob.leave).start()
    with pytest.raises(CallerGone):
        only.take(bob)
    assert waits(only, 0)


def test_too_many_queries_at_once_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "WAITING", 1)
    only = Turns(Config(processes=1, query_seconds=60))
    only.take(Caller(ANN))
    place(only, ANN)
    with pytest.raises(TooManyQueries, match="2 queries of yours"):
        only.take(Caller(ANN))
    assert waits(only, 1)


def test_too_much_work_in_a_minute_is_refused_until_enough_of_it_is_past(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(turns, "monotonic", lambda: now[0])
    counted = Turns(Config(processes=1, client_seconds=10))
    for start, worked in [(0.0, 4.0), (20.0, 7.0)]:
        now[0] = start
        counted.take(Caller(ANN))
        counted.give_back(Caller(ANN), worked)
    with pytest.raises(TooManyQueries, match=r"worked 10 s within a minute; come back in 40 s") as refused:
        counted.take(Caller(ANN))
    assert refused.value.seconds == 40
    counted.take(Caller(BOB))
    counted.give_back(Caller(BOB), 0)
    now[0] = 61.0
    counted.take(Caller(ANN))


def test_the_work_of_many_short_queries_is_counted_in_few_places(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(turns, "monotonic", lambda: now[0])
    client = turns._Client()
    for number in range(6000):
        now[0] = number / 100
        client.add(0.001)
    assert client.spent() == pytest.approx(6)
    assert len(client._worked) <= 61
    assert client.free_at(3) == pytest.approx(30, abs=1)
    now[0] = 200.0
    assert client.spent() == 0


def test_a_client_that_has_long_been_quiet_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(turns, "monotonic", lambda: now[0])
    counted = Turns(Config())
    counted.take(Caller(ANN))
    counted.give_back(Caller(ANN), 1)
    now[0] = 100.0
    counted.take(Caller(BOB))
    counted.give_back(Caller(BOB), 1)
    assert set(counted._clients) == {BOB}


@pytest.mark.parametrize(
    ("told", "known"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("fe80::1%eth0", "fe80::"),
        ("unix:", "unix:"),
    ],
)
def test_a_client_is_an_address_or_an_ipv6_network(told: str, known: str) -> None:
    environ: dict[str, Any] = {"REMOTE_ADDR": told}
    assert caller(environ).address == known

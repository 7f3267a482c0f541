"""Query processes are shared fairly among clients, each within what it may ask."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from subprocess import PIPE
from typing import Any

import pytest

from server.callers import Caller, CallerGone, caller
from server.config import Config
from server.sparql import ledger, turns
from server.sparql.engine import EngineBusy
from server.sparql.turns import TooManyQueries, Turn, Turns

ANN, BOB = "192.0.2.1", "192.0.2.2"


def waiting(turns: Turns) -> int:
    with turns._ledger.opened() as page:
        return sum(not one.is_running for one in page.claims)


def place(turns: Turns, address: str) -> Future[Turn]:
    """Start to wait for a place; the one who still waits when its test has ended is sent away later."""
    had: Future[Turn] = Future()
    before = waiting(turns)

    def wait() -> None:
        with suppress(EngineBusy):
            had.set_result(turns.take(Caller(address)))

    threading.Thread(target=wait, daemon=True).start()
    while waiting(turns) == before and not had.done():
        pass
    return had


def turns_of(**settings: Any) -> Turns:  # noqa: ANN401 - settings of several types
    return Turns(Config(**settings), "queries")


@pytest.mark.parametrize("processes", [2, 3])
def test_one_client_never_holds_the_last_place(processes: int) -> None:
    shared = turns_of(processes=processes, client_queries=9, query_seconds=60)
    for _ in range(processes - 1):
        shared.take(Caller(ANN))
    another = place(shared, ANN)
    shared.take(Caller(BOB))
    assert not another.done()
    assert waiting(shared) == 1


def test_the_only_process_serves_every_client_in_turn() -> None:
    only = turns_of(processes=1, query_seconds=60)
    only.give_back(only.take(Caller(ANN)), 5)
    bobs = only.take(Caller(BOB))
    later = place(only, ANN)
    assert not later.done()
    only.give_back(bobs, 0.1)
    assert later.result(10)


def test_who_has_worked_least_is_next() -> None:
    only = turns_of(processes=1, query_seconds=60)
    only.give_back(only.take(Caller(ANN)), 5)
    first = only.take(Caller("192.0.2.3"))
    anns, bobs = place(only, ANN), place(only, BOB)
    only.give_back(first, 0)
    assert bobs.result(10)
    assert not anns.done()


def test_the_queries_of_a_client_that_works_much_run_one_by_one() -> None:
    counted = turns_of(processes=3, query_seconds=0.05)
    first = counted.take(Caller(ANN))
    counted.give_back(first, 11)
    assert [first.is_heavy, counted.take(Caller(ANN)).is_heavy] == [False, True]
    with pytest.raises(EngineBusy):
        counted.take(Caller(ANN))
    counted.take(Caller(BOB))
    counted.take(Caller(BOB))


def test_no_place_in_time_is_told() -> None:
    only = turns_of(processes=1, query_seconds=0.05)
    only.take(Caller(ANN))
    with pytest.raises(EngineBusy):
        only.take(Caller(BOB))
    assert waiting(only) == 0


def test_a_client_that_leaves_while_it_waits_waits_no_more() -> None:
    only = turns_of(processes=1, query_seconds=60)
    only.take(Caller(ANN))
    bob = Caller(BOB)
    threading.Timer(0.05, bob.leave).start()
    with pytest.raises(CallerGone):
        only.take(bob)
    assert waiting(only) == 0


def test_too_many_queries_at_once_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "WAITING", 1)
    only = turns_of(processes=1, query_seconds=60)
    only.take(Caller(ANN))
    place(only, ANN)
    with pytest.raises(TooManyQueries, match="2 queries of yours"):
        only.take(Caller(ANN))
    assert waiting(only) == 1


def test_more_queries_than_the_ledger_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "MOST", 2)
    full = turns_of(processes=3)
    full.take(Caller(ANN))
    full.take(Caller(BOB))
    with pytest.raises(EngineBusy):
        full.take(Caller("192.0.2.3"))


def test_too_much_work_in_a_minute_is_refused_until_enough_of_it_is_past(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(ledger, "monotonic", lambda: now[0])
    counted = turns_of(processes=1, client_seconds=10)
    for start, worked in [(1000.0, 4.0), (1020.0, 7.0)]:
        now[0] = start
        counted.give_back(counted.take(Caller(ANN)), worked)
    with pytest.raises(TooManyQueries, match=r"worked 10 s within a minute; come back in 40 s") as refused:
        counted.take(Caller(ANN))
    assert refused.value.seconds == 40
    counted.give_back(counted.take(Caller(BOB)), 0)
    now[0] = 1061.0
    counted.take(Caller(ANN))


def test_work_is_forgotten_after_a_minute_however_long_nobody_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(ledger, "monotonic", lambda: now[0])
    counted = turns_of(client_seconds=10)
    counted.give_back(counted.take(Caller(ANN)), 100)
    for later in (1060.0, 5000.0):
        now[0] = later
        counted.give_back(counted.take(Caller(ANN)), 1)


# ── Several workers ──────────────────────────────────────────────────────────────────────────────────────────────────

WORKER = """
import sys
from pathlib import Path
from server.callers import Caller
from server.config import Config
from server.sparql.turns import Turns

turns = Turns(Config(ledger=Path(sys.argv[1]), processes=2, client_queries=2, query_seconds=60), "queries")
for line in sys.stdin:
    turn = turns.take(Caller(line.strip()))
    print("taken", flush=True)
    if sys.stdin.readline().strip() == "give back":
        turns.give_back(turn, float(sys.argv[2]))
        print("given back", flush=True)
"""


class Other:
    """Another worker: a process that takes a turn and gives it back when it is told to."""

    def __init__(self, folder: Path, worked: float = 0) -> None:
        command = [sys.executable, "-c", WORKER, str(folder), str(worked)]
        root = Path(ledger.__file__).parents[2]
        self._process = subprocess.Popen(command, cwd=root, text=True, stdin=PIPE, stdout=PIPE)

    def tell(self, line: str) -> str:
        assert self._process.stdin
        assert self._process.stdout
        print(line, file=self._process.stdin, flush=True)
        return self._process.stdout.readline().strip()

    def kill(self) -> None:
        self._process.kill()
        self._process.communicate()


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[Turns]:
    found = turns_of(ledger=tmp_path, processes=2, client_queries=2, client_seconds=20, query_seconds=60)
    yield found
    found.close()


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Other]:
    found = Other(tmp_path, worked=25)
    yield found
    found.kill()


def test_workers_share_places(shared: Turns, other: Other) -> None:
    assert other.tell(ANN) == "taken"
    shared.take(Caller(BOB))
    waits = place(shared, "192.0.2.3")
    assert not waits.done()
    assert other.tell("give back") == "given back"
    assert waits.result(10)


def test_a_client_has_its_share_over_all_workers(shared: Turns, other: Other) -> None:
    assert other.tell(ANN) == "taken"
    waits = place(shared, ANN)
    shared.take(Caller(BOB))
    assert not waits.done()


def test_work_counts_in_every_worker(shared: Turns, other: Other) -> None:
    other.tell(ANN)
    other.tell("give back")
    with pytest.raises(TooManyQueries, match="20 s within a minute"):
        shared.take(Caller(ANN))
    shared.take(Caller(BOB))


def test_what_a_killed_worker_held_is_free(shared: Turns, other: Other) -> None:
    assert other.tell(ANN) == "taken"
    shared.take(Caller(BOB))
    waits = place(shared, "192.0.2.3")
    other.kill()
    assert waits.result(10)


def test_a_worker_that_is_killed_with_the_ledger_open_locks_nobody_out(shared: Turns, tmp_path: Path) -> None:
    holding = "with turns._ledger.opened() as page:\n    page.enter(1, 2)\n    os.kill(os.getpid(), 9)"
    script = f"import os\n{WORKER.partition('for line')[0]}\n{holding}"
    root = Path(ledger.__file__).parents[2]
    ended = subprocess.run([sys.executable, "-c", script, str(tmp_path), "0"], cwd=root, check=False)
    assert ended.returncode == -9
    shared.give_back(shared.take(Caller(ANN)), 0)
    with shared._ledger.opened() as page:
        assert page.claims == []


def test_a_flood_of_clients_does_not_make_the_ledger_grow(shared: Turns, tmp_path: Path) -> None:
    size = (tmp_path / "queries.ledger").stat().st_size
    for number in range(500):
        shared.give_back(shared.take(Caller(f"2001:db8:0:{number:x}::")), 0.001)
    assert (tmp_path / "queries.ledger").stat().st_size == size
    with shared._ledger.opened() as page:
        assert page.claims == []


def test_a_ledger_of_another_size_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "queries.ledger").write_bytes(b"x" * 1000)
    fresh = turns_of(ledger=tmp_path)
    fresh.give_back(fresh.take(Caller(ANN)), 0)
    assert waiting(fresh) == 0
    fresh.close()


def test_the_ledger_tells_no_address(shared: Turns, tmp_path: Path) -> None:
    shared.take(Caller(ANN))
    assert ANN.encode() not in (tmp_path / "queries.ledger").read_bytes()


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

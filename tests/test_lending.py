"""Processes with the release in memory, lent by the worker that has them: none is idle while another's query waits."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pyoxigraph
import pytest
import samples

from server.config import Config
from server.negotiation import JSON
from server.release import Release, current
from server.sparql import lending
from server.sparql.engine import QueryTooComplex, Question
from server.sparql.guard import EVERYTHING, Form, Query
from server.sparql.lending import Lanes, Lent
from server.sparql.processes import Process
from server.store import StoreUnavailable

ASKED = Query("ASK {}", Form.ASK, EVERYTHING, changing=False)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    (tmp_path / "ledger").mkdir()
    return Config(releases=samples.release(tmp_path / "first"), ledger=tmp_path / "ledger", memory_processes=1)


@pytest.fixture
def release(config: Config) -> Release:
    return current(config.releases)


@pytest.fixture
def lender(config: Config, release: Release) -> Iterator[Lanes]:
    """Return the lanes of the worker that came first, its process loaded."""
    with closing(Lanes(config)) as found:
        found.give_back(taken(found, release))
        yield found


@pytest.fixture
def borrower(config: Config, lender: Lanes) -> Iterator[Lanes]:
    assert lender.memory
    with closing(Lanes(config)) as found:
        yield found


def taken(lanes: Lanes, release: Release) -> Process:
    """Return a process, once it is loaded."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if process := lanes.take(release, 0.1):
            return process
        time.sleep(0.01)
    raise AssertionError


def answered(process: Process, release: Release) -> bytes:
    process.ask(Question(ASKED, release, JSON))
    return b"".join(process.parts())


def test_one_workers_processes_answer_anothers_queries(lender: Lanes, borrower: Lanes, release: Release) -> None:
    pids = []
    for lanes in (borrower, lender, borrower):
        process = taken(lanes, release)
        assert b"true" in answered(process, release)
        pids.append(process.pid)
        lanes.give_back(process)
    assert len(set(pids)) == 1
    assert not borrower.memory._processes


def test_a_process_is_lent_to_one_at_a_time(lender: Lanes, borrower: Lanes, release: Release) -> None:
    process = taken(lender, release)
    assert borrower.take(release, 0) is None
    ending = threading.Timer(0.2, lambda: lender.give_back(process))
    ending.start()
    borrowed = borrower.take(release, 30)
    ending.join()
    assert borrowed
    assert lender.take(release, 0) is None
    borrower.give_back(borrowed)


def test_a_query_that_is_stopped_ends_the_process_that_was_lent(
    lender: Lanes, borrower: Lanes, release: Release
) -> None:
    process = taken(borrower, release)
    process.ask(Question(ASKED, release, JSON))
    borrower.give_back(process)
    after = taken(lender, release)
    assert after.pid != process.pid
    assert b"true" in answered(after, release)
    lender.give_back(after)


def test_the_process_of_a_borrower_that_dies_is_ended(lender: Lanes, borrower: Lanes, release: Release) -> None:
    process = taken(borrower, release)
    assert isinstance(process, Lent)
    process._loan.close()
    after = taken(lender, release)
    assert after.pid != process.pid
    lender.give_back(after)
    borrower.give_back(process)


def test_another_has_the_processes_when_the_first_has_ended(lender: Lanes, borrower: Lanes, release: Release) -> None:
    before = taken(borrower, release)
    borrower.give_back(before)
    lender.close()
    after = taken(borrower, release)
    assert after.pid != before.pid
    assert not isinstance(after, Lent)
    borrower.give_back(after)


def test_a_lender_that_has_just_ended_lends_nothing(
    lender: Lanes, borrower: Lanes, release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lending._Place, "is_won", lambda _: False)
    lender.close()
    assert borrower.take(release, 0) is None


def test_only_the_current_release_is_lent(
    lender: Lanes, borrower: Lanes, config: Config, release: Release, tmp_path: Path
) -> None:
    quad = pyoxigraph.Quad(*[pyoxigraph.NamedNode(f"http://x/{name}") for name in "spog"])
    after = current(samples.release(tmp_path / "second", [quad]))
    assert borrower.take(after, 0) is None
    (config.releases / "current").unlink()
    (config.releases / "current").symlink_to(after.folder)
    assert borrower.take(release, 0) is None
    borrower.give_back(taken(borrower, after))
    assert [one.store for one in lender.memory._processes] == [after.store]


def test_workers_on_other_releases_lend_one_another_nothing(lender: Lanes, config: Config, tmp_path: Path) -> None:
    other = Config(releases=samples.release(tmp_path / "other"), ledger=config.ledger, memory_processes=1)
    with closing(Lanes(other)) as lanes:
        process = taken(lanes, current(other.releases))
        assert process not in lender.memory._processes
        lanes.give_back(process)


@pytest.mark.parametrize(("is_over", "fault"), [(True, StoreUnavailable), (False, QueryTooComplex)])
def test_the_end_of_a_lent_process_is_laid_to_the_query_unless_its_worker_ended_too(
    is_over: bool,  # noqa: FBT001 - a case
    fault: type[Exception],
    config: Config,
    release: Release,
) -> None:
    line, far = socket.socketpair()
    loan, lender = socket.socketpair()
    process = Lent(line, os.getpid(), release.store, config, loan)
    process.ask(Question(ASKED, release, JSON))
    far.close()
    with line, loan, lender:
        if is_over:
            lender.close()
        with pytest.raises(fault):
            list(process.parts())

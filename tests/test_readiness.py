"""`/ready`: a service is sent visitors once it has begun, while its engine answers, and until it ends."""

from __future__ import annotations

import json
import os
import signal
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import samples
from families import PATIENCE, alive, family
from flask import Flask
from live import free_port, running

from server import create_app
from server.config import Config
from server.readiness import leaving
from server.sparql import worker
from server.sparql.endpoint import Endpoint
from server.sparql.processes import Process
from server.sparql.views import ENGINE


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    (tmp_path / "ledger").mkdir()
    made = create_app(Config(releases=samples.release(tmp_path), ledger=tmp_path / "ledger"))
    yield made
    made.extensions[ENGINE].close()


def state(app: Flask) -> tuple[int, str]:
    answer = app.test_client().get("/ready")
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.status_code, answer.get_json()["status"]


def test_a_service_is_ready_once_its_index_is_made(app: Flask) -> None:
    assert state(app) == (503, "starting")
    app.extensions["pacte"].warm()
    assert state(app) == (200, "ready")


def test_a_service_whose_query_processes_do_not_answer_is_not_ready(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.extensions["pacte"].warm()
    monkeypatch.setattr(worker, "__file__", str(tmp_path / "missing.py"))
    assert state(app) == (503, "failing")


def test_a_service_whose_query_processes_end_before_they_answer_is_not_ready(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def greet(process: Process, *_: object) -> None:
        process._greet()
        process.stop()

    app.extensions["pacte"].warm()
    monkeypatch.setattr(Process, "ask", greet)
    assert state(app) == (503, "failing")


def test_a_service_whose_store_does_not_answer_is_not_ready(tmp_path: Path) -> None:
    releases = samples.release(tmp_path)
    app = create_app(Config(releases=releases, store=f"http://127.0.0.1:{free_port()}/"))
    app.extensions["pacte"].is_warm = True
    assert state(app) == (503, "failing")
    assert isinstance(app.extensions[ENGINE], Endpoint)
    assert app.extensions[ENGINE].is_ready(app.extensions["pacte"].current().release)


def test_a_service_that_ends_is_not_ready(app: Flask, tmp_path: Path) -> None:
    app.extensions["pacte"].warm()
    leaving(tmp_path / "ledger", os.getppid()).touch()
    assert state(app) == (503, "leaving")


def test_a_service_says_that_it_leaves_and_answers_meanwhile(tmp_path: Path) -> None:
    port = free_port()
    with running(samples.release(tmp_path), port, "--workers", "1", "--leave", "3") as service:
        until(port, "ready")
        service.send_signal(signal.SIGTERM)
        until(port, "leaving")
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=PATIENCE) as answer:
            assert answer.status == 200
        assert service.wait(PATIENCE) == 0


def test_workers_are_replaced_one_by_one_and_nobody_is_turned_away(tmp_path: Path) -> None:
    port = free_port()
    with running(samples.release(tmp_path), port, "--workers", "2") as service:
        until(port, "ready")
        before = workers(service.pid)
        service.send_signal(signal.SIGHUP)
        deadline = time.monotonic() + PATIENCE
        while before & workers(service.pid):
            assert time.monotonic() < deadline
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=PATIENCE) as answer:
                assert answer.status == 200
        service.send_signal(signal.SIGTERM)
        assert service.wait(PATIENCE) == 0


def workers(service: int) -> set[int]:
    """Return the numbers of the processes that answer."""
    return {one for one in alive(family(service)) if b"spawn_main" in said(one)}


def said(process: int) -> bytes:
    """Return the command of a process, nothing of one that has ended meanwhile."""
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return b""


def until(port: int, wanted: str) -> None:
    """Wait until a service says of itself what is wanted."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/ready", timeout=PATIENCE) as answer:
                said = json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                said = json.load(error)
        except OSError:
            said = {"status": ""}
        if said["status"] == wanted:
            return
        time.sleep(0.05)
    raise AssertionError(f"the service is never {wanted}")

"""`pacte serve` and its workers killed in the middle of their work: nothing of them is left, and service goes on."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError

import hostile
import pytest
import samples
from families import PATIENCE, alive, all_end, family
from live import PACTE, free_port

from ontology.lease import leased
from server.cli import LEDGER, MEMORY

WORKERS = 2


class Service:
    """A service whose workers are each at a query that does not end."""

    def __init__(self, releases: Path) -> None:
        self.port = free_port()
        environ = {**os.environ, "PACTE_RELEASES": str(releases), "PACTE_QUERY_SECONDS": "600"}
        command = [str(PACTE), "serve", "--port", str(self.port), "--workers", str(WORKERS)]
        self.process = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.lines: list[socket.socket] = []

    def wait(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=10):
                    return
            except (URLError, OSError):
                time.sleep(0.05)
        raise AssertionError("pacte serve does not answer")

    def ask(self, count: int) -> None:
        """Ask queries that do not end, from so many addresses."""
        query = hostile.QUERIES["cartesian-count"].encode()
        for number in range(count):
            line = socket.create_connection(("127.0.0.1", self.port), source_address=(f"127.0.0.{number + 2}", 0))
            line.sendall(b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n")
            line.sendall(b"Content-Length: %d\r\n\r\n%s" % (len(query), query))
            self.lines.append(line)

    def close(self) -> None:
        for line in self.lines:
            line.close()
        started = family(self.process.pid)
        self.process.kill()
        self.process.wait()
        assert all_end(started)
        with leased(MEMORY, LEDGER):
            pass


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    made = Service(samples.release(tmp_path))
    made.wait()
    yield made
    made.close()


def workers(service: Service) -> set[int]:
    """Return the processes that serve the web, which are those that have children."""
    return {number for number in family(service.process.pid) if family(number)}


def at_work(service: Service) -> set[int]:
    """Wait until a query and the release in memory are at work, and return every process that was started."""
    service.ask(3)
    deadline = time.monotonic() + PATIENCE
    while not any(len(family(number)) > 2 for number in workers(service)) and time.monotonic() < deadline:
        time.sleep(0.05)
    found = family(service.process.pid)
    assert len(found) > WORKERS + 2
    return found


def test_a_killed_service_leaves_no_process_and_its_folder_is_swept(service: Service, tmp_path: Path) -> None:
    started = at_work(service)
    service.process.send_signal(signal.SIGKILL)
    assert all_end(started)
    left = {*MEMORY.glob(f"{LEDGER}*")}
    other = Service(tmp_path)
    other.wait()
    other.close()
    assert len({*MEMORY.glob(f"{LEDGER}*")} & left) < len(left)


def test_a_killed_worker_leaves_no_process_and_another_takes_its_place(service: Service) -> None:
    at_work(service)
    worker = max(workers(service), key=lambda number: len(family(number)))
    started = family(worker)
    os.kill(worker, signal.SIGKILL)
    assert all_end(started)
    service.wait()
    assert alive({service.process.pid})

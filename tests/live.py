"""A real server for a test: `pacte serve` in a process of its own, on the loopback interface."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PACTE = Path(sys.executable).parent / "pacte"
PATIENCE = 120.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(releases: Path, port: int, *options: str, **settings: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run the command on a folder of releases; it ends with the test, however that ends."""
    environ = {**os.environ, "PACTE_RELEASES": str(releases), **settings}
    environ.pop("PACTE_BASE", None)
    command = [str(PACTE), "serve", "--port", str(port), *options]
    process = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(PATIENCE)


@contextmanager
def serving(releases: Path, workers: int = 1, /, **settings: str) -> Iterator[str]:
    """Serve a folder of releases and yield the address of its home page, once it answers."""
    port = free_port()
    with running(releases, port, "--workers", str(workers), **settings) as process:
        address = f"http://127.0.0.1:{port}/"
        _wait(address, process)
        yield address


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{address}health", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise AssertionError(f"pacte serve does not answer on {address}: exit code {process.poll()}")

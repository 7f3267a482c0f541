"""A second SPARQL engine for tests: the Oxigraph server of PyPI, on the loopback interface."""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from live import free_port

OXIGRAPH = Path(sys.executable).parent / "oxigraph"
PATIENCE = 60.0


@contextmanager
def oxigraph(store: Path) -> Iterator[str]:
    """Serve an on-disk store read-only, its default graph the union of the others, and yield the query address."""
    port = free_port()
    command = [str(OXIGRAPH), "serve-read-only", "--union-default-graph"]
    command += ["--location", str(store), "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}/query"
        _wait(f"{address}?query=ASK%7B%7D", process)
        yield address
    finally:
        process.kill()
        process.wait(PATIENCE)


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise AssertionError(f"the Oxigraph server does not answer on {address}: exit code {process.poll()}")

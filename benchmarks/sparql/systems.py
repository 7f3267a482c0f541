"""The systems that are compared, each started on the loopback interface with the same quads."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2] / "tests"))

from engines import STARTERS, EngineMissing
from live import free_port

PATIENCE = 300
"""Seconds that a system has to load the quads."""

SETTLING = 60
STOPPING = 20
RDFLIB_ENDPOINT = "rdflib-endpoint[cli]==0.6.3"
SETTINGS = {"PACTE_PROXIES": "1", "PACTE_CLIENT_SECONDS": "100000", "PACTE_QUERY_SECONDS": "60"}
"""The clients are told apart by X-Forwarded-For, may work all the time, and wait as long as for the other systems."""


@dataclass(frozen=True, slots=True)
class System:
    """A running system: the address of its queries, and the process whose family it is."""

    name: str
    address: str
    pid: int

    def memory(self) -> float:
        """Return the megabytes of its processes, each page shared among them counted once (PSS)."""
        return sum(_proportional(process) for process in _family(self.pid)) / 1000


RIVALS = ("Oxigraph server", "pacte")
"""Systems that run side by side and are asked in turn, the one first whose answers others must give."""

FOR_SCALE = ("Virtuoso", "Fuseki", "rdflib-endpoint")
"""Systems that each run alone, and are measured once."""

Starter = Callable[[], AbstractContextManager[System]]


class Missing(LookupError):
    """A system cannot be had on this machine."""


def starters(releases: Path, workers: int, end: float) -> Mapping[str, Starter]:
    """Return how each system is started on the quads of the current release, and given up at the end of the run."""
    quads = releases / "current" / "published.nq"
    return {
        "Oxigraph server": partial(_engine, "Oxigraph server", "oxigraph", quads),
        "pacte": partial(_pacte, releases, workers, end),
        "Virtuoso": partial(_engine, "Virtuoso", "virtuoso", quads),
        "Fuseki": partial(_engine, "Fuseki", "fuseki", quads),
        "rdflib-endpoint": partial(_rdflib_endpoint, quads, end),
    }


@contextmanager
def _engine(name: str, engine: str, quads: Path) -> Iterator[System]:
    try:
        with STARTERS[engine](quads) as started:
            yield System(name, started.query, started.pid)
    except EngineMissing as error:
        raise Missing(str(error)) from error


@contextmanager
def _pacte(releases: Path, workers: int, end: float) -> Iterator[System]:
    port = free_port()
    environ = {**os.environ, **SETTINGS, "PACTE_RELEASES": str(releases)}
    environ.pop("PACTE_BASE", None)
    command = [str(Path(sys.executable).parent / "pacte"), "serve", "--port", str(port), "--workers", str(workers)]
    with _running(command, environ, f"http://127.0.0.1:{port}/sparql", end) as pid:
        yield System("pacte", f"http://127.0.0.1:{port}/sparql", pid)


@contextmanager
def _rdflib_endpoint(quads: Path, end: float) -> Iterator[System]:
    """Run rdflib-endpoint from an environment that is made for it and thrown away."""
    with tempfile.TemporaryDirectory(prefix="pacte-rdflib-endpoint-") as folder:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        pip = [f"{folder}/bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        made = subprocess.run([*pip, RDFLIB_ENDPOINT], check=False, capture_output=True, text=True)
        if made.returncode:
            raise Missing(f"{RDFLIB_ENDPOINT} cannot be installed: {made.stderr.strip().splitlines()[-1]}")
        port = free_port()
        command = [f"{folder}/bin/rdflib-endpoint", "serve", str(quads.resolve())]
        address = f"http://127.0.0.1:{port}/"
        with _running([*command, "--host", "127.0.0.1", "--port", str(port)], {**os.environ}, address, end) as pid:
            yield System("rdflib-endpoint", address, pid)


@contextmanager
def _running(command: list[str], environ: Mapping[str, str], address: str, end: float) -> Iterator[int]:
    process = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = min(end, time.monotonic() + PATIENCE)
        while not _is_answered(address):
            if process.poll() is not None or time.monotonic() > deadline:
                reason = f"exit code {process.poll()}" if process.poll() is not None else "it is still loading"
                raise Missing(f"{command[0]} does not answer on {address}: {reason}")
            time.sleep(0.1)
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(STOPPING)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _is_answered(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}?query=ASK%7B%7D", timeout=30):  # noqa: S310 - started here
            return True
    except (urllib.error.URLError, OSError):
        return False


def settle(systems: Sequence[System], patience: float = SETTLING) -> bool:
    """Wait until the systems have hardly anything left to do of their own, such as making an index; tell if so."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        before = sum(processor_seconds(system.pid) for system in systems)
        time.sleep(2)
        if sum(processor_seconds(system.pid) for system in systems) - before < 0.4:  # noqa: PLR2004 - a fifth of one core
            return True
    return False


def processor_seconds(pid: int) -> float:
    """Return the processor time that a process and those it started have used, ended ones included."""
    return sum(sum(int(one) for one in _stat(process)[11:15]) for process in _family(pid)) / os.sysconf("SC_CLK_TCK")


def _family(pid: int) -> list[int]:
    """Return a process and all those it started that still run."""
    found = [pid]
    for one in found:
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                found += [int(child) for child in task.read_text(encoding="ascii").split()]
            except OSError:
                continue
    return found


def _stat(pid: int) -> list[str]:
    """Return the fields of a process's stat after its name (proc_pid_stat(5)), zeros for one that has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return ["0"] * 50


def _proportional(pid: int) -> int:
    """Return the kilobytes of a process, its share of what is shared."""
    try:
        told = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in told.splitlines() if line.startswith("Pss:"))

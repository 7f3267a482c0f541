"""The load: four clients that each ask one query after another, by wrk where it is installed, else by ourselves."""

from __future__ import annotations

import http.client
import re
import resource
import shutil
import subprocess
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from urllib.parse import quote, urlsplit

from shapes import Shape
from systems import System, processor_seconds

CLIENTS = 4
QUICK = 0.05
"""Seconds of an answer below which a generator in Python would be what is measured."""

WARMING = 2
"""Times that each client asks what is then asked again, so that every process of a system has seen it."""

LONGEST = 60
REPLAY = Path(__file__).parent / "replay.lua"
_DONE = re.compile(r"(\d+) requests in ([\d.]+)(us|ms|s|m),")
_FAILED = re.compile(r"Non-2xx or 3xx responses: (\d+)|Socket errors: (.*)")
_UNITS = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0}


@dataclass(frozen=True, slots=True)
class Rate:
    """Tell how many answers came in how many seconds, and the processor time of the system and of the generator."""

    answers: int
    seconds: float
    worked: float
    generated: float

    @property
    def a_second(self) -> float:
        """Return the answers a second."""
        return self.answers / self.seconds


class Failed(RuntimeError):
    """Some answers were errors."""


def measured(system: System, shape: Shape, first: int, step: int, seconds: float) -> Rate:
    """Ask a shape for a while: `step` 0 asks again what was asked before, 1 another query each time; raises Failed."""
    for _ in range(WARMING if step == 0 else 0):
        _by_clients(system, shape, (first + 1, step), 0)
    before, own = processor_seconds(system.pid), _own()
    begun = time.perf_counter()
    _ask(system.address, shape, first + 1 - step)
    is_quick = time.perf_counter() - begun < QUICK
    wrk = shutil.which("wrk") if is_quick else None
    if wrk:
        done, taken = _by_wrk(wrk, system, shape, (first + 1, step), seconds)
    else:
        done, taken = _by_clients(system, shape, (first + 1, step), seconds)
    return Rate(done, taken, processor_seconds(system.pid) - before, _own() - own)


def _own() -> float:
    """Return the processor time of this program and of those it waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _by_wrk(wrk: str, system: System, shape: Shape, numbers: tuple[int, int], seconds: float) -> tuple[int, float]:
    with tempfile.TemporaryDirectory() as folder:
        parts, values = Path(folder) / "parts", Path(folder) / "values"
        parts.write_text("\n".join(shape.parts()), encoding="ascii")
        values.write_text("\n".join(map(quote, shape.values)), encoding="ascii")
        command = [wrk, "-t1", f"-c{CLIENTS}", f"-d{max(1, round(seconds))}s", "--timeout", f"{LONGEST}s"]
        command += ["-s", str(REPLAY), system.address, "--", str(parts), str(values), *map(str, numbers), shape.accept]
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if failed := _FAILED.search(said):
        raise Failed(failed[0])
    done = _DONE.search(said)
    if done is None:
        raise Failed(said)
    return int(done[1]), float(done[2]) * _UNITS[done[3]]


def _by_clients(system: System, shape: Shape, numbers: tuple[int, int], seconds: float) -> tuple[int, float]:
    """Let each client end what it asked last: the time is that until the last answer."""
    begun = time.time()
    with ProcessPoolExecutor(CLIENTS) as pool:
        asked = [
            pool.submit(_client, system.address, shape, client, numbers, begun + seconds) for client in range(CLIENTS)
        ]
        return sum(one.result() for one in asked), time.time() - begun


def _client(address: str, shape: Shape, client: int, numbers: tuple[int, int], end: float) -> int:
    first, step = numbers
    line = http.client.HTTPConnection(urlsplit(address).netloc, timeout=LONGEST)
    for done in count(1):
        _ask(address, shape, first + step * (client + CLIENTS * (done - 1)), client, line)
        if time.time() >= end:
            line.close()
            return done
    raise AssertionError


def _ask(
    address: str, shape: Shape, number: int, client: int = 0, line: http.client.HTTPConnection | None = None
) -> None:
    line = line or http.client.HTTPConnection(urlsplit(address).netloc, timeout=LONGEST)
    path = f"{urlsplit(address).path}?query={quote(shape.query(number))}"
    line.request("GET", path, headers={"Accept": shape.accept, "X-Forwarded-For": f"198.51.100.{client + 1}"})
    answer = line.getresponse()
    body = answer.read()
    if answer.status != http.HTTPStatus.OK:
        raise Failed(f"{answer.status} {body[:200].decode(errors='replace')}")

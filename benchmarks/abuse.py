"""Measure how a simple look-up fares while another client does its worst.

    python benchmarks/abuse.py [RELEASES] [--seconds N] [--workers N] [--pages]

One run serves RELEASES (by default `published`) and asks look-ups from one loopback address at a steady pace, for N
seconds alone and for N seconds while another address sends the hostile queries of `tests/hostile.py`, malformed ones,
half requests, requests that it leaves at every stage, and reads too slowly what it gets; with `--pages`, it asks as
many pages that take long to make, never the same twice. Quiet and abuse take turns, so that both meet the same
neighbours on a busy machine. It prints the look-ups' p50 and p99 in milliseconds, the ratio of the p99, and the highest
memory of the server with its query processes. It ends with 1 if a look-up failed, the server died, or the ratio is
above 3.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import runpy
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from pathlib import Path
from urllib.parse import quote

from rich.console import Console
from rich.table import Table

PROCESSES = get_context("fork")
HOSTILE = runpy.run_path(str(Path(__file__).resolve().parent.parent / "tests" / "hostile.py"))
READER, ABUSER = "127.0.0.2", "127.0.0.1"
ABUSERS = 12
PACE = 0.02
TURN = 7.0
"""Seconds of quiet, or of abuse, at a time: longer than a query may work."""

WARMING = 10.0
"""Seconds in which a server that starts makes its index and loads its store."""

SETTLING = 1.0
"""Seconds that the last abuse has to end."""

ALLOWED = 3.0
SETTINGS = {"PACTE_QUERY_SECONDS": "5", "PACTE_CLIENT_SECONDS": "100000"}
"""The worst that is left when the work of a client in a minute has no limit: else it would be refused after a while."""

LOOK_UP = "SELECT ?label WHERE {{ ?thing <http://www.w3.org/2000/01/rdf-schema#label> ?label }} OFFSET {} LIMIT 1"


@contextmanager
def serving(releases: Path, workers: int) -> Iterator[subprocess.Popen[bytes]]:
    """Serve, and wait until it answers."""
    environ = {**os.environ, **SETTINGS, "PACTE_RELEASES": str(releases)}
    command = [str(Path(sys.executable).parent / "pacte"), "serve", "--port", str(PORT), "--workers", str(workers)]
    server = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while not is_answered():
            time.sleep(0.1)
        yield server
    finally:
        server.terminate()
        server.wait()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


PORT = free_port()


def is_answered() -> bool:
    """Tell whether a look-up is answered."""
    try:
        return looked_up(0) > 0
    except OSError:
        return False


def looked_up(offset: int) -> float:
    """Return the milliseconds that one look-up, never asked before, takes; 0 when it is not answered."""
    line = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30, source_address=(READER, 0))
    begun = time.perf_counter()
    line.request("GET", f"/sparql?query={quote(LOOK_UP.format(offset % 100))}&format=json&nonce={offset}")
    answer = line.getresponse()
    answer.read()
    line.close()
    return 1000 * (time.perf_counter() - begun) if answer.status == http.HTTPStatus.OK else 0.0


def measured(seconds: float, start: int) -> list[float]:
    """Return the milliseconds of the look-ups of a while, asked at a steady pace."""
    taken, end = list[float](), time.monotonic() + seconds
    while time.monotonic() < end:
        taken.append(looked_up(start + len(taken)))
        time.sleep(PACE)
    return taken


def abuse(seed: int, deeds: Sequence[Callable[[random.Random], None]]) -> None:
    """Do harm until killed, in a process that leaves the machine to the others."""
    os.nice(10)
    chance = random.Random(seed)  # noqa: S311 - which harm comes next, not a secret
    while True:
        with suppress(OSError):
            chance.choice(deeds)(chance)


@contextmanager
def abused(seed: int, deeds: Sequence[Callable[[random.Random], None]]) -> Iterator[None]:
    """Have a crowd do harm meanwhile."""
    crowd = [PROCESSES.Process(target=abuse, args=(seed + one, deeds), daemon=True) for one in range(ABUSERS)]
    for one in crowd:
        one.start()
    try:
        yield
    finally:
        for one in crowd:
            one.kill()
            one.join()


def sent(query: str) -> socket.socket:
    """Send a query by POST."""
    line = socket.create_connection(("127.0.0.1", PORT), timeout=20, source_address=(ABUSER, 0))
    head = "POST /sparql HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/sparql-query\r\n"
    line.sendall(f"{head}Content-Length: {len(query)}\r\n\r\n{query}".encode())
    return line


def ask(chance: random.Random) -> None:
    """Ask a hostile query and wait for the end."""
    with sent(chance.choice([*HOSTILE["QUERIES"].values()])) as line:
        while line.recv(65536):
            pass


def malform(chance: random.Random) -> None:
    """Ask what is no query."""
    with sent(chance.choice(HOSTILE["MALFORMED"])) as line:
        line.recv(65536)


def leave(chance: random.Random) -> None:
    """Go away: in the head, in the body, while the query works, in the answer."""
    query = HOSTILE["QUERIES"][chance.choice(["cartesian-count", "cartesian-rows", "cartesian-order"])]
    with sent(query) as line:
        time.sleep(chance.choice([0, 0.01, 0.5]))
        if chance.random() < 1 / 2:
            line.recv(1000)
    with socket.create_connection(("127.0.0.1", PORT), source_address=(ABUSER, 0)) as line:
        line.sendall(b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nASK"[: chance.randrange(70)])


def stall(chance: random.Random) -> None:
    """Say half of a request, or read nothing of an answer, for a while."""
    with sent(HOSTILE["QUERIES"]["cartesian-rows"]) as line:
        line.recv(1000)
        time.sleep(chance.uniform(0, 3))


def browse(chance: random.Random) -> None:
    """Ask a page that nobody asked before: the home page, or a search with much to sort or to compare."""
    words = "".join(chance.choices("abcdefghij", k=8))
    page = chance.choice(["?", "recherche?q=a&", "recherche?q=&", f"recherche?q={words}&"])
    with socket.create_connection(("127.0.0.1", PORT), timeout=20, source_address=(ABUSER, 0)) as line:
        line.sendall(f"GET /{page}n={chance.random()} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        while line.recv(65536):
            pass


QUERIES = (ask, ask, ask, malform, leave, stall)
PAGES = (*QUERIES, *[browse] * len(QUERIES))


def memory(server: int) -> float:
    """Return the resident memory of a process and all its descendants, in megabytes."""
    parents, resident = {}, {}
    for folder in Path("/proc").iterdir():
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            parents[int(folder.name)], resident[int(folder.name)] = int(fields[1]), int(fields[21])
        except (OSError, ValueError, IndexError):
            continue
    family = {server}
    while grown := {child for child, parent in parents.items() if parent in family} - family:
        family |= grown
    return sum(resident.get(one, 0) for one in family) * os.sysconf("SC_PAGE_SIZE") / 1e6


def watch(server: int, is_over: threading.Event, into: list[float]) -> None:
    """Add the memory of the server to a list until it is over."""
    while not is_over.wait(0.5):
        into.append(memory(server))


def quantile(taken: list[float], part: float) -> float:
    """Return what a part of the look-ups did not exceed."""
    return sorted(taken)[int(part * (len(taken) - 1))]


def in_turns(seconds: float, deeds: Sequence[Callable[[random.Random], None]]) -> tuple[list[float], list[float]]:
    """Return the milliseconds of the look-ups alone, and of those beside the abuse."""
    alone, beside = list[float](), list[float]()
    turns = max(1, round(seconds / TURN))
    for turn in range(turns):
        alone += measured(seconds / turns, turn * 10**4)
        with abused(turn * ABUSERS, deeds):
            beside += measured(seconds / turns, turn * 10**4 + 5000)
        time.sleep(SETTLING)
    return alone, beside


def compared(told: argparse.Namespace) -> int:
    """Run, print the table, and return the exit code."""
    with serving(told.releases, told.workers) as server:
        is_over, held = threading.Event(), list[float]()
        watching = threading.Thread(target=watch, args=(server.pid, is_over, held))
        watching.start()
        measured(WARMING, 10**6)
        alone, beside = in_turns(told.seconds, PAGES if told.pages else QUERIES)
        is_over.set()
        watching.join()
        is_alive = server.poll() is None and is_answered()
    table = Table("", "look-ups", "failed", "p50 ms", "p99 ms")
    for name, taken in [("alone", alone), ("beside the abuse", beside)]:
        row = f"{quantile(taken, 0.5):.1f}", f"{quantile(taken, 0.99):.1f}"
        table.add_row(name, str(len(taken)), str(taken.count(0.0)), *row)
    ratio = quantile(beside, 0.99) / quantile(alone, 0.99)
    Console().print(table)
    print(f"p99 ratio {ratio:.1f} · highest memory {max(held):.0f} MB · server {'alive' if is_alive else 'DEAD'}")
    return int(not is_alive or 0.0 in beside or ratio > ALLOWED)


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("releases", nargs="?", type=Path, default=Path("published"))
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--pages", action="store_true", help="ask pages too, as many as all else")
    sys.exit(compared(parser.parse_args()))


if __name__ == "__main__":
    main()

"""A cluster on the loopback interface: engines, web servers and HAProxy, set up as docs/cluster.md tells."""

from __future__ import annotations

import csv
import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

import pytest
from engines import OXIGRAPH
from live import PACTE, free_port

SETUP = Path(__file__).parent.parent / "docs" / "cluster" / "haproxy.cfg"
WEB = ("web1", "web2")
BLUE = ("blue1", "blue2", "blue3")
GREEN = ("green1", "green2", "green3")
PATIENCE = 60.0


@dataclass
class Cluster:
    """The folder of a cluster's files, its ports by the names of its servers, and its processes."""

    folder: Path
    ports: dict[str, int]
    running: ExitStack
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Return the address that visitors know."""
        return f"http://127.0.0.1:{self.ports['web']}/"

    @property
    def map(self) -> Path:
        """Return the file that says which group of engines holds which release."""
        return self.folder / "releases.map"

    def start(self, name: str, command: Sequence[str], **settings: str) -> None:
        """Start a program that ends with the cluster."""
        process = subprocess.Popen(
            command,
            env={**os.environ, **settings},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.processes[name] = process
        self.running.callback(_ended, process)

    def kill(self, name: str) -> None:
        """Kill a program, with the processes that it started."""
        os.killpg(self.processes[name].pid, signal.SIGKILL)

    def start_engine(self, name: str, store: Path) -> None:
        """Start an engine on a copy of the store of a release."""
        place = self.folder / name
        shutil.copytree(store, place)
        command = [str(OXIGRAPH), "serve-read-only", "--union-default-graph", "--location", str(place)]
        self.start(name, [*command, "--bind", f"127.0.0.1:{self.ports[name]}"])

    def start_web(self, name: str, releases: Path) -> None:
        """Start a web server on a folder of releases."""
        settings = {
            "PACTE_STORE": f"http://127.0.0.1:{self.ports['engines']}/{{release}}/query",
            "PACTE_RELEASES": str(releases),
            "PACTE_PROXIES": "1",
            "PACTE_CLIENT_QUERIES": "50",
            "PACTE_CLIENT_SECONDS": "1000",
        }
        self.start(name, [str(PACTE), "serve", "--port", str(self.ports[name]), "--workers", "1"], **settings)

    def order(self, command: str) -> str:
        """Give HAProxy an order through its socket, and return what it says."""
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(str(self.folder / "admin.sock"))
            line.sendall(f"{command}\n".encode())
            return b"".join(iter(lambda: line.recv(65536), b"")).decode()

    def told(self, name: str, column: str) -> str:
        """Return what HAProxy tells of a server."""
        rows = csv.DictReader(self.order("show stat").removeprefix("# ").splitlines())
        return next(row[column] for row in rows if row["svname"] == name)

    def wait(self, names: Sequence[str], state: str = "UP") -> None:
        """Wait until HAProxy finds some servers in a state."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with suppress(OSError):
                if all(self.told(name, "status") == state for name in names):
                    return
            time.sleep(0.05)
        raise AssertionError({name: self.told(name, "status") for name in names})


def missing(reason: str) -> NoReturn:
    if "CI" in os.environ:
        pytest.fail(reason)
    pytest.skip(reason)


def _ended(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(PATIENCE)


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    """Start HAProxy alone; where it cannot be had the test is skipped, except that CI must have it."""
    haproxy = shutil.which("haproxy", path=f"{os.environ['PATH']}:/usr/sbin")
    if haproxy is None:
        missing("haproxy is not on this machine; `requirements/install.sh proxy` installs it")
    names = ("web", "engines", *WEB, *BLUE, *GREEN)
    with ExitStack() as running:
        made = Cluster(folder, {name: free_port() for name in names}, running)
        made.map.touch()
        (folder / "haproxy.cfg").write_text(_setup(made), encoding="utf-8")
        made.start("haproxy", [haproxy, "-db", "-f", str(folder / "haproxy.cfg")])
        yield made


def _setup(made: Cluster) -> str:
    """Return the operators' configuration with the addresses and the files of the test."""
    text = SETUP.read_text(encoding="utf-8")
    for name in (*WEB, *BLUE, *GREEN):
        text = re.sub(rf"(server {name}) \S+", rf"\1 127.0.0.1:{made.ports[name]}", text)
    for written, meant in (
        ("bind :8080", f"bind 127.0.0.1:{made.ports['web']}"),
        ("bind 127.0.0.1:7000", f"bind 127.0.0.1:{made.ports['engines']}"),
        ("/run/haproxy/admin.sock", str(made.folder / "admin.sock")),
        ("/etc/haproxy/releases.map", str(made.map)),
    ):
        assert written in text
        text = text.replace(written, meant)
    return text

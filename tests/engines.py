"""SPARQL engines for tests, each on the loopback interface with an empty data folder of its own.

They are set up as `docs/engines/` tells operators, except that anybody may write to them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import tomllib
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from configparser import ConfigParser
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from live import free_port

OXIGRAPH = Path(sys.executable).parent / "oxigraph"
FUSEKI = Path(sys.prefix) / "share" / "java" / "jena-fuseki-server.jar"
SETUPS = Path(__file__).parent.parent / "docs" / "engines"
PATIENCE = 120.0
SECONDS = 15
"""How long a query may run in an engine, by the operators' setups."""


class EngineMissing(LookupError):
    """A program is not on this machine."""

    def __init__(self, program: str) -> None:
        super().__init__(f"{program} is not on this machine; `requirements/install.sh engines VENV` installs it")


@dataclass(frozen=True, slots=True)
class Engine:
    """A running engine: its addresses of the SPARQL and Graph Store protocols, and its process."""

    name: str
    query: str
    update: str
    graphs: str
    pid: int


Starter = Callable[..., AbstractContextManager[Engine]]


@contextmanager
def oxigraph(quads: Path | None = None) -> Iterator[Engine]:
    """Start the Oxigraph server of PyPI, on an on-disk store that holds the N-Quads of a file."""
    if not OXIGRAPH.exists():
        raise EngineMissing(str(OXIGRAPH))
    port = free_port()
    home = f"http://127.0.0.1:{port}"
    with _folder() as folder:
        if quads is not None:
            _run([str(OXIGRAPH), "load", "--location", "store", "--file", str(quads.resolve())], folder)
        command = [str(OXIGRAPH), "serve", "--union-default-graph", "--location", "store", "--bind", home[7:]]
        with _started(command, folder) as process:
            engine = Engine("oxigraph", f"{home}/query", f"{home}/update", f"{home}/store", process.pid)
            _wait(engine, process)
            yield engine


@contextmanager
def fuseki(quads: Path | None = None, *, seconds: int = SECONDS) -> Iterator[Engine]:
    """Start Apache Jena Fuseki, on a TDB2 database that holds the N-Quads of a file; a query may run so long."""
    java = shutil.which("java")
    if java is None or not FUSEKI.exists():
        raise EngineMissing("java" if java is None else str(FUSEKI))
    port = free_port()
    home = f"http://127.0.0.1:{port}/pacte"
    command = [java, "-jar", str(FUSEKI), "--localhost", "--port", str(port)]
    setup = (SETUPS / "fuseki.ttl").read_text(encoding="utf-8").replace(f'"{SECONDS}000"', f'"{seconds}000"')
    with _folder() as folder, _started([*command, "--config", _filed(folder / "fuseki.ttl", setup)], folder) as process:
        engine = Engine("fuseki", f"{home}/query", f"{home}/update", f"{home}/data", process.pid)
        _wait(engine, process)
        if quads is not None:
            load = urllib.request.Request(engine.graphs, quads.read_bytes(), {"Content-Type": "application/n-quads"})
            urllib.request.urlopen(load, timeout=PATIENCE).close()
        yield engine


@contextmanager
def virtuoso(quads: Path | None = None, *, seconds: int = SECONDS, rows: int | None = None) -> Iterator[Engine]:
    """Start Virtuoso, on a database that holds the N-Quads of a file; its own graphs are not seen.

    A query may run so long; an answer is cut at so many rows, if any, in silence but for a header.
    """
    program, isql = shutil.which("virtuoso-t"), shutil.which("isql-vt")
    if program is None or isql is None:
        raise EngineMissing("virtuoso-t or isql-vt")
    http, sql = free_port(), free_port()
    home = f"http://127.0.0.1:{http}"
    with _folder() as folder:
        ini = _ini(http, sql, quads)
        ini["SPARQL"] = {"MaxQueryExecutionTime": str(seconds)} | ({"ResultSetMaxRows": str(rows)} if rows else {})
        with (folder / "virtuoso.ini").open("w", encoding="utf-8") as file:
            ini.write(file)
        command = [program, "+foreground", "+configfile", "virtuoso.ini"]
        with _started(command, folder) as process:
            engine = Engine("virtuoso", f"{home}/sparql", f"{home}/sparql", f"{home}/sparql-graph-crud", process.pid)
            _wait(engine, process)
            setup = _filed(folder / "setup.sql", _setup(quads))
            _run([isql, f"127.0.0.1:{sql}", "dba", "dba", "ERRORS=STDOUT", setup], folder)
            yield engine


STARTERS: Mapping[str, Starter] = {"oxigraph": oxigraph, "virtuoso": virtuoso, "fuseki": fuseki}

EMBEDDED = "embedded"
HOMES = (EMBEDDED, *(pytest.param(name, marks=pytest.mark.engine) for name in STARTERS))
"""Where the quads of a release may be: what holds of the service holds over each."""

_KNOWN = tomllib.loads((Path(__file__).parent / "cases" / "engines" / "differences.toml").read_text(encoding="utf-8"))


def difference(engine: str, test: str, case: str) -> str | None:
    """Return why a case of a test fails over an engine, None where it must not."""
    known = [one for one in _KNOWN.get(engine, []) if one["test"] == test and one.get("case", "") in case]
    return " ".join(one["reason"] for one in known) or None


@contextmanager
def start(name: str, quads: Path | None = None, **limits: int) -> Iterator[Engine]:
    """Start an engine by its name; where it cannot be had the test is skipped, except that CI must have it."""
    try:
        with STARTERS[name](quads, **limits) as engine:
            yield engine
    except EngineMissing as missing:
        pytest.fail(str(missing)) if "CI" in os.environ else pytest.skip(str(missing))


def _filed(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    return str(path)


def _ini(http: int, sql: int, quads: Path | None) -> ConfigParser:
    """Return the operators' settings with other ports."""
    ini = ConfigParser(interpolation=None)
    ini.optionxform = str  # type: ignore[method-assign, assignment] # Virtuoso's names have capitals
    ini.read(SETUPS / "virtuoso.ini", encoding="utf-8")
    ini["HTTPServer"]["ServerPort"] = f"127.0.0.1:{http}"
    ini["Parameters"]["ServerPort"] = f"127.0.0.1:{sql}"
    ini["Parameters"]["DirsAllowed"] = "." if quads is None else str(quads.resolve().parent)
    return ini


def _setup(quads: Path | None) -> str:
    """Return the operators' commands, for the file that is to be loaded, and the leave to write for everybody."""
    lines = (SETUPS / "virtuoso.sql").read_text(encoding="utf-8").splitlines()
    if quads is None:
        lines = [line for line in lines if not line.startswith(("ld_dir", "rdf_loader"))]
    else:
        real = quads.resolve()
        told = "'/srv/pacte/published/current', 'published.nq'"
        lines = [line.replace(told, f"'{real.parent}', '{real.name}'") for line in lines]
    return "\n".join([*lines, 'GRANT SPARQL_UPDATE TO "SPARQL";', ""])


@contextmanager
def _folder() -> Iterator[Path]:
    with TemporaryDirectory(prefix="pacte-engine-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@contextmanager
def _started(command: list[str], folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        yield process
    finally:
        process.kill()
        process.wait(PATIENCE)


def _run(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "*** Error" not in done.stdout, done.stdout


def _wait(engine: Engine, process: subprocess.Popen[bytes]) -> None:
    """Wait for an engine's first answer."""
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{engine.query}?query=ASK%7B%7D", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise AssertionError(f"{engine.name} does not answer on {engine.query}: exit code {process.poll()}")

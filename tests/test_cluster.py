"""Several engines and web servers: one that dies, and a new release, without a failed or a mixed answer."""

from __future__ import annotations

import itertools
import shutil
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
import samples
import served
from click.testing import CliRunner
from cluster import BLUE, GREEN, WEB, Cluster, cluster
from SPARQLWrapper import CSV, POST, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

from loaders.cli import main

pytestmark = pytest.mark.engine

ALTERNATIVE = "http://www.w3.org/2004/02/skos/core#altLabel"
NAMES = ("Ancien-Nom", "Nouveau-Nom")
QUERY = f"SELECT ?name {{ <{samples.BASE}id/commune/99001> <{ALTERNATIVE}> ?name }}"
KINDS = ("page", "rows", "whole")
CLIENTS = tuple(f"client {number}" for number in range(6))
FAILED = (OSError, HTTPException, SPARQLWrapperException, AssertionError, LookupError, StopIteration, ValueError)
"""An answer that does not come, or not whole, and one that says something else than a release does."""

WHOLE = "SELECT * { { ?a ?b ?c } UNION { ?a ?b ?c } } ORDER BY ?a ?b ?c"


@pytest.fixture
def releases(tmp_path: Path) -> tuple[Path, list[str]]:
    """Return a folder of two releases, the first one current, and their identifiers."""
    home = samples.release(tmp_path / "home", [served.stated("commune/99001", ALTERNATIVE, NAMES[0])])
    other = samples.release(tmp_path / "other", [served.stated("commune/99001", ALTERNATIVE, NAMES[1])])
    first, second = ((folder / "current").resolve() for folder in (home, other))
    second.rename(first.parent / second.name)
    return home, [first.name, second.name]


class Load:
    """Clients that ask without a pause, and what they were answered."""

    def __init__(self, address: str, shown: dict[str, str]) -> None:
        """Keep the address and what each release says."""
        self._address = address
        self._shown = shown
        self._number = itertools.count()
        self.is_over = threading.Event()
        self.answers: Counter[str] = Counter()
        self.failures: list[str] = []

    def ask(self, client: str, kind: str) -> None:
        """Ask one kind of question until it is over; each is new, so that none is answered from what is kept."""
        while not self.is_over.is_set():
            try:
                release = getattr(self, f"_{kind}")(next(self._number))
            except FAILED as error:
                self.failures.append(f"{kind}: {type(error).__name__} {error}")
            else:
                self.answers.update([release, kind, client])

    def _got(self, path: str, accept: str) -> tuple[str, str]:
        with urlopen(Request(self._address + path, headers={"Accept": accept}), timeout=60) as answer:
            return answer.read().decode(), answer.headers.get("X-Release", "")

    def _page(self, number: int) -> str:
        text, _ = self._got(f"doc/commune/99001.ttl?n={number}", "text/turtle")
        (name,) = (name for name in NAMES if name in text)
        return next(release for release, shown in self._shown.items() if shown == name)

    def _rows(self, number: int) -> str:
        client = SPARQLWrapper(f"{self._address}sparql")
        client.setQuery(f"{QUERY} # {number}")
        client.setMethod(POST)
        client.setReturnFormat(CSV)
        answer = client.query().response
        release = str(answer.headers["X-Release"])
        assert answer.read().decode().split() == ["name", self._shown[release]]
        return release

    def _whole(self, number: int) -> str:
        query = f"{WHOLE} %23 {number}".replace(" ", "+")
        text, release = self._got(f"sparql?query={query}", "text/csv")
        assert text.count(self._shown[release]) == 2
        assert text.count("\r\n") > 3000
        return release


@contextmanager
def load(address: str, shown: dict[str, str]) -> Iterator[Load]:
    """Ask from six clients at once."""
    asking = Load(address, shown)
    with ThreadPoolExecutor(6) as pool:
        clients = [pool.submit(asking.ask, *one) for one in zip(CLIENTS, KINDS * 2, strict=True)]
        try:
            yield asking
        finally:
            asking.is_over.set()
            for client in clients:
                client.result()


def more(asking: Load, count: int, what: str = "page") -> None:
    """Wait until so many more answers came, or one failed."""
    wanted, deadline = asking.answers[what] + count, time.monotonic() + 120
    while asking.answers[what] < wanted and not asking.failures and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not asking.failures
    assert asking.answers[what] >= wanted


@pytest.fixture
def running(tmp_path: Path, releases: tuple[Path, list[str]]) -> Iterator[Cluster]:
    """Return a cluster whose blue engines and two web servers, each with its copy, have the first release."""
    home, (first, _) = releases
    with cluster(tmp_path) as made:
        for name in BLUE:
            made.start_engine(name, home / "current" / "store")
        made.wait(BLUE)
        assert "Error" not in made.order(f"add map {made.map} {first} blue")
        for name in WEB:
            shutil.copytree(home, made.folder / "sites" / name, symlinks=True)
            made.start_web(name, made.folder / "sites" / name)
        made.wait(WEB)
        yield made


def test_engines_that_are_killed_under_load_fail_no_answer(running: Cluster, releases: tuple[Path, list[str]]) -> None:
    shown = dict(zip(releases[1], NAMES, strict=True))
    with load(running.address, shown) as asking:
        more(asking, 20)
        for name in BLUE[:2]:
            assert int(running.told(name, "stot")) > 0
            running.kill(name)
            more(asking, 30)
        running.wait(BLUE[:2], "DOWN")
        more(asking, 20)
    assert asking.failures == []
    assert asking.answers[releases[1][0]] == sum(asking.answers[kind] for kind in KINDS)


def test_a_new_release_comes_server_by_server_without_a_failed_or_a_mixed_answer(
    running: Cluster, releases: tuple[Path, list[str]]
) -> None:
    home, (first, second) = releases
    with load(running.address, {first: NAMES[0], second: NAMES[1]}) as asking:
        for name in GREEN:
            running.start_engine(name, home / "releases" / second / "store")
        running.wait(GREEN)
        running.order(f"add map {running.map} {second} green")
        more(asking, 10)
        assert not asking.answers[second]
        for name in WEB:
            done = CliRunner().invoke(main, ["rollback", second, "--out", str(running.folder / "sites" / name)])
            assert done.exit_code == 0, done.output
            more(asking, 10, second)
        for client in CLIENTS:
            more(asking, 2, client)
        for name in BLUE:
            running.processes[name].terminate()
        before = asking.answers[first]
        more(asking, 20)
    assert asking.failures == []
    assert asking.answers[first] == before


def test_a_web_server_that_is_drained_leaves_without_a_failed_answer(
    running: Cluster, releases: tuple[Path, list[str]]
) -> None:
    with load(running.address, dict(zip(releases[1], NAMES, strict=True))) as asking:
        more(asking, 10)
        running.order("set server web/web1 state drain")
        while int(running.told("web1", "scur")):
            time.sleep(0.02)
        running.kill("web1")
        more(asking, 20)
    assert asking.failures == []


def test_a_web_server_that_is_killed_breaks_visibly_what_it_had_begun_and_nothing_else(
    running: Cluster, releases: tuple[Path, list[str]]
) -> None:
    with load(running.address, dict(zip(releases[1], NAMES, strict=True))) as asking:
        more(asking, 10)
        running.kill("web1")
        running.wait(["web1"], "DOWN")
        broken, asking.failures = asking.failures, []
        more(asking, 20)
    assert asking.failures == []
    assert len(broken) <= len(CLIENTS)
    assert all(any(word in one for word in ("IncompleteRead", "RemoteDisconnected", "502")) for one in broken), broken

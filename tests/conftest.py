"""What several test modules share: the release built once from the project's own seeds, a service on it, a browser."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import evidenced
import pytest
import served
from engines import STARTERS, Engine, difference, start
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright

from ontology.names import LOCAL_BASE
from server.config import Config

# Machines are slow and noisy: no example is judged by the time it takes.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

SEEDS = Path(__file__).parent.parent / "seeds"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Expect what is known of an engine: a test that runs over several names it among its parameters."""
    for item in items:
        if not isinstance(item, pytest.Function) or not hasattr(item, "callspec"):
            continue
        for engine in STARTERS.keys() & {value for value in item.callspec.params.values() if isinstance(value, str)}:
            if reason := difference(engine, item.originalname, item.name):
                item.add_marker(pytest.mark.xfail(reason=reason))


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Engine]]:
    """Return what starts an engine by its name, once for all that only read, on the quads of `evidenced.release`."""
    quads = evidenced.release(tmp_path_factory.mktemp("running")) / "current" / "published.nq"
    with ExitStack() as stack:
        yield cache(lambda name: stack.enter_context(start(name, quads)))


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of releases whose current one is built from the project's seeds; mark its tests `slow`."""
    folder = tmp_path_factory.mktemp("built")
    command = [sys.executable, "-m", "loaders", "build", str(SEEDS), "--out", str(folder), "--base", LOCAL_BASE]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="session")
def service(built: Path) -> Iterator[FlaskClient]:
    """Return a client of the service on the release built from the seeds."""
    with served.lent(Config(releases=built)) as app:
        yield app.test_client()


def _is_complete() -> bool:
    """Tell whether the library is there that the browser's driver is linked with."""
    try:
        ctypes.CDLL("libatomic.so.1")
    except OSError:
        return False
    return True


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return a Chromium, or skip the test where none can be had; where CI runs, one must be there."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None or not _is_complete():
        missing = "no Chromium, or no libatomic, on this machine"
        pytest.fail(missing) if "CI" in os.environ else pytest.skip(missing)
    quiet = ("disable-gpu", "disable-background-networking", "disable-component-update", "disable-sync")
    with sync_playwright() as playwright:
        args = ["--no-sandbox", *(f"--{one}" for one in quiet)]
        started = playwright.chromium.launch(executable_path=chromium, args=args)
        yield started
        started.close()

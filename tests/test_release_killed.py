from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pyoxigraph as ox
import pytest

from loaders.publication import Publication, damaged

HERE = Path(__file__).parent
SMALL = HERE / "cases" / "seeds" / "small"
KILLS = 24


class Builder:
    """A folder of seeds that changes at each build, and the process that builds it."""

    def __init__(self, folder: Path) -> None:
        self.seeds, self.out = folder / "seeds", folder / "out"
        self.publication = Publication(self.out)
        shutil.copytree(SMALL, self.seeds)
        self.texts = 0
        self.process = subprocess.Popen(
            [sys.executable, HERE / "killing.py", self.seeds, self.out],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def build(self, order: str) -> str:
        """Build something that was never published, as `killing.py` is told to."""
        self.texts += 1
        (self.seeds / "documents" / "901-autre.txt").write_text(f"Texte numéro {self.texts}.\n", encoding="utf-8")
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{order}\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def serves_whole(self) -> str:
        """Assert that what is published is whole, and return its identifier."""
        home = (self.out / "current").resolve()
        assert damaged(home) == ()
        store = ox.Store.read_only(str(home / "store"))
        assert len(store) == len((home / "published.nq").read_bytes().splitlines())
        return home.name

    def close(self) -> None:
        with self.process:
            self.process.kill()


@pytest.fixture
def builder(tmp_path: Path) -> Iterator[Builder]:
    made = Builder(tmp_path)
    yield made
    made.close()


def test_a_build_killed_at_any_change_of_the_folder_leaves_a_whole_release(builder: Builder) -> None:
    assert builder.build("never 0").startswith("ended")
    builder.serves_whole()
    assert builder.build("at 30") == "killed"
    ended, looks, *changes = builder.build("never 0").split()  # after a killed build: all that a build may have to do
    assert ended == "ended"
    moments = {*map(int, changes), *range(1, int(looks), max(1, int(looks) // KILLS)), int(looks)}
    assert len(moments) > KILLS
    kept = 0
    for moment in sorted(moments):
        before = builder.publication.current()
        answer, *lasted = builder.build(f"at {moment}").split()
        assert answer == "killed" or int(lasted[0]) < moment, "a build that had less to do ended before"
        kept += builder.serves_whole() == before
    assert kept
    known = builder.publication.releases()
    assert builder.build("never 0").startswith("ended")
    assert builder.serves_whole() not in known
    assert not list(builder.out.glob(".building-*"))


def test_a_build_killed_after_the_switch_has_published(builder: Builder) -> None:
    assert builder.build("never 0").startswith("ended")
    for moment in count(1):
        before = builder.publication.current()
        answer = builder.build(f"past {moment}")
        assert builder.serves_whole() != before
        if answer != "killed":
            break
    assert moment > 1
    assert not list(builder.out.glob(".building-*"))


def test_a_build_killed_at_any_time_leaves_a_whole_release(builder: Builder) -> None:
    begun = time.monotonic()
    assert builder.build("never 0").startswith("ended")
    lasted = time.monotonic() - begun
    for _ in range(KILLS):
        seconds = random.uniform(0, lasted)  # noqa: S311 - no secret
        assert builder.build(f"after {seconds:.4f}").startswith(("killed", "ended"))
        builder.serves_whole()
    assert builder.build("never 0").startswith("ended")
    assert not list(builder.out.glob(".building-*"))


def test_a_first_build_that_is_killed_publishes_nothing(builder: Builder) -> None:
    assert builder.build("at 20") == "killed"
    assert builder.publication.current() is None
    assert not os.path.lexists(builder.out / "current")

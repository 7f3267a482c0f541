"""Processes on a leash: none outlives the one that started it."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from families import all_end, family

from ontology.descent import follow_parent
from server.leash import start

PROGRAM = str(Path(__file__).with_name("leashed.py"))
SLEEP = "import time; time.sleep(600)"


@pytest.mark.parametrize("kind", ["leash", "fork", "spawn", "forkserver"])
def test_a_killed_process_takes_those_along_that_it_started(kind: str) -> None:
    with subprocess.Popen([sys.executable, PROGRAM, kind], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        lines = [parent.stdout.readline() for _ in range(2)]
        started = family(parent.pid)
        parent.kill()
    assert lines == [b"ready\n"] * 2
    assert started
    assert all_end(started)


def test_a_process_whose_leash_is_forgotten_ends() -> None:
    process, leash = start([sys.executable, "-c", SLEEP], {})
    assert process.poll() is None
    assert Path(f"/proc/{process.pid}/oom_score_adj").read_text(encoding="ascii") == "1000\n"
    del leash
    assert process.wait(60) == -signal.SIGIO


def test_a_program_that_is_missing_leaves_no_file_open() -> None:
    opened = len(list(Path("/proc/self/fd").iterdir()))
    with pytest.raises(FileNotFoundError):
        start(["/no/such/program"], {})
    assert len(list(Path("/proc/self/fd").iterdir())) == opened


def test_a_process_that_nobody_started_so_follows_nobody() -> None:
    follow_parent()

"""Every command and every example of the README does what it says."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from live import serving

TOP = Path(__file__).resolve().parent.parent
README = (TOP / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
COMMANDS = [
    line.split("    #")[0].strip()
    for kind, block in BLOCKS
    if kind == "sh"
    for line in block.splitlines()
    if line.strip()
]
PROGRAMS = [block for kind, block in BLOCKS if kind == "python"]
ADDRESS = "http://localhost:8000/"


@pytest.fixture(scope="module")
def live(built: Path) -> Iterator[str]:
    with serving(built) as address:
        yield address


@pytest.fixture
def small_seeds(tmp_path: Path) -> Path:
    """The project's documents with a small part of the territories: enough to try the commands."""
    seeds = tmp_path / "seeds"
    shutil.copytree(TOP / "seeds", seeds, ignore=shutil.ignore_patterns("territories"))
    shutil.copytree(TOP / "tests" / "cases" / "territories", seeds / "territories")
    return seeds


def of(program: str) -> list[str]:
    return [command for command in COMMANDS if command.startswith(f"{program} ")]


def environment(home: Path) -> dict[str, str]:
    """Return an environment in which `pacte` is found and curl fails on an error status."""
    (home / ".curlrc").write_text("fail-with-body\n", encoding="ascii")
    return {**os.environ, "CURL_HOME": str(home), "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}


def test_every_command_of_the_readme_is_of_a_kind_that_is_tried_here() -> None:
    assert set(COMMANDS) == {*of("make"), *of("curl"), *of("pacte")}
    assert len(COMMANDS) == 11
    assert len(PROGRAMS) == 1


@pytest.mark.parametrize("command", of("make"))
def test_make_knows_the_target(command: str) -> None:
    make = shutil.which("make")
    if make is None:
        pytest.skip("no make on this machine")
    done = subprocess.run([make, "-n", *shlex.split(command)[1:]], cwd=TOP, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("command", of("curl"))
def test_an_address_of_the_readme_answers(command: str, live: str, tmp_path: Path) -> None:
    if shutil.which("curl") is None:
        pytest.skip("no curl on this machine")
    words = [word.replace(ADDRESS, live) if word.startswith(ADDRESS) else word for word in shlex.split(command)]
    done = subprocess.run(words, env=environment(tmp_path), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "2021-07-09" in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("program", PROGRAMS)
def test_a_program_of_the_readme_prints_its_answer(program: str, live: str) -> None:
    here = program.replace(f'"{ADDRESS}sparql"', f'"{live}sparql"')
    assert here != program
    done = subprocess.run([sys.executable, "-c", here], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "2021-07-09 – vendredi 9 juillet" in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("command", of("pacte"))
def test_a_command_of_the_operator_succeeds(command: str, small_seeds: Path, tmp_path: Path) -> None:
    words = [word.replace("published", str(tmp_path / "published")) for word in shlex.split(command)]
    words = [str(small_seeds) + word.removeprefix("seeds") if word.startswith("seeds") else word for word in words]
    where = {**environment(tmp_path), "PACTE_BASE": ADDRESS}
    done = subprocess.run(words, env=where, cwd=small_seeds.parent, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr

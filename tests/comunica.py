"""Comunica, the query engine of the JavaScript world, as its users install it: from npm, by a lock."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

SOURCES = Path(__file__).parent / "clients" / "comunica"
LOCK = SOURCES / "package-lock.json"


def installed() -> Path:
    """Return the folder of an installation; a test is skipped where there can be none."""
    if shutil.which("npm") is None:
        pytest.skip("npm is not on this machine")
    folder = Path(sys.prefix) / "share" / "comunica" / hashlib.sha256(LOCK.read_bytes()).hexdigest()[:16]
    if not folder.is_dir():
        made = folder.with_name(f"{folder.name}.{os.getpid()}")
        shutil.copytree(SOURCES, made)
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        done = subprocess.run(command, cwd=made, capture_output=True, text=True, check=False)
        if done.returncode:
            shutil.rmtree(made)
            missing = f"Comunica cannot be installed: {done.stderr}"
            pytest.fail(missing) if "CI" in os.environ else pytest.skip(missing)
        made.rename(folder)
    shutil.copy(SOURCES / "ask.mjs", folder)
    return folder


def asked(folder: Path, query: str, sources: Sequence[object]) -> Any:  # noqa: ANN401 - rows, triples or a truth value
    """Return Comunica's answer to a query over some sources."""
    told = json.dumps({"query": query, "sources": sources})
    command = ["node", str(folder / "ask.mjs")]
    done = subprocess.run(command, input=told, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)

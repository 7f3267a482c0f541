"""What a release weighs: how many statements one step from a thing can meet, told beforehand for all things."""

from __future__ import annotations

import fcntl
import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from server.leash import start
from server.release import Release
from server.sparql.light import weighing

__all__ = ["UNBOUNDED", "Weights", "weigh"]

UNBOUNDED = weighing.MOST * 1000
"""Steps that stand for more than anything that is light."""

Weight: TypeAlias = tuple[int, int, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Weights:
    """Hold the weights of a release, by kind and property; see `server.sparql.light.weighing`.

    A property that no statement has weighs nothing; one that was too heavy to be followed on and on is unbounded then.
    """

    kinds: Mapping[str, Mapping[str, Weight]]

    def most(self, kind: str, name: str) -> int:
        """Return the most statements that a step can meet, from whichever thing."""
        weight = self.kinds[kind].get(name)
        return weight[1] if weight else self._absent(name)

    def of(self, kind: str, name: str, thing: str) -> int:
        """Return the most statements that a step from a thing can meet."""
        common, listed = self.told(kind, name)
        return listed.get(thing, common)

    def told(self, kind: str, name: str) -> tuple[int, Mapping[str, int]]:
        """Return the most statements that a step can meet from a thing that is not listed, and those of the listed."""
        weight = self.kinds[kind].get(name)
        return (weight[0], weight[2]) if weight else (self._absent(name), {})

    def _absent(self, name: str) -> int:
        return UNBOUNDED if name in self.kinds["from"] else 0


def weigh(release: Release, shared: Path | None) -> Weights:
    """Return the weights of a release; of the workers that share a folder, one has it weighed. Raises OSError."""
    if shared is None:
        return Weights(json.loads(_weighed(release.store)))
    place = shared / f"{release.id}.weights"
    with place.open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        told = file.read()
        if not told:
            told = _weighed(release.store)
            file.write(told)
    return Weights(json.loads(told))


def _weighed(store: Path) -> bytes:
    """Return what a process of its own writes of the store in a folder; raises OSError when it fails."""
    process, leash = start([sys.executable, "-P", weighing.__file__, str(store)], {}, stream=subprocess.PIPE)
    told, _ = process.communicate()
    del leash
    if process.returncode:
        raise OSError(f"{store} cannot be weighed: exit code {process.returncode}")
    return told

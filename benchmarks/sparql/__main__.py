"""Compare the SPARQL endpoint with the bare Oxigraph server, and with others, on the same quads in one run.

    python benchmarks/sparql [RELEASES] [--rounds N] [--minutes N] [--seconds N] [--json FILE]
                             [--only SYSTEM …] [--shapes NAME …]

Each system is started with the quads of the current release of RELEASES (by default `published`). Ten shapes of query
(`queries/`) are first asked once of each, and the answers compared: a system that answers otherwise is not measured,
and if it is pacte the run fails. Then four clients ask each shape for a while, system after system, round after round;
figures are medians. No query is asked twice, except in the column « pacte, again ». Fuseki and rdflib-endpoint, told
for scale, are measured once; an answer of theirs that takes more than two seconds is not waited for again.

Memory is told at the end. The run ends with 1 if a target is missed or an answer of pacte differs.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from http.client import HTTPException
from itertools import count
from pathlib import Path

import pyoxigraph as ox
from answers import Answer, TooSlow, Unanswered, answer
from load import Failed, Rate, measured
from report import AGAIN, BARE, OURS, Results, generated, table, verdict, written
from rich.console import Console
from shapes import Shape, shapes
from systems import Missing, Starter, System, settle, starters

SLOW = 2.0
CONSOLE = Console(width=150)


class Run:
    """One run: the systems that are there, and what they were seen to do."""

    def __init__(self, asked: Sequence[Shape], systems: Sequence[System], seconds: float) -> None:
        """Start with nothing measured; `seconds` is how long each shape is asked of each system in a round."""
        self.systems = systems
        self.results = Results(asked)
        self.is_wrong = False
        self._seconds = seconds
        self._numbers = count(1_000_000, 1_000_000)

    def compare(self) -> None:
        """Ask each shape once of each system, the bare server's answer being the one that others must give.

        Those that are told for scale are measured on the way. One that is too slow is asked no more: it would still
        work on what it was asked.
        """
        slow: set[str] = set()
        for shape in self.results.shapes:
            expected: Answer | None = None
            CONSOLE.print(f"comparing answers: {shape.name}", style="dim")
            for system in self.systems:
                if system.name in slow:
                    self._refuse(system, shape, "not asked")
                    continue
                try:
                    found = answer(system, shape, 0)
                except Unanswered as error:
                    self._refuse(system, shape, str(error)[:40])
                    slow |= {system.name} if isinstance(error, TooSlow) else set()
                else:
                    expected = expected or found
                    self._compare(system, shape, found, expected)

    def _compare(self, system: System, shape: Shape, found: Answer, expected: Answer) -> None:
        self.results.counts.setdefault(shape.name, expected.count)
        if found.rows != expected.rows:
            self._refuse(system, shape, f"≠ ({found.count} rows)")
        elif found.seconds > SLOW and not system.is_rival:
            self.results.rates[shape.name, system.name] = [Rate(1, found.seconds, 0.0, 0.0)]
        elif not system.is_rival:
            self._add(system, shape, system.name, 1)

    def _refuse(self, system: System, shape: Shape, reason: str) -> None:
        self.results.reasons[shape.name, system.name] = reason
        self.is_wrong |= system.name in {OURS, BARE}

    def measure(self, number: int) -> None:
        """Do one round, every other one in the opposite order."""
        for shape in self.results.shapes:
            for system in self.systems[:: -1 if number % 2 else 1]:
                if system.is_rival:
                    self._add(system, shape, system.name, 1)
                if system.name == OURS:
                    self._add(system, shape, AGAIN, 0)

    def _add(self, system: System, shape: Shape, name: str, step: int) -> None:
        if (shape.name, system.name) in self.results.reasons:
            return
        try:
            rate = measured(system, shape, next(self._numbers), step, self._seconds)
        except (Failed, OSError, HTTPException) as error:
            self._refuse(system, shape, str(error)[:60])
        else:
            self.results.rates.setdefault((shape.name, name), []).append(rate)

    def weigh(self) -> None:
        """Look at the memory of each system."""
        self.results.memory.update({system.name: system.memory() for system in self.systems})


def main() -> None:
    """Read the arguments, run, print the tables, and end with the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("releases", nargs="?", type=Path, default=Path("published"))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--minutes", type=float, default=8.0, help="begin no round that would end later")
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", nargs="+", metavar="SYSTEM", help="the systems to start, by their names in the table")
    parser.add_argument("--shapes", nargs="+", metavar="NAME", help="the shapes to ask, by the names of their files")
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    told = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # so that no system outlives the run
    end = time.monotonic() + 60 * told.minutes
    with ExitStack() as stack:
        asked = shapes(ox.Store.read_only(str(told.releases / "current" / "store")))
        systems = _started(stack, told)
        run = Run([one for one in asked if not told.shapes or one.name in told.shapes], systems, told.seconds)
        run.compare()
        for number in range(told.rounds):
            begun = time.monotonic()
            CONSOLE.print(f"round {number + 1} of {told.rounds}", style="dim")
            run.measure(number)
            if 2 * time.monotonic() - begun > end:
                CONSOLE.print(f"no time for more rounds in {told.minutes:g} minutes")
                break
        run.weigh()
    sys.exit(_told(run, told))


def _started(stack: ExitStack, told: argparse.Namespace) -> list[System]:
    """Start the systems side by side, since each loads with one core."""

    def enter(name: str, start: Starter) -> System | None:
        context = start()
        try:
            system = context.__enter__()
        except Missing as reason:
            CONSOLE.print(f"without {name}: {reason}")
            return None
        stack.push(context)
        return system

    wanted = {
        name: start for name, start in starters(told.releases, told.workers).items() if name in (told.only or (name,))
    }
    CONSOLE.print(f"starting {', '.join(wanted)}", style="dim")
    with ThreadPoolExecutor() as pool:
        systems = [system for system in pool.map(enter, wanted, wanted.values()) if system]
    settle(systems)
    return systems


def _told(run: Run, told: argparse.Namespace) -> int:
    names = [name for system in run.systems for name in ([OURS, AGAIN] if system.name == OURS else [system.name])]
    CONSOLE.print(table(run.results, names), verdict(run.results))
    CONSOLE.print(f"the generator used {generated(run.results)} of processor time a look-up")
    if told.json:
        release = (told.releases / "current").resolve().name
        told.json.write_text(json.dumps(written(run.results, names, release), indent=1) + "\n", encoding="utf-8")
    return int(run.is_wrong or not all(target.is_met for target in run.results.targets()))


if __name__ == "__main__":
    main()

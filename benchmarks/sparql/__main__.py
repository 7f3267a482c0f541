"""Compare the SPARQL endpoint with the bare Oxigraph server, and with others, on the same quads in one run.

    python benchmarks/sparql [RELEASES] [--rounds N] [--minutes N] [--seconds N] [--json FILE] [--markdown FILE]
                             [--only SYSTEM …] [--shapes NAME …]

Each system is started with the quads of the current release of RELEASES (by default `published`). Ten shapes of query
(`queries/`) are first asked once of each, and the answers compared: a system that answers otherwise is not measured,
and if it is pacte the run fails. Then four clients ask each shape for a while, a heavy one three times as long; no
query is asked twice, except in the column « pacte, again ». pacte and the bare server run side by side, and are asked
in turn, round after round: figures are medians. When they have ended Virtuoso, Fuseki and rdflib-endpoint, told for
scale, are started one after the other and measured once. Each has its share of the minutes that are left: an answer
that takes more than two seconds is asked for once, one that takes too long is not waited for.

Memory is told at the end of each. The run ends with 1 if a target is missed, an answer of pacte differs, or pacte or
the bare server cannot be had.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from http.client import HTTPException
from itertools import count
from pathlib import Path

import pyoxigraph as ox
from answers import Answer, TooSlow, Unanswered, answer
from load import Failed, Rate, measured
from markdown import page
from report import AGAIN, BARE, OURS, Results, generated, table, verdict, written
from rich.console import Console
from shapes import Shape, shapes
from systems import FOR_SCALE, RIVALS, Missing, Starter, System, settle, starters

SLOW = 2.0
"""Seconds of an answer that is measured by itself where a system is only told for scale."""

LONGER = 3
"""How many times as long a heavy query is asked for."""

LONGEST, SHORTEST = 120.0, 5.0
"""Seconds that one answer may take where there is time, and where there is hardly any."""

NO_TIME = "no time"
CONSOLE = Console(width=150)


class Run:
    """One run: what systems were seen to do, each until its time is over."""

    def __init__(self, asked: Sequence[Shape], seconds: float) -> None:
        """Start with nothing measured; `seconds` is how long each shape is asked of each system in a round."""
        self.results = Results(asked)
        self.is_wrong = False
        self.end = 0.0
        self._seconds = seconds
        self._expected: dict[str, Answer] = {}
        self._numbers = count(1_000_000, 1_000_000)

    @property
    def left(self) -> float:
        """Return the seconds that are left for the systems at work."""
        return self.end - time.monotonic()

    def compare(self, system: System, shape: Shape, share: float) -> Answer | None:
        """Ask a shape once, and return the answer if it is that of the bare server, which is asked first.

        A system is not waited for longer than its share of the time that is left.
        """
        CONSOLE.print(f"{system.name}: {shape.name}", style="dim")
        longest = min(LONGEST, max(SHORTEST, share))
        if self.left <= 0:
            self._refuse(system, shape, NO_TIME)
            return None
        try:
            found = answer(system, shape, 0, longest)
        except TooSlow as error:
            self._refuse(system, shape, str(error))
            self._rest(system)
            return None
        except Unanswered as error:
            self._refuse(system, shape, str(error)[:40])
            return None
        expected = self._expected.setdefault(shape.name, found)
        self.results.counts.setdefault(shape.name, expected.count)
        if found.rows != expected.rows:
            self._refuse(system, shape, f"≠ ({found.count} rows)")
            return None
        return found

    def _rest(self, system: System) -> None:
        """Wait a while for a system that may still work on what was not waited for; else ask nothing more of it."""
        if not settle([system], max(0.0, min(LONGEST, self.left / 4))):
            for shape in self.results.shapes:
                if (shape.name, system.name) not in {*self.results.reasons, *self.results.rates}:
                    self._refuse(system, shape, "not asked")

    def _refuse(self, system: System, shape: Shape, reason: str) -> None:
        self.results.reasons[shape.name, system.name] = reason
        self.is_wrong |= system.name in {OURS, BARE}

    def contest(self, systems: Sequence[System], rounds: int, end: float) -> None:
        """Compare and measure systems that run side by side; no round is begun that would end too late."""
        self.end = end
        for shape in self.results.shapes:
            for system in systems:
                self.compare(system, shape, self.left)
        settle(systems)
        for number in range(rounds):
            begun = time.monotonic()
            CONSOLE.print(f"round {number + 1} of {rounds}", style="dim")
            self._measure(systems[:: -1 if number % 2 else 1])
            if number + 1 < rounds and time.monotonic() - begun > self.left:
                CONSOLE.print(f"no time for more than {number + 1} rounds")
                break
        self._weigh(systems)

    def _measure(self, systems: Sequence[System]) -> None:
        for shape in self.results.shapes:
            for system in systems:
                self._add(system, shape, system.name, 1)
                if system.name == OURS:
                    self._add(system, shape, AGAIN, 0)

    def scale(self, system: System, end: float) -> None:
        """Compare and measure one system, once, in the time that it has."""
        self.end = end
        for place, shape in enumerate(self.results.shapes):
            if (shape.name, system.name) in self.results.reasons:
                continue
            found = self.compare(system, shape, 2 * self.left / (len(self.results.shapes) - place))
            if found and found.seconds > SLOW:
                self.results.rates[shape.name, system.name] = [Rate(1, found.seconds, 0.0, 0.0)]
            elif found:
                self._add(system, shape, system.name, 1)
        self._weigh([system])

    def _add(self, system: System, shape: Shape, name: str, step: int) -> None:
        if (shape.name, system.name) in self.results.reasons:
            return
        if self.left <= 0:
            if (shape.name, name) not in self.results.rates:
                self._refuse(system, shape, NO_TIME)
            return
        seconds = self._seconds * (LONGER if shape.is_heavy and step else 1)
        try:
            rate = measured(system, shape, next(self._numbers), step, seconds)
        except (Failed, OSError, HTTPException) as error:
            self._refuse(system, shape, str(error)[:60])
        else:
            self.results.rates.setdefault((shape.name, name), []).append(rate)

    def _weigh(self, systems: Sequence[System]) -> None:
        self.results.memory.update({system.name: system.memory() for system in systems})


def main() -> None:
    """Read the arguments, run, print the tables, and end with the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("releases", nargs="?", type=Path, default=Path("published"))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--minutes", type=float, default=12.0, help="begin nothing that would end later")
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", nargs="+", metavar="SYSTEM", help="the systems to start, by their names in the table")
    parser.add_argument("--shapes", nargs="+", metavar="NAME", help="the shapes to ask, by the names of their files")
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    parser.add_argument(
        "--markdown", type=Path, help="write the tables to this file too, as docs/benchmarks.md has them"
    )
    told = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # so that no system outlives the run
    asked = shapes(ox.Store.read_only(str(told.releases / "current" / "store")))
    asked = [one for one in asked if not told.shapes or one.name in told.shapes]
    run, end = Run(asked, told.seconds), time.monotonic() + 60 * told.minutes
    chosen = told.only or (*RIVALS, *FOR_SCALE)
    wanted = {name: start for name, start in starters(told.releases, told.workers, end).items() if name in chosen}
    names = _run(run, wanted, told.rounds, end)
    sys.exit(_told(run, names, told))


def _run(run: Run, wanted: Mapping[str, Starter], rounds: int, end: float) -> list[str]:
    """Have the rivals side by side, then each of the others by itself; return the names of those that were there."""
    rivals = [name for name in RIVALS if name in wanted]
    others = [name for name in FOR_SCALE if name in wanted]
    with ExitStack() as stack, ThreadPoolExecutor() as pool:
        found = [one for one in pool.map(lambda name: _entered(stack, name, wanted[name]), rivals) if one]
        run.is_wrong |= len(found) < len(rivals)
        settle(found)
        left = end - time.monotonic()
        run.contest(found, rounds, end - left * len(others) / (len(others) + len(rivals)))
    for place, name in enumerate(others):
        with ExitStack() as stack:
            until = time.monotonic() + (end - time.monotonic()) / (len(others) - place)
            if system := _entered(stack, name, wanted[name]):
                settle([system])
                run.scale(system, until)
                found.append(system)
    return [one.name for one in found]


def _entered(stack: ExitStack, name: str, start: Starter) -> System | None:
    CONSOLE.print(f"starting {name}", style="dim")
    context = start()
    try:
        system = context.__enter__()
    except Missing as reason:
        CONSOLE.print(f"without {name}: {reason}")
        return None
    stack.push(context)
    return system


def _told(run: Run, found: Sequence[str], told: argparse.Namespace) -> int:
    names = [name for one in found for name in ([OURS, AGAIN] if one == OURS else [one])]
    release = (told.releases / "current").resolve().name
    CONSOLE.print(table(run.results, names), verdict(run.results))
    CONSOLE.print(f"the generator used {generated(run.results)} of processor time a look-up")
    if told.json:
        told.json.write_text(json.dumps(written(run.results, names, release), indent=1) + "\n", encoding="utf-8")
    if told.markdown:
        told.markdown.write_text(page(run.results, names, release), encoding="utf-8")
    return int(run.is_wrong or not all(target.is_met for target in run.results.targets()))


if __name__ == "__main__":
    main()

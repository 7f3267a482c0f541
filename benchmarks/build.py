"""Measure the full build, stage by stage, and compare it with the engine's own loading of the same quads.

    python benchmarks/build.py [SEEDS] [--rounds N]

Each round builds SEEDS (by default the project's) into an empty folder, then loads the same `published.nq` with nothing
but pyoxigraph's `bulk_load`, each in its own process, so that the two can be compared on a machine that others use too.
Seconds are medians; peak memory is the resident set at its highest within the stage (Linux), the highest of all rounds.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import TypeAlias

import pyoxigraph as ox
from rich.console import Console
from rich.table import Table

from loaders import release
from loaders.publication import Publication
from ontology.addresses import Addresses
from ontology.names import LOCAL_BASE

Measures: TypeAlias = list[tuple[str, float, float]]
PROJECT_SEEDS = Path(__file__).resolve().parent.parent / "seeds"
GATE = release.GATE.en
WHOLE = "whole build"


@contextmanager
def measured(name: str, into: Measures) -> Iterator[None]:
    """Add what happens inside to the measures: seconds, and the peak resident set in megabytes."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    begun = time.perf_counter()
    yield
    seconds = time.perf_counter() - begun
    status = Path("/proc/self/status").read_text(encoding="ascii")
    [peak] = [int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")]
    into.append((name, seconds, peak / 1000))


def built(seeds: Path, out: Path) -> Measures:
    """Build and return the measures of each stage, and of the whole, in this process."""
    measures: Measures = []
    begun = time.perf_counter()
    outcome = release.build(
        release.Seeds(seeds, seeds / "territories"),
        Publication(out),
        Addresses(LOCAL_BASE),
        lambda stage: measured(stage.en, measures),
    )
    if not outcome.changed:
        raise SystemExit(outcome.judgement.text("en"))
    return [*measures, (WHOLE, time.perf_counter() - begun, max(peak for _, _, peak in measures))]


def loaded(path: Path, folder: Path) -> Measures:
    """Load a file of N-Quads as the engine does it alone."""
    measures: Measures = []
    with measured("pyoxigraph bulk_load of the same quads", measures):
        store = ox.Store(str(folder))
        store.bulk_load(path=path, format=ox.RdfFormat.N_QUADS)
    return measures


def alone(work: Callable[..., Measures], *given: Path) -> Measures:
    """Run some work in a process of its own, started anew."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *given).result()


def rounds(seeds: Path, count: int) -> dict[str, list[tuple[float, float]]]:
    """Return the measures of each stage, round by round."""
    found: dict[str, list[tuple[float, float]]] = {}
    for _ in range(count):
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder)
            measures = alone(built, seeds, out)
            measures += alone(loaded, out / "current" / "published.nq", out / "bare")
        for name, seconds, peak in measures:
            found.setdefault(name, []).append((seconds, peak))
    return found


def report(found: dict[str, list[tuple[float, float]]]) -> Table:
    """Return the table: seconds, share of the bare loading, peak memory."""
    seconds = {name: statistics.median(second for second, _ in measures) for name, measures in found.items()}
    peaks = {name: max(peak for _, peak in measures) for name, measures in found.items()}
    bare = list(seconds.values())[-1]
    seconds["whole build without SHACL"] = seconds[WHOLE] - seconds[GATE]
    peaks["whole build without SHACL"] = max(peak for name, peak in peaks.items() if name not in {GATE, WHOLE})
    table = Table("stage", "seconds", "× bulk_load", "peak MB")
    for name, second in seconds.items():
        table.add_row(name, f"{second:.2f}", f"{second / bare:.2f}", f"{peaks[name]:.0f}")
    return table


def main() -> None:
    """Run the rounds and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("seeds", nargs="?", type=Path, default=PROJECT_SEEDS)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    Console().print(report(rounds(given.seeds, given.rounds)))


if __name__ == "__main__":
    main()

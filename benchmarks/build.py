"""Measure the build, stage by stage, against the engine's own loading of the same quads in the same run.

    python benchmarks/build.py [SEEDS] [--tables FOLDER] [--rounds N] [--times N …]

Each round builds SEEDS (by default the project's) into an empty folder, changes one document and builds again, builds
into another empty folder with a gate that judges nothing, then loads the same `published.nq` with nothing but
pyoxigraph's `bulk_load`; each in a process of its own, so that they can be compared on a machine that others use too.
The stages are those of the first, beside which the store is loaded and dumps are compressed. Seconds are medians. Peak
memory is the highest of all rounds: in a stage, that of the building process; of a whole build, that of all its
processes together, seen ten times a second (Linux).

With `--times 1 2 5 10`, the quads of the country are multiplied under other addresses, then sorted, judged, loaded
and written: seconds a million quads tell whether that grows as the country does.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import TypeAlias
from unittest import mock

import pyoxigraph as ox
from rich.console import Console
from rich.table import Table

from loaders import dumps, graphs, material, release, store
from loaders.cache import Cache
from loaders.gate import Judgement
from loaders.publication import Publication
from ontology import validation
from ontology.addresses import Addresses
from ontology.names import LOCAL_BASE
from ontology.report import Report

Measures: TypeAlias = list[tuple[str, float, float]]
PROJECT_SEEDS = Path(__file__).resolve().parent.parent / "seeds"
WHOLE = "whole build"
AGAIN = "the same, one document changed"
UNJUDGED = "whole build without SHACL"
BARE = "pyoxigraph bulk_load of the same quads"
SENTENCE = "\n\nLe comité de pilotage du contrat se réunit deux fois par an.\n"
PAUSE = 0.1


@contextmanager
def measured(name: str, into: Measures) -> Iterator[None]:
    """Add what happens inside to the measures: seconds, and the peak resident set in megabytes."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    begun = time.perf_counter()
    yield
    into.append((name, time.perf_counter() - begun, resident("VmHWM", "self")))


def resident(field: str, process: str) -> float:
    """Return a field of a process's status, in megabytes; 0 for one that has ended."""
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in status.splitlines() if line.startswith(f"{field}:")) / 1000


def built(seeds: material.Seeds, out: Path) -> Measures:
    """Build and return the measures of each stage, in this process."""
    measures: Measures = []
    outcome = release.build(seeds, Publication(out), Addresses(LOCAL_BASE), lambda stage: measured(stage.en, measures))
    if not outcome.changed:
        raise SystemExit(outcome.judgement.text("en"))
    return measures


def unjudged(seeds: material.Seeds, out: Path) -> Measures:
    """Build as `built` does, but for what the gate does."""
    with mock.patch("loaders.gate.judged", return_value=Judgement(Report(()), {})):
        return built(seeds, out)


def loaded(path: Path, folder: Path) -> Measures:
    """Load a file of N-Quads as the engine does it alone."""
    measures: Measures = []
    with measured(BARE, measures):
        ox.Store(str(folder)).bulk_load(path=path, format=ox.RdfFormat.N_QUADS)
    return measures


def multiplied(path: Path, times: int, folder: Path) -> Measures:
    """Do to a file of quads, repeated under other addresses, what a build does once all is read."""
    measures: Measures = []
    moved = [LOCAL_BASE.encode(), *(f"{LOCAL_BASE}{number}/".encode() for number in range(1, times))]
    folder.mkdir()
    kept, quads = Cache(folder / "kept", ""), folder / "published.nq"
    with measured("sort, digest, write", measures):
        held = [graph for place in moved for graph in graphs.kept(_moved(path, moved[0], place), kept)]
        graphs.merged(held, quads)
    count = sum(graph.quads for graph in held)
    with measured("judge", measures):
        validation.check_file(quads)
    with measured("load", measures):
        loading = store.Loading(folder / "store")
        loading.take(held)
        loading.end()
        loading.wait()
    with measured("dumps", measures):
        dumps.write(folder / "dumps", held, kept)
    return [(name, 1e6 * seconds / count, peak) for name, seconds, peak in measures]


def _moved(path: Path, old: bytes, new: bytes) -> Iterator[bytes]:
    """Yield the lines of a file, its addresses moved elsewhere."""
    with path.open("rb") as stream:
        yield from (line.replace(old, new) for line in stream)


def alone(work: Callable[..., Measures], *given: object) -> tuple[Measures, float, float]:
    """Do some work in a process started anew; return its measures, all its seconds and the peak of its processes."""
    peak = 0.0
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        pool.submit(int).result()
        begun = time.perf_counter()
        doing = pool.submit(work, *given)
        while not doing.done():
            peak = max(peak, sum(resident("VmRSS", one) for child in pool._processes for one in family(str(child))))  # noqa: SLF001
            time.sleep(PAUSE)
        return doing.result(), time.perf_counter() - begun, peak


def family(process: str) -> Iterator[str]:
    """Yield a process and all those it started."""
    yield process
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        for child in task.read_text(encoding="ascii").split():
            yield from family(child)


def rounds(seeds: Path, tables: Path | None, count: int, kept: Path) -> dict[str, list[tuple[float, float]]]:
    """Return the measures of each stage, round by round, and keep the quads of the last."""
    found: dict[str, list[tuple[float, float]]] = {}
    for _ in range(count):
        with tempfile.TemporaryDirectory() as folder:
            ours, out = Path(folder) / "seeds", Path(folder) / "out"
            shutil.copytree(seeds, ours)
            given = material.Seeds(ours, ours / "territories", tables)
            measures, seconds, peak = alone(built, given, out)
            measures.append((WHOLE, seconds, peak))
            first = min((ours / "documents").glob("*.txt"))
            first.write_text(first.read_text(encoding="utf-8") + SENTENCE, encoding="utf-8")
            measures.append((AGAIN, *alone(built, given, out)[1:]))
            measures.append((UNJUDGED, *alone(unjudged, given, Path(folder) / "unjudged")[1:]))
            measures += alone(loaded, out / "current" / "published.nq", out / "bare")[0]
            shutil.copy(out / "current" / "published.nq", kept)
        for name, seconds, peak in measures:
            found.setdefault(name, []).append((seconds, peak))
    return found


def report(found: dict[str, list[tuple[float, float]]]) -> Table:
    """Return the table: seconds, share of the bare loading, peak memory."""
    seconds = {name: statistics.median(second for second, _ in measures) for name, measures in found.items()}
    peaks = {name: max(peak for _, peak in measures) for name, measures in found.items()}
    table = Table("stage", "seconds", "× bulk_load", "× whole build", "peak MB")
    for name, second in seconds.items():
        shares = (f"{second / seconds[one]:.2f}" for one in (BARE, WHOLE))
        table.add_row(name, f"{second:.2f}", *shares, f"{peaks[name]:.0f}")
    return table


def growth(path: Path, times: list[int]) -> Table:
    """Return the table of seconds a million quads, and of peak memory, for each size of the country."""
    table = Table("country", "stage", "seconds a million quads", "peak MB")
    for size in times:
        with tempfile.TemporaryDirectory() as folder:
            for name, seconds, peak in alone(multiplied, path, size, Path(folder) / "out")[0]:
                table.add_row(f"× {size}", name, f"{seconds:.2f}", f"{peak:.0f}")
    return table


def main() -> None:
    """Run the rounds and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("seeds", nargs="?", type=Path, default=PROJECT_SEEDS)
    parser.add_argument("--tables", type=Path, help="the folder of the files that the declared tables read")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--times", type=int, nargs="*", default=[])
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "published.nq"
        Console().print(report(rounds(given.seeds, given.tables, given.rounds, kept)))
        if given.times:
            Console().print(growth(kept, given.times))


if __name__ == "__main__":
    main()

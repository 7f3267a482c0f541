"""Measure the build, stage by stage, against the engine's own loading of the same quads in the same run.

    python benchmarks/build.py [SEEDS] [--tables FOLDER] [--rounds N] [--times N …]

Each round builds SEEDS (by default the project's) into an empty folder, changes one document and builds again, takes
the last row from one table and builds again, builds into another empty folder with a gate that judges nothing, then
loads the same `published.nq` with nothing but pyoxigraph's `bulk_load`; each in a process of its own, so that they can
be compared on a machine that others use too. The stages are those of the first, beside which the store is loaded and
dumps are compressed. Seconds are medians. Peak memory is the highest of all rounds: in a stage, that of the building
process; of a whole build, that of all its processes together, seen ten times a second (Linux).

With `--times 1 2 5 10`, what follows the reading is done for a country so many times as large (`growth.py`).
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias
from unittest import mock

import pyoxigraph as ox
from growth import Country, growth
from measuring import alone, resident
from rich.console import Console
from rich.table import Table

from loaders import material, release
from loaders.gate import Judgement
from loaders.publication import Publication
from ontology.addresses import Addresses
from ontology.names import LOCAL_BASE
from ontology.report import Report

Measures: TypeAlias = list[tuple[str, float, float]]
PROJECT_SEEDS = Path(__file__).resolve().parent.parent / "seeds"
WHOLE = "whole build"
AGAIN = "the same, one document changed"
ROW = "the same, one row of a declared table less"
UNJUDGED = "whole build without SHACL"
BARE = "pyoxigraph bulk_load of the same quads"
TABLE = "datagouv_epci-and-crte.csv"
SENTENCE = "\n\nLe comité de pilotage du contrat se réunit deux fois par an.\n"


@contextmanager
def measured(name: str, into: Measures) -> Iterator[None]:
    """Add what happens inside to the measures: seconds, and the peak resident set in megabytes."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    begun = time.perf_counter()
    yield
    into.append((name, time.perf_counter() - begun, resident("VmHWM", "self")))


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


def copied(tables: Path, folder: Path) -> Path:
    """Copy the files of a folder into a new one, where they may be changed whoever owns them."""
    for path in tables.rglob("*"):
        if path.is_file():
            place = folder / path.relative_to(tables)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, place)
    return folder


def rounds(seeds: Path, tables: Path | None, count: int, kept: Path) -> dict[str, list[tuple[float, float]]]:
    """Return the measures of each stage, round by round, and keep what the last published."""
    found: dict[str, list[tuple[float, float]]] = {}
    for _ in range(count):
        with tempfile.TemporaryDirectory() as folder:
            ours, out = Path(folder) / "seeds", Path(folder) / "out"
            shutil.copytree(seeds, ours)
            data = copied(tables, Path(folder) / "data") if tables else None
            given = material.Seeds(ours, ours / "territories", data)
            measures, seconds, peak = alone(built, given, out)
            measures.append((WHOLE, seconds, peak))
            first = min((ours / "documents").glob("*.txt"))
            first.write_text(first.read_text(encoding="utf-8") + SENTENCE, encoding="utf-8")
            measures.append((AGAIN, *alone(built, given, out)[1:]))
            for table in given.files.rglob(TABLE):
                table.write_bytes(b"".join(table.read_bytes().splitlines(keepends=True)[:-1]))
                measures.append((ROW, *alone(built, given, out)[1:]))
            measures.append((UNJUDGED, *alone(unjudged, given, Path(folder) / "unjudged")[1:]))
            measures += alone(loaded, out / "current" / "published.nq", out / "bare")[0]
            shutil.rmtree(kept, ignore_errors=True)
            shutil.move(out, kept)
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


def main() -> None:
    """Run the rounds and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("seeds", nargs="?", type=Path, default=PROJECT_SEEDS)
    parser.add_argument("--tables", type=Path, help="the folder of the files that the declared tables read")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--times", type=int, nargs="*", default=[])
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "published"
        Console().print(report(rounds(given.seeds, given.tables, given.rounds, kept)))
        if given.times:
            Console().print(growth(Country.published(kept), given.times, None))


if __name__ == "__main__":
    main()

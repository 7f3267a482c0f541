"""Measure how what a build does grows with the country: all that follows the reading, up to ten times over.

    python benchmarks/growth.py [PUBLISHED] [--times N …] [--keep FOLDER]

The quads of the release in PUBLISHED (by default `published`) are multiplied: each copy of the country has its own
things and sources, with other codes in their addresses and in what is said of them, and the same relations. A build
then does with them what follows the reading: it sorts them, judges them, loads the store, compresses the dumps, and
publishes a release; `--keep` leaves that of the last size in a folder, to serve it. Beside it, the engine alone loads
the same quads.

Seconds are those of the processors, of all processes together, so that they can be taken on a machine that others use;
memory is what all processes hold at once, seen ten times a second. A cost grows as the size to the power that is told
last (https://en.wikipedia.org/wiki/Log-log_plot): 1 is linear.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import statistics
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from math import log
from pathlib import Path
from typing import Any
from unittest import mock

import pyoxigraph as ox
from measuring import alone
from rich.console import Console
from rich.table import Table

from loaders import drawings, graphs, material, release
from loaders.cache import Cache
from loaders.corrections import Errata, Revision
from loaders.faults import Wording
from loaders.graphs import Lines, Taking
from loaders.material import Material
from loaders.past import PUBLISHED
from loaders.progress import Stages
from loaders.publication import CURRENT, MANIFEST, Publication
from ontology.addresses import Addresses
from ontology.names import VOCABULARY
from ontology.triples import blocks

SORT = Wording("Tri des quads", "Sorting the quads")
BARE = "pyoxigraph bulk_load of the same quads"
WHOLE = "all that follows the reading"
SHOWN = 2000
"""How many characters are shown of the report of a refused graph."""

_CODE = re.compile(rb'((?:/geo#code\w+|#siren)> ")([0-9]+)"')


@dataclass(frozen=True, slots=True)
class Measure:
    """What one size of the country cost: seconds of processors by stage, and the most memory held, in megabytes."""

    quads: int
    seconds: dict[str, float]
    peak: float


@dataclass(frozen=True, slots=True)
class Country:
    """A release to multiply: its quads, its base address, its drawings."""

    quads: Path
    base: str
    drawings: Mapping[str, Any]

    @classmethod
    def published(cls, home: Path) -> Country:
        """Return the release that is published in a folder."""
        manifest = json.loads((home / CURRENT / MANIFEST).read_text(encoding="utf-8"))
        drawn = home / CURRENT / drawings.FILE
        return cls(
            home / CURRENT / PUBLISHED,
            manifest["base"],
            json.loads(drawn.read_text(encoding="utf-8")) if drawn.exists() else {},
        )

    def copy(self, number: int, folder: Path) -> None:
        """Write each graph of a copy to a file of its own; the first copy, 0, is the country as it is."""
        vocabulary = f" <{VOCABULARY}> .\n".encode()
        for block in self._blocks(number):
            held: defaultdict[str, list[bytes]] = defaultdict(list)
            for line in block.splitlines(keepends=True):
                if not number or not line.endswith(vocabulary):
                    held[line[line.rindex(b"/") + 1 : -len(b"> .\n")].decode()].append(line)
            for graph, lines in held.items():
                with (folder / f"{number}-{graph}").open("ab") as stream:
                    stream.writelines(lines)

    def _blocks(self, number: int) -> Iterator[bytes]:
        place = re.compile(rb"(<" + re.escape(f"{self.base}id/".encode()) + rb"[a-z-]+/)")
        with self.quads.open("rb") as stream:
            for block in blocks(stream):
                yield _turned(place.sub(rb"\g<1>%d-" % number, block), number) if number else block


def _turned(block: bytes, number: int) -> bytes:
    """Return lines in which codes of digits are others."""
    digits = bytes.maketrans(b"0123456789", bytes(ord("0") + (digit + number) % 10 for digit in range(10)))
    return _CODE.sub(lambda found: found[1] + found[2].translate(digits) + b'"', block)


def gathered(read: Path, country: Country, folder: Path, cache: Cache, take: Taking) -> Material:
    """Return what a release is made of, from a folder of graphs, as if each had been read."""
    held: list[graphs.Graph] = []
    for path in sorted(read.iterdir()):
        with path.open("rb") as stream:
            fresh = graphs.kept(stream, cache)
        take(fresh)
        held += fresh
    held.sort(key=lambda graph: graph.iri)
    lines = Lines(folder / PUBLISHED)
    sha256 = graphs.merged(held, lines.path)
    nothing = (Revision(()), Errata(folder, None, ()), (), (), ())
    return Material(country.base, tuple(held), lines, sha256, *nothing, country.drawings)


def built(read: Path, country: Country, out: Path) -> tuple[int, dict[str, float]]:
    """Build from a folder of graphs; return how many quads there are, and the seconds of each stage and of all."""
    spent: dict[str, float] = {}

    @contextmanager
    def timed(stage: Wording) -> Iterator[None]:
        begun = processors()
        yield
        spent[stage.en] = processors() - begun

    def gather(_: object, folder: Path, cache: Cache, __: object, stages: Stages, take: Taking) -> Material:
        with stages(SORT):
            return gathered(read, country, folder, cache, take)

    begun = processors()
    with mock.patch("loaders.release.gather", gather):
        outcome = release.build(material.Seeds(read, read), Publication(out), Addresses(country.base), timed)
    if not outcome.changed:
        raise SystemExit(outcome.judgement.text("en")[:SHOWN])
    spent[WHOLE] = processors() - begun
    return outcome.material.quads, spent


def loaded(path: Path, folder: Path) -> float:
    """Load a file of N-Quads as the engine does it alone; return the seconds."""
    begun = processors()
    ox.Store(str(folder)).bulk_load(path=path, format=ox.RdfFormat.N_QUADS)
    return processors() - begun


def processors() -> float:
    """Return the processor seconds of this process and of those it waited for."""
    return sum(os.times()[:4])


def measure(country: Country, times: int, out: Path) -> Measure:
    """Measure one size of the country, and leave its release in a folder."""
    with tempfile.TemporaryDirectory(dir=out.parent) as folder:
        read = Path(folder) / "read"
        read.mkdir()
        for number in range(times):
            country.copy(number, read)
        (quads, seconds), _, peak = alone(built, read, country, out)
        seconds[BARE] = alone(loaded, out / CURRENT / PUBLISHED, Path(folder) / "bare")[0]
    return Measure(quads, seconds, peak)


def power(sizes: list[int], costs: list[float]) -> float:
    """Return the power of the size that a cost grows as."""
    return statistics.linear_regression([log(size) for size in sizes], [log(cost) for cost in costs]).slope


def grown(found: dict[int, Measure]) -> Table:
    """Return the table: seconds a million quads by stage and size, the memory, and the power that each grows as."""
    sizes = [one.quads for one in found.values()]
    table = Table("seconds a million quads", *(f"× {times}" for times in found), "power")
    for stage in next(iter(found.values())).seconds:
        costs = [one.seconds[stage] for one in found.values()]
        if min(costs) > 0:
            each = (f"{1e6 * cost / size:.2f}" for cost, size in zip(costs, sizes, strict=True))
            table.add_row(stage, *each, _power(sizes, costs))
    peaks = [one.peak for one in found.values()]
    table.add_row("peak of all processes, MB", *(f"{peak:.0f}" for peak in peaks), _power(sizes, peaks))
    table.add_row("quads", *map(str, sizes))
    return table


def _power(sizes: list[int], costs: list[float]) -> str:
    return f"{power(sizes, costs):.2f}" if len(sizes) > 1 else ""


def growth(country: Country, times: list[int], keep: Path | None) -> Table:
    """Measure several sizes of the country and return the table."""
    found = {}
    for size in times:
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "out"
            found[size] = measure(country, size, out)
            if keep and size == times[-1]:
                shutil.move(out, keep)
    return grown(found)


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("published", nargs="?", type=Path, default=Path("published"))
    parser.add_argument("--times", type=int, nargs="+", default=[1, 2, 5, 10])
    parser.add_argument("--keep", type=Path, help="a folder to leave the last release in")
    given = parser.parse_args()
    Console().print(growth(Country.published(given.published), given.times, given.keep))


if __name__ == "__main__":
    main()

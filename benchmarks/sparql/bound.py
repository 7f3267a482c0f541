"""Tell what heavy queries could gain at most: the engine alone, on its store on disk and in memory, on the same quads.

    python benchmarks/sparql/bound.py [RELEASES] [--rounds N]

Each store has a process of its own, asked in turn; a figure is the least processor time, in milliseconds, in which the
engine answered and wrote the rows as JSON. What the service adds (HTTP, two processes, the limits) can only make the
last ratio smaller.
"""

from __future__ import annotations

import argparse
import io
import os
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path

import pyoxigraph as ox
from rich.console import Console
from rich.table import Table
from shapes import Shape, shapes

from server.sparql import worker
from server.sparql.processes import HUGE_PAGES


def _on_disk(folder: str) -> ox.Store:
    return ox.Store.read_only(f"{folder}/store")


def _as_filed(folder: str) -> ox.Store:
    store = ox.Store()
    store.bulk_load(path=f"{folder}/published.nq", format=ox.RdfFormat.N_QUADS, lenient=True)
    return store


def _as_served(folder: str) -> ox.Store:
    return worker.loaded(f"{folder}/published.nq")


STORES = {
    "on disk": (_on_disk, {}),
    "in memory, as filed": (_as_filed, {}),
    "as the lane has it": (_as_served, HUGE_PAGES),
}


@cache
def _opened(opening: Callable[[str], ox.Store], folder: str) -> ox.Store:
    return opening(folder)


def _milliseconds(opening: Callable[[str], ox.Store], folder: str, query: str) -> float:
    store = _opened(opening, folder)
    begun = time.process_time()
    store.query(query, use_default_graph_as_union=True).serialize(io.BytesIO(), ox.QueryResultsFormat.JSON)  # type: ignore[union-attr] # rows
    return 1000 * (time.process_time() - begun)


def _measured(asked: list[Shape], folder: str, rounds: int) -> dict[tuple[str, str], float]:
    """Return the least time of each shape and store, each round having a query of its own."""
    least: dict[tuple[str, str], float] = {}
    pools = {}
    for name, (_, environ) in STORES.items():
        os.environ.update(environ)
        pools[name] = ProcessPoolExecutor(1, get_context("spawn"))
        pools[name].submit(os.getpid).result()
        for one in environ:
            del os.environ[one]
    for number in range(rounds):
        for shape in asked:
            for name, (opening, _) in STORES.items():
                taken = pools[name].submit(_milliseconds, opening, folder, shape.query(number)).result()
                least[shape.name, name] = min(taken, least.get((shape.name, name), taken))
    for pool in pools.values():
        pool.shutdown()
    return least


def main() -> None:
    """Read the arguments, measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("releases", nargs="?", type=Path, default=Path("published"))
    parser.add_argument("--rounds", type=int, default=5)
    told = parser.parse_args()
    folder = str(told.releases / "current")
    asked = [one for one in shapes(_on_disk(folder)) if one.is_heavy]
    least = _measured(asked, folder, told.rounds)
    table = Table("query", *STORES, "at most ×")
    for shape in asked:
        found = [least[shape.name, name] for name in STORES]
        table.add_row(shape.name, *[f"{one:.1f}" for one in found], f"{found[0] / found[-1]:.2f}")
    Console(width=120).print(table)


if __name__ == "__main__":
    main()

"""Tell what light queries cost where they are answered, without a web server and a client around.

    python benchmarks/sparql/alone.py [RELEASES] [--queries N]

A figure is the least processor time of three rounds, in microseconds for a query never asked before: the engine alone,
which evaluates and writes; all that the lane does; and the same when the process sleeps before each query, as that of a
web server does.
"""

from __future__ import annotations

import argparse
import gc
import time
from collections.abc import Callable, Iterator
from itertools import count, islice
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import quote

from rich.console import Console
from rich.table import Table
from shapes import Shape, shapes

from server import create_app
from server.config import Config
from server.sparql.light.lane import Ground
from server.sparql.light.requests import Requests
from server.sparql.light.results import written
from server.sparql.views import ENGINE, LIGHT

if TYPE_CHECKING:
    from a2wsgi.asgi_typing import HTTPScope

ROUNDS = 3
PAUSE = 0.0002
CLIENTS = 200
"""Clients that ask in turn, so that none of them works much."""


def _request(shape: Shape, number: int) -> HTTPScope:
    asked = f"query={quote(shape.query(number))}".encode()
    told = {"type": "http", "method": "GET", "path": "/sparql", "query_string": asked}
    headers = [(b"host", b"localhost"), (b"accept", shape.accept.encode())]
    return cast("HTTPScope", {**told, "headers": headers, "client": (f"198.51.100.{number % CLIENTS}", 1)})


def _work(answer: Callable[[], object], pause: float) -> float:
    if pause:
        time.sleep(pause)
    begun = time.thread_time()
    if answer() is None:
        raise RuntimeError("a look-up is not answered as a light query")
    return time.thread_time() - begun


def _measured(shape: Shape, numbers: Iterator[int], many: int, light: Requests, ground: Ground) -> Iterator[float]:
    """Yield the microseconds of the engine, of the lane, and of the lane after a pause."""

    def engine(number: int) -> Callable[[], object]:
        text, form = shape.query(number), "nt" if "n-triples" in shape.accept else "json"
        return lambda: written(ground.store.quads.query(text, use_default_graph_as_union=True), form, Config())

    def lane(number: int) -> Callable[[], object]:
        request = _request(shape, number)
        return lambda: light.answer(request)

    for way, pause in ((engine, 0.0), (lane, 0.0), (lane, PAUSE)):
        rounds = [[way(number) for number in islice(numbers, many)] for _ in range(ROUNDS)]
        gc.freeze()
        yield min(1e6 * sum(_work(one, pause) for one in asked) / many for asked in rounds)


def _weighed(light: Requests) -> Ground:
    light.prepare()
    while (ground := light.lane.ground() if light.lane else None) is None:
        time.sleep(0.1)
    return ground


def main() -> None:
    """Read the arguments, measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("releases", nargs="?", type=Path, default=Path("published"))
    parser.add_argument("--queries", type=int, default=3000)
    told = parser.parse_args()
    app = create_app(Config(releases=told.releases))
    light: Requests = app.extensions[LIGHT]
    ground, numbers = _weighed(light), count()
    table = Table("query", "engine alone", "all of the lane", "after a pause")
    for shape in shapes(ground.store.quads):
        if not shape.is_heavy:
            found = _measured(shape, numbers, told.queries, light, ground)
            table.add_row(shape.name, *[f"{one:.0f}" for one in found])
    app.extensions[ENGINE].close()
    Console(width=100).print(table)


if __name__ == "__main__":
    main()

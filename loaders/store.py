"""The store of a release: loaded while graphs are read, or made from another release's and what changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pyoxigraph as ox

from loaders.graphs import Graph
from ontology.difference import Difference

STORE = "store"
PIECE = 1 << 25
"""How many bytes are loaded together: the engine takes eight times as much memory until they are sorted."""


class Loading:
    """A new store on disk that a thread loads: the engine works without the interpreter, which reads on meanwhile.

    `take` graphs as often as there are some, each once; `end`; `wait`, which raises what the engine makes of its files,
    OSError or RuntimeError.
    """

    def __init__(self, folder: Path) -> None:
        """Make nothing yet: the folder is made for the first graphs."""
        self._folder = folder
        self._store: ox.Store | None = None
        self._thread = ThreadPoolExecutor(1, "loading")
        self._given: list[Future[None]] = []
        self._stopped = Event()

    def take(self, graphs: Iterable[Graph]) -> None:
        """Load some graphs after those that were given before."""
        paths = [graph.lines.path for graph in graphs]
        self._given.append(self._thread.submit(self._load, paths))

    def end(self) -> None:
        """Lay out the store for reading when all is loaded."""
        self._given.append(self._thread.submit(self._optimize))

    def wait(self) -> None:
        """Wait until the store is whole and closed."""
        for one in self._given:
            one.result()

    def stop(self) -> None:
        """Load no more after the piece that is being loaded, and close the store."""
        self._stopped.set()
        self._thread.shutdown(cancel_futures=True)
        self._store = None

    def _load(self, paths: list[Path]) -> None:
        self._store = self._store or ox.Store(str(self._folder))
        for piece in pieces(paths):
            if self._stopped.is_set():
                return
            self._store.bulk_load(input=piece, format=ox.RdfFormat.N_QUADS)

    def _optimize(self) -> None:
        if self._store and not self._stopped.is_set():
            self._store.optimize()
        self._store = None


def pieces(paths: Iterable[Path]) -> Iterator[bytes]:
    """Yield the lines of some files, about `PIECE` bytes at a time: many small files make one piece."""
    held, size = list[bytes](), 0
    for path in paths:
        with path.open("rb") as stream:
            while text := stream.read(PIECE) + stream.readline():
                held.append(text)
                size += len(text)
                if size >= PIECE:
                    yield b"".join(held)
                    held, size = [], 0
    if held:
        yield b"".join(held)


def changed(before: Path, difference: Difference, folder: Path) -> int:
    """Make a store from another one, which stays as it is, and return how many quads it has.

    What does not change is one file on disk for both: the engine never writes again in a file of quads. Raises OSError
    or RuntimeError where the other store is not whole.
    """
    ox.Store.read_only(str(before)).backup(str(folder))
    store = ox.Store(str(folder))
    for quad in ox.parse(b"".join(difference.removed), format=ox.RdfFormat.N_QUADS):
        store.remove(quad)
    store.extend(ox.parse(b"".join(difference.added), format=ox.RdfFormat.N_QUADS))
    store.flush()
    return len(store)

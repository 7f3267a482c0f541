"""What is done of a release while the rest of it is read and judged: its store loaded, its large dumps compressed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from loaders.cache import Cache
from loaders.graphs import Graph
from loaders.packing import Packing
from loaders.store import Loading


@dataclass(frozen=True, slots=True)
class Beside:
    """A store that a thread loads, and the dumps that a process compresses into a cache."""

    cache: Cache
    loading: Loading
    packing: Packing

    def take(self, graphs: Sequence[Graph]) -> None:
        """Load some graphs and compress them, after those that were given before."""
        self.loading.take(graphs)
        self.packing.take(graphs)

    def stop(self) -> None:
        """End the thread and the process, done or not."""
        self.packing.stop()
        self.loading.stop()


@contextmanager
def beside(folder: Path, cache: Cache) -> Iterator[Beside]:
    """Lend what loads a store in a new folder and packs into a cache; nothing of it works on when the block ends."""
    found = Beside(cache, Loading(folder), Packing(cache))
    try:
        yield found
    finally:
        found.stop()

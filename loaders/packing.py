"""The dumps of large graphs, compressed by a process of its own while the rest is read and judged."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess

from loaders import dumps
from loaders.cache import Cache
from loaders.graphs import Graph

_CONTEXT = get_context("forkserver")
NAME = "packing"
LARGE = 1 << 22
"""Bytes of a graph's lines from which compressing them takes longer than to start a process."""


class Packing:
    """One process, started for the first large graph where there is another core, that packs those that are given.

    It only keeps in the cache what `dumps.packed` looks for there, and may end at any time: what it left undone is done
    by who needs it.
    """

    def __init__(self, cache: Cache) -> None:
        """Start nothing yet."""
        self._cache = cache
        self._process: ForkServerProcess | None = None
        self._teller: Connection | None = None

    def take(self, graphs: Iterable[Graph]) -> None:
        """Have the large graphs packed that are not kept so, one after the other."""
        large = [graph for graph in graphs if graph.lines.path.stat().st_size >= LARGE]
        if (os.cpu_count() or 1) > 1 and (fresh := [one for one in large if not dumps.kept(one, self._cache)]):
            self._send(fresh)

    def wait(self) -> None:
        """Wait until all that was given is packed, or the process has ended otherwise."""
        if self._process and self._teller:
            with suppress(OSError):
                self._teller.send(None)
            self._process.join()

    def stop(self) -> None:
        """End the process, whatever it does."""
        if self._process and self._teller:
            self._teller.close()
            self._process.kill()
            self._process.join()
            self._process.close()
        self._process = self._teller = None

    def _send(self, graphs: list[Graph]) -> None:
        if self._teller is None:
            theirs, self._teller = _CONTEXT.Pipe(duplex=False)
            self._process = _CONTEXT.Process(target=pack, args=(theirs, self._cache), name=NAME, daemon=True)
            self._process.start()
            theirs.close()
        with suppress(OSError):
            self._teller.send(graphs)


def pack(given: Connection, cache: Cache) -> None:
    """Pack the graphs that come, until nothing or no more comes; who interrupts the command ends this process too.

    What cannot be written is left undone: who needs it meets the same fault, and tells it.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(EOFError, OSError):
        while graphs := given.recv():
            for graph in graphs:
                dumps.packed(graph, cache)

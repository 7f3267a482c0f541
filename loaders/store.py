"""The store of a release: loaded from its quads, or made from another release's and what changed."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from ontology.difference import Difference

STORE = "store"
PIECE = 1 << 26
"""How many bytes are loaded together: the engine takes fifteen times as much memory until they are sorted."""


def load(quads: Path, folder: Path) -> None:
    """Load a file of N-Quads into a new store on disk, a piece at a time, and close it."""
    store = ox.Store(str(folder))
    with quads.open("rb") as stream:
        while piece := stream.read(PIECE) + stream.readline():
            store.bulk_load(input=piece, format=ox.RdfFormat.N_QUADS)
    store.optimize()


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

"""The store of a release: loaded from its quads, or made from the store of the release before and what changed."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

import pyoxigraph as ox

from loaders.past import Past
from ontology.difference import Difference

STORE = "store"


def write(quads: Path, folder: Path, count: int, past: Past | None) -> None:
    """Write the store of a file of N-Quads of `count` lines, from that of a past release where there is a sound one."""
    if past is not None:
        with suppress(OSError, RuntimeError):  # the engine tells by either what is wrong with its files
            if _changed(past.folder / STORE, past.difference, folder) == count:
                return
        shutil.rmtree(folder, ignore_errors=True)
    load(quads, folder)


def load(quads: Path, folder: Path) -> None:
    """Load a file of N-Quads into a new store on disk and close it."""
    store = ox.Store(str(folder))
    store.bulk_load(path=quads, format=ox.RdfFormat.N_QUADS)
    store.optimize()


def _changed(before: Path, difference: Difference, folder: Path) -> int:
    """Make a store from another one, which stays as it is, and return how many quads it has.

    What does not change is one file on disk for both: the engine never writes again in a file of quads.
    """
    ox.Store.read_only(str(before)).backup(str(folder))
    store = ox.Store(str(folder))
    for quad in ox.parse(b"".join(difference.removed), format=ox.RdfFormat.N_QUADS):
        store.remove(quad)
    store.extend(ox.parse(b"".join(difference.added), format=ox.RdfFormat.N_QUADS))
    store.flush()
    return len(store)

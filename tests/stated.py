"""What official tables state, read for tests."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from loaders import graphs
from loaders.cache import Cache
from loaders.declared.ledger import Account
from loaders.declared.reading import declarations
from loaders.faults import Wording
from loaders.graphs import untaken
from loaders.material import Material, Seeds, gather
from loaders.official import Marks, Tables
from loaders.tables import statements
from loaders.tables.territory import Referential
from ontology.addresses import Addresses
from ontology.names import LOCAL_BASE

ADDRESSES = Addresses(LOCAL_BASE)


@contextmanager
def silent(_stage: Wording) -> Iterator[None]:
    yield


@dataclass(frozen=True)
class Stated:
    """The lines of declared tables, the account of each, and the drawings."""

    lines: list[bytes]
    accounts: tuple[Account, ...] = ()
    drawings: Mapping[str, Any] = field(default_factory=dict)

    def store(self) -> ox.Store:
        made = ox.Store()
        made.bulk_load(b"".join(self.lines), ox.RdfFormat.N_QUADS)
        return made


def stated(declared: Path, data: Path, referential: Referential) -> Stated:
    """Return what the tables state that a folder declares and whose files lie in another."""
    with tempfile.TemporaryDirectory() as folder:
        cache = Cache(Path(folder), "")
        known = graphs.kept(statements.quads(referential, ADDRESSES), cache)
        held = Tables(referential, declarations(declared), declared, data, Marks((), {}))
        official = held.read(known, ADDRESSES, cache, untaken)
        return Stated(
            [line for graph in official.graphs[len(known) :] for line in graph.lines],
            official.accounts,
            official.drawings,
        )


def gathered(seeds: Seeds, folder: Path) -> Material:
    """Return what a release of some seeds is made of, its quads written in a folder made for it."""
    folder.mkdir(exist_ok=True)
    return gather(seeds, folder, Cache(folder / "kept", ""), ADDRESSES, silent, untaken)

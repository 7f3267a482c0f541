"""What the official tables state: a graph for each, kept for the builds in which none of their files changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from rdflib import URIRef

from loaders import graphs
from loaders.cache import Cache
from loaders.declared import ledger, tables
from loaders.declared.declaration import Declaration
from loaders.declared.fetched import Lock
from loaders.declared.ledger import Account
from loaders.declared.tables import Present
from loaders.graphs import Described, Graph, Taking
from loaders.publishers import Organisations, beginning, labels, of_tables
from loaders.tables import statements
from loaders.tables.rows import digest
from loaders.tables.territory import Referential
from ontology.addresses import Addresses

_TERRITORIES = "territories"
_TABLES = "tables"


@dataclass(frozen=True, slots=True)
class Official:
    """What all the tables give: their graphs, the account of each declared one, and the names they tell.

    `labels` are those of the things that a table names, `organisations` the addresses of those that bear a name;
    `drawings` are those of the boundaries that declared tables give.
    """

    graphs: tuple[Graph, ...]
    accounts: tuple[Account, ...]
    labels: Mapping[URIRef, str]
    organisations: Organisations
    drawings: Mapping[str, Any]

    @property
    def described(self) -> Described:
        """Return the addresses that a table describes."""
        return Described(self.graphs)


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of a build: those of territories, and those declared in a folder, whose files lie under `data`.

    `marks` are the names and digests of the files of the first and of the declarations, from before they were read.
    """

    referential: Referential
    declared: tuple[Declaration, ...]
    declarations: Path
    data: Path
    marks: tuple[str, ...]

    def territories(self, addresses: Addresses, cache: Cache) -> tuple[Graph, ...]:
        """Return the graphs of the tables of territories; raises InvalidSeeds."""
        about = (addresses.base, *self.marks)
        told = cache.told(_TERRITORIES, *about)
        known = graphs.again(told, cache) if told else None
        if known is None:
            known = graphs.kept(statements.quads(self.referential, addresses), cache)
            if self._now() == self.marks:
                cache.tell(graphs.account(known), _TERRITORIES, *about)
        return known

    def read(self, territories: tuple[Graph, ...], addresses: Addresses, cache: Cache, take: Taking) -> Official:
        """Return what all tables give, the graphs of those of territories being there; raises InvalidSeeds.

        The graphs of the others are taken, each as soon as it is there.
        """
        present = tables.present(self.declared, self.data)
        files = _files(present)
        about = (addresses.base, *self.marks, *files)
        told = cache.told(_TABLES, *about)
        known = _again(told, territories, cache) if told else None
        if known is None:
            known = self._official(present, territories, addresses, cache, take)
            if self._now() == self.marks and _files(present) == files:
                cache.tell(_account(known, territories), _TABLES, *about)
        else:
            take(known.graphs[len(territories) :])
        return known

    def _official(
        self,
        present: Sequence[Present],
        territories: tuple[Graph, ...],
        addresses: Addresses,
        cache: Cache,
        take: Taking,
    ) -> Official:
        named = labels(_bodies(territories, addresses), addresses)
        found = tables.read(present, self.referential, addresses, named, cache, take)
        absent = {one.key: Account(one.key, one.file, one.title) for one in self.declared}
        accounts = absent | {one.key: one for one in found.accounts}
        held = (*territories, *found.graphs)
        return Official(
            held,
            tuple(accounts[key] for key in sorted(accounts)),
            found.labels,
            of_tables(_bodies(held, addresses), addresses),
            found.drawings,
        )

    def _now(self) -> tuple[str, ...]:
        return marks(self.referential.folder, self.declarations)


def marks(territories: Path, declarations: Path) -> tuple[str, ...]:
    """Return the names and digests of the files of the tables of territories, and of the declarations."""
    files = [path for folder in (territories, declarations) for path in sorted(folder.glob("*.*")) if path.is_file()]
    return tuple(f"{path.name} {_digest(path)}" for path in files)


def _bodies(held: Sequence[Graph], addresses: Addresses) -> Iterator[bytes]:
    """Yield the lines that say something of an organisation."""
    return chain.from_iterable(graph.lines.starting(beginning(addresses)) for graph in held)


def _files(present: Sequence[Present]) -> tuple[str, ...]:
    """Return what tells the files of declared tables from others: name, digest, and the day each was fetched."""
    told = ((one.path, _digest(one.path)) for one in present)
    return tuple(f"{path.name} {sha256} {Lock(path.parent).day(path.name, sha256)}" for path, sha256 in told)


def _digest(path: Path) -> str:
    """Return the digest of a file; nothing for one that cannot be read, which its reader will tell."""
    try:
        return digest(path)
    except OSError:
        return ""


def _account(official: Official, territories: Sequence[Graph]) -> dict[str, Any]:
    """Return what the declared tables give, as JSON."""
    return {
        "graphs": graphs.account(official.graphs[len(territories) :]),
        "accounts": [asdict(one) for one in official.accounts],
        "labels": official.labels,
        "organisations": {name: sorted(found) for name, found in official.organisations.items()},
        "drawings": official.drawings,
    }


def _again(told: Mapping[str, Any], territories: tuple[Graph, ...], cache: Cache) -> Official | None:
    """Return what an account tells; None where a graph of it is no longer kept whole."""
    found = graphs.again(told["graphs"], cache)
    if found is None:
        return None
    return Official(
        (*territories, *found),
        tuple(map(ledger.again, told["accounts"])),
        {URIRef(thing): label for thing, label in told["labels"].items()},
        {name: set(addresses) for name, addresses in told["organisations"].items()},
        told["drawings"],
    )

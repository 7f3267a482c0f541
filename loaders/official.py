"""What the official tables state: a graph for each, kept for the builds in which nothing that it is made of changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from rdflib import URIRef

from loaders import graphs
from loaders.cache import Cache
from loaders.declared import tables
from loaders.declared.declaration import Declaration
from loaders.declared.fetched import Lock
from loaders.declared.keeping import Keeping
from loaders.declared.ledger import Account
from loaders.declared.tables import Present
from loaders.graphs import Described, Graph, Taking
from loaders.publishers import Organisations, beginning, labels, of_tables
from loaders.tables import statements
from loaders.tables.rows import digest
from loaders.tables.territory import Referential
from ontology.addresses import Addresses, slug

_TERRITORIES = "territories"


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
class Marks:
    """The names and digests of the files of the tables of territories, and of declarations by their keys."""

    territories: tuple[str, ...]
    declarations: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of a build: those of territories, and those declared in a folder, whose files lie under `data`.

    `marks` are those of the files of the first and of the declarations, from before they were read.
    """

    referential: Referential
    declared: tuple[Declaration, ...]
    declarations: Path
    data: Path
    marks: Marks

    def territories(self, addresses: Addresses, cache: Cache) -> tuple[Graph, ...]:
        """Return the graphs of the tables of territories; raises InvalidSeeds."""
        about = (addresses.base, *self.marks.territories)
        told = cache.told(_TERRITORIES, *about)
        known = graphs.again(told, cache) if told else None
        if known is None:
            known = graphs.kept(statements.quads(self.referential, addresses), cache)
            if self.unchanged():
                cache.tell(graphs.account(known), _TERRITORIES, *about)
        return known

    def read(self, territories: tuple[Graph, ...], addresses: Addresses, cache: Cache, take: Taking) -> Official:
        """Return what all tables give, the graphs of those of territories being there; raises InvalidSeeds.

        The graphs of the others are taken, each as soon as it is there.
        """
        present = tables.present(self.declared, self.data)
        inputs = self._inputs(present, addresses)
        bodies = Bodies(addresses, cache)
        known = tables.unread(self.referential, addresses, bodies.labels(territories))
        keeping = Keeping(cache, inputs)
        found = tables.read(present, known, addresses, keeping, take)
        if self.unchanged() and self._inputs(present, addresses) == inputs:
            keeping.settle()
        absent = {one.key: Account(one.key, one.file, one.title) for one in self.declared}
        accounts = absent | {one.key: one for one in found.accounts}
        held = (*territories, *found.graphs)
        told = tuple(accounts[key] for key in sorted(accounts))
        return Official(held, told, found.labels, bodies.named(held), found.drawings)

    def _inputs(self, present: Sequence[Present], addresses: Addresses) -> dict[str, tuple[str, ...]]:
        """Return what tells what each declared table is read from: its declaration, its file, the referential."""
        return {
            (key := one.declaration.key): (
                addresses.base,
                *self.marks.territories,
                self.marks.declarations.get(key, ""),
                _file(one.path),
            )
            for one in present
        }

    def unchanged(self) -> bool:
        """Tell whether the files of territories and declarations are still those that were read."""
        return marks(self.referential.folder, self.declarations) == self.marks


@dataclass(frozen=True, slots=True)
class Bodies:
    """The names of organisations in graphs, kept for each graph."""

    addresses: Addresses
    cache: Cache

    def labels(self, held: Iterable[Graph]) -> dict[str, str]:
        """Return the label that graphs give each organisation."""
        return dict(chain.from_iterable(self._told("labels", labels, one).items() for one in held))

    def named(self, held: Iterable[Graph]) -> Organisations:
        """Return the addresses of the organisations that graphs name, by the slug of each name."""
        found: dict[str, set[str]] = {}
        for one in held:
            for name, told in self._told("organisations", of_tables, one).items():
                found.setdefault(name, set()).update(told)
        return found

    def _told(self, kind: str, read: Callable[[Iterable[bytes], Addresses], Mapping[str, Any]], one: Graph) -> Any:  # noqa: ANN401 - JSON
        """Return what is read from the lines of a graph that say something of an organisation."""
        about = (self.addresses.base, one.sha256)
        told = self.cache.told(kind, *about)
        if told is None:
            found = read(one.lines.starting(beginning(self.addresses)), self.addresses)
            told = {key: value if isinstance(value, str) else sorted(value) for key, value in found.items()}
            self.cache.tell(told, kind, *about)
        return told


def marks(territories: Path, declarations: Path) -> Marks:
    """Return the names and digests of the files of the tables of territories, and of the declarations."""
    files = [path for path in sorted(territories.glob("*.*")) if path.is_file()]
    declared = {slug(path.stem): f"{path.name} {_digest(path)}" for path in sorted(declarations.glob("*.toml"))}
    return Marks(tuple(f"{path.name} {_digest(path)}" for path in files), declared)


def _file(path: Path) -> str:
    """Return what tells the file of a declared table from others: its name, its digest, and the day it was fetched."""
    sha256 = _digest(path)
    return f"{path.name} {sha256} {Lock(path.parent).day(path.name, sha256)}"


def _digest(path: Path) -> str:
    """Return the digest of a file; nothing for one that cannot be read, which its reader will tell."""
    try:
        return digest(path)
    except OSError:
        return ""

"""The declared tables of a build: those whose file is there, read into quads and drawings, and the account of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rdflib import URIRef

from loaders.declared import records
from loaders.declared.declaration import Declaration
from loaders.declared.fetched import Lock
from loaders.declared.gazetteer import Gazetteer
from loaders.declared.keeping import Entries, Given, Keeping
from loaders.declared.ledger import Account, Ledger
from loaders.declared.register import Group, Identity, Register
from loaders.declared.shared import Shared
from loaders.declared.statements import Known, Names, Remarks, Writer, columns
from loaders.documents.bodies import NATIONALS
from loaders.drawings.boundaries import Boundaries
from loaders.faults import Wording
from loaders.graphs import Graph, Taking, kept
from loaders.tables import rows
from loaders.tables.origins import Origin
from loaders.tables.table import Table
from loaders.tables.territory import Referential
from ontology.addresses import Addresses, slug

SILENT = Wording(
    "rien dans les colonnes qui disent de quoi parle la ligne", "nothing in the columns that say what the row speaks of"
)


@dataclass(frozen=True, slots=True)
class Declared:
    """What the declared tables give: the graph and the account of each, the label of each thing that is named.

    `drawings` are those of the boundaries that they give, empty where they give none.
    """

    graphs: tuple[Graph, ...]
    accounts: tuple[Account, ...]
    labels: Mapping[URIRef, str]
    drawings: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Present:
    """One declared table whose file is there."""

    declaration: Declaration
    path: Path

    def cells(self) -> Iterator[Mapping[str, str]]:
        """Yield the cells of each row."""
        return (record.cells for record in records.records(self.declaration, self.path))


def present(told: Iterable[Declaration], data: Path) -> tuple[Present, ...]:
    """Return the tables whose files lie under `data`, in their order."""
    files = {path.name: path for path in sorted(data.rglob("*"), reverse=True) if path.is_file()}
    return tuple(Present(one, files[one.file]) for one in told if one.file in files)


def read(held: Sequence[Present], known: Known, addresses: Addresses, keeping: Keeping, take: Taking) -> Declared:
    """Return what some tables state; raises InvalidSeeds for another layout than declared.

    The graphs are taken, each as soon as it is there.
    """
    for one in held:
        _enter(one, known, keeping)
    drawing = tuple(one.declaration.key for one in held if any(thing.boundary for thing in one.declaration.things))
    drawings = keeping.drawings(drawing)
    made: list[Given] = []
    for one in held:
        known.turn()
        redrawn = drawings is None and one.declaration.key in drawing
        given = None if redrawn else keeping.given(one.declaration.key, known)
        made.append(given or _given(one, known, addresses, keeping))
        take(made[-1].graphs)
    if drawings is None:
        drawings = _drawings(known.boundaries)
        keeping.keep_drawings(drawing, drawings)
    labels = {URIRef(thing): label for thing, label in known.names.labels.held.items()}
    graphs = tuple(graph for one in made for graph in one.graphs)
    return Declared(graphs, tuple(one.account for one in made), labels, drawings)


def _drawings(boundaries: Boundaries) -> Mapping[str, Any]:
    """Return what the file of a release holds of some boundaries, empty where there are none."""
    if not boundaries.found:
        return {}
    from loaders.drawings.drawing import drawn  # noqa: PLC0415 - 0.2 s that few builds need

    return drawn(boundaries)


def unread(referential: Referential, addresses: Addresses, labels: Mapping[str, str]) -> Known:
    """Return what the tables share before any is read.

    `labels` are those that the referential gives: a declared table adds names to them, it does not replace them.
    """
    gazetteer = Gazetteer(referential, addresses)
    return Known(gazetteer, Register(gazetteer, addresses), Names(Shared(labels)), Boundaries(referential))


def _enter(one: Present, known: Known, keeping: Keeping) -> None:
    """Note the contracts and the groupings that a table makes known."""
    key, things = one.declaration.key, one.declaration.things
    found = keeping.entries(key)
    if found is None:
        found = _entries(one, known.register)
        keeping.keep_entries(key, found)
    for rank, thing in enumerate(things):
        if thing.contract:
            known.register.enter(key, thing.contract, found.contracts[rank])
        for code in found.codes.get(rank, ()):
            known.gazetteer.make(code)


def _entries(one: Present, register: Register) -> Entries:
    """Return what the rows of a table make known, read once for all its things."""
    contracts: dict[int, dict[Identity, Group]] = {}
    codes: dict[int, dict[str, None]] = {}
    wanted = [(rank, thing) for rank, thing in enumerate(one.declaration.things) if thing.contract or thing.new]
    for rank, thing in wanted:
        (contracts if thing.contract else codes)[rank] = {}
    for cells in one.cells() if wanted else ():
        for rank, thing in wanted:
            if thing.contract and all(cells[name] in among for name, among in thing.where.items()):
                register.gather(contracts[rank], thing.contract, cells)
            elif not thing.contract and thing.key:
                codes[rank] |= dict.fromkeys(thing.key.values(cells))
    return Entries(contracts, {rank: tuple(told) for rank, told in codes.items()})


def _given(one: Present, known: Known, addresses: Addresses, keeping: Keeping) -> Given:
    """Read a table, and keep what it gives."""
    lines: list[bytes] = []
    account = _written(one, known, addresses, lines)
    given = Given(kept(lines, keeping.cache), account)
    keeping.keep_given(one.declaration.key, given, known)
    return given


def _written(one: Present, known: Known, addresses: Addresses, lines: list[bytes]) -> Account:
    """Add the quads of a table to the lines, and return the account of its rows."""
    declaration = one.declaration
    table = Table(origin(one), addresses, columns(declaration))
    writer = Writer(declaration, table, known)
    ledger = Ledger()
    lines += table.source()
    for record in records.records(declaration, one.path):
        remarks: Remarks = []
        before = len(lines) + known.boundaries.parts
        lines += writer.row(record, remarks)
        said = len(lines) + known.boundaries.parts - before
        ledger.note(record.line, said, remarks if said or remarks else [(SILENT, "")])
    new = records.unknown_columns(declaration, one.path)
    account = ledger.account(declaration.key, declaration.file, declaration.title, declaration.unread, new)
    return replace(account, undrawn=_undrawn(declaration, table.graph, known.boundaries))


def _undrawn(declaration: Declaration, source: URIRef, boundaries: Boundaries) -> tuple[str, ...]:
    """Return the codes of the territories of which a table should give the boundary and does not."""
    kinds = {thing.what for thing in declaration.things if thing.boundary}
    return tuple(
        code
        for kind in sorted(kinds)
        if boundaries.sources.get(kind) == str(source)
        for code in boundaries.lacking(kind)
    )


def origin(one: Present) -> Origin:
    """Return what is known of a table as a source; its publisher is the body that documents name alike."""
    declaration = one.declaration
    known = {slug(body.label): body.key for body in NATIONALS}
    sha256 = rows.digest(one.path)
    return Origin(
        key=declaration.key,
        file=declaration.file,
        title=declaration.title,
        publisher=declaration.publisher,
        body=known.get(slug(declaration.publisher), slug(declaration.publisher)),
        url=declaration.url,
        licence=declaration.licence,
        read=Lock(one.path.parent).day(one.path.name, sha256),
        sha256=sha256,
    )

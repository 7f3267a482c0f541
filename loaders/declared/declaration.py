"""What a declaration says of a table: where its rows come from, and what each of them states."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from string import Formatter

from rdflib import URIRef

from ontology.names import RDFS, SKOS

FORMATS = ("csv", "geojson", "javascript")
PLACES = ("commune", "intercommunality", "grouping", "department", "region", "territory")
"""What a code can be resolved to; `territory` is whichever of them the code fits."""
LINKS = (*PLACES, "organisation", "centroid")
WHATS = ("contract", *LINKS)
FORMS = ("text", "fr", "date", "integer", "year", "term", "wkt")
"""How a value is written: without a language, in French, with a datatype, or as a term of a vocabulary."""
BOUNDED = ("intercommunality", "department", "region")
BOUNDARIES = ("placed", "displaced")
"""What a boundary can be that of, and whether it is in its true place or where the publisher of a drawing puts it."""
LONGITUDE, LATITUDE = "@longitude", "@latitude"
"""The columns that a feature with a point has besides its properties."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Where values stand in a row: a column, cut or matched, if the columns of `where` hold one of their values.

    A `template` holds columns in braces; a `constant` stands in no column. The first group of `pattern`, or all that
    it matches, is a value, as often as it matches; `prefix` goes before each.
    """

    column: str = ""
    split: str = ""
    pattern: re.Pattern[str] | None = None
    where: Mapping[str, frozenset[str]] = field(default_factory=dict)
    template: str = ""
    constant: str = ""
    prefix: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the columns that the cell reads."""
        named = [self.column, *(name for _, name, _, _ in Formatter().parse(self.template) if name), *self.where]
        return tuple(name for name in named if name)

    def values(self, cells: Mapping[str, str]) -> tuple[str, ...]:
        """Return the values that a row has here, none where its cells are blank."""
        if any(cells[column] not in among for column, among in self.where.items()):
            return ()
        if self.constant:
            return (self.constant,)
        if self.template:
            return (self.template.format_map(cells),) if all(cells[name] for name in self.columns) else ()
        return tuple(f"{self.prefix}{value}" for value in self._cut(cells[self.column].strip()) if value)

    def _cut(self, text: str) -> Iterator[str]:
        for part in text.split(self.split) if self.split else (text,):
            if self.pattern is None:
                yield part.strip()
            else:
                group = 1 if self.pattern.groups else 0
                yield from (found[group].strip() for found in self.pattern.finditer(part))


@dataclass(frozen=True, slots=True)
class Saying:
    """One property of a thing: values in a `form`, or links to what the values name (`to`, one of `LINKS`).

    `date` is how the publisher writes days, `label` the name of an organisation that nothing else names, `terms` the
    term for each value that may stand there, `near` a commune of the intercommunality that the values name.
    """

    property: URIRef
    cell: Cell
    form: str = "text"
    to: str = ""
    date: str = "%Y-%m-%d"
    label: Cell | None = None
    near: Cell | None = None
    terms: Mapping[str, URIRef] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Contract:
    """How the contract of a row is told: its kind, the publisher's `identifier`, what its key is made of.

    `places` hold the codes of its territories, or the names of intercommunalities near the commune of `near`; `day`
    is that of its signing, where its key needs it.
    """

    notation: str
    identifier: Cell | None = None
    places: Cell | None = None
    near: Cell | None = None
    grouping: Cell | None = None
    day: Cell | None = None
    date: str = "%Y-%m-%d"


@dataclass(frozen=True, slots=True)
class Thing:
    """What a row speaks of (`what`, one of `WHATS`), found by its key, and what the row says of it.

    Rows whose cells are not among those of `where` say nothing of it. `once` keeps what the first row says, where many
    repeat it; `new` things are made where nothing else knows the key, and passed over where something does. `boundary`,
    one of `BOUNDARIES`, tells that the feature is the thing's polygon, to be drawn and never published. Rows that have
    nothing in one of the columns `needs` say nothing of it.
    """

    what: str
    key: Cell | None
    contract: Contract | None
    types: tuple[URIRef, ...]
    label: Cell | None
    sayings: tuple[Saying, ...]
    where: Mapping[str, frozenset[str]] = field(default_factory=dict)
    once: bool = False
    new: bool = False
    boundary: str = ""
    needs: tuple[str, ...] = ()

    @property
    def cells(self) -> tuple[tuple[Cell, URIRef], ...]:
        """Return every cell that supports a property."""
        told = [(saying.cell, saying.property) for saying in self.sayings]
        if self.label:
            told += [(self.label, RDFS.label), (self.label, SKOS.altLabel)]
        if self.contract and self.contract.identifier:
            told.append((self.contract.identifier, SKOS.notation))
        return tuple(told)

    @property
    def columns(self) -> frozenset[str]:
        """Return every column that is read."""
        found = [cell for cell, _ in self.cells]
        found += [saying.label for saying in self.sayings if saying.label]
        found += [saying.near for saying in self.sayings if saying.near]
        if told := self.contract:
            found += [cell for cell in (told.identifier, told.places, told.near, told.grouping, told.day) if cell]
        if self.key:
            found.append(self.key)
        return frozenset([*self.where, *self.needs, *(name for cell in found for name in cell.columns)])


@dataclass(frozen=True, slots=True)
class Declaration:
    """One table: its file, what is known of it, its columns and what its rows say.

    `key` is the name of the declaration's file and the last segment of the source's IRI; `columns` give what a cell
    must match; `unread` why a column is not read; `rank` which table names a thing that several name, the lowest.
    """

    key: str
    file: str
    title: str
    publisher: str
    url: str
    licence: str
    fetch: str | None
    format: str
    encoding: str
    delimiter: str
    rank: int
    columns: Mapping[str, re.Pattern[str] | None]
    unread: Mapping[str, str]
    things: tuple[Thing, ...]

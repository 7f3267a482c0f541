"""What would be read in files, corrections included, before anything is published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from rdflib import URIRef

from loaders import corrections, quads
from loaders.corrections import Errata, Revision
from loaders.directory import Directory
from loaders.documents import open_each, read_each
from loaders.doubts import Doubt, doubts
from loaders.faults import Fault, InvalidSeeds
from loaders.manifest import FOLDER, Source, alone, sources
from loaders.model import Document
from loaders.tables import statements, territories
from loaders.tables.territories import Referential
from ontology.addresses import Addresses


@dataclass(frozen=True, slots=True)
class Preview:
    """The corrected readings of some files, what is left to a person, and a fault for each file that was not read.

    `names` are those that the tables give to the territories that the readings lead to.
    """

    revision: Revision
    doubts: tuple[Doubt, ...]
    faults: tuple[Fault, ...]
    names: Mapping[URIRef, str]


@dataclass(frozen=True)
class Desk:
    """Documents opened to be read, perhaps again, with what they are resolved against; `home` is their seeds."""

    documents: Sequence[Document]
    referential: Referential
    addresses: Addresses
    home: Path | None
    faults: tuple[Fault, ...]

    @cached_property
    def described(self) -> set[str]:
        """Return the addresses that the tables of territories describe; it takes seconds."""
        return quads.subjects(statements.quads(self.referential, self.addresses))

    def revision(self, errata: Errata) -> Revision:
        """Return the readings of the documents with some corrections."""
        chosen = corrections.choices(errata, self.documents)
        readings = read_each(self.documents, self.referential, self.addresses, chosen)
        return corrections.revised(errata, readings, self.described if errata.corrections else (), self.addresses)


def desk(path: Path, tables: Path, addresses: Addresses) -> Desk:
    """Open a file, the files of a folder, or the documents of a folder of seeds, with a fault for each that cannot be.

    Raises InvalidSeeds for tables of territories that cannot be used.
    """
    referential = territories.load(tables)
    home = _home(path)
    listed, faults = _listed(path, home)
    documents, unread = open_each(listed)
    return Desk(documents, referential, addresses, home, (*faults, *unread))


def preview(path: Path, tables: Path, addresses: Addresses) -> Preview:
    """Read a file, the files of a folder, or the documents of a folder of seeds, with the corrections of their seeds.

    A file that cannot be read does not keep the others from being read. Raises InvalidSeeds for tables of territories
    or corrections that cannot be used.
    """
    held = desk(path, tables, addresses)
    revision = held.revision(corrections.load(held.home, addresses) if held.home else Errata(path, None, ()))
    directory = Directory(held.referential, addresses)
    linked = {s.object for one in revision.readings for s in one.statements if isinstance(s.object, URIRef)}
    named = directory.names(one for one in linked if one.startswith(f"{addresses.base}id/"))
    return Preview(revision, doubts(revision.readings, directory), held.faults, named)


def _home(path: Path) -> Path | None:
    """Return the folder of seeds that a path is, or that a document lies in; None elsewhere."""
    for folder in (path, path.parent, path.parent.parent):
        if (folder / FOLDER).is_dir() and path.is_relative_to(folder):
            return folder
    return None


def _listed(path: Path, home: Path | None) -> tuple[list[Source], list[Fault]]:
    """Return the documents to read, with what their list states of them, and the faults of those left out."""
    stated: dict[Path, Source] = {}
    faults: list[Fault] = []
    if home:
        try:
            stated = {one.path: one for one in sources(home)}
        except InvalidSeeds as error:
            faults = [fault for fault in error.faults if path == home and Path(fault.path).parent != home / FOLDER]
    folder = home / FOLDER if home and path == home else path
    files = sorted(one for one in folder.iterdir() if not one.name.startswith(".")) if folder.is_dir() else [folder]
    found: list[Source] = []
    for file in files:
        try:
            found.append(stated.get(file) or alone(file))
        except InvalidSeeds as error:
            faults += error.faults
    return found, faults

"""From a folder of seeds to a published release: read, judge, write aside, switch."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from loaders import accounts, corrections, disagreements, drawings, dumps, gate, inventory, quads
from loaders.corrections import Errata, Revision
from loaders.declared import ledger, tables
from loaders.declared.declaration import Declaration
from loaders.declared.ledger import Account
from loaders.declared.reading import declarations
from loaders.directory import Directory
from loaders.disagreements import Disagreement
from loaders.documents import open_each, read_each
from loaders.documents.reconciliation import named
from loaders.doubts import Doubt, doubts
from loaders.faults import Fault, InvalidSeeds, Wording
from loaders.gate import Judgement
from loaders.manifest import clashing, sources
from loaders.model import Document, Reading
from loaders.progress import Stages
from loaders.publication import Publication
from loaders.publishers import bearer, labels, organisations, publishers
from loaders.tables import statements, territories
from loaders.tables.origins import origins
from loaders.tables.territories import Referential
from ontology.addresses import Addresses

PUBLISHED = "published.nq"
TABLES = "tables"
FILES = "data"
ROWS = "rows.json"
GATE = Wording("Contrôle par les formes SHACL", "Checking against the SHACL shapes")


@dataclass(frozen=True, slots=True)
class Seeds:
    """Where a build reads: a folder with documents and their list, the tables of territories, the files of others.

    The declarations of other tables lie in `folder/tables`; `data` is where their publishers' files are, beside them
    where nothing else is said.
    """

    folder: Path
    territories: Path
    data: Path | None = None

    @property
    def files(self) -> Path:
        """Return the folder of the publishers' files."""
        return self.data or self.folder / TABLES / FILES


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a build reads: the documents, the territories, the tables declared, and the corrections of readings."""

    documents: list[Document]
    referential: Referential
    declared: tuple[Declaration, ...]
    errata: Errata


@dataclass(frozen=True, slots=True)
class Material:
    """All that a release is made of: the sorted lines of N-Quads, the corrected readings they come from, drawings."""

    base: str
    lines: Sequence[bytes]
    revision: Revision
    errata: Errata
    doubts: tuple[Doubt, ...]
    disagreements: tuple[Disagreement, ...]
    tables: tuple[Account, ...] = ()
    drawings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def readings(self) -> tuple[Reading, ...]:
        """Return the readings of the documents, as corrected."""
        return self.revision.readings

    @property
    def documents(self) -> tuple[Document, ...]:
        """Return the documents that were read, and the file of corrections if it says anything."""
        read = tuple(reading.document for reading in self.readings)
        return (*read, self.errata.document) if self.errata.document and self.revision.applied else read

    @property
    def undecided(self) -> int:
        """Return how many mentions were recognised and not settled."""
        return len(self.doubts)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a build ended: what the gate said of which release, and where the refused graph was kept, if it was refused.

    `changed` is false for a release that is published already: nothing was written then.
    """

    identifier: str
    material: Material
    judgement: Judgement
    changed: bool = False
    refused: Path | None = None


def gather(seeds: Seeds, addresses: Addresses, stages: Stages) -> Material:
    """Read everything under a folder of seeds; raises InvalidSeeds with every fault found."""
    given = inputs(seeds, addresses, stages)
    count = len(given.documents)
    with stages(Wording(f"Lecture des documents ({count})", f"Reading the documents ({count})")):
        chosen = corrections.choices(given.errata, given.documents)
        readings = read_each(given.documents, given.referential, addresses, chosen)
    with stages(Wording("Écriture des territoires", "Writing the territories")):
        rows = list(statements.quads(given.referential, addresses))
    count = len(given.declared)
    with stages(Wording(f"Lecture des tables ({count})", f"Reading the tables ({count})")):
        declared = tables.read(given.declared, seeds.files, given.referential, addresses, labels(rows, addresses))
        rows += declared.lines
    with stages(Wording("Écriture et tri des quads", "Writing and sorting the quads")):
        revision = corrections.revised(given.errata, readings, quads.subjects(rows), addresses)
        revision = replace(revision, readings=named(revision.readings, declared.labels))
        lines = quads.merged(
            quads.lines(quads.vocabulary(quads.ONTOLOGY)), said(given, revision, rows, addresses), rows
        )
    documents = [reading.document for reading in revision.readings]
    differing = disagreements.among(lines, [*documents, *([given.errata.document] if given.errata.document else [])])
    left = doubts(revision.readings, Directory(given.referential, addresses))
    return Material(
        addresses.base, lines, revision, given.errata, left, differing, declared.accounts, declared.drawings
    )


def said(given: Inputs, revision: Revision, rows: Sequence[bytes], addresses: Addresses) -> list[bytes]:
    """Return the lines of what documents say and of what was corrected in it."""
    known = organisations(rows, revision.readings, addresses)
    issuers = publishers(revision.readings, known, addresses)
    authors = {one.by: bearer(one.by, known, addresses) for one in given.errata.corrections}
    told = (quads.read(one, issuers.get(one.document.identifier), addresses) for one in revision.readings)
    return quads.lines(chain(*told, corrections.record(given.errata, revision, authors, addresses)))


def inputs(seeds: Seeds, addresses: Addresses, stages: Stages) -> Inputs:
    """Return what some seeds hold; raises InvalidSeeds with the faults of all of it."""
    faults: list[Fault] = []
    with stages(Wording("Lecture des territoires", "Reading the territories")), collected(faults):
        referential = territories.load(seeds.territories)
        taken = {origin.key for origin in origins(seeds.territories).values()}
    with stages(Wording("Lecture des sources", "Reading the sources")), collected(faults):
        listed = sources(seeds.folder)
        documents, unread = open_each(listed)
        faults += unread
    with collected(faults):
        declared = declarations(seeds.folder / TABLES)
    with collected(faults):
        errata = corrections.load(seeds.folder, addresses)
    if not faults:
        faults.extend(clashing(listed, {*dumps.NAMES, *taken, *(one.key for one in declared), corrections.KEY}))
    if faults:
        raise InvalidSeeds(faults)
    return Inputs(documents, referential, declared, errata)


@contextmanager
def collected(faults: list[Fault]) -> Iterator[None]:
    """Note the faults of invalid seeds instead of stopping at the first file that has some."""
    try:
        yield
    except InvalidSeeds as error:
        faults.extend(error.faults)


def check(seeds: Seeds, folder: Path, addresses: Addresses, stages: Stages) -> Outcome:
    """Read and judge everything in an empty folder, without publishing; raises InvalidSeeds."""
    material = gather(seeds, addresses, stages)
    identifier = write_quads(material.lines, folder / PUBLISHED)
    with stages(GATE):
        judgement = gate.judged(folder / PUBLISHED, material.lines, material.documents)
    return Outcome(identifier, material, judgement)


def build(seeds: Seeds, publication: Publication, addresses: Addresses, stages: Stages) -> Outcome:
    """Publish what a folder of seeds says, if its graph passes the gate and differs from what is published.

    Raises InvalidSeeds, BuildUnderWay, OccupiedPlace, OSError; what is published stays as it was then.
    """
    with publication.aside() as folder:
        outcome = check(seeds, folder, addresses, stages)
        if not outcome.judgement.conforms:
            gate.write(outcome.judgement, folder)
            return replace(outcome, refused=publication.refuse(folder))
        publication.forget_refused()
        if outcome.identifier == publication.current():
            return outcome
        if outcome.identifier not in publication.releases():
            fill(folder, outcome, stages)
        with stages(Wording("Publication", "Publishing")):
            publication.place(folder, outcome.identifier)
            publication.switch(outcome.identifier)
        return replace(outcome, changed=True)


def fill(folder: Path, outcome: Outcome, stages: Stages) -> None:
    """Write all of a release beside its quads: store, dumps, texts, report, and what it says of itself."""
    material = outcome.material
    graphs = quads.by_graph(material.lines)
    said = Wording("Chargement de la base, écriture des fichiers à télécharger", "Loading the store, writing the dumps")
    with stages(said), ThreadPoolExecutor(1) as beside:
        loading = beside.submit(load, folder / PUBLISHED, folder / "store")
        dumps.write(folder / "dumps", material.lines, graphs)
        loading.result()
    gate.write(outcome.judgement, folder)
    write_texts(material.documents, folder / "texts")
    (folder / disagreements.FILE).write_text(
        disagreements.account(material.disagreements), encoding="utf-8", newline=""
    )
    (folder / "undecided.json").write_text(accounts.unsettled(material.doubts), encoding="utf-8", newline="")
    (folder / ROWS).write_text(ledger.text(material.tables), encoding="utf-8", newline="")
    drawings.write(folder, material.drawings)
    inventory.write(folder, material.base, graphs, material.documents)


def write_quads(lines: Iterable[bytes], path: Path) -> str:
    """Write sorted lines and return the release's identifier: the first sixteen hexadecimal digits of their digest."""
    found = hashlib.sha256()
    with path.open("wb") as stream:
        for line in lines:
            found.update(line)
            stream.write(line)
    return found.hexdigest()[:16]


def load(path: Path, folder: Path) -> None:
    """Load a file of N-Quads into a new store on disk and close it."""
    store = ox.Store(str(folder))
    store.bulk_load(path=path, format=ox.RdfFormat.N_QUADS)
    store.optimize()


def write_texts(documents: Iterable[Document], folder: Path) -> None:
    """Write the stored text of each document, whose offsets the evidences count."""
    folder.mkdir()
    for document in documents:
        (folder / f"{document.key}.txt").write_text(document.text, encoding="utf-8", newline="")

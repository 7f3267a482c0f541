"""All that a release is made of, read from a folder of seeds and the tables beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any

from loaders import corrections, disagreements, dumps, graphs, quads
from loaders.cache import Cache
from loaders.corrections import Errata, Revision
from loaders.declared.ledger import Account
from loaders.declared.reading import declarations
from loaders.directory import Directory
from loaders.disagreements import Disagreement
from loaders.documents import Extracts, open_each
from loaders.documents.readings import Readings
from loaders.documents.reconciliation import named
from loaders.documents.sharing import Share
from loaders.doubts import Doubt, doubts
from loaders.faults import Fault, InvalidSeeds, Wording
from loaders.graphs import Graph, Lines, Taking
from loaders.manifest import clashing, sources
from loaders.model import Document, Reading
from loaders.official import Official, Tables, marks
from loaders.past import PUBLISHED
from loaders.progress import Stages
from loaders.publishers import Publisher, bearer, organisations, publishers
from loaders.tables import territories
from loaders.tables.origins import origins
from ontology.addresses import Addresses

TABLES = "tables"
FILES = "data"
_DOCUMENT = "document"


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
    """What a build reads: the documents, the official tables, and the corrections of readings."""

    documents: list[Document]
    tables: Tables
    errata: Errata


@dataclass(frozen=True, slots=True)
class Material:
    """All that a release is made of: its graphs, their lines merged in one file, the readings they come from, drawings.

    `sha256` is the digest of that file.
    """

    base: str
    graphs: tuple[Graph, ...]
    lines: Lines
    sha256: str
    revision: Revision
    errata: Errata
    doubts: tuple[Doubt, ...]
    disagreements: tuple[Disagreement, ...]
    tables: tuple[Account, ...]
    drawings: Mapping[str, Any]

    @property
    def quads(self) -> int:
        """Return how many quads there are."""
        return sum(graph.quads for graph in self.graphs)

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


def gather(  # noqa: PLR0913, PLR0917 - where from, where to, and what is told on the way
    seeds: Seeds, folder: Path, cache: Cache, addresses: Addresses, stages: Stages, take: Taking
) -> Material:
    """Read everything under a folder of seeds, its quads into an empty folder; raises InvalidSeeds with every fault.

    Each graph is taken once, as soon as it is there.
    """
    given = inputs(seeds, cache, addresses, stages)
    count = len(given.documents)
    with stages(Wording(f"Lecture des documents ({count})", f"Reading the documents ({count})")):
        readings = _read(given, addresses, cache)
    with stages(Wording("Écriture des territoires", "Writing the territories")):
        known = given.tables.territories(addresses, cache)
        take(known)
    count = len(given.tables.declared)
    with stages(Wording(f"Lecture des tables ({count})", f"Reading the tables ({count})")):
        official = given.tables.read(known, addresses, cache, take)
    with stages(Wording("Écriture et tri des quads", "Writing and sorting the quads")):
        revision = corrections.revised(given.errata, readings, official.described, addresses)
        revision = replace(revision, readings=named(revision.readings, official.labels))
        vocabulary = graphs.kept(quads.lines(quads.vocabulary(quads.ONTOLOGY)), cache)
        others = (*vocabulary, *said(given, revision, official, addresses, cache))
        take(others)
        held = sorted((*official.graphs, *others), key=lambda graph: graph.iri)
        lines = Lines(folder / PUBLISHED)
        digest = graphs.merged(held, lines.path)
    documents = [reading.document for reading in revision.readings]
    differing = disagreements.among(lines, [*documents, *([given.errata.document] if given.errata.document else [])])
    left = doubts(revision.readings, Directory(given.tables.referential, addresses))
    rest = (revision, given.errata, left, differing, official.accounts, official.drawings)
    return Material(addresses.base, tuple(held), lines, digest, *rest)


def _read(given: Inputs, addresses: Addresses, cache: Cache) -> tuple[Reading, ...]:
    """Return the readings of the documents, before they are reconciled."""
    chosen = corrections.choices(given.errata, given.documents)
    kept = Readings(cache, (addresses.base, *given.tables.marks.territories))
    readings = kept.read(Share(given.documents, given.tables.referential, addresses, chosen))
    if given.tables.unchanged():
        kept.settle()
    return readings


def said(
    given: Inputs, revision: Revision, official: Official, addresses: Addresses, cache: Cache
) -> tuple[Graph, ...]:
    """Return the graphs of what documents say, each written in its turn, and of what was corrected in it."""
    known = organisations(official.organisations, revision.readings, addresses)
    issuers = publishers(revision.readings, known, addresses)
    authors = {one.by: bearer(one.by, known, addresses) for one in given.errata.corrections}
    told = (_written(one, issuers.get(one.document.identifier), addresses, cache) for one in revision.readings)
    corrected = corrections.record(given.errata, revision, authors, addresses)
    return (*chain.from_iterable(told), *graphs.kept(quads.lines(corrected), cache))


def _written(reading: Reading, publisher: Publisher | None, addresses: Addresses, cache: Cache) -> tuple[Graph, ...]:
    """Return the graph of what a document says, as it was kept where it says the same."""
    about = (addresses.base, sha256(repr((reading, publisher)).encode()).hexdigest())
    told = cache.told(_DOCUMENT, *about)
    known = graphs.again(told, cache) if told else None
    if known is None:
        known = graphs.kept(quads.lines(quads.read(reading, publisher, addresses)), cache)
        cache.tell(graphs.account(known), _DOCUMENT, *about)
    return known


def inputs(seeds: Seeds, cache: Cache, addresses: Addresses, stages: Stages) -> Inputs:
    """Return what some seeds hold; raises InvalidSeeds with the faults of all of it."""
    faults: list[Fault] = []
    described = marks(seeds.territories, seeds.folder / TABLES)
    with stages(Wording("Lecture des territoires", "Reading the territories")), collected(faults):
        referential = territories.load(seeds.territories)
        taken = {origin.key for origin in origins(seeds.territories).values()}
    with stages(Wording("Lecture des sources", "Reading the sources")), collected(faults):
        listed = sources(seeds.folder)
        documents, unread = open_each(listed, Extracts(cache).taken)
        faults += unread
    with collected(faults):
        declared = declarations(seeds.folder / TABLES)
    with collected(faults):
        errata = corrections.load(seeds.folder, addresses)
    if not faults:
        faults.extend(clashing(listed, {*dumps.NAMES, *taken, *(one.key for one in declared), corrections.KEY}))
    if faults:
        raise InvalidSeeds(faults)
    tables = Tables(referential, declared, seeds.folder / TABLES, seeds.files, described)
    return Inputs(documents, tables, errata)


@contextmanager
def collected(faults: list[Fault]) -> Iterator[None]:
    """Note the faults of invalid seeds instead of stopping at the first file that has some."""
    try:
        yield
    except InvalidSeeds as error:
        faults.extend(error.faults)

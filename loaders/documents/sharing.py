"""The documents of a build read together: shared out among the cores, what one defines serving the others."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import TypeAlias

from loaders.documents.atlas import atlas
from loaders.documents.bodies import Body
from loaders.documents.page import page_of
from loaders.documents.reading import Glossary, Prepared, Reader, shared
from loaders.documents.reconciliation import reconcile
from loaders.model import Choices, Document, Reading
from loaders.tables.territories import Referential
from ontology.addresses import Addresses
from ontology.descent import follow_parent

_CONTEXT = get_context("forkserver")
LEAST = 200
"""Documents that are worth a process of their own."""
Whole: TypeAlias = tuple[list[Glossary[Body]], tuple[Reading, ...]]


@dataclass(frozen=True, slots=True)
class Share:
    """Some documents of a build, and what they are read with."""

    documents: Sequence[Document]
    referential: Referential
    addresses: Addresses
    choices: Choices

    def parts(self, count: int) -> list[Share]:
        """Return as many shares of the same documents, in their order."""
        size = -(-len(self.documents) // count)
        starts = range(0, len(self.documents), size)
        return [replace(self, documents=self.documents[start : start + size]) for start in starts]

    def reader(self) -> Reader:
        """Return what reads the documents."""
        return Reader(atlas(self.referential, self.addresses), self.addresses, self.choices)

    def prepared(self, reader: Reader) -> list[Prepared]:
        """Return each of the documents prepared."""
        return [reader.prepare(page_of(document)) for document in self.documents]


def read_all(documents: Sequence[Document], referential: Referential, addresses: Addresses) -> tuple[Reading, ...]:
    """Return the readings of a build: acronyms defined in one document serve the others, one thing is one node."""
    return reconcile(read_each(documents, referential, addresses, {}))


def read_each(
    documents: Sequence[Document], referential: Referential, addresses: Addresses, choices: Choices
) -> tuple[Reading, ...]:
    """Return the readings of a build before they are reconciled, some names settled by what persons chose."""
    return read_whole(Share(documents, referential, addresses, choices))[1]


def read_whole(whole: Share) -> Whole:
    """Return what each document of a build defines, and the readings before they are reconciled."""
    count = min(os.cpu_count() or 1, len(whole.documents) // LEAST)
    return read_apart(whole, count) if count > 1 else read_here(whole)


def read_here(whole: Share) -> Whole:
    """Return the same, read in this process."""
    reader = whole.reader()
    ready = whole.prepared(reader)
    told = [one.glossary() for one in ready]
    glossary = shared(told)
    return told, tuple(reader.finish(one, glossary) for one in ready)


def read_apart(whole: Share, count: int) -> Whole:
    """Return the same, read in several processes; in this one where any of them is ended from outside."""
    try:
        with ExitStack() as stack:
            tellers = [stack.enter_context(_started(part)) for part in whole.parts(count)]
            told = [one for teller in tellers for one in _defined(teller)]
            glossary = shared(told)
            for teller in tellers:
                teller.send(glossary)
            return told, tuple(one for teller in tellers for one in _told(teller))
    except (EOFError, OSError):
        return read_here(whole)


@contextmanager
def _started(share: Share) -> Iterator[Connection]:
    """Start a process that reads a share; it is ended when its answers have been taken."""
    ours, theirs = _CONTEXT.Pipe()
    process = _CONTEXT.Process(target=_answer, args=(theirs, share), daemon=True)
    process.start()
    theirs.close()
    try:
        yield ours
    finally:
        ours.close()
        process.kill()
        process.join()
        process.close()


def _answer(connection: Connection, share: Share) -> None:
    """Send what each document of a share defines; receive what all define alike; send the readings."""
    follow_parent()
    reader = share.reader()
    ready = share.prepared(reader)
    connection.send([one.glossary() for one in ready])
    glossary: Glossary[Body] = connection.recv()
    connection.send([reader.finish(one, glossary) for one in ready])


def _defined(teller: Connection) -> list[Glossary[Body]]:
    found: list[Glossary[Body]] = teller.recv()
    return found


def _told(teller: Connection) -> list[Reading]:
    found: list[Reading] = teller.recv()
    return found

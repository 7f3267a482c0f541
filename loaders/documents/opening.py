"""Files to documents: the stored plain text, masked, and what the list of sources or the file itself states."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TypeAlias

from loaders.documents.confinement import USUAL, Limits, taken
from loaders.documents.formats import Extract, Unreadable
from loaders.documents.text import first_line, mask, masked_words
from loaders.faults import Failure, Fault, Wording
from loaders.manifest import Source
from loaders.model import Document

_GIVE = Wording("donner un autre fichier", "give another file")


class UnreadableDocument(Failure, ValueError):
    """The file holds no text that could be read; `fault` tells its place, why, and what to do."""

    def __init__(self, path: Path, why: Wording, remedy: Wording) -> None:
        """Name the file, what is wrong with it, and the remedy."""
        self.fault = Fault(str(path), why, remedy)
        super().__init__(Wording(self.fault.said("fr"), self.fault.said("en")))


Taking: TypeAlias = Callable[[bytes, Limits], Extract]
"""What takes from the bytes of a file what it holds, or raises Unreadable."""


def open_document(source: Source, limits: Limits = USUAL, take: Taking = taken) -> Document:
    """Return the document of one source: its text, masked, and what its entry or else its file states of it.

    Whatever its bytes are, only UnreadableDocument is raised.
    """
    try:
        data = contents(source.path, limits)
        extract = take(data, limits)
    except Unreadable as error:
        raise UnreadableDocument(source.path, error.why, error.remedy) from error
    return document(source, extract, hashlib.sha256(data).hexdigest())


def open_documents(listed: Iterable[Source], take: Taking = taken) -> Iterator[Document | UnreadableDocument]:
    """Yield, in their order, the document of each source or why it cannot be read; all cores work."""
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        yield from threads.map(partial(_opened, take), listed)


def open_each(listed: Iterable[Source], take: Taking = taken) -> tuple[list[Document], list[Fault]]:
    """Return the documents of all sources that can be read, and a fault for each of the others."""
    documents: list[Document] = []
    faults: list[Fault] = []
    for one in open_documents(listed, take):
        if isinstance(one, UnreadableDocument):
            faults.append(one.fault)
        else:
            documents.append(one)
    return documents, faults


def _opened(take: Taking, source: Source) -> Document | UnreadableDocument:
    try:
        return open_document(source, USUAL, take)
    except UnreadableDocument as error:
        return error


def contents(path: Path, limits: Limits) -> bytes:
    """Return the bytes of a file; raises Unreadable, before reading it, for what is no file or too large a one."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise Unreadable(Wording("ce n'est pas un fichier", "this is not a file"), _GIVE)
        if found.st_size > limits.size:
            raise _large(found.st_size, limits.size)
        with path.open("rb") as stream:
            return stream.read(limits.size)
    except OSError as error:
        told = error.strerror or str(error)
        why = Wording(f"ce document ne peut pas être lu ({told})", f"this document cannot be read ({told})")
        raise Unreadable(why, _GIVE) from error


def _large(size: int, allowed: int) -> Unreadable:
    told, most = size // 2**20, allowed // 2**20
    why = Wording(f"ce fichier de {told} Mio dépasse {most} Mio", f"this file of {told} MiB exceeds {most} MiB")
    return Unreadable(why, Wording("en donner une version plus légère", "give a lighter version of it"))


def document(source: Source, extract: Extract, sha256: str) -> Document:
    """Return the document that a source makes with what was taken from its file."""
    stated = extract.stated
    return Document(
        identifier=source.identifier,
        key=source.key,
        text=mask(extract.text),
        sha256=sha256,
        title=source.title or masked_words(stated.title) or first_line(extract.text),
        publisher=source.publisher or masked_words(stated.publisher),
        url=source.url or _bare(stated.url),
        licence=source.licence or _bare(stated.licence),
        language=source.language,
        kind=source.kind,
        read_on=source.read_on,
        issued=stated.issued,
        pages=extract.pages,
        divisions=extract.articles,
        blind=extract.blind,
    )


def _bare(address: str | None) -> str | None:
    """Return an address that a file states, unless it gives a person's."""
    return address if address == masked_words(address) else None

"""The readings of a build, kept for the builds in which a document would be read alike.

What a document states follows from itself, from the referential, from what persons chose in it, and from what other
documents define that it may use: acronyms of bodies and names of programmes whose words stand in it. The last are told
in the name of what is kept with the rest; so are they found without reading anything, since what each document defines
is kept too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

from loaders.cache import Cache, Pending
from loaders.documents import notes
from loaders.documents.bodies import Body
from loaders.documents.french import plain
from loaders.documents.programmes import Named
from loaders.documents.reading import Glossary, Prepared, Reader, shared
from loaders.documents.sharing import LEAST, Share, read_whole
from loaders.model import Document, Reading

_DEFINED = "defined"
_READING = "reading"
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Readings:
    """What is kept of the readings of documents; `referential` tells its tables and the base address from others.

    Nothing is written before `settle`, which is for the builder to call when the referential is still that.
    """

    cache: Cache
    referential: tuple[str, ...]
    pending: Pending = field(default_factory=Pending)

    def settle(self) -> None:
        """Keep all that was made."""
        self.pending.settle(self.cache)

    def read(self, whole: Share) -> tuple[Reading, ...]:
        """Return the readings of a build before they are reconciled, those that are kept and the others."""
        known = [self._defined(whole, document) for document in whole.documents]
        if known.count(None) >= LEAST:
            return self._anew(whole)
        some = Some(whole)
        told = [one or self._define(whole, rank, some) for rank, one in enumerate(known)]
        seen = Common(shared(told)).seen_by(told)
        found = [self._reading(whole, *one) for one in zip(whole.documents, seen, strict=True)]
        if found.count(None) >= LEAST:
            return self._anew(whole)
        return tuple(
            reading or self._keep(whole, some.finish(rank, _settled(seen[rank], told, some)), seen[rank])
            for rank, reading in enumerate(found)
        )

    def _anew(self, whole: Share) -> tuple[Reading, ...]:
        """Read everything, on all cores."""
        glossaries, readings = read_whole(whole)
        told = [notes.marked(one) for one in glossaries]
        for document, one in zip(whole.documents, told, strict=True):
            self.pending.tell(notes.definitions(one), _DEFINED, *self._about(whole, document))
        for reading, seen in zip(readings, Common(shared(told)).seen_by(told), strict=True):
            self._keep(whole, reading, seen)
        return readings

    def _defined(self, whole: Share, document: Document) -> Glossary[str] | None:
        told = self.cache.told(_DEFINED, *self._about(whole, document))
        return notes.defined(told) if told else None

    def _define(self, whole: Share, rank: int, some: Some) -> Glossary[str]:
        told = notes.marked(some.glossary(rank))
        self.pending.tell(notes.definitions(told), _DEFINED, *self._about(whole, whole.documents[rank]))
        return told

    def _reading(self, whole: Share, document: Document, seen: Glossary[str]) -> Reading | None:
        told = self.cache.told(_READING, *self._about(whole, document), _spelled(seen))
        return notes.stated(document, told) if told else None

    def _keep(self, whole: Share, reading: Reading, seen: Glossary[str]) -> Reading:
        about = (*self._about(whole, reading.document), _spelled(seen))
        self.pending.tell(notes.statements(reading), _READING, *about)
        return reading

    def _about(self, whole: Share, document: Document) -> tuple[str, ...]:
        """Return what tells a document, and what was chosen in it, from every other."""
        said = repr((document, whole.choices.get(document.identifier, ())))
        return (*self.referential, sha256(said.encode()).hexdigest())


class Some:
    """Documents of a build that are read one by one, as they are asked for by their rank."""

    def __init__(self, whole: Share) -> None:
        """Prepare nothing yet."""
        self._whole = whole
        self._reader: Reader | None = None
        self._ready: dict[int, Prepared] = {}

    def glossary(self, rank: int) -> Glossary[Body]:
        """Return what a document defines."""
        return self._prepared(rank).glossary()

    def finish(self, rank: int, glossary: Glossary[Body]) -> Reading:
        """Return what a document states, others defining a glossary."""
        ready = self._prepared(rank)
        return self._whole_reader().finish(ready, glossary)

    def _prepared(self, rank: int) -> Prepared:
        if rank not in self._ready:
            alone = replace(self._whole, documents=[self._whole.documents[rank]])
            (self._ready[rank],) = alone.prepared(self._whole_reader())
        return self._ready[rank]

    def _whole_reader(self) -> Reader:
        self._reader = self._reader or self._whole.reader()
        return self._reader


class Common:
    """What the documents of a build define alike, and what of it a document may use: that whose words stand in it."""

    def __init__(self, glossary: Glossary[str]) -> None:
        """Take the names of programmes apart into their words."""
        self._bodies = glossary.bodies
        self._programmes = [(one, list(_spellings(one))) for one in glossary.programmes]

    def seen_by(self, told: Sequence[Glossary[str]]) -> list[Glossary[str]]:
        """Return what each document may use."""
        return [self._seen(one.words) for one in told]

    def _seen(self, words: frozenset[str]) -> Glossary[str]:
        bodies = {siglum: self._bodies[siglum] for siglum in sorted(self._bodies.keys() & words)}
        programmes = (one for one, spelled in self._programmes if any(name <= words for name in spelled))
        return Glossary(bodies, tuple(programmes))


def _spellings(one: Named) -> Iterator[frozenset[str]]:
    for name in filter(None, (one.label, one.acronym)):
        yield frozenset(_WORD.findall(plain(name)))


def _spelled(seen: Glossary[str]) -> str:
    programmes = [[one.label, one.key, one.acronym] for one in seen.programmes]
    return json.dumps([list(seen.bodies.items()), programmes])


def _settled(seen: Glossary[str], told: Sequence[Glossary[str]], some: Some) -> Glossary[Body]:
    """Return a glossary with its bodies, each from a document that defines it."""
    bodies: Mapping[str, Body] = {
        siglum: some.glossary(next(rank for rank, one in enumerate(told) if siglum in one.bodies)).bodies[siglum]
        for siglum in seen.bodies
    }
    return Glossary(bodies, seen.programmes)

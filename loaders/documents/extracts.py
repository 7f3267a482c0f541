"""What was taken from files, kept for the builds in which they are the same: a PDF costs a process, and seconds."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from loaders.cache import Cache
from loaders.documents import answers
from loaders.documents.confinement import Limits, taken
from loaders.documents.formats import Extract

_KIND = "extract"


@dataclass(frozen=True, slots=True)
class Extracts:
    """What was taken from files, by their bytes and the limits under which they were read."""

    cache: Cache

    def taken(self, data: bytes, limits: Limits) -> Extract:
        """Return what a file holds, read anew where it is not kept whole; raises Unreadable."""
        about = (hashlib.sha256(data).hexdigest(), str(limits))
        told = self.cache.told(_KIND, *about)
        known = answers.read(told.encode()) if told else None
        if not isinstance(known, Extract):
            known = taken(data, limits)
            self.cache.tell(answers.written(known).decode(), _KIND, *about)
        return known

"""The release that is sent, found in a folder of releases."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from loaders.publication import MANIFEST, RELEASES, DamagedRelease, Publication, UnknownRelease, digest

QUADS = "published.nq"


@dataclass(frozen=True, slots=True)
class Sent:
    """A release to send: its identifier, the base of its addresses, its sorted N-Quads.

    `kept` returns the N-Quads of another release by its identifier, None where it is not kept.
    """

    identifier: str
    base: str
    path: Path
    kept: Callable[[str], Path | None]

    @classmethod
    def of(cls, publication: Publication, identifier: str | None) -> Sent:
        """Return a release of a folder, the current one where none is named; raises UnknownRelease, DamagedRelease."""
        known = publication.releases()
        name = identifier or publication.current() or "current"
        if name not in known:
            raise UnknownRelease(name, known)
        folder = publication.home / RELEASES / name
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        path = folder / QUADS
        if not path.is_file() or digest(path) != manifest["sha256"]:
            raise DamagedRelease(name, (QUADS,))

        def kept(other: str) -> Path | None:
            found = publication.home / RELEASES / other / QUADS
            return found if other in known and found.is_file() else None

        return cls(name, str(manifest["base"]), path, kept)

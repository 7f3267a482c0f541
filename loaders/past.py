"""The release that is published while the next one is built, and what changed since: most of it need not be redone."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from loaders.publication import MANIFEST, digest
from ontology.difference import Difference, DisorderedLines, difference

PUBLISHED = "published.nq"
SHARE = 10
"""One of how many quads may have changed for the rest not to be redone."""


@dataclass(frozen=True, slots=True)
class Past:
    """The folder of a release, and the lines of its quads that went and came since."""

    folder: Path
    difference: Difference


def past(release: Path | None, quads: Path, count: int) -> Past | None:
    """Return a release as what comes before a file of `count` quads.

    None where nothing is published, where the release is damaged, or where too much of it changed.
    """
    if release is None or not _whole(release):
        return None
    with (release / PUBLISHED).open("rb") as before, quads.open("rb") as after:
        try:
            found = difference(before, after, most=count // SHARE)
        except DisorderedLines:
            return None
    return None if found is None else Past(release, found)


def _whole(release: Path) -> bool:
    """Tell whether the quads of a release are those of its manifest."""
    try:
        manifest = json.loads((release / MANIFEST).read_text(encoding="utf-8"))
        return bool(manifest["sha256"] == digest(release / PUBLISHED))
    except (OSError, ValueError, KeyError):
        return False

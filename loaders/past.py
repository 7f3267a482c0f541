"""The release that is published while the next one is built, and what changed since: the rest is not done again."""

from __future__ import annotations

import json
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from loaders import store
from loaders.publication import MANIFEST, digest
from ontology.difference import Difference, DisorderedLines, difference

PUBLISHED = "published.nq"
SHARE = 10
"""One of how many quads may have changed for the rest not to be done again."""


@dataclass(frozen=True, slots=True)
class Past:
    """The folder of a release, the lines of its quads that went and came since, and the store as it is with them."""

    folder: Path
    difference: Difference
    store: Path


def past(release: Path | None, folder: Path, count: int) -> Past | None:
    """Return a release as what comes before the `count` quads written in a folder, and write their store there.

    None, and no store, where nothing is published, where the release is damaged, or where too much of it changed.
    """
    if release is None or not _whole(release):
        return None
    with (release / PUBLISHED).open("rb") as before, (folder / PUBLISHED).open("rb") as after:
        try:
            found = difference(before, after, most=count // SHARE)
        except DisorderedLines:
            return None
    made = folder / store.STORE
    if found is not None:
        with suppress(OSError, RuntimeError):  # the engine tells by either what is wrong with its files
            if store.changed(release / store.STORE, found, made) == count:
                return Past(release, found, made)
        shutil.rmtree(made, ignore_errors=True)
    return None


def _whole(release: Path) -> bool:
    """Tell whether the quads of a release are those of its manifest."""
    try:
        manifest = json.loads((release / MANIFEST).read_text(encoding="utf-8"))
        return bool(manifest["sha256"] == digest(release / PUBLISHED))
    except (OSError, ValueError, KeyError):
        return False

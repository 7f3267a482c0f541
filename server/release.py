"""The release being served: what its manifest says, and where its files lie."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any

from ontology.addresses import Addresses

MANIFEST = "manifest.json"
PRUNED = "pruned.txt"
"""The file that names the releases that were removed, one a line."""


class NoRelease(LookupError):
    """No release can be served from the folder that the configuration names."""

    def __init__(self, folder: Path, reason: str) -> None:
        """Name the folder, what is wrong with it, and the command that makes one."""
        super().__init__(f"{folder}: {reason}; run `pacte build`, or name the folder of releases in PACTE_RELEASES")


class InvalidManifest(ValueError):
    """A release's manifest does not say what a server must know."""

    def __init__(self, path: Path, reason: str) -> None:
        """Name the file and the member at fault."""
        super().__init__(f"{path}: {reason}; build the release anew")


@dataclass(frozen=True, slots=True)
class PublishedGraph:
    """Describe one named graph: its IRI, its number of quads, its document's identifier and stored text, if any.

    `pages` are the offsets in the text where the pages of a PDF begin, `blind` the numbers of those that are pictures.
    """

    iri: str
    quads: int
    identifier: str | None = None
    text: str | None = None
    pages: tuple[int, ...] = ()
    blind: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """Describe one file of a release; the path is relative to the release's folder, with forward slashes."""

    path: str
    bytes: int
    sha256: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Release:
    """Describe one immutable release; `folder` is its real place on disk, free of links.

    `classes` counts the things of each class, `properties` the statements of each property, by IRI.
    """

    folder: Path
    id: str
    sha256: str
    base: str
    built: datetime
    vocabulary: str
    quads: int
    conforms: bool
    classes: Mapping[str, int]
    properties: Mapping[str, int]
    graphs: tuple[PublishedGraph, ...]
    files: tuple[PublishedFile, ...]

    @property
    def store(self) -> Path:
        """Return the folder of the embedded store."""
        return self.folder / "store"

    @property
    def published(self) -> Path:
        """Return the file of all quads, as sorted N-Quads."""
        return self.folder / "published.nq"

    @property
    def texts(self) -> Path:
        """Return the folder of the stored texts."""
        return self.folder / "texts"

    def graph(self, iri: str) -> PublishedGraph | None:
        """Return the named graph of an IRI, or None when the release has none."""
        return next((graph for graph in self.graphs if graph.iri == iri), None)


def current(releases: Path) -> Release:
    """Return the release that `current` points to.

    Raises NoRelease, InvalidManifest.
    """
    return read(_target(releases))


def is_current(release: Release, releases: Path) -> bool:
    """Tell whether `current` points to a release."""
    try:
        return _target(releases) == release.folder
    except NoRelease:
        return False


def read(folder: Path) -> Release:
    """Return the release that lies in a folder.

    Raises NoRelease, InvalidManifest.
    """
    path = folder / MANIFEST
    try:
        found = json.loads(path.read_bytes())
    except OSError as error:
        raise NoRelease(folder, f"{MANIFEST} cannot be read ({error.strerror})") from error
    except ValueError as error:
        raise InvalidManifest(path, f"not JSON ({error})") from error
    try:
        return _release(folder, found)
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidManifest(path, f"{type(error).__name__} {error}") from error


def pruned(releases: Path) -> frozenset[str]:
    """Return the ids of the releases that a folder held and that were removed."""
    try:
        return frozenset((releases / PRUNED).read_text(encoding="ascii", errors="replace").split())
    except FileNotFoundError:
        return frozenset()


class Current:
    """Follow the link `current` of a folder of releases, and read a manifest again only when the link has moved.

    One `readlink` a call tells a switch; threads may share it.
    """

    def __init__(self, releases: Path) -> None:
        """Read the first release; raises NoRelease, InvalidManifest."""
        self._releases = releases
        self._lock = Lock()
        self._link = os.fspath(releases / "current")
        self._told = ""
        self._release = current(releases)

    def __call__(self) -> Release:
        """Return the release that `current` points to now; raises NoRelease, InvalidManifest."""
        try:
            told = os.readlink(self._link)  # noqa: PTH115 - asked for every request, and a path takes ten times as long
        except OSError as error:
            raise NoRelease(self._releases, f"no link `current` ({error.strerror})") from error
        if told != self._told:
            self._follow(told)
        return self._release

    def _follow(self, told: str) -> None:
        folder = (self._releases / told).absolute()
        with self._lock:
            if folder != self._release.folder:
                self._release = read(folder)
            self._told = told


def _target(releases: Path) -> Path:
    link = releases / "current"
    try:
        return (releases / link.readlink()).absolute()
    except OSError as error:
        raise NoRelease(releases, f"no link `current` ({error.strerror})") from error


def _release(folder: Path, found: Mapping[str, Any]) -> Release:
    return Release(
        folder=folder,
        id=_text(found, "id"),
        sha256=_text(found, "sha256"),
        base=Addresses(_text(found, "base")).base,
        built=datetime.fromisoformat(_text(found, "built")),
        vocabulary=_text(found, "vocabulary"),
        quads=int(found["quads"]),
        conforms=bool(found["conforms"]),
        classes=_counts(found, "classes"),
        properties=_counts(found, "properties"),
        graphs=tuple(_graph(graph) for graph in found["graphs"]),
        files=tuple(_file(file) for file in found["files"]),
    )


def _graph(found: Mapping[str, Any]) -> PublishedGraph:
    pages, blind = (tuple(int(number) for number in found.get(member, ())) for member in ("pages", "blind_pages"))
    iri, quads = _text(found, "iri"), int(found["quads"])
    return PublishedGraph(iri, quads, found.get("identifier"), found.get("text"), pages, blind)


def _file(found: Mapping[str, Any]) -> PublishedFile:
    texts = (_text(found, "path"), _text(found, "sha256"), _text(found, "media_type"))
    path, sha256, media_type = texts
    return PublishedFile(path, int(found["bytes"]), sha256, media_type)


def _counts(found: Mapping[str, Any], member: str) -> Mapping[str, int]:
    """Return counts by IRI; a release of before they were told has none."""
    return {str(iri): int(count) for iri, count in found.get(member, {}).items()}


def _text(found: Mapping[str, Any], member: str) -> str:
    value = found[member]
    if not isinstance(value, str) or not value:
        raise ValueError(f"of {member!r}: {value!r} is not a text")
    return value

"""The folder of releases: one is built aside, takes its place whole, and a link is switched to it by one rename."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from loaders.faults import Failure, Wording

CURRENT = "current"
RELEASES = "releases"
REFUSED = "refused"
MANIFEST = "manifest.json"
LOCK = ".lock"
PRUNED = "pruned.txt"
"""The file that names the releases that were removed, one a line."""

ASIDE = ".building-"


class BuildUnderWay(Failure, RuntimeError):
    """Another command is changing the same folder."""

    def __init__(self, home: Path) -> None:
        """Name the folder."""
        super().__init__(
            Wording(
                f"{home} : une autre commande y travaille ; attendre qu'elle finisse",
                f"{home}: another command is at work there; wait until it ends",
            )
        )


class UnknownRelease(Failure, LookupError):
    """The folder holds no release of this identifier."""

    def __init__(self, identifier: str, known: tuple[str, ...]) -> None:
        """Show the identifier asked for and those that exist."""
        listed = ", ".join(known) or "∅"
        super().__init__(
            Wording(
                f"publication {identifier!r} inconnue ; choisir parmi {listed}",
                f"release {identifier!r} is unknown; choose among {listed}",
            )
        )


class DamagedRelease(Failure, ValueError):
    """Files of a release are not what its manifest says."""

    def __init__(self, identifier: str, paths: tuple[str, ...]) -> None:
        """Name the release and the files."""
        listed = ", ".join(paths)
        super().__init__(
            Wording(
                f"publication {identifier!r} abîmée ({listed}) ; reconstruire avec pacte build",
                f"release {identifier!r} is damaged ({listed}); build again with pacte build",
            )
        )


class OccupiedPlace(Failure, FileExistsError):
    """Something else than a link stands where the link to the current release goes."""

    def __init__(self, link: Path) -> None:
        """Name the place."""
        super().__init__(
            Wording(
                f"{link} : ce n'est pas un lien ; le déplacer, le lien vers la publication en cours va là",
                f"{link}: this is not a link; move it away, the link to the current release goes there",
            )
        )


@dataclass(frozen=True, slots=True)
class Publication:
    """A folder of releases, `home`; the link `home/current` leads to the one that is published."""

    home: Path

    @contextmanager
    def aside(self) -> Iterator[Path]:
        """Lock the folder, remove what killed commands left there, and lend an empty folder to build in.

        Raises BuildUnderWay at once when another command holds the lock, which the system frees when a process ends.
        """
        with self._locked():
            folder = self.home / f"{ASIDE}{os.getpid()}"
            folder.mkdir()
            try:
                yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with locked(self.home):
            (self.home / RELEASES).mkdir(exist_ok=True)
            for left in self.home.glob(f"{ASIDE}*"):
                shutil.rmtree(left) if left.is_dir() and not left.is_symlink() else left.unlink()
            yield

    def current(self) -> str | None:
        """Return the identifier of the published release, None where nothing is published yet."""
        link = self.home / CURRENT
        return link.resolve().name if (link / MANIFEST).is_file() else None

    def published(self) -> Path | None:
        """Return the folder of the published release, None where nothing is published yet."""
        identifier = self.current()
        return None if identifier is None else self.home / RELEASES / identifier

    def releases(self) -> tuple[str, ...]:
        """Return the identifiers of the releases that stand there, the one built last first."""
        found = [path.parent.name for path in (self.home / RELEASES).glob(f"*/{MANIFEST}")]
        return tuple(sorted(found, key=lambda name: (self.built(name), name), reverse=True))

    def built(self, identifier: str) -> str:
        """Return when a release was built, as its manifest says it (RFC 3339, UTC)."""
        manifest = self.home / RELEASES / identifier / MANIFEST
        return str(json.loads(manifest.read_text(encoding="utf-8"))["built"])

    def place(self, folder: Path, identifier: str) -> None:
        """Give a folder built aside its place among the releases, unless that release stands there already."""
        settle(folder)
        place = self.home / RELEASES / identifier
        if not place.exists():
            folder.rename(place)
            _sync(place.parent)

    def switch(self, identifier: str) -> None:
        """Point the link to a release, by one rename; raises UnknownRelease and OccupiedPlace."""
        place, link = self.home / RELEASES / identifier, self.home / CURRENT
        if not (place / MANIFEST).is_file():
            raise UnknownRelease(identifier, self.releases())
        if link.exists() and not link.is_symlink():
            raise OccupiedPlace(link)
        fresh = self.home / f"{ASIDE}{CURRENT}"
        fresh.symlink_to(Path(RELEASES) / identifier)
        fresh.rename(link)
        _sync(self.home)

    def refuse(self, folder: Path) -> Path:
        """Keep a folder built aside as the refused one, in place of the last refused, and return where."""
        settle(folder)
        self.forget_refused()
        folder.rename(self.home / REFUSED)
        return self.home / REFUSED

    def forget_refused(self) -> None:
        """Remove what was refused before, if anything was."""
        if (self.home / REFUSED).exists():
            self._remove(self.home / REFUSED)

    def rollback(self, identifier: str) -> None:
        """Publish an older release again, after checking it; raises UnknownRelease, DamagedRelease, BuildUnderWay."""
        with self._locked():
            if identifier not in self.releases():
                raise UnknownRelease(identifier, self.releases())
            if found := damaged(self.home / RELEASES / identifier):
                raise DamagedRelease(identifier, found)
            self.switch(identifier)

    def prune(self, keep: int) -> tuple[str, ...]:
        """Remove all releases but the published one and the `keep` built last, and return those removed.

        Their identifiers stay in a list, first, so that what was published is told from what never was.
        """
        with self._locked():
            kept = {self.current(), *self.releases()[:keep]}
            gone = tuple(name for name in self.releases() if name not in kept)
            self._list_pruned(gone)
            for name in gone:
                self._remove(self.home / RELEASES / name)
        return gone

    def _list_pruned(self, gone: tuple[str, ...]) -> None:
        with (self.home / PRUNED).open("a", encoding="ascii") as listed:
            listed.writelines(f"{name}\n" for name in gone)
            listed.flush()
            os.fsync(listed.fileno())

    def _remove(self, folder: Path) -> None:
        """Remove a folder that is never seen half removed."""
        away = self.home / f"{ASIDE}{folder.name}"
        folder.rename(away)
        shutil.rmtree(away)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep other commands away from a folder, made where it is missing; raises BuildUnderWay where one is at work."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BuildUnderWay(folder) from error
        yield


def damaged(release: Path) -> tuple[str, ...]:
    """Return the paths of a release's files whose bytes are not those of its manifest."""
    manifest = json.loads((release / MANIFEST).read_text(encoding="utf-8"))
    return tuple(
        entry["path"]
        for entry in manifest["files"]
        if not (path := release / entry["path"]).is_file() or digest(path) != entry["sha256"]
    )


def digest(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def settle(folder: Path) -> None:
    """Have the disk hold every file of a folder and the folder itself before anything names it."""
    for path in folder.rglob("*"):
        _sync(path)
    _sync(folder)


def _sync(path: Path) -> None:
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)

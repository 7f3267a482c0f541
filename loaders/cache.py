"""What a build keeps for the next one: it may be removed at any time, and is checked before it is used.

    cache = Cache(folder, code())
    told = cache.told("territories", *inputs)      # what was kept about some inputs; None where nothing whole is
    path = cache.file(sha256)                      # the file whose bytes have a digest

Nothing kept is run, or believed: it is used if its bytes have the digest that its name or its first line tells, and if
the same code kept it.
"""

from __future__ import annotations

import hashlib
import json
import platform
import shutil
import sys
import zlib
from collections.abc import Iterable
from contextlib import suppress
from importlib import resources
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from loaders.tables.rows import digest

FOLDER = ".cache"
_ASIDE = ".writing-"
_PACKAGES = ("loaders", "ontology")


class Cache:
    """A folder of kept files, in which nothing is found that another `code` kept."""

    def __init__(self, folder: Path, code: str) -> None:
        """Open a folder, made where it is missing; what killed commands were writing there is removed."""
        folder.mkdir(parents=True, exist_ok=True)
        for left in folder.glob(f"{_ASIDE}*"):
            left.unlink()
        self._folder = folder
        self._code = code
        self._used: set[str] = set()

    def told(self, kind: str, *about: str) -> Any | None:  # noqa: ANN401 - whatever JSON was kept
        """Return what was kept of some kind about some inputs; None where that is nothing, or no longer whole."""
        path = self._named(kind, about)
        with suppress(OSError, ValueError):
            sha256, _, text = path.read_bytes().partition(b"\n")
            if hashlib.sha256(text).hexdigest().encode() == sha256:
                self._used.add(path.name)
                return json.loads(text)
        return None

    def tell(self, told: object, kind: str, *about: str) -> None:
        """Keep what JSON can hold, as some kind of thing about some inputs."""
        text = json.dumps(told, ensure_ascii=False).encode()
        self._write([hashlib.sha256(text).hexdigest().encode(), b"\n", text], self._named(kind, about).name)

    def file(self, sha256: str) -> Path | None:
        """Return the file of a digest; None where there is none, or its bytes are no longer those."""
        path = self._folder / sha256
        with suppress(OSError):
            if digest(path) == sha256:
                self._used.add(sha256)
                return path
        return None

    def keep(self, parts: Iterable[bytes]) -> Path:
        """Keep some bytes, and return their file: its name is their digest."""
        return self._write(parts, None)

    def clear(self) -> None:
        """Remove what was neither used nor kept since the folder was opened."""
        for path in self._folder.iterdir():
            if path.name not in self._used:
                shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()

    def _named(self, kind: str, about: Iterable[str]) -> Path:
        said = "\n".join([self._code, kind, *about])
        return self._folder / f"{kind}-{hashlib.sha256(said.encode()).hexdigest()}"

    def _write(self, parts: Iterable[bytes], name: str | None) -> Path:
        """Write a file aside, then give it its name, or its digest for a name."""
        found = hashlib.sha256()
        with NamedTemporaryFile(dir=self._folder, prefix=_ASIDE, delete=False) as stream:
            aside = Path(stream.name)
            try:
                for part in parts:
                    found.update(part)
                    stream.write(part)
                stream.flush()
                place = aside.replace(self._folder / (name or found.hexdigest()))
            finally:
                aside.unlink(missing_ok=True)
        self._used.add(place.name)
        return place


class Pending:
    """What a cache is to keep once it is seen that its inputs are still those; nothing is written before `settle`."""

    def __init__(self) -> None:
        """Hold nothing yet."""
        self._held: list[tuple[object, str, tuple[str, ...]]] = []

    def tell(self, told: object, kind: str, *about: str) -> None:
        """Hold what `Cache.tell` is to keep."""
        self._held.append((told, kind, about))

    def settle(self, cache: Cache) -> None:
        """Have a cache keep all that is held."""
        for told, kind, about in self._held:
            cache.tell(told, kind, *about)
        self._held.clear()


def code() -> str:
    """Return a digest of all that makes the same inputs give the same files: sources, Python, libraries."""
    found = hashlib.sha256(f"{platform.python_version()} {zlib.ZLIB_RUNTIME_VERSION}".encode())
    installed = {path.name for place in sys.path for path in Path(place).glob("*.dist-info")}
    found.update("\n".join(sorted(installed)).encode())
    for package in _PACKAGES:
        home = Path(str(resources.files(package)))
        for path in sorted(path for path in home.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
            found.update(f"\n{package}/{path.relative_to(home).as_posix()} {digest(path)}".encode())
    return found.hexdigest()

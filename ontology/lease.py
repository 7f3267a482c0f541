"""A folder of one command or service, gone when its processes are, or swept by the next of its kind."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp

__all__ = ["leased"]


@contextmanager
def leased(place: Path, prefix: str) -> Iterator[Path]:
    """Lend a folder, in a place, of this process and those that it forks; those that dead ones left are removed.

    `prefix` is what the names of all such folders begin with.
    """
    _sweep(place, prefix)
    folder, lock = _taken(place, prefix)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def _taken(place: Path, prefix: str) -> tuple[Path, int]:
    """Return a new folder, and the lock that shows it to be in use; one that was swept before that is made anew."""
    while True:
        folder = Path(mkdtemp(prefix=prefix, dir=place))
        with suppress(FileNotFoundError, BlockingIOError):
            lock = _locked(folder)
            if os.fstat(lock).st_nlink:
                return folder, lock
            os.close(lock)


def _sweep(place: Path, prefix: str) -> None:
    for folder in place.glob(f"{prefix}*"):
        with suppress(OSError):
            lock = _locked(folder)
            shutil.rmtree(folder, ignore_errors=True)
            os.close(lock)


def _locked(folder: Path) -> int:
    """Return the lock of a folder, which ends with the last process that holds it; raises OSError."""
    file = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(file)
        raise
    return file

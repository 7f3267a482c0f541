"""A folder in memory that the processes of one service share, gone when they are, or swept by the next service."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import gettempdir, mkdtemp

__all__ = ["leased"]

MEMORY = Path("/dev/shm")  # noqa: S108 - where systems have it, the folder made there is this process's own
"""Files that lie in memory."""

PREFIX = "pacte-serve-"


@contextmanager
def leased() -> Iterator[Path]:
    """Lend a folder of this process and those that it forks; those that dead services left are removed."""
    place = MEMORY if MEMORY.is_dir() else Path(gettempdir())
    _sweep(place)
    folder, lock = _taken(place)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def _taken(place: Path) -> tuple[Path, int]:
    """Return a new folder, and the lock that shows it to be in use; one that was swept before that is made anew."""
    while True:
        folder = Path(mkdtemp(prefix=PREFIX, dir=place))
        with suppress(FileNotFoundError, BlockingIOError):
            lock = _locked(folder)
            if os.fstat(lock).st_nlink:
                return folder, lock
            os.close(lock)


def _sweep(place: Path) -> None:
    for folder in place.glob(f"{PREFIX}*"):
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

"""What is noted of the files that were fetched: `fetched.json`, beside them."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

NAME = "fetched.json"


@dataclass(frozen=True, slots=True)
class Mark:
    """One file as it was fetched: from where, what tells it from a later one, its digest, its licence, the day.

    `source` is where redirects led; `etag` and `modified` are the server's, empty where it gives none.
    """

    url: str
    source: str
    etag: str
    modified: str
    sha256: str
    size: int
    licence: str
    day: str


@dataclass(frozen=True, slots=True)
class Lock:
    """The marks of a folder's files, by file."""

    folder: Path

    def marks(self) -> dict[str, Mark]:
        """Return what is noted, leaving out what is not a mark: a note that means nothing is as good as none."""
        try:
            told = json.loads((self.folder / NAME).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        held = told.items() if isinstance(told, dict) else ()
        return {file: mark for file, entry in held if (mark := _mark(entry))}

    def day(self, file: str, sha256: str) -> date | None:
        """Return the day a file was fetched, None where nothing says it of these bytes."""
        mark = self.marks().get(file)
        return date.fromisoformat(mark.day) if mark and mark.sha256 == sha256 else None

    def note(self, file: str, mark: Mark) -> None:
        """Note what a file is, by one rename."""
        told = {name: asdict(one) for name, one in sorted((self.marks() | {file: mark}).items())}
        fresh = self.folder / f".{NAME}.{os.getpid()}"
        fresh.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        fresh.replace(self.folder / NAME)


def _mark(entry: Any) -> Mark | None:  # noqa: ANN401 - whatever JSON holds
    try:
        mark = Mark(**{one.name: entry[one.name] for one in fields(Mark)})
        date.fromisoformat(mark.day)
    except (KeyError, TypeError, ValueError):
        return None
    return mark

"""Drawings of territories: polygons of publishers made light, for the maps of pages and for nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

__all__ = ["write"]

FILE = "drawings.json"


def write(folder: Path, drawings: Mapping[str, Any]) -> None:
    """Write the drawings of a release, if there are any; the same drawings give the same bytes."""
    if drawings:
        text = json.dumps(drawings, ensure_ascii=False, separators=(",", ":"))
        (folder / FILE).write_text(f"{text}\n", encoding="utf-8", newline="")

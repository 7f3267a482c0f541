"""The queries behind the pages: one file each, named for what it reads."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

__all__ = ["lookup"]


@cache
def lookup(name: str) -> str:
    """Return the text of a query by its name."""
    return files("server.things.lookups").joinpath(f"{name}.rq").read_text(encoding="utf-8")

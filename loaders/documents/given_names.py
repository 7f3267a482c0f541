"""Given names that are usual in France."""

from __future__ import annotations

from importlib.resources import files

GIVEN = frozenset((files("loaders.documents") / "given_names.txt").read_text(encoding="utf-8").lower().split())


def is_given(word: str) -> bool:
    """Tell whether a word of plain text is a given name, alone or at either end of a hyphen."""
    return not word.isupper() and all(part in GIVEN for part in word.lower().split("-")[:2])

"""Acronyms and the names they may stand for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from loaders.documents.atlas import key
from loaders.documents.french import words

_SMALL = frozenset(["de", "du", "des", "d", "la", "le", "les", "l", "et", "en", "sur", "a", "au", "aux", "pour"])
_SHORTENED = {"ca": "communaute d agglomeration", "cc": "communaute de communes", "cu": "communaute urbaine"}


def of(name: str) -> set[str]:
    """Return the acronyms that a name may give: with its small words or without, with its form or without.

    « Communauté d'agglomération du Val Modèle » gives CAVM, CADVM, VM and the like.
    """
    told = words(name)
    if told and told[0] in _SHORTENED:
        told = [*_SHORTENED[told[0]].split(), *told[1:]]
    every = [word for name_word in told for word in _pieces(name_word)]
    great = [word for word in every if word not in _SMALL]
    placed = list(key(name))
    shapes = (every, great, placed, [*great[:1], *placed] if told != placed else great)
    found = {"".join(word[0] for word in shape).upper() for shape in shapes if shape}
    if great[:1] == ["communaute"]:
        found.add("".join(word[0] for word in [word for word in great if word != "communes"]).upper())
    return found


def _pieces(word: str) -> list[str]:
    return re.split(r"[-']", word)


def fit(siglum: str, name: str) -> bool:
    """Tell whether an acronym may stand for a name: its initials, or letters of it in order from the first."""
    bare = re.sub(r"[^A-Za-z0-9]", "", siglum).upper()
    if bare in of(name):
        return True
    told = [word for word in words(name) if word not in _SMALL]
    return len(bare) > 1 and bool(told) and _spelled(bare.lower(), told)


def _spelled(siglum: str, told: Sequence[str]) -> bool:
    """Tell whether the words give the acronym in order, each its first letter or its first letters."""
    if not siglum:
        return True
    if not told:
        return False
    length = 0
    while length < min(len(siglum), len(told[0])) and siglum[length] == told[0][length]:
        length += 1
        if _spelled(siglum[length:], told[1:]):
            return True
    return False

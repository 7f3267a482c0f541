"""The rule that gives a contract one key, whether a page or a table speaks of it."""

from __future__ import annotations

import re
from collections.abc import Collection

COMMUNAL = frozenset({"pvd", "acv", "villages-avenir"})
"""The kinds of contract that are told by their communes, whichever intercommunality signs with them."""
INTERCOMMUNAL = frozenset({"ort"})
"""The kinds that are told by their intercommunality, whichever communes sign with it."""
DATED = frozenset({"ort"})
"""The kinds of which one territory signs several, each told by the day of its signing."""
_COMMUNE = re.compile(r"[0-9][0-9AB][0-9]{3}")
_SIREN = re.compile(r"[0-9]{9}")


def territorial(notation: str, codes: Collection[str], groupings: Collection[str]) -> tuple[str, ...]:
    """Return the codes by which the key of a contract tells its territory.

    `codes` are those of its territories: a SIREN, or the INSEE code of a commune; `groupings` the SIREN of those among
    its parties that hold several intercommunalities (PETR, pôle métropolitain…). A grouping stands for its members.
    """
    told = _telling(notation, set(codes))
    if len(told) > 1 and len(groupings) == 1 and notation not in COMMUNAL:
        return tuple(groupings)
    return tuple(sorted(told))


def is_code(written: str) -> bool:
    """Tell whether a text is the code of a territory that keys are made of: a SIREN, or a commune's INSEE code."""
    return bool(_SIREN.fullmatch(written) or _COMMUNE.fullmatch(written))


def _telling(notation: str, codes: set[str]) -> set[str]:
    """Return the codes of the level by which a kind of contract is told, all of them where none is of that level."""
    if notation in COMMUNAL:
        return {code for code in codes if _COMMUNE.fullmatch(code)} or codes
    if notation in INTERCOMMUNAL:
        return {code for code in codes if _SIREN.fullmatch(code)} or codes
    return codes

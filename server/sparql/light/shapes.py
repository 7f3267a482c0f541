"""The shapes of queries: a text without its IRIs, its short strings and the names of its variables.

Queries of one shape are cut into the same tokens, one by one of the same kind, so that what was judged of one of them
holds for all. A text that could make that untrue has no shape: one with a backslash, a comment, a long string, or a
character beyond ASCII outside its strings.
"""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["LONGEST", "Shape", "shape"]

LONGEST = 1000
"""Characters of the longest text that is looked at."""

_DECLARED = re.compile(
    r"(?:\s*+PREFIX\s++[A-Za-z][\w-]*+:\s*+<[^<>\"{}|^`\x00-\x20]*+>)*+\s*+", re.IGNORECASE | re.ASCII
)
_CONSTANTS = re.compile(
    r"(<[^<>\"{}|^`\\\x00-\x20]*+>|\"(?!\"\")[^\"\r\n]*+\"|'(?!'')[^'\r\n]*+'|\?[A-Za-z0-9_]++|\$[A-Za-z0-9_]++)",
    re.ASCII,
)
"""The signs of variables stand apart: where each choice begins with a sign of its own, what begins none is skipped."""

_IRI = re.compile(r"<[a-z][a-z0-9+.-]*+:")
_WEB = ("<http://", "<https://")


class Shape(NamedTuple):
    """Hold the shape of a query, and what fills it: IRIs in `<>`, strings in quotes, variables with their sign."""

    key: tuple[str, ...]
    slots: tuple[str, ...]


def shape(text: str) -> Shape | None:
    """Return the shape of a query, None for one that has none; IRIs are absolute and hold no `/.`."""
    if len(text) > LONGEST or "\\" in text:
        return None
    declared = _DECLARED.match(text)
    start = declared.end() if declared else 0
    parts = _CONSTANTS.split(text[start:])
    rest = "".join(parts[::2])
    if not rest.isascii() or '"' in rest or "'" in rest or "#" in rest:
        return None
    slots = tuple(parts[1::2])
    names: dict[str, str] = {}
    for place, slot in enumerate(slots):
        sign = slot[0]
        if sign == "<":
            if not (slot.startswith(_WEB) or _IRI.match(slot)) or "/." in slot:
                return None
            parts[2 * place + 1] = sign
        elif sign in "?$":
            parts[2 * place + 1] = names.setdefault(slot[1:], f"?{len(names)}")
        else:
            parts[2 * place + 1] = sign
    return Shape((text[:start], *parts), slots)

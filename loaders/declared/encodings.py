"""The encodings of declared files, by the names that declarations give them."""

from __future__ import annotations

import re

__all__ = ["ENCODINGS", "decoded"]

ENCODINGS = ("utf-8", "utf-8-twice", "windows-1252", "iso-8859-1")
"""`utf-8-twice` is UTF-8 of which a publisher's program encoded some texts once more: `AlenÃ§on` for `Alençon`."""

_LATE = "".join(bytes([code]).decode("windows-1252", "ignore") for code in range(0x80, 0xA0))
_NEXT = f"[\u0080-\u00bf{_LATE}]"
_TWICE = re.compile(f"(?:[\u00c2-\u00df]{_NEXT}|[\u00e0-\u00ef]{_NEXT}{{2}}|[\u00f0-\u00f4]{_NEXT}{{3}})+")


def decoded(held: bytes, encoding: str) -> str:
    """Return the text of a file without a byte order mark; raises UnicodeDecodeError."""
    if encoding == "utf-8":
        return held.decode("utf-8-sig")
    if encoding == "utf-8-twice":
        return _TWICE.sub(_once, held.decode("utf-8-sig"))
    return held.decode(encoding)


def _once(found: re.Match[str]) -> str:
    """Return what was encoded twice, or the same letters where they are no UTF-8."""
    first = b"".join(one.encode("windows-1252" if one in _LATE else "latin-1") for one in found[0])
    try:
        return first.decode("utf-8")
    except UnicodeDecodeError:
        return found[0]

"""How an address spells a query: read as each program spells it, and written in one way, that of `urlencode`."""

from __future__ import annotations

import re
from functools import lru_cache
from string import ascii_letters, digits
from urllib.parse import quote_plus

__all__ = ["quoted", "respelt", "unquoted"]

_UNUSUAL = re.compile(r"[^ -~\r\n]")
_ESCAPES = [(one, quote_plus(one)) for one in ("%", "+", *"\r\n !\"#$&'()*,/:;<=>?@[\\]^`{|}")]
"""The percent sign before what escapes are made of it, the plus sign before the space that becomes one."""

_OTHERWISE = [(b"%20", b"+"), *((one.encode(), quote_plus(one).encode()) for one in "/!'()*")]
"""What Python's `quote`, browsers and JavaScript's `encodeURIComponent` spell otherwise."""

_BARE = f"{ascii_letters}{digits}-._~ ".encode()
_CODES = (f"{high:X}[{''.join(f'{low:X}' for low in range(16) if 16 * high + low not in _BARE)}]" for high in range(16))
_USUAL = re.compile(f"(?:[a-zA-Z0-9._~+-]++|%(?:{'|'.join(_CODES)}))*+".encode())


@lru_cache(64)
def quoted(text: str) -> str:
    """Return a text as an address has it: what `urlencode` takes as long for as the engine for a short query."""
    if _UNUSUAL.search(text):
        return quote_plus(text)
    for character, escape in _ESCAPES:
        text = text.replace(character, escape)
    return text


def unquoted(spelt: bytes) -> str | None:
    r"""Return the text that an address spells, None where a backslash is in the way; raises UnicodeDecodeError.

    `%3C` is read as Python reads `\x3C`, which takes a quarter of the time of `unquote`.
    """
    if b"\\" in spelt:
        return None
    text = spelt.replace(b"+", b" ").replace(b"%", b"\\x").decode("unicode_escape")
    return text if text.isascii() else text.encode("latin-1").decode()


def respelt(spelt: bytes, text: str) -> str:
    """Return what `quoted` makes of a text that an address spells so: most often, but for a few signs it is there."""
    for other, usual in _OTHERWISE:
        spelt = spelt.replace(other, usual)
    return spelt.decode() if _USUAL.fullmatch(spelt) else quoted(text)

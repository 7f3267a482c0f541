"""Values as a French spreadsheet opens them: semicolons, decimal commas, and no text that it would run as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from math import isfinite

from ontology.names import XSD
from server.languages import Texts

__all__ = ["MARK", "NUMBERS", "guarded", "local", "written"]

MARK = "\ufeff"
"""The byte order mark, by which a spreadsheet knows that a file is UTF-8."""

NUMBERS = frozenset(map(str, (XSD.integer, XSD.decimal, XSD.double, XSD.float)))
_EXACT = 2**53
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def written(separator: str, lines: Iterable[Sequence[str]]) -> bytes:
    """Return lines of cells as CSV in UTF-8, lines ended by CR LF (RFC 4180, https://www.rfc-editor.org/rfc/rfc4180)."""
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=separator, lineterminator="\r\n").writerows(lines)
    return stream.getvalue().encode()


def guarded(text: str) -> str:
    """Return a text that no spreadsheet runs: one that begins with = + - @, a tabulation or a line end gets a `'`."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def local(text: str, datatype: str, texts: Texts) -> str:
    """Return a value as it is written in a cell: `-2,5` for the number -2.5, `oui` for true, else a guarded text.

    `datatype` is the address of its datatype, empty for what is no literal.
    """
    if datatype == str(XSD.boolean):
        return texts("value.yes" if text in {"true", "1"} else "value.no")
    if datatype in NUMBERS and (number := _number(text, datatype)):
        return number
    return guarded(text)


def _number(text: str, datatype: str) -> str:
    """Return a number with a decimal comma, in as few digits as say it; empty for a text that is none."""
    try:
        if datatype == str(XSD.integer):
            return str(int(text))
        value = float(text)
    except ValueError:
        return ""
    if not isfinite(value):
        return ""
    return str(int(value) if value.is_integer() and abs(value) < _EXACT else value).replace(".", ",")

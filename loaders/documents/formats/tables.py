"""Tables as lines: a row of data is one line, the columns of a signature block are read one after the other."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from loaders.documents.formats.extract import Form, Part, clean, row

_SIGNED = re.compile(
    r"\W*(?:pour\b|signature|signé|(?:le |la |l['’])?(?:préf[eè]te?|présidente?|maire|ministre|directeur|directrice"
    r"|sous-préf[eè]te?|vice-présidente?)\b)",
    re.IGNORECASE,
)


def signed(cells: Sequence[str]) -> bool:
    """Tell whether cells side by side open the columns of a signature block: « Pour l'État, » and « Le président »."""
    filled = [cell for cell in cells if cell.strip()]
    return len(filled) > 1 and all(_SIGNED.match(cell) for cell in filled)


def parts(rows: Sequence[Sequence[str]], joined: Callable[[Sequence[str]], str]) -> Iterator[Part]:
    """Yield the lines of a table whose cells hold lines; `joined` makes one of the lines of a cell."""
    if rows and signed(rows[0]):
        for column in zip(*rows, strict=True):
            yield from _column(column)
        return
    apart = True
    for cells in rows:
        if part := row([joined(cell.split("\n")) for cell in cells]):
            yield replace(part, apart=apart)
            apart = False


def _column(cells: Sequence[str]) -> Iterator[Part]:
    """Yield the lines of one column; the first stands apart from the column before it."""
    written = [line for cell in cells for line in map(clean, cell.split("\n")) if line]
    if written:
        yield Part(Form.LINE, written[0], apart=True)
        yield from (Part(Form.LINE, line) for line in written[1:])

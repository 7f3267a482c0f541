"""A result shown on a page: as many rows as a person reads, and the truth about the others."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from server.negotiation import RESULT_FORMATS, Format
from server.rendering import site
from server.sparql.engine import Answer
from server.sparql.guard import Form
from server.sparql.protocol import formats_of

SHOWN = 200
"""Rows of a result that a page shows."""

READ = 1_000_000
"""Bytes of a result that is read to make a page of it."""

LONGEST = 30
"""Characters of a typed value that stays on one line: those of a moment with its time zone."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Hold one value as shown; `href` is empty for what must not become a link.

    `is_typed` tells a date, a number and the like, which are read in one piece.
    """

    text: str
    href: str = ""
    language: str = ""
    is_typed: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Hold a result as shown: rows, or a text when it is a graph or a yes or no; and the formats that hold it whole."""

    formats: Sequence[Format]
    names: Sequence[str] = ()
    rows: Sequence[Sequence[Cell]] = ()
    total: int = 0
    text: str = ""
    is_too_long: bool = False

    @property
    def has_rows(self) -> bool:
        """Tell whether the result is one of rows, of which a spreadsheet can be made."""
        return self.formats == RESULT_FORMATS


def table(answer: Answer, form: Form) -> Table:
    """Return the table of an answer in JSON, or the text of a graph in Turtle; one too long for a page is not read."""
    formats = formats_of(form)
    if answer.length is None or answer.length > READ:
        answer.close()
        return Table(formats, is_too_long=True)
    body = b"".join(answer)
    if form.is_graph:
        return Table(formats, text=body.decode())
    found = json.loads(body)
    if "boolean" in found:
        return Table(formats, text=str(found["boolean"]).lower())
    names, rows = found["head"]["vars"], found["results"]["bindings"]
    shown = [[_cell(row.get(name, {})) for name in names] for row in rows[:SHOWN]]
    return Table(formats, names, shown, len(rows))


def _cell(term: Mapping[str, str]) -> Cell:
    text = term.get("value", "")
    if term.get("type") != "uri":
        is_typed = "datatype" in term and len(text) <= LONGEST
        return Cell(text, language=term.get("xml:lang", ""), is_typed=is_typed)
    place = site().place(text)
    return Cell(text, place.href if place else "")

"""The answer to a question, as files for programs and for spreadsheets."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from rdflib import Literal

from ontology.names import XSD
from server.languages import Texts
from server.questions.slices import Slice
from server.questions.stored import SUPPORT, Question
from server.spreadsheet import MARK, NUMBERS, guarded, local, written
from server.store import Row, Term

__all__ = ["Answer"]

Plain: TypeAlias = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows that answer a question, in order: all of them, or one page of them.

    `total` counts the rows of the whole answer; `first` is the place of the first row here, from 1.
    """

    question: Question
    rows: Sequence[Row]
    total: int
    first: int = 1

    @property
    def is_whole(self) -> bool:
        """Tell whether no row of the answer is left out."""
        return len(self.rows) == self.total

    def page(self, part: Slice) -> Answer:
        """Return one page of the answer; raises NoSuchPage."""
        places = part.of(self.total)
        return replace(self, rows=self.rows[places], first=places.start + 1)

    @property
    def names(self) -> tuple[str, ...]:
        """Return the variables to give: those of the columns with their names, then those of the support."""
        titled = {column.name for column in self.question.columns}
        shown = {*titled, *(f"{name}Label" for name in titled)}
        chosen = [name for name in self.question.variables if name in shown]
        return (*chosen, *(name for name in SUPPORT if name in self.question.variables and name not in shown))

    def csv(self) -> bytes:
        """Return the rows as CSV: UTF-8, commas, lines ended by CR LF (RFC 4180), headed by the variables.

        A text that a spreadsheet would run as a formula (it begins with = + - @, a tabulation or a line end) has an
        apostrophe put before it; numbers are left as they are, and JSON has every text untouched.
        """
        lines = ([_guarded(row.get(name)) for name in self.names] for row in self.rows)
        return written(",", [self.names, *lines])

    def spreadsheet(self, texts: Texts) -> bytes:
        """Return the same rows as a French spreadsheet opens them: byte order mark, semicolons, titles, commas."""
        lines = ([_local(row.get(name), texts) for name in self.names] for row in self.rows)
        return MARK.encode() + written(";", [self._titles(texts), *lines])

    def json(self, release: str, parameters: Mapping[str, str], absent: Sequence[str]) -> str:
        """Return the rows as plain JSON, with what was asked, of which release, and whether rows are left out.

        `absent` are the values of parameters that nothing is published about.
        """
        title = {column.name: column.title for column in self.question.columns}
        columns = [{"name": name} | ({"title": title[name]} if name in title else {}) for name in self.names]
        whole = {
            "question": self.question.name,
            "title": self.question.title,
            "parameters": parameters,
            "absent": absent,
            "release": release,
            "complete": self.is_whole,
            "count": len(self.rows),
            "total": self.total,
            "first": self.first,
            "columns": columns,
            "rows": [{name: _plain(row[name]) for name in self.names if name in row} for row in self.rows],
        }
        return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"

    def _titles(self, texts: Texts) -> list[str]:
        title = {column.name: column.title[texts.language] for column in self.question.columns}
        for name, said in list(title.items()):
            if f"{name}Label" in self.names:
                title |= {f"{name}Label": said, name: texts("question.address", title=said)}
        return [title[name] if name in title else texts(f"question.support-{name}") for name in self.names]


def _plain(term: Term) -> Plain:
    """Return a term as JSON has it: numbers and truth values as such, everything else as its text."""
    kind = _datatype(term)
    if kind == str(XSD.boolean):
        return str(term) in {"true", "1"}
    if kind == str(XSD.integer):
        return int(term)
    if kind in NUMBERS:
        number = float(term)
        return int(number) if number.is_integer() else number
    return str(term)


def _guarded(term: Term | None) -> str:
    if term is None:
        return ""
    return str(term) if _datatype(term) in NUMBERS else guarded(str(term))


def _local(term: Term | None, texts: Texts) -> str:
    return "" if term is None else local(str(term), _datatype(term), texts)


def _datatype(term: Term) -> str:
    """Return the address of a literal's datatype, empty for what has none."""
    return str((term.datatype if isinstance(term, Literal) else None) or "")

"""A result as a French spreadsheet opens it, made from the engine's TSV as it comes: TSV tells a number from a text."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph

from server.languages import Texts
from server.negotiation import RESULT_FORMATS, Format
from server.sparql.engine import CHUNK, IN_MEMORY, Answer
from server.spreadsheet import MARK, local, written

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["SPREADSHEET", "TYPED", "spreadsheet"]

SPREADSHEET = Format("excel", "text/csv", "CSV")
"""The format that only its name asks for: `text/csv` is plain CSV."""

TYPED = next(one for one in RESULT_FORMATS if one.extension == "tsv")
"""The format that a result for a spreadsheet is made from."""


def spreadsheet(answer: Answer, texts: Texts) -> Answer:
    """Return an answer in TSV as semicolon-separated lines under the names of its variables.

    Reading it raises the faults that reading the answer given does.
    """
    sheet = _Sheet(answer, texts)
    if answer.length is None or answer.length > IN_MEMORY:
        return Answer(None, sheet, answer.rows)
    whole = b"".join(sheet)
    sheet.close()
    return Answer(len(whole), [whole], answer.rows)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Hold an answer and yield its lines, some tens of kilobytes at a time."""

    answer: Answer
    texts: Texts

    def __iter__(self) -> Iterator[bytes]:
        stream = io.BufferedReader(_Stream(self.answer), CHUNK)
        found = pyoxigraph.parse_query_results(stream, format=pyoxigraph.QueryResultsFormat.TSV)
        yield MARK.encode()
        if isinstance(found, pyoxigraph.QueryBoolean):
            yield written(";", [[self.texts("value.yes" if found else "value.no")]])
            return
        yield written(";", [[variable.value for variable in found.variables]])
        lines: list[Sequence[str]] = []
        for row in found:
            lines.append([self._cell(term) for term in row])
            if len(lines) == _LINES:
                yield written(";", lines)
                lines = []
        if lines:
            yield written(";", lines)

    def _cell(self, term: object) -> str:
        match term:
            case None:
                return ""
            case pyoxigraph.Literal():
                return local(term.value, "" if term.language else term.datatype.value, self.texts)
            case pyoxigraph.NamedNode():
                return local(term.value, "", self.texts)
            case _:
                return str(term)

    def close(self) -> None:
        self.answer.close()


_LINES = 500


class _Stream(io.RawIOBase):
    """Read the parts of an answer as a file."""

    def __init__(self, parts: Iterable[bytes]) -> None:
        self._parts = iter(parts)
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, room: WriteableBuffer, /) -> int:
        target = memoryview(room)
        while not self._rest:
            part = next(self._parts, None)
            if part is None:
                return 0
            self._rest = part
        taken, self._rest = self._rest[: len(target)], self._rest[len(target) :]
        target[: len(taken)] = taken
        return len(taken)

"""Rows of a comma-separated table, read with its line numbers and its faults."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from loaders.faults import Fault, Wording


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its line in the file (from 1, the header being line 1) and its cells by column."""

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        """Return a cell, empty where nothing is stated."""
        return self.cells[column]


def read(path: Path, columns: Sequence[str]) -> Iterator[Row | Fault]:
    """Yield the rows of a UTF-8 table whose header is exactly `columns`, and a fault for whatever is not such a row.

    No row is yielded of a file that cannot be read, or that has another header: its cells mean nothing then.
    """
    text = _text(path)
    if isinstance(text, Fault):
        yield text
        return
    lines = _lines(path, text)
    header = next(lines, (1, []))
    if isinstance(header, Fault) or header[1] != list(columns):
        yield header if isinstance(header, Fault) else _other_header(path, header[1], columns)
        return
    for line in lines:
        if isinstance(line, Fault):
            yield line
        elif len(line[1]) != len(columns):
            yield _other_length(path, *line, columns)
        else:
            yield Row(line[0], dict(zip(columns, line[1], strict=True)))


def digest(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _lines(path: Path, text: str) -> Iterator[tuple[int, list[str]] | Fault]:
    """Yield each line's number and cells, going on after a line that is malformed."""
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    while True:
        try:
            yield reader.line_num + 1, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield _malformed(path, reader.line_num, error)


def _text(path: Path) -> str | Fault:
    """Return the text of a file without a byte order mark, or why there is none."""
    try:
        held = path.read_bytes()
        return held.decode("utf-8-sig")
    except OSError as error:
        problem = Wording(f"cette table ne peut pas être lue ({error})", f"this table cannot be read ({error})")
        return Fault(str(path), problem, Wording("donner un fichier CSV en UTF-8", "give a CSV file in UTF-8"))
    except UnicodeDecodeError as error:
        problem = Wording("cet octet n'est pas de l'UTF-8", "this byte is not UTF-8")
        remedy = Wording("enregistrer le fichier en UTF-8", "save the file as UTF-8")
        line = held.count(b"\n", 0, error.start) + 1
        return Fault(str(path), problem, remedy, line, f"0x{held[error.start]:02x}")


def _other_header(path: Path, header: Sequence[str], columns: Sequence[str]) -> Fault:
    missing = [column for column in columns if column not in header]
    unknown = [column for column in header if column not in columns]
    problem = Wording(
        f"colonnes manquantes : {missing} ; colonnes inconnues : {unknown}",
        f"missing columns: {missing}; unknown columns: {unknown}",
    )
    listed = ",".join(columns)
    return Fault(str(path), problem, Wording(f"écrire l'en-tête {listed}", f"write the header {listed}"), 1)


def _other_length(path: Path, line: int, cells: Sequence[str], columns: Sequence[str]) -> Fault:
    problem = Wording(
        f"{len(cells)} cellules au lieu de {len(columns)}", f"{len(cells)} cells instead of {len(columns)}"
    )
    remedy = Wording("compléter ou corriger la ligne", "complete or mend the row")
    return Fault(str(path), problem, remedy, line, ",".join(cells))


def _malformed(path: Path, line: int, error: csv.Error) -> Fault:
    problem = Wording(f"ligne mal formée ({error})", f"malformed row ({error})")
    return Fault(str(path), problem, Wording("vérifier les guillemets", "check the quotes"), line)

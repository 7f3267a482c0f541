"""Rows of a comma-separated table, read with its line numbers and its faults."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from loaders.faults import Fault, InvalidSeeds, Wording


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its line in the file (from 1, the header being line 1) and its cells by column."""

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        """Return a cell, empty where nothing is stated."""
        return self.cells[column]


def read(path: Path, columns: Sequence[str]) -> Iterator[Row]:
    """Yield the rows of a UTF-8 table whose header is exactly `columns`.

    Raises InvalidSeeds for a file that cannot be read, another header, or a row of another length.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidSeeds([_unreadable(path, error)]) from error
    reader = csv.reader(text.splitlines(), strict=True)
    try:
        header = next(reader, [])
        if header != list(columns):
            raise InvalidSeeds([_other_header(path, header, columns)])
        for cells in reader:
            if len(cells) != len(columns):
                raise InvalidSeeds([_other_length(path, reader.line_num, cells, columns)])
            yield Row(reader.line_num, dict(zip(columns, cells, strict=True)))
    except csv.Error as error:
        raise InvalidSeeds([_malformed(path, reader.line_num, error)]) from error


def digest(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _unreadable(path: Path, error: Exception) -> Fault:
    problem = Wording(f"cette table ne peut pas être lue ({error})", f"this table cannot be read ({error})")
    return Fault(str(path), problem, Wording("donner un fichier CSV en UTF-8", "give a CSV file in UTF-8"))


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

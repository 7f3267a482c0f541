"""The rows of a declared file, whatever its format, with its line numbers and its faults."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

from loaders.declared.declaration import LATITUDE, LONGITUDE, Declaration
from loaders.declared.encodings import decoded
from loaders.faults import Fault, InvalidSeeds, Wording

_FORMAT = {"csv": "un fichier CSV", "geojson": "un fichier GeoJSON", "javascript": "un fichier « var nom = {…} »"}
_EAST, _NORTH = 180, 90
"""The greatest longitude and latitude, in degrees."""


@dataclass(frozen=True, slots=True)
class Record:
    """One row: the line where it begins (of a table, the header being line 1), or the rank of a feature, from 1.

    `geometry` is that of a feature, as GeoJSON writes it.
    """

    line: int
    cells: Mapping[str, str]
    geometry: Mapping[str, Any] = field(default_factory=dict)


def records(declaration: Declaration, path: Path) -> Iterator[Record]:
    """Yield the rows of a file; raises InvalidSeeds for another layout than the declared one, named by its columns."""
    text = _text(declaration, path)
    rows = _table(declaration, path, text) if declaration.format == "csv" else _features(declaration, path, text)
    columns = tuple(declaration.columns)
    for row in rows:
        yield Record(row.line, {column: row.cells.get(column, "") for column in columns}, row.geometry)


def unknown_columns(declaration: Declaration, path: Path) -> tuple[str, ...]:
    """Return the columns of a file that its declaration neither reads nor says why it does not."""
    text = _text(declaration, path)
    if declaration.format == "csv":
        header: Sequence[str] = next(_cells(declaration, path, text), (1, []))[1]
    else:
        header = list(next(_features(declaration, path, text), Record(1, {})).cells)
    return tuple(one for one in header if one not in declaration.columns and one not in declaration.unread)


def _text(declaration: Declaration, path: Path) -> str:
    """Return the text of a file in its declared encoding, without a byte order mark."""
    try:
        held = path.read_bytes()
        return decoded(held, declaration.encoding)
    except OSError as error:
        problem = Wording(f"ce fichier ne peut pas être lu ({error})", f"this file cannot be read ({error})")
        raise InvalidSeeds([Fault(str(path), problem, _again(declaration))]) from error
    except UnicodeDecodeError as error:
        problem = Wording(f"cet octet n'est pas du {declaration.encoding}", f"this byte is not {declaration.encoding}")
        line = held.count(b"\n", 0, error.start) + 1
        remedy = Wording(
            f"déclarer son encodage dans {declaration.key}.toml", f"declare its encoding in {declaration.key}.toml"
        )
        raise InvalidSeeds([Fault(str(path), problem, remedy, line, f"0x{held[error.start]:02x}")]) from error


def _table(declaration: Declaration, path: Path, text: str) -> Iterator[Record]:
    lines = _cells(declaration, path, text)
    _, header = next(lines, (1, []))
    _expect(declaration, path, header)
    for line, cells in lines:
        if not cells:
            continue
        if len(cells) != len(header):
            problem = Wording(
                f"{len(cells)} cellules au lieu de {len(header)}", f"{len(cells)} cells instead of {len(header)}"
            )
            raise InvalidSeeds([Fault(str(path), problem, _again(declaration), line, ",".join(cells)[:80])])
        yield Record(line, dict(zip(header, cells, strict=True)))


def _cells(declaration: Declaration, path: Path, text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row's first line and cells; raises InvalidSeeds at one that is malformed."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=declaration.delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            yield line, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            problem = Wording(f"ligne mal formée ({error})", f"malformed row ({error})")
            raise InvalidSeeds([Fault(str(path), problem, _again(declaration), line)]) from error


def _features(declaration: Declaration, path: Path, text: str) -> Iterator[Record]:
    """Yield each feature's rank and properties, a point's coordinates among them, and its geometry."""
    held = text.partition("=")[2].strip().removesuffix(";") if declaration.format == "javascript" else text
    try:
        features: Any = json.loads(held)["features"]
        told = [(dict(one["properties"]), dict(one.get("geometry") or {})) for one in features]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        said = _FORMAT[declaration.format]
        problem = Wording(f"ce n'est pas {said} ({error})", f"this is not {declaration.format} ({error})")
        raise InvalidSeeds([Fault(str(path), problem, _again(declaration), value=text[:60].strip())]) from error
    if told:
        _expect(declaration, path, [*told[0][0], LONGITUDE, LATITUDE])
    for rank, (properties, geometry) in enumerate(told, 1):
        try:
            point = _point(geometry)
        except (ValueError, TypeError, KeyError) as error:
            problem = Wording("ce point n'est pas en degrés", "this point is not in degrees")
            shown = str(geometry.get("coordinates"))[:60]
            raise InvalidSeeds([Fault(str(path), problem, _again(declaration), rank, shown)]) from error
        yield Record(rank, {**{name: _said(value) for name, value in properties.items()}, **point}, geometry)


def _said(value: object) -> str:
    """Return a property as the text of a cell, in which half a surrogate pair, which JSON can hold, is `?`."""
    return "" if value is None else str(value).encode(errors="replace").decode()


def _point(geometry: Mapping[str, Any]) -> dict[str, str]:
    """Return the coordinates of a point in decimal degrees, to the tenth of a metre.

    Raises ValueError, TypeError, KeyError for what are no degrees.
    """
    if geometry.get("type") != "Point":
        return {}
    longitude, latitude = map(float, geometry["coordinates"][:2])
    if not (abs(longitude) <= _EAST and abs(latitude) <= _NORTH):
        raise ValueError(longitude, latitude)
    return {LONGITUDE: f"{longitude:.6f}", LATITUDE: f"{latitude:.6f}"}


def _expect(declaration: Declaration, path: Path, header: Sequence[str]) -> None:
    """Refuse a file that lacks a column that its declaration reads, or has it twice."""
    told = ", ".join(column for column in header if not column.startswith("@"))
    remedy = Wording(
        f"corriger {declaration.key}.toml si l'éditeur a changé son fichier",
        f"mend {declaration.key}.toml if the publisher changed the file",
    )
    faults = [
        Fault(
            str(path),
            Wording(
                f"la colonne « {column} » attendue manque ; trouvées : {told}",
                f"the expected column “{column}” is missing; found: {told}",
            ),
            remedy,
            1,
            column,
        )
        for column in declaration.columns
        if column not in header
    ]
    twice = Wording("cette colonne est là deux fois", "this column is there twice")
    faults += [Fault(str(path), twice, remedy, 1, one) for one in declaration.columns if header.count(one) > 1]
    if faults:
        raise InvalidSeeds(faults)


def _again(declaration: Declaration) -> Wording:
    return Wording(
        f"reprendre le fichier de l'éditeur (pacte fetch {declaration.key})",
        f"take the publisher's file again (pacte fetch {declaration.key})",
    )

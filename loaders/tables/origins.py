"""What is known of each table: its title, publisher, address, licence, and the years it speaks of."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from loaders.faults import Fault, InvalidSeeds, Wording
from loaders.tables import rows
from loaders.tables.territories import TABLES

NAME = "sources.toml"
TOLD: Mapping[str, type] = {"file": str, "title": str, "publisher": str, "url": str, "licence": str, "read": date}


@dataclass(frozen=True, slots=True)
class Origin:
    """One table's origin; `sha256` is of the file's bytes, `population` the year of its counts, if any."""

    file: str
    title: str
    publisher: str
    url: str
    licence: str
    read: date
    sha256: str
    population: int | None

    @property
    def key(self) -> str:
        """Return the last segment of the source's IRI."""
        return Path(self.file).stem


def origins(folder: Path) -> dict[str, Origin]:
    """Return the origins told by a folder's `sources.toml`, by file; raises InvalidSeeds with every fault."""
    path = folder / NAME
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8")).get("table", [])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        problem = Wording(f"ce fichier ne peut pas être lu ({error})", f"this file cannot be read ({error})")
        remedy = Wording("décrire chaque table par [[table]]", "describe each table by [[table]]")
        raise InvalidSeeds([Fault(str(path), problem, remedy)]) from error
    faults = [fault for entry in told for fault in _faults(path, entry)]
    faults += [_untold(path, file) for file in TABLES if file not in {entry.get("file") for entry in told}]
    if faults:
        raise InvalidSeeds(faults)
    return {entry["file"]: _origin(folder, entry) for entry in told}


def _faults(path: Path, entry: Mapping[str, Any]) -> list[Fault]:
    wrong = [key for key, kind in TOLD.items() if not isinstance(entry.get(key), kind)]
    wrong += [key for key in entry if key not in {*TOLD, "population"}]
    if not isinstance(entry.get("population", 0), int):
        wrong.append("population")
    remedy = Wording(f"clés attendues : {', '.join(TOLD)}, population", f"keys expected: {', '.join(TOLD)}, population")
    problem = Wording("clé absente, inconnue ou mal formée", "key absent, unknown or malformed")
    return [Fault(str(path), problem, remedy, value=f"{entry.get('file', '?')}: {key}") for key in wrong]


def _untold(path: Path, file: str) -> Fault:
    problem = Wording("table dont l'origine n'est pas dite", "a table whose origin is not told")
    return Fault(str(path), problem, Wording("la décrire par [[table]]", "describe it by [[table]]"), value=file)


def _origin(folder: Path, entry: Mapping[str, Any]) -> Origin:
    told = {key: entry[key] for key in TOLD}
    return Origin(**told, population=entry.get("population"), sha256=rows.digest(folder / entry["file"]))

"""What is known of each table: its title, publisher, address, licence, and the years it speaks of."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from loaders.faults import Fault, InvalidSeeds, Wording
from loaders.tables import rows
from loaders.tables.territories import TABLES
from ontology.addresses import slug

NAME = "sources.toml"


@dataclass(frozen=True, slots=True)
class Origin:
    """One table's origin; `key` is the last segment of the source's IRI, `body` that of its publisher's.

    `sha256` is of the file's bytes, `read` the day it was fetched, None where nothing says it. `population` is the year
    of its counts, if it has any, and `elsewhere` that of the départements counted another year, by code.
    """

    key: str
    file: str
    title: str
    publisher: str
    body: str
    url: str
    licence: str
    read: date | None
    sha256: str
    population: int | None = None
    elsewhere: Mapping[str, int] = field(default_factory=dict)

    def counted(self, department: str | None) -> int | None:
        """Return the year in which the people of a département were counted."""
        return self.elsewhere.get(department or "", self.population)


def _words(value: object) -> bool:
    return isinstance(value, str) and value.isprintable() and bool(slug(value))


def _address(value: object) -> bool:
    return isinstance(value, str) and bool(re.fullmatch(r"https?://[^\s<>\"{}|\\^`/]+[^\s<>\"{}|\\^`]*", value))


def _day(value: object) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _year(value: object) -> bool:
    return type(value) is int and 1000 <= value <= 9999  # noqa: PLR2004 - the years that have four digits


def _years(value: object) -> bool:
    return isinstance(value, dict) and all(map(_year, value.values()))


TOLD: Mapping[str, Callable[[object], bool]] = {
    "file": TABLES.__contains__,
    "title": _words,
    "publisher": _words,
    "url": _address,
    "licence": _address,
    "read": _day,
}
"""What every table's entry tells, and what it must be."""
COUNTED: Mapping[str, Callable[[object], bool]] = {"population": _year, "elsewhere": _years}


def origins(folder: Path) -> dict[str, Origin]:
    """Return the origins told by a folder's `sources.toml`, by file; raises InvalidSeeds with every fault."""
    path = folder / NAME
    told = _entries(path)
    faults = [fault for entry in told for fault in _faults(path, entry)]
    named = Counter(str(entry.get("file")) for entry in told)
    faults += [_miscounted(path, file, named[file]) for file in TABLES if named[file] != 1]
    faults += [_absent(folder / file) for file in TABLES if named[file] and not (folder / file).is_file()]
    if faults:
        raise InvalidSeeds(faults)
    return {entry["file"]: _origin(folder, entry) for entry in told}


def _entries(path: Path) -> list[dict[str, Any]]:
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        problem = Wording(f"ce fichier ne peut pas être lu ({error})", f"this file cannot be read ({error})")
        remedy = Wording("décrire chaque table par [[table]]", "describe each table by [[table]]")
        raise InvalidSeeds([Fault(str(path), problem, remedy)]) from error
    entries = told.pop("table", [])
    if told or not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        problem = Wording("seules des tables [[table]] sont attendues", "only [[table]] tables are expected")
        remedy = Wording("décrire chaque table par [[table]]", "describe each table by [[table]]")
        raise InvalidSeeds([Fault(str(path), problem, remedy, value=", ".join(told) or "table")])
    return entries


def _faults(path: Path, entry: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield a fault for each key that is absent, unknown or malformed."""
    known = {**TOLD, **COUNTED}
    wrong = [key for key, holds in TOLD.items() if not (key in entry and holds(entry[key]))]
    wrong += [key for key, holds in COUNTED.items() if key in entry and not holds(entry[key])]
    wrong += [key for key in entry if key not in known]
    problem = Wording("clé absente, inconnue ou mal formée", "key absent, unknown or malformed")
    remedy = Wording(f"clés attendues : {', '.join(known)}", f"keys expected: {', '.join(known)}")
    for key in wrong:
        shown = f" = {entry[key]!r}" if key in entry else ""
        yield Fault(str(path), problem, remedy, value=f"{entry.get('file', '?')}: {key}{shown}")


def _miscounted(path: Path, file: str, times: int) -> Fault:
    if times:
        problem = Wording(f"table décrite {times} fois", f"a table described {times} times")
        return Fault(str(path), problem, Wording("n'en garder qu'une description", "keep one description"), value=file)
    problem = Wording("table dont l'origine n'est pas dite", "a table whose origin is not told")
    return Fault(str(path), problem, Wording("la décrire par [[table]]", "describe it by [[table]]"), value=file)


def _absent(path: Path) -> Fault:
    problem = Wording("cette table n'existe pas", "this table does not exist")
    return Fault(str(path), problem, Wording("donner un fichier CSV en UTF-8", "give a CSV file in UTF-8"))


def _origin(folder: Path, entry: Mapping[str, Any]) -> Origin:
    told = {key: entry[key] for key in TOLD}
    counted = {"population": entry.get("population"), "elsewhere": entry.get("elsewhere", {})}
    key, body, sha256 = Path(entry["file"]).stem, slug(entry["publisher"]), rows.digest(folder / entry["file"])
    return Origin(key=key, body=body, sha256=sha256, **told, **counted)

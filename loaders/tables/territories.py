"""The referential of territories: communes, intercommunalities and the rest, by their official codes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from loaders.faults import Fault, InvalidSeeds, Wording
from loaders.tables import rows
from loaders.tables.names import long_name, short_name
from loaders.tables.rows import Row


@dataclass(frozen=True, slots=True)
class Region:
    """A région, by its INSEE code; `link` is what « Région » needs before its name: « de la », « d' »."""

    code: str
    name: str
    link: str
    siren: str | None
    line: int


@dataclass(frozen=True, slots=True)
class Department:
    """A département, by its INSEE code; `region` is a code, `link` what « Département » needs before it: « du »."""

    code: str
    name: str
    link: str
    region: str
    siren: str | None
    line: int


@dataclass(frozen=True, slots=True)
class Arrondissement:
    """An arrondissement of a département, by its INSEE code."""

    code: str
    name: str
    department: str
    line: int


@dataclass(frozen=True, slots=True)
class Intercommunality:
    """An EPCI with own taxation, by its SIREN; `form` is the DGCL's (CC, CA, CU, METRO, MET69)."""

    siren: str
    name: str
    form: str
    population: int | None
    line: int

    @property
    def long_name(self) -> str:
        """Return the name with its legal form in full: « Communauté d'agglomération de Lens-Liévin »."""
        return long_name(self.name)

    @property
    def short_name(self) -> str:
        """Return the name of the place alone: « Lens-Liévin »."""
        return short_name(self.name)


@dataclass(frozen=True, slots=True)
class Grouping:
    """Another grouping (pôle métropolitain, PETR…), by its SIREN; `members` are SIRENs or keys as `departement-62`."""

    siren: str
    name: str
    acronym: str | None
    form: str
    department: str
    population: int | None
    members: tuple[str, ...]
    line: int

    @property
    def short_name(self) -> str:
        """Return the name of the place alone."""
        return short_name(self.name)


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune, by its INSEE code; the other codes are None where it lies in none; `population` counts inhabitants."""

    code: str
    name: str
    siren: str | None
    department: str
    arrondissement: str | None
    intercommunality: str | None
    population: int | None
    line: int


@dataclass(frozen=True, slots=True)
class Referential:
    """All territories by code, each mapping in the order of its codes; `folder` is where the tables lie."""

    folder: Path
    regions: Mapping[str, Region]
    departments: Mapping[str, Department]
    arrondissements: Mapping[str, Arrondissement]
    intercommunalities: Mapping[str, Intercommunality]
    groupings: Mapping[str, Grouping]
    communes: Mapping[str, Commune]

    def spread(self) -> dict[str, frozenset[str]]:
        """Return the codes of the départements in which each intercommunality has communes, by SIREN."""
        found: dict[str, set[str]] = {}
        for commune in self.communes.values():
            if commune.intercommunality:
                found.setdefault(commune.intercommunality, set()).add(commune.department)
        return {siren: frozenset(codes) for siren, codes in found.items()}


REGIONS = ("code", "name", "link", "siren")
DEPARTMENTS = ("code", "name", "link", "region", "siren")
ARRONDISSEMENTS = ("code", "name", "department")
INTERCOMMUNALITIES = ("siren", "name", "form", "population")
GROUPINGS = ("siren", "name", "acronym", "form", "department", "population", "members")
COMMUNES = ("code", "name", "siren", "department", "arrondissement", "epci", "population")
TABLES: Mapping[str, tuple[str, ...]] = {
    "regions.csv": REGIONS,
    "departements.csv": DEPARTMENTS,
    "arrondissements.csv": ARRONDISSEMENTS,
    "epci.csv": INTERCOMMUNALITIES,
    "groupements.csv": GROUPINGS,
    "communes.csv": COMMUNES,
}

FORMS: Mapping[str, str] = {
    "CC": "cc",
    "CA": "ca",
    "CU": "cu",
    "METRO": "metropole",
    "MET69": "met69",
    "EPT": "ept",
    "POLEM": "polem",
    "PETR": "petr",
    "SMF": "smf",
    "SMO": "smo",
    "SIVU": "sivu",
    "SIVOM": "sivom",
}
"""The legal forms by the acronym that the DGCL prints, each with its key in the scheme `ct:LegalForm`."""

T = TypeVar("T")
_SIREN = re.compile(r"\d{9}")
_COMMUNE = re.compile(r"(?:\d{2}|2[AB])\d{3}")


def load(folder: Path) -> Referential:
    """Return the referential that lies in a folder.

    Raises InvalidSeeds with every fault: a missing column, a code written twice, a code that no table knows.
    """
    faults: list[Fault] = []
    table = partial(_table, folder, faults)
    regions = table("regions.csv", "code", _region)
    departments = table("departements.csv", "code", _department)
    arrondissements = table("arrondissements.csv", "code", _arrondissement)
    intercommunalities = table("epci.csv", "siren", _intercommunality)
    groupings = table("groupements.csv", "siren", _grouping)
    communes = table("communes.csv", "code", _commune)
    found = Referential(folder, regions, departments, arrondissements, intercommunalities, groupings, communes)
    faults.extend(_dangling(found))
    if faults:
        raise InvalidSeeds(faults)
    return found


def _table(folder: Path, faults: list[Fault], name: str, key: str, build: Callable[[Row], T]) -> dict[str, T]:
    """Read one table by its key, noting each row that cannot be used."""
    path = folder / name
    found: dict[str, T] = {}
    try:
        for row in rows.read(path, TABLES[name]):
            if fault := _unfit(path, row, key, found):
                faults.append(fault)
            else:
                found[row[key]] = build(row)
    except InvalidSeeds as error:
        faults.extend(error.faults)
    return dict(sorted(found.items()))


def _unfit(path: Path, row: Row, key: str, found: Mapping[str, object]) -> Fault | None:
    """Return why a row cannot be used, if it cannot."""
    value = row[key]
    if value in found:
        problem = Wording(f"{key} déjà présent plus haut", f"{key} stands above already")
        return Fault(
            str(path), problem, Wording("supprimer l'une des lignes", "remove one of the rows"), row.line, value
        )
    pattern = _SIREN if key == "siren" else _COMMUNE if path.name == "communes.csv" else None
    if pattern and not pattern.fullmatch(value):
        problem = Wording(f"{key} mal formé", f"malformed {key}")
        remedy = Wording("écrire le code officiel en entier", "write the whole official code")
        return Fault(str(path), problem, remedy, row.line, value)
    if (form := row.cells.get("form", "CC")) not in FORMS:
        problem = Wording("forme juridique inconnue", "unknown legal form")
        known = ", ".join(FORMS)
        remedy = Wording(f"écrire l'un des sigles {known}", f"write one of the acronyms {known}")
        return Fault(str(path), problem, remedy, row.line, form)
    if (count := row.cells.get("population", "")) and not count.isdecimal():
        problem = Wording("population mal formée", "malformed population")
        return Fault(str(path), problem, Wording("écrire un nombre entier", "write a whole number"), row.line, count)
    return None


def _count(cell: str) -> int | None:
    return int(cell) if cell else None


def _region(row: Row) -> Region:
    return Region(row["code"], row["name"], row["link"], row["siren"] or None, row.line)


def _department(row: Row) -> Department:
    return Department(row["code"], row["name"], row["link"], row["region"], row["siren"] or None, row.line)


def _arrondissement(row: Row) -> Arrondissement:
    return Arrondissement(row["code"], row["name"], row["department"], row.line)


def _intercommunality(row: Row) -> Intercommunality:
    return Intercommunality(row["siren"], row["name"], row["form"], _count(row["population"]), row.line)


def _grouping(row: Row) -> Grouping:
    return Grouping(
        siren=row["siren"],
        name=row["name"],
        acronym=row["acronym"] or None,
        form=row["form"],
        department=row["department"],
        population=_count(row["population"]),
        members=tuple(row["members"].split()),
        line=row.line,
    )


def _commune(row: Row) -> Commune:
    return Commune(
        code=row["code"],
        name=row["name"],
        siren=row["siren"] or None,
        department=row["department"],
        arrondissement=row["arrondissement"] or None,
        intercommunality=row["epci"] or None,
        population=_count(row["population"]),
        line=row.line,
    )


def _dangling(found: Referential) -> Iterable[Fault]:
    """Yield a fault for each code that leads nowhere."""
    for department in found.departments.values():
        yield from _unknown(found, "departements.csv", department.line, department.region, found.regions)
    for arrondissement in found.arrondissements.values():
        yield from _unknown(
            found, "arrondissements.csv", arrondissement.line, arrondissement.department, found.departments
        )
    for grouping in found.groupings.values():
        for member in grouping.members:
            known = member.removeprefix("departement-") in found.departments or member in found.intercommunalities
            yield from () if known else _unknown(found, "groupements.csv", grouping.line, member, {})
    for commune in found.communes.values():
        told = ((commune.department, found.departments), (commune.arrondissement, found.arrondissements),
                (commune.intercommunality, found.intercommunalities))  # fmt: skip
        for code, known_codes in told:
            yield from _unknown(found, "communes.csv", commune.line, code, known_codes)


def _unknown(
    found: Referential, name: str, line: int, code: str | None, known: Mapping[str, object]
) -> Iterable[Fault]:
    if code is not None and code not in known:
        problem = Wording("code qu'aucune table ne connaît", "a code that no table knows")
        remedy = Wording(
            "le corriger, ou compléter la table où il manque", "mend it, or complete the table that lacks it"
        )
        yield Fault(str(found.folder / name), problem, remedy, line, code)

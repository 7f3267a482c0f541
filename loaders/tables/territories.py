"""The tables of territories, read into the referential with all their faults told."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeVar

from loaders.faults import Fault, InvalidSeeds, Wording
from loaders.tables import cells, rows
from loaders.tables.rows import Row
from loaders.tables.territory import (
    Arrondissement,
    Belonging,
    Collectivity,
    Commune,
    Department,
    Former,
    FormerName,
    Grouping,
    Intercommunality,
    Region,
)
from loaders.tables.territory import Referential as Referential

TABLES: Mapping[str, tuple[str, ...]] = {
    "regions.csv": ("code", "name", "link", "zone", "siren"),
    "departements.csv": ("code", "name", "link", "zone", "region", "siren"),
    "arrondissements.csv": ("code", "name", "department"),
    "epci.csv": ("siren", "name", "form", "population"),
    "groupements.csv": ("siren", "name", "acronym", "form", "department", "population", "members"),
    "communes.csv": ("code", "name", "siren", "department", "arrondissement", "epci", "population"),
    "collectivites.csv": ("key", "name", "siren", "administers"),
    "anciens.csv": ("code", "name", "level", "last", "into"),
    "appartenances.csv": ("key", "commune", "epci", "first", "last"),
    "anciens-noms.csv": ("key", "code", "name", "last"),
}
"""The columns of each table; the first tells its rows apart."""

T = TypeVar("T")


def load(folder: Path) -> Referential:
    """Return the referential that lies in a folder.

    Raises InvalidSeeds with every fault: a missing column, a code written twice, a code that no table knows.
    """
    faults: list[Fault] = []
    table = partial(_table, folder, faults)
    found = Referential(
        folder,
        regions=table("regions.csv", _region),
        departments=table("departements.csv", _department),
        arrondissements=table("arrondissements.csv", _arrondissement),
        intercommunalities=table("epci.csv", _intercommunality),
        groupings=table("groupements.csv", _grouping),
        communes=table("communes.csv", _commune),
        collectivities=table("collectivites.csv", _collectivity),
        former=table("anciens.csv", _former),
        belongings=table("appartenances.csv", _belonging),
        former_names=table("anciens-noms.csv", _former_name),
    )
    spoiled = {Path(fault.path).name for fault in faults}
    past = {"anciens.csv"} if spoiled & {"communes.csv", "epci.csv"} else set[str]()
    faults.extend(_dangling(found, spoiled | past))
    if faults:
        raise InvalidSeeds(faults)
    return found


def _table(folder: Path, faults: list[Fault], name: str, build: Callable[[Row], T]) -> dict[str, T]:
    """Read one table by the first of its columns, noting each row that cannot be used."""
    path, key = folder / name, TABLES[name][0]
    found: dict[str, T] = {}
    for row in rows.read(path, TABLES[name]):
        wrong = [row] if isinstance(row, Fault) else list(cells.faults(path, row, key, found))
        faults.extend(wrong)
        if not wrong and isinstance(row, Row):
            found[row[key]] = build(row)
    return dict(sorted(found.items()))


def _count(cell: str) -> int | None:
    return int(cell) if cell else None


def _region(row: Row) -> Region:
    return Region(row["code"], row["name"], row["link"], row["zone"], row["siren"] or None, row.line)


def _department(row: Row) -> Department:
    told = row["code"], row["name"], row["link"], row["zone"], row["region"]
    return Department(*told, siren=row["siren"] or None, line=row.line)


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


def _collectivity(row: Row) -> Collectivity:
    return Collectivity(row["key"], row["name"], row["siren"] or None, tuple(row["administers"].split()), row.line)


def _former(row: Row) -> Former:
    told = row["code"], row["name"] or None, row["level"], _count(row["last"])
    return Former(*told, tuple(row["into"].split()), row.line)


def _belonging(row: Row) -> Belonging:
    told = row["key"], row["commune"], row["epci"]
    return Belonging(*told, _count(row["first"]), _count(row["last"]), row.line)


def _former_name(row: Row) -> FormerName:
    return FormerName(row["key"], row["code"], row["name"], int(row["last"]), row.line)


class Lead(NamedTuple):
    """A code in a row, as it is written and as the `target` table knows it."""

    table: str
    line: int
    written: str | None
    code: str | None
    target: str


def _dangling(found: Referential, spoiled: Container[str]) -> Iterator[Fault]:
    """Yield a fault for each code that leads nowhere, unless the table it leads to could not be read whole."""
    known: Mapping[str, Mapping[str, object]] = {
        "regions.csv": found.regions,
        "departements.csv": found.departments,
        "arrondissements.csv": found.arrondissements,
        "epci.csv": found.intercommunalities,
        "communes.csv": found.communes,
        "anciens.csv": {**found.former, **found.communes, **found.intercommunalities},
    }
    for lead in (*_upwards(found), *_sideways(found), *_backwards(found)):
        if lead.code is not None and lead.target not in spoiled and lead.code not in known.get(lead.target, ()):
            problem = Wording("code qu'aucune table ne connaît", "a code that no table knows")
            remedy = Wording(
                "le corriger, ou compléter la table où il manque", "mend it, or complete the table that lacks it"
            )
            yield Fault(str(found.folder / lead.table), problem, remedy, lead.line, lead.written)


def _upwards(found: Referential) -> Iterator[Lead]:
    """Yield the codes of what each territory lies in."""

    def lead(table: str, line: int, code: str | None, target: str) -> Lead:
        return Lead(table, line, code, code, target)

    for department in found.departments.values():
        yield lead("departements.csv", department.line, department.region, "regions.csv")
    for arrondissement in found.arrondissements.values():
        yield lead("arrondissements.csv", arrondissement.line, arrondissement.department, "departements.csv")
    for grouping in found.groupings.values():
        yield lead("groupements.csv", grouping.line, grouping.department, "departements.csv")
    for commune in found.communes.values():
        yield lead("communes.csv", commune.line, commune.department, "departements.csv")
        yield lead("communes.csv", commune.line, commune.arrondissement, "arrondissements.csv")
        yield lead("communes.csv", commune.line, commune.intercommunality, "epci.csv")


def _sideways(found: Referential) -> Iterator[Lead]:
    """Yield the keys of the members of each grouping, and of what each collectivity administers."""
    for grouping in found.groupings.values():
        for member in grouping.members:
            yield _lead("groupements.csv", grouping.line, member)
    for collectivity in found.collectivities.values():
        for place in collectivity.administers:
            yield _lead("collectivites.csv", collectivity.line, place)


def _backwards(found: Referential) -> Iterator[Lead]:
    """Yield the codes that the tables of the past name, each of a territory of today or of before."""

    def lead(table: str, line: int, code: str | None) -> Lead:
        return Lead(table, line, code, code, "anciens.csv")

    for former in found.former.values():
        yield from (lead("anciens.csv", former.line, code) for code in former.into)
    for belonging in found.belongings.values():
        yield lead("appartenances.csv", belonging.line, belonging.commune)
        yield lead("appartenances.csv", belonging.line, belonging.intercommunality)
    for name in found.former_names.values():
        yield lead("anciens-noms.csv", name.line, name.code)


def _lead(table: str, line: int, key: str) -> Lead:
    """Return where a key leads: a SIREN, or `departement-62`, `region-32`, `commune-75056`."""
    if key.isdecimal():
        return Lead(table, line, key, key, "epci.csv")
    kind, _, code = key.partition("-")
    return Lead(table, line, key, code, f"{kind}s.csv")

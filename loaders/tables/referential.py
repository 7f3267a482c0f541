"""Make the compact tables of `seeds/territories/` from the official referential, as its publisher prints it.

The referential is the package `@etalab/decoupage-administratif` (INSEE's COG, DGCL, La Poste); the larger groupings
come from BANATIC, their members and usual acronyms from the table itself, where they are kept by hand; the SIREN of
départements and régions from a table of INSEE and the DGCL.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO
from pathlib import Path
from typing import Any

import click

from loaders.faults import Fault, InvalidSeeds, Wording
from loaders.tables.territories import TABLES

GROUPED = frozenset({"EPT", "PETR", "POLEM"})
METROPOLITAN = "pôle métropolitain"
"""What the name of a mixed syndicate holds that is a pôle métropolitain in all but its legal form."""
LINKS = ("de", "d'", "du", "de la", "des", "de l'", "des", "de las", "de los")
"""What joins a name to the word before it, by INSEE's kind of article (TNCC)."""
PRINTED: Mapping[str, tuple[str, ...]] = {
    "regions": ("code", "nom", "typeLiaison", "zone"),
    "departements": ("code", "nom", "typeLiaison", "zone", "region"),
    "arrondissements": ("code", "nom", "departement"),
    "epci": ("code", "nom", "type", "populationMunicipale", "membres"),
    "communes": ("code", "nom", "type", "departement"),
}
"""The members that each object of the package's files has."""
BANATIC = ("siren", "libelle", "departement_code", "nature", "population")
SIRENS = ("dep_name", "dep_siren", "reg_name", "reg_siren")

Cells = Sequence[object]
Printed = Mapping[str, Any]


class Unusable(click.ClickException):
    """A file given to the command cannot be used; the code is that of every command for invalid seeds."""

    exit_code = 3


def make(package: Path, groupings: Path, sirens: Path, out: Path) -> dict[str, int]:
    """Write the tables under `out` and return how many rows each has.

    `package` holds the referential's JSON files, `groupings` is BANATIC's table, `sirens` the table of communes with
    the SIREN of their département and région. What stands in `out/groupements.csv` already (names, acronyms, members,
    other groupings) is kept. Nothing is written when a file is not what its publisher printed: raises InvalidSeeds.
    """

    def read(name: str) -> list[Printed]:
        return objects(package, name, PRINTED[name])

    of_departments, of_regions = _sirens(sirens)
    tables: dict[str, Iterable[Cells]] = {
        "regions.csv": _regions(read("regions"), of_regions),
        "departements.csv": _departments(read("departements"), of_departments),
        "arrondissements.csv": ((a["code"], a["nom"], a["departement"]) for a in read("arrondissements")),
        "epci.csv": ((e["code"], e["nom"], e["type"], e["populationMunicipale"]) for e in read("epci")),
        "groupements.csv": _groupings(groupings, out / "groupements.csv"),
        "communes.csv": _communes(read("communes"), read("epci")),
    }
    texts = {name: text(TABLES[name], cells) for name, cells in tables.items()}
    out.mkdir(parents=True, exist_ok=True)
    for name, written in texts.items():
        (out / name).write_text(written, encoding="utf-8", newline="")
    return {name: written.count("\n") - 1 for name, written in texts.items()}


def objects(package: Path, name: str, members: Sequence[str]) -> list[Printed]:
    """Return the objects of one of the package's files, which have some members; raises InvalidSeeds."""
    path = package / f"{name}.json"
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InvalidSeeds([_other_file(path, str(error))]) from error
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise InvalidSeeds([_other_file(path, "not a list of objects")])
    lacking = [(one, member) for one in found for member in members if member not in one]
    if lacking:
        raise InvalidSeeds(_other_file(path, f"{one.get('code')}: no member {member!r}") for one, member in lacking)
    return found


def _other_file(path: Path, why: str, line: int | None = None) -> Fault:
    problem = Wording(
        "ce n'est pas le fichier que son éditeur imprime", "this is not the file that its publisher prints"
    )
    remedy = Wording("donner le fichier d'origine, sans le modifier", "give the original file, unchanged")
    return Fault(str(path), problem, remedy, line, why)


def _regions(regions: Iterable[Printed], sirens: Mapping[str, str]) -> Iterator[Cells]:
    for one in regions:
        yield one["code"], one["nom"], LINKS[one["typeLiaison"]], one["zone"], sirens.get(one["nom"], "")


def _departments(departments: Iterable[Printed], sirens: Mapping[str, str]) -> Iterator[Cells]:
    for one in departments:
        link, siren = LINKS[one["typeLiaison"]], sirens.get(one["nom"], "")
        yield one["code"], one["nom"], link, one["zone"], one["region"], siren


def _communes(communes: Iterable[Printed], intercommunalities: Iterable[Printed]) -> Iterator[Cells]:
    of = {member["code"]: epci["code"] for epci in intercommunalities for member in epci["membres"]}
    for one in communes:
        if one["type"] == "commune-actuelle":
            told = (one.get(key, "") for key in ("nom", "siren", "departement", "arrondissement"))
            yield one["code"], *told, of.get(one["code"], ""), one.get("population", "")


def _groupings(banatic: Path, kept: Path) -> Iterator[Cells]:
    """Yield what BANATIC says of the groupings wanted, with what is kept by hand, and what only stands there."""
    known = {row["siren"]: row for row in _rows(kept, ",", TABLES["groupements.csv"])} if kept.exists() else {}
    for row in _rows(banatic, ",", BANATIC):
        if row["siren"] in known or row["nature"] in GROUPED or METROPOLITAN in row["libelle"].lower():
            before = known.pop(row["siren"], {})
            told = before.get("name") or row["libelle"], before.get("acronym", "")
            yield (
                row["siren"],
                *told,
                row["nature"],
                row["departement_code"],
                row["population"],
                before.get("members", ""),
            )
    for row in known.values():
        yield [row[column] for column in TABLES["groupements.csv"]]


def _sirens(path: Path) -> tuple[dict[str, str], dict[str, str]]:
    rows = _rows(path, ";", SIRENS)
    return {row["dep_name"]: row["dep_siren"] for row in rows}, {row["reg_name"]: row["reg_siren"] for row in rows}


def _rows(path: Path, delimiter: str, columns: Sequence[str]) -> list[dict[str, str]]:
    """Return the rows of a table that has some columns; raises InvalidSeeds for any other table."""
    try:
        reader = csv.DictReader(StringIO(path.read_text(encoding="utf-8-sig"), newline=""), delimiter=delimiter)
        rows = list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InvalidSeeds([_other_file(path, str(error))]) from error
    if absent := [column for column in columns if column not in (reader.fieldnames or [])]:
        raise InvalidSeeds([_other_file(path, f"no column {', '.join(absent)}", 1)])
    if short := [number for number, row in enumerate(rows, 2) if None in row or None in row.values()]:
        raise InvalidSeeds(_other_file(path, "another number of cells", number) for number in short)
    return rows


def text(columns: Sequence[str], cells: Iterable[Cells]) -> str:
    """Return a table as it is kept: its header, its rows in order, lines ended by a newline."""
    written = StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(sorted([str(cell) for cell in row] for row in cells))
    return written.getvalue()


@click.command(
    help=(
        "Fait les tables des territoires des fichiers des éditeurs : PACKAGE est le dossier « data » de "
        "@etalab/decoupage-administratif, --groupings la table de BANATIC, --sirens celle des communes, EPCI, "
        "départements et régions avec leur SIREN."
    )
)
@click.argument("package", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--groupings", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--sirens", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", default="seeds/territories", type=click.Path(file_okay=False, path_type=Path))
def referential(package: Path, groupings: Path, sirens: Path, out: Path) -> None:
    """Make the tables of territories from the publishers' files."""
    try:
        made = make(package, groupings, sirens, out)
    except InvalidSeeds as error:
        raise Unusable(str(error)) from error
    for name, count in made.items():
        click.echo(f"{out / name}: {count}")

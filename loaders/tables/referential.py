"""Make the compact tables of `seeds/territories/` from the official referential, as its publisher prints it.

The referential is the package `@etalab/decoupage-administratif` (INSEE's COG, DGCL, La Poste); the larger groupings
come from BANATIC, their members and usual acronyms from the table itself, where they are kept by hand; the SIREN of
départements and régions from a table of INSEE and the DGCL.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any

import click

from loaders.tables.territories import TABLES

GROUPED = frozenset({"PETR", "POLEM"})
LINKS = ("de", "d'", "du", "de la", "des", "de l'", "des", "de las", "de los")
"""What joins a name to the word before it, by INSEE's kind of article (TNCC)."""

Cells = Sequence[object]


def make(package: Path, groupings: Path, sirens: Path, out: Path) -> dict[str, int]:
    """Write the tables under `out` and return how many rows each has.

    `package` holds the referential's JSON files, `groupings` is BANATIC's table, `sirens` the table of communes with
    the SIREN of their département and région. What stands in `out/groupements.csv` already (members, acronyms, other
    groupings) is kept. Raises OSError, KeyError for a column or member that the publisher no longer prints.
    """
    read = partial(_objects, package)
    communes = [commune for commune in read("communes") if commune["type"] == "commune-actuelle"]
    intercommunalities = read("epci")
    of_departments, of_regions = _sirens(sirens)
    tables: dict[str, Iterable[Cells]] = {
        "regions.csv": (
            (r["code"], r["nom"], LINKS[r["typeLiaison"]], of_regions.get(r["nom"], "")) for r in read("regions")
        ),
        "departements.csv": (
            (d["code"], d["nom"], LINKS[d["typeLiaison"]], d["region"], of_departments.get(d["nom"], ""))
            for d in read("departements")
        ),
        "arrondissements.csv": ((a["code"], a["nom"], a["departement"]) for a in read("arrondissements")),
        "epci.csv": ((e["code"], e["nom"], e["type"], e["populationMunicipale"]) for e in intercommunalities),
        "groupements.csv": _groupings(groupings, out / "groupements.csv"),
        "communes.csv": _communes(communes, intercommunalities),
    }
    out.mkdir(parents=True, exist_ok=True)
    return {name: _write(out / name, TABLES[name], cells) for name, cells in tables.items()}


def _objects(package: Path, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((package / f"{name}.json").read_text(encoding="utf-8"))
    return found


def _communes(
    communes: Iterable[Mapping[str, Any]], intercommunalities: Iterable[Mapping[str, Any]]
) -> Iterable[Cells]:
    of = {member["code"]: epci["code"] for epci in intercommunalities for member in epci["membres"]}
    for commune in communes:
        told = ("nom", "siren", "departement", "arrondissement")
        yield (commune["code"], *(commune.get(key, "") for key in told), of.get(commune["code"], ""),
               commune.get("population", ""))  # fmt: skip


def _groupings(banatic: Path, kept: Path) -> Iterable[Cells]:
    known = {row["siren"]: row for row in _rows(kept, ",")} if kept.exists() else {}
    for row in _rows(banatic, ","):
        siren = row["siren"]
        if siren in known or row["nature"] in GROUPED:
            before = known.get(siren, {})
            name = before.get("name") or row["libelle"]
            yield (siren, name, before.get("acronym", ""), row["nature"], row["departement_code"], row["population"],
                   before.get("members", ""))  # fmt: skip


def _sirens(path: Path) -> tuple[dict[str, str], dict[str, str]]:
    rows = _rows(path, ";")
    return {row["dep_name"]: row["dep_siren"] for row in rows}, {row["reg_name"]: row["reg_siren"] for row in rows}


def _rows(path: Path, delimiter: str) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=delimiter))


def _write(path: Path, columns: Sequence[str], cells: Iterable[Cells]) -> int:
    lines = sorted([str(cell) for cell in row] for row in cells)
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(lines)
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    return len(lines)


@click.command()
@click.argument("package", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--groupings", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--sirens", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", default="seeds/territories", type=click.Path(file_okay=False, path_type=Path))
def referential(package: Path, groupings: Path, sirens: Path, out: Path) -> None:
    """Make the tables of territories from the publishers' files.

    PACKAGE is the data folder of @etalab/decoupage-administratif; --groupings BANATIC's table; --sirens the table of
    communes, EPCI, départements and régions with their SIREN.
    """
    for name, count in make(package, groupings, sirens, out).items():
        click.echo(f"{out / name}: {count}")

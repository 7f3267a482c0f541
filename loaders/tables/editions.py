"""Make the tables of what territories were from the yearly editions of the official referential.

An edition tells the communes and intercommunalities of 1 January of its year. What is in one and not in the next ended
between the two; the editions say no more, and neither do the tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import Path

import click

from loaders.faults import InvalidSeeds
from loaders.tables.names import tidy
from loaders.tables.referential import Cells, Printed, Unusable, objects, text
from loaders.tables.territories import TABLES

CURRENT = "commune-actuelle"


@dataclass(frozen=True, slots=True)
class Edition:
    """One year's edition: its communes and its intercommunalities by code, and the SIREN of each commune's.

    `names` has what else the edition names: communes déléguées and associées, which were communes once.
    """

    year: int
    communes: Mapping[str, Printed]
    intercommunalities: Mapping[str, Printed]
    within: Mapping[str, str]
    names: Mapping[str, Printed]


def edition(year: int, package: Path) -> Edition:
    """Return the edition that lies in a package's data folder; raises InvalidSeeds."""
    communes = objects(package, "communes", ("code", "nom", "type"))
    intercommunalities = objects(package, "epci", ("code", "nom", "membres"))
    return Edition(
        year,
        {one["code"]: one for one in communes if one["type"] == CURRENT},
        {one["code"]: one for one in intercommunalities},
        {member["code"]: one["code"] for one in intercommunalities for member in one["membres"]},
        {one["code"]: one for one in communes if one["type"] != CURRENT},
    )


def make(packages: Mapping[int, Path], out: Path) -> dict[str, int]:
    """Write the tables under `out` and return how many rows each has; `packages` has the data folder of each year.

    Nothing is written when a file is not what its publisher printed: raises InvalidSeeds.
    """
    editions = [edition(year, packages[year]) for year in sorted(packages)]
    tables: dict[str, Iterator[Cells]] = {
        "anciens.csv": former(editions),
        "appartenances.csv": belongings(editions),
        "anciens-noms.csv": names(editions),
    }
    texts = {name: text(TABLES[name], cells) for name, cells in tables.items()}
    for name, written in texts.items():
        (out / name).write_text(written, encoding="utf-8", newline="")
    return {name: written.count("\n") - 1 for name, written in texts.items()}


def former(editions: Sequence[Edition]) -> Iterator[Cells]:
    """Yield the communes and intercommunalities that are no more: code, name, level, last year, heirs."""
    last = editions[-1]
    for commune in last.communes.values():
        for code in commune.get("anciensCodes", ()):
            if code not in last.communes:
                listed = [one for one in editions if code in one.communes]
                named = [one.communes.get(code) or one.names.get(code) for one in editions]
                name = next((one["nom"] for one in reversed(named) if one), "")
                year = listed[-1].year if listed else ""
                yield code, name, "commune", year, commune["code"]
    for before, after in pairwise(editions):
        for siren in before.intercommunalities.keys() - after.intercommunalities.keys():
            members = [code for code, within in before.within.items() if within == siren]
            heirs = sorted({after.within[code] for code in members if code in after.within})
            yield siren, before.intercommunalities[siren]["nom"], "epci", before.year, " ".join(heirs)


def belongings(editions: Sequence[Edition]) -> Iterator[Cells]:
    """Yield to which intercommunality a commune belonged, from which edition to which, where that changed.

    The first year is blank where the first edition tells it already, the last where the last one tells it still.
    """
    first, last = editions[0].year, editions[-1].year
    codes = sorted(set[str]().union(*(one.communes for one in editions)))
    for code in codes:
        told = [(one.year, one.within.get(code, "") if code in one.communes else None) for one in editions]
        spells = [(within, [year for year, _ in years]) for within, years in groupby(told, key=lambda pair: pair[1])]
        for within, years in spells if len(spells) > 1 else ():
            if within:
                begun, ended = years[0], years[-1]
                cells = code, within, "" if begun == first else begun, "" if ended == last else ended
                yield f"{code}-{within}-{begun}", *cells


def names(editions: Sequence[Edition]) -> Iterator[Cells]:
    """Yield the names that communes and intercommunalities of today had before, each with its last year."""
    last = editions[-1]
    for level in ("communes", "intercommunalities"):
        for code, today in getattr(last, level).items():
            told = {getattr(one, level)[code]["nom"]: one.year for one in editions if code in getattr(one, level)}
            for name, year in told.items():
                if tidy(name) != tidy(today["nom"]):
                    yield f"{code}-{year}", code, name, year


@click.command(
    help=(
        "Fait les tables de ce que furent les territoires, des éditions annuelles du référentiel : chaque YEAR=FOLDER "
        "nomme le dossier « data » du paquet @etalab/decoupage-administratif d'une année, deux au moins."
    )
)
@click.argument("package", nargs=-1, required=True, metavar="YEAR=FOLDER…")
@click.option("--out", default="seeds/territories", type=click.Path(file_okay=False, path_type=Path))
def editions(package: tuple[str, ...], out: Path) -> None:
    """Make the tables of what territories were from yearly editions of the referential."""
    told = dict(one.partition("=")[::2] for one in package)
    if len(told) < 2 or not all(year.isdecimal() for year in told):  # noqa: PLR2004 - a change needs two editions
        raise click.UsageError("give two editions or more as YEAR=FOLDER")
    try:
        made = make({int(year): Path(folder) for year, folder in told.items()}, out)
    except InvalidSeeds as error:
        raise Unusable(str(error)) from error
    for name, count in made.items():
        click.echo(f"{out / name}: {count}")

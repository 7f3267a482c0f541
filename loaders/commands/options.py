"""The arguments and options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import click

from loaders.material import Seeds
from ontology.addresses import Addresses, InvalidBase
from ontology.names import LOCAL_BASE

Command = TypeVar("Command", bound=Callable[..., None])

SEEDS_HERE = Path("seeds")
TABLES = "territories"


def _addresses(_ctx: click.Context, _param: click.Parameter, value: str) -> Addresses:
    try:
        return Addresses(value)
    except InvalidBase as error:
        raise click.BadParameter(str(error)) from error


SEEDS = click.argument("seeds", type=click.Path(exists=True, file_okay=False, path_type=Path), default=SEEDS_HERE)
TERRITORIES = click.option(
    "--territories",
    "tables",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Dossier des tables de territoires. Par défaut SEEDS/territories, ou seeds/territories s'il n'y en a pas.",
)
FILES = click.option(
    "--tables",
    "files",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    envvar="PACTE_TABLES",
    show_envvar=True,
    help="Dossier des fichiers que lisent les déclarations de SEEDS/tables. Par défaut SEEDS/tables/data.",
)
OUT = click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default="published",
    envvar="PACTE_RELEASES",
    show_default=True,
    show_envvar=True,
    help="Dossier des publications.",
)
BASE = click.option(
    "--base",
    "addresses",
    default=LOCAL_BASE,
    envvar="PACTE_BASE",
    callback=_addresses,
    show_default=True,
    show_envvar=True,
    help="Adresse publique sous laquelle les données sont nommées.",
)
LANG = click.option(
    "--lang",
    "language",
    type=click.Choice(["fr", "en"]),
    default="fr",
    show_default=True,
    help="Langue des messages et du rapport.",
)


def taking(options: Sequence[Callable[[Command], Command]]) -> Callable[[Command], Command]:
    """Return what gives a command some options, told in this order by its help."""

    def given(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return given


def seeds_of(folder: Path, tables: Path | None, files: Path | None = None) -> Seeds:
    """Return where to read: the tables asked for, or those of the seeds, or the usual ones."""
    own = folder / TABLES
    return Seeds(folder, tables or (own if own.is_dir() else SEEDS_HERE / TABLES), files)

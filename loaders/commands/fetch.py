"""The command `pacte fetch`: the files of declared tables, from their publishers."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

from loaders.commands.endings import Exit, failures
from loaders.commands.options import LANG, SEEDS_HERE
from loaders.declared import downloads
from loaders.declared.declaration import Declaration
from loaders.declared.downloads import Download
from loaders.declared.reading import declarations
from loaders.faults import Fault, InvalidSeeds, Language, Wording
from loaders.fetching import Reach
from loaders.material import FILES, TABLES
from loaders.publication import locked

CODES = """
\b
Codes de sortie :
  0    chaque fichier demandé est en place, nouveau ou inchangé
  2    la commande est mal écrite, ou nomme une table qui n'est pas déclarée
  3    un fichier n'est pas venu ou n'est pas la table déclarée : celui d'avant est gardé, les autres sont pris
  4    le dossier ne peut pas être écrit, ou une autre commande y télécharge
  130  interrompu au clavier : la suite sera reprise où elle en était
"""
REACH = Reach(size=200 * 2**20, seconds=600)


@click.command(
    epilog=CODES,
    help=(
        "Télécharge chez leurs éditeurs les fichiers des tables SOURCE (toutes celles qui déclarent une adresse, si "
        "aucune n'est nommée), s'ils ont changé ; un fichier d'avant n'est remplacé que par un fichier lisible."
    ),
)
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option(
    "--seeds",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=SEEDS_HERE,
    show_default=True,
    help="Dossier des sources, où les tables sont déclarées.",
)
@click.option(
    "--tables",
    "files",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="PACTE_TABLES",
    show_envvar=True,
    help="Dossier où mettre les fichiers. Par défaut SEEDS/tables/data.",
)
@LANG
def fetch(sources: tuple[str, ...], seeds: Path, files: Path | None, language: Language) -> None:
    """Download the files of declared tables that changed."""
    with failures(language):
        known = {one.key: one for one in declarations(seeds / TABLES)}
        if strange := [key for key in sources if key not in known]:
            listed = ", ".join(sorted(known))
            raise click.UsageError(
                Wording(
                    f"table inconnue : {', '.join(strange)} ; connues : {listed}",
                    f"unknown table: {', '.join(strange)}; known: {listed}",
                ).said(language)
            )
        folder = files or seeds / TABLES / FILES
        with locked(folder):
            faults = [fault for one in downloads.named(known, sources) for fault in _brought(one, folder, language)]
        for fault in faults:
            click.echo(fault.said(language), err=True)
    if faults:
        sys.exit(Exit.INVALID)


def _brought(one: Declaration, folder: Path, language: Language) -> tuple[Fault, ...]:
    """Bring one file and say what became of it; return its faults, so that the others are brought all the same."""
    try:
        with _shown(one.key) as progress:
            mark = Download(one, folder, REACH).bring(progress)
    except InvalidSeeds as error:
        return error.faults
    unchanged = Wording("inchangé", "unchanged").said(language)
    click.echo(f"{one.key}: {unchanged if mark is None else f'{mark.size} o, {mark.day}, sha256 {mark.sha256[:16]}'}")
    return ()


@contextmanager
def _shown(key: str) -> Iterator[downloads.Progress]:
    """Lend what tells how far a download is: a live bar on a terminal, nothing elsewhere."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _done, _whole: None
        return
    columns = (TextColumn(key), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(key, total=None)
        yield lambda done, whole: bar.update(task, completed=done, total=whole)

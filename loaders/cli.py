"""The command `pacte`: what an operator does with seeds and releases."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from importlib.metadata import entry_points
from pathlib import Path
from typing import NoReturn

import click

from loaders import accounts, release, terminal
from loaders.faults import InvalidSeeds, Language, Wording
from loaders.progress import told
from loaders.publication import BuildUnderWay, DamagedRelease, OccupiedPlace, Publication, UnknownRelease
from loaders.release import Outcome, Seeds
from loaders.tables.referential import referential
from ontology.addresses import Addresses, InvalidBase
from ontology.names import LOCAL_BASE

GROUP = "pacte.commands"
SEEDS_HERE = Path("seeds")
TABLES = "territories"
CODES = """
\b
Codes de sortie :
  0    publié, ou déjà publié à l'identique
  1    le graphe ne respecte pas ses formes SHACL : rien n'est publié
  2    la commande est mal écrite
  3    une source est illisible ou invalide : rien n'est publié
  4    le dossier des publications ne peut pas être écrit, ou une autre commande y travaille
  130  interrompu au clavier
"""


class Exit(IntEnum):
    """What a command's exit code tells."""

    DONE = 0
    REFUSED = 1
    INVALID = 3
    UNWRITABLE = 4
    INTERRUPTED = 130


class Commands(click.Group):
    """The commands defined here, and those that other installed packages declare in the entry-point group."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted({*super().list_commands(ctx), *entry_points(group=GROUP).names})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by its name, loading it from the package that declares it."""
        if found := super().get_command(ctx, cmd_name):
            return found
        declared = entry_points(group=GROUP, name=cmd_name)
        command = next(iter(declared)).load() if declared else None
        return command if isinstance(command, click.Command) else None


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


@contextmanager
def failures(language: Language) -> Iterator[None]:
    """Turn what a command may raise into a message on the standard error and an exit code."""
    try:
        yield
    except InvalidSeeds as error:
        _leave(Exit.INVALID, "\n".join(fault.said(language) for fault in error.faults))
    except (UnknownRelease, DamagedRelease) as error:
        _leave(Exit.INVALID, error.wording.said(language))
    except (BuildUnderWay, OccupiedPlace) as error:
        _leave(Exit.UNWRITABLE, error.wording.said(language))
    except BrokenPipeError:
        raise
    except OSError as error:
        _leave(Exit.UNWRITABLE, str(error))
    except KeyboardInterrupt:
        _leave(Exit.INTERRUPTED, Wording("Interrompu.", "Interrupted.").said(language))


def _seeds(folder: Path, tables: Path | None) -> Seeds:
    """Return where to read: the tables asked for, or those of the seeds, or the usual ones."""
    own = folder / TABLES
    return Seeds(folder, tables or (own if own.is_dir() else SEEDS_HERE / TABLES))


def _leave(code: Exit, message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(code)


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Publie les contrats qui engagent des acteurs publics pour un territoire, en données ouvertes et liées.",
)
@click.version_option(package_name="pacte", message="%(package)s %(version)s")
def main() -> None:
    """Publish, as linked open data, what seeds say of territorial contracts."""


@main.command(
    epilog=CODES,
    help="Lit SEEDS (par défaut : seeds) et publie ce qui y est dit, si le graphe respecte ses formes SHACL.",
)
@SEEDS
@TERRITORIES
@OUT
@BASE
@LANG
def build(seeds: Path, tables: Path | None, out: Path, addresses: Addresses, language: Language) -> None:
    """Publish what a folder of seeds says, if its graph conforms."""
    with failures(language):
        outcome = release.build(_seeds(seeds, tables), Publication(out), addresses, told(sys.stderr, language))
        click.echo(_ending(outcome, out).said(language))
        _judged(outcome, language)


@main.command(epilog=CODES, help="Fait tout ce que fait « build » sans rien publier : lit, contrôle, rend compte.")
@SEEDS
@TERRITORIES
@BASE
@LANG
def check(seeds: Path, tables: Path | None, addresses: Addresses, language: Language) -> None:
    """Do all that `build` does but publishing."""
    with failures(language), tempfile.TemporaryDirectory() as folder:
        outcome = release.check(_seeds(seeds, tables), Path(folder), addresses, told(sys.stderr, language))
        click.echo(_counted(outcome).said(language))
        _judged(outcome, language)


def _judged(outcome: Outcome, language: Language) -> None:
    """Print the report of a graph that fails its shapes, and end with the code that says so."""
    if not outcome.judgement.conforms:
        click.echo(outcome.judgement.text(language))
        sys.exit(Exit.REFUSED)


def _counted(outcome: Outcome) -> Wording:
    """Return the counts of a build: quads, gaps that the report tells, mentions not settled."""
    quads, unsettled, gaps = len(outcome.material.lines), outcome.material.undecided, outcome.judgement.gaps
    return Wording(
        f"{outcome.identifier} : {quads} quads ; manques signalés : {gaps} ; mentions non tranchées : {unsettled}.",
        f"{outcome.identifier}: {quads} quads; gaps told: {gaps}; mentions not settled: {unsettled}.",
    )


def _ending(outcome: Outcome, out: Path) -> Wording:
    """Return the last words of a build."""
    counted = _counted(outcome)
    if outcome.refused:
        return Wording(
            f"Refusé : la publication en cours n'a pas changé. Rapport : {outcome.refused}\n{counted.fr}",
            f"Refused: what is published has not changed. Report: {outcome.refused}\n{counted.en}",
        )
    if outcome.changed:
        return Wording(f"Publié dans {out}. {counted.fr}", f"Published in {out}. {counted.en}")
    return Wording(f"Déjà publié, rien n'a changé. {counted.fr}", f"Published already, nothing changed. {counted.en}")


@main.command(help="Montre ce qui est lu dans un document FILE, surligné dans son texte.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@TERRITORIES
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Texte pour une personne, ou JSON pour un programme.",
)
@BASE
@LANG
def read(file: Path, tables: Path | None, form: str, addresses: Addresses, language: Language) -> None:
    """Show what is read in one document."""
    with failures(language):
        reading = release.read_one(file, _seeds(SEEDS_HERE, tables).territories, addresses)
        if form == "json":
            click.echo(accounts.whole(reading))
        else:
            terminal.show(reading, addresses, sys.stdout, language)


@main.command(help="Liste les publications gardées, la dernière construite d'abord ; « * » marque celle en cours.")
@OUT
def releases(out: Path) -> None:
    """List the releases that are kept."""
    shelf = Publication(out)
    for name in shelf.releases():
        click.echo(f"{'*' if name == shelf.current() else ' '} {name}  {shelf.built(name)}")


@main.command(help="Publie de nouveau la publication IDENTIFIER, après l'avoir vérifiée.")
@click.argument("identifier")
@OUT
@LANG
def rollback(identifier: str, out: Path, language: Language) -> None:
    """Publish an older release again."""
    with failures(language):
        Publication(out).rollback(identifier)
    click.echo(identifier)


@main.command(help="Retire les plus anciennes publications et les nomme ; celle en cours reste.")
@click.option(
    "--keep", type=click.IntRange(min=1), required=True, help="Nombre de publications à garder, outre celle en cours."
)
@OUT
@LANG
def prune(keep: int, out: Path, language: Language) -> None:
    """Remove the oldest releases."""
    with failures(language):
        for name in Publication(out).prune(keep):
            click.echo(name)


main.add_command(referential)

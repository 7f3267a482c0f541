"""The commands `pacte releases`, `pacte rollback` and `pacte prune`: the releases that are kept."""

from __future__ import annotations

from pathlib import Path

import click

from loaders.commands.endings import failures
from loaders.commands.options import LANG, OUT
from loaders.faults import Language
from loaders.publication import Publication


@click.command(help="Liste les publications gardées, la dernière construite d'abord ; « * » marque celle en cours.")
@OUT
def releases(out: Path) -> None:
    """List the releases that are kept."""
    shelf = Publication(out)
    for name in shelf.releases():
        click.echo(f"{'*' if name == shelf.current() else ' '} {name}  {shelf.built(name)}")


@click.command(help="Publie de nouveau la publication IDENTIFIER, après l'avoir vérifiée.")
@click.argument("identifier")
@OUT
@LANG
def rollback(identifier: str, out: Path, language: Language) -> None:
    """Publish an older release again."""
    with failures(language):
        Publication(out).rollback(identifier)
    click.echo(identifier)


@click.command(help="Retire les plus anciennes publications et les nomme ; celle en cours reste.")
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

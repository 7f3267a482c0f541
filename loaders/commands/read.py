"""The command `pacte read`: what is understood in a document, before anything is published."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from loaders import accounts, release, terminal
from loaders.commands.endings import failures
from loaders.commands.options import BASE, LANG, SEEDS_HERE, TERRITORIES, seeds_of
from loaders.faults import Language
from ontology.addresses import Addresses


@click.command(help="Montre ce qui est lu dans un document FILE, surligné dans son texte.")
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
        reading = release.read_one(file, seeds_of(SEEDS_HERE, tables).territories, addresses)
        if form == "json":
            click.echo(accounts.whole(reading))
        else:
            terminal.show(reading, addresses, sys.stdout, language)

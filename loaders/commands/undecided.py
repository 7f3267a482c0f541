"""The command `pacte undecided`: what the documents of some seeds leave to a person."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from loaders import accounts, doubts
from loaders.commands.endings import CODES, Exit, failures
from loaders.commands.options import BASE, LANG, SEEDS, TERRITORIES, seeds_of
from loaders.faults import Language, Wording
from loaders.preview import Preview, preview
from ontology.addresses import Addresses


@click.command(
    epilog=CODES,
    help="Dit ce que la lecture de SEEDS laisse à décider : les mots, les candidats, la correction à coller.",
)
@SEEDS
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
def undecided(seeds: Path, tables: Path | None, form: str, addresses: Addresses, language: Language) -> None:
    """Tell what the documents of some seeds leave undecided."""
    with failures(language):
        found = preview(seeds, seeds_of(seeds, tables).territories, addresses)
        if form == "json":
            click.echo(accounts.unsettled(found.doubts))
        else:
            for told in doubts.told(found.doubts, datetime.now(UTC).date()):
                click.echo(f"{told.said(language)}\n")
            click.echo(_counted(found).said(language))
        for fault in (*found.revision.unmet, *found.faults):
            click.echo(fault.said(language), err=True)
        if found.faults:
            sys.exit(Exit.INVALID)


def _counted(found: Preview) -> Wording:
    mentions, unmet = len(found.doubts), len(found.revision.unmet)
    return Wording(
        f"Mentions non tranchées : {mentions} ; corrections sans effet : {unmet}.",
        f"Mentions not settled: {mentions}; corrections without effect: {unmet}.",
    )

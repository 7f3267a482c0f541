"""The command `pacte correct`: a correction is checked, its effect shown, and written among those of the seeds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click

from loaders.commands.endings import CODES, Exit, failures, leave
from loaders.commands.options import BASE, LANG, SEEDS_HERE, TERRITORIES, seeds_of, taking
from loaders.corrections import Action
from loaders.faults import Language, Wording
from loaders.preview import desk
from loaders.rehearsal import Fact, Rehearsal, rehearsal
from loaders.shorthand import short
from ontology.addresses import Addresses

TARGETS = (
    click.option("--source", help="Nom du fichier d'un document."),
    click.option("--words", help="Mots de ce document."),
    click.option("--near", type=click.IntRange(min=0), help="Rang du caractère près duquel ces mots commencent."),
    click.option("--subject", help="Chose dont on parle : la fin de son adresse, contrat/crte-200099999."),
    click.option("--property", help="Propriété, comme /def la nomme : ct:signedOn."),
    click.option("--value", help="Valeur : un texte, un jour, un nombre, ou la fin d'une adresse."),
    click.option("--into", help="Chose qui prend la place de SUBJECT."),
)


@click.command(
    epilog=CODES,
    help="Écrit une correction dans SEEDS/corrections.toml, après avoir montré ce qu'elle change. ACTION : "
    + ", ".join(Action)
    + ".",
)
@click.argument("action", type=click.Choice([one.value for one in Action]))
@taking(TARGETS)
@click.option("--by", required=True, help="Service ou organisme qui décide ; ce nom est publié.")
@click.option("--why", required=True, help="Raison de la décision ; elle est publiée.")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="Jour de la décision. Par défaut : aujourd'hui.")
@click.option("--seeds", type=click.Path(exists=True, file_okay=False, path_type=Path), default=SEEDS_HERE)
@click.option("--dry-run", is_flag=True, help="Montrer ce que la correction changerait, sans l'écrire.")
@TERRITORIES
@BASE
@LANG
def correct(  # noqa: PLR0913 - one parameter for each option of the command
    *,
    action: str,
    by: str,
    why: str,
    day: datetime | None,
    seeds: Path,
    dry_run: bool,
    tables: Path | None,
    addresses: Addresses,
    language: Language,
    **targets: str | int | None,
) -> None:
    """Write a correction after showing what it changes."""
    on = (day or datetime.now(UTC)).date()
    keys = {"action": action, **{key: value for key, value in targets.items() if value is not None}}
    with failures(language):
        held = desk(seeds, seeds_of(seeds, tables).territories, addresses)
        found = rehearsal(held, seeds, {**keys, "by": by, "on": on, "why": why})
        for line in _effect(found, addresses, language):
            click.echo(line)
        if found.unmet:
            leave(Exit.INVALID, "\n".join(fault.said(language) for fault in found.unmet))
        if not dry_run:
            found.write()
            click.echo(found.path)


def _effect(found: Rehearsal, addresses: Addresses, language: Language) -> Iterator[str]:
    """Yield the entry, then what it takes away, brings and confirms, then how many mentions it settles."""
    yield from (found.entry, "")
    yield from (f"- {_spelled(fact, addresses)}" for fact in found.gone)
    yield from (f"+ {_spelled(fact, addresses)}" for fact in found.fresh)
    yield from (f"= {_spelled(fact, addresses)}" for fact in found.confirmed)
    gone, fresh, settled = len(found.gone), len(found.fresh), found.settled
    yield Wording(
        f"Énoncés retirés : {gone} ; apportés : {fresh} ; mentions tranchées : {settled}.",
        f"Statements taken away: {gone}; brought: {fresh}; mentions settled: {settled}.",
    ).said(language)


def _spelled(fact: Fact, addresses: Addresses) -> str:
    return " ".join(short(node, addresses) for node in fact)

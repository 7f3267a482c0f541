"""The commands `pacte build` and `pacte check`: everything read and judged, published or not."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import gettempdir

import click

from loaders import release
from loaders.commands.endings import CODES, Exit, failures
from loaders.commands.options import BASE, FILES, LANG, OUT, SEEDS, TERRITORIES, seeds_of
from loaders.disagreements import FILE
from loaders.faults import Language, Wording
from loaders.progress import told
from loaders.publication import Publication
from loaders.release import Outcome
from ontology.addresses import Addresses
from ontology.lease import leased

CHECKING = "pacte-check-"
"""How the names of folders begin in which a graph is read to be checked."""
SHOWN = 20
"""How many disagreements of sources are shown; a release holds them all."""


@click.command(
    epilog=CODES,
    help="Lit SEEDS (par défaut : seeds) et publie ce qui y est dit, si le graphe respecte ses formes SHACL.",
)
@SEEDS
@TERRITORIES
@FILES
@OUT
@BASE
@LANG
def build(  # noqa: PLR0913, PLR0917 - one parameter for each option of the command
    seeds: Path, tables: Path | None, files: Path | None, out: Path, addresses: Addresses, language: Language
) -> None:
    """Publish what a folder of seeds says, if its graph conforms."""
    with failures(language):
        read = seeds_of(seeds, tables, files)
        outcome = release.build(read, Publication(out), addresses, told(sys.stderr, language))
        _tables(outcome, language)
        click.echo(_ending(outcome, out).said(language))
        _differing(outcome, addresses, language)
        _unmet(outcome, language)
        _judged(outcome, language)


@click.command(epilog=CODES, help="Fait tout ce que fait « build » sans rien publier : lit, contrôle, rend compte.")
@SEEDS
@TERRITORIES
@FILES
@BASE
@LANG
def check(seeds: Path, tables: Path | None, files: Path | None, addresses: Addresses, language: Language) -> None:
    """Do all that `build` does but publishing."""
    with failures(language), leased(Path(gettempdir()), CHECKING) as folder:
        read = seeds_of(seeds, tables, files)
        outcome = release.check(read, folder, addresses, told(sys.stderr, language))
        _tables(outcome, language)
        click.echo(_counted(outcome).said(language))
        _differing(outcome, addresses, language)
        _unmet(outcome, language)
        _judged(outcome, language)


def _tables(outcome: Outcome, language: Language) -> None:
    """Print what became of the rows of each declared table."""
    for account in outcome.material.tables:
        click.echo(account.wording.said(language))


def _judged(outcome: Outcome, language: Language) -> None:
    """Print the report of a graph that fails its shapes, and end with the code that says so."""
    if not outcome.judgement.conforms:
        click.echo(outcome.judgement.text(language))
        sys.exit(Exit.REFUSED)


def _differing(outcome: Outcome, addresses: Addresses, language: Language) -> None:
    """Tell what sources do not agree on; beyond a screenful, where the rest is written."""
    found = outcome.material.disagreements
    for one in found[:SHOWN]:
        click.echo(one.wording(addresses).said(language), err=True)
    if len(found) > SHOWN:
        rest = len(found) - SHOWN
        more = Wording(
            f"… et {rest} autres, tous dans {FILE} de la publication", f"… and {rest} more, all in the release's {FILE}"
        )
        click.echo(more.said(language), err=True)


def _unmet(outcome: Outcome, language: Language) -> None:
    """Tell the corrections that apply to nothing any more; the others were applied."""
    for fault in outcome.material.revision.unmet:
        click.echo(fault.said(language), err=True)


def _counted(outcome: Outcome) -> Wording:
    """Return the counts of a build: quads, gaps that the report tells, mentions not settled, corrections."""
    quads, unsettled, gaps = outcome.material.quads, outcome.material.undecided, outcome.judgement.gaps
    unmet, corrections = len(outcome.material.revision.unmet), len(outcome.material.errata.corrections)
    corrected = Wording(
        f" ; corrections : {corrections}, dont sans effet : {unmet}" if corrections else "",
        f"; corrections: {corrections}, of which without effect: {unmet}" if corrections else "",
    )
    differing = len(outcome.material.disagreements)
    return Wording(
        f"{outcome.identifier} : {quads} quads ; manques signalés : {gaps} ; désaccords entre sources : {differing} ; "
        f"mentions non tranchées : {unsettled}{corrected.fr}.",
        f"{outcome.identifier}: {quads} quads; gaps told: {gaps}; disagreements of sources: {differing}; "
        f"mentions not settled: {unsettled}{corrected.en}.",
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
    if outcome.differing:
        return _beside(outcome.differing, counted)
    return Wording(f"Déjà publié, rien n'a changé. {counted.fr}", f"Published already, nothing changed. {counted.en}")


def _beside(differing: Sequence[str], counted: Wording) -> Wording:
    """Return what is said where the data are those published, and files beside them are not."""
    names = ", ".join(differing[:SHOWN]) + (" …" if len(differing) > SHOWN else "")
    one = len(differing) == 1
    fr = "un fichier qui les accompagne serait autre" if one else "des fichiers qui les accompagnent seraient autres"
    en = "a file beside them would be another" if one else "files beside them would be others"
    return Wording(
        f"Déjà publié : les données sont les mêmes, mais {fr} ({names}). Une publication n'est jamais modifiée : pour "
        f"publier aussi cela, construisez dans un autre dossier (--out), puis servez-le. {counted.fr}",
        f"Published already: the data are the same, but {en} ({names}). A release is never modified: to publish this "
        f"too, build in another folder (--out), then serve it. {counted.en}",
    )

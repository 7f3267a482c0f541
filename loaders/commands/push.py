"""The command `pacte push`: a release sent to a remote SPARQL store."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

from loaders import remote
from loaders.commands.endings import failures
from loaders.commands.options import LANG, OUT
from loaders.faults import Language, Wording
from loaders.progress import plain
from loaders.publication import Publication
from loaders.remote import Addresses, Endpoint, Login, Outcome, Patience, Sent, Teller, beside
from loaders.remote.endpoint import Waiting
from loaders.remote.refusals import PushFailed

CODES = """
\b
Codes de sortie :
  0    la base distante contient la publication, vérifiée graphe par graphe
  2    la commande est mal écrite
  3    la publication n'existe pas ou est abîmée
  4    la base distante ne répond pas, refuse, ou n'a pas gardé ce qui a été envoyé
  130  interrompu au clavier
"""
PLACE = "{release}"
"""What stands for the identifier of the release in an address."""


@click.command(
    epilog=CODES,
    help=(
        "Envoie une publication à une base SPARQL 1.1 (Oxigraph, Fuseki, Virtuoso…), par morceaux que ses lecteurs ne "
        "voient pas, puis la montre d'un seul geste. ENDPOINT est l'adresse des requêtes ; {release} y vaut "
        "l'identifiant de la publication. Interrompue, la même commande reprend où elle en était. Le compte qui écrit "
        "se donne par PACTE_STORE_USER et PACTE_STORE_PASSWORD, ou par le fichier .netrc."
    ),
)
@click.argument("place", metavar="ENDPOINT", envvar="PACTE_STORE")
@click.option("--update", help="Adresse des mises à jour, si ENDPOINT ne permet pas de la deviner.")
@click.option("--graphs", help="Adresse du protocole Graph Store, de même.")
@click.option("--release", "identifier", help="Identifiant de la publication. Par défaut, celle en cours.")
@OUT
@LANG
def push(  # noqa: PLR0913, PLR0917 - one parameter for each option of the command
    place: str, update: str | None, graphs: str | None, identifier: str | None, out: Path, language: Language
) -> None:
    """Send a release to a remote store."""
    with failures(language):
        sent = Sent.of(Publication(out), identifier)
        places = (one and one.replace(PLACE, sent.identifier) for one in (update, graphs))
        addresses = _addresses(place.replace(PLACE, sent.identifier), *places)
        with _teller(language) as teller:
            endpoint = Endpoint(addresses, Login.read(os.environ), Patience(), _waiting(language))
            outcome = remote.push(sent, endpoint, teller)
        click.echo(_ending(outcome, addresses.query).said(language))


def _addresses(query: str, update: str | None, graphs: str | None) -> Addresses:
    """Return the addresses of a store; raises BadParameter for one that is unknown, is none, or holds a password."""
    for name, address in (("ENDPOINT", query), ("--update", update), ("--graphs", graphs)):
        if address is not None:
            _check(name, address)
    if found := beside(query, update, graphs):
        return found
    raise click.BadParameter(f"{query!r} : donner aussi --update et --graphs", param_hint="ENDPOINT")


def _check(name: str, address: str) -> None:
    try:
        parts = urlsplit(address)
    except ValueError as error:
        raise click.BadParameter(f"{address!r} : {error}", param_hint=name) from error
    if "@" in parts.netloc:
        remedy = "pas de compte dans une adresse : PACTE_STORE_USER et PACTE_STORE_PASSWORD, ou .netrc"
        raise click.BadParameter(remedy, param_hint=name)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise click.BadParameter(f"{address!r} : adresse http(s) attendue", param_hint=name)


def _waiting(language: Language) -> Waiting:
    """Return what tells an operator why nothing happens for a while."""

    def told(failed: PushFailed, seconds: float) -> None:
        again = Wording(f"nouvel essai dans {seconds:g} s", f"trying again in {seconds:g} s")
        click.echo(f"{failed.wording.said(language)} … {again.said(language)}", err=True)

    return told


@contextmanager
def _teller(language: Language) -> Iterator[Teller]:
    """Lend what tells how far a push is: lines, and on a terminal a live bar of the statements that arrived."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield Teller(plain(sys.stderr, language), lambda _done, _whole: None)
        return
    with Progress(BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=console, transient=True) as bar:
        task = bar.add_task("", total=None)
        yield Teller(plain(sys.stderr, language), lambda done, whole: bar.update(task, completed=done, total=whole))


def _ending(outcome: Outcome, query: str) -> Wording:
    """Return the last words of a push."""
    fr = "énoncés comptés (ce moteur calcule d'autres empreintes)" if outcome.is_counted else "vérifiée"
    en = "statements counted (this engine computes other digests)" if outcome.is_counted else "checked"
    fr = f"{fr} : {outcome.release} → {query} ; {outcome.quads} quads, {outcome.graphs} graphes"
    en = f"{en}: {outcome.release} → {query}; {outcome.quads} quads, {outcome.graphs} graphs"
    if outcome.before == outcome.release and not outcome.sent:
        return Wording(f"Déjà en ligne, {fr}.", f"There already, {en}.")
    before = outcome.before or "∅"
    return Wording(
        f"En ligne, {fr} ; énoncés envoyés : {outcome.sent} ; avant : {before}.",
        f"Shown, {en}; statements sent: {outcome.sent}; before: {before}.",
    )

"""The command `pacte add`: a page or a file becomes a source, with its entry in the list of sources."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click

from loaders import filing, terminal
from loaders.commands.endings import CODES, failures
from loaders.commands.options import BASE, LANG, SEEDS_HERE, TERRITORIES, seeds_of, taking
from loaders.documents import opening, read
from loaders.documents.confinement import USUAL
from loaders.documents.formats import Unreadable
from loaders.faults import Fault, InvalidSeeds, Language, Wording
from loaders.fetching import Fetched, Reach, fetch
from loaders.filing import Filed
from loaders.manifest import FOLDER, KINDS
from loaders.model import Document, Reading
from loaders.proposals import Ground, Value
from loaders.tables import territories
from ontology.addresses import Addresses
from ontology.names import CT, FOAF, RDF, RDFS

LABELS = {
    "title": Wording("titre", "title"),
    "publisher": Wording("éditeur", "publisher"),
    "url": Wording("adresse", "address"),
    "licence": Wording("licence", "licence"),
    "language": Wording("langue", "language"),
    "kind": Wording("nature", "kind"),
    "read": Wording("lu le", "read on"),
}
COUNTED = {
    CT.Contract: Wording("contrat(s)", "contract(s)"),
    CT.Signature: Wording("signature(s)", "signature(s)"),
    FOAF.Person: Wording("personne(s)", "person(s)"),
    CT.Priority: Wording("enjeu(x)", "priority(ies)"),
    CT.Figure: Wording("chiffre(s)", "figure(s)"),
    CT.Event: Wording("événement(s)", "event(s)"),
}
_WEB = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
STATED = (
    click.option("--title", help="Titre du document. Par défaut : celui qu'il porte."),
    click.option("--publisher", help="Nom complet de qui le publie. Par défaut : celui que dit la page."),
    click.option("--url", help="Adresse du document. Par défaut : celle d'où il vient, ou celle que dit la page."),
    click.option("--licence", help="Adresse de sa licence. Par défaut : celle que dit la page."),
    click.option("--language", "spoken", help="Code de sa langue. Par défaut : celle que dit le document, sinon fr."),
    click.option("--kind", type=click.Choice(KINDS), help="Nature du document. Par défaut : d'après son titre."),
    click.option("--read", type=click.DateTime(["%Y-%m-%d"]), help="Jour de lecture. Par défaut : aujourd'hui."),
)


@click.command(
    epilog=CODES,
    help="Range ORIGIN, une adresse http(s) ou un fichier, parmi les sources : le document dans SEEDS/documents, son "
    "entrée dans SEEDS/sources.toml. Ce que rien ne dit y est « unknown ». Rien n'est publié.",
)
@click.argument("origin")
@click.option(
    "--seeds",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=SEEDS_HERE,
    show_default=True,
    help="Dossier des sources.",
)
@taking(STATED)
@click.option("--allow-local", is_flag=True, help="Accepte une adresse d'un réseau privé ou de cette machine.")
@TERRITORIES
@BASE
@LANG
def add(  # noqa: PLR0913 - one argument for each option
    *,
    origin: str,
    seeds: Path,
    tables: Path | None,
    addresses: Addresses,
    language: Language,
    allow_local: bool,
    **stated: str | datetime | None,
) -> None:
    """File a page or a file as a source."""
    with failures(language):
        place = seeds_of(seeds, tables)
        referential = territories.load(place.territories)
        given: dict[str, Value | None] = {
            key: value.date() if isinstance(value, datetime) else value for key, value in stated.items()
        }
        given["language"] = given.pop("spoken")
        if _WEB.match(origin):
            received = fetch(origin, Reach(local=allow_local))
            given["url"] = given["url"] or received.url
        else:
            received = _held(Path(origin))
        found = filing.add(place, received, given, datetime.now(UTC).astimezone().date())
        reading = read(found.document, referential, addresses)
        if told := terminal.blind(found.document):
            click.echo(told.said(language), err=True)
        for line in (*_entry(seeds, found), *_understood(reading), _next(seeds, found.document)):
            click.echo(line.said(language))


def _held(path: Path) -> Fetched:
    """Return the bytes of a file of this machine; raises InvalidSeeds."""
    try:
        return Fetched(opening.contents(path, USUAL), str(path))
    except Unreadable as error:
        raise InvalidSeeds([Fault(str(path), error.why, error.remedy)]) from error


def _entry(seeds: Path, found: Filed) -> Iterator[Wording]:
    """Yield what was filed, and each value of the entry with where it comes from."""
    path = seeds / FOLDER / found.document.identifier
    yield Wording(f"Rangé : {path}", f"Filed: {path}")
    for key, label in LABELS.items():
        one = found.told[key]
        option = Wording(f" : --{key}", f": --{key}") if one.ground is Ground.MISSING else Wording("", "")
        yield Wording(
            f"  {label.fr} : {one.value} ({one.ground.value.fr}{option.fr})",
            f"  {label.en}: {one.value} ({one.ground.value.en}{option.en})",
        )


def _understood(reading: Reading) -> Iterator[Wording]:
    """Yield the names of the contracts that were read, and how many things of each class and mentions not settled."""
    kinds = {(fact.subject, fact.object) for fact in reading.statements if fact.predicate == RDF.type}
    contracts = {thing for thing, kind in kinds if kind == CT.Contract}
    for name in sorted(
        {str(f.object) for f in reading.statements if f.subject in contracts and f.predicate == RDFS.label}
    ):
        yield Wording(f"Contrat : {name}", f"Contract: {name}")
    counts = Counter(kind for _, kind in kinds)
    told = [(counts[kind], label) for kind, label in COUNTED.items()]
    french = ", ".join(f"{count} {label.fr}" for count, label in told)
    english = ", ".join(f"{count} {label.en}" for count, label in told)
    unsettled = len(reading.undecided)
    yield Wording(
        f"Compris : {french} ; mentions non tranchées : {unsettled}.",
        f"Understood: {english}; mentions not settled: {unsettled}.",
    )


def _next(seeds: Path, document: Document) -> Wording:
    """Return the commands that go on from here."""
    path = seeds / FOLDER / document.identifier
    return Wording(
        f"Voir ce qui y est lu : pacte read {path}\nVérifier puis publier : pacte check {seeds} && pacte build {seeds}",
        f"See what is read in it: pacte read {path}\nCheck, then publish: pacte check {seeds} && pacte build {seeds}",
    )

"""The command `pacte read`: what is understood in a document or a folder, before anything is published."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

import click

from loaders import accounts, booklet, terminal
from loaders.commands.endings import CODES, Exit, failures
from loaders.commands.options import BASE, LANG, SEEDS_HERE, TERRITORIES, seeds_of
from loaders.faults import Language
from loaders.preview import Preview, preview
from loaders.transcript import Transcript, transcript
from ontology.addresses import Addresses

CONTENTS = "index"


@dataclass(frozen=True)
class Told:
    """What was read, told in one language."""

    found: Preview
    addresses: Addresses
    language: Language

    @cached_property
    def transcripts(self) -> tuple[Transcript, ...]:
        """Return the readings put in order for people."""
        readings = self.found.revision.readings
        return tuple(transcript(one, self.found, self.addresses, self.language) for one in readings)

    def html(self) -> dict[str, str]:
        """Return the pages by the name of their file: one a document, and the one that lists them."""
        day = datetime.now(UTC).date()
        pages = {
            f"{one.document.key}.html": booklet.leaf(one, self.addresses, self.language, day)
            for one in self.transcripts
        }
        unmet = self.found.revision.unmet
        pages[f"{CONTENTS}.html"] = booklet.contents(self.transcripts, self.found.faults, unmet, self.language)
        return pages

    def json(self) -> dict[str, str]:
        """Return the accounts by the name of their file: one a document, and the one that holds them all."""
        revision = self.found.revision
        told = {one.document.key: accounts.whole(one, self.found.doubts, revision.applied) for one in revision.readings}
        whole = accounts.collection(list(told.values()), self.found.faults, revision.unmet, self.language)
        files = {f"{key}.json": accounts.written(account) for key, account in told.items()}
        return {**files, f"{CONTENTS}.json": accounts.written(whole)}


@click.command(
    epilog=CODES,
    help="Montre ce qui est lu dans PATH : un document, un dossier de documents, ou un dossier de sources (seeds).",
)
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@TERRITORIES
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "html", "json"]),
    default="text",
    show_default=True,
    help="Texte pour une personne, pages HTML autonomes, ou JSON pour un programme.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Dossier où écrire les pages ou le JSON, un fichier par document et un sommaire.",
)
@BASE
@LANG
def read(  # noqa: PLR0913, PLR0917 - one parameter for each option of the command
    path: Path, tables: Path | None, form: str, out: Path | None, addresses: Addresses, language: Language
) -> None:
    """Show what is read in one document or in several."""
    if out is None and form == "html" and path.is_dir():
        raise click.UsageError("Pour un dossier en HTML, dire où écrire les pages : --out DOSSIER")
    if out is not None and form == "text":
        raise click.UsageError("--out ne vaut que pour --format html ou json")
    with failures(language):
        home = path if path.is_dir() else SEEDS_HERE
        found = preview(path, seeds_of(home, tables).territories, addresses)
        _show(Told(found, addresses, language), form, out, single=not path.is_dir())
        _faults(found, language)


def _show(told: Told, form: str, out: Path | None, *, single: bool) -> None:
    if form == "text":
        _on_screen(told, single=single)
        return
    files = told.html() if form == "html" else told.json()
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (out / name).write_text(text, encoding="utf-8", newline="")
        click.echo(out / f"{CONTENTS}.{form}")
        return
    shown = [name for name in files if name != f"{CONTENTS}.{form}"] if single else [f"{CONTENTS}.{form}"]
    for name in shown:
        click.echo(files[name])


def _on_screen(told: Told, *, single: bool) -> None:
    if single:
        for reading in told.found.revision.readings:
            terminal.show(reading, told.addresses, sys.stdout, told.language)
    terminal.decisions(told.transcripts, sys.stdout)
    terminal.summary(told.transcripts, sys.stdout, told.language)


def _faults(found: Preview, language: Language) -> None:
    """Tell the corrections without effect, then the files that were not read, which make the command fail."""
    _tell([fault.said(language) for fault in found.revision.unmet])
    _tell([fault.said(language) for fault in found.faults])
    if found.faults:
        sys.exit(Exit.INVALID)


def _tell(lines: Sequence[str]) -> None:
    for line in lines:
        click.echo(line, err=True)

"""The file of corrections, `corrections.toml`: one `[[correction]]` table for each decision."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import tomlkit
from rdflib import URIRef

from loaders.corrections import forms, values
from loaders.corrections.forms import Action
from loaders.documents import mask
from loaders.entries import Entry, entries
from loaders.faults import Fault, InvalidSeeds, Wording
from loaders.model import Document, Node
from ontology.addresses import Addresses

NAME = "corrections.toml"
TABLE = "correction"
KEY = "corrections"
TITLE = "Corrections de l'exploitant"


@dataclass(frozen=True, slots=True)
class Quote:
    """Some words of a document, by the name of its file; `near` is about where they begin, where they stand twice."""

    document: str
    words: str
    near: int | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """One decision about a statement, or about words: who took it, when, and why.

    `line` is where it stands in the file, `told` the slice of the file's text that says why. A merged thing is the
    subject, the one that takes its place the value; a chosen thing is the value.
    """

    action: Action
    by: str
    on: date
    why: str
    line: int
    told: tuple[int, int]
    quote: Quote | None = None
    source: str | None = None
    subject: URIRef | None = None
    predicate: URIRef | None = None
    value: Node | None = None

    @property
    def target(self) -> tuple[object, ...]:
        """Return what the correction is about: two corrections of one target contradict or repeat each other."""
        about = (self.quote, self.source, self.subject, self.predicate)
        return (*about, None) if self.action in {Action.CHOOSE, Action.MERGE} else (*about, self.value)

    @property
    def key(self) -> str:
        """Return the last segment of the correction's IRI, which its line does not change."""
        said = (self.action, self.by, self.on, self.why, *self.target, self.value)
        return hashlib.sha256("\n".join(map(repr, said)).encode()).hexdigest()[:20]


@dataclass(frozen=True, slots=True)
class Errata:
    """The corrections of a folder of seeds, and the file that holds them as a document; None where there is no file."""

    path: Path
    document: Document | None
    corrections: tuple[Correction, ...]


def load(seeds: Path, addresses: Addresses) -> Errata:
    """Return the corrections of a folder of seeds, none where it has no such file; raises InvalidSeeds."""
    path = seeds / NAME
    if not path.exists():
        return Errata(path, None, ())
    told = entries(path, TABLE)
    known = forms.rules(addresses)
    found = [fault for one in told for fault in forms.faults(one, path, known, addresses)]
    if found:
        raise InvalidSeeds(found)
    text = mask(path.read_text(encoding="utf-8"))
    made = tuple(_correction(entry, text, addresses) for entry in told)
    if found := list(_clashing(made, path)):
        raise InvalidSeeds(found)
    document = Document(NAME, KEY, text, hashlib.sha256(path.read_bytes()).hexdigest(), TITLE, language=values.LANGUAGE)
    return Errata(path, document if made else None, made)


def entry(keys: Mapping[str, object]) -> str:
    """Return one entry of the file, as TOML."""
    tables = tomlkit.aot()
    tables.append(tomlkit.item(dict(keys)))
    written = tomlkit.document()
    written[TABLE] = tables
    return tomlkit.dumps(written).strip()


def _correction(entry: Entry, text: str, addresses: Addresses) -> Correction:
    """Return the correction that a well-formed entry states."""
    told = entry.values
    named = partial(values.thing, addresses=addresses)
    predicate = forms.predicate(entry) if "property" in told else None
    raw = told.get("into", told.get("value"))
    value: Node | None = named(str(raw)) if raw is not None and predicate is None else None
    if predicate is not None and raw is not None:
        value = values.node(predicate, raw, addresses)
    source = str(told["source"]) if "source" in told else None
    quote = (
        Quote(str(source), forms.on_one_line(str(told["words"])), _near(told.get("near"))) if "words" in told else None
    )
    on = told["on"]
    return Correction(
        Action(str(told["action"])),
        str(told["by"]),
        on if isinstance(on, date) else date.min,
        str(told["why"]),
        entry.line or 1,
        _slice(text, entry.lines.get("why", entry.line or 1), str(told["why"])),
        quote,
        source,
        named(str(told["subject"])) if "subject" in told else None,
        predicate,
        value,
    )


def _near(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _slice(text: str, line: int, why: str) -> tuple[int, int]:
    """Return where the file says why: the words on their line, or the whole line when escapes spell them otherwise."""
    start = sum(len(one) + 1 for one in text.split("\n")[: line - 1])
    end = text.find("\n", start) if "\n" in text[start:] else len(text)
    found = text.find(why, start, end)
    return (found, found + len(why)) if found >= 0 else (start, end)


def _clashing(corrections: Sequence[Correction], path: Path) -> Iterator[Fault]:
    """Yield the corrections that decide again, or otherwise, of what an earlier one decided; and merges in a chain."""
    told: dict[tuple[object, ...], Correction] = {}
    merged = {one.subject: one for one in corrections if one.action is Action.MERGE}
    for one in corrections:
        first = told.setdefault(one.target, one)
        if first is not one:
            problem = Wording(
                f"la correction de la ligne {first.line} décide déjà de cela",
                f"the correction on line {first.line} decides of this already",
            )
            yield Fault(str(path), problem, Wording("n'en garder qu'une", "keep one only"), one.line, one.action)
        if one.action is Action.MERGE and one.value in merged:
            problem = Wording("cette chose est elle-même fusionnée ailleurs", "this thing is itself merged elsewhere")
            remedy = Wording("fusionner dans celle qui reste", "merge into the one that stays")
            yield Fault(str(path), problem, remedy, one.line, str(one.value))

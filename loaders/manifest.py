"""The list of source documents: `sources.toml`, and the documents that lie beside it without an entry."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from loaders.entries import TEXT, Entry, Rule, day, entries, faults, shown, words
from loaders.faults import Fault, InvalidSeeds, Wording
from ontology.addresses import slug

NAME = "sources.toml"
FOLDER = "documents"
SUFFIXES = (".txt", ".md", ".html", ".htm", ".pdf", ".docx", ".odt")
UNKNOWN = "unknown"
KINDS = ("article", "contract", "deliberation", "news", "page", "press-release", "proceedings", "project", "report")


@dataclass(frozen=True, slots=True)
class Source:
    """One document to read and what is known of it; what nobody stated is None.

    `identifier` is the file's name, `key` the last segment of the source's IRI, `kind` one of `KINDS`.
    """

    path: Path
    identifier: str
    key: str
    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    licence: str | None = None
    language: str | None = None
    kind: str | None = None
    read_on: date | None = None


def _address(value: object) -> bool:
    if not isinstance(value, str) or re.search(r"[\s<>\"{}|\\^`]", value):
        return False
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


_ADDRESS = Rule(
    lambda value: value == UNKNOWN or _address(value),
    Wording("n'est pas une adresse http(s)", "is not an http(s) address"),
    Wording(f'écrire l\'adresse complète, ou "{UNKNOWN}"', f'write the whole address, or "{UNKNOWN}"'),
)
RULES: dict[str, Rule] = {
    "file": Rule(
        lambda value: words(value) and Path(str(value)).name == value and not str(value).startswith("."),
        Wording(f"n'est pas le nom d'un fichier de {FOLDER}/", f"is not the name of a file in {FOLDER}/"),
        Wording("écrire le nom du fichier, sans dossier", "write the file's name, without a folder"),
    ),
    "title": TEXT,
    "publisher": TEXT,
    "url": _ADDRESS,
    "licence": _ADDRESS,
    "language": Rule(
        lambda value: isinstance(value, str) and bool(re.fullmatch(r"[a-z]{2,3}(-[A-Z]{2})?", value)),
        Wording("n'est pas un code de langue", "is not a language code"),
        Wording('écrire "fr", par exemple', 'write "fr", for instance'),
    ),
    "kind": Rule(
        lambda value: value in KINDS,
        Wording("n'est pas une nature de document connue", "is not a known kind of document"),
        Wording(f"choisir parmi {', '.join(KINDS)}", f"choose among {', '.join(KINDS)}"),
    ),
    "read": day(
        Wording(
            "écrire le jour de lecture sans guillemets : AAAA-MM-JJ", "write the day of reading unquoted: YYYY-MM-DD"
        )
    ),
}


def sources(seeds: Path) -> tuple[Source, ...]:
    """Return the documents of a folder of seeds, by identifier, whether `sources.toml` lists them or not.

    Hidden files are passed over. Raises InvalidSeeds with every fault of the list and of the folder.
    """
    known = entries(seeds / NAME, "source") if (seeds / NAME).exists() else []
    found = [fault for entry in known for fault in _faults(entry, seeds)]
    found += _repeated(known, seeds)
    listed = {str(entry.values.get("file")): entry for entry in known}
    files = sorted(path for path in (seeds / FOLDER).glob("*") if not path.name.startswith("."))
    found += [fault for path in files for fault in _unusable(path, seeds / FOLDER)] + _colliding(files)
    if not files:
        found.append(_empty(seeds))
    if found:
        raise InvalidSeeds(found)
    return tuple(_source(path, listed.get(path.name)) for path in files)


def clashing(listed: Iterable[Source], taken: Container[str]) -> list[Fault]:
    """Return a fault for each document whose name would give it an address or a dump that something else has."""
    problem = Wording(
        "ce nom est déjà celui d'une table ou d'un fichier publié", "a table or a published file has this name"
    )
    remedy = Wording("renommer le fichier", "rename the file")
    return [Fault(str(one.path), problem, remedy, value=one.identifier) for one in listed if one.key in taken]


def alone(path: Path) -> Source:
    """Return a document of which nothing is stated; raises InvalidSeeds for a file that cannot be a source."""
    if found := list(_unusable(path, path.parent)):
        raise InvalidSeeds(found)
    return _source(path, None)


def _source(path: Path, entry: Entry | None) -> Source:
    """Return a document with what its entry says of it."""
    values = entry.values if entry else {}
    stated = {key: str(value) for key, value in values.items() if value != UNKNOWN}
    read = values.get("read")
    return Source(
        path,
        path.name,
        slug(path.stem),
        stated.get("title"),
        stated.get("publisher"),
        stated.get("url"),
        stated.get("licence"),
        stated.get("language"),
        stated.get("kind"),
        read if isinstance(read, date) else None,
    )


def _faults(entry: Entry, seeds: Path) -> Iterator[Fault]:
    """Yield what is wrong in one entry: its keys and values, or that no file has its name."""
    yield from faults(entry, seeds / NAME, RULES, RULES)
    name = entry.values.get("file")
    if RULES["file"].holds(name) and not (seeds / FOLDER / str(name)).is_file():
        problem = Wording(f"aucun fichier de ce nom dans {FOLDER}/", f"no file of this name in {FOLDER}/")
        remedy = Wording("y déposer le fichier ou retirer l'entrée", "put the file there or remove the entry")
        yield Fault(str(seeds / NAME), problem, remedy, entry.lines.get("file", entry.line), shown("file", name))


def _repeated(known: list[Entry], seeds: Path) -> list[Fault]:
    """Return a fault for each entry that names a file already named."""
    counted = Counter(str(entry.values.get("file")) for entry in known if "file" in entry.values)
    problem = Wording("ce fichier a plusieurs entrées", "this file has several entries")
    remedy = Wording("n'en garder qu'une", "keep one only")
    return [
        Fault(str(seeds / NAME), problem, remedy, entry.lines.get("file", entry.line), f"file = {name!r}")
        for entry in known
        if counted[name := str(entry.values.get("file"))] > 1
    ]


def _unusable(path: Path, folder: Path) -> Iterator[Fault]:
    """Yield why a file of the folder cannot be a source: not a file here, unknown type, no name for an IRI."""
    if not path.is_file() or path.resolve().parent != folder.resolve():
        problem = Wording("n'est pas un fichier de ce dossier", "is not a file of this folder")
        yield Fault(str(path), problem, Wording("y copier le fichier lui-même", "copy the file itself there"))
    elif path.suffix.lower() not in SUFFIXES:
        problem = Wording("type de fichier non lu", "file type that is not read")
        remedy = Wording(f"donner un fichier {', '.join(SUFFIXES)}", f"give a file {', '.join(SUFFIXES)}")
        yield Fault(str(path), problem, remedy, value=path.suffix or path.name)
    elif not slug(path.stem):
        problem = Wording("ce nom n'a ni lettre ni chiffre", "this name has no letter or digit")
        yield Fault(str(path), problem, Wording("renommer le fichier", "rename the file"), value=path.name)


def _colliding(files: list[Path]) -> list[Fault]:
    """Return a fault for each file whose name would give the same IRI as another's."""
    counted = Counter(slug(path.stem) for path in files)
    problem = Wording("deux fichiers donneraient la même adresse", "two files would give the same address")
    remedy = Wording("en renommer un", "rename one of them")
    return [Fault(str(path), problem, remedy, value=path.name) for path in files if counted[slug(path.stem)] > 1]


def _empty(seeds: Path) -> Fault:
    """Return the fault of a folder of seeds without a single document."""
    problem = Wording("aucun document à lire", "no document to read")
    remedy = Wording("y déposer au moins un document", "put at least one document there")
    return Fault(str(seeds / FOLDER), problem, remedy)

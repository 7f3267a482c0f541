"""The list of source documents: `sources.toml`, and the documents that lie beside it without an entry."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from urllib.parse import urlsplit

from loaders.faults import Fault, InvalidSeeds, Wording
from ontology.addresses import slug

NAME = "sources.toml"
FOLDER = "documents"
SUFFIXES = (".txt",)
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


@dataclass(frozen=True, slots=True)
class Rule:
    """What the value of a key must be."""

    holds: Callable[[object], bool]
    problem: Wording
    remedy: Wording


@dataclass(frozen=True, slots=True)
class Entry:
    """One `[[source]]` table: its values, and the lines where it and they stand."""

    values: dict[str, object]
    line: int | None
    lines: dict[str, int]


def _words(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip()) and value.isprintable()


def _address(value: object) -> bool:
    if not isinstance(value, str) or re.search(r"[\s<>\"{}|\\^`]", value):
        return False
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


_TEXT = Rule(
    _words,
    Wording("n'est pas un texte d'une ligne", "is not a text of one line"),
    Wording("écrire un texte entre guillemets", "write a text between quotes"),
)
_ADDRESS = Rule(
    lambda value: value == UNKNOWN or _address(value),
    Wording("n'est pas une adresse http(s)", "is not an http(s) address"),
    Wording(f'écrire l\'adresse complète, ou "{UNKNOWN}"', f'write the whole address, or "{UNKNOWN}"'),
)
RULES: dict[str, Rule] = {
    "file": Rule(
        lambda value: _words(value) and Path(str(value)).name == value and not str(value).startswith("."),
        Wording(f"n'est pas le nom d'un fichier de {FOLDER}/", f"is not the name of a file in {FOLDER}/"),
        Wording("écrire le nom du fichier, sans dossier", "write the file's name, without a folder"),
    ),
    "title": _TEXT,
    "publisher": _TEXT,
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
    "read": Rule(
        lambda value: isinstance(value, date) and not isinstance(value, datetime),
        Wording("n'est pas un jour", "is not a day"),
        Wording(
            "écrire le jour de lecture sans guillemets : AAAA-MM-JJ", "write the day of reading unquoted: YYYY-MM-DD"
        ),
    ),
}


def sources(seeds: Path) -> tuple[Source, ...]:
    """Return the documents of a folder of seeds, by identifier, whether `sources.toml` lists them or not.

    Hidden files are passed over. Raises InvalidSeeds with every fault of the list and of the folder.
    """
    entries = _entries(seeds / NAME) if (seeds / NAME).exists() else []
    faults = [fault for entry in entries for fault in _faults(entry, seeds)]
    faults += _repeated(entries, seeds)
    listed = {str(entry.values.get("file")): entry for entry in entries}
    files = sorted(path for path in (seeds / FOLDER).glob("*") if not path.name.startswith("."))
    faults += [fault for path in files for fault in _unusable(path, seeds / FOLDER)] + _colliding(files)
    if not files:
        faults.append(_empty(seeds))
    if faults:
        raise InvalidSeeds(faults)
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
    if faults := list(_unusable(path, path.parent)):
        raise InvalidSeeds(faults)
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


def _entries(path: Path) -> list[Entry]:
    """Return the tables of the list, refusing a file that is not TOML or holds anything else."""
    try:
        text = path.read_bytes().decode()
        data = tomllib.loads(text)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidSeeds([_syntax(path, error)]) from error
    tables = data.pop("source", [])
    places = _places(text)
    if data or not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise InvalidSeeds([_stranger(path, next(iter(data), "source"), text)])
    while len(places) < len(tables):
        places.append((None, {}))
    return [Entry(table, line, lines) for table, (line, lines) in zip(tables, places, strict=False)]


def _places(text: str) -> list[tuple[int | None, dict[str, int]]]:
    """Return, for each `[[source]]` header, its line and the lines of the keys under it."""
    places: list[tuple[int | None, dict[str, int]]] = []
    for number, line in enumerate(text.split("\n"), 1):
        if re.match(r"\s*\[\[\s*source\s*\]\]", line):
            places.append((number, {}))
        elif places and (key := re.match(r"\s*[\"']?([\w-]+)[\"']?\s*=", line)):
            places[-1][1].setdefault(key[1], number)
    return places


def _syntax(path: Path, error: UnicodeDecodeError | tomllib.TOMLDecodeError) -> Fault:
    """Return the fault of a list that is not TOML in UTF-8."""
    if isinstance(error, UnicodeDecodeError):
        line, shown = error.object[: error.start].count(b"\n") + 1, f"0x{error.object[error.start]:02X}"
        problem = Wording("cet octet n'est pas de l'UTF-8", "this byte is not UTF-8")
    else:
        written = path.read_text(encoding="utf-8").split("\n")
        found = re.search(r"at line (\d+)", str(error))
        line = int(found[1]) if found else len(written)
        shown = written[line - 1].strip()
        problem = Wording("cette ligne n'est pas du TOML", "this line is not TOML")
    remedy = Wording("corriger la ligne, enregistrer en UTF-8", "correct the line, save as UTF-8")
    return Fault(str(path), problem, remedy, line, shown)


def _stranger(path: Path, key: str, text: str) -> Fault:
    """Return the fault of a list that holds something else than `[[source]]` tables."""
    found = (n for n, line in enumerate(text.split("\n"), 1) if re.match(rf"\s*\[*\s*[\"']?{re.escape(key)}\b", line))
    problem = Wording("seules des tables [[source]] sont attendues", "only [[source]] tables are expected")
    remedy = Wording("retirer cette clé ou la placer sous [[source]]", "remove this key or put it under [[source]]")
    return Fault(str(path), problem, remedy, next(found, None), key)


def _faults(entry: Entry, seeds: Path) -> Iterator[Fault]:
    """Yield what is wrong in one entry: keys that are missing or unknown, values that break a rule, no such file."""
    path = str(seeds / NAME)
    for key in sorted(RULES.keys() - entry.values.keys()):
        problem = Wording("clé absente", "missing key")
        remedy = Wording(f"ajouter cette clé ({', '.join(RULES)})", f"add this key ({', '.join(RULES)})")
        yield Fault(path, problem, remedy, entry.line, key)
    for key, value in entry.values.items():
        rule, line = RULES.get(key), entry.lines.get(key, entry.line)
        shown = f"{key} = {value if isinstance(value, date) else repr(value)}"
        if rule is None:
            problem = Wording("clé inconnue", "unknown key")
            yield Fault(path, problem, Wording("la corriger ou la retirer", "correct or remove it"), line, shown)
        elif not rule.holds(value):
            yield Fault(path, rule.problem, rule.remedy, line, shown)
        elif key == "file" and not (seeds / FOLDER / str(value)).is_file():
            problem = Wording(f"aucun fichier de ce nom dans {FOLDER}/", f"no file of this name in {FOLDER}/")
            remedy = Wording("y déposer le fichier ou retirer l'entrée", "put the file there or remove the entry")
            yield Fault(path, problem, remedy, line, shown)


def _repeated(entries: list[Entry], seeds: Path) -> list[Fault]:
    """Return a fault for each entry that names a file already named."""
    counted = Counter(str(entry.values.get("file")) for entry in entries if "file" in entry.values)
    problem = Wording("ce fichier a plusieurs entrées", "this file has several entries")
    remedy = Wording("n'en garder qu'une", "keep one only")
    return [
        Fault(str(seeds / NAME), problem, remedy, entry.lines.get("file", entry.line), f"file = {name!r}")
        for entry in entries
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
    remedy = Wording("y déposer au moins un fichier .txt", "put at least one .txt file there")
    return Fault(str(seeds / FOLDER), problem, remedy)

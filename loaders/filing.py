"""Filing a new source: its file under `documents/` and its entry in `sources.toml`, both or neither."""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from urllib.parse import urldefrag, urlsplit

import tomlkit
from tomlkit.items import AoT

from loaders import dumps
from loaders.documents import opening
from loaders.documents.confinement import USUAL, taken
from loaders.documents.formats import Medium, Unreadable, medium
from loaders.faults import Fault, InvalidSeeds, Wording
from loaders.fetching import Fetched
from loaders.manifest import FOLDER, NAME, RULES, Source, sources
from loaders.material import Seeds
from loaders.model import Document
from loaders.proposals import Ground, Proposal, Value, proposals
from loaders.tables.origins import origins
from ontology.addresses import slug

SUFFIXES = {
    Medium.TEXT: ".txt",
    Medium.WEB_PAGE: ".html",
    Medium.PDF: ".pdf",
    Medium.DOCX: ".docx",
    Medium.ODT: ".odt",
}
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Filed:
    """A source that was filed: its document as a build will read it, and where each value of its entry comes from."""

    document: Document
    told: Mapping[str, Proposal]


def add(place: Seeds, received: Fetched, given: Mapping[str, Value | None], today: date) -> Filed:
    """File a document with what the operator states of it; raises InvalidSeeds, OSError, and files nothing then.

    What cannot be read is refused, and what is filed already: the same bytes, or the same address.
    """
    known = _known(place.folder)
    try:
        extract = taken(received.data, USUAL)
    except Unreadable as error:
        raise InvalidSeeds([Fault(received.url, error.why, error.remedy)]) from error
    kind = medium(received.data)
    name = name_of(received.url, kind, {source.key for source in known} | _published(place))
    source = Source(place.folder / FOLDER / name, name, slug(Path(name).stem), read_on=today)
    document = opening.document(source, extract, hashlib.sha256(received.data).hexdigest())
    told = proposals(given, document, extract.stated.language, kind)
    _refuse_twice(received, known, {received.url, str(told["url"].value)})
    file(place.folder, received.data, {"file": name, **{key: one.value for key, one in told.items()}})
    stated = {key: str(one.value) for key, one in told.items() if one.ground is not Ground.MISSING}
    return Filed(replace(document, title=stated["title"], publisher=stated.get("publisher")), told)


def _known(seeds: Path) -> tuple[Source, ...]:
    """Return the sources that some seeds have; raises InvalidSeeds where their list or folder has a fault."""
    folder = seeds / FOLDER
    empty = not folder.is_dir() or all(path.name.startswith(".") for path in folder.iterdir())
    return () if empty and not (seeds / NAME).exists() else sources(seeds)


def _published(place: Seeds) -> set[str]:
    """Return the names that tables and published files have."""
    return {*dumps.NAMES, *(origin.key for origin in origins(place.territories).values())}


def _refuse_twice(received: Fetched, known: Collection[Source], places: Collection[str]) -> None:
    """Raise InvalidSeeds for a document whose address or bytes a source has already."""
    digest = hashlib.sha256(received.data).digest()
    asked = {_place(url) for url in places}
    for source in known:
        if source.url and _place(source.url) in asked:
            problem = Wording("cette adresse est déjà celle d'une source", "a source has this address already")
        elif source.path.stat().st_size == len(received.data) and digest == _digest(source.path):
            problem = Wording("ce document est déjà parmi les sources", "this document is a source already")
        else:
            continue
        remedy = Wording("corriger son entrée si elle a changé", "correct its entry if it has changed")
        raise InvalidSeeds([Fault(received.url, problem, remedy, value=source.identifier)])


def _digest(path: Path) -> bytes:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").digest()


def _place(url: str) -> str:
    """Return an address without what does not change the page that it leads to."""
    return urldefrag(url).url.rstrip("/")


def name_of(origin: str, medium: Medium, taken: Collection[str]) -> str:
    """Return a file's name from an address or a path: that of its last part, numbered when another file has it.

    `taken` are the names that would give the same address: without suffix, in the form of an IRI's last segment.
    """
    parts = urlsplit(origin)
    last = next((part for part in reversed(parts.path.split("/")) if slug(Path(part).stem)), parts.hostname or origin)
    stem = slug(Path(last).stem if last != parts.hostname else last)[:_LONGEST].strip("-") or "document"
    number, name = 1, stem
    while name in taken:
        number, name = number + 1, f"{stem}-{number + 1}"
    return f"{name}{SUFFIXES[medium]}"


def file(seeds: Path, data: bytes, entry: Mapping[str, Value]) -> None:
    """Write a document and its entry; raises InvalidSeeds for an entry that breaks a rule, OSError.

    When anything fails, neither is there. No file is ever overwritten.
    """
    _judge(seeds, entry)
    (seeds / FOLDER).mkdir(parents=True, exist_ok=True)
    path = seeds / FOLDER / str(entry["file"])
    with _alone(seeds / FOLDER):
        listed = _listed(seeds / NAME, entry)
        with _aside(seeds / NAME, listed.encode()) as written, _aside(path, data) as given:
            os.link(given, path)
            try:
                written.replace(seeds / NAME)
            except BaseException:
                path.unlink()
                raise


def _judge(seeds: Path, entry: Mapping[str, Value]) -> None:
    faults = [
        Fault(str(seeds / NAME), rule.problem, rule.remedy, value=f"{key} = {entry[key]}")
        for key, rule in RULES.items()
        if not rule.holds(entry[key])
    ]
    if faults:
        raise InvalidSeeds(faults)


def _listed(path: Path, entry: Mapping[str, Value]) -> str:
    """Return the list of sources with one more entry, all else as it is written."""
    document = tomlkit.parse(path.read_text(encoding="utf-8") if path.exists() else "")
    table = tomlkit.table()
    for key in RULES:
        table.add(key, entry[key])
    held = document.get("source")
    if isinstance(held, AoT):
        held[-1].add(tomlkit.nl())
        held.append(table)
    else:
        listed = tomlkit.aot()
        listed.append(table)
        document.append("source", listed)
    return tomlkit.dumps(document)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep other commands from filing at the same time."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@contextmanager
def _aside(path: Path, data: bytes) -> Iterator[Path]:
    """Write bytes beside a file under a hidden name, and leave nothing of it in the end."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with beside.open("xb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        yield beside
    finally:
        beside.unlink(missing_ok=True)

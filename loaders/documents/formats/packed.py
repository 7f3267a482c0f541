"""Documents that are archives of XML parts: opened under hard caps, their XML read without entities."""

from __future__ import annotations

import re
import zipfile
import zlib
from io import BytesIO

from lxml import etree

from loaders.documents.formats.extract import Unreadable
from loaders.faults import Wording

MOST_BYTES = 400 * 2**20
MOST_TEXT = 64 * 2**20
MOST_PARTS = 5_000
_DECLARES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_AGAIN = Wording("l'enregistrer ou le télécharger de nouveau", "save or download it again")
_UNLOCK = Wording("en donner une copie sans mot de passe", "give a copy of it without a password")


def damaged() -> Unreadable:
    """Return the refusal of an archive or of XML that cannot be read."""
    why = Wording("ce document compressé est coupé ou endommagé", "this packed document is cut short or damaged")
    return Unreadable(why, _AGAIN)


def checked(data: bytes) -> zipfile.ZipFile:
    """Return an archive whose parts, all together, are not too large; raises Unreadable.

    A part never gives more bytes than the archive says it has.
    """
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise damaged() from error
    held = archive.infolist()
    if len(held) > MOST_PARTS or sum(part.file_size for part in held) > MOST_BYTES:
        why = Wording(
            f"ce document compressé dépasserait {MOST_BYTES // 2**20} Mio une fois ouvert",
            f"this packed document would exceed {MOST_BYTES // 2**20} MiB once opened",
        )
        raise Unreadable(why, Wording("en donner une version plus légère", "give a lighter version of it"))
    if any(part.flag_bits & 1 for part in held):
        raise locked()
    return archive


def locked() -> Unreadable:
    """Return the refusal of a document that asks for a password."""
    why = Wording("ce document est protégé par un mot de passe", "this document is protected by a password")
    return Unreadable(why, _UNLOCK)


def part(archive: zipfile.ZipFile, name: str) -> etree._Element:
    """Return the XML of one part of an archive; raises Unreadable, also for XML that declares entities."""
    try:
        info = archive.getinfo(name)
        if info.file_size > MOST_TEXT:
            raise Unreadable(
                Wording(f"{name} dépasse {MOST_TEXT // 2**20} Mio", f"{name} exceeds {MOST_TEXT // 2**20} MiB"),
                Wording("en donner une version plus légère", "give a lighter version of it"),
            )
        written = archive.read(info)
    except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise damaged() from error
    return parsed(written)


def parsed(written: bytes) -> etree._Element:
    """Return XML as a tree; raises Unreadable for what is not XML or declares entities of its own."""
    if _DECLARES.search(written):
        raise Unreadable(
            Wording(
                "le XML de ce document déclare des entités, ce qu'aucun traitement de texte n'écrit",
                "the XML of this document declares entities, which no word processor writes",
            ),
            Wording("l'enregistrer de nouveau avec un traitement de texte", "save it again with a word processor"),
        )
    try:
        return etree.fromstring(written, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    except etree.XMLSyntaxError as error:
        raise damaged() from error

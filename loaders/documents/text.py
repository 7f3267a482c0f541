"""Bytes to the stored plain text of a document, and back to nobody's private address."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from loaders.documents.layout import Kind, blocks
from loaders.faults import Failure, Wording
from loaders.manifest import Source
from loaders.model import Document

__all__ = ["UnreadableDocument", "decode", "mask", "open_document"]

MASK = "•"
_EMAIL = re.compile(r"[\w.+-]+(?:@|\s?[\[(](?:at|arobase|@)[\])]\s?)[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_PHONE = re.compile(
    r"(?<![\d.,-])(?:(?:\+|00)\s?33\s?(?:\(0\)\s?)?|0)[1-9](?:[\s.\-/]?\d{2}){4}(?![\d])"
    r"|(?<![\d.,-])0\s?8\d{2}(?:[\s.\-]?\d{3}){2}(?!\d)"
)
_BINARY = Wording("ce document n'est pas du texte (octets nuls)", "this document is not text (it holds NUL bytes)")
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


class UnreadableDocument(Failure, ValueError):
    """The file holds no text that could be read."""

    def __init__(self, name: str, why: Wording) -> None:
        """Name the file and what is wrong with it."""
        super().__init__(Wording(f"{name} : {why.fr}", f"{name}: {why.en}"))
        self.why = why


def mask(text: str) -> str:
    """Return a text whose e-mail addresses and telephone numbers are replaced by •, character for character.

    Offsets into the text stay true, and masking a masked text changes nothing.
    """
    for pattern in (_EMAIL, _PHONE):
        text = pattern.sub(lambda found: MASK * len(found[0]), text)
    return text


def decode(data: bytes) -> str:
    """Return the text that some bytes spell: UTF-8, UTF-16 with its mark, or Windows-1252.

    Line ends become a single newline and accents one character each (NFC), so that offsets mean the same everywhere.
    """
    text = _spell(data)
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def _spell(data: bytes) -> str:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    for encoding in ("utf-8", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


_LONGEST_TITLE = 200


def first_line(text: str) -> str | None:
    """Return the title that a text gives itself: its first line, masked; None if it is too long."""
    masked = mask(text)
    for block in blocks(masked):
        if block.kind is not Kind.FURNITURE:
            line = " ".join(masked[block.start : block.end].split())
            return line if len(line) <= _LONGEST_TITLE else None
    return None


def open_document(source: Source) -> Document:
    """Read the file of one source with what the list of sources states of it; the stored text is masked.

    A title that nobody stated is the first line of the text.
    Raises UnreadableDocument for an empty file or one that is not text.
    """
    data = source.path.read_bytes()
    text = decode(data)
    if not text.strip():
        raise UnreadableDocument(source.identifier, Wording("ce document est vide", "this document is empty"))
    if "\0" in text:
        raise UnreadableDocument(source.identifier, _BINARY)
    return Document(
        identifier=source.identifier,
        key=source.key,
        text=mask(text),
        sha256=hashlib.sha256(data).hexdigest(),
        title=source.title or first_line(text),
        publisher=source.publisher,
        url=source.url,
        licence=source.licence,
        language=source.language,
        kind=source.kind,
        read_on=source.read_on,
    )

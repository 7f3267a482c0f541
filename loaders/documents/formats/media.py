"""What a file is, told by its bytes and never by its name."""

from __future__ import annotations

import re
import zipfile
from enum import Enum
from io import BytesIO

from loaders.documents.formats.extract import Unreadable
from loaders.faults import Wording


class Medium(Enum):
    """What the loaders can read."""

    TEXT = "text"
    WEB_PAGE = "web page"
    PDF = "pdf"
    DOCX = "docx"
    ODT = "odt"


_HEAD = 2048
_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|article|div|p|h1)\b",
    re.IGNORECASE | re.DOTALL,
)
_ODT = b"application/vnd.oasis.opendocument.text"
_SAVE = Wording("l'enregistrer en DOCX, ODT ou PDF", "save it as DOCX, ODT or PDF")
_OTHERS: tuple[tuple[bytes, Wording, Wording], ...] = (
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        Wording(
            "ancien document Word, ou document protégé par un mot de passe",
            "old Word document, or document protected by a password",
        ),
        _SAVE,
    ),
    (b"{\\rtf", Wording("document RTF", "RTF document"), _SAVE),
    *(
        (
            mark,
            Wording("c'est une image, sans texte", "this is a picture, without text"),
            Wording("en tirer le texte par reconnaissance de caractères (OCR)", "recognise its text (OCR)"),
        )
        for mark in (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"RIFF")
    ),
    *(
        (
            mark,
            Wording("c'est une archive", "this is an archive"),
            Wording("en extraire les documents", "take the documents out of it"),
        )
        for mark in (b"\x1f\x8b", b"BZh", b"7z\xbc\xaf", b"Rar!", b"\xfd7zXZ")
    ),
)


def medium(data: bytes) -> Medium:
    """Tell what some bytes are; raises Unreadable for what the loaders do not read."""
    if b"%PDF-" in data[:1024]:
        return Medium.PDF
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _packed(data)
    for mark, why, remedy in _OTHERS:
        if data.startswith(mark):
            raise Unreadable(why, remedy)
    return Medium.WEB_PAGE if _PAGE.match(data[:_HEAD]) else Medium.TEXT


def _packed(data: bytes) -> Medium:
    """Tell a DOCX from an ODT by what their archive holds."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
            if "mimetype" in names and archive.getinfo("mimetype").file_size == len(_ODT):
                return Medium.ODT
            if "word/document.xml" in names:
                return Medium.DOCX
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        why = Wording("ce document compressé est coupé ou endommagé", "this packed document is cut short or damaged")
        raise Unreadable(why, Wording("le télécharger de nouveau", "download it again")) from error
    raise Unreadable(
        Wording("cette archive n'est ni un DOCX ni un ODT", "this archive is neither a DOCX nor an ODT"),
        Wording("en extraire les documents", "take the documents out of it"),
    )

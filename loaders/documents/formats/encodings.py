"""Which characters some bytes spell: UTF-8, UTF-16, and the single-byte encodings of French texts."""

from __future__ import annotations

import codecs
import re
import unicodedata

from loaders.documents.formats.extract import Unreadable
from loaders.faults import Wording

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SINGLE = ("cp1252", "iso8859-15", "mac-roman")
_LETTERS = frozenset("àâæçéèêëîïôœùûüÿÀÂÇÉÈÊËÎÏÔŒÙÛÜ")
_SIGNS = frozenset("’‘“”«»–—…°€\xa0²•")
_DECLARED = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]{3,20})", re.IGNORECASE)
_HEAD = 4096
_SAMPLE = 65_536
_MOST_CONTROLS = 0.02
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_BINARY = Wording("ce document n'est pas du texte", "this document is not text")
_GIVE = Wording(
    "donner un fichier de texte, une page web, un PDF, un DOCX ou un ODT",
    "give a text file, a web page, a PDF, a DOCX or an ODT",
)


def decoded(data: bytes) -> str:
    """Return the text that some bytes spell; raises Unreadable for bytes that spell none.

    A byte order mark decides, then what is valid UTF-8 or plainly UTF-16; then, of Windows-1252, ISO-8859-15 and
    MacRoman, the one that makes most of the bytes letters and signs of French. Line ends become a single newline and
    accents one character each (NFC), so that offsets mean the same everywhere.
    """
    text = _spelled(data)
    if len(_CONTROLS.findall(text[:_SAMPLE])) > _MOST_CONTROLS * len(text[:_SAMPLE]):
        raise Unreadable(_BINARY, _GIVE)
    text = _CONTROLS.sub(" ", text)
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def decoded_page(data: bytes) -> str:
    """Return the text of a web page, in the encoding that it declares if its bytes agree; raises Unreadable."""
    declared = _DECLARED.search(data[:_HEAD])
    if declared and not data.startswith(tuple(mark for mark, _ in _MARKS)):
        try:
            return decoded(data.decode(declared[1].decode("ascii")).encode())
        except (LookupError, UnicodeError):
            return decoded(data)
    return decoded(data)


def _spelled(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.removeprefix(mark).decode(encoding, errors="replace")
    if wide := _wide(data):
        return data.decode(wide, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode(max(_SINGLE, key=lambda encoding: _likeness(data, encoding)), errors="replace")


def _wide(data: bytes) -> str | None:
    """Return the UTF-16 that bytes without a mark are: every other one is zero in a text of Latin letters."""
    sample = data[:_SAMPLE]
    if len(sample) % 2 or not sample:
        return None
    half = len(sample) / 4
    low, high = sample[1::2].count(0), sample[::2].count(0)
    return "utf-16-le" if low > half > high else "utf-16-be" if high > half > low else None


def _likeness(data: bytes, encoding: str) -> int:
    """Return how much the signs beyond ASCII that an encoding makes of bytes look French."""
    beyond = bytes(byte for byte in data[:_SAMPLE] if byte > 0x7F)  # noqa: PLR2004
    signs = beyond.decode(encoding, errors="replace")
    return sum(2 if sign in _LETTERS else 1 if sign in _SIGNS else -1 for sign in signs)

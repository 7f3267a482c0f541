"""Any file to one plain text: what it is is told by its bytes, and each kind of file has its module.

    taken = extract(data)     # the bytes of a text, a web page, a PDF, a DOCX or an ODT; raises Unreadable

What comes back is not masked. The file may be made to harm: `loaders.documents.confinement` runs this apart.
"""

from __future__ import annotations

from loaders.documents.formats import opendocument, pdf, webpage, word
from loaders.documents.formats.encodings import decoded, decoded_page
from loaders.documents.formats.extract import Extract, Stated, Unreadable
from loaders.documents.formats.media import Medium, medium
from loaders.faults import Wording

MOST_LETTERS = 5_000_000
"""Characters of a stored text: a contract of a thousand pages has three million."""

__all__ = ["Extract", "Medium", "Stated", "Unreadable", "extract", "medium"]


def extract(data: bytes) -> Extract:
    """Return the text of a file and what the file states of itself; raises Unreadable, also for a file without text."""
    found = _extract(data)
    if not found.text.strip():
        why = Wording("ce document est vide", "this document is empty")
        raise Unreadable(why, Wording("donner un autre fichier", "give another file"))
    if len(found.text) > MOST_LETTERS:
        why = Wording(
            f"ce document a plus de {MOST_LETTERS} caractères", f"this document has more than {MOST_LETTERS} characters"
        )
        raise Unreadable(why, Wording("le donner en plusieurs fichiers", "give it in several files"))
    return found


def _extract(data: bytes) -> Extract:
    match medium(data):
        case Medium.PDF:
            return pdf.extract(data)
        case Medium.WEB_PAGE:
            return webpage.extract(decoded_page(data))
        case Medium.DOCX:
            return word.extract(data)
        case Medium.ODT:
            return opendocument.extract(data)
        case Medium.TEXT:
            return Extract(decoded(data))

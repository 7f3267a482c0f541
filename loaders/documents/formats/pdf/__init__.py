"""PDF with a text layer: its words in the order of reading, page by page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from io import BytesIO

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.page import Page
from pdfplumber.utils.exceptions import PdfminerException

from loaders.documents.formats.extract import Extract, Form, Part, Stated, Unreadable, spelled
from loaders.documents.formats.hyphens import Hyphens
from loaders.documents.formats.pdf import paragraphs
from loaders.documents.formats.pdf.columns import Region, regions
from loaders.documents.formats.pdf.paragraphs import Setting, flowing
from loaders.documents.formats.pdf.running import without_running
from loaders.documents.formats.pdf.sheets import Grid, Line, Sheet, sheet
from loaders.documents.formats.tables import parts as rows
from loaders.faults import Wording

_END = b"%%EOF"
_TAIL = 2048
_LEAST_LETTERS = 16
_UNMAPPED = "(cid:"
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z]{2})?")
_OCR = Wording(
    "en tirer le texte par reconnaissance de caractères (OCR), puis donner ce PDF-là",
    "recognise its text (OCR) first, then give that PDF",
)


def extract(data: bytes) -> Extract:
    """Return the text of a PDF and where its pages begin; raises Unreadable."""
    if _END not in data[-_TAIL:]:
        raise Unreadable(
            Wording("ce PDF est coupé : sa fin manque", "this PDF is cut short: its end is missing"),
            Wording("le télécharger de nouveau", "download it again"),
        )
    try:
        with pdfplumber.open(BytesIO(data)) as file:
            sheets = [_sheet(page) for page in file.pages]
            language = _language(file.doc.catalog.get("Lang"))
    except PdfminerException as error:
        raise _refusal(error) from error
    return _extract(without_running(_readable(sheets)), language)


def _sheet(page: Page) -> Sheet:
    """Return one page and let its layout go: a contract has a hundred of them."""
    found = sheet(page)
    page.close()
    return found


def _refusal(error: PdfminerException) -> Unreadable:
    if any(isinstance(cause, PDFPasswordIncorrect) for cause in error.args):
        return Unreadable(
            Wording("ce PDF est protégé par un mot de passe", "this PDF is protected by a password"),
            Wording("en donner une copie sans mot de passe", "give a copy of it without a password"),
        )
    return Unreadable(
        Wording("ce PDF est endommagé", "this PDF is damaged"),
        Wording("le télécharger ou l'enregistrer de nouveau", "download it or save it again"),
    )


def _readable(sheets: Sequence[Sheet]) -> Sequence[Sheet]:
    """Return pages that hold words; raises Unreadable for pictures of pages and for fonts that spell nothing."""
    words = [word.text for page in sheets for line in page.lines for word in line.words]
    words += [cell for page in sheets for grid in page.grids for row in grid.rows for cell in row]
    if sum(map(len, words)) < _LEAST_LETTERS:
        raise Unreadable(
            Wording(
                "ce PDF n'a pas de texte : ses pages sont des images",
                "this PDF has no text: its pages are pictures",
            ),
            _OCR,
        )
    if sum(_UNMAPPED in word for word in words) > len(words) / 2:
        raise Unreadable(
            Wording(
                "les polices de ce PDF ne disent pas quels caractères elles dessinent",
                "the fonts of this PDF do not tell which characters they draw",
            ),
            _OCR,
        )
    return sheets


def _extract(sheets: Sequence[Sheet], language: str | None) -> Extract:
    lines = [line for page in sheets for line in page.lines]
    hyphens = Hyphens(line.text for line in lines)
    setting = Setting(_usual_size(lines), hyphens)
    parts = _flowing((part for page in sheets for part in _parts(page, setting)), hyphens)
    text, pages, _ = spelled(parts, len(sheets))
    return Extract(text, Stated(title=_title(sheets, parts), language=language), pages, blind=tuple(_blind(sheets)))


def _usual_size(lines: Sequence[Line]) -> float:
    """Return the size that most letters have."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size * 2) / 2] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _parts(page: Sheet, setting: Setting) -> Iterator[Part]:
    """Yield the parts of one page; the first of them tells where the page begins."""
    breaks: tuple[tuple[int, int], ...] = ((0, page.number),)
    for region in _regions(page):
        if isinstance(region, Grid):
            found = rows(region.rows, setting.hyphens.joined)
        else:
            found = paragraphs.parts(region, setting)
        for place, part in enumerate(found):
            yield replace(part, breaks=breaks, apart=part.apart or place == 0)
            breaks = ()


def _regions(page: Sheet) -> Iterator[Region]:
    """Yield columns and tables from top to bottom."""
    above = float("-inf")
    for grid in sorted(page.grids, key=lambda grid: grid.top):
        yield from regions([line for line in page.lines if above <= line.top < grid.top], page.width)
        yield grid
        above = grid.top
    yield from regions([line for line in page.lines if line.top >= above], page.width)


def _flowing(parts: Iterable[Part], hyphens: Hyphens) -> list[Part]:
    """Return parts, joining those that a column or a page cuts in two."""
    found: list[Part] = []
    for part in parts:
        whole = flowing(found[-1], part, hyphens) if found and part.apart else None
        if whole:
            found[-1] = whole
        else:
            found.append(part)
    return found


def _title(sheets: Sequence[Sheet], parts: Sequence[Part]) -> str | None:
    """Return the heading that is set largest on the first page that holds lines."""
    first = next((page for page in sheets if page.lines), None)
    if first is None:
        return None
    largest = max(first.lines, key=lambda line: line.size)
    return next((part.text for part in parts if part.form is Form.HEADING and largest.text[:20] in part.text), None)


def _blind(sheets: Sequence[Sheet]) -> Iterator[int]:
    """Yield the numbers of the pages that show pictures and no word."""
    for page in sheets:
        if page.pictured and not page.grids and sum(len(line.text) for line in page.lines) < _LEAST_LETTERS:
            yield page.number


def _language(stated: object) -> str | None:
    """Return the language that a PDF states, as two or three letters."""
    told = stated.decode("latin-1") if isinstance(stated, bytes) else ""
    found = _LANGUAGE.fullmatch(told)
    return found[1].lower() if found else None

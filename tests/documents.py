"""Small files of every format, made by the tests that read them."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO

from fpdf import FPDF
from fpdf.enums import XPos, YPos

ODT = "application/vnd.oasis.opendocument.text"
_NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in [
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("style", "style"),
        ("draw", "drawing"),
    ]
)


class Paper(FPDF):
    """A contract as a word processor prints it: a running title, page numbers, headings, prose, columns, tables."""

    def __init__(self, running: str = "") -> None:
        super().__init__()
        self.core_fonts_encoding = "cp1252"
        self._running = running
        self.set_margin(20)
        self.add_page()

    def header(self) -> None:
        if self._running:
            self.set_font("Helvetica", "I", 8)
            self.cell(0, 8, self._running, align="C", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def footer(self) -> None:
        if self._running:
            self.set_y(-15)
            self.set_font("Helvetica", "", 8)
            self.cell(0, 8, f"Page {self.page_no()}", align="C")

    def heading(self, text: str, size: int = 13) -> None:
        self._set(text, "B", size)

    def prose(self, text: str) -> None:
        self._set(text, "", 11)

    def _set(self, text: str, style: str, size: int) -> None:
        self.set_font("Helvetica", style, size)
        self.multi_cell(0, size / 2, text, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(3)

    def item(self, text: str) -> None:
        self.set_font("Helvetica", "", 11)
        self.multi_cell(0, 5.5, text, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def columns(self, *columns: str) -> None:
        """Set blocks of lines side by side, from one height on."""
        self.set_font("Helvetica", "", 11)
        top, width = self.get_y(), 170 / len(columns)
        for number, text in enumerate(columns):
            self.set_xy(20 + number * width, top)
            self.multi_cell(width - 10, 5.5, text, align="L")
        self.ln(5)

    def grid(self, rows: Sequence[Sequence[str]]) -> None:
        self.set_font("Helvetica", "", 9)
        with self.table() as table:
            for cells in rows:
                row = table.row()
                for cell in cells:
                    row.cell(cell)
        self.ln(5)

    def written(self) -> bytes:
        return bytes(self.output())


def archive(parts: Mapping[str, str | bytes]) -> bytes:
    """Return an archive of some parts."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, part in parts.items():
            packed.writestr(name, part)
    return stream.getvalue()


def odt(text: str, styles: str = "", automatic: str = "") -> bytes:
    """Return an ODT of the body and the styles given in its XML."""
    content = (
        f"<office:document-content {_NAMESPACES}><office:automatic-styles>{automatic}</office:automatic-styles>"
        f"<office:body><office:text>{text}</office:text></office:body></office:document-content>"
    )
    held = f"<office:document-styles {_NAMESPACES}><office:styles>{styles}</office:styles></office:document-styles>"
    return archive({"mimetype": ODT, "content.xml": content, "styles.xml": held})


def page(body: str, head: str = "") -> bytes:
    """Return a web page."""
    return (
        f'<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'.encode()
    )

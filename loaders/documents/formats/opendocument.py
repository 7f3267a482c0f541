"""ODT: paragraphs, headings, lists with their numbers and tables of an OpenDocument text.

https://docs.oasis-open.org/office/OpenDocument/v1.3/
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator

from lxml import etree

from loaders.documents.formats import packed, tables
from loaders.documents.formats.extract import Extract, Form, Part, Unreadable, clean, spelled
from loaders.documents.formats.numbering import Counter, Level

_CONTENT, _STYLES, _MANIFEST = "content.xml", "styles.xml", "META-INF/manifest.xml"
_SKIPPED = {
    *(
        "tracked-changes",
        "table-of-content",
        "illustration-index",
        "alphabetical-index",
        "annotation",
        "annotation-end",
    ),
    *("note", "sequence-decls", "forms", "bookmark", "image", "object", "desc", "title"),
}
_BREAKS = {"line-break": "\n", "tab": " ", "s": " ", "soft-page-break": ""}
_OUTLINE = "outline"


class Manuscript:
    """A document as it is read: how its lists are numbered, and the numbers that they have reached."""

    def __init__(self, roots: list[etree._Element]) -> None:
        """Learn the styles of lists from the parts of an archive."""
        self._levels = {name: levels for root in roots for name, levels in _list_styles(root)}
        self._counters = {name: Counter(levels) for name, levels in self._levels.items()}

    def parts(self, box: etree._Element) -> Iterator[Part]:
        """Yield the parts of a box: the text, a section, a frame."""
        for element in box:
            match _name(element):
                case "p":
                    yield from self._paragraph(element, "")
                case "h":
                    yield from self._heading(element)
                case "list":
                    yield from self._list(element, "", 0)
                case "table":
                    yield from tables.parts(self._rows(element), lambda lines: clean(" ".join(lines)))
                case name if name not in _SKIPPED:
                    yield from self.parts(element)

    def _heading(self, heading: etree._Element) -> Iterator[Part]:
        depth = _attribute(heading, "outline-level") or "1"
        counter = self._counters.get(_OUTLINE)
        mark = counter.next(int(depth) - 1) if counter and depth.isdecimal() and depth != "0" else ""
        if text := clean(f"{mark} {_text(heading)}"):
            yield Part(Form.HEADING, text)

    def _paragraph(self, paragraph: etree._Element, mark: str) -> Iterator[Part]:
        lines = [line for line in map(clean, _text(paragraph).split("\n")) if line]
        if mark and lines:
            yield Part(Form.ITEM, clean(" ".join([mark, *lines])))
        elif len(lines) == 1:
            yield Part(Form.PARAGRAPH, lines[0])
        else:
            yield from (Part(Form.LINE, line, apart=place == 0) for place, line in enumerate(lines))
        for box in paragraph.iter("{*}text-box"):
            yield from self.parts(box)

    def _list(self, element: etree._Element, style: str, depth: int) -> Iterator[Part]:
        """Yield the items of a list; a list begins anew unless it says that it goes on."""
        name = _attribute(element, "style-name") or style
        if depth == 0 and (_attribute(element, "continue-numbering") != "true" or name not in self._counters):
            self._counters[name] = Counter(self._levels.get(name, {}))
        for item in element:
            yield from self._item(item, name, depth)

    def _item(self, item: etree._Element, style: str, depth: int) -> Iterator[Part]:
        """Yield an item of a list: its number stands before its first paragraph."""
        start, counter = _attribute(item, "start-value") or "", self._counters[style]
        if start.isdecimal():
            counter.restart(depth, int(start))
        marked = False
        for child in item:
            if _name(child) == "list":
                yield from self._list(child, style, depth + 1)
            elif _name(child) == "h":
                yield from self._heading(child)
            elif _name(child) == "p":
                mark = "" if marked or _name(item) == "list-header" else counter.next(depth)
                yield from self._paragraph(child, mark)
                marked = True

    def _rows(self, table: etree._Element) -> list[list[str]]:
        rows = []
        for row in table.iter("{*}table-row"):
            cells = row.iterchildren("{*}table-cell", "{*}covered-table-cell")
            rows.append(["\n".join(part.text for part in self.parts(cell)) for cell in cells])
        width = max(map(len, rows), default=0)
        return [row + [""] * (width - len(row)) for row in rows]


def extract(data: bytes) -> Extract:
    """Return the text of an ODT; comments and what was deleted with changes tracked are left out. Raises Unreadable."""
    with packed.checked(data) as archive:
        if _locked(archive):
            raise packed.locked()
        content = packed.part(archive, _CONTENT)
        roots = [packed.part(archive, _STYLES)] if _STYLES in archive.namelist() else []
    text = content.find("{*}body/{*}text")
    if text is None:
        raise packed.damaged()
    parts = list(Manuscript([*roots, content]).parts(text))
    written, _, _ = spelled(parts)
    return Extract(written)


def _locked(archive: zipfile.ZipFile) -> bool:
    if _MANIFEST not in archive.namelist():
        return False
    try:
        return next(packed.part(archive, _MANIFEST).iter("{*}encryption-data"), None) is not None
    except Unreadable:
        return False


def _text(element: etree._Element) -> str:
    """Return the words of a paragraph, notes, comments and text boxes left out."""
    words = [element.text or ""]
    for child in element:
        name = _name(child)
        if name in _BREAKS:
            words.append(_BREAKS[name])
        elif name not in _SKIPPED and name not in {"text-box", ""}:
            words.append(_text(child))
        words.append(child.tail or "")
    return "".join(words)


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _attribute(element: etree._Element, name: str) -> str | None:
    return next((str(value) for key, value in element.attrib.items() if etree.QName(key).localname == name), None)


def _list_styles(root: etree._Element) -> Iterator[tuple[str, dict[int, Level]]]:
    for style in root.iter("{*}list-style", "{*}outline-style"):
        named = _OUTLINE if _name(style) == "outline-style" else _attribute(style, "name") or ""
        levels = {
            int(depth) - 1: _level(level) for level in style if (depth := _attribute(level, "level") or "").isdecimal()
        }
        if named != _OUTLINE or any(level.figures for level in levels.values()):
            yield named, levels


def _level(level: etree._Element) -> Level:
    """Return how a level is numbered: « 1.2. » shows the number of the level above too."""
    figures, start = _attribute(level, "num-format") or "", _attribute(level, "start-value") or "1"
    depth, shown = (_attribute(level, name) or "1" for name in ("level", "display-levels"))
    first = int(depth) - (int(shown) if shown.isdecimal() else 1) + 1 if depth.isdecimal() else 1
    numbers = ".".join(f"%{number}" for number in range(max(first, 1), int(depth) + 1)) if figures else ""
    pattern = f"{_attribute(level, 'num-prefix') or ''}{numbers}{_attribute(level, 'num-suffix') or ''}"
    return Level(figures, pattern, int(start) if start.isdecimal() else 1, "bullet" in _name(level))

"""DOCX: paragraphs, headings, lists with their numbers and tables of a WordprocessingML document.

https://ecma-international.org/publications-and-standards/standards/ecma-376/
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from loaders.documents.formats import packed, tables
from loaders.documents.formats.extract import Extract, Form, Part, clean, spelled
from loaders.documents.formats.numbering import Counter, Level

_MAIN, _STYLES, _NUMBERING = "word/document.xml", "word/styles.xml", "word/numbering.xml"
_SKIPPED = {
    "del",
    "moveFrom",
    "pPr",
    "rPr",
    "tblPr",
    "tblGrid",
    "trPr",
    "tcPr",
    "sectPr",
    "Fallback",
    "instrText",
    "pict",
}
_BREAKS = {"br": "\n", "cr": "\n", "tab": " ", "noBreakHyphen": "-"}
_FIGURES = {"lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I", "none": ""}
_HEADING = re.compile(r"(?:heading|titre|title|subtitle|sous-titre)\b", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc|table of figures|table des matières)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Style:
    """What a style of paragraphs says: its name, the style it is based on, its list and level, its outline level."""

    name: str
    base: str | None
    list: tuple[str | None, int | None]
    outline: bool


class Manuscript:
    """A document as it is read: its styles, and the numbers that its lists have reached."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        """Read the styles and the lists of an archive that was checked."""
        names = set(archive.namelist())
        self._styles = _styles(packed.part(archive, _STYLES)) if _STYLES in names else {}
        self._counters, self._overrides = (
            _counters(packed.part(archive, _NUMBERING)) if _NUMBERING in names else ({}, {})
        )
        self._begun: set[str] = set()

    def parts(self, box: etree._Element) -> Iterator[Part]:
        """Yield the parts of a box: the body, a text box, a block of content."""
        for element in box:
            match _name(element):
                case "p":
                    yield from self._paragraph(element)
                case "tbl":
                    yield from tables.parts(self._rows(element), lambda lines: clean(" ".join(lines)))
                case name if name not in _SKIPPED:
                    yield from self.parts(element)

    def _rows(self, table: etree._Element) -> list[list[str]]:
        rows = [[self._cell(cell) for cell in row.iterchildren("{*}tc")] for row in table.iterchildren("{*}tr")]
        width = max(map(len, rows), default=0)
        return [row + [""] * (width - len(row)) for row in rows]

    def _cell(self, cell: etree._Element) -> str:
        return "\n".join(part.text for part in self.parts(cell))

    def _paragraph(self, paragraph: etree._Element) -> Iterator[Part]:
        """Yield a paragraph and the text boxes that hang on it; an entry of a table of contents is left out."""
        chain = list(self._chain(_value(paragraph, "pPr", "pStyle")))
        if any(_CONTENTS.match(style.name) for style in chain):
            return
        lines = [line for line in map(clean, _text(paragraph).split("\n")) if line]
        if lines:
            yield from _set(lines, self._mark(paragraph, chain), _headed(paragraph, chain))
        for box in paragraph.iterfind(".//{*}txbxContent"):
            if not any(_name(above) == "Fallback" for above in box.iterancestors()):
                yield from self.parts(box)

    def _chain(self, style: str | None) -> Iterator[Style]:
        """Yield a style and those that it is based on."""
        seen: set[str] = set()
        while style in self._styles and style not in seen:
            seen.add(style)
            yield self._styles[style]
            style = self._styles[style].base

    def _mark(self, paragraph: etree._Element, chain: list[Style]) -> str:
        """Return the number or the bullet before a paragraph, nothing where it is in no list."""
        own = paragraph.find("{*}pPr/{*}numPr")
        told = [_list(own)] if own is not None else []
        told += [style.list for style in chain]
        key = next((key for key, _ in told if key is not None), None)
        depth = next((depth for _, depth in told if depth is not None), 0)
        if key is None or key not in self._counters:
            return ""
        if key not in self._begun:
            self._begun.add(key)
            for level, number in self._overrides.get(key, {}).items():
                self._counters[key].restart(level, number)
        return self._counters[key].next(depth)


def extract(data: bytes) -> Extract:
    """Return the text of a DOCX; what was deleted with changes tracked is left out. Raises Unreadable."""
    with packed.checked(data) as archive:
        body = packed.part(archive, _MAIN)
        parts = list(Manuscript(archive).parts(body))
    written, _, _ = spelled(parts)
    return Extract(written)


def _set(lines: list[str], mark: str, headed: bool) -> Iterator[Part]:  # noqa: FBT001
    """Yield the lines of one paragraph, the mark before the first."""
    first = f"{mark} {lines[0]}".strip()
    if headed:
        yield Part(Form.HEADING, clean(" ".join([first, *lines[1:]])))
    elif mark:
        yield Part(Form.ITEM, clean(" ".join([first, *lines[1:]])), apart=mark[:2] in {"1.", "1)"})
    elif len(lines) == 1:
        yield Part(Form.PARAGRAPH, first)
    else:
        yield from (Part(Form.LINE, line, apart=place == 0) for place, line in enumerate(lines))


def _headed(paragraph: etree._Element, chain: list[Style]) -> bool:
    own = paragraph.find("{*}pPr/{*}outlineLvl")
    return own is not None or any(style.outline or _HEADING.match(style.name) for style in chain)


def _text(element: etree._Element) -> str:
    """Return the words of a paragraph, what was deleted or hangs in a text box left out."""
    words = []
    for child in element:
        name = _name(child)
        if name == "t":
            words.append(child.text or "")
        elif name in _BREAKS:
            words.append(_BREAKS[name])
        elif name not in _SKIPPED and name != "txbxContent":
            words.append(_text(child))
    return "".join(words)


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _value(element: etree._Element, *path: str) -> str | None:
    found = element.find("/".join(f"{{*}}{name}" for name in path))
    return None if found is None else _attribute(found, "val")


def _attribute(element: etree._Element, name: str) -> str | None:
    return next((str(value) for key, value in element.attrib.items() if etree.QName(key).localname == name), None)


def _list(properties: etree._Element) -> tuple[str | None, int | None]:
    """Return the list and the level that properties name; list 0 is none."""
    key, depth = _value(properties, "numId"), _value(properties, "ilvl")
    return key, int(depth) if depth and depth.isdecimal() else None


def _styles(root: etree._Element) -> dict[str, Style]:
    found = {}
    for style in root.iterfind("{*}style"):
        own = style.find("{*}pPr/{*}numPr")
        key = _attribute(style, "styleId") or ""
        outline = style.find("{*}pPr/{*}outlineLvl") is not None
        found[key] = Style(
            _value(style, "name") or key,
            _value(style, "basedOn"),
            _list(own) if own is not None else (None, None),
            outline,
        )
    return found


def _counters(root: etree._Element) -> tuple[dict[str, Counter], dict[str, dict[int, int]]]:
    """Return the counter of each list, shared by those of one definition, and where a list begins anew."""
    shared = {_attribute(one, "abstractNumId"): Counter(_levels(one)) for one in root.iterfind("{*}abstractNum")}
    counters, overrides = {}, {}
    for one in root.iterfind("{*}num"):
        key, counter = _attribute(one, "numId") or "", shared.get(_value(one, "abstractNumId"))
        if counter is not None:
            counters[key] = counter
            overrides[key] = dict(_restarts(one))
    return counters, overrides


def _restarts(one: etree._Element) -> Iterator[tuple[int, int]]:
    for override in one.iterfind("{*}lvlOverride"):
        number, depth = _value(override, "startOverride"), _attribute(override, "ilvl") or ""
        if number and number.isdecimal() and depth.isdecimal():
            yield int(depth), int(number)


def _levels(definition: etree._Element) -> Mapping[int, Level]:
    return {
        int(depth): _level(level)
        for level in definition.iterfind("{*}lvl")
        if (depth := _attribute(level, "ilvl") or "").isdecimal()
    }


def _level(level: etree._Element) -> Level:
    figures, start = _value(level, "numFmt") or "decimal", _value(level, "start") or "1"
    return Level(
        _FIGURES.get(figures, "1"),
        _value(level, "lvlText") or "",
        int(start) if start.isdecimal() else 1,
        figures == "bullet",
    )

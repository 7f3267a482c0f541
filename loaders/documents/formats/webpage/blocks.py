"""Elements of a page into lines: headings, paragraphs, list items with their numbers, rows of tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml.html import HtmlElement

from loaders.documents.formats import tables
from loaders.documents.formats.extract import Form, Part, clean

OPENS = "opens"
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6", "head"}
_INLINE = {
    *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "hi", "i"),
    *("ins", "kbd", "label", "mark", "q", "ref", "s", "samp", "small", "span", "strike", "strong", "sub", "sup"),
    *("time", "tt", "u", "var", "wbr"),
}
_SILENT = {
    *(
        "audio",
        "button",
        "canvas",
        "embed",
        "graphic",
        "head-meta",
        "iframe",
        "input",
        "link",
        "map",
        "meta",
        "noscript",
    ),
    *("object", "option", "script", "select", "style", "svg", "template", "textarea", "title", "video"),
}
_BREAKS = {"br", "lb"}
_LISTS = {"ul", "ol", "list", "menu", "dir"}
_ITEMS = {"li", "item"}
_ROWS, _CELLS = {"tr", "row"}, {"td", "th", "cell"}
_MARKS = ("-", "•", "◦")
_ENDED = ".!?:;,"


@dataclass(frozen=True, slots=True)
class Place:
    """Where text stands: the form of its line, and the mark before an item."""

    form: Form = Form.PARAGRAPH
    mark: str = ""


class Composition:
    """The lines of a page as they are set one after the other."""

    def __init__(self) -> None:
        """Begin with none."""
        self.parts: list[Part] = []
        self._words: list[str] = []
        self._broken = False
        self._apart = False
        self._opens = False

    def set_element(self, element: HtmlElement, place: Place, depth: int = 0) -> None:
        """Set an element and all in it, but not the text after it."""
        if not isinstance(element.tag, str) or element.tag in _SILENT:
            return
        if element.tag in _BREAKS:
            self._break(place)
        elif element.tag in _INLINE:
            self._set_content(element, place, depth)
        elif element.tag == "table" and (rows := _data(element)):
            self.end(place)
            self.parts.extend(tables.parts(rows, lambda lines: clean(" ".join(lines))))
        else:
            self._set_block(element, place, depth)

    def _set_block(self, element: HtmlElement, place: Place, depth: int) -> None:
        self.end(place)
        self._opens = self._opens or element.get(OPENS) is not None
        if element.tag in _LISTS:
            self._set_list(element, depth)
            return
        inner = Place(Form.HEADING) if element.tag in HEADINGS else place
        self._set_content(element, inner, depth)
        self.end(inner)

    def _set_list(self, element: HtmlElement, depth: int) -> None:
        """Set the items of a list; a list in an item goes on with the list around it."""
        self._apart = depth == 0 and bool(self.parts) and self.parts[-1].form is Form.ITEM
        numbers = _numbers(element)
        for item in element:
            if item.tag in _ITEMS:
                number = next(numbers)
                ordered = element.tag == "ol" or element.get("rend") == "ol"
                mark = f"{number}." if ordered else _MARKS[min(depth, len(_MARKS) - 1)]
                inner = Place(Form.ITEM, mark)
                self._set_content(item, inner, depth + 1)
                self.end(inner)
            elif isinstance(item.tag, str):
                self.set_element(item, Place(Form.ITEM, _MARKS[0]), depth + 1)

    def _set_content(self, element: HtmlElement, place: Place, depth: int) -> None:
        self._words.append(element.text or "")
        for child in element:
            self.set_element(child, place, depth)
            self._words.append(child.tail or "")

    def _break(self, place: Place) -> None:
        """End a line at a break, unless the line only wraps there; two breaks part paragraphs."""
        if not clean("".join(self._words)):
            self._broken, self._apart = False, True
        elif place.form is Form.PARAGRAPH:
            self._end(Place(Form.LINE))
            self._broken = True
        else:
            self._words.append(" ")

    def end(self, place: Place) -> None:
        """End the line being set."""
        broken, self._broken = self._broken, False
        self._end(replace(place, form=Form.LINE) if broken and place.form is Form.PARAGRAPH else place)
        self._apart = broken

    def _end(self, place: Place) -> None:
        text, self._words = clean("".join(self._words)), []
        if not text:
            return
        before = self.parts[-1] if self.parts else None
        follows = not self._apart and not self._opens and text[0].islower()
        wrapped = follows and before is not None and before.form is place.form is Form.LINE
        if before and wrapped and before.text[-1] not in _ENDED:
            self.parts[-1] = replace(before, text=f"{before.text} {text}")
        else:
            self.parts.append(Part(place.form, f"{place.mark} {text}".strip(), apart=self._apart, opens=self._opens))
        self._apart = self._opens = False


def parts(element: HtmlElement) -> list[Part]:
    """Return the lines of an element."""
    composition = Composition()
    composition.set_element(element, Place())
    composition.end(Place())
    return composition.parts


def _numbers(element: HtmlElement) -> Iterator[int]:
    """Yield the numbers of the items of a list, from its `start` on."""
    start = element.get("start") or "1"
    number = int(start) if re.fullmatch(r"\d{1,4}", start) else 1
    while True:
        yield number
        number += 1


def _data(table: HtmlElement) -> list[list[str]]:
    """Return the cells of a table of data, as many in each row; none for a table that only lays out a page."""
    rows = [[cell for cell in row if cell.tag in _CELLS] for row in table.iter(*_ROWS)]
    rows = [row for row in rows if row]
    width = max(map(len, rows), default=0)
    if width < 2 or any(True for inner in table.iter("table") if inner is not table):  # noqa: PLR2004
        return []
    return [["\n".join(part.text for part in parts(cell)) for cell in row] + [""] * (width - len(row)) for row in rows]

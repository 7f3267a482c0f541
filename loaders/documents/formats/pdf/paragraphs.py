"""Lines of a column into headings, paragraphs, list items and lines that stand alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from loaders.documents.formats.extract import Form, Part
from loaders.documents.formats.hyphens import Hyphens
from loaders.documents.formats.pdf.columns import Column
from loaders.documents.formats.pdf.sheets import Line, pitch

_ITEM = re.compile(
    r"(?:[•·◦▪■□●○►▢❑➢➤➔→⇒✓✔❖♦»*–—-]|o(?= )"
    r"|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]|\d{1,2}(?:\.\d{1,2})+\.?|\d{1,2}°)\s*(?=\S)"
)
_OPEN = re.compile(
    r"\b(?:de|du|des|d['’]|la|le|les|l['’]|et|ou|à|au|aux|en|par|pour|sur|avec|un|une|dans|entre)$", re.IGNORECASE
)
_CUT = re.compile(r"[^\W\d_]-$")
_LEADER = re.compile(r".*?(?:\.\s?|…\s?){5,}\s*\d{1,3}")
_LARGER = 1.12
_GAP = 1.45
_LEADING = 1.15
_ENDED = ".!?:;"
_LONGEST_HEADING = 200


@dataclass(frozen=True, slots=True)
class Setting:
    """How the prose of a document is set: the size of its letters, and how its cut words are made whole."""

    size: float
    hyphens: Hyphens


def parts(column: Column, setting: Setting) -> Iterator[Part]:
    """Yield the parts of one column; entries of a table of contents are left out."""
    kept = [line for line in column.lines if not _LEADER.fullmatch(line.text)]
    usual = pitch(kept)
    group: list[Line] = []
    apart = False
    for line in kept:
        near = bool(group) and line.bottom - group[-1].bottom <= _GAP * max(usual, _LEADING * line.size)
        if group and not (near and _goes_on(group[-1], line, column.edge)):
            yield replace(_part(group, setting, column), apart=apart)
            group, apart = [], not near and not column.signed
        group.append(line)
    if group:
        yield replace(_part(group, setting, column), apart=apart)


def _goes_on(before: Line, line: Line, edge: float) -> bool:
    """Tell whether a line goes on with the one before it: of its style, and begun where no word would have fitted."""
    if _ITEM.match(line.text) or abs(line.size - before.size) > 1:
        return False
    if line.bold != before.bold and not line.text[0].islower():
        return False
    if _CUT.search(before.text):
        return True
    if before.text[-1] in _ENDED:
        return before.x1 + _room(line) > edge
    return line.text[0].islower() or bool(_OPEN.search(before.text)) or before.x1 + _room(line) > edge


def _room(line: Line) -> float:
    """Return what the first word of a line would take at the end of the line before it."""
    return line.words[0].x1 - line.words[0].x0 + line.size / 4


def _part(group: Sequence[Line], setting: Setting, column: Column) -> Part:
    text = setting.hyphens.joined([line.text for line in group])
    if column.signed:
        return Part(Form.LINE, text)
    titled = all(line.bold or line.size >= _LARGER * setting.size for line in group) and len(text) <= _LONGEST_HEADING
    if titled:
        return Part(Form.HEADING, text)
    if _ITEM.match(text):
        return Part(Form.ITEM, text)
    return Part(Form.PARAGRAPH if len(group) > 1 or text[-1] in _ENDED else Form.LINE, text)


def flowing(before: Part, part: Part, hyphens: Hyphens) -> Part | None:
    """Return a paragraph or an item that goes on in the next column or page, None where a new one begins there."""
    open_ended = before.form in {Form.PARAGRAPH, Form.ITEM, Form.LINE} and before.text[-1] not in _ENDED
    if not (open_ended and part.form in {Form.PARAGRAPH, Form.LINE} and part.text[0].islower()):
        return None
    text = hyphens.appended(before.text, part.text)
    shift = len(text) - len(part.text)
    breaks = tuple((max(shift + place, 0), page) for place, page in part.breaks)
    return replace(before, text=text, breaks=before.breaks + breaks)

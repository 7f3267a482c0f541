"""What is taken from a file: one plain text in the notation of `loaders.documents.layout`, and what the file states."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from loaders.faults import Wording

CELL = " | "
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff\u200b\u2060\ufeff\xad]")
_BLANKS = re.compile(r"\s+")


class Unreadable(Exception):
    """Why no text can be taken from some bytes, and what to do about it."""

    def __init__(self, why: Wording, remedy: Wording) -> None:
        """Keep both wordings; a log shows the English ones."""
        super().__init__(f"{why.en}; {remedy.en}")
        self.why = why
        self.remedy = remedy


class Form(Enum):
    """How a part of a text is set: what stands alone between empty lines, what is one line of a group."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"
    LINE = "line"


@dataclass(frozen=True, slots=True)
class Part:
    """One line of the text to be; `breaks` are the offsets in it where a page begins, with the page's number from 1.

    `apart` is true where a new group begins (a list after a list, a column), `opens` where an article does.
    """

    form: Form
    text: str
    breaks: tuple[tuple[int, int], ...] = ()
    apart: bool = False
    opens: bool = False


@dataclass(frozen=True, slots=True)
class Stated:
    """What a file states of itself; None where it says nothing."""

    title: str | None = None
    publisher: str | None = None
    language: str | None = None
    url: str | None = None
    licence: str | None = None
    issued: date | None = None


@dataclass(frozen=True, slots=True)
class Extract:
    """The text of one file, the offsets where its pages begin (of a PDF), and those of its articles (if several).

    A page that holds no text begins where the next one does. `blind` are the numbers of the pages that are pictures.
    """

    text: str
    stated: Stated = Stated()
    pages: tuple[int, ...] = ()
    articles: tuple[int, ...] = ()
    blind: tuple[int, ...] = ()


def clean(text: str) -> str:
    """Return words as they are stored: one blank between two, accents one character each (NFC), no control character.

    Soft hyphens and other signs without width are dropped: they would split words, names and addresses.
    """
    return _BLANKS.sub(" ", _CONTROLS.sub("", unicodedata.normalize("NFC", text.replace("\t", " ")))).strip()


def row(cells: Iterable[str]) -> Part | None:
    """Return a row of a table, its cells between « | », or None for an empty one."""
    written = [clean(cell).replace("|", "/") for cell in cells]
    return Part(Form.ROW, clean(CELL.join(written))) if any(written) else None


def spelled(parts: Sequence[Part], pages: int = 0) -> tuple[str, tuple[int, ...], tuple[int, ...]]:
    """Return the text that parts make, the offsets where its `pages` begin, and those where its articles do.

    Items, rows and lines of one group follow each other, and the colon that announces them; all else stands between
    empty lines.
    """
    pieces: list[str] = []
    starts: dict[int, int] = {}
    articles: list[int] = []
    offset, before = 0, None
    for part in parts:
        gap = "" if before is None else "\n" if _grouped(before, part) else "\n\n"
        offset += len(gap)
        starts.update({page: offset + place for place, page in part.breaks})
        articles += [offset] if part.opens else []
        pieces += [gap, part.text]
        offset, before = offset + len(part.text), part
    return "".join([*pieces, "\n"]), _all(starts, pages, offset), tuple(articles)


def _grouped(before: Part, part: Part) -> bool:
    if part.apart or part.opens or part.form in {Form.HEADING, Form.PARAGRAPH}:
        return False
    return before.form is part.form or (before.text.endswith(":") and part.form is not Form.ROW)


def _all(starts: dict[int, int], pages: int, end: int) -> tuple[int, ...]:
    """Return where each page begins, from the last to the first, one without text at the start of the next."""
    found = [end]
    for page in range(pages, 0, -1):
        found.append(starts.get(page, found[-1]))
    return tuple(reversed(found[1:]))

"""Signature blocks: the lines under a contract where its parties sign, in one column or several."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from loaders.documents.capacities import POST
from loaders.documents.french import Span
from loaders.documents.given_names import is_given
from loaders.documents.instruments import MADE
from loaders.documents.lines import GAP
from loaders.documents.page import Page
from loaders.documents.people import Naming, written


@dataclass(frozen=True, slots=True)
class Cell:
    """The words of one column in one line; `spaced` tells that an empty line stands before it."""

    start: int
    end: int
    spaced: bool


@dataclass(frozen=True, slots=True)
class SignatureBlock:
    """The lines under which one party signs, and the person named there."""

    cells: tuple[Cell, ...]
    naming: Naming | None
    present: bool

    def holds(self, start: int) -> bool:
        """Tell whether an offset lies in one of the lines."""
        return any(cell.start <= start < cell.end for cell in self.cells)


@dataclass(slots=True)
class _Column:
    first: int
    last: int
    cells: list[Cell] = field(default_factory=list)


_GAP = re.compile(GAP)
_NOISE = re.compile(
    r"(?:signe(?:e|s)?(?: electroniquement.*)?|signatures?.*|cachet.*|lu et approuve.*"
    r"|\"? ?(?:lu|bon pour).*|original .*|date ?:?.*|le \d.*|le[ :.…_]*"
    r"|\(.*\)|nom.{0,30}:.*|tampon.*|en \w+ exemplaires?.*|\W*)"
)
_FOR = re.compile(r"(?:et )?(?:pour|p/o|p\.o\.|p\. o\.|po)(?![\w-])")
_DELEGATED = re.compile(rf"(?:pour|p/o|p\.o\.) (?:le |la |l')?{POST}[^,;]{{0,60}}(?:delegation|empeche|absen|suppl)")
"""« Pour le Président et par délégation », under the party for which somebody else signs."""
_ATTENDED = re.compile(r"(?:en (?:la )?presence (?:de|du|des|d')|temoins?\b)")
_POST = re.compile(rf"(?:(?:monsieur|madame|m\.|mme) )?(?:le |la |l'|son |sa |les )?{POST}(?![\w-])")
_PERSON = re.compile(
    r"(?:(?:M\.|Mme|Monsieur|Madame|Me|Dr) )?(?P<name>(?P<given>[A-Z][a-z]+(?:-[A-Z]?[a-z]+)?)(?: [A-Z][a-z]+"
    r"| [A-Z]\.)?"
    r" (?:(?:de|du|des|d'|de la|de l'|le|la|DE|DU|D') ?)?(?P<surname>[A-Z][A-Za-z'-]+(?:[ -][A-Z][A-Z'-]+)*))(?=$"
    r"| ?,| ?\(| - )"
)
_COMPANY = re.compile(r"(?<![\w-])(?:SAS|SA|SARL|SASU|SCIC|SCOP|SEM|SEML|SPL|EURL|SCI|GIE|GIP)(?![\w-])")
_NO_NAME = re.compile(r"(?:pour|le|la|les|l'|du|des|et|en|un|une|son|sa|vu|fait|article|annexe)(?![\w-])")
_NEAR = 6
"""Characters by which cells of one column may miss each other."""
_WIDEST = 50
"""Characters of a cell that still tells how wide its column is."""


def signature_blocks(page: Page, closing: Span, known: Sequence[Naming]) -> Iterator[SignatureBlock]:
    """Yield the signature blocks of a closing, column by column; `known` are the persons that the page names."""
    for column in _columns(page, closing):
        told = {cell: _person(page, cell, known) for cell in column}
        yield from _blocks(page, column, told)


def names(page: Page, closing: Span, known: Sequence[Naming]) -> Iterator[Naming]:
    """Yield the persons whose names stand alone in a signature block: « Hermine MODÈLE », under « La Présidente »."""
    taken = {naming.start for naming in known}
    for column in _columns(page, closing):
        for cell in column:
            found = _PERSON.match(page.plain, cell.start, cell.end)
            if found is None or found.start("name") in taken or not _nominal(found):
                continue
            span = Span(*found.span("name"))
            if not any(n.start < span.end and span.start < n.end for n in known):
                yield Naming(span.start, span.end, written(page.words(span)))


def _nominal(found: re.Match[str]) -> bool:
    """Tell whether words are a person's name by themselves: a known given name, or a surname in capitals."""
    low = found["name"].lower()
    if _COMPANY.search(found["name"]) or _NO_NAME.match(low) or re.search(rf"(?<![\w-]){POST}(?![\w-])", low):
        return False
    shouted = found["surname"].isupper() and not found["given"].isupper()
    return is_given(found["given"]) or (shouted and not re.match(POST, found["given"].lower()))


def _columns(page: Page, closing: Span) -> list[list[Cell]]:
    """Return the cells of a closing, each column's in their order; a cell stands in the column that it lies under."""
    columns: list[_Column] = []
    for line in _lines(page, closing):
        for cell in _cells(page, line):
            left = cell.start - line.start
            _column(columns, left, left + cell.end - cell.start).cells.append(cell)
    return [column.cells for column in columns]


def _lines(page: Page, closing: Span) -> Iterator[Cell]:
    """Yield the lines of a closing as they are written, but for the one that says where and when it was made."""
    offset, spaced = page.text.rfind("\n", 0, closing.start) + 1, False
    for line in page.text[offset : closing.end].split("\n"):
        low = page.low[offset : offset + len(line)].strip()
        if low and not MADE.match(low):
            yield Cell(offset, offset + len(line), spaced)
        spaced = not low
        offset += len(line) + 1


def _cells(page: Page, line: Cell) -> Iterator[Cell]:
    offset = line.start
    for gap in [*_GAP.finditer(page.plain, line.start, line.end), None]:
        end = gap.start() if gap else line.end
        words = page.plain[offset:end]
        if words.strip(" |"):
            start = offset + len(words) - len(words.lstrip(" |"))
            yield Cell(start, start + len(words.strip(" |")), line.spaced)
        offset = gap.end() if gap else end


def _column(columns: list[_Column], first: int, last: int) -> _Column:
    under = [column for column in columns if column.first - _NEAR < last and first < column.last + _NEAR]
    best = max(under, key=lambda column: min(column.last, last) - max(column.first, first), default=None)
    if best is None:
        best = _Column(first, last)
        columns.append(best)
    elif last - first <= _WIDEST:
        best.first, best.last = min(best.first, first), max(best.last, last)
    return best


def _person(page: Page, cell: Cell, known: Sequence[Naming]) -> Naming | None:
    """Return the one person whom a cell names; None for a line of several that lost its columns."""
    inside = [naming for naming in known if cell.start <= naming.start and naming.end <= cell.end]
    if len(inside) != 1:
        return None
    before, after = page.plain[cell.start : inside[0].start], page.plain[inside[0].end : cell.end]
    return None if re.search(r"[A-Z]{2,} $", before) or re.match(r" [A-Z]", after) else inside[0]


def _blocks(page: Page, column: Sequence[Cell], told: Mapping[Cell, Naming | None]) -> Iterator[SignatureBlock]:
    """Yield the blocks of a column, each opened by « Pour », a post, or a name where names stand first."""
    shown = [cell for cell in column if told[cell] or not _NOISE.fullmatch(page.low, cell.start, cell.end)]
    above = bool(shown) and _alone(page, shown[0], told[shown[0]])
    held: list[Cell] = []
    present = False
    for cell in shown:
        if held and _opens(page, cell, held, told, above=above):
            yield _block(held, told, present=present)
            held = []
        if _ATTENDED.match(page.low, cell.start, cell.end):
            present = True
        elif _FOR.match(page.low, cell.start, cell.end):
            present = False
        held.append(cell)
    if held:
        yield _block(held, told, present=present)


def _alone(page: Page, cell: Cell, naming: Naming | None) -> bool:
    """Tell whether a cell holds a person's name and nothing before it but a title."""
    return (
        naming is not None
        and re.fullmatch(r"(?:M\.|Mme|Monsieur|Madame)? ?", page.plain[cell.start : naming.start]) is not None
    )


def _opens(page: Page, cell: Cell, held: Sequence[Cell], told: Mapping[Cell, Naming | None], *, above: bool) -> bool:
    named = any(told[one] for one in held)
    if above:
        return _alone(page, cell, told[cell])
    if _FOR.match(page.low, cell.start, cell.end):
        delegated = not named and _DELEGATED.match(page.low, cell.start, cell.end)
        return not (page.low.startswith("et ", cell.start) or delegated)
    posted = any(_POST.match(page.low, one.start, one.end) for one in held)
    post = _POST.match(page.low, cell.start, cell.end) is not None
    if named:
        return not (post and not posted and not cell.spaced)
    by = any(_FOR.match(page.low, one.start, one.end) for one in held)
    return post and posted and not by and told[cell] is None


def _block(held: Sequence[Cell], told: Mapping[Cell, Naming | None], *, present: bool) -> SignatureBlock:
    return SignatureBlock(tuple(held), next((told[cell] for cell in held if told[cell]), None), present)

"""The keys of a declaration, and what TOML may hold under each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from loaders.faults import Wording

__all__ = ["CELL", "HEAD", "MORE", "SAY", "THING", "expected"]

_Fits: TypeAlias = Callable[[object], bool]

HEAD = ("file", "title", "publisher", "url", "licence", "columns", "thing")
MORE = ("fetch", "format", "encoding", "delimiter", "rank", "unread")
CELL = ("column", "split", "pattern", "where", "template", "constant", "prefix")
SAY = ("property", "to", "as", "date", "label", "near", "terms")
_PLACED = ("key", "identifier", "places", "near", "grouping", "day", "label")
"""Keys of a cell: the name of a column, or a table that says more."""
THING = (*_PLACED, "what", "contract", "date", "types", "say", "where", "needs", "once", "new", "boundary")


def expected(key: str, value: object) -> Wording | None:
    """Return what is expected under a key, None where the value is that."""
    fits, wording = _EXPECTED.get(key, _TEXT)
    return None if fits(value) else wording


def _text(value: object) -> bool:
    return isinstance(value, str)


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(map(_text, value))


def _table_of(fits: _Fits) -> _Fits:
    return lambda value: isinstance(value, dict) and all(map(fits, value.values()))


def _tables(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)


_TEXT: tuple[_Fits, Wording] = _text, Wording("un texte est attendu", "a text is expected")
_EXPECTED: Mapping[str, tuple[_Fits, Wording]] = {
    **dict.fromkeys(
        _PLACED,
        (
            lambda value: isinstance(value, str | dict),
            Wording("un nom de colonne ou une table est attendu", "a column's name or a table is expected"),
        ),
    ),
    **dict.fromkeys(
        ("once", "new"),
        (lambda value: isinstance(value, bool), Wording("true ou false est attendu", "true or false is expected")),
    ),
    **dict.fromkeys(
        ("thing", "say"), (_tables, Wording("une liste de tables est attendue", "a list of tables is expected"))
    ),
    **dict.fromkeys(
        ("columns", "unread", "terms"),
        (_table_of(_text), Wording("une table de textes est attendue", "a table of texts is expected")),
    ),
    "rank": (
        lambda value: type(value) is int,
        Wording("un nombre entier est attendu", "a whole number is expected"),
    ),
    **dict.fromkeys(
        ("types", "needs"), (_texts, Wording("une liste de textes est attendue", "a list of texts is expected"))
    ),
    "where": (
        _table_of(_texts),
        Wording("une table de listes de textes est attendue", "a table of lists of texts is expected"),
    ),
}

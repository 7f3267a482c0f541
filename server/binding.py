"""Values for the variables of a query: where each holds, and how it is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import pyoxigraph
from rdflib import Literal, URIRef

from server.sparql.tokens import Kind, Token, tokens

__all__ = ["UnboundVariable", "Value", "bind"]

Value = URIRef | Literal


class UnboundVariable(ValueError):
    """A value is given for a variable that the query's WHERE clause does not name."""

    def __init__(self, name: str) -> None:
        """Name the variable."""
        super().__init__(f"?{name}: no group of the query names this variable; check the name of the value")


def bind(query: str, values: Mapping[str, Value]) -> str:
    """Return a query in which variables have values: `VALUES (?x) { (<…>) }` opens every group that names one of them.

    Engines' own substitution differs (pyoxigraph's wants the variable projected), and values after the query join too
    late for a subquery or an aggregate; data at the head of a group means the same everywhere. An IRI also takes the
    place of its variable in the group's patterns, which changes nothing but for Virtuoso: there a path does not start
    from what is only joined with it. The places come from the query's tokens, so nothing in a string or a comment
    counts, and a value enters as one RDF term, escaped by its serialiser: it can only ever be read as that term.

    Raises UnboundVariable.
    """
    places = _places(query)
    for name in values:
        if not any(name in names for names in places.groups.values()):
            raise UnboundVariable(name)
    parts, end = [], 0
    for place, width, text in sorted([*_data(places, values), *_terms(places, values)]):
        parts += [query[end:place], text]
        end = place + width
    return "".join([*parts, query[end:]])


@dataclass(frozen=True, slots=True)
class _Places:
    """Where a query's groups open, with the variables each names itself, and where a variable stands in a pattern."""

    groups: dict[int, set[str]] = field(default_factory=dict)
    patterns: dict[int, str] = field(default_factory=dict)


def _data(places: _Places, values: Mapping[str, Value]) -> Iterator[tuple[int, int, str]]:
    """Yield what opens the groups: where, in place of how many characters, and what."""
    for place, names in places.groups.items():
        if held := {name: _written(value) for name, value in values.items() if name in names}:
            variables = " ".join(f"?{name}" for name in held)
            yield place, 0, f" VALUES ({variables}) {{ ({' '.join(held.values())}) }} "


def _terms(places: _Places, values: Mapping[str, Value]) -> Iterator[tuple[int, int, str]]:
    """Yield what takes the place of variables in patterns; a literal takes none, for it may not be a subject."""
    for place, name in places.patterns.items():
        if isinstance(value := values.get(name), URIRef):
            yield place, len(name) + 1, _written(value)


def _written(value: Value) -> str:
    if isinstance(value, URIRef):
        return str(pyoxigraph.NamedNode(str(value)))
    if value.language:
        return str(pyoxigraph.Literal(str(value), language=value.language))
    if value.datatype:
        return str(pyoxigraph.Literal(str(value), datatype=pyoxigraph.NamedNode(str(value.datatype))))
    return str(pyoxigraph.Literal(str(value)))


@lru_cache(maxsize=1024)
def _places(query: str) -> _Places:
    reader = _Reader()
    for token in tokens(query):
        reader.take(token)
    return reader.found


@dataclass(slots=True)
class _Braces:
    """Hold what is known between two braces: the place of the group they open, if any, and the parentheses open."""

    place: int | None
    parentheses: int = 0


class _Reader:
    """Find the places of a query, token by token."""

    def __init__(self) -> None:
        self.found = _Places()
        self._opened: list[_Braces] = []
        self._before: Token | None = None
        self._is_data = False

    def take(self, token: Token) -> None:
        """Take the next token."""
        self._is_data = self._is_data or token.is_word("VALUES")
        if token.text == "{":
            is_group = not self._is_data and not (self._before and self._before.is_word("CONSTRUCT"))
            self._opened.append(_Braces(token.end if is_group else None))
            self._is_data = False
        elif token.text == "}" and self._opened:
            self._opened.pop()
        elif self._opened:
            self._take_between(token, self._opened[-1])
        self._before = token

    def _take_between(self, token: Token, braces: _Braces) -> None:
        if token.is_word("SELECT"):
            braces.place = None
        braces.parentheses += (token.text == "(") - (token.text == ")")
        if token.kind is not Kind.VARIABLE or braces.place is None:
            return
        name = token.text[1:]
        self.found.groups.setdefault(braces.place, set()).add(name)
        # Between parentheses an expression may test the variable, or make it.
        if not braces.parentheses and not self._is_data:
            self.found.patterns[token.start] = name

"""Look-ups: queries of one triple that starts from a thing, read from the store without the evaluator of queries.

To make ready for a query, whichever, takes the engine longer than to find the few statements that start from a thing.
What is read and written here is what the engine reads and writes, in the same order and to the byte: whoever has
queries of a shape answered here sees to it that the engine answered one of them so (`server.sparql.light.lane`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Store, Triple

from ontology.names import XSD
from server.sparql.light.results import Result
from server.sparql.light.steps import Name, NotLight, Pattern, Slot, Step, Variable, iri
from server.sparql.tokens import Kind, Token

__all__ = ["Lookup", "lookup"]

FORM = "json"
"""The format of results that is written here."""

_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_BESIDE = 6
"""Tokens of a look-up beside its columns: SELECT, two braces, and the triple."""

_PROPERTY, _OBJECT = 1, 2
_TEXT = str(XSD.string)
_Cell: TypeAlias = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Lookup:
    """Hold where the look-ups of one shape start, by which property (None for any), and what part each column shows."""

    start: Slot | Name
    by: Slot | Name | None
    columns: Sequence[int]

    def found(self, slots: Sequence[str], store: Store) -> Result:
        """Return the result of the look-up that has these constants and variables, in JSON.

        Raises ValueError for a constant that is no IRI, and NotLight for what is found that has no name here.
        """
        start = NamedNode(iri(self.start, slots))
        by = None if self.by is None else NamedNode(iri(self.by, slots))
        names = [slot[1:] for slot in slots[: len(self.columns)]]
        columns = [*zip(names, self.columns, strict=True)]
        rows = [
            {name: _cell(quad[column]) for name, column in columns}
            for quad in store.quads_for_pattern(start, by, None, None)
        ]
        told = {"head": {"vars": names}, "results": {"bindings": rows}}
        return Result(_JSON.encode(told).encode(), len(rows))


def lookup(select: Sequence[Token], pattern: Pattern) -> Lookup | None:
    """Return the look-up that a SELECT query is, by its tokens after the declarations; None where it is more."""
    said = [token for token in select if not token.is_word("WHERE") and token.text != "."]
    shown = [token.text[1:] for token in takewhile(lambda token: token.kind is Kind.VARIABLE, said[1:])]
    steps = [step for branch in pattern.branches for step in branch.steps]
    is_one_triple = len(steps) == 1 and not steps[0].is_repeated and len(said) == len(shown) + _BESIDE
    return _read(steps[0], shown) if shown and is_one_triple else None


def _read(step: Step, shown: Sequence[str]) -> Lookup | None:
    match step:
        case Step(Slot() | Name() as start, Slot() | Name() as by, Variable(end)) if [*shown] == [end]:
            return Lookup(start, by, [_OBJECT])
        case Step(Slot() | Name() as start, Variable(by), Variable(end)) if by != end and _are_some(shown, {by, end}):
            return Lookup(start, None, [_PROPERTY if name == by else _OBJECT for name in shown])
        case _:
            return None


def _are_some(shown: Sequence[str], known: set[str]) -> bool:
    return known.issuperset(shown) and len({*shown}) == len(shown)


def _cell(term: NamedNode | BlankNode | Literal | Triple) -> _Cell:
    """Return a term as the format writes it (https://www.w3.org/TR/sparql11-results-json/#select-encode-terms)."""
    match term:
        case Literal(value) if term.direction is None:
            cell = {"type": "literal", "value": value}
            if term.language:
                return {**cell, "xml:lang": term.language}
            datatype = term.datatype.value
            return cell if datatype == _TEXT else {**cell, "datatype": datatype}
        case NamedNode(value):
            return {"type": "uri", "value": value}
        case BlankNode(value):
            return {"type": "bnode", "value": value}
        case _:
            raise NotLight(str(term))

"""What an outsider's query may do: read the published graphs, and nothing else.

The judgement is made on the query's tokens (`server.sparql.tokens`), with three rules that leave nothing to an engine's
own way of cutting words:

* a bare word that is no SPARQL keyword is refused, for some engines read `trueSERVICE` as two words;
* a prefixed name is refused where a keyword could be read in its prefix: `SERVICE:x {`, `SERVICEex:x {`;
* so is `<…>` where it could be read as an operator that hides the rest of the line: `(?a<?b) SERVICE :x #>`.

Brackets are counted, since the engine ends its process when it runs out of stack.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from server.sparql.calls import Call, calls
from server.sparql.prologue import Dataset, Prologue
from server.sparql.tokens import Kind, Token, fault, neighbours, plain, refusal, tokens

__all__ = ["EVERYTHING", "Dataset", "Form", "Query", "QueryTooLong", "examine"]

DEEPEST = 100
"""Brackets open at once in a query that is let through; the engine survives several hundred."""

_PAIRS = {"}": "{", ")": "(", "]": "["}
_UPDATES = frozenset(["INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH", "USING"])
_CHANGING = frozenset(["NOW", "RAND", "UUID", "STRUUID", "BNODE"])
_READING = """
    SELECT CONSTRUCT DESCRIBE ASK
    A TRUE FALSE BASE PREFIX DISTINCT REDUCED AS FROM NAMED WHERE GROUP BY HAVING ORDER ASC
    DESC LIMIT OFFSET VALUES UNDEF OPTIONAL GRAPH SERVICE SILENT BIND MINUS UNION FILTER IN NOT EXISTS SEPARATOR
    COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT STR LANG LANGMATCHES DATATYPE BOUND IRI URI ABS CEIL FLOOR ROUND CONCAT
    STRLEN UCASE LCASE ENCODE_FOR_URI CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER YEAR MONTH DAY HOURS MINUTES SECONDS
    TIMEZONE TZ MD5 SHA1 SHA256 SHA384 SHA512 COALESCE IF STRLANG STRDT SAMETERM ISIRI ISURI ISBLANK ISLITERAL ISNUMERIC
    REGEX SUBSTR REPLACE
"""
_KEYWORDS = frozenset(_READING.split()) | _UPDATES | _CHANGING
_GLUED = re.compile(r"SERVICE|SILENT|FROM|NAMED", re.IGNORECASE)
_OPERANDS = frozenset({Kind.IRI, Kind.STRING, Kind.LANGUAGE, Kind.BLANK, Kind.NAME, Kind.VARIABLE, Kind.NUMBER})


class Form(StrEnum):
    """Name the four forms of a query."""

    SELECT = "SELECT"
    CONSTRUCT = "CONSTRUCT"
    DESCRIBE = "DESCRIBE"
    ASK = "ASK"

    @property
    def is_graph(self) -> bool:
        """Tell whether the result is a graph, else rows or a yes or no."""
        return self in {Form.CONSTRUCT, Form.DESCRIBE}


class QueryTooLong(ValueError):
    """A query is longer than the service reads."""

    def __init__(self, size: int, longest: int) -> None:
        """Show both sizes, in bytes."""
        super().__init__(
            f"the query has {size} bytes and the longest accepted has {longest}; shorten it, or cut it in two"
        )
        self.size = size
        self.longest = longest


EVERYTHING = Dataset()


@dataclass(frozen=True, slots=True)
class Query:
    """Hold a query that may run: its text with codepoint escapes decoded, its form, and the graphs it reads.

    `changing` tells that two runs on the same data may differ (NOW, RAND, new blank nodes, other services). `calls` are
    its SERVICE clauses in their order, `answers` what was answered to each, as VALUES clauses.
    """

    text: str
    form: Form
    dataset: Dataset
    changing: bool
    calls: tuple[Call, ...] = ()
    answers: tuple[str, ...] = ()

    @property
    def joined(self) -> str:
        """Return what an engine evaluates: the text, with the answer to each call in its place, lines kept."""
        text = self.text
        for call, answer in reversed([*zip(self.calls, self.answers, strict=True)]):
            lines = "\n" * text.count("\n", call.start, call.end)
            text = text[: call.start] + answer + lines + text[call.end :]
        return text

    def over(self, dataset: Dataset) -> Query:
        """Return the query over the graphs that the request names, which take the place of those it names itself."""
        return self if dataset == EVERYTHING else replace(self, dataset=dataset)


def examine(text: str, longest: int, address: str, services: Collection[str]) -> Query:
    """Return what a query is, once nothing in it is refused.

    `longest` counts bytes of UTF-8; `address` is the endpoint's, which relative IRIs start from; `services` are the
    addresses of the endpoints that a query may call.

    Raises QueryTooLong, MalformedQuery, RefusedFeature.
    """
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        raise fault(text, error.start, f"{text[error.start]!r} is half of a character") from error
    if size > longest:
        raise QueryTooLong(size, longest)
    query = plain(text)
    found = list(tokens(query))
    _check_words(query, found, services)
    heads = _check_brackets(query, found)
    prologue = Prologue(query, address)
    rest = prologue.read(heads)
    form = _form(query, rest)
    made = form is Form.CONSTRUCT and any(token.kind is Kind.BLANK or token.text == "[" for token in found)
    changing = made or any(token.is_word(*_CHANGING) for token in found)
    called = calls(query, found, prologue, services)
    return Query(query, form, prologue.dataset(rest), changing or bool(called), called)


def _check_words(query: str, found: Sequence[Token], services: Collection[str]) -> None:
    for token in found:
        if token.kind is not Kind.WORD:
            continue
        word = token.text.upper()
        if word not in _KEYWORDS:
            raise fault(query, token.start, f"{token.text!r} is no keyword of SPARQL 1.1")
        if word == "SERVICE" and not services:
            raise refusal(query, token, "SERVICE", "this endpoint calls no other: query the two and join on your side")
        if word in _UPDATES:
            raise refusal(query, token, word, "this endpoint only reads: use SELECT, CONSTRUCT, DESCRIBE or ASK")


def _check_brackets(query: str, found: Sequence[Token]) -> list[Token]:
    """Return the tokens outside all brackets, once brackets pair, are not too deep and hide nothing."""
    opened: list[Token] = []
    outside: list[Token] = []
    for before, token, after in neighbours(found):
        if token.kind is Kind.CLOSE:
            _close(query, opened, token)
        elif _is_ambiguous(before, token, after, opened):
            raise fault(query, token.start, f"{token.text!r} can be read in two ways; put spaces, or rename the prefix")
        elif token.kind is Kind.OPEN:
            opened.append(token)
            if len(opened) > DEEPEST:
                raise fault(query, token.start, f"more than {DEEPEST} brackets open at once; nest less, or use VALUES")
        if not opened:
            outside.append(token)
    if opened:
        raise fault(query, opened[-1].start, f"{opened[-1].text!r} is never closed")
    return outside


def _close(query: str, opened: list[Token], token: Token) -> None:
    if not opened or opened[-1].text != _PAIRS[token.text]:
        raise fault(query, token.start, f"{token.text!r} closes nothing")
    opened.pop()


def _is_ambiguous(before: Token | None, token: Token, after: Token | None, opened: Sequence[Token]) -> bool:
    match token.kind:
        case Kind.IRI:
            is_expression = bool(opened) and opened[-1].text == "(" and before is not None
            return is_expression and _ends_operand(before) and _could_be_operator(token.text[1:-1])
        case Kind.NAME if _GLUED.search(token.text.partition(":")[0]):
            if before is not None and before.is_word("PREFIX", "GRAPH", "FROM", "NAMED"):
                return False
            return not opened or (after is not None and after.text == "{")
        case _:
            return False


def _ends_operand(token: Token | None) -> bool:
    return token is not None and (token.kind in _OPERANDS or token.text == ")" or token.is_word("TRUE", "FALSE"))


def _could_be_operator(body: str) -> bool:
    """Tell whether `<body>` could be an operator and hide something: a comment, or what follows its own group."""
    depth = 0
    for place, character in enumerate(body):
        depth += (character == "(") - (character == ")")
        if character == "#" or depth < 0:
            return True
        if body.startswith("//", place):
            return False
    return False


def _form(query: str, rest: Sequence[Token]) -> Form:
    if not rest:
        raise fault(query, len(query), "SELECT, CONSTRUCT, DESCRIBE or ASK is expected and the query ends")
    if not rest[0].is_word(*Form):
        raise fault(
            query, rest[0].start, f"{rest[0].text!r} stands where SELECT, CONSTRUCT, DESCRIBE or ASK is expected"
        )
    return Form(rest[0].text.upper())

r"""The words of a SPARQL query: strings, IRIs, names, comments and keywords told apart as the grammar tells them.

The terminals are those of https://www.w3.org/TR/sparql11-query/#sparqlGrammar; the quoted triples of SPARQL 1.2 are not
read, for `<<` could as well be an operator and an IRI. Reading words is enough to know what a query may do, since in
SPARQL a bare word is always a keyword: what stands in a string, an IRI, a comment, a variable or a prefixed name is
another kind of token. A full parser would say no more: rdflib's is slow and refuses valid queries, and the engine,
which parses in its own process, remains the judge of syntax.

`plain` comes first: it decodes the codepoint escapes (\uHHHH) of §19.2, so that nothing downstream, neither this reader
nor an engine, can decode them differently.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from enum import Enum, auto
from typing import NamedTuple


class Kind(Enum):
    """Tell what a token is."""

    IRI = auto()
    STRING = auto()
    LANGUAGE = auto()
    BLANK = auto()
    NAME = auto()
    VARIABLE = auto()
    NUMBER = auto()
    WORD = auto()
    OPEN = auto()
    CLOSE = auto()
    SIGN = auto()


class Token(NamedTuple):
    """Hold one token: its kind, its text as written, and its place in the query (characters from 0)."""

    kind: Kind
    text: str
    start: int

    @property
    def end(self) -> int:
        """Return the place just after the token."""
        return self.start + len(self.text)

    def is_word(self, *words: str) -> bool:
        """Tell whether the token is one of these keywords, given in capitals; a query writes them in any case."""
        return self.kind is Kind.WORD and self.text.upper() in words


class MalformedQuery(ValueError):
    """A query is not SPARQL; line and column count from 1."""

    def __init__(self, reason: str, line: int, column: int) -> None:
        """Place the fault."""
        super().__init__(f"line {line}, column {column}: {reason}")
        self.reason = reason
        self.line = line
        self.column = column


class RefusedFeature(PermissionError):
    """A query asks for something this service does not do for outsiders; line and column count from 1."""

    def __init__(self, feature: str, remedy: str, line: int, column: int) -> None:
        """Name the feature and say what to do instead."""
        super().__init__(f"line {line}, column {column}: {feature} is refused; {remedy}")
        self.feature = feature
        self.remedy = remedy
        self.line = line
        self.column = column


_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
# A quote, a backslash or an end of line given by its code point belongs to the string it is written in.
_KEPT = {'"': '\\"', "'": "\\'", "\\": "\\\\", "\n": "\\n", "\r": "\\r"}

_SURROGATES = range(0xD800, 0xE000)

_FIRST = (
    r"A-Za-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C-\u200D\u2070-\u218F\u2C00-\u2FEF"
    r"\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
_VARIABLE = rf"{_FIRST}_0-9\u00B7\u0300-\u036F\u203F-\u2040"
_CHARS = rf"{_VARIABLE}\-"
_PLX = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_PREFIX = rf"(?:[{_FIRST}](?:[{_CHARS}.]*[{_CHARS}])?)?"
_LOCAL = rf"(?:(?:[{_FIRST}_:0-9]|{_PLX})(?:(?:[{_CHARS}.:]|{_PLX})*(?:[{_CHARS}:]|{_PLX}))?)?"
_QUOTED = r"\\[tbnrf\\\"']"

_TERMINALS: tuple[tuple[Kind | None, str], ...] = (
    (None, r"[ \t\r\n]++|\#[^\r\n]*+"),
    (Kind.IRI, r"<[^<>\"{}|^`\\\x00-\x20]*+>"),
    (Kind.STRING, rf'"""(?:[^"\\]|{_QUOTED}|""?(?!"))*+"""' + rf"|'''(?:[^'\\]|{_QUOTED}|''?(?!'))*+'''"),
    (Kind.STRING, rf'"(?!"")(?:[^"\\\r\n]|{_QUOTED})*+"' + rf"|'(?!'')(?:[^'\\\r\n]|{_QUOTED})*+'"),
    (Kind.LANGUAGE, r"@[A-Za-z]++(?:-[A-Za-z0-9]++)*+"),
    (Kind.BLANK, rf"_:[{_FIRST}_0-9](?:[{_CHARS}.]*[{_CHARS}])?"),
    (Kind.NAME, rf"{_PREFIX}:{_LOCAL}"),
    (Kind.VARIABLE, rf"[?$][{_VARIABLE}]++"),
    (Kind.NUMBER, r"(?:[0-9]++(?:\.[0-9]++)?|\.[0-9]++)(?:[eE][+-]?[0-9]++)?|[0-9]++\.[eE][+-]?[0-9]++"),
    (Kind.WORD, r"[A-Za-z_][A-Za-z0-9_]*+"),
    (Kind.OPEN, r"[{(\[]"),
    (Kind.CLOSE, r"[})\]]"),
    (Kind.SIGN, r"\^\^|&&|\|\||[!<>]=|<(?!<)|[.,;=>!+\-*/|^?]"),
)
_TOKEN = re.compile("|".join(f"({pattern})" for _, pattern in _TERMINALS))
_KINDS = tuple(kind for kind, _ in _TERMINALS)


def plain(query: str) -> str:
    r"""Return a query with its codepoint escapes decoded (§19.2).

    A quote, backslash or end of line given by its code point becomes the string escape for it: it can never end a
    string or a comment. Raises MalformedQuery for an escape that names no character.
    """
    if "\\u" not in query and "\\U" not in query:
        return query
    return _ESCAPE.sub(_decode, query)


def _decode(found: re.Match[str]) -> str:
    digits = found[1] or found[2]
    if not digits:
        return found[0]
    code = int(digits, 16)
    if code in _SURROGATES or code > sys.maxunicode:
        raise fault(found.string, found.start(), f"{found[0]} is not the code point of a character")
    return _KEPT.get(chr(code), chr(code))


def tokens(query: str) -> Iterator[Token]:
    """Yield the tokens of a query, without white space and comments.

    Raises MalformedQuery where nothing of the grammar can stand.
    """
    place = 0
    while place < len(query):
        found = _TOKEN.match(query, place)
        if found is None or found.lastindex is None:
            raise fault(query, place, f"no SPARQL token starts with {query[place : place + 12]!r}")
        kind = _KINDS[found.lastindex - 1]
        if kind is not None:
            yield Token(kind, found[0], place)
        place = found.end()


def fault(query: str, place: int, reason: str) -> MalformedQuery:
    """Return the error for a fault at a place (characters from 0) of a query."""
    line = query.count("\n", 0, place) + 1
    return MalformedQuery(reason, line, place - query.rfind("\n", 0, place))


def refusal(query: str, token: Token, feature: str, remedy: str) -> RefusedFeature:
    """Return the error for a token of a query that asks for what is not done."""
    place = fault(query, token.start, feature)
    return RefusedFeature(feature, remedy, place.line, place.column)


def neighbours(found: Sequence[Token]) -> Iterator[tuple[Token | None, Token, Token | None]]:
    """Yield each token between the one before it and the one after it."""
    return zip([None, *found], found, [*found[1:], None], strict=False)

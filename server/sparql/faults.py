"""Where a query stops being SPARQL, told by its own words.

Oxigraph's parser tells the farthest place that it has looked at. It compares as many characters as a keyword has before
it sees that they are others, so that this place lies some words past the fault. In a query whose words stand far enough
apart it cannot look past a word that it does not take: such a one is put to the engine a second time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace

from ontology.names import PREFIXES
from server.sparql.engine import FAULTS, Answer, EngineBusy, Question
from server.sparql.tokens import MalformedQuery, Token, fault, tokens
from server.sparql.turns import TooManyQueries

__all__ = ["located"]

_APART = " " * 16
"""What is put between words: more than the longest keyword has letters."""

_LONGEST = 8_000
"""Characters of a query whose words are put apart, which takes milliseconds of a web worker."""

_ALONE = frozenset("{}()[].;,")
_SHOWN = 40
"""Characters of a word that a message shows."""

_OTHERS = tuple(one for one in (*FAULTS, EngineBusy, TooManyQueries) if one is not MalformedQuery)
_UNDECLARED = "Prefix not found"
_SENTENCE = re.compile(r"\bThe [A-Z]+ [a-z][^,|\[]+")
"""What is said among the characters that are expected: « The SELECT contains a variable that is unbound »."""
_ONE = re.compile(r'expected "([^"]+)"')


def located(question: Question, found: MalformedQuery, ask: Callable[[Question], Answer]) -> MalformedQuery:
    """Return the fault of a query at its place.

    What other parsers than Oxigraph's tell is returned as it is, and so is the fault of a very long query.
    """
    query = question.query
    if query.calls or len(query.text) > _LONGEST or not found.reason.startswith("expected "):
        return found
    words = list(_apart(query.text))
    text = "".join(token.text + gap for token, gap in words)
    try:
        with suppress(*_OTHERS):
            ask(replace(question, query=replace(query, text=text))).close()
    except MalformedQuery as again:
        return _told(query.text, words, _offset(text, again), again.reason)
    return found


def _apart(query: str) -> Iterator[tuple[Token, str]]:
    """Yield each word of a query with what is to follow it: nothing where the next could be of the same term."""
    found = list(tokens(query))
    for token, after in zip(found, [*found[1:], None], strict=True):
        is_apart = after is None or after.start > token.end or token.text in _ALONE or after.text in _ALONE
        yield token, _APART if is_apart else ""


def _offset(text: str, again: MalformedQuery) -> int:
    """Return the place of a fault in a text, in characters from 0."""
    return sum(len(line) + 1 for line in text.split("\n")[: again.line - 1]) + again.column - 1


def _told(query: str, words: Sequence[tuple[Token, str]], offset: int, reason: str) -> MalformedQuery:
    """Return the fault of the word that stands at a place of the words apart, or of their end."""
    end, before = 0, None
    for token, gap in words:
        end += len(token.text) + len(gap)
        if offset < end:
            return fault(query, token.start, _said(reason) or _refused(token, before, reason))
        before = token
    after = f" after {_shown(before)}" if before else ""
    return fault(query, before.end if before else 0, _said(reason) or f"the query ends too early{after}")


def _said(reason: str) -> str:
    """Return the sentence that stands among what is expected, if one does."""
    found = _SENTENCE.search(reason)
    return found[0].strip() if found else ""


def _refused(token: Token, before: Token | None, reason: str) -> str:
    """Return why a word cannot stand where it does."""
    if _UNDECLARED in reason:
        prefix = token.text.partition(":")[0]
        return f"prefix '{prefix}:' is not declared; begin with PREFIX {prefix}: <{PREFIXES.get(prefix, '…')}>"
    after = f", after {_shown(before)}" if before else ""
    one = _ONE.fullmatch(reason)
    return f"{_shown(token)} cannot stand here{after}" + (f"; '{one[1]}' is expected" if one else "")


def _shown(token: Token) -> str:
    text = " ".join(token.text.split())
    return f"'{text}'" if len(text) <= _SHOWN else f"'{text[:_SHOWN]}…'"

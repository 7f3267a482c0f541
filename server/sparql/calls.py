"""The SERVICE clauses of a query: which endpoint is asked what. Only endpoints that the operator lists are called.

The engine never makes the call. A clause has the same meaning wherever it stands, the solutions of its pattern at the
other endpoint (https://www.w3.org/TR/sparql11-federated-query/#defn_service), so each is asked beforehand
(`server.sparql.federation`) and its place in the query is taken by what was answered.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import accumulate

from server.sparql.prologue import Prologue
from server.sparql.tokens import Kind, Token, fault, refusal

__all__ = ["MOST", "Call", "calls"]

MOST = 4
"""Calls of one query."""


@dataclass(frozen=True, slots=True)
class Call:
    """Hold one SERVICE clause: the endpoint, which is one of the list, and what it is asked.

    `variables` are those of the pattern, without their sign; `start` and `end` place the clause in the query.
    """

    endpoint: str
    asked: str
    variables: frozenset[str]
    is_silent: bool
    start: int
    end: int


def calls(query: str, found: Sequence[Token], prologue: Prologue, services: Collection[str]) -> tuple[Call, ...]:
    """Return the calls that a query makes; brackets are known to pair.

    Raises RefusedFeature for an endpoint that is not listed, for one that is a variable, for a call within a call and
    for more than MOST; raises MalformedQuery where SERVICE is followed by something else.
    """
    listed: list[Call] = []
    for place, token in enumerate(found):
        if not token.is_word("SERVICE"):
            continue
        if listed and token.start < listed[-1].end:
            raise refusal(query, token, "SERVICE", "it stands within another: call the two one beside the other")
        if len(listed) == MOST:
            raise refusal(query, token, "SERVICE", f"one query calls {MOST} times at most: cut it in two")
        listed.append(_call(query, found[place:], prologue, services))
    return tuple(listed)


def _call(query: str, found: Sequence[Token], prologue: Prologue, services: Collection[str]) -> Call:
    """Return the call that these tokens begin with."""
    service, *rest = found
    is_silent = bool(rest) and rest[0].is_word("SILENT")
    name, *group = rest[is_silent:] or [service]
    endpoint = prologue.iri(name)
    if name.kind is not Kind.VARIABLE and (endpoint is None or not group or group[0].text != "{"):
        raise fault(query, name.start, "SERVICE is not followed by the IRI of an endpoint and a group in braces")
    if endpoint is None or endpoint not in services:
        called = f"SERVICE <{endpoint}>" if endpoint else f"SERVICE {name.text}"
        raise refusal(query, name, called, f"this endpoint calls only {' '.join(f'<{one}>' for one in services)}")
    pattern = _group(group)
    text = query[pattern[0].start : pattern[-1].end]
    variables = frozenset(token.text[1:] for token in pattern if token.kind is Kind.VARIABLE)
    return Call(endpoint, f"{prologue.text}SELECT * {text}", variables, is_silent, service.start, pattern[-1].end)


def _group(found: Sequence[Token]) -> Sequence[Token]:
    """Return the tokens from an opening brace to the one that closes it."""
    depths = accumulate((token.kind is Kind.OPEN) - (token.kind is Kind.CLOSE) for token in found)
    return found[: 1 + next(place for place, depth in enumerate(depths) if not depth)]

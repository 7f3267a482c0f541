"""What the head of a query declares, and the names it makes of it: IRIs in full, the graphs of its FROM clauses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

from server.sparql.tokens import Kind, Token, fault, neighbours

__all__ = ["Dataset", "Prologue"]

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_LOCAL_ESCAPE = re.compile(r"\\(.)")


@dataclass(frozen=True, slots=True)
class Dataset:
    """List the graphs a query reads, as the SPARQL Protocol does; both lists empty means all that is published."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


class Prologue:
    """Read the BASE and PREFIX declarations of a query, then name in full what it names."""

    def __init__(self, query: str, address: str) -> None:
        """Start from the address of the endpoint, which relative IRIs start from where the query declares no other."""
        self._query = query
        self._address = address
        self._prefixes: dict[str, str] = {}
        self.text = f"BASE <{address}>\n"

    def read(self, heads: Sequence[Token]) -> Sequence[Token]:
        """Take the declarations in and return what follows them."""
        place = 0
        while place < len(heads):
            match heads[place : place + 3]:
                case [word, Token(kind=Kind.IRI) as iri, *_] if word.is_word("BASE"):
                    self._address = self._resolve(iri)
                    place += 2
                case [word, Token(kind=Kind.NAME) as name, Token(kind=Kind.IRI) as iri] if word.is_word("PREFIX"):
                    self._prefixes[name.text.removesuffix(":")] = self._resolve(iri)
                    place += 3
                case _:
                    break
        self.text += self._query[: heads[place].start] if place < len(heads) else ""
        return heads[place:]

    def dataset(self, rest: Sequence[Token]) -> Dataset:
        """Return the graphs of the FROM and FROM NAMED clauses."""
        default, named = [], []
        for before, token, after in neighbours(rest):
            if token.is_word("NAMED"):
                if before is None or not before.is_word("FROM"):
                    raise fault(self._query, token.start, "NAMED stands without FROM")
                named.append(self._graph(token, after))
            elif token.is_word("FROM") and not (after and after.is_word("NAMED")):
                default.append(self._graph(token, after))
        return Dataset(tuple(default), tuple(named))

    def _graph(self, clause: Token, after: Token | None) -> str:
        found = self.iri(after)
        if found is None:
            raise fault(
                self._query,
                clause.end,
                f"{clause.text} is not followed by a graph's IRI, or by one whose prefix is declared",
            )
        return found

    def iri(self, token: Token | None) -> str | None:
        """Return the IRI that a token is, in full; None for what is none, or has a prefix that is not declared."""
        if token is not None and token.kind is Kind.IRI:
            return self._resolve(token)
        if token is not None and token.kind is Kind.NAME:
            prefix, _, local = token.text.partition(":")
            if prefix in self._prefixes:
                return self._prefixes[prefix] + _LOCAL_ESCAPE.sub(r"\1", local)
        return None

    def _resolve(self, iri: Token) -> str:
        reference = iri.text[1:-1]
        if _ABSOLUTE.match(reference):
            return reference
        try:
            return urljoin(self._address, reference)
        except ValueError as error:
            raise fault(self._query, iri.start, f"{iri.text} and BASE <{self._address}> make no IRI") from error

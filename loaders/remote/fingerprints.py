"""What a graph holds, told by two numbers that a release's lines and a store's own functions give alike."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal, InvalidOperation
from itertools import islice
from pathlib import Path
from string import Template
from urllib.parse import quote

import pyoxigraph as ox

from loaders.remote.endpoint import Endpoint
from loaders.remote.refusals import BlankNode, NotAnEndpoint
from ontology.names import GEO, STORE, XSD

_WHOLE = Template((Path(__file__).parent / "fingerprint.rq").read_text(encoding="utf-8"))
_LETTERS = re.compile("[a-f]")
_SIGNS = re.compile(r"[\x01-/:-@\[-`{-\x7f]")
_DIGITS = 9
_TERMS = (ox.NamedNode(STORE), ox.NamedNode(STORE), ox.Literal("L'été, à Nîmes", language="fr"))
_SAMPLE = f"VALUES (?s ?p ?o) {{ ({' '.join(map(str, _TERMS))}) }}"
"""A statement to try an engine with."""
_BLOCK = 20_000
_NUMBERS = frozenset(map(str, (XSD.integer, XSD.decimal, XSD.double, XSD.float)))
_UNSPELT = frozenset(map(str, (XSD.boolean, GEO.wktLiteral)))


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """How many statements a graph holds, and the sum of a number made of each, None where that is not known."""

    count: int = 0
    sum: int | None = 0

    def agrees(self, other: Fingerprint) -> bool:
        """Tell whether nothing says that two graphs differ."""
        return self.count == other.count and (self.sum == other.sum or None in {self.sum, other.sum})


def of_lines(lines: Iterable[bytes]) -> Mapping[str, Fingerprint]:
    """Return the fingerprints of the graphs of some lines of N-Quads, each line told once; raises BlankNode."""
    counts: defaultdict[str, int] = defaultdict(int)
    sums: defaultdict[str, int] = defaultdict(int)
    rest = iter(lines)
    while block := b"".join(islice(rest, _BLOCK)):
        for quad in ox.parse(block, ox.RdfFormat.N_QUADS):
            graph = quad.graph_name.value
            counts[graph] += 1
            sums[graph] += _number(quad.subject, quad.predicate, quad.object)
    return {graph: Fingerprint(counts[graph], sums[graph]) for graph in counts}


def of_store(
    endpoint: Endpoint, graphs: Iterable[str], counted: Collection[str] = frozenset()
) -> Mapping[str, Fingerprint]:
    """Return the fingerprints of graphs of a store, as its engine computes them; raises PushFailed.

    They are counts only of the graphs that are to be `counted`, and of all of them where the engine makes other numbers
    of accented texts, as Virtuoso 7 does.
    """
    is_able = _asked(endpoint, _SAMPLE) == Fingerprint(1, _number(*_TERMS))
    found: dict[str, Fingerprint] = {}
    for graph in graphs:
        pattern = f"GRAPH {ox.NamedNode(graph)} {{ ?s ?p ?o }}"
        found[graph] = _asked(endpoint, pattern) if is_able and graph not in counted else _counted(endpoint, pattern)
    return found


def _asked(endpoint: Endpoint, pattern: str) -> Fingerprint:
    row = _row(endpoint, _WHOLE.substitute(pattern=pattern))
    return Fingerprint(row["count"], row["sum"])


def _counted(endpoint: Endpoint, pattern: str) -> Fingerprint:
    return Fingerprint(_row(endpoint, f"SELECT (COUNT(*) AS ?count) WHERE {{ {pattern} }}")["count"], None)


def _row(endpoint: Endpoint, query: str) -> Mapping[str, int]:
    """Return the one row of numbers that a query has; raises NotAnEndpoint for anything else."""
    rows = endpoint.query(query)
    try:
        (row,) = rows
        return {"count": int(row["count"]), "sum": int(row.get("sum", 0))}
    except (ValueError, KeyError) as error:
        raise NotAnEndpoint(endpoint.addresses.query, str(rows)[:200]) from error


def _number(subject: object, predicate: object, value: object) -> int:
    """Return the number of a statement, as `fingerprint.rq` computes it."""
    told = quote(_SIGNS.sub("", f"{_text(subject)}{_text(predicate)}{_text(value)}"))
    return int(_LETTERS.sub("", hashlib.md5(told.encode(), usedforsecurity=False).hexdigest())[:_DIGITS])


def _text(term: object) -> str:
    if isinstance(term, ox.NamedNode):
        return term.value
    if not isinstance(term, ox.Literal):
        raise BlankNode(f"{term}")
    if term.datatype.value in _UNSPELT:
        return ""
    if term.datatype.value in _NUMBERS:
        with suppress(InvalidOperation, OverflowError, ValueError):
            return str(int(Decimal(term.value).to_integral_value(ROUND_FLOOR)))
    return f"{term.value}@{(term.language or '').lower()}"

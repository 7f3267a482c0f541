"""The process that weighs a release: how many statements lead away from a thing, and to it, by each property.

`server.sparql.light.weights` starts this file by its path; it imports nothing of ours, lets all others
work first, and writes one JSON object: weights by kind, then by property. One weight is the most of the things that
are not listed, the most of all things, and the weights of those listed, by IRI.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import TypeAlias

import pyoxigraph

COMMON = 32
"""Statements up to which a thing is like others, and not listed."""

MOST = 4000
"""Steps at which following a property on and on is given up: the thing has at least so many."""

PATIENCE = 5_000_000
"""Steps that may be spent on one property; what takes more is not weighed."""

LETTERS = 256
"""Characters of a text that weigh as much as one statement."""

PATIENT = 5
"""Priority (`nice`) of this process, behind all that answer somebody."""

ANY = ""
"""What stands for all properties together."""

Weight: TypeAlias = tuple[int, int, dict[str, int]]
Links: TypeAlias = Mapping[str, list[str]]
Counts: TypeAlias = tuple[Counter[str], Counter[str], Counter[str]]


def weighed(store: pyoxigraph.Store) -> dict[str, dict[str, Weight]]:
    """Return the weights of `from` and `to` things, of `literals`, and `beyond` and `before` things on and on."""
    made: dict[str, dict[str, Weight]] = {kind: {} for kind in ("from", "to", "literals", "beyond", "before")}
    sums = (Counter[str](), Counter[str](), Counter[str]())
    for name in _properties(store):
        found, beyond, before = _linked(store, name)
        for sum_, one in zip(sums, found, strict=True):
            sum_.update(one)
        _add(made, name.value, found)
        for kind, links in (("beyond", beyond), ("before", before)):
            if (on := _followed(links)) is not None:
                made[kind][name.value] = _weight(on)
    _add(made, ANY, sums)
    return made


def _properties(store: pyoxigraph.Store) -> list[pyoxigraph.NamedNode]:
    found = store.query("SELECT DISTINCT ?property { ?s ?property ?o }", use_default_graph_as_union=True)
    return [row["property"] for row in found]  # type: ignore[union-attr] # rows, as of every SELECT


def _linked(store: pyoxigraph.Store, name: pyoxigraph.NamedNode) -> tuple[Counts, Links, Links]:
    """Return the statements of a property counted from and to things and to literals, and its links both ways."""
    origins, ends, literals = Counter[str](), Counter[str](), Counter[str]()
    beyond, before = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    for quad in store.quads_for_pattern(None, name, None):
        begin, end = quad.subject.value, quad.object  # type: ignore[union-attr] # no statement of a statement
        value = end.value  # type: ignore[union-attr] # the same
        if isinstance(end, pyoxigraph.Literal):
            origins[begin] += 1 + len(value) // LETTERS
            literals[f"{value} {end.language or end.datatype}"] += 1
            beyond[begin].append("")
        else:
            origins[begin] += 1
            ends[value] += 1
            beyond[begin].append(value)
            before[value].append(begin)
    return (origins, ends, literals), beyond, before


def _add(made: dict[str, dict[str, Weight]], name: str, found: Counts) -> None:
    for kind, one in zip(("from", "to", "literals"), found, strict=True):
        made[kind][name] = _weight(one)
    most = made["literals"][name][1]
    made["literals"][name] = (most, most, {})


def _weight(found: Mapping[str, int]) -> Weight:
    listed = {name: count for name, count in found.items() if count > COMMON}
    common = max((count for count in found.values() if count <= COMMON), default=0)
    return common, max(found.values(), default=0), listed


def _followed(links: Links) -> dict[str, int] | None:
    """Return the statements met on the way from each thing, link after link; None where that takes too long."""
    found, left = {}, PATIENCE
    for name in [*links]:
        found[name] = _steps(name, links)
        left -= found[name]
        if left < 0:
            return None
    return found


def _steps(start: str, links: Links) -> int:
    seen, waiting, steps = set[str](), [start], 0
    while waiting:
        ends = links.get(waiting.pop(), ())
        steps += len(ends)
        if steps >= MOST:
            return MOST
        fresh = set(ends) - seen
        seen |= fresh
        waiting += fresh
    return steps


def main(store: str) -> None:
    """Weigh the store in a folder."""
    os.nice(PATIENT)
    json.dump(weighed(pyoxigraph.Store.read_only(store)), sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])

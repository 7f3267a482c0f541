"""Check again a graph that changed a little: the report of a whole check, at the cost of what changed.

    report = rechecked(ox.Store.read_only("release/store"), before, difference) or check_file(path)

`ontology.screening.reach` tells which things the change may give another verdict: they alone are screened and judged
again, and the results about all others are those of before. Where that cannot be told, nothing is, and the whole graph
must be checked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from itertools import chain
from typing import TypeAlias

import pyoxigraph as ox
from rdflib import URIRef
from rdflib.term import Node

from ontology import judge, rules
from ontology.difference import Difference
from ontology.names import BLANK, RDFS, SH
from ontology.report import Report, Result
from ontology.screening import Scope, listed, screens
from ontology.screening.reach import reads
from ontology.screening.shapes import FOCUS
from ontology.screening.steps import Boundless, Read
from ontology.triples import Triples, engine_term, misspelled, rdflib_term
from ontology.validation import ADDRESS, LABELS, about, addressed, doubted, fits, misplaced, quiet, reported

Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal
Triple: TypeAlias = tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]

MOST = 20_000
"""How many things are judged again at most: for more, a whole check costs less."""
TOGETHER = 1_000
"""How many of them one query names."""


def rechecked(store: ox.Store, before: Report, difference: Difference) -> Report | None:
    """Return the report on a graph, which a store holds as it became, from the report on what it was.

    None where only a whole check can tell: another judge, too great a change, or one whose reach has no bound.
    """
    held = Triples(store, spelled=True)
    if before.judge != judge.digest() or not held.described() or _anonymous(before):
        return None
    scope = Scope(rules.silent(), held.subclasses(), spelled=True)
    try:
        changed = list(stated(difference))
        things = touched(held, reads(scope), changed) | _named(scope)
    except Boundless:
        return None
    if len(things) > MOST:
        return None
    nodes = {rdflib_term(term) for triple in changed for term in triple}
    with quiet():
        kept = _kept(
            held, before, {addressed(rdflib_term(thing)) for thing in things}, {addressed(one) for one in nodes}
        )
        return reported([*kept, *_judged(held, scope, things), *_unaddressed(held, nodes)], judge.digest())


def _anonymous(before: Report) -> bool:
    """Tell whether a report is about things without an address, which nothing recognises later."""
    return any(one.focus.startswith(str(BLANK)) for one in before.results)


def stated(difference: Difference) -> Iterator[Triple]:
    """Yield the triples removed and those added; raises Boundless at one that concerns more than the nodes it names."""
    lines = b"".join(chain(difference.removed, difference.added))
    if misspelled(BytesIO(lines)):
        raise Boundless(difference)
    for quad in ox.parse(lines, format=ox.RdfFormat.N_QUADS):
        subject, term, value = quad.triple
        if not isinstance(subject, ox.NamedNode) or not isinstance(value, ox.NamedNode | ox.Literal):
            raise Boundless(quad)
        if term.value == str(RDFS.subClassOf):
            raise Boundless(quad)
        yield subject, term, value


def touched(held: Triples, reading: Collection[Read], changed: Sequence[Triple]) -> set[Term]:
    """Return the things whose verdict reads a triple that changed."""
    by_term: defaultdict[URIRef | None, list[Read]] = defaultdict(list)
    for read in reading:
        by_term[read.term].append(read)
    found: defaultdict[str | None, set[Term]] = defaultdict(set)
    for subject, term, value in changed:
        for read in chain(by_term[URIRef(term.value)], by_term[None]):
            if read.values is None or URIRef(value.value) in read.values:
                found[read.place].add(value if read.back else subject)
    return found.pop(None, set()).union(*(_leading(held, place, nodes) for place, nodes in found.items()))


def _leading(held: Triples, place: str | None, nodes: Collection[Term]) -> Iterator[Term]:
    """Yield the things from which a path leads to some nodes."""
    for values in _listed("?node", nodes):
        query = f"SELECT DISTINCT {FOCUS} WHERE {{ {values} {FOCUS} {place} ?node }}"
        yield from (engine_term(node) for (node,) in held.rows(query))


def _listed(name: str, nodes: Collection[Term]) -> Iterator[str]:
    """Yield the patterns that give a variable some values, so many together as a query may name."""
    told = sorted(map(str, nodes))
    for start in range(0, len(told), TOGETHER):
        yield f"VALUES {name} {{ {' '.join(told[start : start + TOGETHER])} }}"


def _named(scope: Scope) -> set[Term]:
    """Return the things that shapes name: they are always judged."""
    return {engine_term(node) for node in scope.shapes.objects(None, SH.targetNode)}


def _kept(held: Triples, before: Report, things: Collection[URIRef], nodes: Collection[URIRef]) -> Iterator[Result]:
    """Yield the results about other things than those that are judged again."""
    kept = [
        one for one in before.results if (one.value not in nodes if one.rule == ADDRESS else one.focus not in things)
    ]
    labels = _labels(held, {ox.NamedNode(one.focus) for one in kept})
    return (replace(one, label=labels.get(one.focus)) for one in kept)


def _labels(held: Triples, things: Collection[ox.NamedNode]) -> dict[Node, str]:
    """Return the labels by which a report tells things."""
    told: dict[Node, str] = {}
    either = "|".join(term.n3() for term in LABELS)
    for values in _listed(FOCUS, things):
        for thing, text in held.rows(f"SELECT {FOCUS} ?label WHERE {{ {values} {FOCUS} {either} ?label }}"):
            told[thing] = min(str(text), told.get(thing, str(text)))
    return told


def _judged(held: Triples, scope: Scope, things: Collection[Term]) -> Iterator[Result]:
    """Yield the results about some things."""
    found: defaultdict[Node, list[Node]] = defaultdict(list)
    for values in _listed(FOCUS, things):
        for shape, nodes in doubted(held, screens(scope, listed(values))).items():
            found[shape] += nodes
    return about(held.graph(), scope.shapes, found)


def _unaddressed(held: Triples, nodes: Collection[Node]) -> Iterator[Result]:
    """Yield the results about those of some nodes that have no fitting address."""
    for node in nodes:
        if not fits(node):
            patterns = ((node, None, None), (None, node, None), (None, None, node))
            rows = chain.from_iterable(held.matching(pattern) for pattern in patterns)
            if said := min(((addressed(row[0]), addressed(row[1])) for row in rows), default=None):
                yield misplaced(held.graph(), node, said)

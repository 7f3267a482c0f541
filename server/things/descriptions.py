"""What the store says of one thing: its statements and its parts', their evidence, the names of its neighbours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from rdflib import Literal, URIRef

from ontology.addresses import slug
from ontology.names import CT, DCTERMS, FOAF, OA, PROV, RDF, RDFS, SKOS
from server.store import Row, Store, Term
from server.things.lookups import lookup

__all__ = ["Description", "Evidence", "Quad", "describe"]

_NAMES = (RDFS.label, SKOS.prefLabel, FOAF.name, DCTERMS.title)


class Quad(NamedTuple):
    """One statement in the graph of its source."""

    subject: URIRef
    predicate: URIRef
    object: Term
    graph: URIRef


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a source says something: the words between two offsets of its text, or a row of its table.

    A row supports all that the source says of its subject; then `predicate` and `object` are None. Where several rows
    speak of one subject, each supports the values of its `objects`.
    """

    subject: URIRef
    predicate: URIRef | None
    object: Term | None
    source: URIRef
    words: str | None = None
    start: int | None = None
    end: int | None = None
    row: int | None = None
    page: int | None = None
    reason: str | None = None
    inferred: bool = False
    objects: frozenset[Term] = frozenset()

    def holds(self, value: Term) -> bool:
        """Tell whether a row is one that has a value of its subject."""
        return self.predicate is None and (not self.objects or value in self.objects)


@dataclass(frozen=True)
class Description:
    """Hold what is published of one thing; `parts` are nodes that mean nothing without it (signatures, axes…)."""

    thing: URIRef
    own: Sequence[Quad]
    parts: Sequence[Quad] = ()
    evidence: Sequence[Quad] = ()
    linked: Sequence[Quad] = ()

    @cached_property
    def values(self) -> Mapping[URIRef, Mapping[URIRef, Mapping[Term, tuple[URIRef, ...]]]]:
        """Return subject → predicate → object → the graphs in which it is stated."""
        found: dict[URIRef, dict[URIRef, dict[Term, tuple[URIRef, ...]]]] = defaultdict(lambda: defaultdict(dict))
        for subject, predicate, value, graph in sorted({*self.own, *self.parts}, key=_sorting):
            graphs = found[subject][predicate].get(value, ())
            found[subject][predicate][value] = (*graphs, graph)
        return found

    @cached_property
    def proofs(self) -> Mapping[URIRef, Sequence[Evidence]]:
        """Return subject → the evidence of what is said of it, in reading order."""
        nodes: dict[URIRef, dict[URIRef, Term]] = defaultdict(dict)
        objects: dict[URIRef, set[Term]] = defaultdict(set)
        for subject, predicate, value, _ in self.evidence:
            nodes[subject][predicate] = value
            if predicate == RDF.object:
                objects[subject].add(value)
        found: dict[URIRef, list[Evidence]] = defaultdict(list)
        for evidence in filter(None, (_evidence(told, objects[node]) for node, told in nodes.items())):
            found[evidence.subject].append(evidence)
        for evidences in found.values():
            evidences.sort(key=lambda one: (one.inferred, one.source, one.start or 0, one.end or 0, one.row or 0))
        return found

    @cached_property
    def _labels(self) -> Mapping[URIRef, Mapping[str | None, Literal]]:
        found: dict[URIRef, dict[str | None, Literal]] = defaultdict(dict)
        quads = sorted((*self.own, *self.parts, *self.linked), key=_sorting)
        for wanted in _NAMES:
            for subject, predicate, value, _ in quads:
                if predicate == wanted and isinstance(value, Literal):
                    found[subject].setdefault(value.language, value)
        return found

    def label(self, node: URIRef, language: str) -> Literal | None:
        """Return the name of a node in a language, else in French, else in any; None when nothing names it."""
        names = self._labels.get(node)
        if not names:
            return None
        return names.get(language) or names.get("fr") or names.get(None) or next(iter(names.values()))

    def objects(self, subject: URIRef, predicate: URIRef) -> list[Term]:
        """Return the values of a property, in a stable order."""
        return list(self.values.get(subject, {}).get(predicate, {}))

    def value(self, subject: URIRef, predicate: URIRef) -> Term | None:
        """Return the first value of a property, or None."""
        return next(iter(self.objects(subject, predicate)), None)

    def nodes(self, subject: URIRef, predicate: URIRef) -> list[URIRef]:
        """Return the things that a property links to, by their `ct:position`, then by name."""
        found = [value for value in self.objects(subject, predicate) if isinstance(value, URIRef)]
        return sorted(found, key=lambda node: (self._position(node), slug(self.label(node, "fr") or ""), node))

    def sources(self) -> list[URIRef]:
        """Return the graphs that speak of the thing and of its parts."""
        return sorted({quad.graph for quad in (*self.own, *self.parts)})

    def _position(self, node: URIRef) -> int:
        position = self.value(node, CT.position)
        return int(str(position)) if position is not None and str(position).isdecimal() else 0


def describe(store: Store, thing: URIRef) -> Description | None:
    """Return what the store says of a thing, or None when it says nothing."""
    own = _quads(store.select(lookup("own"), subject=thing))
    if not own:
        return None
    parts = _quads(store.select(lookup("parts"), thing=thing))
    proofs = [*store.select(lookup("evidence"), thing=thing)]
    if parts:
        proofs += store.select(lookup("evidence-of-parts"), thing=thing)
    linked = _quads(store.select(lookup("linked"), thing=thing))
    return Description(thing, own, parts, _quads(proofs), linked)


def _quads(rows: Iterable[Row]) -> tuple[Quad, ...]:
    found = set()
    for row in rows:
        subject, predicate, graph = row["subject"], row["predicate"], row["graph"]
        if isinstance(subject, URIRef) and isinstance(predicate, URIRef) and isinstance(graph, URIRef):
            found.add(Quad(subject, predicate, row["object"], graph))
    return tuple(sorted(found, key=_sorting))


def _sorting(quad: Quad) -> tuple[str, str, str, str]:
    return (quad.subject, quad.predicate, quad.object.n3(), quad.graph)


def _evidence(node: Mapping[URIRef, Term], objects: Iterable[Term]) -> Evidence | None:
    subject, source, predicate = node.get(RDF.subject), node.get(PROV.wasQuotedFrom), node.get(RDF.predicate)
    if not isinstance(subject, URIRef) or not isinstance(source, URIRef):
        return None
    words, reason = node.get(OA.exact), node.get(CT.reason)
    return Evidence(
        subject,
        predicate if isinstance(predicate, URIRef) else None,
        node.get(RDF.object),
        source,
        words=None if words is None else str(words),
        start=_whole(node.get(OA.start)),
        end=_whole(node.get(OA.end)),
        row=_whole(node.get(CT.row)),
        page=_whole(node.get(CT.page)),
        reason=None if reason is None else str(reason),
        inferred=str(node.get(CT.inferred)) in {"true", "1"},
        objects=frozenset(objects),
    )


def _whole(term: Term | None) -> int | None:
    return int(str(term)) if term is not None and str(term).isdecimal() else None

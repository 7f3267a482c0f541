"""One thing, one node, one name: what the readings of a build say together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from rdflib import Literal, URIRef

from loaders.documents.namesakes import doubted
from loaders.model import Evidence, Node, Reading, Statement
from ontology.names import CT, FOAF, RDF, RDFS, SCHEMA, SKOS

Property: TypeAlias = tuple[URIRef, URIRef]

_NAMES = (RDFS.label, SKOS.prefLabel, FOAF.name)
_SINGLE = (CT.capacity, CT.position, SCHEMA.startDate, SCHEMA.endDate)
"""What a thing has once: where sources differ, what most of them say."""


def reconcile(readings: Sequence[Reading]) -> tuple[Reading, ...]:
    """Return the readings with one label for each node over them all; other spellings become alternative labels.

    Things that several readings speak of share their IRI already; statements keep their evidence. Who signed according
    to one source is no mere witness for another; an amendment is tied to its contract, whichever source tells that.
    Names that two persons may share are told as undecided.
    """
    values = canonical(readings)
    signed = {s.subject for one in readings for s in one.statements if s.predicate == CT.signatory}
    contracts = {s.subject for one in readings for s in one.statements if s.object == CT.Contract}
    told = []
    for reading in readings:
        kept = [s for s in reading.statements if s.predicate != CT.witness or s.subject not in signed]
        kept += [more for s in kept for more in _amending(s, contracts)]
        told.append(replace(reading, statements=tuple(_settled(kept, values))))
    return tuple(doubted(told))


def named(readings: Sequence[Reading], labels: Mapping[URIRef, str]) -> tuple[Reading, ...]:
    """Return the readings where what a table names goes by the table's name, and theirs is another one."""
    return tuple(
        replace(reading, statements=tuple(_other(statement, labels) for statement in reading.statements))
        for reading in readings
    )


def _other(statement: Statement, labels: Mapping[URIRef, str]) -> Statement:
    same = str(statement.object) == labels.get(statement.subject, str(statement.object))
    return statement if same or statement.predicate != RDFS.label else replace(statement, predicate=SKOS.altLabel)


def canonical(readings: Sequence[Reading]) -> dict[Property, Node]:
    """Return the one value of each naming or single property of each node.

    That is the one that most readings give, then the most often supported, the longest, the first in the alphabet.
    """
    told: dict[Property, Counter[Node]] = defaultdict(Counter)
    support: Counter[tuple[URIRef, Node]] = Counter()
    for reading in readings:
        for statement in reading.statements:
            if statement.predicate in (*_NAMES, *_SINGLE):
                told[statement.subject, statement.predicate][statement.object] += 1
                support[statement.subject, statement.object] += len(statement.evidence)

    def rank(node: URIRef, value: Node, count: int) -> tuple[int, int, int, str]:
        return -count, -support[node, value], -len(str(value)), str(value)

    return {
        (node, predicate): min(values, key=lambda value: rank(node, value, values[value]))
        for (node, predicate), values in told.items()
    }


def _amending(statement: Statement, contracts: set[URIRef]) -> Iterator[Statement]:
    """Yield what ties an amendment to a contract of any document, which its key tells: `avenant-<contract>-<rank>`."""
    home, _, key = statement.subject.rpartition("/")
    amended = URIRef(f"{home}/{key.removeprefix('avenant-').rpartition('-')[0]}")
    if statement.object != CT.Contract or not key.startswith("avenant-") or amended not in contracts:
        return
    reason = "contrat du même type et du même territoire, lu dans les documents de la même publication"
    evidence = tuple(replace(one, reason=one.reason or reason) for one in statement.evidence)
    yield Statement(statement.subject, RDF.type, CT.Amendment, evidence)
    yield Statement(statement.subject, CT.amends, amended, evidence)


def _settled(statements: Sequence[Statement], values: Mapping[Property, Node]) -> Iterator[Statement]:
    """Yield statements with canonical values, each once, with all its evidence; the same words are told once."""
    gathered: dict[tuple[URIRef, URIRef, Node], dict[tuple[int, int], Evidence]] = defaultdict(dict)
    for statement in statements:
        for predicate, value in _valued(statement, values):
            known = gathered[statement.subject, predicate, value]
            for one in statement.evidence:
                if (one.start, one.end) not in known or not one.inferred:
                    known[one.start, one.end] = one
    order = sorted(gathered.items(), key=lambda item: (*item[0][:2], item[0][2].n3()))
    for (node, predicate, value), evidence in order:
        if predicate != SKOS.altLabel or value != values.get((node, RDFS.label)):
            yield Statement(node, predicate, value, tuple(evidence.values()))


def _valued(statement: Statement, values: Mapping[Property, Node]) -> Iterator[tuple[URIRef, Node]]:
    """Yield a statement's property and value: a name takes its canonical form and stays as another spelling."""
    first = values.get((statement.subject, statement.predicate))
    if first is None or first == statement.object:
        yield statement.predicate, statement.object
    elif statement.predicate in _NAMES:
        yield statement.predicate, first
        yield SKOS.altLabel, Literal(str(statement.object), lang="fr")

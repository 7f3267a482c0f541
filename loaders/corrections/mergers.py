"""Two addresses of one thing made one, with those of the parts that are named after it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from rdflib import URIRef

from loaders.model import Node, Reading, Statement
from ontology.names import FOAF, RDFS, SKOS

_NAMES = (RDFS.label, SKOS.prefLabel, FOAF.name)
_WHOLE = ("commune", "contrat", "departement", "epci", "groupement", "organisation", "personne", "programme", "region")
"""The kinds of things that are no part of another, whatever their keys."""


def renamed(readings: Sequence[Reading], old: URIRef, kept: URIRef) -> dict[URIRef, URIRef]:
    """Return which addresses take the place of which: the thing's, and those of its parts, whose keys hold its own.

    `signature/crte-1-jeanne-exemple` becomes `signature/crte-2-jeanne-exemple` when `crte-1` is merged into `crte-2`.
    """
    own, other = _key(old), _key(kept)
    names = {old: kept}
    fresh = {old}
    while fresh:
        told = {s.object for reading in readings for s in reading.statements if s.subject in fresh}
        parts = {one for one in told if isinstance(one, URIRef) and _is_part(one, own)} - names.keys()
        names |= {part: _moved(part, own, other) for part in parts}
        fresh = parts
    return names


def merged(readings: Sequence[Reading], names: Mapping[URIRef, URIRef], described: Collection[str]) -> list[Reading]:
    """Return readings in which things have their new addresses; a thing that tables describe keeps the tables' name."""
    return [
        replace(reading, statements=tuple(_moved_in(one, names, described) for one in reading.statements))
        for reading in readings
    ]


def _moved_in(statement: Statement, names: Mapping[URIRef, URIRef], described: Collection[str]) -> Statement:
    subject = names.get(statement.subject, statement.subject)
    value: Node = statement.object
    if isinstance(value, URIRef):
        value = names.get(value, value)
    renamed = subject != statement.subject and str(subject) in described
    predicate = SKOS.altLabel if renamed and statement.predicate in _NAMES else statement.predicate
    return Statement(subject, predicate, value, statement.evidence)


def _key(iri: URIRef) -> str:
    return iri.rpartition("/")[2]


def _is_part(iri: URIRef, key: str) -> bool:
    kind, _, own = iri.rpartition("/")
    return kind.rpartition("/")[2] not in _WHOLE and f"-{key}-" in f"-{own}-"


def _moved(iri: URIRef, old: str, kept: str) -> URIRef:
    kind, _, key = iri.rpartition("/")
    return URIRef(f"{kind}/{f'-{key}-'.replace(f'-{old}-', f'-{kept}-', 1).strip('-')}")

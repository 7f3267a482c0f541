"""Two addresses of one thing made one, with those of the parts that are named after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from rdflib import Literal, URIRef

from loaders.corrections.values import LANGUAGE
from loaders.model import Reading, Statement
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


def merged(readings: Sequence[Reading], names: Mapping[URIRef, URIRef], old: URIRef) -> list[Reading]:
    """Return readings in which things have their new addresses; the names of the old thing become other names."""
    return [
        replace(reading, statements=tuple(_moved_in(one, names, old) for one in reading.statements))
        for reading in readings
    ]


def _moved_in(statement: Statement, names: Mapping[URIRef, URIRef], old: URIRef) -> Statement:
    subject = names.get(statement.subject, statement.subject)
    if statement.subject == old and statement.predicate in _NAMES:
        return Statement(subject, SKOS.altLabel, Literal(str(statement.object), lang=LANGUAGE), statement.evidence)
    value = names.get(statement.object, statement.object) if isinstance(statement.object, URIRef) else statement.object
    return Statement(subject, statement.predicate, value, statement.evidence)


def _key(iri: URIRef) -> str:
    return iri.rpartition("/")[2]


def _is_part(iri: URIRef, key: str) -> bool:
    kind, _, own = iri.rpartition("/")
    return kind.rpartition("/")[2] not in _WHOLE and f"-{key}-" in f"-{own}-"


def _moved(iri: URIRef, old: str, kept: str) -> URIRef:
    kind, _, key = iri.rpartition("/")
    return URIRef(f"{kind}/{f'-{key}-'.replace(f'-{old}-', f'-{kept}-', 1).strip('-')}")

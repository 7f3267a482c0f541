"""What goes with a rejected statement: the things that only followed from it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from rdflib import URIRef

from loaders.model import Reading, Statement
from ontology.names import CT, ORG, PROV, RDF, SCHEMA, SKOS

_STANDING = frozenset(
    {
        CT.Accompaniment,
        CT.Article,
        CT.Contract,
        CT.Letter,
        CT.Programme,
        CT.SourceDocument,
        CT.Territory,
        ORG.FormalOrganization,
        ORG.Organization,
        SKOS.ConceptScheme,
    }
)
"""The classes of things that a document names for themselves: they stay when nothing leads to them any more."""
_BACK = frozenset({SKOS.broader, SCHEMA.about, PROV.wasAttributedTo})
"""The properties by which a part leads back to its whole: they keep nothing in place."""
_ESSENTIAL = (
    (CT.Signature, frozenset({CT.signatory, CT.witness})),
    (ORG.Membership, frozenset({ORG.member})),
    (ORG.Membership, frozenset({ORG.organization})),
    (CT.Letter, frozenset({SCHEMA.sender})),
)
"""What a thing of a class cannot be without: one of these properties."""


def pruned(before: Sequence[Reading], after: Sequence[Reading]) -> tuple[Reading, ...]:
    """Return readings without the things that were linked to before and are no more, or lost what makes them.

    A signature goes with its contract, or with its person; a person goes with the last role that is told of them.
    """
    linked = set(_links(before))
    kept = tuple(after)
    while gone := _orphans(kept, linked) | _broken(before, kept):
        kept = tuple(without(reading, gone) for reading in kept)
    return kept


def without(reading: Reading, things: Collection[URIRef]) -> Reading:
    """Return a reading without the statements about some things or leading to them."""
    kept = (one for one in reading.statements if one.subject not in things and one.object not in things)
    return replace(reading, statements=tuple(kept))


def _statements(readings: Sequence[Reading]) -> Iterator[Statement]:
    return (statement for reading in readings for statement in reading.statements)


def _links(readings: Sequence[Reading]) -> Iterator[URIRef]:
    """Yield the things that statements lead to, from a whole to its part."""
    for one in _statements(readings):
        if isinstance(one.object, URIRef) and one.predicate not in _BACK and one.object != one.subject:
            yield one.object


def _orphans(readings: Sequence[Reading], linked: Collection[URIRef]) -> set[URIRef]:
    """Return the described things that were linked to, are no more, and do not stand for themselves."""
    described = {one.subject for one in _statements(readings)}
    standing = {one.subject for one in _statements(readings) if one.predicate == RDF.type and one.object in _STANDING}
    return described & set(linked) - set(_links(readings)) - standing


def _broken(before: Sequence[Reading], after: Sequence[Reading]) -> set[URIRef]:
    """Return the things that had what their class cannot be without and have it no more."""
    found: set[URIRef] = set()
    classes = [(one.subject, one.object) for one in _statements(after) if one.predicate == RDF.type]
    for kind, wanted in _ESSENTIAL:
        had = {one.subject for one in _statements(before) if one.predicate in wanted}
        has = {one.subject for one in _statements(after) if one.predicate in wanted}
        found |= {subject for subject, told in classes if told == kind} & had - has
    return found

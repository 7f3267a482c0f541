"""Persons of one name whose posts cannot well be those of one person: told to a person, who says which they are."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rdflib import URIRef

from loaders.model import Evidence, Reading, Undecided
from ontology.names import CT, FOAF, ORG

_PLACED = re.compile(r"/organisation/(?:commune|departement)-(?P<department>97\d|98\d|2[AB]|\d\d)")
"""Bodies whose address tells their département: `organisation/commune-62041`, `organisation/departement-62`."""


@dataclass(frozen=True, slots=True)
class Posts:
    """What one source says of one name: the bodies of the posts held, and the words of the name."""

    bodies: frozenset[URIRef]
    words: Evidence

    @property
    def departments(self) -> frozenset[str]:
        """Return the départements of the bodies whose address tells theirs."""
        return frozenset(found["department"] for body in self.bodies if (found := _PLACED.search(body)))

    def another(self, other: Posts) -> bool:
        """Tell whether two sources may speak of two persons: no body is shared, and the départements differ."""
        placed = self.departments and other.departments
        return bool(placed) and not self.bodies & other.bodies and not self.departments & other.departments


def doubted(readings: Sequence[Reading]) -> Iterator[Reading]:
    """Yield the readings, each with the names it gives that another gives for posts in another département.

    The person keeps one address, which is published: a correction of the operator's tells them apart.
    """
    told = [_posts(reading) for reading in readings]
    held: dict[URIRef, list[Posts]] = defaultdict(list)
    for one in told:
        for person, posts in one.items():
            held[person].append(posts)
    for reading, one in zip(readings, told, strict=True):
        known = {(doubt.start, doubt.end) for doubt in reading.undecided}
        found = [doubt for doubt in _doubts(reading, one, held) if (doubt.start, doubt.end) not in known]
        yield replace(reading, undecided=(*reading.undecided, *found)) if found else reading


def _posts(reading: Reading) -> dict[URIRef, Posts]:
    """Return what a reading says of each person who holds a post."""
    bodies: dict[URIRef, set[URIRef]] = defaultdict(set)
    names = {s.subject: s.evidence[0] for s in reading.statements if s.predicate == FOAF.name}
    within = {s.subject: s.object for s in reading.statements if s.predicate == ORG.organization}
    held = ((s.subject, s.object) for s in reading.statements if s.predicate == CT.heldPost)
    for person, post in held:
        body = within.get(post) if isinstance(post, URIRef) else None
        if isinstance(body, URIRef):
            bodies[person].add(body)
    return {person: Posts(frozenset(found), names[person]) for person, found in bodies.items() if person in names}


def _doubts(
    reading: Reading, told: Mapping[URIRef, Posts], held: Mapping[URIRef, Sequence[Posts]]
) -> Iterator[Undecided]:
    for person, posts in told.items():
        others = [other for other in held[person] if posts.another(other)]
        if others:
            start, end = posts.words.start, posts.words.end
            candidates = tuple(sorted(map(_place, posts.bodies.union(*(other.bodies for other in others)))))
            reason = "même nom qu'une personne en fonction dans un autre département : peut-être deux personnes"
            yield Undecided(start, end, " ".join(reading.document.text[start:end].split()), reason, candidates)


def _place(body: URIRef) -> URIRef:
    """Return the territory of a body whose address tells it, as a report names it; else the body."""
    return URIRef(re.sub(r"/organisation/(commune|departement)-", r"/\1/", body))

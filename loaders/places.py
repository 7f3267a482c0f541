"""Where the things that a report speaks of were read, kept with a release for the report on the next one."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import astuple, fields
from pathlib import Path
from typing import TypeAlias

import pyoxigraph as ox
from rdflib import URIRef

from loaders.model import Document
from loaders.quotation import Quotation, quotations
from ontology.difference import Difference
from ontology.names import DCTERMS, PROV, RDF
from ontology.recheck import stated, touched
from ontology.screening.steps import Read
from ontology.triples import Triples

Asked: TypeAlias = tuple[URIRef, URIRef | None]
"""A thing, and the property that a result is about."""
Places: TypeAlias = Mapping[Asked, tuple[Quotation, ...]]

SHOWN = 3
"""How many places are told of each thing, the first in order."""

_TOLD = [field.name for field in fields(Quotation)]

_OF_A_THING, _TO_ITS_SOURCE = f"^{RDF.subject.n3()}", PROV.wasQuotedFrom.n3()
_READS = (
    Read(None, None, back=False),
    Read(None, RDF.subject, back=True),
    Read(_OF_A_THING, None, back=False),
    Read(_TO_ITS_SOURCE, DCTERMS.identifier, back=False),
    Read(f"{_OF_A_THING}/{_TO_ITS_SOURCE}", DCTERMS.identifier, back=False),
)
"""What tells the places of a thing: its evidences, its own row where it is one, and the names of their sources."""


def found(store: ox.Store, asked: Iterable[Asked], documents: Iterable[Document]) -> Places:
    """Return the places of some things, from their evidences."""
    known = {document.identifier: document for document in documents}
    return {(thing, term): quotations(store, thing, term, known)[:SHOWN] for thing, term in asked}


def kept(before: Places, store: ox.Store, difference: Difference, asked: Collection[Asked]) -> Places:
    """Return those of the places of before that a change, since made to a store, leaves as they were: rows of tables.

    A line of a document is counted in a text that is not in the graph.
    """
    changed = touched(Triples(store, spelled=True), _READS, list(stated(difference)))
    things = {URIRef(thing.value) for thing in changed}
    return {
        one: places
        for one in asked
        if one[0] not in things and (places := before.get(one)) is not None
        if all(place.words is None for place in places)
    }


def write(places: Places, path: Path) -> None:
    """Write places to a file in JSON, after the names of what is told of each."""
    told = [
        [thing, term, [astuple(place) for place in listed]]
        for (thing, term), listed in sorted(places.items(), key=lambda one: (one[0][0], one[0][1] or ""))
    ]
    path.write_text(json.dumps({"told": _TOLD, "places": told}, ensure_ascii=False), encoding="utf-8", newline="")


def read(path: Path) -> Places:
    """Return the places that were written to a file; none where another version told something else."""
    written = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(written, dict) or written["told"] != _TOLD:
        return {}
    return {
        (URIRef(thing), None if term is None else URIRef(term)): tuple(Quotation(*place) for place in listed)
        for thing, term, listed in written["places"]
    }

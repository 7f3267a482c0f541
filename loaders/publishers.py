"""The organisations that published the documents, found by the full names that are stated."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import pyoxigraph as ox
from rdflib import URIRef

from loaders.model import Reading
from ontology.addresses import Addresses, slug
from ontology.names import RDFS, SKOS

LABELS = (RDFS.label, SKOS.altLabel)
Organisations: TypeAlias = Mapping[str, set[str]]
"""The IRIs of the organisations that bear a name, by its slug."""


@dataclass(frozen=True, slots=True)
class Publisher:
    """The organisation that published a document; `label` is None where tables or other statements name it already."""

    iri: URIRef
    label: str | None


def publishers(readings: Iterable[Reading], known: Organisations, addresses: Addresses) -> dict[str, Publisher]:
    """Return the publisher of each document that states one, by the document's identifier."""
    documents = sorted((reading.document for reading in readings), key=lambda document: document.identifier)
    stated = [(document, name) for document in documents if (name := document.publisher) and slug(name)]
    spelled: dict[str, str] = {}
    for _, name in stated:
        spelled.setdefault(slug(name), name)
    return {document.identifier: bearer(spelled[slug(name)], known, addresses) for document, name in stated}


def bearer(name: str, known: Organisations, addresses: Addresses) -> Publisher:
    """Return the only organisation that tables or readings know by a name, or else the one that the name makes."""
    found = known.get(slug(name), set())
    if len(found) == 1:
        return Publisher(URIRef(next(iter(found))), None)
    made = addresses.organisation(slug(name))
    return Publisher(made, None if str(made) in found else name)


def organisations(told: Organisations, readings: Iterable[Reading], addresses: Addresses) -> Organisations:
    """Return the IRIs of the organisations that tables and readings name, by the slug of each name."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for iri, name in _of_documents(readings, addresses):
        found[slug(name)].add(iri)
    return {**told, **{name: iris | told.get(name, set()) for name, iris in found.items()}}


def beginning(addresses: Addresses) -> bytes:
    """Return how a line begins that says something of an organisation."""
    return f"<{addresses.base}id/organisation/".encode()


def of_tables(lines: Iterable[bytes], addresses: Addresses) -> Organisations:
    """Return the IRIs of the organisations that the lines of tables name, by the slug of each name."""
    named = "|".join(re.escape(f"<{predicate}>") for predicate in LABELS).encode()
    pattern = re.compile(rb'(%b[^>]+)> (?:%b) "((?:[^"\\]|\\.)*)"' % (re.escape(beginning(addresses)), named))
    found: defaultdict[str, set[str]] = defaultdict(set)
    for line in lines:
        if label := pattern.match(line):
            found[slug(_text(label[2]))].add(label[1][1:].decode())
    return found


def labels(lines: Iterable[bytes], addresses: Addresses) -> dict[str, str]:
    """Return the label that the lines of tables give each organisation."""
    start, mark = beginning(addresses), f'> <{RDFS.label}> "'.encode()
    told = (line.split(mark, 1) for line in lines if line.startswith(start) and mark in line)
    return {body[1:].decode(): _text(name[: name.rindex(b'"')]) for body, name in told}


def _text(spelled: bytes) -> str:
    """Return the text that stands between quotes in N-Quads, some signs of which may be escaped."""
    if b"\\" not in spelled:
        return spelled.decode()
    [triple] = ox.parse(b'<urn:a> <urn:a> "%b" .' % spelled, format=ox.RdfFormat.N_TRIPLES)
    return str(triple.object.value)


def _of_documents(readings: Iterable[Reading], addresses: Addresses) -> Iterator[tuple[str, str]]:
    start = f"{addresses.base}id/organisation/"
    for reading in readings:
        for statement in reading.statements:
            if statement.predicate in LABELS and statement.subject.startswith(start):
                yield str(statement.subject), str(statement.object)

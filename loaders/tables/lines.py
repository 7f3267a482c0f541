"""N-Quads lines of one graph, written as text: tables are too many quads to go through objects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rdflib import URIRef

from ontology.names import XSD

_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"})


@dataclass(frozen=True, slots=True)
class Object:
    """The object of a statement, as N-Quads spells it."""

    text: str


def iri(value: URIRef | str) -> Object:
    """Return an IRI."""
    return Object(f"<{value}>")


def french(value: str) -> Object:
    """Return a text in French."""
    return Object(f'"{value.translate(_ESCAPES)}"@fr')


def plain(value: str) -> Object:
    """Return a text without a language."""
    return Object(f'"{value.translate(_ESCAPES)}"')


def typed(value: object, datatype: URIRef) -> Object:
    """Return a value of a datatype."""
    return Object(f'"{str(value).translate(_ESCAPES)}"^^<{datatype}>')


def integer(value: int) -> Object:
    """Return a whole number."""
    return typed(value, XSD.integer)


def lines(subject: URIRef, said: Sequence[tuple[URIRef, Object]], graph: URIRef) -> Iterator[bytes]:
    """Yield one line for each statement of a subject in a graph."""
    for predicate, value in said:
        yield f"<{subject}> <{predicate}> {value.text} <{graph}> .\n".encode()

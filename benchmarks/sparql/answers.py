"""Answers of different systems to one query, made comparable."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

import pyoxigraph as ox
from shapes import Shape
from systems import System

_STRING = "http://www.w3.org/2001/XMLSchema#string"


@dataclass(frozen=True, slots=True)
class Answer:
    """Hold the rows, or the triples, of an answer, and the seconds it took; an order that was asked for is kept."""

    rows: tuple[object, ...] | frozenset[tuple[object, int]]
    count: int
    seconds: float


class Unanswered(RuntimeError):
    """A system does not answer a query."""


class TooSlow(Unanswered):
    """A system works on a query for too long; it may go on doing so."""


def answer(system: System, shape: Shape, number: int, longest: float) -> Answer:
    """Return what a system answers within so many seconds; raises Unanswered, TooSlow."""
    address = f"{system.address}?query={quote(shape.query(number))}"
    request = urllib.request.Request(address, headers={"Accept": shape.accept})  # noqa: S310 - started here
    begun = time.perf_counter()
    try:
        with urllib.request.urlopen(request, timeout=longest) as response:  # noqa: S310
            kind, body = response.headers.get_content_type(), response.read()
    except urllib.error.HTTPError as error:
        raise Unanswered(f"{error.code} {error.read(200).decode(errors='replace')}") from error
    except TimeoutError as error:
        raise TooSlow(f"> {longest:.0f} s") from error
    except OSError as error:
        raise Unanswered(str(error)) from error
    seconds = time.perf_counter() - begun
    rows = _rows(json.loads(body)) if "json" in kind else _triples(body, kind)
    told = tuple(rows) if shape.is_sorted else frozenset(Counter(rows).items())
    return Answer(told, len(rows), seconds)


def _rows(found: Mapping[str, Mapping[str, list[Mapping[str, Mapping[str, str]]]]]) -> list[object]:
    return [tuple(sorted((name, *_term(term)) for name, term in row.items())) for row in found["results"]["bindings"]]


def _term(term: Mapping[str, str]) -> tuple[str, ...]:
    kind = "literal" if term["type"] == "typed-literal" else term["type"]
    datatype = term.get("datatype", "")
    return kind, term["value"], term.get("xml:lang", ""), "" if datatype == _STRING else datatype


def _triples(body: bytes, media_type: str) -> list[object]:
    form = ox.RdfFormat.from_media_type(media_type) or ox.RdfFormat.TURTLE
    return sorted({str(triple) for triple in ox.parse(body, form)})

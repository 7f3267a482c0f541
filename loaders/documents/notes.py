"""What a document defines and states, as JSON that is kept, and the same again from it."""

from __future__ import annotations

import json
from dataclasses import asdict
from enum import Enum
from hashlib import sha256
from typing import Any

from rdflib import Literal, URIRef

from loaders.documents.bodies import Body
from loaders.documents.programmes import Named
from loaders.documents.reading import Glossary
from loaders.model import Article, Document, Evidence, Node, Reading, Statement, Undecided


def mark(body: Body) -> str:
    """Return what tells a body from every other."""
    return sha256(json.dumps(asdict(body), default=_plain, sort_keys=True).encode()).hexdigest()


def _plain(value: object) -> object:
    return value.value if isinstance(value, Enum) else sorted(value)  # type: ignore[call-overload]


def marked(glossary: Glossary[Body]) -> Glossary[str]:
    """Return what a page defines, each body by its mark."""
    return Glossary(
        {siglum: mark(body) for siglum, body in glossary.bodies.items()}, glossary.programmes, glossary.words
    )


def definitions(glossary: Glossary[str]) -> dict[str, Any]:
    """Return what a page defines, as JSON holds it."""
    programmes = [asdict(one) for one in glossary.programmes]
    return {"bodies": dict(glossary.bodies), "programmes": programmes, "words": sorted(glossary.words)}


def defined(told: dict[str, Any]) -> Glossary[str]:
    """Return what JSON says that a page defines."""
    programmes = tuple(Named(**one) for one in told["programmes"])
    return Glossary(told["bodies"], programmes, frozenset(told["words"]))


def statements(reading: Reading) -> dict[str, Any]:
    """Return what a document states, as JSON holds it."""
    return {
        "articles": [[one.position, one.start, one.end, one.title] for one in reading.articles],
        "statements": [
            [one.subject, one.predicate, _written(one.object), [[e.start, e.end, e.reason] for e in one.evidence]]
            for one in reading.statements
        ],
        "undecided": [[one.start, one.end, one.words, one.reason, list(one.candidates)] for one in reading.undecided],
    }


def stated(document: Document, told: dict[str, Any]) -> Reading:
    """Return the reading that JSON tells of a document."""
    return Reading(
        document,
        tuple(Article(*one) for one in told["articles"]),
        tuple(
            Statement(URIRef(subject), URIRef(predicate), _node(value), tuple(Evidence(*one) for one in evidence))
            for subject, predicate, value, evidence in told["statements"]
        ),
        tuple(
            Undecided(start, end, words, reason, tuple(map(URIRef, candidates)))
            for start, end, words, reason, candidates in told["undecided"]
        ),
    )


def _written(node: Node) -> list[str | None]:
    return [str(node)] if isinstance(node, URIRef) else [str(node), node.language, node.datatype]


def _node(told: list[str | None]) -> Node:
    if len(told) == 1:
        return URIRef(told[0] or "")
    text, language, datatype = told
    return Literal(text, lang=language, datatype=URIRef(datatype) if datatype else None, normalize=False)

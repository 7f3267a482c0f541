"""A reading as JSON: what `pacte read --format json` prints, and what a release keeps of mentions not settled."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from rdflib import URIRef

from loaders.model import Document, Reading, Statement, Undecided


def line_of(document: Document, start: int) -> int:
    """Return the line, from 1, where an offset into a document's text falls."""
    return document.text.count("\n", 0, start) + 1


def unsettled(readings: Iterable[Reading]) -> str:
    """Return, as JSON, the mentions of all readings that were recognised and not settled."""
    found = [undecided(mention, reading.document) for reading in readings for mention in reading.undecided]
    return json.dumps(found, indent=1, ensure_ascii=False)


def whole(reading: Reading) -> str:
    """Return a reading as JSON: the document, its articles, its statements with their words, what is not settled."""
    document = reading.document
    found: dict[str, Any] = {
        "document": document.identifier,
        "sha256": document.sha256,
        "title": document.title,
        "publisher": document.publisher,
        "articles": [
            {"position": a.position, "start": a.start, "end": a.end, "title": a.title} for a in reading.articles
        ],
        "statements": [_statement(statement, document) for statement in reading.statements],
        "undecided": [undecided(mention, document) for mention in reading.undecided],
    }
    return json.dumps(found, indent=1, ensure_ascii=False)


def _statement(statement: Statement, document: Document) -> dict[str, Any]:
    return {
        "subject": statement.subject,
        "predicate": statement.predicate,
        "object": statement.object.n3(),
        "evidence": [
            {
                "line": line_of(document, evidence.start),
                "page": document.page(evidence.start),
                "start": evidence.start,
                "end": evidence.end,
                "words": document.text[evidence.start : evidence.end],
                "reason": evidence.reason,
            }
            for evidence in statement.evidence
        ],
    }


def undecided(mention: Undecided, document: Document) -> dict[str, Any]:
    """Return a mention that was recognised and not settled, as a release tells it."""
    return {
        "document": document.identifier,
        "line": line_of(document, mention.start),
        "page": document.page(mention.start),
        "start": mention.start,
        "end": mention.end,
        "words": mention.words,
        "reason": mention.reason,
        "candidates": list[URIRef](mention.candidates),
    }

"""Readings as JSON: what `pacte read --format json` prints, and what a release keeps of mentions not settled.

The members are described in docs/reading.md.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from loaders.corrections import Applied
from loaders.doubts import Doubt
from loaders.faults import Fault, Language
from loaders.model import Document, Evidence, Reading, Statement
from loaders.share import share


def unsettled(doubts: Iterable[Doubt]) -> str:
    """Return, as JSON, the mentions that were recognised and not settled."""
    return written([doubt.account() for doubt in doubts])


def whole(reading: Reading, doubts: Iterable[Doubt] = (), applied: Sequence[Applied] = ()) -> dict[str, Any]:
    """Return a reading: its document, the share understood, articles, statements with their words, what is undecided.

    `doubts` and `applied` may be those of a whole build.
    """
    document = reading.document
    understood = share(reading)
    subjects = {statement.subject for statement in reading.statements}
    return {
        "document": document.identifier,
        "sha256": document.sha256,
        "title": document.title,
        "publisher": document.publisher,
        "characters": len(document.text),
        "blind_pages": list(document.blind),
        "share": {"sentences": understood.told, "understood": understood.understood, "ratio": understood.ratio},
        "articles": [
            {"position": a.position, "start": a.start, "end": a.end, "title": a.title} for a in reading.articles
        ],
        "statements": [_statement(statement, document) for statement in reading.statements],
        "undecided": [doubt.account() for doubt in doubts if doubt.document == document],
        "corrections": [_correction(one) for one in applied if one.document == document or one.subject in subjects],
    }


def collection(
    accounts: Sequence[dict[str, Any]], unread: Iterable[Fault], unmet: Iterable[Fault], language: Language
) -> dict[str, Any]:
    """Return the readings of several documents, with the files not read and the corrections without effect."""
    return {
        "documents": list(accounts),
        "unread": [fault.said(language) for fault in unread],
        "corrections_without_effect": [fault.said(language) for fault in unmet],
    }


def written(found: object) -> str:
    """Return an account as JSON text."""
    return json.dumps(found, indent=1, ensure_ascii=False)


def _statement(statement: Statement, document: Document) -> dict[str, Any]:
    return {
        "subject": statement.subject,
        "predicate": statement.predicate,
        "object": statement.object.n3(),
        "evidence": [_evidence(evidence, document) for evidence in statement.evidence],
    }


def _evidence(evidence: Evidence, document: Document) -> dict[str, Any]:
    return {
        "line": document.line(evidence.start),
        "page": document.page(evidence.start),
        "start": evidence.start,
        "end": evidence.end,
        "words": document.text[evidence.start : evidence.end],
        "reason": evidence.reason,
    }


def _correction(one: Applied) -> dict[str, Any]:
    return {
        "action": one.correction.action.value,
        "by": one.correction.by,
        "on": one.correction.on.isoformat(),
        "why": one.correction.why,
        "subject": one.subject,
        "predicate": one.predicate,
        "object": one.value.n3() if one.value is not None else None,
    }

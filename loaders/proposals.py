"""The entry of a new source: what the operator states, else what the document does, else that it is unknown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum

from loaders.documents.formats import Medium
from loaders.faults import Wording
from loaders.manifest import UNKNOWN
from loaders.model import Document

Value = str | date


class Ground(Enum):
    """Where a value comes from."""

    GIVEN = Wording("donné", "given")
    FOUND = Wording("lu dans le document", "found in the document")
    SUPPOSED = Wording("supposé", "supposed")
    MISSING = Wording("inconnu", "unknown")


@dataclass(frozen=True, slots=True)
class Proposal:
    """The value of one key of an entry, and where it comes from."""

    value: Value
    ground: Ground


_KINDS = (
    (re.compile(r"\bd[ée]lib[ée]ration", re.IGNORECASE), "deliberation"),
    (re.compile(r"\b(?:communiqu[ée]|dossier) de presse", re.IGNORECASE), "press-release"),
    (re.compile(r"\b(?:compte[ -]rendu|proc[eè]s[ -]verbal)\b", re.IGNORECASE), "proceedings"),
)
_CONTRACT = re.compile(r"\b(?:contrat|convention|avenant|protocole|pacte)\b", re.IGNORECASE)
_FRENCH = "fr"


def proposals(
    given: Mapping[str, Value | None], document: Document, stated: str | None, medium: Medium
) -> dict[str, Proposal]:
    """Return what is proposed for each key of an entry but its file; `stated` is the language that the file states."""
    found: dict[str, Value | None] = {
        "title": document.title,
        "publisher": document.publisher,
        "url": document.url,
        "licence": document.licence,
        "language": stated,
    }
    supposed: dict[str, Value | None] = {
        "title": document.identifier,
        "language": _FRENCH,
        "kind": kind(document.title or "", medium),
        "read": document.read_on,
    }
    keys = ("title", "publisher", "url", "licence", "language", "kind", "read")
    return {key: _proposal(given.get(key), found.get(key), supposed.get(key)) for key in keys}


def _proposal(given: Value | None, found: Value | None, supposed: Value | None) -> Proposal:
    for value, ground in ((given, Ground.GIVEN), (found, Ground.FOUND), (supposed, Ground.SUPPOSED)):
        if value is not None:
            return Proposal(value, ground)
    return Proposal(UNKNOWN, Ground.MISSING)


def kind(title: str, medium: Medium) -> str:
    """Return the kind of document that a title and a format suggest: « Délibération n° 12 », a PDF « Contrat… »."""
    told = next((name for pattern, name in _KINDS if pattern.search(title)), None)
    if told:
        return told
    if medium is Medium.WEB_PAGE:
        return "page"
    return "contract" if _CONTRACT.search(title) else "report"

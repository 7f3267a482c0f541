"""What the reading of documents left to a person: `undecided.json` of the release, as a page and as it is."""

from __future__ import annotations

import json
import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["FILE", "Candidate", "Doubt", "doubts"]

FILE = "undecided.json"
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A thing that words may stand for; `departments` are the names and codes of where it lies."""

    iri: str
    label: str
    kind: str
    departments: tuple[str, ...]

    @property
    def code(self) -> str:
        """Return the last segment of the thing's IRI, which tells it from another of the same name."""
        return self.iri.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Doubt:
    """Words of a document that were not settled: where they stand, the words around, why (French), the candidates."""

    document: str
    start: int
    end: int
    before: str
    words: str
    after: str
    reason: str
    candidates: tuple[Candidate, ...]


def doubts(release: Path) -> Mapping[str, Sequence[Doubt]]:
    """Return what a release left undecided, by the name of the document's file; nothing where it does not say."""
    try:
        told = [_doubt(one) for one in json.loads((release / FILE).read_bytes())]
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError) as error:
        _LOG.warning("%s: what is undecided cannot be read (%s)", release / FILE, error)
        return {}
    found: dict[str, list[Doubt]] = defaultdict(list)
    for doubt in told:
        found[doubt.document].append(doubt)
    return found


def _doubt(told: Mapping[str, Any]) -> Doubt:
    candidates = [
        Candidate(one["iri"], one["label"], one["kind"], tuple(one["departments"])) for one in told["candidates"]
    ]
    words = (told["before"], told["words"], told["after"], told["reason"])
    return Doubt(told["document"], int(told["start"]), int(told["end"]), *words, tuple(candidates))

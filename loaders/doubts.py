"""What a reading leaves to a person: words in their sentence, why they were not settled, what they may stand for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from loaders.corrections.errata import entry
from loaders.directory import Candidate, Directory
from loaders.faults import Wording
from loaders.model import Document, Reading, Undecided

AROUND = 120
"""How many characters of the text are shown on each side of the words."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Words of a document that were not settled, with the words around them, blanks made single, and the candidates."""

    document: Document
    mention: Undecided
    before: str
    after: str
    candidates: tuple[Candidate, ...]

    @property
    def line(self) -> int:
        """Return the line of the stored text on which the words begin, from 1."""
        return self.document.line(self.mention.start)

    def correction(self, candidate: Candidate | None, on: date) -> str:
        """Return what to paste into the file of corrections: the choice of a candidate, or that the words mean nothing.

        Who decides, and why, are left to be written.
        """
        told: dict[str, object] = {
            "action": "choose" if candidate else "reject",
            "source": self.document.identifier,
            "words": self.mention.words,
            "near": self.mention.start,
        }
        return entry({**told, **({"value": candidate.key} if candidate else {}), "by": "", "on": on, "why": ""})

    def account(self) -> dict[str, Any]:
        """Return the doubt as `undecided.json` holds it."""
        return {
            "document": self.document.identifier,
            "line": self.line,
            "page": self.document.page(self.mention.start),
            "start": self.mention.start,
            "end": self.mention.end,
            "before": self.before,
            "words": self.mention.words,
            "after": self.after,
            "reason": self.mention.reason,
            "candidates": [
                {
                    "iri": one.iri,
                    "key": one.key,
                    "label": one.label,
                    "kind": one.kind.fr,
                    "departments": list(one.departments),
                }
                for one in self.candidates
            ],
        }


def doubts(readings: Iterable[Reading], directory: Directory) -> tuple[Doubt, ...]:
    """Return what all readings leave undecided, in the order of documents and words."""
    return tuple(_doubt(reading.document, one, directory) for reading in readings for one in reading.undecided)


def _doubt(document: Document, mention: Undecided, directory: Directory) -> Doubt:
    before = " ".join(document.text[max(0, mention.start - AROUND) : mention.start].split())
    after = " ".join(document.text[mention.end : mention.end + AROUND].split())
    return Doubt(document, mention, before, after, tuple(map(directory.candidate, mention.candidates)))


def told(found: Iterable[Doubt], on: date) -> Iterator[Wording]:
    """Yield the report of doubts for a person: each with its words, its candidates, and the corrections to paste."""
    for doubt in found:
        yield _told(doubt, on)


def _told(doubt: Doubt, on: date) -> Wording:
    page = doubt.document.page(doubt.mention.start)
    place = f"{doubt.document.identifier}:{doubt.line}"
    quoted = f"  … {doubt.before} « {doubt.mention.words} » {doubt.after} …"
    fr = [place + (f" (page {page})" if page else "") + f" : {doubt.mention.reason}", quoted]
    en = [place + (f" (page {page})" if page else "") + f": {doubt.mention.reason}", quoted]
    for one in doubt.candidates:
        where = ", ".join(one.departments)
        fr.append(f"  - {one.label}, {one.kind.fr}{f', {where}' if where else ''} <{one.iri}>")
        en.append(f"  - {one.label}, {one.kind.en}{f', {where}' if where else ''} <{one.iri}>")
    snippet = doubt.correction(doubt.candidates[0] if doubt.candidates else None, on)
    fr.append("  à coller dans corrections.toml, complété de qui et pourquoi :")
    en.append("  to paste into corrections.toml, with who and why:")
    pasted = [f"    {line}" for line in snippet.splitlines()]
    others = [f'    # value = "{one.key}"  # {one.label}' for one in doubt.candidates[1:]]
    return Wording("\n".join([*fr, *pasted, *others]), "\n".join([*en, *pasted, *others]))

"""The gate: a graph that fails its shapes is not published, and the report says where each fault was read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import pyoxigraph as ox
from rdflib import URIRef

from loaders.faults import Language
from loaders.graphs import Lines
from loaders.model import Document
from loaders.past import Past
from loaders.quotation import Quotation, quotations, witnesses
from ontology.recheck import rechecked
from ontology.report import Report, Result, read
from ontology.validation import check_file

FILES: tuple[tuple[str, Language], ...] = (("report.txt", "fr"), ("report.en.txt", "en"))
RDF_FILE = "report.ttl"
SHOWN = 3
LARGE = 50_000_000
"""Bytes of quads from which the memory that checking takes is worth a process."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the shapes say of a graph, and where each thing they speak of was read."""

    report: Report
    places: Mapping[tuple[URIRef, URIRef | None], tuple[Quotation, ...]]

    @property
    def conforms(self) -> bool:
        """Tell whether the graph may be published."""
        return self.report.conforms

    @property
    def gaps(self) -> int:
        """Return how many gaps the report tells that do not prevent publication."""
        return len(self.report.gaps)

    def text(self, language: Language) -> str:
        """Return the report for a person."""
        return self.report.text(language, lambda result: self._read(result, language))

    def _read(self, result: Result, language: Language) -> str | None:
        places = self.places[result.focus, result.path][:SHOWN]
        return " | ".join(place.wording.said(language) for place in places) or None


def judged(lines: Lines, documents: Iterable[Document], past: Past | None) -> Judgement:
    """Check a file of N-Quads against the shapes: no more than what changed since the past release, if that will do."""
    report = (again(past) if past else None) or checked(lines.path)
    known = {document.identifier: document for document in documents}
    store = witnesses(lines, {result.focus for result in report.results})
    asked = {(result.focus, result.path) for result in report.results}
    return Judgement(report, {(focus, path): quotations(store, focus, path, known) for focus, path in asked})


def checked(file: Path) -> Report:
    """Return what the shapes say of a file; a large one is checked in a process that gives all its memory back."""
    if file.stat().st_size < LARGE:
        return check_file(file)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), max_tasks_per_child=1) as apart:
        return apart.submit(check_file, file).result()


def again(past: Past) -> Report | None:
    """Return what the shapes say of a graph that changed, from what they said before; None where that does not do."""
    try:
        before = read(past.folder / RDF_FILE)
    except (OSError, ValueError):
        return None
    return rechecked(ox.Store.read_only(str(past.store)), before, past.difference)


def write(judgement: Judgement, folder: Path) -> None:
    """Write the report as text in both languages and as RDF."""
    for name, language in FILES:
        (folder / name).write_text(f"{judgement.text(language)}\n", encoding="utf-8", newline="")
    judgement.report.graph().serialize(folder / RDF_FILE, format="turtle", encoding="utf-8")

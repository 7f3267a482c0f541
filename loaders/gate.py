"""The gate: a graph that fails its shapes is not published, and the report says where each fault was read."""

from __future__ import annotations

import json
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import pyoxigraph as ox

from loaders import places, publication
from loaders.faults import Language
from loaders.graphs import Lines
from loaders.model import Document
from loaders.past import Past
from loaders.places import Asked, Places
from loaders.quotation import witnesses
from ontology import report
from ontology.descent import follow_parent
from ontology.recheck import rechecked
from ontology.report import Report, Result
from ontology.validation import check_file

FILES: tuple[tuple[str, Language], ...] = (("report.txt", "fr"), ("report.en.txt", "en"))
REPORT = "report.ttl"
PLACES = "places.json"
LARGE = 50_000_000
"""Bytes of quads from which the memory that checking takes is worth a process."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the shapes say of a graph, and where each thing they speak of was read."""

    report: Report
    places: Places

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
        told = self.places[result.focus, result.path]
        return " | ".join(place.wording.said(language) for place in told) or None


def judged(lines: Lines, documents: Iterable[Document], before: Past | None) -> Judgement:
    """Check a file of N-Quads against the shapes: no more than what changed since another release, where that tells."""
    if before and (again := rejudged(before, documents)):
        return again
    found = checked(lines.path)
    store = witnesses(lines, {result.focus for result in found.results})
    return Judgement(found, places.found(store, _asked(found), documents))


def rejudged(before: Past, documents: Iterable[Document]) -> Judgement | None:
    """Judge a graph by what was said of the release before it, and by what changed; None where that does not tell."""
    if not _whole(before.folder):
        return None
    held = ox.Store.read_only(str(before.store))
    found = rechecked(held, report.read(before.folder / REPORT), before.difference)
    if found is None:
        return None
    asked = _asked(found)
    kept = places.kept(places.read(before.folder / PLACES), held, before.difference, asked)
    return Judgement(found, {**kept, **places.found(held, asked - kept.keys(), documents)})


def _asked(found: Report) -> set[Asked]:
    return {(result.focus, result.path) for result in found.results}


def _whole(release: Path) -> bool:
    """Tell whether a release was judged with what another judgement starts from, as its manifest says."""
    try:
        manifest = json.loads((release / publication.MANIFEST).read_text(encoding="utf-8"))
        listed = {file["path"]: file["sha256"] for file in manifest["files"]}
        return all(publication.digest(release / name) == listed[name] for name in (REPORT, PLACES))
    except (OSError, ValueError, KeyError):
        return False


def checked(file: Path) -> Report:
    """Return what the shapes say of a file; a large one is checked in a process that gives all its memory back."""
    if file.stat().st_size < LARGE:
        return check_file(file)
    with ProcessPoolExecutor(1, get_context("spawn"), follow_parent, max_tasks_per_child=1) as apart:
        return apart.submit(check_file, file).result()


def write(judgement: Judgement, folder: Path) -> None:
    """Write the report as text in both languages and as RDF, and the places that it tells."""
    for name, language in FILES:
        (folder / name).write_text(f"{judgement.text(language)}\n", encoding="utf-8", newline="")
    report.write(judgement.report, folder / REPORT)
    places.write(judgement.places, folder / PLACES)

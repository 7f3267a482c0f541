"""A correction about to be written: whether it is sound, and what it changes in what is read."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from rdflib import URIRef

from loaders import corrections
from loaders.corrections import Action, Errata, Revision
from loaders.corrections.errata import entry
from loaders.faults import Fault, InvalidSeeds
from loaders.model import Node
from loaders.preview import Desk

Fact: TypeAlias = tuple[URIRef, URIRef, Node]


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A correction and its effect: the text of the file with it, the statements it takes away, brings and confirms.

    `settled` is how many mentions are no longer undecided; `unmet` says why it applies to nothing, if it does.
    """

    path: Path
    entry: str
    text: str
    gone: tuple[Fact, ...]
    fresh: tuple[Fact, ...]
    confirmed: tuple[Fact, ...]
    settled: int
    unmet: tuple[Fault, ...]

    def write(self) -> None:
        """Write the file with the correction, by one rename."""
        aside = self.path.with_name(f".{self.path.name}.new")
        aside.write_text(self.text, encoding="utf-8", newline="")
        aside.rename(self.path)


def rehearsal(desk: Desk, seeds: Path, keys: Mapping[str, object]) -> Rehearsal:
    """Return what a correction of these keys would do to some seeds; raises InvalidSeeds for one that is ill-formed."""
    path = seeds / corrections.NAME
    written = path.read_text(encoding="utf-8") if path.exists() else ""
    told = entry(keys)
    text = f"{written.rstrip()}\n\n{told}\n" if written.strip() else f"{told}\n"
    before = corrections.load(seeds, desk.addresses)
    after = _read(text, path, desk)
    first, second = desk.revision(before), desk.revision(after)
    last = after.corrections[-1].line
    was, now = _facts(first), _facts(second)
    return Rehearsal(
        path,
        told,
        text,
        _ordered(was - now),
        _ordered(now - was),
        _ordered(_confirmed(second, last)),
        _undecided(first) - _undecided(second),
        tuple(fault for fault in second.unmet if fault.line == last),
    )


def _read(text: str, path: Path, desk: Desk) -> Errata:
    """Return the corrections that a text holds, with the faults of the file that it would be."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / corrections.NAME).write_text(text, encoding="utf-8", newline="")
        try:
            return replace(corrections.load(Path(folder), desk.addresses), path=path)
        except InvalidSeeds as error:
            raise InvalidSeeds(replace(fault, path=str(path)) for fault in error.faults) from error


def _facts(revision: Revision) -> set[Fact]:
    read = {(s.subject, s.predicate, s.object) for one in revision.readings for s in one.statements}
    added = {(one.subject, one.predicate, one.value) for one in revision.applied if one.evidence}
    return read | {(s, p, o) for s, p, o in added if p is not None and o is not None}


def _confirmed(revision: Revision, line: int) -> set[Fact]:
    """Return the statements that the correction of a line confirms."""
    told = {one for one in revision.applied if one.correction.line == line}
    sure = {(one.subject, one.predicate, one.value) for one in told if one.correction.action is Action.CONFIRM}
    return {(s, p, o) for s, p, o in sure if p is not None and o is not None}


def _undecided(revision: Revision) -> int:
    return sum(len(reading.undecided) for reading in revision.readings)


def _ordered(facts: set[Fact]) -> tuple[Fact, ...]:
    return tuple(sorted(facts, key=lambda fact: (fact[0], fact[1], fact[2].n3())))

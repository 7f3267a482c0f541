"""What a store must be told so that it holds a release: which graphs differ, and which lines of them are sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from loaders.remote.fingerprints import Fingerprint
from loaders.remote.lines import graph_of, hidden
from loaders.remote.record import Task, dropping
from ontology.difference import changes

Prints = Mapping[str, Fingerprint]
NOTHING = Fingerprint()


@dataclass(frozen=True, slots=True)
class Changes:
    """The graphs whose lines are compared with those of the release before, and those whose content is all replaced."""

    edited: frozenset[str]
    replaced: frozenset[str]


def between(wanted: Prints, found: Prints, before: Prints) -> Changes:
    """Return what changes a store where graphs were `found` into a release, knowing what it held `before`, or nothing.

    A graph that the release lacks is replaced by nothing.
    """
    differing = {
        graph for graph, one in found.items() if not _is_there(one, wanted.get(graph, NOTHING), before.get(graph))
    }
    edited = {graph for graph in differing & {*wanted} & {*before} if found[graph].agrees(before[graph])}
    return Changes(frozenset(edited), frozenset(differing - edited))


def _is_there(found: Fingerprint, wanted: Fingerprint, before: Fingerprint | None) -> bool:
    """Tell whether a graph needs no change; where statements were only counted, the releases must agree on it too."""
    return found.agrees(wanted) and (found.sum is not None or wanted in {before, NOTHING})


def staged(changed: Changes, before: Path | None, after: Path, task: Task) -> Iterator[bytes]:
    """Yield the hidden lines that say what changes, in an order that is always the same."""
    if before and changed.edited:
        graphs = {graph.encode(): graph for graph in changed.edited}
        with before.open("rb") as old, after.open("rb") as new:
            for part in changes(old, new):
                yield from _in(part.removed, graphs, lambda graph: task.staged(graph, "remove"))
                yield from _in(part.added, graphs, lambda graph: task.staged(graph, "add"))
    if changed.replaced:
        graphs = {graph.encode(): graph for graph in changed.replaced}
        with after.open("rb") as new:
            yield from _in(new, graphs, lambda graph: task.staged(graph, "add"))


def switch(changed: Changes, graphs: Prints, sent: Prints, task: Task) -> str:
    """Return the one update that shows what was sent and says which release the store holds now."""
    parts = [task.empty(graph) for graph in sorted(changed.replaced)]
    for graph in sorted(changed.edited | changed.replaced):
        if task.staged(graph, "remove") in sent:
            parts.append(task.remove(graph))
        if task.staged(graph, "add") in sent:
            parts.append(task.show(graph))
    return "".join([*parts, dropping(sorted(sent)), task.end(sorted(graphs))])


def _in(lines: Iterable[bytes], graphs: Mapping[bytes, str], place: Callable[[str], str]) -> Iterator[bytes]:
    for line in lines:
        if graph := graphs.get(graph_of(line)):
            yield hidden(line, place(graph))

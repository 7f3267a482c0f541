"""What a remote store says of itself: which release it holds, and which one is being sent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from string import Template

import pyoxigraph as ox

from loaders.remote.endpoint import Endpoint
from ontology.names import DCTERMS, STAGED, STORE, VOID

FOLDER = Path(__file__).parent
_HOME = str(ox.NamedNode(STORE))
_HIDDEN = len(STAGED) + 1
FILLING = "- "
"""How the name of a task begins that fills a store without a release."""


def written(name: str, **values: object) -> str:
    """Return a query or an update of this package's files with terms in the places of its `$names`."""
    return Template((FOLDER / name).read_text(encoding="utf-8")).substitute(store=_HOME, start=_HIDDEN, **values)


@dataclass(frozen=True, slots=True)
class Record:
    """The release that a store holds and the base of its data, the task under way, their graphs; None where unknown."""

    release: str | None = None
    base: str | None = None
    task: str | None = None
    graphs: tuple[str, ...] = ()
    staged: tuple[str, ...] = ()


def read(endpoint: Endpoint) -> Record:
    """Return what a store says of itself; raises PushFailed."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for row in endpoint.query(written("record.rq")):
        found[row["property"]].append(row["value"])
    release, base, task = (
        max(found[str(one)], default=None) for one in (DCTERMS.identifier, VOID.uriSpace, DCTERMS.isReplacedBy)
    )
    graphs, staged = (tuple(sorted(found[str(one)])) for one in (DCTERMS.hasPart, DCTERMS.requires))
    return Record(release, base, task, graphs, staged)


def task(endpoint: Endpoint) -> str | None:
    """Return the name of the task that a store is told of; raises PushFailed."""
    return max((row["task"] for row in endpoint.query(written("task.rq"))), default=None)


@dataclass(frozen=True, slots=True)
class Task:
    """The sending of a release to a store that holds another one, or none."""

    release: str
    base: str
    held: str | None

    @property
    def name(self) -> str:
        """Return what the store is told of the task."""
        return f"{self.held} → {self.release}" if self.held else f"{FILLING}→ {self.release}"

    def staged(self, graph: str, part: str) -> str:
        """Return the graph in which a part of a graph, `add` or `remove`, is sent before it is shown."""
        return f"{STAGED}{self.held or '-'}:{self.release}:{part}:{graph}"

    def claim(self) -> str:
        """Return the update that tells a store of the task."""
        return written("claim.ru", **self._terms())

    def begin(self, parts: Iterable[str], staged: Iterable[str], dropped: Iterable[str]) -> str:
        """Return the update that drops what is left of others and notes the graphs of the store and of the task."""
        listed = _listed(DCTERMS.hasPart, parts) + _listed(DCTERMS.requires, staged)
        return written("begin.ru", base=self._terms()["base"], parts=listed, dropped=dropping(dropped))

    def end(self, graphs: Iterable[str]) -> str:
        """Return the update that says which release the store holds now."""
        release = ox.Literal(self.release)
        return written("end.ru", **self._terms(), release=release, parts=_listed(DCTERMS.hasPart, graphs))

    def empty(self, graph: str) -> str:
        """Return the update that empties a graph."""
        return written("empty.ru", **self._terms(), graph=ox.NamedNode(graph))

    def show(self, graph: str) -> str:
        """Return the update that adds to a graph what was sent for it."""
        return written("show.ru", **self._terms(), **self._pair(graph, "add"))

    def remove(self, graph: str) -> str:
        """Return the update that removes from a graph what was listed."""
        return written("remove.ru", **self._terms(), **self._pair(graph, "remove"))

    def _terms(self) -> dict[str, object]:
        return {"task": ox.Literal(self.name), "base": ox.Literal(self.base)}

    def _pair(self, graph: str, part: str) -> dict[str, object]:
        return {"graph": ox.NamedNode(graph), "staged": ox.NamedNode(self.staged(graph, part))}


def dropping(graphs: Iterable[str]) -> str:
    """Return the updates that drop graphs."""
    return "".join(f"DROP SILENT GRAPH {ox.NamedNode(graph)} ;\n" for graph in graphs)


def _listed(predicate: str, graphs: Iterable[str]) -> str:
    return "".join(f" ; {ox.NamedNode(predicate)} {ox.NamedNode(graph)}" for graph in graphs)

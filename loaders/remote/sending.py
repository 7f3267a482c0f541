"""Lines sent to the graphs of a store, in their order: as many at once as it takes, from where a command was cut."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from loaders.remote.endpoint import Endpoint
from loaders.remote.lines import graph_of, triples
from loaders.remote.refusals import Refused, StatementRefused

MOST = 5_000
"""Statements of one request."""

SIZE = 900_000
"""Bytes of the lines of one request, less than what proxies commonly let through."""

_TOO_MUCH = frozenset({400, 413, 500})
"""How engines and proxies refuse a request for what it holds, all of it or one statement."""


@dataclass
class Sender:
    """Send lines to a store; `check` is called before each request, `progress` told how many lines are there."""

    endpoint: Endpoint
    check: Callable[[], None]
    progress: Callable[[int], None]
    most: int = field(default_factory=lambda: MOST)
    done: int = 0

    def send(self, lines: Iterable[bytes], found: Mapping[str, int]) -> None:
        """Send the lines of each graph that follow those `found` there, given by their number; raises PushFailed."""
        left = Counter({graph.encode(): count for graph, count in found.items()})
        waiting: defaultdict[bytes, list[bytes]] = defaultdict(list)
        sizes: Counter[bytes] = Counter()
        self.done = left.total()
        for line in lines:
            graph = graph_of(line)
            if left[graph]:
                left[graph] -= 1
                continue
            waiting[graph].append(line)
            sizes[graph] += len(line)
            if len(waiting[graph]) >= self.most or sizes[graph] >= SIZE:
                self._send(graph.decode(), waiting.pop(graph))
                del sizes[graph]
        for graph, rest in waiting.items():
            self._send(graph.decode(), rest)

    def _send(self, graph: str, lines: list[bytes]) -> None:
        self.check()
        self._add(graph, lines)
        self.most = min(2 * self.most, MOST)
        self.done += len(lines)
        self.progress(self.done)

    def _add(self, graph: str, lines: list[bytes]) -> None:
        """Send some lines in one request, or in two halves if it is refused: the engine or a proxy takes less."""
        try:
            self.endpoint.add(graph, triples(lines))
        except Refused as refused:
            if refused.status not in _TOO_MUCH:
                raise
            if len(lines) == 1:
                raise StatementRefused(refused, graph, lines[0]) from refused
            self.most = half = (len(lines) + 1) // 2
            self._add(graph, lines[:half])
            self._add(graph, lines[half:])

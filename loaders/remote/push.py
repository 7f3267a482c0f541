"""The sending of a release to a store: what it holds, what it lacks, the chunks, the proof, the switch.

A store without a release is filled graph by graph and says which release it holds when it holds it. A store that holds
one gets what changes in graphs of its own, so written that no question meets it, and shows it by one request. Every
request may be repeated, and the count of what is there tells where an interrupted command goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from loaders.faults import Wording
from loaders.progress import Stages
from loaders.remote import changes, fingerprints, record
from loaders.remote.changes import NOTHING, Prints
from loaders.remote.endpoint import Endpoint
from loaders.remote.record import FILLING, Record, Task, dropping
from loaders.remote.refusals import HoldsOtherwise, OtherBase, Overtaken
from loaders.remote.sending import Sender
from loaders.remote.sent import Sent

Progress = Callable[[int, int], None]
"""What is told as statements arrive: how many are there, of how many."""

UNKNOWN = "?"
"""What stands for the release of a store that was filled by other means."""

_LOOKS = 5
_READING = Wording("Lecture de la publication", "Reading the release")
_COMPARING = Wording("Comparaison avec la base distante", "Comparing with the remote store")
_PROVING = Wording("Vérification de ce qui est arrivé", "Checking what arrived")
_SHOWING = Wording("Mise en ligne", "Showing it")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a push did: the release the store held before, if any, and the statements that were sent.

    `is_counted` tells that the engine could only count what it holds.
    """

    release: str
    before: str | None
    graphs: int
    quads: int
    sent: int
    is_counted: bool


@dataclass(frozen=True, slots=True)
class Teller:
    """How a push tells where it is: its stages, and the statements that arrive."""

    stages: Stages
    progress: Progress


def push(sent: Sent, endpoint: Endpoint, teller: Teller) -> Outcome:
    """Have a store hold a release, whole, and say so; raises PushFailed, after which readers see what they saw before.

    Nothing is sent to a store that holds it already. Where two commands send the same release, the later one to end
    finds it there.
    """
    try:
        return _Push(sent, endpoint, teller).run()
    except Overtaken:
        if record.read(endpoint).release != sent.identifier:
            raise
        return _Push(sent, endpoint, teller).run()


class _Changed(Exception):
    """A store is not any more what the release was compared with."""


@dataclass(frozen=True, slots=True)
class _Delivery:
    """Lines to bring to a store in the course of a task, and what their graphs are like when they are there.

    `held` is what the store said of itself when it was compared, `parts` the graphs that it shows from now on, `staged`
    those that it does not show.
    """

    task: Task
    held: Record
    lines: Callable[[], Iterator[bytes]]
    expected: Prints
    parts: tuple[str, ...]
    staged: tuple[str, ...]

    def check(self, now: Record) -> None:
        """Raise _Changed where another command has shown something, or begun to fill the store."""
        if now.release != self.held.release or now.graphs not in {self.held.graphs, self.parts}:
            raise _Changed

    def is_begun(self, now: Record) -> bool:
        """Tell whether an interrupted command, or one at work, began the same."""
        return (now.task, now.graphs, now.staged) == (self.task.name, self.parts, self.staged)

    def begin(self, now: Record) -> str:
        """Return the update that clears the place for the lines."""
        left = () if self.task.held else now.graphs
        return self.task.begin(self.parts, self.staged, sorted({*self.expected, *now.staged, *left}))


class _Push:
    def __init__(self, sent: Sent, endpoint: Endpoint, teller: Teller) -> None:
        self._sent = sent
        self._endpoint = endpoint
        self._teller = teller
        with self._teller.stages(_READING):
            self._wanted = _prints(sent.path)

    def run(self) -> Outcome:
        """Bring the store from whatever it holds to the release, whoever else is at work there."""
        for _ in range(_LOOKS):
            with suppress(_Changed):
                return self._compared()
        now = record.read(self._endpoint)
        raise Overtaken(self._endpoint.addresses.update, now.task or str(now.release))

    def _compared(self) -> Outcome:
        """Bring the store from what it holds now to the release; raises _Changed.

        Graphs that are the same in both releases are counted only: the engine has most of its work with the others.
        """
        with self._teller.stages(_COMPARING):
            held = record.read(self._endpoint)
            if held.base not in {None, self._sent.base}:
                raise OtherBase(self._endpoint.addresses.query, str(held.base), self._sent.base)
            before = self._before(held)
            same = {graph for graph, one in self._wanted.items() if before.get(graph) == one}
            found = fingerprints.of_store(self._endpoint, sorted({*self._wanted, *held.graphs}), same)
        sent = self._brought(held, found, before)
        is_counted = any(found[graph].sum is None for graph in found.keys() - same)
        whole = _total(self._wanted)
        return Outcome(self._sent.identifier, held.release, len(self._wanted), whole, sent, is_counted)

    def _before(self, held: Record) -> Prints:
        """Return what the graphs of another release that a store holds are like, nothing where it is not kept here."""
        kept = self._kept(held)
        return _prints(kept) if kept else {}

    def _kept(self, held: Record) -> Path | None:
        is_other = held.release is not None and held.release != self._sent.identifier
        return self._sent.kept(str(held.release)) if is_other else None

    def _brought(self, held: Record, found: Prints, before: Prints) -> int:
        """Bring the store to the release, and return how many statements were sent."""
        is_whole = all(one.agrees(self._wanted.get(graph, NOTHING)) for graph, one in found.items())
        if held.release == self._sent.identifier and is_whole and not held.task:
            return 0
        is_filling = (held.task or "").startswith(FILLING)
        if held.release is None and (is_filling or not _total(found)):
            return self._fill(held)
        return self._exchange(held, found, before)

    def _fill(self, held: Record) -> int:
        """Fill a store that holds no release yet."""
        task = Task(self._sent.identifier, self._sent.base, None)
        self._deliver(_Delivery(task, held, self._lines, self._wanted, tuple(sorted(self._wanted)), ()))
        self._end(task.end(sorted(self._wanted)), {})
        return _total(self._wanted)

    def _exchange(self, held: Record, found: Prints, before: Prints) -> int:
        """Put the release in the place of what a store holds."""
        task = Task(self._sent.identifier, self._sent.base, held.release or UNKNOWN)
        changed = changes.between(self._wanted, found, before)
        lines = partial(changes.staged, changed, self._kept(held), self._sent.path, task)
        expected = fingerprints.of_lines(lines())
        self._deliver(_Delivery(task, held, lines, expected, held.graphs, tuple(sorted(expected))))
        touched = changed.edited | changed.replaced
        self._end(
            changes.switch(changed, self._wanted, expected, task),
            {graph: self._wanted.get(graph, NOTHING) for graph in touched},
        )
        return _total(expected)

    def _deliver(self, delivery: _Delivery) -> None:
        """Send lines until the store has them all: on from where a command like this one was, else from the first.

        Once more from the first if what is there is not what was sent.
        """
        now = record.read(self._endpoint)
        delivery.check(now)
        if not delivery.is_begun(now):
            now = self._claimed(delivery)
        found: Prints = {}
        if delivery.is_begun(now):
            found = self._found(delivery.expected)
        else:
            self._endpoint.update(delivery.begin(now))
        if self._bring(delivery, found):
            self._endpoint.update(delivery.begin(self._claimed(delivery)))
            self._refuse(self._bring(delivery, {}), delivery.expected)

    def _claimed(self, delivery: _Delivery) -> Record:
        """Return what a store says of itself once it is claimed: nobody else shows anything from then on."""
        self._endpoint.update(delivery.task.claim())
        now = record.read(self._endpoint)
        delivery.check(now)
        return now

    def _bring(self, delivery: _Delivery, found: Prints) -> Prints:
        """Send the lines that follow those found, and return the graphs that are not as expected then."""
        whole = _total(delivery.expected)
        check = partial(self._check, delivery)
        sender = Sender(self._endpoint, check, lambda count: self._teller.progress(count, whole))
        left = whole - _total(found)
        with self._teller.stages(
            Wording(f"Envoi de {left} énoncés sur {whole}", f"Sending {left} of {whole} statements")
        ):
            sender.send(delivery.lines(), {graph: one.count for graph, one in found.items()})
        with self._teller.stages(_PROVING):
            arrived = self._found(delivery.expected)
        check()
        return _otherwise(arrived, delivery.expected)

    def _check(self, delivery: _Delivery) -> None:
        """Raise Overtaken when the store was told of another task, and leave nothing hidden behind."""
        if (name := record.task(self._endpoint)) != delivery.task.name:
            if hidden := [graph for graph in delivery.expected if graph not in self._wanted]:
                self._endpoint.update(dropping(hidden))
            raise Overtaken(self._endpoint.addresses.update, name or str(record.read(self._endpoint).release))

    def _end(self, update: str, expected: Prints) -> None:
        """Show what was sent, and make sure that what took the place of something else is there."""
        with self._teller.stages(_SHOWING):
            self._endpoint.update(update)
            held = record.read(self._endpoint)
            if held.release != self._sent.identifier:
                raise Overtaken(self._endpoint.addresses.update, held.task or str(held.release))
            self._refuse(_otherwise(self._found(expected), expected), expected)

    def _refuse(self, wrong: Prints, expected: Prints) -> None:
        """Raise HoldsOtherwise for the first of the graphs that are not as expected, if there are any."""
        if wrong:
            graph = min(wrong)
            raise HoldsOtherwise(self._endpoint.addresses.query, graph, expected[graph].count, wrong[graph].count)

    def _found(self, graphs: Mapping[str, object]) -> Prints:
        return fingerprints.of_store(self._endpoint, sorted(graphs))

    def _lines(self) -> Iterator[bytes]:
        with self._sent.path.open("rb") as lines:
            yield from lines


def _prints(path: Path) -> Prints:
    with path.open("rb") as lines:
        return fingerprints.of_lines(lines)


def _otherwise(found: Prints, expected: Prints) -> Prints:
    return {graph: one for graph, one in found.items() if not one.agrees(expected[graph])}


def _total(prints: Prints) -> int:
    return sum(one.count for one in prints.values())

"""The lane of heavy queries: processes that hold the current release in memory, where joins and sorts are quicker."""

from __future__ import annotations

import re
from collections import OrderedDict
from threading import Condition, Lock
from time import monotonic

from server.config import Config
from server.release import Release, is_current
from server.sparql.processes import Process, loading

__all__ = ["Memory", "Shapes"]

_CONSTANT = re.compile(r"\"[^\"\n]*+\"|'[^'\n]*+'|<[^<>\s]*+>")
_NUMBERED = re.compile(r"([?$][^\W\d]*+)\d++")
_DIGIT = re.compile(r"\d")
REMEMBERED = 2000
LONG = 10_000


class Shapes:
    """Remember what queries proved to be, by their texts without strings, IRIs, digits and the numbers of variables.

    Queries of one shape mostly work alike. A wrong guess, which a stranger can bring about with a query of the same
    shape, costs time only, and only until the next: every lane gives the same answers, and tells what it saw.
    """

    def __init__(self) -> None:
        """Know nothing yet."""
        self._lock = Lock()
        self._heavy: OrderedDict[int, bool] = OrderedDict()

    def heavy(self, query: str) -> bool | None:
        """Tell whether a query like this was heavy; None for one that is not known, or light."""
        with self._lock:
            return self._heavy.get(_shape(query))

    def learn(self, query: str, *, is_heavy: bool) -> None:
        """Remember that a query is heavy, or that it never ends in time and belongs in no better lane."""
        with self._lock:
            self._heavy[_shape(query)] = is_heavy
            if len(self._heavy) > REMEMBERED:
                self._heavy.popitem(last=False)

    def forget(self, query: str) -> None:
        """Know nothing any more of queries like this."""
        with self._lock:
            self._heavy.pop(_shape(query), None)


def _shape(query: str) -> int:
    """Return what queries of one shape share; a very long one is like no other, and not looked through."""
    return hash(_DIGIT.sub("0", _NUMBERED.sub(r"\1", _CONSTANT.sub("", query))) if len(query) <= LONG else query)


class Memory:
    """Keep as many processes with the release in memory as the configuration says, from the first heavy query on.

    Only the current release is held. While a process loads it there is none to take, nor when all are at work and none
    is free soon: the store on disk answers.
    """

    def __init__(self, config: Config) -> None:
        """Start no process."""
        self._config = config
        self._changed = Condition()
        self._processes: list[Process] = []
        self._at_work: set[Process] = set()
        self._is_open = True

    def take(self, release: Release, seconds: float) -> Process | None:
        """Return a process that holds a release, None where none is free in so many seconds; missing ones load."""
        deadline = monotonic() + seconds
        with self._changed:
            while self._is_held(release):
                ready = [one for one in self._processes if one.is_warm()]
                free = [one for one in ready if one not in self._at_work]
                if free:
                    self._at_work.add(free[0])
                    return free[0]
                if not ready or not self._changed.wait(deadline - monotonic()):
                    return None
        return None

    def prepare(self, release: Release) -> None:
        """Have a release loaded, if it is to be in memory."""
        with self._changed:
            self._is_held(release)

    def _is_held(self, release: Release) -> bool:
        """Tell whether a release is to be in memory, and have it so."""
        if not self._config.memory_processes or not is_current(release, self._config.releases) or not self._is_open:
            return False
        self._follow(release)
        return True

    def _follow(self, release: Release) -> None:
        """End the idle processes that have died or hold another release, and start the missing ones."""
        for process in [one for one in self._processes if one not in self._at_work]:
            if process.store != release.store or not process.is_alive():
                self._processes.remove(process)
                process.kill()
        while len(self._processes) < self._config.memory_processes:
            self._processes.append(loading(release.published, release.store, self._config))

    def give_back(self, process: Process) -> None:
        """Take a process back; one that still works is killed."""
        with self._changed:
            self._at_work.remove(process)
            self._changed.notify()
            is_kept = process.is_free and self._is_open
            if not is_kept:
                self._processes.remove(process)
        if not is_kept:
            process.kill()

    def close(self) -> None:
        """End every process, those at work when their answer ends."""
        with self._changed:
            self._is_open = False
            self._changed.notify_all()
            idle = [one for one in self._processes if one not in self._at_work]
            self._processes = [*self._at_work]
        for process in idle:
            process.kill()

"""What each client may still ask of the lane of light queries: counted here, and told to all workers now and then."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic

from server.sparql.turns import HEAVY, Turns

__all__ = ["Allowance"]

GRAIN = 0.05
"""Seconds of a client's work after which the ledger is told, which costs as much as a light query."""

FRESH = 1.0
"""Seconds after which the ledger is asked what the client has done elsewhere."""

CLIENTS = 4000


@dataclass(slots=True)
class _Grant:
    """Hold the work that a client may still do, till when."""

    left: float
    until: float


class Allowance:
    """Tell whose light queries are answered: of clients whose light queries worked little of late, in any worker.

    Others go on being served by query processes, whose work is bounded there: heavy queries take no client's light ones
    from the event loop, unless he has used up all that he may (`server.sparql.turns`).
    """

    def __init__(self, turns: Turns, seconds: float) -> None:
        """Know no client; all queries of a client may work so many seconds within a minute."""
        self._turns = turns
        self._most = seconds
        self._grants: dict[str, _Grant] = {}

    def has(self, address: str) -> bool:
        """Tell whether a client may ask now."""
        grant = self._grants.get(address)
        if grant is None or grant.left <= 0 or grant.until < monotonic():
            return self._asked(address, 0.0 if grant is None else GRAIN - grant.left)
        return True

    def charge(self, address: str, seconds: float) -> None:
        """Count the work of a query of a client who may ask."""
        self._grants[address].left -= seconds

    def _asked(self, address: str, worked: float) -> bool:
        """Tell the ledger what a client worked, and learn whether he may go on."""
        self._grants.pop(address, None)
        light, whole = self._turns.charge(address, worked)
        if light >= HEAVY or whole >= self._most:
            return False
        if len(self._grants) >= CLIENTS:
            self._grants.clear()
        self._grants[address] = _Grant(GRAIN, monotonic() + FRESH)
        return True

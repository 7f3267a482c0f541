"""What each client may still ask of the lane of light queries: counted here, and told to all workers now and then."""

from __future__ import annotations

from server.sparql.turns import HEAVY, Turns

__all__ = ["Allowance"]

GRAIN = 0.05
"""Seconds of a client's work after which the ledger is told, which costs as much as a light query."""

CLIENTS = 4000


class Allowance:
    """Tell whose light queries are answered: of clients that have not worked much of late, in any worker.

    Others go on being served, one query at a time, by query processes (`server.sparql.turns`).
    """

    def __init__(self, turns: Turns, seconds: float) -> None:
        """Know no client; a client may work so many seconds within a minute."""
        self._turns = turns
        self._most = min(seconds, HEAVY)
        self._left: dict[str, float] = {}

    def has(self, address: str) -> bool:
        """Tell whether a client may ask now."""
        if address not in self._left:
            self._ask(address, 0.0)
        return address in self._left

    def charge(self, address: str, seconds: float) -> None:
        """Count the work of a query."""
        self._left[address] -= seconds
        if self._left[address] <= 0:
            self._ask(address, GRAIN - self._left.pop(address))

    def _ask(self, address: str, worked: float) -> None:
        if self._turns.charge(address, worked) < self._most:
            if len(self._left) >= CLIENTS:
                self._left.clear()
            self._left[address] = GRAIN

"""A process that takes a place among workers: a child finds its target here, whatever name tests are imported under."""

from __future__ import annotations

from multiprocessing.connection import Connection

from server.listener import Listener


def placed(one: Listener, told: Connection) -> None:
    """Tell that it has begun, then where it found a place."""
    told.send("begun")
    told.send(one._own())

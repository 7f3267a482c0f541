"""What tells whether an engine calls anybody: a port that counts who comes, and queries evaluated beside it."""

from __future__ import annotations

import contextlib
import socket
import threading
from functools import cache

import pyoxigraph


class Listener:
    """Count the connections that anything makes to a port of the loopback interface."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.connections = 0
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                caller, _ = self._socket.accept()
                self.connections += 1
                caller.close()

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()


def evaluate(store: pyoxigraph.Store, query: str) -> None:
    found = store.query(query)
    assert isinstance(found, pyoxigraph.QuerySolutions)
    list(found)


@cache
def filled() -> pyoxigraph.Store:
    """Return a store where the fragments' patterns find something: an engine calls nobody to join with nothing."""
    store = pyoxigraph.Store()
    store.update('INSERT DATA { <http://x/> <http://x/#a> true, 1, "", <http://x/> }')
    return store

"""One question's connections to an endpoint: they end at the deadline, or at any moment another thread says."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from threading import Lock
from time import monotonic
from urllib.parse import urlsplit

__all__ = ["Connection"]


class Connection:
    """Post to an address and read what it answers, all within some seconds; no redirect is followed, no proxy used."""

    def __init__(self, address: str, seconds: float) -> None:
        """Start the clock; nothing is opened yet."""
        self._parts = urlsplit(address)
        self._deadline = monotonic() + seconds
        self._lock = Lock()
        self._socket: socket.socket | None = None
        self.is_cut = False

    def left(self) -> float:
        """Return the seconds that are left; raises TimeoutError at the deadline."""
        left = self._deadline - monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    @contextmanager
    def posted(self, body: bytes, headers: Mapping[str, str]) -> Iterator[HTTPResponse]:
        """Lend an answer once it begins, on a connection of its own; raises TimeoutError, OSError, HTTPException."""
        made = HTTPSConnection if self._parts.scheme == "https" else HTTPConnection
        place = self._parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
        with closing(made(self._parts.hostname or "", self._parts.port, timeout=self.left())) as http:
            http.connect()
            self._hold(http.sock)
            http.request("POST", place, body, dict(headers))
            with closing(http.getresponse()) as response:
                yield response

    def read(self, response: HTTPResponse, most: int) -> Iterator[bytes]:
        """Yield the parts of an answer as they come, of so many bytes at most; raises what `posted` raises."""
        while part := self._next(response, most):
            yield part

    def _next(self, response: HTTPResponse, most: int) -> bytes:
        if self._socket is not None:
            self._socket.settimeout(self.left())
        return response.read1(most)

    def _hold(self, opened: socket.socket) -> None:
        with self._lock:
            self._socket = opened
            if self.is_cut:
                raise ConnectionAbortedError
        opened.settimeout(self.left())

    def cut(self) -> None:
        """End it for good, from whatever thread: who waits for an answer waits no more."""
        with self._lock:
            self.is_cut = True
            if self._socket is not None:
                with suppress(OSError):
                    socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

"""Who asks: from which address, whether a broken answer would show, and whether anyone still waits for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

__all__ = ["Caller", "CallerGone", "address", "caller", "network"]

CALLER = "pacte.caller"
_NETWORK = 64


class CallerGone(ConnectionError):
    """The client has closed its connection: nobody waits for the answer."""


class Caller:
    """Hold what is known of the client of one request; the server tells it when the client has gone.

    `sees_breaks` tells that a connection closed in the middle of an answer cannot be taken for its end, as it can
    before HTTP/1.1: only then may an answer start before it is whole. Who works for the client calls `rest` before it
    waits for others, and computes little from then on.
    """

    def __init__(self, address: str = "", *, sees_breaks: bool = False) -> None:
        """Start with a client that waits."""
        self.address = address
        self.sees_breaks = sees_breaks
        self.is_gone = False
        self.rest: Callable[[], object] = _nothing
        self._lock = Lock()
        self._watchers: list[Callable[[], object]] = []

    def leave(self) -> None:
        """Tell those who work for the client that it has gone."""
        with self._lock:
            self.is_gone = True
            for tell in self._watchers:
                tell()

    @contextmanager
    def watched(self, tell: Callable[[], object]) -> Iterator[None]:
        """Have a function called, once, if the client goes away meanwhile or has done so; it must not wait."""
        with self._lock:
            is_gone = self.is_gone
            self._watchers.append(tell)
        try:
            if is_gone:
                tell()
            yield
        finally:
            with self._lock:
                self._watchers.remove(tell)


def address(environ: WSGIEnvironment, proxies: int) -> str:
    """Return the address of who asks, as `caller` will, before what so many proxies tell has been read."""
    told = environ.get("HTTP_X_FORWARDED_FOR", "").split(",")
    is_told = proxies and len(told) >= proxies
    return network(told[-proxies].strip() if is_told else environ.get("REMOTE_ADDR", ""))


def _nothing() -> None:
    """Do nothing: nobody waits for who rests."""


def caller(environ: WSGIEnvironment) -> Caller:
    """Return who asks: the address that the server, or the proxies it trusts, tell; an IPv6 network counts as one."""
    found: Caller = environ.get("asgi.scope", {}).get(CALLER) or Caller()
    found.address = network(environ.get("REMOTE_ADDR", ""))
    return found


@lru_cache(1000)
def network(address: str) -> str:
    """Return what stands for a client: its address, or the network of an IPv6 address."""
    try:
        read = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(read, IPv6Address):
        return str(read)
    return str(read.ipv4_mapped or IPv6Address(int(read) >> _NETWORK << _NETWORK))

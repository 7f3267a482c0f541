"""Plain requests of light queries, and their answers, as the web server has them (ASGI): at the least cost."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from werkzeug.http import parse_list_header

from server.callers import network
from server.coding import SMALL, chosen
from server.sparql.light.kinds import Ready, Wanted
from server.sparql.light.lane import Ground, Lane

if TYPE_CHECKING:
    from a2wsgi.asgi_typing import HTTPScope

__all__ = ["Ready", "Requests"]

LONGEST = 400
"""Characters of the longest header that is read."""

WHOLE = 16_000_000
"""Bytes of answers that are kept; when there are more, all are forgotten."""

OVERHEAD = 2000

_OTHERS = {b"if-none-match", b"range", b"content-length", b"transfer-encoding"}
"""Headers of requests that are not plain."""

_FORMAT = rb"([\w.+/%-]*+)"
_ASKED = re.compile(
    rb"query=([^&;]*+)(?:&format=" + _FORMAT + rb")?+(?:&output=\2)?+(?:&results=\2)?+(?:&release=(\w*+))?+", re.ASCII
)
"""A query, its format (SPARQLWrapper names it three times), its release: as permalinks have them, in this order."""


_Plain: TypeAlias = tuple[bytes, bytes, bytes]
"""What a plain request asks: the query string, and what the client accepts, formats and codings."""


class Requests:
    """Answer the requests that are plain and ask something light."""

    def __init__(self, lane: Lane | None, prefix: str, proxies: int) -> None:
        """Keep the lane, the path of the base, which ends with `/`, and how many proxies are trusted."""
        self.lane = lane
        self._paths = {f"{prefix}sparql", "/sparql"}
        self._proxies = proxies
        self._ground: Ground | None = None
        self._kept: dict[_Plain, Ready] = {}
        self._bytes = 0

    def prepare(self) -> None:
        """Have the current release weighed before anything is asked."""
        if self.lane is not None:
            self.lane.ground()

    def answer(self, scope: HTTPScope) -> Ready | None:
        """Return the answer to a request, None for one that takes the ordinary way."""
        if self.lane is None or scope["path"] not in self._paths or scope["method"] != "GET":
            return None
        told = _told(scope)
        ground = None if told is None else self.lane.ground()
        if told is None or ground is None:
            return None
        if ground is not self._ground:
            self._ground = ground
            self._forget()
        plain = (scope["query_string"], told.get(b"accept", b""), told.get(b"accept-encoding", b""))
        return self._kept.get(plain) or self._made(plain, _address(scope, told, self._proxies), self.lane, ground)

    def _made(self, plain: _Plain, address: str, lane: Lane, ground: Ground) -> Ready | None:
        """Return an answer, which is kept for who asks the same: that is no work of his."""
        string, accept, codings = plain
        asked = _ASKED.fullmatch(string)
        if asked is None or len(accept) > LONGEST or len(codings) > LONGEST:
            return None
        query, named, release = asked.groups(b"")
        if len(named) > LONGEST or release not in {b"", ground.release.id.encode()}:
            return None
        answered = lane.answer(query, Wanted(named, accept), address, ground)
        if answered is None:
            return None
        coding = chosen(codings.decode("latin-1")) if len(answered.body) >= SMALL else ""
        ready = answered.kind.ready(answered, coding)
        self._bytes += len(ready.body) + len(string) + OVERHEAD
        if self._bytes > WHOLE:
            self._forget()
        self._kept[plain] = ready
        return ready

    def _forget(self) -> None:
        self._kept.clear()
        self._bytes = 0


def _told(scope: HTTPScope) -> dict[bytes, bytes] | None:
    """Return the headers of a request, None where they ask for more than a whole answer."""
    told: dict[bytes, bytes] = {}
    for name, value in scope["headers"]:
        if name in _OTHERS or name in told:
            return None
        told[name] = value
    return told


def _address(scope: HTTPScope, headers: Mapping[bytes, bytes], proxies: int) -> str:
    """Return the client, as the proxies that are trusted tell it (see ProxyFix of Werkzeug)."""
    told = _forwarded(headers.get(b"x-forwarded-for", b""), proxies) if proxies else ""
    client = scope.get("client")
    return network(told or (client[0] if client else ""))


@lru_cache(1000)
def _forwarded(header: bytes, proxies: int) -> str:
    told = parse_list_header(header.decode("latin-1"))
    return told[-proxies] if len(told) >= proxies else ""

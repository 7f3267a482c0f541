"""Plain requests of light queries, and their answers, as the web server has them (ASGI): at the least cost."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote_to_bytes

from werkzeug.datastructures import Headers
from werkzeug.http import parse_list_header

from server.callers import network
from server.coding import SMALL, chosen
from server.headers import complete
from server.responses import FRESH, Link, validator
from server.sparql import receipts
from server.sparql.light.lane import Answered, Ground, Lane

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

_ASKED = re.compile(rb"query=([^&;]*+)")
_VARYING = ("ETag", "X-Release", "X-Query-Digest", "Link")


class _Plain(NamedTuple):
    """Hold a plain request: the query as it is written, what the client accepts, and which codings."""

    query: bytes
    accept: bytes
    codings: bytes


@dataclass(frozen=True, slots=True)
class Ready:
    """Hold an answer, its validator, and the coding that its body is to have, if any."""

    body: bytes
    tag: str
    coding: str
    headers: Sequence[tuple[bytes, bytes]]

    def start(self, length: int) -> Any:  # noqa: ANN401 - a message of ASGI
        """Return the message that starts the answer; `length` counts the bytes of the body as it is sent."""
        headers = [*self.headers, (b"content-length", str(length).encode())]
        return {"type": "http.response.start", "status": 200, "headers": headers}


class Requests:
    """Answer the requests that are plain and ask something light."""

    def __init__(self, lane: Lane | None, prefix: str, proxies: int) -> None:
        """Keep the lane, the path of the base, which ends with `/`, and how many proxies are trusted."""
        self.lane = lane
        self._paths = {f"{prefix}sparql", "/sparql"}
        self._proxies = proxies
        self._kept: dict[tuple[str, _Plain], Ready] = {}
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
        asked = None if told is None else _plain(scope["query_string"], told)
        ground = None if asked is None else self.lane.ground()
        if told is None or asked is None or ground is None:
            return None
        key = (ground.release.id, asked)
        return self._kept.get(key) or self._made(key, _address(scope, told, self._proxies), ground)

    def _made(self, key: tuple[str, _Plain], address: str, ground: Ground) -> Ready | None:
        """Return an answer, which is kept for who asks the same: that is no work of his."""
        lane, asked = self.lane, key[1]
        try:
            text = unquote_to_bytes(asked.query.replace(b"+", b" ")).decode()
        except UnicodeDecodeError:
            return None
        answered = lane.answer(text, asked.accept.decode("latin-1"), address, ground) if lane else None
        if answered is None:
            return None
        ready = _ready(answered, chosen(asked.codings.decode("latin-1")) if len(answered.body) >= SMALL else "")
        self._bytes += len(ready.body) + len(asked.query) + OVERHEAD
        if self._bytes > WHOLE:
            self._kept.clear()
            self._bytes = 0
        self._kept[key] = ready
        return ready


def _told(scope: HTTPScope) -> dict[bytes, bytes] | None:
    """Return the headers of a request, None where they ask for more than a whole answer."""
    told: dict[bytes, bytes] = {}
    for name, value in scope["headers"]:
        if name in _OTHERS or name in told:
            return None
        told[name] = value
    return told


def _plain(asked: bytes, told: Mapping[bytes, bytes]) -> _Plain | None:
    """Return what is asked, None where it is more than a query, or a header is too long."""
    found = _ASKED.fullmatch(asked)
    accept, codings = told.get(b"accept", b""), told.get(b"accept-encoding", b"")
    if found is None or len(accept) > LONGEST or len(codings) > LONGEST:
        return None
    return _Plain(found[1], accept, codings)


def _address(scope: HTTPScope, headers: Mapping[bytes, bytes], proxies: int) -> str:
    """Return the client, as the proxies that are trusted tell it (see ProxyFix of Werkzeug)."""
    told = _forwarded(headers.get(b"x-forwarded-for", b""), proxies) if proxies else ""
    client = scope.get("client")
    return network(told or (client[0] if client else ""))


@lru_cache(1000)
def _forwarded(header: bytes, proxies: int) -> str:
    told = parse_list_header(header.decode("latin-1"))
    return told[-proxies] if len(told) >= proxies else ""


def _ready(answered: Answered, coding: str) -> Ready:
    """Return an answer with its headers, but for its length: those of the ordinary way (`server.sparql.views`)."""
    question, rows = answered.question, answered.rows
    tag = validator(question.release.id, *receipts.parts(question, ""))
    made = [
        *_lasting(question.format.content_type, coding, rows is None),
        (b"etag", (f'"{tag}-{coding}"' if coding else f'"{tag}"').encode()),
        (b"x-release", question.release.id.encode()),
        (b"x-query-digest", receipts.digest(question).encode()),
        (b"link", str(Link(answered.permalink, "bookmark")).encode()),
    ]
    if rows is not None:
        made.append((b"x-rows", str(rows).encode()))
    return Ready(answered.body, tag, coding, made)


@lru_cache(100)
def _lasting(content_type: str, coding: str, is_truth: bool) -> Sequence[tuple[bytes, bytes]]:  # noqa: FBT001 - cached by it
    """Return the headers that all answers of one kind have."""
    said = Headers({"Content-Type": content_type, "Vary": "Accept, Accept-Encoding", "Cache-Control": FRESH})
    said["X-Complete"] = "true"
    varying = {*_VARYING} if is_truth else {*_VARYING, "X-Rows"}
    said.extend(dict.fromkeys(varying, ""))
    complete(said)
    if coding:
        said["Content-Encoding"] = coding
    return [(name.lower().encode(), value.encode()) for name, value in said if name not in varying]

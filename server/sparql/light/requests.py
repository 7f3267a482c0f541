"""Plain requests of light queries, and their answers, as the web server has them (ASGI): at the least cost."""

from __future__ import annotations

import re
from collections.abc import Sequence
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
from server.sparql.light.lane import Answered, Lane

if TYPE_CHECKING:
    from a2wsgi.asgi_typing import HTTPScope

__all__ = ["Ready", "Requests"]

LONGEST = 400
"""Characters of the longest header that is read."""

_OTHERS = {b"if-none-match", b"range", b"content-length", b"transfer-encoding"}
"""Headers of requests that are not plain."""

_ASKED = re.compile(rb"query=([^&;]*+)")
_VARYING = ("ETag", "X-Release", "X-Query-Digest", "Link")


class _Plain(NamedTuple):
    """Hold a plain request: the query, what the client accepts, the coding it prefers, and where it is."""

    text: str
    accept: str
    coding: str
    address: str


@dataclass(frozen=True, slots=True)
class Ready:
    """Hold an answer, and the coding that its body is to have, if any."""

    answered: Answered
    coding: str

    @property
    def body(self) -> bytes:
        """Return the body, not coded."""
        return self.answered.body

    def start(self, length: int) -> Any:  # noqa: ANN401 - a message of ASGI
        """Return the message that starts the answer; `length` counts the bytes of the body as it is sent."""
        headers = [*_headers(self.answered, self.coding), (b"content-length", str(length).encode())]
        return {"type": "http.response.start", "status": 200, "headers": headers}


class Requests:
    """Answer the requests that are plain and ask something light."""

    def __init__(self, lane: Lane | None, prefix: str, proxies: int) -> None:
        """Keep the lane, the path of the base, which ends with `/`, and how many proxies are trusted."""
        self._lane = lane
        self._paths = {f"{prefix}sparql", "/sparql"}
        self._proxies = proxies

    def prepare(self) -> None:
        """Have the current release weighed before anything is asked."""
        if self._lane is not None:
            self._lane.ground()

    def answer(self, scope: HTTPScope) -> Ready | None:
        """Return the answer to a request, None for one that takes the ordinary way."""
        if self._lane is None or scope["path"] not in self._paths or scope["method"] != "GET":
            return None
        asked = _plain(scope, self._proxies)
        if asked is None:
            return None
        answered = self._lane.answer(asked.text, asked.accept, asked.address)
        if answered is None:
            return None
        return Ready(answered, asked.coding if len(answered.body) >= SMALL else "")


def _plain(scope: HTTPScope, proxies: int) -> _Plain | None:
    """Return what a request asks, None for one that is not plain."""
    asked = _ASKED.fullmatch(scope["query_string"])
    if asked is None:
        return None
    told: dict[bytes, bytes] = {}
    for name, value in scope["headers"]:
        if name in _OTHERS or name in told:
            return None
        told[name] = value
    accept = told.get(b"accept", b"")
    if len(accept) > LONGEST:
        return None
    try:
        text = unquote_to_bytes(asked[1].replace(b"+", b" ")).decode()
    except UnicodeDecodeError:
        return None
    coding = chosen(told.get(b"accept-encoding", b"").decode("latin-1"))
    return _Plain(text, accept.decode("latin-1"), coding, _address(scope, told.get(b"x-forwarded-for", b""), proxies))


def _address(scope: HTTPScope, forwarded: bytes, proxies: int) -> str:
    """Return the client, as the proxies that are trusted tell it (see ProxyFix of Werkzeug)."""
    told = _forwarded(forwarded, proxies) if proxies and forwarded else ""
    client = scope.get("client")
    return network(told or (client[0] if client else ""))


@lru_cache(1000)
def _forwarded(header: bytes, proxies: int) -> str:
    told = parse_list_header(header.decode("latin-1"))
    return told[-proxies] if len(told) >= proxies else ""


def _headers(answered: Answered, coding: str) -> list[tuple[bytes, bytes]]:
    """Return the headers of an answer but its length: those of the ordinary way (`server.sparql.views`)."""
    question, rows = answered.question, answered.rows
    tag = validator(question.release.id, *receipts.parts(question, ""))
    made = [
        *_lasting(question.format.content_type, coding, rows is None),
        (b"etag", (f'"{tag}-{coding}"' if coding else f'"{tag}"').encode()),
        (b"x-release", question.release.id.encode()),
        (b"x-query-digest", receipts.digest(question).encode()),
        (b"link", str(Link(receipts.permalink(question), "bookmark")).encode()),
    ]
    if rows is not None:
        made.append((b"x-rows", str(rows).encode()))
    return made


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

"""What is answered to a request that is not read to its end, or not worked on: in the words of the service."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any, NamedTuple

from werkzeug.datastructures import Headers

from server.bridge import start
from server.headers import complete
from server.languages import texts
from server.negotiation import PROBLEM, choose_language

__all__ = ["Refusal", "refusal"]

BUSY = "5"
"""Seconds after which a client with too much under way may ask again."""


class Refusal(NamedTuple):
    """Hold the message of ASGI that starts an answer, and its body."""

    message: Any
    body: bytes


def refusal(status: HTTPStatus, accept_language: str = "") -> Refusal:
    """Return a problem document (RFC 9457), which scripts of other sites may read; the connection ends after it."""
    language = choose_language(accept_language)
    t = texts(language)
    told = {"type": "about:blank", "title": t(f"unread.{status}-title"), "status": status}
    body = json.dumps(told | {"detail": t(f"unread.{status}-text")}, ensure_ascii=False, indent=1).encode() + b"\n"
    headers = Headers({"Content-Type": PROBLEM.content_type, "Content-Language": language, "Cache-Control": "no-store"})
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        headers["Retry-After"] = BUSY
    complete(headers)
    headers.extend({"Content-Length": str(len(body)), "Connection": "close"})
    return Refusal(start(str(int(status)), headers.to_wsgi_list()), body)

"""The headers of every answer: what a page may load, who may read it, which headers a script may see."""

from __future__ import annotations

from flask import Flask, Response, request
from werkzeug.datastructures import Headers

from server.negotiation import HTML

__all__ = ["complete", "install"]

_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_EDITOR_POLICY = f"{_POLICY}; script-src 'self'; connect-src 'self'"
"""The page of queries has an editor: a script of our own, that reads this site's answers."""

_ALWAYS = {
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
    "Access-Control-Allow-Origin": "*",
}
_SEEN = {
    "cache-control",
    "content-language",
    "content-length",
    "content-type",
    "expires",
    "last-modified",
    "pragma",
    "set-cookie",
}


def install(app: Flask) -> None:
    """Add the headers to every answer of an application, errors included."""
    app.after_request(_complete)


def _complete(response: Response) -> Response:
    is_editor = request.endpoint == "sparql.service" and response.mimetype == HTML.media_type
    if is_editor:
        response.headers.setdefault("Content-Security-Policy", _EDITOR_POLICY)
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = response.headers.get("Allow", "GET, HEAD, OPTIONS")
        response.headers["Access-Control-Allow-Headers"] = "Accept, Accept-Language, Content-Type, If-None-Match, Range"
        response.headers["Access-Control-Max-Age"] = "86400"
    complete(response.headers)
    return response


def complete(headers: Headers) -> None:
    """Add what every answer has, and tell scripts of other sites which of the headers they may see."""
    headers.setdefault("Content-Security-Policy", _POLICY)
    for name, value in _ALWAYS.items():
        headers.setdefault(name, value)
    told = {name for name, _ in headers if name.lower() not in _SEEN and not _is_own(name)}
    headers["Access-Control-Expose-Headers"] = ", ".join(sorted(told))


def _is_own(name: str) -> bool:
    return name.startswith("Access-Control-") or name in {*_ALWAYS, "Content-Security-Policy"}

"""The headers of every answer: what a page may load, who may read it, which headers a script may see."""

from __future__ import annotations

from flask import Flask, Response, request

__all__ = ["install"]

_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_ALWAYS = {
    "Content-Security-Policy": _POLICY,
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
    for name, value in _ALWAYS.items():
        response.headers.setdefault(name, value)
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = response.headers.get("Allow", "GET, HEAD, OPTIONS")
        response.headers["Access-Control-Allow-Headers"] = "Accept, Accept-Language, Content-Type, If-None-Match, Range"
        response.headers["Access-Control-Max-Age"] = "86400"
    told = {name for name, _ in response.headers if name.lower() not in _SEEN and not _is_own(name)}
    response.headers["Access-Control-Expose-Headers"] = ", ".join(sorted(told))
    return response


def _is_own(name: str) -> bool:
    return name.startswith("Access-Control-") or name in _ALWAYS

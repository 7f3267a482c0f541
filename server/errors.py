"""What is answered when there is nothing to give: why, and what exists, in the format that was asked for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from flask import Flask, Response, current_app, request
from werkzeug.exceptions import HTTPException, NotFound

from server.languages import reader, texts
from server.negotiation import HTML, PROBLEM, Format, NotAcceptable, choose
from server.rendering import page
from server.store import StoreUnavailable

__all__ = ["Choice", "NothingThere", "install", "problem"]

TEXT = Format("txt", "text/plain", "Text")
_JSON = frozenset({"json", "jsonld"})
_PROGRAMS = frozenset({"/sparql", "/graphs"})
"""Addresses that programs ask, and browsers when they say so."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that exists where the one asked for does not: its name and its address."""

    label: str
    href: str


class NothingThere(NotFound):
    """Nothing is published at an address; `choices` are what is published near it."""

    def __init__(self, choices: Iterable[Choice] = ()) -> None:
        """Keep what exists."""
        super().__init__()
        self.choices = tuple(choices)


class Unavailable(NotAcceptable):
    """None of the formats of a document is acceptable; `choices` are the addresses of those that exist."""

    def __init__(self, refused: NotAcceptable, choices: Iterable[Choice]) -> None:
        """Keep what exists."""
        super().__init__(refused.accept, refused.offers)
        self.choices = tuple(choices)


def install(app: Flask) -> None:
    """Answer every error of an application."""
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(NotAcceptable, _not_acceptable)
    app.register_error_handler(StoreUnavailable, _store_unavailable)


def problem(status: int, detail: str, choices: Sequence[Choice] = ()) -> Response:
    """Return an error as a page, as text or as JSON (RFC 9457), whichever the client prefers."""
    t = texts(reader().language)
    key = f"error.{status}-title"
    title = t(key) if t.has(key) else t("error.other-title")
    made = {HTML: _as_page, PROBLEM: _as_json, TEXT: _as_text}
    format_ = _format()
    response = Response(made[format_](status, title, detail, choices), status, content_type=format_.content_type)
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Content-Language"] = reader().language
    response.headers["Vary"] = "Accept, Accept-Language"
    return response


def _refused(error: HTTPException) -> Response:
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    t = texts(reader().language)
    key = f"error.{status}-text"
    detail = t(key, path=request.path, method=request.method) if t.has(key) else error.description or ""
    response = problem(status, detail, getattr(error, "choices", ()))
    kept = ("Allow", "Retry-After", "Content-Range")
    response.headers.update({name: value for name, value in error.get_headers() if name in kept})
    return response


def _not_acceptable(error: NotAcceptable) -> Response:
    choices = getattr(error, "choices", [Choice(f"{one.name} ({one.media_type})", "") for one in error.offers])
    return problem(406, texts(reader().language)("error.406-text", accept=error.accept), choices)


def _store_unavailable(error: StoreUnavailable) -> Response:
    current_app.logger.error("%s", error)
    response = problem(503, texts(reader().language)("error.503-text"))
    response.headers["Retry-After"] = "30"
    return response


def _format() -> Format:
    """Return the format of an error; a client that states nothing gets what is nearest to what its address gives."""
    extension = request.path.rpartition("/")[2].rpartition(".")[2]
    if request.path in _PROGRAMS or extension in _JSON:
        offers = (PROBLEM, TEXT, HTML)
    elif "." in request.path and extension != HTML.extension:
        offers = (TEXT, PROBLEM, HTML)
    else:
        offers = (HTML, PROBLEM, TEXT)
    try:
        return choose(request.headers.get("Accept"), offers)
    except NotAcceptable:
        return offers[0] if offers[0] is PROBLEM else TEXT


def _as_page(status: int, title: str, detail: str, choices: Sequence[Choice]) -> str:
    return page("error.html", status=status, title=title, detail=detail, choices=choices)


def _as_json(status: int, title: str, detail: str, choices: Sequence[Choice]) -> str:
    exists = [{"title": one.label, "href": one.href} for one in choices]
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, "instance": request.path}
    return json.dumps(body | ({"exists": exists} if exists else {}), ensure_ascii=False, indent=1) + "\n"


def _as_text(status: int, title: str, detail: str, choices: Sequence[Choice]) -> str:
    lines = [f"{status} {title}", detail, *(f"* {one.label} {one.href}".rstrip() for one in choices)]
    return "\n".join(lines) + "\n"

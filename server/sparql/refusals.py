"""Why a query has no answer: a problem document (RFC 9457), a text, or the form with the fault above it.

A query that works longer than it may gets 503, as Fuseki gives it, without Retry-After: the same query would be stopped
again. A query that exhausts its process, or whose result is too large, gets 422: it is well-formed, and refused for
what it costs. What is not SPARQL gets 400, what SPARQL can and this service does not do gets 403.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from flask import Blueprint, Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from server.callers import CallerGone
from server.editions import edition
from server.languages import reader, texts
from server.negotiation import HTML, PROBLEM, RDF_FORMATS, RESULT_FORMATS, Format, NotAcceptable, choose
from server.rendering import page
from server.sparql.engine import (
    CallFailed,
    EngineBusy,
    EngineFault,
    QueryTimeout,
    QueryTooComplex,
    ResultTooLarge,
    endpoint,
)
from server.sparql.guard import QueryTooLong
from server.sparql.protocol import (
    BodyTooLong,
    InvalidRequest,
    NoSuchGraph,
    NoSuchRelease,
    ReleaseGone,
    UnknownFormat,
    UnknownGraph,
    UnsupportedBody,
    UpdateRequest,
)
from server.sparql.tokens import MalformedQuery, RefusedFeature
from server.sparql.turns import TooManyQueries

TEXT = Format("txt", "text/plain", "Text")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Say how a fault is told: the status, and the key of its title among the texts of the interface."""

    status: int
    key: str


REFUSALS: dict[type[Exception], Refusal] = {
    MalformedQuery: Refusal(400, "malformed"),
    InvalidRequest: Refusal(400, "request"),
    UnknownGraph: Refusal(400, "graph"),
    RefusedFeature: Refusal(403, "refused"),
    UpdateRequest: Refusal(403, "refused"),
    NoSuchGraph: Refusal(404, "no-graph"),
    NoSuchRelease: Refusal(404, "no-release"),
    NotAcceptable: Refusal(406, "format"),
    UnknownFormat: Refusal(406, "format"),
    ReleaseGone: Refusal(410, "release"),
    BodyTooLong: Refusal(413, "length"),
    QueryTooLong: Refusal(413, "length"),
    UnsupportedBody: Refusal(415, "body"),
    QueryTooComplex: Refusal(422, "complex"),
    ResultTooLarge: Refusal(422, "result"),
    EngineFault: Refusal(422, "engine"),
    TooManyQueries: Refusal(429, "many"),
    CallerGone: Refusal(499, "gone"),
    CallFailed: Refusal(502, "call"),
    QueryTimeout: Refusal(503, "time"),
    EngineBusy: Refusal(503, "busy"),
}


def install(blueprint: Blueprint) -> None:
    """Answer the faults of a blueprint's queries."""
    for fault in REFUSALS:
        blueprint.register_error_handler(fault, refuse)


def refuse(fault: Exception) -> Response:
    """Return the answer to a request whose query has none."""
    refusal = REFUSALS[type(fault)]
    format_ = _format()
    body = {HTML: _as_page, PROBLEM: _as_problem, TEXT: _as_text}[format_](refusal, fault)
    response = Response(body, refusal.status, content_type=format_.content_type)
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Vary"] = "Accept, Accept-Language"
    if isinstance(fault, EngineBusy):
        response.headers["Retry-After"] = "5"
    if isinstance(fault, TooManyQueries):
        response.headers["Retry-After"] = str(fault.seconds)
    return response


def _format() -> Format:
    """Return the format of a refusal; programs, which mostly accept none of these, get the problem document."""
    try:
        return choose(request.headers.get("Accept"), (PROBLEM, TEXT, HTML))
    except NotAcceptable:
        return PROBLEM


def _as_problem(refusal: Refusal, fault: Exception) -> str:
    told = {
        "type": f"{endpoint(edition().release)}#fault-{refusal.key}",
        "title": texts("en")(f"sparql.fault-{refusal.key}"),
        "status": refusal.status,
        "detail": str(fault),
    }
    return json.dumps(told | _place(fault), ensure_ascii=False, indent=1) + "\n"


def _place(fault: Exception) -> dict[str, int]:
    """Return where in the query the fault lies, when it lies somewhere."""
    return {"line": fault.line, "column": fault.column} if isinstance(fault, MalformedQuery | RefusedFeature) else {}


def _as_text(refusal: Refusal, fault: Exception) -> str:
    title = texts("en")(f"sparql.fault-{refusal.key}")
    return f"{refusal.status} {title}\n{fault}\n"


def _as_page(refusal: Refusal, fault: Exception) -> str:
    title = texts(reader().language)(f"sparql.fault-{refusal.key}")
    return form(_written(), fault=str(fault), title=title, **_place(fault))


def _written() -> str:
    """Return the query as its author wrote it, as far as the request can be read."""
    try:
        return request.values.get("query", "")
    except RequestEntityTooLarge:
        return request.args.get("query", "")


def form(query: str, **shown: object) -> str:
    """Return the page where people ask: a query, and what is shown beside it, a table or a fault with its title."""
    formats = (*RESULT_FORMATS, *RDF_FORMATS)
    kinds = sorted(dict.fromkeys(REFUSALS.values()), key=lambda kind: kind.status)
    return page("sparql.html", query=query, formats=formats, refusals=kinds, **shown)

"""Requests of the SPARQL 1.1 Protocol: what is asked, over which graphs, in which format.

https://www.w3.org/TR/sparql11-protocol/#query-operation
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from flask import Request
from werkzeug.datastructures import CombinedMultiDict, MultiDict

from server.negotiation import HTML, RDF_FORMATS, RESULT_FORMATS, Format, NotAcceptable, choose, find
from server.sparql.guard import Dataset, Form
from server.sparql.spreadsheets import SPREADSHEET

DIRECT = "application/sparql-query"
ENCODED = "application/x-www-form-urlencoded"

LARGEST = 4
"""Bytes of a request for each that a query may have: a form writes some with three, and has other fields."""

GRAPHS = ("default-graph-uri", "named-graph-uri")

_NAMES = {
    "json-ld": "jsonld",
    "n-quads": "nq",
    "n-triples": "nt",
    "n3": "ttl",
    "nquads": "nq",
    "ntriples": "nt",
    "rdf+xml": "rdf",
    "rdf/xml": "rdf",
    "rdfxml": "rdf",
    "turtle": "ttl",
}
_AS_GRAPH = {"json": "jsonld", "xml": "rdf"}


class InvalidRequest(ValueError):
    """A request is none of the three forms of the protocol."""


class UnknownFormat(ValueError):
    """The parameter `format` names no format that a result can have."""

    def __init__(self, named: str, offers: Sequence[Format]) -> None:
        """Show what it says, and list what it may say."""
        names = ", ".join(offer.extension for offer in offers)
        super().__init__(
            f"format {named!r} does not exist for this result; ask for one of {names}, or their media types"
        )


class UnsupportedBody(ValueError):
    """The body of a POST is of a type that the protocol does not know."""

    def __init__(self, media_type: str) -> None:
        """Show the type and list the two that are read."""
        super().__init__(f"a body of type {media_type or 'unknown'!r} is not read; send {DIRECT} or {ENCODED}")


class BodyTooLong(ValueError):
    """The body of a POST is longer than any query that is read."""

    def __init__(self, longest: int) -> None:
        """Show the bytes that a query may have."""
        super().__init__(
            f"the body has more than {LARGEST * longest} bytes, and a query {longest} at most; shorten it, or cut it "
            "in two"
        )


class UpdateRequest(PermissionError):
    """A request asks for an update."""

    def __init__(self) -> None:
        """Say what is offered instead."""
        super().__init__("updates are refused: this endpoint only reads; send a `query`")


class UnknownGraph(LookupError):
    """A query names a graph that is not published."""

    def __init__(self, iri: str) -> None:
        """Name the graph, and say where the published ones are listed."""
        super().__init__(
            f"graph <{iri}> is not published here and nothing is fetched from elsewhere; the published graphs are "
            "listed in this endpoint's service description (ask it for text/turtle without a query)"
        )


class ReleaseGone(LookupError):
    """A release is asked for that was published and is not kept any more, or not by the engine that is asked."""

    def __init__(self, identifier: str, current: str) -> None:
        """Name both releases and say how to ask the current one."""
        super().__init__(
            f"release {identifier!r} is not kept here any more: old releases are pruned after a while; "
            f"ask without `release` to read the current one, {current}"
        )


class NoSuchRelease(LookupError):
    """A release is asked for that was never published here."""

    def __init__(self, identifier: str, current: str) -> None:
        """Name both releases and say how to ask the current one."""
        super().__init__(
            f"no release {identifier!r} was ever published here; its id stands in X-Release of an answer: "
            f"ask without `release` to read the current one, {current}"
        )


class NoSuchGraph(LookupError):
    """A graph is asked for that is not published."""

    def __init__(self, iri: str) -> None:
        """Name the graph, and say where the published ones are listed."""
        super().__init__(
            f"graph <{iri}> is not published here; the published graphs are listed in the description of /sparql"
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """Hold a request: the query as sent, the graphs, the format and the release that the request names (else empty)."""

    query: str
    dataset: Dataset
    format: str
    release: str = ""


def asked(request: Request) -> Asked | None:
    """Return what a request asks, None when it has no query and wants to know the service.

    Raises InvalidRequest, UnsupportedBody, UpdateRequest.
    """
    if request.method != "POST":
        check_encoding(request.query_string)
        return _read(request.args) if "query" in request.args or "update" in request.args else None
    match request.mimetype:
        case "application/x-www-form-urlencoded":
            check_encoding(request.get_data())
            return _read(CombinedMultiDict([request.form, _graphs(request.args)]))
        case "application/sparql-query":
            return _direct(request)
        case "application/sparql-update":
            raise UpdateRequest
        case other:
            raise UnsupportedBody(other)


def check_encoding(encoded: bytes) -> None:
    """Refuse bytes that are not UTF-8, which would otherwise be read as the percent signs they are written with."""
    try:
        unquote_to_bytes(encoded).decode()
    except UnicodeDecodeError as error:
        raise InvalidRequest(f"byte {error.start} of the decoded request is not UTF-8; encode it so") from error


def _read(fields: MultiDict[str, str]) -> Asked:
    if "update" in fields:
        raise UpdateRequest
    queries = fields.getlist("query")
    if len(queries) != 1:
        raise InvalidRequest(f"{len(queries)} parameters `query`; send exactly one")
    return Asked(queries[0], _dataset(fields), named_format(fields), fields.get("release", ""))


def _direct(request: Request) -> Asked:
    if "query" in request.args:
        raise InvalidRequest(f"a `query` in the address beside a body of type {DIRECT}; send one of the two")
    charset = request.mimetype_params.get("charset", "utf-8")
    if charset.lower() not in {"utf-8", "utf8"}:
        raise InvalidRequest(f"charset {charset!r}: a query is UTF-8")
    try:
        fields = request.args
        return Asked(request.get_data().decode(), _dataset(fields), named_format(fields), fields.get("release", ""))
    except UnicodeDecodeError as error:
        raise InvalidRequest(f"byte {error.start} of the query is not UTF-8; encode it so") from error


def _graphs(fields: MultiDict[str, str]) -> MultiDict[str, str]:
    """Return the graph parameters of an address, which the W3C's tests allow beside a posted form."""
    return MultiDict([(name, iri) for name in GRAPHS for iri in fields.getlist(name)])


def _dataset(fields: MultiDict[str, str]) -> Dataset:
    return Dataset(*(tuple(fields.getlist(name)) for name in GRAPHS))


def named_format(fields: MultiDict[str, str]) -> str:
    """Return the format named; the two other names are those that SPARQLWrapper and Virtuoso's clients send."""
    return next((fields[name] for name in ("format", "output", "results") if fields.get(name)), "")


def check_graphs(dataset: Dataset, published: Collection[str]) -> None:
    """Raise UnknownGraph for a graph that is not among the published ones."""
    for iri in (*dataset.default, *dataset.named):
        if iri not in published:
            raise UnknownGraph(iri)


def result_format(form: Form, named: str, accept: str | None) -> Format:
    """Return the format of a result: the one named by its extension, short name or media type, else by Accept.

    Raises UnknownFormat, NotAcceptable.
    """
    if named.strip().lower() == SPREADSHEET.extension and not form.is_graph:
        return SPREADSHEET
    return _chosen((*formats_of(form), HTML), named, accept, is_graph=form.is_graph)


def graph_format(named: str, accept: str | None) -> Format:
    """Return the format of a graph that is asked for as such, which is no page; raises UnknownFormat, NotAcceptable."""
    return _chosen(RDF_FORMATS, named, accept, is_graph=True)


def _chosen(offers: Sequence[Format], named: str, accept: str | None, *, is_graph: bool) -> Format:
    if not named:
        return choose(accept, offers)
    name = named.strip().lower().replace(" ", "+")
    extension = _NAMES.get(name, name)
    if is_graph:
        extension = _AS_GRAPH.get(extension, extension)
    if found := find(extension, offers):
        return found
    unknown = UnknownFormat(named, offers if is_graph else (*offers, SPREADSHEET))
    if "/" not in name:
        raise unknown
    try:
        return choose(name, offers)
    except NotAcceptable as error:
        raise unknown from error


def formats_of(form: Form) -> tuple[Format, ...]:
    """Return the formats that hold a result of this form whole, the usual one first."""
    return RDF_FORMATS if form.is_graph else RESULT_FORMATS

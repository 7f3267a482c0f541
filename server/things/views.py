"""The things and the documents about them: /id/… leads by 303 to /doc/…, in the format that the reader prefers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from rdflib import URIRef

from server.editions import edition
from server.errors import Choice, NothingThere, Unavailable, problem
from server.languages import reader, texts
from server.negotiation import GRAPH_FORMATS, HTML, Format, NotAcceptable, find
from server.questions.parameters import InvalidParameter
from server.rendering import site
from server.responses import Link, Variant, keep, negotiated, represent
from server.things.descriptions import Description, describe
from server.things.documents import document, serialise
from server.things.sheets import sheet

__all__ = ["resources"]

resources = Blueprint("resources", __name__)

_KIND = re.compile(r"[a-z]+")
_KEY = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")


@resources.get("/id/<kind>/<key>")
def thing(kind: str, key: str) -> ResponseReturnValue:
    """Lead from a thing to its document in the format that the client prefers."""
    iri = _iri(kind, key)
    if kept := edition().replaced.get(iri):
        return _moved(kept)
    _check(iri)
    wanted = _negotiated(iri).format
    place = site().document(iri) if wanted is HTML else site().document(iri, wanted.extension)
    response = Response(f"{place}\n", 303, {"Location": place}, content_type="text/plain; charset=utf-8")
    response.headers["Link"] = str(Link(site().document(iri), "describedby"))
    response.headers["Vary"] = "Accept"
    keep(response)
    return response


@resources.get("/doc/<kind>/<name>")
def described(kind: str, name: str) -> ResponseReturnValue:
    """Answer with the document about a thing, in the format that its address states or that the client prefers."""
    key, _, extension = name.partition(".")
    iri = _iri(kind, key)
    variant = Variant(_format(iri, extension), by_accept=False) if "." in name else _negotiated(iri)
    try:
        return represent(variant, lambda: _made(iri, variant.format), _links(iri))
    except Merged as merged:
        return _moved(URIRef(edition().site.document(merged.kept, extension)))


class Merged(LookupError):
    """A thing has given way to another, `kept`, which has a document where it has none."""

    def __init__(self, kept: URIRef) -> None:
        """Keep the other."""
        super().__init__(kept)
        self.kept = kept


def _moved(place: URIRef) -> ResponseReturnValue:
    """Lead from an address that was merged into another to that one, for good."""
    response = Response(f"{place}\n", 301, {"Location": place}, content_type="text/plain; charset=utf-8")
    keep(response)
    return response


@resources.errorhandler(InvalidParameter)
def undated(error: InvalidParameter) -> Response:
    """Say that a date is not one, and what is expected."""
    t = texts(reader().language)
    expected = t(f"question.expected-{error.kind}")
    return problem(400, t("question.invalid", name=error.name, text=error.text, expected=expected))


def _made(iri: URIRef, format_: Format) -> str | bytes:
    if kept := edition().replaced.get(iri):
        raise Merged(kept)
    description = describe(edition().store, iri)
    if description is None:
        raise NothingThere(_near(site().identity(iri)[0]))
    return _written(description, format_)


def _written(description: Description, format_: Format) -> str | bytes:
    if format_ is HTML:
        return sheet(description)
    served = edition()
    return serialise(document(description, served.site, served.release), format_, served.site)


def _check(iri: URIRef) -> None:
    if not edition().store.ask("ASK { ?thing ?property ?value }", thing=iri):
        raise NothingThere(_near(site().identity(iri)[0]))


def _iri(kind: str, key: str) -> URIRef:
    """Return the IRI of a thing; a kind or a key that no IRI of ours can have is not looked for."""
    if not _KIND.fullmatch(kind) or not _KEY.fullmatch(key):
        raise NothingThere(_near(kind))
    return edition().site.thing(kind, key)


def _negotiated(iri: URIRef) -> Variant:
    """Return what the client prefers; what is not there is not found rather than refused."""
    try:
        return negotiated(GRAPH_FORMATS)
    except NotAcceptable as refused:
        _check(iri)
        raise Unavailable(refused, _formats(iri)) from refused


def _format(iri: URIRef, extension: str) -> Format:
    format_ = find(extension, GRAPH_FORMATS)
    if format_ is None:
        raise NothingThere(_formats(iri))
    return format_


def _formats(iri: URIRef) -> Iterator[Choice]:
    for one in GRAPH_FORMATS:
        yield Choice(f"{one.name} ({one.media_type})", site().document(iri, one.extension))


def _near(kind: str) -> Iterator[Choice]:
    """Yield the lists of things to look in: that of the kind when there is one, else all of them."""
    t = texts(reader().language)
    kinds = edition().index.count()
    for one in (kind,) if kind in kinds else kinds:
        yield Choice(t(f"kinds.{one}"), site().search(kind=one))


def _links(iri: URIRef) -> Iterator[Link]:
    yield Link(site().absolute(request.path.lstrip("/").partition(".")[0]), "canonical")
    yield Link(iri, "describes")
    yield Link(edition().site.catalogue(), "describedby")
    for one in GRAPH_FORMATS:
        yield Link(edition().site.document(iri, one.extension), "alternate", one.media_type)

"""One way to answer: validators from the release, nothing made for a reader who has it already, links to formats."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import NamedTuple

from flask import Response, request
from flask.typing import ResponseReturnValue
from werkzeug.http import http_date

from server.editions import edition
from server.languages import reader
from server.negotiation import HTML, Format, choose
from server.parameters import are_all_read, place

__all__ = ["Link", "Variant", "keep", "negotiated", "represent", "validator"]

FRESH = "public, max-age=300, stale-while-revalidate=86400"
KEPT = "pacte.kept"
MADE = "pacte.made"
"""What the layer in front is asked for a body that was made before, by its validator."""
BODY = "pacte.body"
"""The body of a request that has been read, by which the layer in front knows it again."""


class Link(NamedTuple):
    """One link of a Link header (RFC 8288)."""

    href: str
    relation: str
    media_type: str = ""

    def __str__(self) -> str:
        """Return the link as the header writes it."""
        kind = f'; type="{self.media_type}"' if self.media_type else ""
        return f'<{self.href}>; rel="{self.relation}"{kind}'


@dataclass(frozen=True, slots=True)
class Variant:
    """What is sent: a format, and whether the header Accept chose it."""

    format: Format
    by_accept: bool

    @property
    def is_page(self) -> bool:
        """Tell whether people read it."""
        return self.format is HTML


def negotiated(offers: Iterable[Format]) -> Variant:
    """Return the variant that the request's Accept header prefers; raises NotAcceptable."""
    return Variant(choose(request.headers.get("Accept"), tuple(offers)), by_accept=True)


def represent(variant: Variant, make: Callable[[], str | bytes], links: Iterable[Link] = ()) -> ResponseReturnValue:
    """Answer with a variant of the page asked for, made only for a reader who has not got it already.

    The strong validator is a function of (software, release, address, media type, language): it needs no store. What
    the address says and the page does not read, and what `Accept` says and leads to the same format, make no other.
    """
    response = Response(status=200, content_type=variant.format.content_type)
    _describe(response, variant, links)
    tag = response.get_etag()[0] or ""
    if request.if_none_match.contains_weak(tag) and not request.if_none_match.star_tag:
        response.status_code = 304
        del response.headers["Content-Type"]
        return response
    response.set_data(_made(tag) or make())
    return response.make_conditional(request)


def _made(tag: str) -> bytes | None:
    """Return the body of a validator, if it was made; it is not kept again for an address that says what is not read.

    Else who adds parameters at will would have what others ask forgotten.
    """
    find: Callable[[str], bytes | None] | None = request.environ.get(MADE)
    found = find(tag) if find else None
    if found is not None and not are_all_read():
        request.environ[KEPT] = False
    return found


def keep(response: Response) -> None:
    """Let the answer be given again, without being made again, to the same request on the same release."""
    request.environ[KEPT] = True
    response.headers["Cache-Control"] = FRESH


def _describe(response: Response, variant: Variant, links: Iterable[Link]) -> None:
    served = reader()
    vary = ["Accept"] if variant.by_accept else []
    if variant.is_page:
        response.headers["Content-Language"] = served.language
        vary += [] if served.stated else ["Accept-Language"]
    if vary:
        response.headers["Vary"] = ", ".join(vary)
    language = served.language if variant.is_page else ""
    response.set_etag(etag(place(), variant.format.media_type, language))
    response.headers["Last-Modified"] = http_date(edition().release.built)
    if written := ", ".join(map(str, links)):
        response.headers["Link"] = written
    keep(response)


def etag(*parts: str) -> str:
    """Return the validator of one representation of the current release, made by this software."""
    return validator(edition().release.id, *parts)


def validator(release: str, *parts: str) -> str:
    """Return the validator of one representation of a release, made by this software."""
    text = "\0".join((software(), release, *parts))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


@cache
def software() -> str:
    """Return the digest of all that makes the pages besides the release: code, templates, texts, vocabulary."""
    digest = hashlib.sha256()
    for package in ("server", "ontology"):
        for name, content in sorted(_contents(files(package))):
            digest.update(name.encode() + b"\0" + content)
    return digest.hexdigest()


def _contents(folder: Traversable) -> Iterable[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir() and entry.name != "__pycache__":
            yield from ((f"{entry.name}/{name}", content) for name, content in _contents(entry))
        elif entry.is_file():
            yield entry.name, entry.read_bytes()

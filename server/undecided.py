"""The page of what the reading of documents left to a person, and the file of the release that says it."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from server.doubts import FILE
from server.editions import edition
from server.errors import Choice, NothingThere
from server.negotiation import HTML, JSON, Format, find
from server.rendering import page, site
from server.responses import Link, Variant, negotiated, represent

__all__ = ["undecided"]

undecided = Blueprint("undecided", __name__)

_FORMATS = (HTML, JSON)


@undecided.get("/undecided")
@undecided.get("/undecided.<extension>")
def listed(extension: str = "") -> ResponseReturnValue:
    """Answer with all that was recognised in a document and not settled, with the candidates."""
    variant = Variant(_format(extension), by_accept=False) if extension else negotiated(_FORMATS)
    links = [Link(site().absolute("undecided"), "canonical")]
    links += [Link(site().undecided(one.extension), "alternate", one.media_type) for one in _FORMATS]
    return represent(variant, _page if variant.is_page else _file, links)


def _format(extension: str) -> Format:
    format_ = find(extension, _FORMATS)
    if format_ is None:
        raise NothingThere(Choice(one.name, site().undecided(one.extension)) for one in _FORMATS)
    return format_


def _page() -> str:
    served = edition()
    known = {source.identifier: source for source in served.sources.values()}
    groups = [(known.get(identifier), identifier, told) for identifier, told in sorted(served.doubts.items())]
    return page("undecided.html", groups=groups)


def _file() -> bytes:
    path = edition().release.folder / FILE
    return path.read_bytes() if path.is_file() else b"[]"

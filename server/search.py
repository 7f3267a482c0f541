"""The search page: a name or a code, a filter by kind, pages to the last result."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestURITooLarge

from server.editions import edition
from server.index import KINDS
from server.negotiation import HTML
from server.rendering import page, site
from server.responses import Link, Variant, represent
from server.things.neighbours import paged

__all__ = ["search"]

search = Blueprint("search", __name__)

_SIZE = 20
LONGEST = 200
"""Characters of what can be searched."""


@search.get("/recherche")
def results() -> ResponseReturnValue:
    """Answer with what is named or coded like the words asked for; raises RequestURITooLarge."""
    if len(request.args.get("q", "")) > LONGEST:
        raise RequestURITooLarge
    return represent(Variant(HTML, by_accept=False), _results, [Link(site().absolute("recherche"), "canonical")])


def _results() -> str:
    text, kind = request.args.get("q", "").strip(), request.args.get("type", "")
    kind = kind if kind in KINDS else ""
    found = edition().index.find(text, kind)
    here = paged(len(found.entries), request.args.get("page", ""), _SIZE)
    chosen = found.entries[max(here.first_place - 1, 0) : here.last_place]

    def address(number: int) -> str:
        return site().search(text, kind, number)

    return page(
        "search.html", text=text, kind=kind, kinds=KINDS, found=found, page=here, entries=chosen, address=address
    )

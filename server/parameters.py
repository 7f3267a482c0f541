"""The parameters of an address: those that its page reads, whatever else a visitor or a tracker has added."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from flask import request

from server.addresses import EXTENDED
from server.languages import reader

__all__ = ["OF_KINDS", "READ", "are_all_read", "asked", "place"]

READ: Mapping[str, frozenset[str]] = {
    "catalogue.document": frozenset(),
    "dumps.listed": frozenset(),
    "interface.description": frozenset(),
    "pages.home": frozenset(),
    "questions.listed": frozenset(),
    "resources.described": frozenset({"lien"}),
    "search.results": frozenset({"page", "q", "type"}),
    "sparql.terms": frozenset(),
    "terms.scheme": frozenset(),
    "terms.vocabulary": frozenset(),
    "undecided.listed": frozenset(),
}
"""What each view reads besides the language; a view that is not listed reads, or refuses, all that it is given."""

OF_KINDS: Mapping[str, frozenset[str]] = {
    "source": frozenset({"debut", "fin"}),
    **dict.fromkeys(EXTENDED, frozenset({"date"})),
}
"""What the pages about some kinds of things read besides."""


def asked() -> Mapping[str, str]:
    """Return the parameters that the page of this request reads, without its language."""
    return {name: value for name, value in request.args.items() if name != "lang" and _is_read(name)}


def are_all_read() -> bool:
    """Tell whether the page reads all that its address says."""
    return all(_is_read(name) for name in request.args)


def place() -> str:
    """Return the address of this request as far as the page reads it: the same for all that get the same page."""
    if request.endpoint not in READ:
        return request.full_path
    told = {"lang": reader().language} if reader().stated else {}
    return f"{request.path}?{urlencode(sorted({**asked(), **told}.items()))}"


def _is_read(name: str) -> bool:
    names = READ.get(request.endpoint or "")
    if names is None or name in {"lang", *names}:
        return True
    if request.endpoint != "resources.described":
        return False
    kind = (request.view_args or {}).get("kind", "")
    return name in OF_KINDS.get(kind, ()) or (name == "page" and "lien" in request.args)

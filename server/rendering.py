"""What every page is given: the site's addresses, the texts of the reader's language, the release."""

from __future__ import annotations

from typing import Any

from flask import Flask, render_template, request

from server.addresses import Site
from server.editions import edition
from server.languages import reader, texts
from server.negotiation import LANGUAGES
from server.parameters import asked
from server.wording import Wording

__all__ = ["page", "site", "wording"]


def site() -> Site:
    """Return the addresses for the current reader: links carry the language that the page's own address states."""
    served = reader()
    return edition().site.in_language(served.language if served.stated else None)


def wording() -> Wording:
    """Return how things are called in the current reader's language."""
    language = reader().language
    return Wording(texts(language), edition().terms[language])


def page(template: str, **values: object) -> str:
    """Return a page made from a template."""
    return render_template(template, **values)


def install(app: Flask) -> None:
    """Give every template what `base.html` needs."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.context_processor(_given)


def _given() -> dict[str, Any]:
    here = site()
    language = reader().language
    others = {one: here.in_language(one).path(request.path.lstrip("/"), **asked()) for one in LANGUAGES}
    return {
        "canonical": here.absolute(request.path.lstrip("/")),
        "in_languages": others,
        "language": language,
        "release": edition().release,
        "site": here,
        "t": texts(language),
        "wording": wording,
    }

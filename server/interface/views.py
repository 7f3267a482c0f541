"""The description of the service over HTTP: /openapi.json."""

from __future__ import annotations

import json

from flask import Blueprint
from flask.typing import ResponseReturnValue

from server.editions import edition
from server.interface import described
from server.negotiation import JSON
from server.questions.views import kept
from server.rendering import site
from server.responses import Link, Variant, represent

__all__ = ["interface"]

interface = Blueprint("interface", __name__)


@interface.get("/openapi.json")
def description() -> ResponseReturnValue:
    """Answer with the description of every address of the service."""
    links = [Link(site().absolute("openapi.json"), "canonical")]
    return represent(Variant(JSON, by_accept=False), _written, links)


def _written() -> str:
    return json.dumps(described(edition().site, kept()), ensure_ascii=False, indent=1) + "\n"

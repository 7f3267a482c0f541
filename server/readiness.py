"""Whether visitors may be sent here: what a proxy in front, or who replaces one service by another, asks."""

from __future__ import annotations

import os
from pathlib import Path

from flask import Blueprint, current_app, jsonify
from flask.typing import ResponseReturnValue

from server.editions import Editions, edition
from server.sparql.engine import Engine
from server.sparql.views import ENGINE

__all__ = ["leaving", "readiness"]

readiness = Blueprint("readiness", __name__)


def leaving(ledger: Path, service: int) -> Path:
    """Return the file that is there while a service, named by its process, ends."""
    return ledger / f"leaving-{service}"


@readiness.get("/ready")
def ready() -> ResponseReturnValue:
    """Tell a proxy whether this service has begun, can answer, and is not about to end."""
    said = _state()
    response = jsonify({"status": said, "release": edition().release.id})
    response.status_code = 200 if said == "ready" else 503
    response.headers["Cache-Control"] = "no-store"
    return response


def _state() -> str:
    editions: Editions = current_app.extensions["pacte"]
    ledger: Path | None = current_app.config["PACTE"].ledger
    if ledger and leaving(ledger, os.getppid()).exists():
        return "leaving"
    if not editions.is_warm:
        return "starting"
    return "ready" if _answers() else "failing"


def _answers() -> bool:
    """Tell whether the store of the release answers, and a query process does."""
    engine: Engine = current_app.extensions[ENGINE]
    try:
        edition().check()
    except OSError as error:
        current_app.logger.error("%s", error)  # noqa: TRY400 - the message says what to do; a trace would not
        return False
    return engine.is_ready(edition().release)

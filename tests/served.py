"""The service on the sample release, for tests that speak HTTP to it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import samples
from flask import Flask
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode, Quad

from server import create_app
from server.config import Config
from server.sparql.views import ENGINE

BASE = samples.BASE
CONTRACT = "/doc/contrat/crte-200099999"
SOURCE_PAGE = "/doc/source/900-val-d-exemple-crte"


def app(folder: Path, extra: list[Quad] | None = None) -> Flask:
    """Return the service on a sample release made under a folder."""
    return create_app(Config(releases=samples.release(folder, extra)))


@contextmanager
def lent(config: Config) -> Iterator[Flask]:
    """Lend the service that a configuration makes; its query processes end with it."""
    made = create_app(config)
    yield made
    made.extensions[ENGINE].close()


def client(folder: Path, extra: list[Quad] | None = None) -> FlaskClient:
    return app(folder, extra).test_client()


def stated(subject: str, predicate: str, value: str | NamedNode | Literal, source: str = samples.SOURCE) -> Quad:
    """Return one more statement for a release; a plain text is a French one, a subject what follows `id/`."""
    term = Literal(value, language="fr") if isinstance(value, str) else value
    return Quad(NamedNode(f"{BASE}id/{subject}"), NamedNode(predicate), term, NamedNode(source))


def rebased(folder: Path, base: str) -> Path:
    """Say in the manifest of a sample release that it was built for another base; its quads stay as they are."""
    path = folder / "current" / "manifest.json"
    manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(manifest | {"base": base}), encoding="utf-8")
    return folder

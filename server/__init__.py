"""What pacte shows: a release, through HTTP."""

from __future__ import annotations

import os

from flask import Flask

from server import errors, headers, rendering
from server.catalogue import catalogue
from server.config import Config
from server.dumps import dumps
from server.editions import Editions
from server.front import Front
from server.interface.views import interface
from server.pages import pages
from server.questions.views import questions
from server.search import search
from server.sparql import views as sparql
from server.sparql.graph_store import graphs
from server.terms import terms
from server.things.views import resources

__all__ = ["create_app"]


def create_app(config: Config | None = None) -> Flask:
    """Return the service on the current release; without a configuration, the `PACTE_…` variables are read.

    Raises InvalidSetting, NoRelease, InvalidManifest, BaseConflict.
    """
    settings = Config.read(os.environ) if config is None else config
    editions = Editions(settings)
    app = Flask(__name__)
    app.extensions["pacte"] = editions

    app.register_blueprint(pages)  # /  /health  /robots.txt
    app.register_blueprint(search)  # /recherche
    app.register_blueprint(resources)  # /id/…  /doc/…
    app.register_blueprint(terms)  # /def
    app.register_blueprint(questions)  # /questions
    app.register_blueprint(interface)  # /openapi.json
    sparql.install(app, settings)  # /sparql
    app.register_blueprint(graphs)  # /graphs
    app.register_blueprint(catalogue)  # /catalogue
    app.register_blueprint(dumps)  # /dumps/

    rendering.install(app)
    errors.install(app)
    headers.install(app)
    app.wsgi_app = Front(app.wsgi_app, lambda: editions.current().release.id, editions.current().site.prefix)  # type: ignore[method-assign] # how Flask is wrapped
    return app

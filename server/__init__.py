"""What pacte shows: a release, through HTTP."""

from __future__ import annotations

import os

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from server import errors, headers, rendering
from server.catalogue import catalogue
from server.config import Config
from server.dumps import dumps
from server.editions import Editions
from server.front import Front
from server.interface.views import interface
from server.pages import pages
from server.questions.views import questions
from server.readiness import readiness
from server.search import search
from server.sparql import views as sparql
from server.sparql.graph_store import graphs
from server.terms import terms
from server.things.views import resources
from server.undecided import undecided

__all__ = ["create_app"]


def create_app(config: Config | None = None) -> Flask:
    """Return the service on the current release; without a configuration, the `PACTE_…` variables are read.

    Raises InvalidSetting, NoRelease, InvalidManifest, BaseConflict.
    """
    settings = Config.read(os.environ) if config is None else config
    editions = Editions(settings)
    app = Flask(__name__)
    app.url_map.merge_slashes = False  # else a redirect would go to the host that a request names
    app.extensions["pacte"] = editions

    app.register_blueprint(pages)  # /  /health  /robots.txt
    app.register_blueprint(search)  # /recherche
    app.register_blueprint(resources)  # /id/…  /doc/…
    app.register_blueprint(terms)  # /def
    app.register_blueprint(questions)  # /questions
    app.register_blueprint(undecided)  # /undecided
    app.register_blueprint(interface)  # /openapi.json
    sparql.install(app, settings)  # /sparql
    app.register_blueprint(graphs)  # /graphs
    app.register_blueprint(catalogue)  # /catalogue
    app.register_blueprint(dumps)  # /dumps/
    app.register_blueprint(readiness)  # /ready

    rendering.install(app)
    errors.install(app)
    headers.install(app)
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=0, x_host=0)  # type: ignore[method-assign] # how Flask is wrapped
    prefix = editions.current().site.prefix
    front = Front(app.wsgi_app, lambda: editions.current().release.id, prefix, settings.kept_bytes)
    app.extensions["pacte.front"] = front
    app.wsgi_app = front  # type: ignore[method-assign] # the same
    return app

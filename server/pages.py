"""The home page, and the small addresses that machines expect of a site."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, jsonify, redirect
from flask.typing import ResponseReturnValue
from rdflib import URIRef

from ontology.names import CT, FOAF, ORG
from server.editions import HeldElsewhere, edition
from server.maps.country import country
from server.negotiation import HTML, JSON
from server.rendering import page, site, wording
from server.responses import Link, Variant, represent
from server.things.lookups import lookup
from server.things.territories import commitments

__all__ = ["pages"]

pages = Blueprint("pages", __name__)

_COUNTED = (
    ("contrat", (CT.Contract,)),
    ("commune", (CT.Commune,)),
    ("epci", (CT.Intercommunality,)),
    ("programme", (CT.Programme,)),
    ("organisation", (ORG.FormalOrganization, ORG.Organization)),
    ("personne", (FOAF.Person,)),
    ("source", (CT.SourceDocument,)),
)
_DAY = 86_400


@pages.get("/")
def home() -> ResponseReturnValue:
    """Say what this is, how much there is, what is new, and where to search."""
    links = [Link(site().absolute(""), "canonical"), Link(site().interface(), "service-desc", JSON.media_type)]
    return represent(Variant(HTML, by_accept=False), _home, links)


def _home() -> str:
    store = edition().store
    latest = commitments(store.select(lookup("latest")), site(), wording())
    found = {URIRef(row["class"]): int(str(row["count"])) for row in store.select(lookup("counts"))}
    counts = [(kind, sum(found.get(one, 0) for one in classes)) for kind, classes in _COUNTED]
    given = {"latest": latest, "counts": [(kind, count) for kind, count in counts if count]}
    return page("home.html", **given, country=country(edition()), outlines=edition().outlines("department"))


@pages.get("/health")
def health() -> ResponseReturnValue:
    """Tell a monitor which release is served, whether its store answers, from this release, and by which engine."""
    release, fault = edition().release, _fault_of_store()
    said: dict[str, object] = {"status": "failing" if fault else "ok", "store": not fault}
    if isinstance(fault, HeldElsewhere):
        said["holds"] = fault.held or None
    if fault is None:
        said["engine"] = edition().store.engine()
    served = {"release": release.id, "built": release.built.isoformat(), "quads": release.quads}
    response = jsonify(said | served)
    response.status_code = 503 if fault else 200
    response.headers["Cache-Control"] = "no-store"
    return response


def _fault_of_store() -> OSError | None:
    try:
        edition().check()
    except OSError as error:
        current_app.logger.error("%s", error)  # noqa: TRY400 - the message says what to do; a trace would not
        return error
    return None


@pages.get("/robots.txt")
def robots() -> ResponseReturnValue:
    """Let crawlers read the pages, and keep them from running queries."""
    here = edition().site
    refused = "".join(f"Disallow: {path}\n" for path in (here.sparql(), here.path("graphs"), f"{here.search()}?"))
    response = Response(f"User-agent: *\n{refused}", content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = f"public, max-age={_DAY}"
    return response


@pages.get("/favicon.ico")
def favicon() -> ResponseReturnValue:
    """Lead to the icon for those that do not read the page."""
    return redirect(edition().site.static("icon.svg"), 301, Response)


@pages.get("/.well-known/void")
def void() -> ResponseReturnValue:
    """Lead to the description of the data set (https://www.w3.org/TR/void/#well-known)."""
    return redirect(edition().site.catalogue(), 302, Response)

"""The page about one thing: its portrait, what points to it, a territory's contracts, a source's text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from flask import request
from rdflib import URIRef

from ontology.names import CT, DCTERMS
from server.addresses import EXTENDED, TERRITORIES
from server.doubts import Doubt
from server.editions import edition
from server.errors import NothingThere
from server.languages import reader, texts
from server.maps.things import maps
from server.negotiation import RDF_FORMATS
from server.rendering import page, site, wording
from server.things.descriptions import Description
from server.things.listings import Listing, of_contracts, of_groups, of_values
from server.things.lookups import lookup
from server.things.neighbours import Group, groups, paged
from server.things.perimeters import asked, perimeter
from server.things.portraits import Portrait, Shown
from server.things.proofs import Prover
from server.things.readings import reading
from server.things.territories import commitments, trail

__all__ = ["sheet"]

_SHORT = 12
_LONG = 100


def sheet(description: Description) -> str:
    """Return the page about a thing, or, where `?lien=` names one of its lists, a page of that list."""
    portrait = _portrait(description)
    found = _groups(description)
    listings = {**of_values(portrait), **of_groups(found), **_contracts(portrait)}
    if asked := request.args.get("lien"):
        return _listed(portrait, listings, asked)
    given = {"portrait": portrait, "groups": found, "shown": _SHORT, "listings": listings, **_common(portrait)}
    if portrait.kind == "source":
        return page("source.html", reading=reading(description), doubts=_doubts(portrait), **given)
    return page("thing.html", **given, **_perimeter(portrait), **_maps(portrait))


def _portrait(description: Description) -> Portrait:
    here, served = site(), edition()
    prover = Prover(description, here, served.sources, served.columns)
    return Portrait(description, here, texts(reader().language), wording(), prover, served.reviews)


def _doubts(portrait: Portrait) -> Sequence[Doubt]:
    """Return what the reading of a source left to a person."""
    source = edition().sources.get(portrait.description.thing)
    return edition().doubts.get(source.identifier, ()) if source else ()


def _common(portrait: Portrait) -> Mapping[str, object]:
    thing = portrait.description.thing
    served = edition()
    return {
        "formats": [(one, served.site.document(thing, one.extension)) for one in RDF_FORMATS],
        "sources": [served.sources[graph] for graph in portrait.description.sources() if graph in served.sources],
        "trail": _trail(portrait),
    }


def _trail(portrait: Portrait) -> Iterable[Shown]:
    here = site()
    if portrait.kind in TERRITORIES:
        return trail(edition().store, here, portrait.description.thing)
    listed = here.search(kind=portrait.kind) if portrait.kind in edition().index.count() else None
    return (Shown(portrait.texts(f"kinds.{portrait.kind}"), href=listed),)


def _contracts(portrait: Portrait) -> Mapping[str, Listing]:
    """Return the lists of the contracts that concern a territory, and of those that concern a part of it only."""
    if portrait.kind not in TERRITORIES:
        return {}
    store, thing = edition().store, portrait.description.thing
    found = commitments(store.select(lookup("contracts"), thing=thing), site(), wording())
    inside = () if portrait.kind == "commune" else store.select(lookup("contracts-within"), thing=thing)
    known = {one.name.href for one in found}
    within = [one for one in commitments(inside, site(), wording()) if one.name.href not in known]
    return {**of_contracts(portrait, "contracts", found), **of_contracts(portrait, "within", within)}


def _perimeter(portrait: Portrait) -> Mapping[str, object]:
    if portrait.kind not in EXTENDED:
        return {"perimeter": None}
    text = request.args.get("date", "").strip()
    date = asked(text, edition().site)
    found = perimeter(portrait.description, edition(), site(), portrait.texts, date)
    return {"perimeter": found, "asked_date": text}


def _maps(portrait: Portrait) -> Mapping[str, object]:
    if portrait.kind not in {*TERRITORIES, "contrat"}:
        return {"maps": ()}
    served = edition()
    drawn = maps(served, portrait.description.thing, portrait.title.text)
    centres = {source for one in drawn for dots in one.dots for source in dots.sources}
    given = [*served.outlines(), *(served.sources[one] for one in sorted(centres) if one in served.sources)]
    return {"maps": drawn, "outlines": list(dict.fromkeys(given))}


def _groups(description: Description) -> tuple[Group, ...]:
    """Return what points to a thing, without what its page shows elsewhere: its own links, contracts, articles."""
    kind = site().identity(description.thing)[0]
    linked = {quad.object for quad in description.own}
    rows = edition().store.select(lookup("inverse"), thing=description.thing)
    found = groups((row for row in rows if row["subject"] not in linked), site(), wording())
    shown = (
        {(CT.covers, "contrat"), (CT.covers, "programme")} if kind in TERRITORIES else {(DCTERMS.isPartOf, "article")}
    )
    shown |= {(CT.whole, "appartenance")}
    return tuple(group for group in found if (group.property, group.kind) not in shown)


def _listed(portrait: Portrait, listings: Mapping[str, Listing], asked: str) -> str:
    if asked not in listings:
        raise NothingThere
    listing = listings[asked]
    here = paged(len(listing.members), request.args.get("page", ""), _LONG)
    thing: URIRef = portrait.description.thing

    def address(number: int) -> str:
        return site().document(thing, lien=asked, page=number if number > 1 else None)

    chosen = listing.members[max(here.first_place - 1, 0) : here.last_place]
    given = {"portrait": portrait, "listing": listing, "page": here, "members": chosen, "address": address}
    return page("list.html", trail=_trail(portrait), **given)

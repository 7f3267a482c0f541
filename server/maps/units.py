"""By which territories a thing is drawn: those that it is or covers, and those that it only lies in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from rdflib import URIRef

from server.addresses import Site
from server.drawings import Drawing, Drawings
from server.store import Row, Store
from server.things.lookups import lookup

__all__ = ["Unit", "units"]

_GATHERING = {"groupement": "gathered", "contrat": "drawn"}
"""The lookups that give the units of what gathers several territories, by its kind."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A territory that is drawn: its address, its name; `whole` is false where the thing is only a part of it.

    `places` are what it is drawn for then: a commune, or those that a contract covers there.
    """

    territory: URIRef
    name: str
    drawing: Drawing
    whole: bool
    places: frozenset[URIRef] = frozenset()


def units(store: Store, site: Site, drawn: Drawings, thing: URIRef, name: str) -> tuple[Unit, ...]:
    """Return the units by which a territory or a contract of some name is drawn, by name; none where nothing fits.

    What is not drawn itself, as a commune, or an intercommunality that is no more, is told by the smallest of the drawn
    territories that it lies in.
    """
    kind = site.identity(thing)[0]
    if own := drawn.territories.get("/".join(site.identity(thing))):
        return (Unit(thing, name, own, whole=True),)
    if kind in _GATHERING:
        rows = store.select(lookup(_GATHERING[kind]), thing=thing)
    else:
        rows = [{**row, "place": thing} for row in store.select(lookup("around"), thing=thing)]
    return tuple(sorted(_units(rows, site, drawn), key=lambda one: (one.name, one.territory)))


def _units(rows: Iterable[Row], site: Site, drawn: Drawings) -> Iterable[Unit]:
    """Return the units that are covered whole, and for every other place the smallest unit that it lies in."""
    whole: dict[URIRef, Unit] = {}
    around: Mapping[URIRef, list[Unit]] = defaultdict(list)
    for row in rows:
        territory = URIRef(row["unit"])
        drawing = drawn.territories.get("/".join(site.identity(territory))) if site.owns(territory) else None
        if drawing is None:
            continue
        unit = Unit(territory, str(row["label"]), drawing, whole="place" not in row)
        if unit.whole:
            whole.setdefault(territory, unit)
        else:
            around[URIRef(row["place"])].append(unit)
    partly: dict[URIRef, Unit] = {}
    for place, held in around.items():
        if least := _smallest(place, held, whole):
            before = partly.get(least.territory, least)
            partly[least.territory] = replace(before, places=before.places | {place})
    return [*whole.values(), *partly.values()]


def _smallest(place: URIRef, held: Sequence[Unit], whole: Mapping[URIRef, Unit]) -> Unit | None:
    """Return the smallest unit that a place lies in, None where it is drawn with one that is covered whole."""
    if place in whole or any(unit.territory in whole for unit in held):
        return None
    return min(held, key=lambda unit: (unit.drawing.box.size, unit.territory))

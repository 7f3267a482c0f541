"""The map of a thing: its territories in colour among their neighbours, in their départements, in the country."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rdflib import URIRef

from server.drawings import MAINLAND, Box, Drawing
from server.editions import Edition
from server.maps.units import Unit, units
from server.store import Row
from server.things.lookups import lookup
from server.wording import POINT

__all__ = ["Dots", "Locator", "Map", "maps"]

_FILLED = ("departement", "region")
_SMALL = 400
"""A frame that is smaller than so many hectometres shows what lies around it."""


@dataclass(frozen=True, slots=True)
class Locator:
    """Where the départements of a map lie in the country: SVG's view box, the country's path, theirs."""

    view: str
    whole: str
    departments: str


@dataclass(frozen=True, slots=True)
class Dots:
    """Places at their true centres: what leads from degrees to the map, the centres as a path in degrees, the names.

    `sources` are those that give the centres.
    """

    matrix: str
    path: str
    names: tuple[str, ...]
    sources: frozenset[URIRef]


@dataclass(frozen=True, slots=True)
class Map:
    """One frame: SVG's view box, paths of the ground and of neighbours, what is coloured, what is only lain in.

    `dots` are the places that it is drawn for in part, `inside` the parts of the thing that lead to their own pages,
    `departments` the names of the ground's. There is no locator overseas.
    """

    view: str
    ground: str
    neighbours: str
    whole: tuple[Unit, ...]
    partly: tuple[Unit, ...]
    dots: tuple[Dots, ...]
    inside: tuple[Unit, ...]
    departments: tuple[str, ...]
    locator: Locator | None


def maps(served: Edition, thing: URIRef, name: str) -> tuple[Map, ...]:
    """Return the maps of a territory or of a contract, one for each plane that its territories lie on."""
    planes: dict[str, list[Unit]] = defaultdict(list)
    for unit in units(served.store, served.site, served.drawings, thing, name):
        planes[unit.drawing.plane].append(unit)
    inside = list(_inside(served, thing)) if planes and served.site.identity(thing)[0] in _FILLED else []
    partly = any(unit.places and unit.drawing.matrix for held in planes.values() for unit in held)
    points = served.store.select(lookup("points"), thing=thing) if partly else []
    return tuple(
        _map(served, plane, held, inside, points) for plane, held in sorted(planes.items(), key=_mainland_first)
    )


def _mainland_first(item: tuple[str, Sequence[Unit]]) -> tuple[bool, str]:
    return item[0] != MAINLAND, item[0]


def _inside(served: Edition, thing: URIRef) -> Iterator[Unit]:
    """Yield the parts of a département or a région that are drawn: its intercommunalities, or its départements."""
    wanted = "epci" if served.site.identity(thing)[0] == "departement" else "departement"
    for row in served.store.select(lookup("inside"), thing=thing):
        unit = URIRef(row["unit"])
        drawing = served.drawings.territories.get("/".join(served.site.identity(unit)))
        if drawing and drawing.key.startswith(wanted):
            yield Unit(unit, str(row["label"]), drawing, whole=False)


def _map(served: Edition, plane: str, held: Sequence[Unit], inside: Sequence[Unit], points: Sequence[Row]) -> Map:
    drawn = served.drawings
    codes = frozenset(code for unit in held for code in unit.drawing.departments)
    ground = drawn.departments(codes, plane)
    box = Box.around(one.box for one in (*ground, *(unit.drawing for unit in held)))
    near = {one.key: one for code in sorted(codes) for one in drawn.within.get(code, ()) if one.plane == plane}
    beyond = [one for one in drawn.around(box.wider, plane) if one not in ground] if box.size < _SMALL else []
    return Map(
        (box.wider if beyond else box).view,
        _paths(ground),
        _paths(beyond) + ("" if inside else _paths(near.values())),
        tuple(unit for unit in held if unit.whole),
        tuple(unit for unit in held if not unit.whole),
        tuple(dots for unit in held if (dots := _dots(unit, points))),
        tuple(unit for unit in sorted(inside, key=lambda unit: unit.name) if unit.drawing.plane == plane),
        tuple(served.departments.get(one.key.removeprefix("departement/"), "") for one in ground),
        _locator(served, ground) if plane == MAINLAND else None,
    )


def _dots(unit: Unit, points: Sequence[Row]) -> Dots | None:
    """Return the places of a unit whose true centres are known, None where there are none or the unit is displaced."""
    held = [(row, found) for row in points if row["place"] in unit.places and (found := POINT.fullmatch(row["point"]))]
    if not (held and unit.drawing.matrix):
        return None
    return Dots(
        unit.drawing.matrix,
        "".join(sorted({f"M{found[1]} {found[2]}h0" for _, found in held})),
        tuple(sorted({str(row["label"]) for row, _ in held})),
        frozenset(URIRef(row["source"]) for row, _ in held),
    )


def _locator(served: Edition, ground: Sequence[Drawing]) -> Locator | None:
    country = served.drawings
    if country.whole is None:
        return None
    marked = [country.country[one.key] for one in ground if one.key in country.country]
    return Locator(country.whole.box.view, country.whole.path, _paths(marked))


def _paths(drawn: Iterable[Drawing]) -> str:
    return "".join(one.path for one in drawn)

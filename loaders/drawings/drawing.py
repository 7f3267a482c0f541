"""What a release keeps to draw territories: a path of SVG for each, on a plane that those of one map share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from shapely import MultiPolygon

from loaders.drawings.boundaries import MAINLAND, Boundaries, Bounded
from loaders.drawings.geometry import Matrix, Zone, laid, lighter, mended, merged, path, placing, polygon

UNIT, DETAIL = 100, 250
"""The unit of a drawing and the length of its smallest details, in metres."""
COUNTRY_UNIT, COUNTRY_DETAIL = 1_000, 3_000
"""The same for the map of the mainland."""
ZONE = Zone(31, north=True)
"""The mainland's: its central meridian, 3° east, is also that of Lambert-93."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A territory by the last two parts of its address, laid on its plane in metres.

    `placing` leads from degrees to the plane, None for what is displaced, and for what is made of others.
    """

    key: str
    bounded: Bounded
    polygon: MultiPolygon
    placing: Matrix | None = None


def drawn(boundaries: Boundaries) -> dict[str, Any]:
    """Return the drawings of some boundaries, as the file of a release holds them."""
    planes: dict[str, dict[str, Bounded]] = defaultdict(dict)
    for territory, bounded in sorted(boundaries.found.items()):
        planes[bounded.plane]["/".join(territory.rsplit("/", 2)[1:])] = bounded
    found: dict[str, Any] = {}
    country: dict[str, Any] = {}
    for plane, held in sorted(planes.items()):
        shapes = list(_shapes(held))
        shapes += _regions(shapes, boundaries)
        found |= _drawings(shapes, DETAIL, UNIT)
        if plane == MAINLAND:
            country = _country([one for one in shapes if one.bounded.kind == "department"])
    return {
        "sources": dict(sorted(boundaries.sources.held.items())),
        "drawings": found,
        "country": country,
    }


def _shapes(held: dict[str, Bounded]) -> Iterator[Shape]:
    """Yield the territories of a plane, each in one piece."""
    whole = {key: merged([mended(polygon(part)) for part in one.parts]) for key, one in held.items()}
    true = not any(one.displaced or one.plane == MAINLAND for one in held.values())
    zone = Zone.around(list(whole.values())) if true else ZONE
    for key, one in held.items():
        found = laid(whole[key], zone)
        yield Shape(key, one, found, None if one.displaced else placing(whole[key], found))


def _regions(shapes: Iterable[Shape], boundaries: Boundaries) -> Iterator[Shape]:
    """Yield the régions whose départements are all there, unless a table gives those of régions."""
    if "region" in boundaries.sources.held:
        return
    parts: dict[str, list[Shape]] = defaultdict(list)
    for one in shapes:
        if one.bounded.kind == "department":
            parts[boundaries.referential.departments[one.bounded.code].region].append(one)
    for code, held in sorted(parts.items()):
        departments = boundaries.departments("region", code)
        if {one.bounded.code for one in held} == departments:
            first = held[0].bounded
            bounded = Bounded("region", code, departments, first.plane, first.displaced)
            yield Shape(f"region/{code}", bounded, merged([one.polygon for one in held]))


def _country(departments: Sequence[Shape]) -> dict[str, Any]:
    """Return the map of the mainland: its départements, and all of them in one."""
    if not departments:
        return {}
    light = lighter([one.polygon for one in departments], COUNTRY_DETAIL)
    origin = _origin(light)
    told = {one.key: _drawing(each, origin, COUNTRY_UNIT) for one, each in zip(departments, light, strict=True)}
    return {"departments": told, "whole": _drawing(merged(light), origin, COUNTRY_UNIT)}


def _drawings(shapes: Sequence[Shape], detail: float, unit: float) -> dict[str, Any]:
    """Return the drawings of a plane by the territories' keys; those of one kind keep their common borders."""
    kinds: dict[str, list[Shape]] = defaultdict(list)
    for one in shapes:
        kinds[one.bounded.kind].append(one)
    origin = _origin([one.polygon for one in shapes])
    told: dict[str, Any] = {}
    for held in kinds.values():
        for one, light in zip(held, lighter([each.polygon for each in held], detail), strict=True):
            place = {"plane": one.bounded.plane, "departments": sorted(one.bounded.departments)}
            told[one.key] = place | _drawing(light, origin, unit) | _placed(one.placing, origin, unit)
    return told


def _placed(matrix: Matrix | None, origin: tuple[float, float], unit: float) -> dict[str, Any]:
    """Return the matrix that leads from degrees to a drawing, in its unit, ordinates growing to the south."""
    if matrix is None:
        return {}
    a, b, c, d, e, f = matrix
    found = (a, -b, c, -d, e - origin[0], origin[1] - f)
    return {"matrix": [round(one / unit, 2) for one in found]}


def _drawing(light: MultiPolygon, origin: tuple[float, float], unit: float) -> dict[str, Any]:
    told, box = path(light, origin, unit)
    return {"box": list(box), "path": told}


def _origin(polygons: Sequence[MultiPolygon]) -> tuple[float, float]:
    """Return the corner of some polygons in the north-west."""
    left, _, _, top = shapely.total_bounds(polygons)
    return float(left), float(top)

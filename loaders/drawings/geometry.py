"""Polygons, from what GeoJSON writes to a path of SVG: read, merged, laid on a plane, made lighter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon
from shapely.geometry import shape
from utm import conversion

Box = tuple[int, int, int, int]
"""The least and greatest abscissa and ordinate of a path: left, top, right, bottom."""
Matrix = tuple[float, float, float, float, float, float]
"""An affine transformation in the order of SVG's `matrix`: x' = ax + cy + e, y' = bx + dy + f."""
POLYGONS = ("Polygon", "MultiPolygon")


class NotPolygon(ValueError):
    """A geometry of GeoJSON is not a polygon that can be drawn."""


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone of the UTM projection (https://epsg.io/32631 is the thirty-first of the north)."""

    number: int
    north: bool

    @classmethod
    def around(cls, polygons: Sequence[MultiPolygon]) -> Zone:
        """Return the zone in which the middle of some polygons lies."""
        left, bottom, right, top = shapely.total_bounds(polygons)
        latitude = (bottom + top) / 2
        return cls(conversion.latlon_to_zone_number(latitude, (left + right) / 2), bool(latitude >= 0))

    def plane(self, points: np.ndarray) -> np.ndarray:
        """Return the metres east and north of longitudes and latitudes, as rows of two columns."""
        laid = conversion.from_latlon(
            points[:, 1], points[:, 0], force_zone_number=self.number, force_northern=self.north
        )
        return np.column_stack(laid[:2])


def polygon(geometry: Mapping[str, Any]) -> MultiPolygon:
    """Return the polygon that GeoJSON writes in degrees (RFC 7946), as it is; raises NotPolygon, which says why."""
    if geometry.get("type") not in POLYGONS:
        raise NotPolygon(str(geometry.get("type") or "∅"))
    try:
        with np.errstate(invalid="ignore"):
            found = shapely.force_2d(shape(dict(geometry)))
        lost = found.is_empty or not np.isfinite(shapely.get_coordinates(found)).all()
        lost = lost or not (found.is_valid or mended(found).area)
    except (shapely.errors.ShapelyError, AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise NotPolygon(f"{geometry.get('coordinates')!s:.60}") from error
    if lost:
        raise NotPolygon(f"{geometry['coordinates']!s:.60}")
    left, bottom, right, top = found.bounds
    if min(left + 180, 180 - right, bottom + 80, 84 - top) < 0:
        raise NotPolygon(f"{left:g} {bottom:g} {right:g} {top:g}")
    return MultiPolygon(list(shapely.get_parts(found)))


def fault(found: MultiPolygon) -> str:
    """Return why a polygon is not simple (its border crosses itself…) and where, an empty text where it is."""
    return "" if found.is_valid else shapely.is_valid_reason(found)


def mended(found: shapely.Geometry) -> MultiPolygon:
    """Return a polygon made simple."""
    return several(shapely.make_valid(found))


def several(found: shapely.Geometry) -> MultiPolygon:
    """Return the polygons of a geometry, without the points and lines that a union may leave."""
    parts = [part for part in shapely.get_parts(shapely.get_parts(found)) if isinstance(part, Polygon)]
    return MultiPolygon(parts)


def merged(parts: Sequence[MultiPolygon]) -> MultiPolygon:
    """Return one polygon for what several cover, their common borders gone."""
    return several(shapely.union_all(parts))


def laid(found: MultiPolygon, zone: Zone) -> MultiPolygon:
    """Return a polygon in metres on the plane of a zone."""
    return several(shapely.transform(found, zone.plane))


def placing(degrees: MultiPolygon, metres: MultiPolygon) -> Matrix:
    """Return what leads from longitude and latitude to the plane, near a polygon that is known in both.

    Over a hundred kilometres it is wrong by less than the details of a drawing.
    """
    known = shapely.get_coordinates(degrees)
    found = np.linalg.lstsq(np.column_stack((known, np.ones(len(known)))), shapely.get_coordinates(metres))[0]
    (a, b), (c, d), (e, f) = found.tolist()
    return a, b, c, d, e, f


def lighter(polygons: Sequence[MultiPolygon], metres: float) -> list[MultiPolygon]:
    """Return polygons without the details smaller than a length; those that touch still touch.

    Of islands smaller than its square, only the largest of a territory that has nothing else is kept.
    """
    simple = map(several, shapely.coverage_simplify(list(polygons), metres))
    return [
        _without_specks(whole if one.is_empty else one, metres**2) for one, whole in zip(simple, polygons, strict=True)
    ]


def _without_specks(found: MultiPolygon, area: float) -> MultiPolygon:
    largest = max(found.geoms, key=lambda part: part.area)
    return MultiPolygon([part for part in found.geoms if part is largest or part.area >= area])


def path(found: MultiPolygon, origin: tuple[float, float], unit: float) -> tuple[str, Box]:
    """Return the path of a polygon and its box, in whole units from an origin, ordinates growing to the south.

    Holes are cut by the rule `evenodd` (https://www.w3.org/TR/SVG2/paths.html).
    """
    rings = [ring for part in found.geoms for ring in (part.exterior, *part.interiors)]
    drawn = [_whole(np.asarray(ring.coords)[:, :2], origin, unit) for ring in rings]
    kept = [ring for ring in drawn if len(ring) > 2] or drawn[:1]  # noqa: PLR2004 - a ring of two points has no inside
    points = [point for ring in kept for point in ring]
    across, down = [x for x, _ in points], [y for _, y in points]
    return "".join(map("".join, map(_steps, kept))), (min(across), min(down), max(across), max(down))


def _whole(points: np.ndarray, origin: tuple[float, float], unit: float) -> list[tuple[int, int]]:
    """Return the points of a ring on the grid, each once, the first not repeated at the end."""
    across = np.rint((points[:, 0] - origin[0]) / unit).astype(int)
    down = np.rint((origin[1] - points[:, 1]) / unit).astype(int)
    found = list(zip(across.tolist(), down.tolist(), strict=True))
    once = [point for rank, point in enumerate(found) if rank == 0 or point != found[rank - 1]]
    return once[:-1] if len(once) > 1 and once[0] == once[-1] else once


def _steps(ring: Sequence[tuple[int, int]]) -> Iterator[str]:
    """Yield the commands of a ring: where it begins, the step to each next point, the way back."""
    before = ring[0]
    yield f"M{before[0]} {before[1]}l"
    for rank, point in enumerate(ring[1:]):
        across, down = point[0] - before[0], point[1] - before[1]
        yield f"{' ' if rank and across >= 0 else ''}{across}{' ' if down >= 0 else ''}{down}"
        before = point
    yield "z"

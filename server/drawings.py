"""The drawings of a release: the outlines of territories as paths of SVG, on planes that those of one map share."""

from __future__ import annotations

import json
import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

__all__ = ["MAINLAND", "Box", "Drawing", "Drawings", "drawings"]

FILE = "drawings.json"
MAINLAND = "metropole"
"""The plane of the départements of Europe; every other is that of one overseas département."""
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a plane, in its units; ordinates grow to the south."""

    left: int
    top: int
    right: int
    bottom: int

    @classmethod
    def around(cls, boxes: Iterable[Box]) -> Box:
        """Return the smallest rectangle that holds some others, at least one."""
        held = list(boxes)
        return cls(
            min(one.left for one in held),
            min(one.top for one in held),
            max(one.right for one in held),
            max(one.bottom for one in held),
        )

    @property
    def size(self) -> int:
        """Return the longest side."""
        return max(self.right - self.left, self.bottom - self.top)

    @property
    def wider(self) -> Box:
        """Return the rectangle with as much again on each side."""
        return Box(self.left - self.size, self.top - self.size, self.right + self.size, self.bottom + self.size)

    def meets(self, other: Box) -> bool:
        """Tell whether two rectangles have something in common."""
        across = self.left <= other.right and other.left <= self.right
        return across and self.top <= other.bottom and other.top <= self.bottom

    @property
    def view(self) -> str:
        """Return what SVG's `viewBox` holds to show the rectangle with a margin around it."""
        margin = max(self.size // 40, 1)
        width, height = self.right - self.left + 2 * margin, self.bottom - self.top + 2 * margin
        return f"{self.left - margin} {self.top - margin} {width} {height}"


@dataclass(frozen=True, slots=True)
class Drawing:
    """A territory by the end of its address (`epci/200000001`), its path, and the codes of its départements.

    `matrix` leads from longitudes and latitudes to the plane, in the words of SVG; it is empty where none does.
    """

    key: str
    path: str
    box: Box
    plane: str = MAINLAND
    departments: frozenset[str] = frozenset()
    matrix: str = ""


@dataclass(frozen=True)
class Drawings:
    """All that a release draws: territories by their keys, and the mainland once more, in coarser lines.

    `sources` are the IRIs of the tables that give the outlines of each kind of territory.
    """

    sources: Mapping[str, str] = field(default_factory=dict)
    territories: Mapping[str, Drawing] = field(default_factory=dict)
    country: Mapping[str, Drawing] = field(default_factory=dict)
    whole: Drawing | None = None

    @cached_property
    def within(self) -> Mapping[str, tuple[Drawing, ...]]:
        """Return the intercommunalities that lie in each département, or have communes there, by its code."""
        found: dict[str, list[Drawing]] = defaultdict(list)
        for key, one in self.territories.items():
            for code in one.departments if key.startswith("epci/") else ():
                found[code].append(one)
        return {code: tuple(held) for code, held in found.items()}

    def around(self, box: Box, plane: str) -> tuple[Drawing, ...]:
        """Return the départements of a plane that may show in a rectangle."""
        held = (one for key, one in self.territories.items() if key.startswith("departement/"))
        return tuple(one for one in held if one.plane == plane and one.box.meets(box))

    def departments(self, codes: Iterable[str], plane: str) -> tuple[Drawing, ...]:
        """Return the départements of some codes that are drawn on a plane."""
        found = (self.territories.get(f"departement/{code}") for code in sorted(codes))
        return tuple(one for one in found if one and one.plane == plane)


def drawings(folder: Path) -> Drawings:
    """Return the drawings of the release in a folder; none where it has none, or where they cannot be read."""
    path = folder / FILE
    if not path.is_file():
        return Drawings()
    try:
        return _read(json.loads(path.read_bytes()))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        _LOG.warning("%s: no maps, this file cannot be read (%s); build the release anew", path, error)
        return Drawings()


def _read(told: Mapping[str, Any]) -> Drawings:
    country = told["country"]
    return Drawings(
        {str(kind): str(table) for kind, table in told["sources"].items()},
        _drawn(told["drawings"]),
        _drawn(country.get("departments", {})),
        _drawing("", country["whole"]) if country else None,
    )


def _drawn(held: Mapping[str, Any]) -> dict[str, Drawing]:
    return {key: _drawing(key, one) for key, one in held.items()}


def _drawing(key: str, told: Mapping[str, Any]) -> Drawing:
    box, departments = Box(*map(int, told["box"])), frozenset(told.get("departments", ()))
    matrix = " ".join(str(float(one)) for one in told.get("matrix", ()))
    return Drawing(key, str(told["path"]), box, str(told.get("plane", MAINLAND)), departments, matrix)

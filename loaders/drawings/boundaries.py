"""The boundaries of territories that declared tables give: each kind of territory from one table, by its parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rdflib import URIRef

from loaders.declared.shared import Shared
from loaders.faults import Wording
from loaders.tables.territory import Referential

MAINLAND = "metropole"
MALFORMED = Wording("contour qui n'est pas un polygone", "a boundary that is not a polygon")
MENDED = Wording("contour qui se recoupe, réparé", "a boundary that crosses itself, mended")
NOWHERE = Wording("territoire sans commune, donc sans département", "a territory without commune, hence département")
OTHERS = Wording(
    "contours d'un genre de territoires qu'une autre table donne", "boundaries of a kind that another table gives"
)


@dataclass(frozen=True, slots=True)
class Source:
    """The table that gives boundaries; `displaced_by` is the publisher that moves overseas territories, if one does."""

    table: URIRef
    displaced_by: str = ""


@dataclass(frozen=True, slots=True)
class Bounded:
    """A territory with the parts of its polygon, as GeoJSON writes them; `departments` are those in which it lies.

    `plane` is what it can be drawn with: the mainland, one overseas département in its place, or the same where a
    publisher puts it to have all of the country in one drawing.
    """

    kind: str
    code: str
    departments: frozenset[str]
    plane: str
    displaced: bool
    parts: list[Mapping[str, Any]] = field(default_factory=list)


@dataclass
class Boundaries:
    """Gather the boundaries of a build; `sources` are the tables that give each kind of territory."""

    referential: Referential
    found: dict[URIRef, Bounded] = field(default_factory=dict)
    sources: Shared = field(default_factory=lambda: Shared({}))
    parts: int = 0

    def __post_init__(self) -> None:
        """Note where intercommunalities lie."""
        self._spread = self.referential.spread()

    def add(self, kind: str, territory: URIRef, part: Mapping[str, Any], source: Source) -> list[tuple[Wording, str]]:
        """Note a part of the boundary of a territory, as GeoJSON writes it; return what is wrong, with its value.

        What cannot be drawn is not noted; what can be mended is.
        """
        from loaders.drawings.geometry import NotPolygon, fault, polygon  # noqa: PLC0415 - 0.2 s that few builds need

        code = territory.rsplit("/", 1)[1]
        if self.sources.get(kind) not in {None, str(source.table)}:
            return [(OTHERS, "")]
        if not (departments := self.departments(kind, code)):
            return [(NOWHERE, code)]
        try:
            wrong = fault(polygon(part))
        except NotPolygon as error:
            return [(MALFORMED, f"{code} : {error}")]
        self.sources.give(kind, str(source.table))
        self.found.setdefault(territory, self._bounded(kind, code, departments, source)).parts.append(part)
        self.parts += 1
        return [(MENDED, f"{code} : {wrong}")] if wrong else []

    def lacking(self, kind: str) -> tuple[str, ...]:
        """Return the codes of the territories of a kind that have no boundary."""
        known: Mapping[str, Mapping[str, object]] = {
            "intercommunality": self.referential.intercommunalities,
            "department": self.referential.departments,
            "region": self.referential.regions,
        }
        drawn = {one.code for one in self.found.values() if one.kind == kind}
        return tuple(sorted(known[kind].keys() - drawn))

    def departments(self, kind: str, code: str) -> frozenset[str]:
        """Return the codes of the départements in which a territory lies."""
        if kind == "intercommunality":
            return self._spread.get(code, frozenset())
        if kind == "department":
            return frozenset({code})
        return frozenset(one.code for one in self.referential.departments.values() if one.region == code)

    def _bounded(self, kind: str, code: str, departments: frozenset[str], source: Source) -> Bounded:
        overseas = sorted(one for one in departments if self.referential.departments[one].zone != "metro")
        if not overseas:
            return Bounded(kind, code, departments, MAINLAND, displaced=False)
        plane = f"{overseas[0]}-{source.displaced_by}" if source.displaced_by else overseas[0]
        return Bounded(kind, code, departments, plane, bool(source.displaced_by))

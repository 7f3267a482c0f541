"""What codes and names of territories and bodies lead to: the referential, and what other tables make known."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping

from rdflib import URIRef

from loaders.declared.shared import Shared
from loaders.tables.names import elided, tidy
from loaders.tables.territory import Department, Intercommunality, Referential, Region
from ontology.addresses import Addresses, slug

SIREN = re.compile(r"[0-9]{9}")


class Gazetteer:
    """Find territories by INSEE code or SIREN, bodies by SIREN; `made` holds the groupings that tables add."""

    def __init__(self, referential: Referential, addresses: Addresses) -> None:
        """Keep the referential, and the communes and councils by their SIREN."""
        self._found = referential
        self._addresses = addresses
        self._communes = {one.siren: one.code for one in referential.communes.values() if one.siren}
        self._councils = _councils(referential)
        self._spread = referential.spread()
        self._names = _names(referential)
        self._departments = _by_code_or_name(referential.departments)
        self._regions = _by_code_or_name(referential.regions)
        self.made = Shared({})

    def code(self, written: str) -> str:
        """Return the code by which keys tell a territory: the INSEE code of a commune, even where its SIREN stands."""
        return self._communes.get(written, written)

    def make(self, siren: str) -> bool:
        """Note a grouping that the referential lacks; tell whether it does lack it."""
        if self.territory(siren) in {None, self._new(siren)} and SIREN.fullmatch(siren):
            self.made.give(siren, str(self._addresses.grouping(siren)))
        return self._new(siren) is not None

    def place(self, kind: str, written: str) -> URIRef | None:
        """Return the territory of a kind that a code or SIREN names, None where nothing knows it."""
        known: Mapping[str, Callable[[str], URIRef | None]] = {
            "commune": self._commune,
            "intercommunality": self._intercommunality,
            "grouping": self._grouping,
            "department": self._department,
            "region": self._region,
            "territory": self.territory,
            "centroid": self._centroid,
        }
        return known[kind](written)

    def territory(self, written: str) -> URIRef | None:
        """Return the territory that a code fits, of whichever kind."""
        ways = (self._intercommunality, self._grouping, self._commune, self._department)
        return next((found for way in ways if (found := way(written))), None)

    def organisation(self, siren: str) -> URIRef:
        """Return the body of a SIREN, or of the INSEE code of a commune; raises ValueError for anything else."""
        if (code := self.code(siren)) in self._found.communes:
            return self._addresses.organisation("commune", code)
        if not SIREN.fullmatch(siren):
            raise ValueError(siren)
        return self._addresses.organisation(*self._councils.get(siren, siren).split("-"))

    def siren(self, written: str) -> str | None:
        """Return the SIREN of a body: what is written, or that of the commune whose INSEE code it is, if it has one."""
        commune = self._found.communes.get(written)
        return commune.siren if commune else written

    def undescribed(self, siren: str) -> bool:
        """Tell whether no table of the referential, nor any that adds groupings, describes the body of a SIREN."""
        known = (self._found.intercommunalities, self._found.groupings, self._councils)
        return not any(siren in one for one in known) and self._new(siren) is None

    def body_name(self, siren: str) -> str | None:
        """Return the name of the body of a commune, None for another."""
        commune = self._found.communes.get(self.code(siren))
        return f"Commune {elided(commune.name)}" if commune else None

    def named(self, name: str, commune: str) -> str | None:
        """Return the SIREN of the only intercommunality of a name in the département of a commune."""
        near = self._found.communes.get(commune)
        if near is None:
            return None
        fit = {siren for siren in self._names.get(slug(tidy(name)), ()) if near.department in self._spread[siren]}
        return fit.pop() if len(fit) == 1 else None

    def _commune(self, written: str) -> URIRef | None:
        """Return the commune of a code, also one that is no more: a perimeter is told as it was listed."""
        code = self.code(written)
        return self._addresses.commune(code) if code in self._found.communes or self._was("commune", code) else None

    def _intercommunality(self, siren: str) -> URIRef | None:
        was = self._was("epci", siren) and siren not in self._found.groupings
        known = siren in self._found.intercommunalities or was
        return self._addresses.intercommunality(siren) if known else None

    def _was(self, level: str, code: str) -> bool:
        former = self._found.former.get(code)
        return former is not None and former.level == level

    def _grouping(self, siren: str) -> URIRef | None:
        return self._addresses.grouping(siren) if siren in self._found.groupings else self._new(siren)

    def _new(self, siren: str) -> URIRef | None:
        found = self.made.get(siren)
        return URIRef(found) if found else None

    def _department(self, written: str) -> URIRef | None:
        code = self._departments.get(written)
        return self._addresses.department(code) if code else None

    def _region(self, written: str) -> URIRef | None:
        code = self._regions.get(written)
        return self._addresses.region(code) if code else None

    def _centroid(self, written: str) -> URIRef | None:
        """Return the point that stands for a territory; its key is the territory's kind and code."""
        place = self.territory(written)
        return self._addresses.of("centroide", *place.rsplit("/", 2)[1:]) if place else None


def _councils(found: Referential) -> dict[str, str]:
    """Return the keys of the bodies of départements, régions and particular collectivities, by SIREN."""
    told = {one.siren: f"region-{one.code}" for one in found.regions.values() if one.siren}
    told |= {one.siren: f"departement-{one.code}" for one in found.departments.values() if one.siren}
    return told | {one.siren: key for key, one in found.collectivities.items() if one.siren}


def _by_code_or_name(found: Mapping[str, Department] | Mapping[str, Region]) -> dict[str, str]:
    """Return the code of each département or région, by its code and by its name."""
    return {one.name: code for code, one in found.items()} | {code: code for code in found}


def _names(found: Referential) -> dict[str, set[str]]:
    """Return the SIREN of the intercommunalities that bear a name, by the slug of each of their names."""
    names: defaultdict[str, set[str]] = defaultdict(set)
    for siren, one in found.intercommunalities.items():
        for name in _spellings(one):
            names[slug(name)].add(siren)
    return names


def _spellings(one: Intercommunality) -> set[str]:
    return {one.name, tidy(one.name), one.long_name, one.short_name}

"""What the tables of territories say of a thing, for a person to recognise it: its name, its kind, where it lies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rdflib import URIRef

from loaders.faults import Wording
from loaders.tables.territories import Referential
from ontology.addresses import Addresses

_KINDS: Mapping[str, Wording] = {
    "arrondissement": Wording("arrondissement", "arrondissement"),
    "commune": Wording("commune", "commune"),
    "departement": Wording("département", "département"),
    "epci": Wording("intercommunalité", "intercommunality"),
    "groupement": Wording("groupement", "grouping"),
    "organisation": Wording("organisation", "organisation"),
    "personne": Wording("personne", "person"),
    "region": Wording("région", "region"),
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A thing that words may stand for: `key` is the end of its address, `departments` the names and codes of where."""

    iri: URIRef
    key: str
    label: str
    kind: Wording
    departments: tuple[str, ...]


class Directory:
    """What the tables of territories say of candidates: their names and where they lie."""

    def __init__(self, referential: Referential, addresses: Addresses) -> None:
        """Open the directory of some tables."""
        self._referential, self._addresses = referential, addresses
        self._spread: Mapping[str, Iterable[str]] | None = None

    def candidate(self, iri: URIRef) -> Candidate:
        """Return a thing as it is proposed; one that no table holds goes by its key."""
        key = iri.removeprefix(f"{self._addresses.base}id/")
        kind, _, code = key.partition("/")
        named = self._named(kind).get(code)
        label = str(getattr(named, "name", None) or code)
        where = tuple(self._department(one) for one in sorted(self._departments(kind, code)))
        return Candidate(iri, key, label, _KINDS.get(kind, Wording(kind, kind)), where)

    def _named(self, kind: str) -> Mapping[str, object]:
        held = self._referential
        tables: Mapping[str, Mapping[str, object]] = {
            "arrondissement": held.arrondissements,
            "commune": held.communes,
            "departement": held.departments,
            "epci": held.intercommunalities,
            "groupement": held.groupings,
            "region": held.regions,
        }
        return tables.get(kind, {})

    def _departments(self, kind: str, code: str) -> Iterable[str]:
        if kind == "epci":
            self._spread = self._spread or self._referential.spread()
            return self._spread.get(code, ())
        named = self._named(kind).get(code)
        found = getattr(named, "department", None)
        return () if found is None else (str(found),)

    def _department(self, code: str) -> str:
        known = self._referential.departments.get(code)
        return f"{known.name} ({code})" if known else code

    def names(self, things: Iterable[URIRef]) -> dict[URIRef, str]:
        """Return the names that the tables give to some things; those that no table holds are left out."""
        found = {thing: self.candidate(thing) for thing in things}
        return {thing: one.label for thing, one in found.items() if one.label != one.key.partition("/")[2]}

"""The places that names in documents are resolved against, looked up by their words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import TypeVar

from rdflib import URIRef

from loaders.documents.french import words
from loaders.tables.names import acronym, elided, joined, tidy
from loaders.tables.territories import Referential
from ontology.addresses import Addresses


class Level(Enum):
    """The level of a place."""

    COMMUNE = "commune"
    INTERCOMMUNALITY = "epci"
    GROUPING = "groupement"
    ARRONDISSEMENT = "arrondissement"
    DEPARTMENT = "departement"
    REGION = "region"


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the referential: `code` is its INSEE code or SIREN, `body` the name of what administers it.

    `short` is the name of the place alone, `other` an acronym; `departments` and `regions` hold codes; `whole` is the
    intercommunality of a commune.
    """

    iri: URIRef
    level: Level
    code: str
    name: str
    body: str
    short: str = ""
    other: str = ""
    siren: str | None = None
    departments: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    members: tuple[URIRef, ...] = ()
    whole: URIRef | None = None


EMPTY = frozenset(
    ["le", "la", "les", "l", "de", "du", "des", "d", "et", "en", "au", "aux", "a", "sur", "sous", "lez", "les", "pour"]
)
_FORMS = (
    ("communaute", "de", "communes"), ("communaute", "d", "agglomeration"), ("communaute", "urbaine"), ("metropole",),
    ("agglomeration",), ("agglo",), ("cc",), ("ca",), ("cu",), ("petr",),
    ("pole", "metropolitain"), ("sm",), ("smo",), ("smf",), ("intercom",), ("ept",),
    ("pole", "d", "equilibre", "territorial", "et", "rural"), ("syndicat", "mixte"), ("communaute",),
)  # fmt: skip
_ENDS = frozenset(("agglomeration", "agglo", "communaute", "metropole"))
"""What ends the name of a grouping, and alone stands for any."""
_FORMAL = frozenset(word for form in _FORMS for word in form)


@lru_cache(maxsize=1 << 16)
def key(name: str) -> tuple[str, ...]:
    """Return the words that tell a place's name, without legal form, articles or prepositions."""
    told = tuple(words(name))
    while form := next((form for form in _FORMS if told[: len(form)] == form and len(told) > len(form)), None):
        told = told[len(form) :]
    return tuple("saint" if word == "st" else "sainte" if word == "ste" else word for word in told if word not in EMPTY)


@dataclass(frozen=True, slots=True)
class Atlas:
    """Places by IRI, by the words of their names, by how those begin, by acronym; groupings by their départements.

    `begun_by` holds every way in which a name begins; `past` names that only places of the past, or the past, gave.
    """

    places: dict[URIRef, Place]
    exact: dict[tuple[str, ...], tuple[Place, ...]]
    opened: dict[tuple[str, ...], tuple[Place, ...]]
    groupings: dict[str, tuple[Place, ...]]
    sigla: dict[str, tuple[Place, ...]]
    begun_by: frozenset[tuple[str, ...]]
    past: frozenset[tuple[str, ...]] = frozenset()

    def named(self, name: str) -> tuple[Place, ...]:
        """Return the places of exactly this name."""
        told = key(name)
        if told in self.exact or not told or told[-1] not in _ENDS:
            return self.exact.get(told, ())
        return of_level(self.exact.get(told[:-1], ()), Level.INTERCOMMUNALITY)

    def outdated(self, name: str) -> bool:
        """Tell whether a name is of the past: a commune that is no more had it, or a place that changed its name."""
        told = key(name)
        return told in self.past or (told not in self.exact and bool(_ENDS & {*told[-1:]}) and told[:-1] in self.past)

    def goes_on(self, name: str) -> bool:
        """Tell whether a longer name may begin with these words."""
        told = key(name)
        return not told or told in self.begun_by or not _FORMAL.isdisjoint(told)

    def begun(self, name: str) -> tuple[Place, ...]:
        """Return the groupings whose name begins with these words and goes on, as prose shortens it.

        A word for any grouping begins none: « l'Agglomération », « la Communauté ».
        """
        told = key(name)
        return () if _ENDS.issuperset(told) else self.opened.get(told, ())

    def members(self, place: Place) -> Iterator[Place]:
        """Yield the members of a grouping."""
        return (self.places[iri] for iri in place.members if iri in self.places)


def index(places: Iterable[Place], past: Sequence[tuple[str, Place]] = ()) -> Atlas:
    """Return the atlas of some places; `past` are names no longer borne, each held where no place of today has it."""
    known = {place.iri: place for place in places}
    exact: dict[tuple[str, ...], list[Place]] = defaultdict(list)
    opened: dict[tuple[str, ...], list[Place]] = defaultdict(list)
    around: dict[str, list[Place]] = defaultdict(list)
    sigla: dict[str, list[Place]] = defaultdict(list)
    for place in known.values():
        told = key(place.name)
        if not told:
            continue
        exact[told].append(place)
        if told[-1] in _ENDS and len(told) > 1:
            exact[told[:-1]].append(place)
        if place.other:
            sigla[place.other].append(place)
        if place.level in {Level.INTERCOMMUNALITY, Level.GROUPING}:
            for code in place.departments:
                around[code].append(place)
            for length in range(1, len(told)):
                opened[told[:length]].append(place)
    old = _past(past, exact)
    names = {**exact, **old}
    begun_by = frozenset(told[:length] for told in names for length in range(1, len(told) + 1))
    known.update((place.iri, place) for held in old.values() for place in held)
    return Atlas(known, _frozen(names), _frozen(opened), _frozen(around), _frozen(sigla), begun_by, frozenset(old))


def _past(
    past: Iterable[tuple[str, Place]], today: Mapping[tuple[str, ...], list[Place]]
) -> dict[tuple[str, ...], list[Place]]:
    """Return the places of names of the past that no place of today bears, each place once."""
    found: dict[tuple[str, ...], dict[URIRef, Place]] = defaultdict(dict)
    for name, place in past:
        if (told := key(name)) and told not in today:
            found[told][place.iri] = place
    return {told: list(places.values()) for told, places in found.items()}


K = TypeVar("K", bound=Hashable)


def _frozen(index: Mapping[K, list[Place]]) -> dict[K, tuple[Place, ...]]:
    return {told: tuple(sorted(found, key=lambda place: place.iri)) for told, found in index.items()}


def of_level(places: Sequence[Place], *levels: Level) -> tuple[Place, ...]:
    """Return the places of some levels."""
    return tuple(place for place in places if place.level in levels)


def atlas(referential: Referential, addresses: Addresses) -> Atlas:
    """Return the atlas of a referential, its places named by a deployment's addresses."""
    spread = referential.spread()
    regions = {one.code: one.region for one in referential.departments.values()}
    places = [
        *_communes(referential, addresses, regions),
        *_intercommunalities(referential, addresses, spread, regions),
        *_groupings(referential, addresses, spread, regions),
        *_departments(referential, addresses),
        *(
            Place(
                addresses.region(one.code),
                Level.REGION,
                one.code,
                one.name,
                f"Région {joined(one.link, one.name)}",
                siren=one.siren,
            )
            for one in referential.regions.values()
        ),
    ]
    return index(places, [*_former(referential, addresses, regions), *_renamed(referential, places)])


def _within(codes: Iterable[str], regions: Mapping[str, str]) -> tuple[frozenset[str], frozenset[str]]:
    inside = frozenset(codes)
    return inside, frozenset(regions[code] for code in inside if code in regions)


def _communes(referential: Referential, addresses: Addresses, regions: Mapping[str, str]) -> Iterator[Place]:
    for one in referential.communes.values():
        body = f"Commune {elided(one.name)}"
        inside = _within([one.department], regions)
        iri = addresses.commune(one.code)
        whole = addresses.intercommunality(one.intercommunality) if one.intercommunality else None
        yield Place(iri, Level.COMMUNE, one.code, one.name, body, one.name, "", one.siren, *inside, whole=whole)


def _former(referential: Referential, addresses: Addresses, regions: Mapping[str, str]) -> Iterator[tuple[str, Place]]:
    """Yield the communes that are no more by their names, in the départements of the communes that replaced them."""
    for one in referential.former.values():
        if one.name and one.level == Level.COMMUNE.value and one.code not in referential.communes:
            heirs = [referential.communes[code] for code in one.into if code in referential.communes]
            inside = _within([heir.department for heir in heirs], regions)
            iri, body = addresses.commune(one.code), f"Commune {elided(one.name)}"
            yield one.name, Place(iri, Level.COMMUNE, one.code, one.name, body, one.name, "", None, *inside)


def _renamed(referential: Referential, places: Iterable[Place]) -> Iterator[tuple[str, Place]]:
    """Yield the communes and intercommunalities of today by the names that they had."""
    bearing = {place.code: place for place in places if place.level in {Level.COMMUNE, Level.INTERCOMMUNALITY}}
    for one in referential.former_names.values():
        if place := bearing.get(one.code):
            yield tidy(one.name), place


def _intercommunalities(
    referential: Referential, addresses: Addresses, spread: Mapping[str, frozenset[str]], regions: Mapping[str, str]
) -> Iterator[Place]:
    for one in referential.intercommunalities.values():
        inside = _within(spread.get(one.siren, ()), regions)
        iri = addresses.intercommunality(one.siren)
        told, siglum = tidy(one.name), acronym(one.name) or ""
        yield Place(
            iri, Level.INTERCOMMUNALITY, one.siren, told, one.long_name, one.short_name, siglum, one.siren, *inside
        )


def _groupings(
    referential: Referential, addresses: Addresses, spread: Mapping[str, frozenset[str]], regions: Mapping[str, str]
) -> Iterator[Place]:
    for one in referential.groupings.values():
        members = tuple(addresses.intercommunality(siren) for siren in one.members if siren.isdecimal())
        inside = _within([one.department, *(code for siren in one.members for code in spread.get(siren, ()))], regions)
        told = tidy(one.name)
        iri = addresses.grouping(one.siren)
        yield Place(iri, Level.GROUPING, one.siren, told, told, told, one.acronym or "", one.siren, *inside, members)


def _departments(referential: Referential, addresses: Addresses) -> Iterator[Place]:
    for one in referential.departments.values():
        body = f"Département {joined(one.link, one.name)}"
        inside = frozenset([one.code]), frozenset([one.region])
        yield Place(
            addresses.department(one.code), Level.DEPARTMENT, one.code, one.name, body, one.name, "", one.siren, *inside
        )

"""The bodies that sign, fund and administer: what each is, how it is called, which place it administers."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import Enum
from importlib.resources import files

from rdflib import URIRef

from loaders.documents.atlas import Level, Place
from ontology.addresses import Addresses, slug


class Nature(Enum):
    """What a body is."""

    STATE = "state"
    REGION = "region"
    DEPARTMENT = "department"
    INTERCOMMUNALITY = "intercommunality"
    GROUPING = "grouping"
    COMMUNE = "commune"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Body:
    """One organisation: its IRI, its canonical name, its nature, and the place it administers where there is one.

    `place` is that of the referential; `territory` and `territory_label` also stand for a place that it does not hold.
    """

    iri: URIRef
    label: str
    nature: Nature
    place: Place | None = None
    territory: URIRef | None = None
    territory_label: str = ""
    acronyms: tuple[str, ...] = ()

    @property
    def local(self) -> bool:
        """Tell whether the body administers a place below the département."""
        return self.nature in {Nature.INTERCOMMUNALITY, Nature.GROUPING, Nature.COMMUNE}


@dataclass(frozen=True, slots=True)
class Mention:
    """A body named at one place of a page; `proper` tells a name of its own from « le Département », « l'Agglo »."""

    start: int
    end: int
    body: Body
    proper: bool = True
    reason: str | None = None


_NATURES = {
    Level.COMMUNE: Nature.COMMUNE,
    Level.INTERCOMMUNALITY: Nature.INTERCOMMUNALITY,
    Level.GROUPING: Nature.GROUPING,
    Level.DEPARTMENT: Nature.DEPARTMENT,
    Level.REGION: Nature.REGION,
}


def administering(place: Place, addresses: Addresses) -> Body:
    """Return the body that administers a place of the referential."""
    nature = _NATURES[place.level]
    if nature in {Nature.DEPARTMENT, Nature.REGION, Nature.COMMUNE}:
        iri = addresses.organisation(place.level.value, place.code)
    else:
        iri = addresses.organisation(place.code)
    acronyms = (place.other,) if place.other else ()
    return Body(iri, place.body, nature, place, place.iri, place.short or place.name, acronyms)


def state(addresses: Addresses) -> Body:
    """Return the State, for which prefects sign."""
    return Body(addresses.organisation("etat"), "État", Nature.STATE)


def other(name: str, addresses: Addresses, acronym: str = "") -> Body:
    """Return a body known by its name only."""
    return Body(addresses.organisation(slug(name)), name, Nature.OTHER, acronyms=(acronym,) if acronym else ())


def unlisted(form: str, name: str, nature: Nature, addresses: Addresses) -> Body:
    """Return a grouping that the referential does not hold, with the territory that its name tells."""
    label = f"{form} {name}"
    return Body(addresses.organisation(slug(label)), label, nature, None, addresses.of("groupement", slug(label)), name)


def called(name: str, addresses: Addresses) -> Body:
    """Return an intercommunality that goes by a name of its own, which the referential does not hold."""
    place = addresses.of("groupement", slug(name))
    return Body(addresses.organisation(slug(name)), name, Nature.INTERCOMMUNALITY, None, place, name)


@dataclass(frozen=True, slots=True)
class National:
    """A body known all over France, with the ways it is written in lowered text and its acronyms as they are cased."""

    key: str
    label: str
    names: tuple[str, ...]
    acronyms: tuple[str, ...]


def _nationals() -> tuple[National, ...]:
    table = tomllib.loads((files("loaders.documents") / "bodies.toml").read_text(encoding="utf-8"))
    return tuple(
        National(body["key"], body["label"], tuple(body["names"]), tuple(body["acronyms"])) for body in table["body"]
    )


NATIONALS = _nationals()

"""Which communes a territory, or the territory of a contract, had at a date, and what changed since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rdflib import Literal, URIRef

from ontology.names import CT
from server.addresses import Site
from server.editions import Edition
from server.languages import Texts
from server.questions.parameters import Parameter
from server.store import Store
from server.things.descriptions import Description
from server.things.lookups import lookup
from server.things.portraits import Shown

__all__ = ["Change", "Perimeter", "asked", "perimeter"]

_TODAY = "9999"
_DATE = Parameter("date", "date", optional=True, default="", title={})


@dataclass(frozen=True, slots=True)
class Change:
    """How the communes of a date differ from those of today: those that left or are no more, those that came."""

    left: tuple[Shown, ...]
    joined: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Perimeter:
    """How many communes a territory has today, and had in the edition of a year (`edition`), None for today alone.

    `date` is what the year is that of, as people write it; `signed` tells that it is the day of signing.
    """

    today: int
    edition: str | None = None
    then: int = 0
    date: str = ""
    signed: bool = False
    change: Change = Change((), ())


def asked(text: str, site: Site) -> Literal | None:
    """Return the date that a request gives, whole or less precise; raises InvalidParameter."""
    value = _DATE.value(_DATE.given({"date": text}), site)
    return value if isinstance(value, Literal) else None


def perimeter(
    description: Description, served: Edition, site: Site, texts: Texts, date: Literal | None
) -> Perimeter | None:
    """Return the perimeter of a thing at a date, or at its signing where none is given; None where it has no commune.

    The year is that of the date, but never before the oldest edition that is kept.
    """
    thing, store = description.thing, served.store
    today = _communes(store, thing, _TODAY)
    signed = description.value(thing, CT.signedOn) if date is None else None
    day = date if date is not None else signed
    if not isinstance(day, Literal):
        return Perimeter(len(today)) if today else None
    edition = max(str(day)[:4], served.oldest)
    then = _communes(store, thing, edition)
    if not (today or then):
        return None
    change = Change(_shown(then, today, site), _shown(today, then, site))
    return Perimeter(len(today), edition, len(then), texts.value(day), signed is not None, change)


def _communes(store: Store, thing: URIRef, edition: str) -> Mapping[URIRef, str]:
    rows = store.select(lookup("perimeter"), thing=thing, edition=Literal(edition))
    return {URIRef(row["commune"]): str(row["label"]) for row in rows}


def _shown(these: Mapping[URIRef, str], those: Mapping[URIRef, str], site: Site) -> tuple[Shown, ...]:
    """Return the communes that only the first have, by name."""
    only = sorted((label, commune) for commune, label in these.items() if commune not in those)
    return tuple(Shown(label, language="fr", href=site.document(commune)) for label, commune in only)

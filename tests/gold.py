"""What a careful reader found in a document, from the `NAME.gold.json` beside it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

Told: TypeAlias = tuple[str, ...]
SUFFIX = ".gold.json"
BROADER = {
    "crte-avenant": {"avenant"},
    "erbm-avenant": {"avenant"},
    "crte-chapeau-commun": {"crte-chapeau"},
    "contrat-departement-epci": {"contrat-departemental"},
    "pvd-convention-adhesion": {"pvd", "pvd-convention"},
}
"""Kinds that careful readers tell apart and the vocabulary does not."""
DAYS = ("signed_on", "signed_on_inferred", "signed_on_month", "signed_on_year")


@dataclass(frozen=True, slots=True)
class Agreement:
    """One contract: `days` are the days of signing that may be read, `signed` the one that must be.

    An `optional` contract may be left unread, as may the signatories in `others`. A signatory without a name is left
    out: nobody can find a name that a page does not give.
    """

    label: str
    kinds: frozenset[str]
    optional: bool
    signed: Told
    days: Told
    period: Told
    parties: Told
    territories: Told
    themes: Told
    signatories: Told
    others: Told


@dataclass(frozen=True, slots=True)
class Gold:
    """What a careful reader found in one document; `also` is what may be read besides, field by field."""

    document: str
    agreements: tuple[Agreement, ...]
    persons: Told
    programmes: Told
    figures: Told
    also: dict[str, Told]


def read(path: Path) -> Gold:
    """Return the gold of a file."""
    said = json.loads(path.read_text(encoding="utf-8"))
    also = said.get("also", {})
    return Gold(
        path.name.removesuffix(SUFFIX),
        tuple(_agreement(one) for one in said["contracts"]),
        _names(said.get("persons", ())),
        tuple(said.get("programmes", ())),
        _values(said.get("amounts", ())),
        {name: _values(items) if name == "amounts" else tuple(items) for name, items in also.items()},
    )


def _agreement(said: dict[str, Any]) -> Agreement:
    people = said.get("signatories") or ()
    return Agreement(
        said["label"],
        frozenset({said["kind"], *BROADER.get(said["kind"], ())}),
        bool(said.get("optional")),
        _told([said.get("signed_on")]),
        _told(said.get(day) for day in DAYS),
        _told(said.get("period") or ()),
        _told(said.get("parties") or ()),
        _told(said.get("territories") or ()),
        _told(said.get("themes") or ()),
        _names(one for one in people if not one.get("optional")),
        _names(one for one in people if one.get("optional")),
    )


def _told(items: Iterable[object]) -> Told:
    return tuple(str(item) for item in items if item)


def _names(people: Iterable[dict[str, Any]]) -> Told:
    return _told(one["name"] for one in people)


def _values(amounts: Iterable[dict[str, Any]]) -> Told:
    return tuple(str(one["value"]) for one in amounts)

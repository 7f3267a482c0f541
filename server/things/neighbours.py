"""What points to a thing: grouped by what it says of it and by kind, counted, never cut without a way to the rest."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rdflib import URIRef

from ontology.addresses import slug
from server.addresses import Site
from server.store import Row
from server.things.portraits import Shown
from server.wording import Wording, curie

__all__ = ["Group", "Neighbour", "Page", "groups", "paged"]

_NUMBER = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Neighbour:
    """One thing that points to another; `whole` is what it is itself a part of."""

    shown: Shown
    whole: Shown | None


@dataclass(frozen=True, slots=True)
class Group:
    """The things of one kind that point to another by one property; `key` names the group in an address."""

    key: str
    title: str
    kind: str
    property: URIRef
    neighbours: tuple[Neighbour, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list: its number and the last one's, from 1; its places in the list, from 1; the length."""

    number: int
    last: int
    first_place: int
    last_place: int
    total: int


def paged(total: int, asked: str, size: int) -> Page:
    """Return the page asked for; a number that is none, or too great, gives the nearest page there is."""
    last = max(1, -(-total // size))
    number = min(max(int(asked) if _NUMBER.fullmatch(asked) else 1, 1), last)
    return Page(number, last, min((number - 1) * size + 1, total), min(number * size, total), total)


def groups(rows: Iterable[Row], site: Site, wording: Wording) -> tuple[Group, ...]:
    """Return the groups that the rows of `inverse.rq` make, the smallest first, each in alphabetical order."""
    found: dict[tuple[URIRef, str], dict[URIRef, Row]] = defaultdict(dict)
    for row in sorted(rows, key=lambda row: str(row.get("label", ""))):
        subject = URIRef(row["subject"])
        if site.owns(subject):
            found[URIRef(row["predicate"]), site.identity(subject)[0]].setdefault(subject, row)
    kinds: dict[URIRef, int] = defaultdict(int)
    for predicate, _ in found:
        kinds[predicate] += 1
    made = [_group(key, list(members.values()), site, wording, kinds[key[0]] > 1) for key, members in found.items()]
    return tuple(sorted(made, key=lambda group: (len(group.neighbours), group.title)))


def _group(key: tuple[URIRef, str], rows: Sequence[Row], site: Site, wording: Wording, several: bool) -> Group:  # noqa: FBT001
    predicate, kind = key
    title = wording.inverse(predicate)
    if several:
        title = f"{title} – {wording.texts(f'kinds.{kind}').lower()}"
    neighbours = sorted((_neighbour(row, site) for row in rows), key=lambda one: slug(one.shown.text))
    return Group(f"{curie(predicate)}.{kind}", title, kind, predicate, tuple(neighbours))


def _neighbour(row: Row, site: Site) -> Neighbour:
    subject = URIRef(row["subject"])
    text = str(row.get("label", site.identity(subject)[1]))
    whole = None
    if "whole" in row and site.owns(str(row["whole"])):
        whole = Shown(str(row["wholeLabel"]), href=site.document(str(row["whole"])))
    return Neighbour(Shown(text, href=site.document(subject)), whole)

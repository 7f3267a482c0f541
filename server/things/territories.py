"""What a citizen looks for on the page of a territory: where it lies, and which contracts concern it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rdflib import URIRef

from server.addresses import Site
from server.store import Row, Store, Term
from server.things.lookups import lookup
from server.things.portraits import Shown
from server.wording import Wording

__all__ = ["Commitment", "commitments", "trail"]

_TRAIL = ("region", "departement", "epci")
_ACROSS = ("epci", "groupement")


@dataclass(frozen=True, slots=True)
class Commitment:
    """One contract or programme in the list of a territory; `kinds` are the names of its kinds, by their notation."""

    name: Shown
    kinds: Mapping[str, str]
    signed: str
    period: str
    places: tuple[Shown, ...]


def trail(store: Store, site: Site, thing: URIRef) -> tuple[Shown, ...]:
    """Return the région, département and EPCI that a territory lies in, from the widest; only those that are certain.

    An intercommunality may lie in several départements, or régions: then none of them is named.
    """
    kind = site.identity(thing)[0]
    rows = store.select(lookup("departments" if kind in _ACROSS else "around"), thing=thing)
    found: dict[str, set[tuple[URIRef, str]]] = defaultdict(set)
    for row in rows:
        place = URIRef(row["unit"])
        if site.owns(place) and place != thing:
            found[site.identity(place)[0]].add((place, str(row["label"])))
    certain = [next(iter(found[one])) for one in _TRAIL if len(found[one]) == 1]
    return tuple(Shown(label, href=site.document(place)) for place, label in certain)


def commitments(rows: Iterable[Row], site: Site, wording: Wording) -> tuple[Commitment, ...]:
    """Return what the rows of `contracts.rq` say, one line a contract, the latest signed first, the undated last."""
    grouped: dict[URIRef, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[URIRef(row["contract"])].append(row)
    ordered = sorted(grouped.items(), key=lambda item: (str(item[1][0]["label"]), item[0]))
    ordered.sort(key=lambda item: max(str(row.get("signed", "")) for row in item[1]), reverse=True)
    return tuple(_commitment(contract, found, site, wording) for contract, found in ordered)


def _commitment(contract: URIRef, rows: Sequence[Row], site: Site, wording: Wording) -> Commitment:
    kinds = {row["kind"].rpartition("#")[2]: wording.term(URIRef(row["kind"])) for row in rows if "kind" in row}
    signed = {wording.texts.value(row["signed"]) for row in rows if "signed" in row}
    periods = {wording.period(row.get("start"), row.get("end")) for row in rows}
    kind = site.identity(contract)[0] if site.owns(contract) else "contrat"
    places = {(row["place"], row["placeLabel"]) for row in rows if "place" in row}
    ordered = sorted(places, key=lambda one: (site.width(str(one[0])), *one))
    return Commitment(
        _link(contract, rows[0]["label"], site),
        kinds or {kind: wording.texts(f"kind.{kind}")},
        ", ".join(sorted(signed)),
        ", ".join(sorted(periods - {""})),
        tuple(_link(place, label, site) for place, label in ordered),
    )


def _link(iri: Term, label: Term, site: Site) -> Shown:
    place = site.place(str(iri))
    return Shown(str(label), href=place.href if place else None, outside=bool(place and place.outside))

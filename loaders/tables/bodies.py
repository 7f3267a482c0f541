"""The bodies that administer the territories: councils, intercommunal bodies, collectivities of their own kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rdflib import URIRef

from loaders.tables.lines import Object, french, iri, plain
from loaders.tables.names import joined, tidy
from loaders.tables.table import Table
from loaders.tables.territory import OVERSEAS, Collectivity, Department, Grouping, Intercommunality, Referential, Region
from ontology.addresses import Addresses
from ontology.names import CT, ORG, RDFS, SKOS


@dataclass(frozen=True, slots=True)
class Particular:
    """What `collectivites.csv` settles: the keys of its bodies, their SIREN, the keys of what they administer."""

    keys: frozenset[str]
    sirens: frozenset[str | None]
    places: frozenset[str]


def bodies(found: Referential, tables: Mapping[str, Table]) -> Iterator[Iterator[bytes]]:
    """Yield the quads of each body, in the graph of the table that names it."""
    particular = _particular(found)
    for collectivity in found.collectivities.values():
        yield _collectivity(tables["collectivites.csv"], collectivity, _usual_name(found, collectivity.key))
    for region in found.regions.values():
        yield _council(tables["regions.csv"], "region", region, particular)
    for department in found.departments.values():
        yield _council(tables["departements.csv"], "departement", department, particular)
    for intercommunality in found.intercommunalities.values():
        yield _intercommunal(tables["epci.csv"], intercommunality)
    for grouping in found.groupings.values():
        yield _syndicate(tables["groupements.csv"], grouping)


def _particular(found: Referential) -> Particular:
    told = found.collectivities.values()
    return Particular(
        frozenset(found.collectivities),
        frozenset(one.siren for one in told),
        frozenset(key for one in told for key in one.administers),
    )


def _named(name: str, siren: str | None) -> list[tuple[URIRef, Object]]:
    return [(RDFS.label, french(name)), *([(CT.siren, plain(siren))] if siren else [])]


def _administers(*places: URIRef) -> list[tuple[URIRef, Object]]:
    return [(CT.administers, iri(place)) for place in places]


def _place(addresses: Addresses, key: str) -> URIRef:
    """Return the territory of a key: `departement-67`."""
    kind, _, code = key.partition("-")
    return addresses.of(kind, code)


def council_name(one: Region | Department) -> str:
    """Return the usual name of the council of a région or département: « Département du Pas-de-Calais »."""
    return f"{'Région' if isinstance(one, Region) else 'Département'} {joined(one.link, one.name)}"


def _usual_name(found: Referential, key: str) -> str | None:
    """Return the name that documents are read with for the body of a key, if it is that of a région or département."""
    kind, _, code = key.partition("-")
    territories: Mapping[str, Mapping[str, Region | Department]] = {
        "region": found.regions,
        "departement": found.departments,
    }
    territory = territories.get(kind, {}).get(code)
    return council_name(territory) if territory else None


def _collectivity(table: Table, one: Collectivity, usual: str | None) -> Iterator[bytes]:
    """Yield a collectivity, labelled as documents name it: two labels for one organisation would say nothing."""
    places = [_place(table.addresses, key) for key in one.administers]
    other = [(SKOS.altLabel, french(one.name))] if usual not in {None, one.name} else []
    said = [*_named(usual or one.name, one.siren), *other, *_administers(*places)]
    return table.body(one.line, table.addresses.organisation(*one.key.split("-")), said, one.key)


def _council(table: Table, kind: str, one: Region | Department, particular: Particular) -> Iterator[bytes]:
    """Yield the council of a territory: without the territory, nor a SIREN of another, where another took its place."""
    key = f"{kind}-{one.code}"
    if one.zone == OVERSEAS or key in particular.keys:
        return
    siren = None if one.siren in particular.sirens else one.siren
    places = [] if key in particular.places else [_place(table.addresses, key)]
    said = [*_named(council_name(one), siren), *_administers(*places)]
    yield from table.body(one.line, table.addresses.organisation(kind, one.code), said, one.code)


def _intercommunal(table: Table, one: Intercommunality) -> Iterator[bytes]:
    acronym = [(SKOS.altLabel, french(one.acronym))] if one.acronym else []
    place = table.addresses.intercommunality(one.siren)
    said = [*_named(one.long_name, one.siren), *acronym, *_administers(place)]
    return table.body(one.line, table.addresses.organisation(one.siren), said, one.siren)


def _syndicate(table: Table, one: Grouping) -> Iterator[bytes]:
    addresses = table.addresses
    body = addresses.organisation(one.siren)
    label = tidy(one.name)
    others = sorted({one.long_name, one.acronym or label} - {label})
    members = {key: addresses.organisation(*key.split("-")) for key in one.members}
    held = [(ORG.hasMember, iri(member)) for member in members.values()]
    named = [*_named(label, one.siren), *((SKOS.altLabel, french(name)) for name in others)]
    said = [*named, *_administers(addresses.grouping(one.siren)), *held]
    yield from table.body(one.line, body, said, one.siren)
    for key, member in members.items():
        yield from table.row(one.line, member, [(ORG.memberOf, iri(body))], one.siren, "membre", key)

"""The quads of the referential: each territory, the body that administers it, and the row that says so."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import chain

from rdflib import URIRef

from loaders.tables.bodies import bodies
from loaders.tables.lines import Object, french, integer, iri, plain, typed
from loaders.tables.names import tidy
from loaders.tables.origins import Origin, origins
from loaders.tables.past import past
from loaders.tables.table import COLUMNS, Table
from loaders.tables.territory import (
    FORMS,
    OVERSEAS,
    Arrondissement,
    Commune,
    Department,
    Grouping,
    Intercommunality,
    Referential,
    Region,
)
from ontology.addresses import Addresses
from ontology.names import CT, DCTERMS, FORM, GEO, IGEO, RDF, RDFS, SKOS, XSD

WITHIN = "toutes les communes de l'intercommunalité sont dans ce département"


def quads(referential: Referential, addresses: Addresses) -> Iterator[bytes]:
    """Yield the N-Quads lines of all tables, each table in the graph of its source; raises InvalidSeeds."""
    tables = {name: Table(origin, addresses, COLUMNS[name]) for name, origin in origins(referential.folder).items()}
    return chain(
        chain.from_iterable(table.source() for table in tables.values()),
        chain.from_iterable(_territories(referential, tables)),
        chain.from_iterable(bodies(referential, tables)),
        chain.from_iterable(past(referential, tables)),
    )


def _territories(found: Referential, tables: Mapping[str, Table]) -> Iterator[Iterator[bytes]]:
    of, members = tables.__getitem__, found.members()
    for region in found.regions.values():
        yield _region(of("regions.csv"), region)
    for department in found.departments.values():
        yield _department(of("departements.csv"), department)
    for arrondissement in found.arrondissements.values():
        yield _arrondissement(of("arrondissements.csv"), arrondissement)
    for intercommunality in found.intercommunalities.values():
        communes = members.get(intercommunality.siren, ())
        yield _intercommunality(of("epci.csv"), intercommunality, {one.department for one in communes})
        yield _within(of("communes.csv"), intercommunality, communes)
    for grouping in found.groupings.values():
        yield _grouping(of("groupements.csv"), grouping)
    for commune in found.communes.values():
        yield _commune(of("communes.csv"), commune)


def _types(*kinds: URIRef) -> list[tuple[URIRef, Object]]:
    return [(RDF.type, iri(kind)) for kind in (CT.Territory, GEO.Feature, *kinds)]


def _siren(siren: str | None) -> list[tuple[URIRef, Object]]:
    return [(CT.siren, plain(siren))] if siren else []


def _coded(name: str, code: str) -> list[tuple[URIRef, Object]]:
    return [(RDFS.label, french(name)), (IGEO.codeINSEE, plain(code))]


def _people(count: int | None, year: int | None) -> list[tuple[URIRef, Object]]:
    if count is None or year is None:
        return []
    return [(CT.population, integer(count)), (CT.populationYear, typed(year, XSD.gYear))]


def _region(table: Table, one: Region) -> Iterator[bytes]:
    kind = IGEO.CollectiviteDOutreMer if one.zone == OVERSEAS else IGEO.Region
    said = [*_types(CT.Region, kind), *_coded(one.name, one.code), *_siren(one.siren)]
    return table.row(one.line, table.addresses.region(one.code), said, one.code)


def _department(table: Table, one: Department) -> Iterator[bytes]:
    kind = IGEO.CollectiviteDOutreMer if one.zone == OVERSEAS else IGEO.Departement
    inside = (DCTERMS.isPartOf, iri(table.addresses.region(one.region)))
    said = [*_types(CT.Department, kind), *_coded(one.name, one.code), inside, *_siren(one.siren)]
    return table.row(one.line, table.addresses.department(one.code), said, one.code)


def _arrondissement(table: Table, one: Arrondissement) -> Iterator[bytes]:
    inside = (DCTERMS.isPartOf, iri(table.addresses.department(one.department)))
    said = [*_types(CT.Arrondissement, IGEO.Arrondissement), *_coded(one.name, one.code), inside]
    return table.row(one.line, table.addresses.arrondissement(one.code), said, one.code)


def _intercommunality(table: Table, one: Intercommunality, departments: Collection[str]) -> Iterator[bytes]:
    label = tidy(one.name)
    others = sorted({one.name, one.long_name, one.short_name, one.acronym or label} - {label})
    said = [
        *_types(CT.Intercommunality, IGEO.Intercommunalite),
        (RDFS.label, french(label)),
        *((SKOS.altLabel, french(name)) for name in others),
        *_siren(one.siren),
        (CT.legalForm, iri(FORM[FORMS[one.form]])),
        *_people(one.population, _counted(table.origin, departments)),
    ]
    return table.row(one.line, table.addresses.intercommunality(one.siren), said, one.siren)


def _counted(origin: Origin, departments: Collection[str]) -> int | None:
    """Return the year in which the people of some départements were counted, if it is one year."""
    years = {origin.counted(code) for code in departments} or {origin.population}
    return years.pop() if len(years) == 1 else None


def _within(communes: Table, one: Intercommunality, members: Collection[Commune]) -> Iterator[bytes]:
    """Yield the département of an intercommunality that has all its communes in one."""
    departments = {commune.department for commune in members}
    if len(departments) != 1:
        return
    place = communes.addresses.intercommunality(one.siren)
    department = communes.addresses.department(departments.pop())
    fact = (place, DCTERMS.isPartOf, department)
    yield from communes.inferred(min(commune.line for commune in members), fact, WITHIN, "epci", one.siren)


def _grouping(table: Table, one: Grouping) -> Iterator[bytes]:
    label = tidy(one.name)
    others = sorted({one.name, one.long_name, one.acronym or label} - {label})
    said = [
        *_types(CT.Grouping),
        (RDFS.label, french(label)),
        *((SKOS.altLabel, french(name)) for name in others),
        *_siren(one.siren),
        (CT.legalForm, iri(FORM[FORMS[one.form]])),
        *_people(one.population, table.origin.counted(one.department)),
    ]
    place = table.addresses.grouping(one.siren)
    yield from table.row(one.line, place, said, one.siren)
    for siren in filter(str.isdecimal, one.members):
        member = table.addresses.intercommunality(siren)
        yield from table.row(one.line, member, [(DCTERMS.isPartOf, iri(place))], one.siren, "epci", siren)


def _commune(table: Table, one: Commune) -> Iterator[bytes]:
    addresses = table.addresses
    inside = [addresses.department(one.department)]
    if one.arrondissement:
        inside.append(addresses.arrondissement(one.arrondissement))
    if one.intercommunality:
        inside.append(addresses.intercommunality(one.intercommunality))
    said = [
        *_types(CT.Commune, IGEO.Commune),
        *_coded(one.name, one.code),
        *_siren(one.siren),
        *_people(one.population, table.origin.counted(one.department)),
        *((DCTERMS.isPartOf, iri(place)) for place in inside),
    ]
    return table.row(one.line, addresses.commune(one.code), said, one.code)

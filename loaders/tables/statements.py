"""The quads of the referential: each territory, the body that administers it, and the row that says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from rdflib import URIRef

from loaders.tables.lines import Object, french, integer, iri, lines, plain, typed
from loaders.tables.names import joined, tidy
from loaders.tables.origins import Origin, origins
from loaders.tables.territories import (
    FORMS,
    Arrondissement,
    Commune,
    Department,
    Grouping,
    Intercommunality,
    Referential,
    Region,
)
from ontology.addresses import Addresses, slug
from ontology.names import CT, DCTERMS, FOAF, FORM, GEO, IGEO, ORG, PROV, RDF, RDFS, SKOS, XSD

Said = Sequence[tuple[URIRef, Object]]

COLUMNS: dict[str, dict[str, tuple[URIRef, ...]]] = {
    "regions.csv": {
        "code": (IGEO.codeINSEE,),
        "name": (RDFS.label,),
        "link": (RDFS.label,),
        "siren": (CT.siren,),
    },
    "departements.csv": {
        "code": (IGEO.codeINSEE,),
        "name": (RDFS.label,),
        "link": (RDFS.label,),
        "region": (DCTERMS.isPartOf,),
        "siren": (CT.siren,),
    },
    "arrondissements.csv": {"code": (IGEO.codeINSEE,), "name": (RDFS.label,), "department": (DCTERMS.isPartOf,)},
    "epci.csv": {
        "siren": (CT.siren,),
        "name": (RDFS.label, SKOS.altLabel),
        "form": (CT.legalForm,),
        "population": (CT.population,),
    },
    "groupements.csv": {
        "siren": (CT.siren,),
        "name": (RDFS.label,),
        "acronym": (SKOS.altLabel,),
        "form": (CT.legalForm,),
        "population": (CT.population,),
        "members": (ORG.hasMember, ORG.memberOf),
    },
    "communes.csv": {
        "code": (IGEO.codeINSEE,),
        "name": (RDFS.label,),
        "siren": (CT.siren,),
        "department": (DCTERMS.isPartOf,),
        "arrondissement": (DCTERMS.isPartOf,),
        "epci": (DCTERMS.isPartOf,),
        "population": (CT.population,),
    },
}


@dataclass(frozen=True, slots=True)
class Table:
    """One table as a source: its graph, and the addresses under which its things are named."""

    origin: Origin
    addresses: Addresses

    @property
    def graph(self) -> URIRef:
        """Return the source's IRI, which is its graph's."""
        return self.addresses.source(self.origin.key)

    def row(self, code: str, line: int, thing: URIRef, said: Said) -> Iterator[bytes]:
        """Yield what a row says of a thing, and the evidence that names the row."""
        yield from lines(thing, said, self.graph)
        proof = self.addresses.evidence(f"{self.origin.key}-{code}")
        told = [(RDF.type, iri(CT.Evidence)), (RDF.subject, iri(thing)), (PROV.wasQuotedFrom, iri(self.graph))]
        yield from lines(proof, [*told, (CT.row, integer(line))], self.graph)

    def body(self, body: URIRef, name: str, siren: str | None, place: URIRef, other: Said = ()) -> Iterator[bytes]:
        """Yield the body that administers a place."""
        said = [
            (RDF.type, iri(ORG.FormalOrganization)),
            (RDFS.label, french(name)),
            (CT.administers, iri(place)),
            *other,
        ]
        yield from lines(body, [*said, *_siren(siren)], self.graph)


def quads(referential: Referential, addresses: Addresses) -> Iterator[bytes]:
    """Yield the N-Quads lines of all tables, each table in the graph of its source; raises InvalidSeeds."""
    tables = {name: Table(origin, addresses) for name, origin in origins(referential.folder).items()}
    for table in tables.values():
        yield from _source(table)
    spread = referential.spread()
    of = tables.__getitem__
    written = chain(
        (_region(of("regions.csv"), one) for one in referential.regions.values()),
        (_department(of("departements.csv"), one) for one in referential.departments.values()),
        (_arrondissement(of("arrondissements.csv"), one) for one in referential.arrondissements.values()),
        (_intercommunality(of("epci.csv"), one, spread) for one in referential.intercommunalities.values()),
        (_grouping(of("groupements.csv"), one) for one in referential.groupings.values()),
        (_commune(of("communes.csv"), one) for one in referential.communes.values()),
    )
    yield from chain.from_iterable(written)


def _source(table: Table) -> Iterator[bytes]:
    origin, addresses = table.origin, table.addresses
    publisher = addresses.organisation(slug(origin.publisher))
    said: list[tuple[URIRef, Object]] = [
        *((RDF.type, iri(kind)) for kind in (CT.SourceDocument, FOAF.Document, PROV.Entity)),
        (DCTERMS.identifier, plain(origin.file)),
        (DCTERMS.title, french(origin.title)),
        (DCTERMS.publisher, iri(publisher)),
        (DCTERMS.source, iri(origin.url)),
        (DCTERMS.license, iri(origin.licence)),
        (DCTERMS.language, plain("fr")),
        (CT.sha256, plain(origin.sha256)),
        (CT.readOn, typed(origin.read.isoformat(), XSD.date)),
    ]
    yield from lines(table.graph, said, table.graph)
    yield from lines(
        publisher, [(RDF.type, iri(ORG.FormalOrganization)), (RDFS.label, french(origin.publisher))], table.graph
    )
    for column, predicates in COLUMNS[origin.file].items():
        proof = addresses.evidence(f"{origin.key}-colonne-{column}")
        told = [(RDF.type, iri(CT.Evidence)), (PROV.wasQuotedFrom, iri(table.graph)), (CT.column, plain(column))]
        yield from lines(proof, [*told, *((RDF.predicate, iri(one)) for one in predicates)], table.graph)


def _types(*kinds: URIRef) -> list[tuple[URIRef, Object]]:
    return [(RDF.type, iri(kind)) for kind in (CT.Territory, GEO.Feature, *kinds)]


def _siren(siren: str | None) -> list[tuple[URIRef, Object]]:
    return [(CT.siren, plain(siren))] if siren else []


def _people(count: int | None, origin: Origin) -> list[tuple[URIRef, Object]]:
    if count is None or origin.population is None:
        return []
    return [(CT.population, integer(count)), (CT.populationYear, typed(origin.population, XSD.gYear))]


def _region(table: Table, one: Region) -> Iterator[bytes]:
    place = table.addresses.region(one.code)
    said = [*_types(CT.Region, IGEO.Region), (RDFS.label, french(one.name)), (IGEO.codeINSEE, plain(one.code))]
    yield from table.row(one.code, one.line, place, [*said, *_siren(one.siren)])
    body = table.addresses.organisation("region", one.code)
    yield from table.body(body, f"Région {joined(one.link, one.name)}", one.siren, place)


def _department(table: Table, one: Department) -> Iterator[bytes]:
    place = table.addresses.department(one.code)
    inside = (DCTERMS.isPartOf, iri(table.addresses.region(one.region)))
    said = [*_types(CT.Department, IGEO.Departement), (RDFS.label, french(one.name)), (IGEO.codeINSEE, plain(one.code))]
    yield from table.row(one.code, one.line, place, [*said, inside, *_siren(one.siren)])
    body = table.addresses.organisation("departement", one.code)
    yield from table.body(body, f"Département {joined(one.link, one.name)}", one.siren, place)


def _arrondissement(table: Table, one: Arrondissement) -> Iterator[bytes]:
    place = table.addresses.arrondissement(one.code)
    inside = (DCTERMS.isPartOf, iri(table.addresses.department(one.department)))
    named = [(RDFS.label, french(one.name)), (IGEO.codeINSEE, plain(one.code))]
    yield from table.row(one.code, one.line, place, [*_types(CT.Arrondissement, IGEO.Arrondissement), *named, inside])


def _intercommunality(table: Table, one: Intercommunality, spread: Mapping[str, frozenset[str]]) -> Iterator[bytes]:
    addresses, departments = table.addresses, spread.get(one.siren, frozenset())
    place = addresses.intercommunality(one.siren)
    label = tidy(one.name)
    others = sorted({one.name, one.long_name, one.short_name} - {label})
    said = [
        *_types(CT.Intercommunality, IGEO.Intercommunalite),
        (RDFS.label, french(label)),
        *((SKOS.altLabel, french(name)) for name in others),
        (CT.siren, plain(one.siren)),
        (CT.legalForm, iri(FORM[FORMS[one.form]])),
        *_people(one.population, table.origin),
        *((DCTERMS.isPartOf, iri(addresses.department(code))) for code in departments if len(departments) == 1),
    ]
    yield from table.row(one.siren, one.line, place, said)
    yield from table.body(addresses.organisation(one.siren), one.long_name, one.siren, place)


def _grouping(table: Table, one: Grouping) -> Iterator[bytes]:
    addresses = table.addresses
    place, body = addresses.grouping(one.siren), addresses.organisation(one.siren)
    acronym = [(SKOS.altLabel, french(one.acronym))] if one.acronym else []
    form = (CT.legalForm, iri(FORM[FORMS[one.form]]))
    named = [(RDFS.label, french(tidy(one.name))), *acronym, *_siren(one.siren), form]
    yield from table.row(
        one.siren, one.line, place, [*_types(CT.Grouping), *named, *_people(one.population, table.origin)]
    )
    members = [addresses.organisation(*member.split("-")) for member in one.members]
    held = [*((ORG.hasMember, iri(member)) for member in members), *acronym]
    yield from table.body(body, tidy(one.name), one.siren, place, held)
    for member in members:
        yield from lines(member, [(ORG.memberOf, iri(body))], table.graph)
    for siren in filter(str.isdecimal, one.members):
        yield from lines(addresses.intercommunality(siren), [(DCTERMS.isPartOf, iri(place))], table.graph)


def _commune(table: Table, one: Commune) -> Iterator[bytes]:
    addresses = table.addresses
    inside = [addresses.department(one.department)]
    if one.arrondissement:
        inside.append(addresses.arrondissement(one.arrondissement))
    if one.intercommunality:
        inside.append(addresses.intercommunality(one.intercommunality))
    said = [
        *_types(CT.Commune, IGEO.Commune),
        (RDFS.label, french(one.name)),
        (IGEO.codeINSEE, plain(one.code)),
        *_siren(one.siren),
        *_people(one.population, table.origin),
        *((DCTERMS.isPartOf, iri(place)) for place in inside),
    ]
    yield from table.row(one.code, one.line, addresses.commune(one.code), said)

"""The quads of what territories were: those that are no more, where communes belonged, what they were called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rdflib import URIRef

from loaders.tables.lines import Object, french, iri, plain, typed
from loaders.tables.names import tidy
from loaders.tables.table import Table
from loaders.tables.territory import Belonging, Former, FormerName, Referential
from ontology.addresses import Addresses
from ontology.names import CT, DCTERMS, GEO, IGEO, RDF, RDFS, SKOS, XSD

INTERCOMMUNALITY = "epci"


def past(found: Referential, tables: Mapping[str, Table]) -> Iterator[Iterator[bytes]]:
    """Yield the lines of each row of the tables of the past."""
    for former in found.former.values():
        yield _former(tables["anciens.csv"], former)
    for belonging in found.belongings.values():
        yield _belonging(tables["appartenances.csv"], belonging, found)
    for name in found.former_names.values():
        yield _former_name(tables["anciens-noms.csv"], name)


def _former(table: Table, one: Former) -> Iterator[bytes]:
    said: list[tuple[URIRef, Object]] = [
        *((RDF.type, iri(kind)) for kind in (CT.Territory, CT.FormerTerritory, GEO.Feature)),
        (RDFS.label, french(_name(one))),
        (CT.siren if one.level == INTERCOMMUNALITY else IGEO.codeINSEE, plain(one.code)),
        *_edition(CT.lastEdition, one.last),
        *((DCTERMS.isReplacedBy, iri(_place(table.addresses, code))) for code in one.into),
    ]
    return table.row(one.line, _place(table.addresses, one.code), said, one.code)


def _name(one: Former) -> str:
    if one.name is None:
        return f"Ancienne commune {one.code}"
    return tidy(one.name) if one.level == INTERCOMMUNALITY else one.name


def _belonging(table: Table, one: Belonging, found: Referential) -> Iterator[bytes]:
    said: list[tuple[URIRef, Object]] = [
        (RDF.type, iri(CT.Belonging)),
        (RDFS.label, french(_spell(one, found))),
        (CT.part, iri(_place(table.addresses, one.commune))),
        (CT.whole, iri(_place(table.addresses, one.intercommunality))),
        *_edition(CT.firstEdition, one.first),
        *_edition(CT.lastEdition, one.last),
    ]
    return table.row(one.line, table.addresses.of("appartenance", one.key), said, one.key)


def _spell(one: Belonging, found: Referential) -> str:
    """Return who belonged to what and when, as « Agen, CA d'Agen (jusqu'en 2021) »."""
    part, whole = _called(one.commune, found), _called(one.intercommunality, found)
    match one.first, one.last:
        case None, last:
            years = f"jusqu'en {last}"
        case first, None:
            years = f"depuis {first}"
        case first, last:
            years = f"{first}-{last}"
    return f"{part}, {tidy(whole)} ({years})"


def _called(code: str, found: Referential) -> str:
    known = found.communes.get(code) or found.intercommunalities.get(code) or found.former.get(code)
    return known.name or code if known else code


def _former_name(table: Table, one: FormerName) -> Iterator[bytes]:
    return table.shared(one.line, _place(table.addresses, one.code), [(SKOS.altLabel, french(tidy(one.name)))], one.key)


def _edition(term: URIRef, year: int | None) -> Iterator[tuple[URIRef, Object]]:
    if year is not None:
        yield term, typed(year, XSD.gYear)


_SIREN = 9


def _place(addresses: Addresses, code: str) -> URIRef:
    """Return the IRI of a commune by its INSEE code, or of an intercommunality by its SIREN."""
    return addresses.intercommunality(code) if len(code) == _SIREN else addresses.commune(code)

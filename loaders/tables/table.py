"""One table as a source: what is told of it, where its properties stand, and the evidence of each of its rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from rdflib import URIRef

from loaders.tables.lines import Object, french, integer, iri, lines, plain, typed
from loaders.tables.origins import Origin
from ontology.addresses import Addresses, slug
from ontology.names import CT, DCTERMS, FOAF, IGEO, ORG, PROV, RDF, RDFS, SKOS, XSD

Said = Sequence[tuple[URIRef, Object]]
_EVIDENCE, _SUBJECT, _SOURCE, _ROW = (RDF.type, iri(CT.Evidence)), RDF.subject, PROV.wasQuotedFrom, CT.row
"""What every row tells: a look at a name of a vocabulary costs more than the rest of a line."""

COLUMNS: Mapping[str, Mapping[str, tuple[URIRef, ...]]] = {
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
        "name": (RDFS.label, SKOS.altLabel),
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
    "collectivites.csv": {"name": (RDFS.label, SKOS.altLabel), "siren": (CT.siren,), "administers": (CT.administers,)},
    "anciens.csv": {
        "code": (IGEO.codeINSEE, CT.siren),
        "name": (RDFS.label,),
        "last": (CT.lastEdition,),
        "into": (DCTERMS.isReplacedBy,),
    },
    "appartenances.csv": {
        "commune": (CT.part,),
        "epci": (CT.whole,),
        "first": (CT.firstEdition,),
        "last": (CT.lastEdition,),
    },
    "anciens-noms.csv": {"name": (SKOS.altLabel,)},
}


@dataclass(frozen=True)
class Table:
    """One table as a source: its graph, the addresses under which its things are named, what its columns hold."""

    origin: Origin
    addresses: Addresses
    columns: Mapping[str, Sequence[URIRef]]

    @cached_property
    def graph(self) -> URIRef:
        """Return the source's IRI, which is its graph's."""
        return self.addresses.source(self.origin.key)

    def say(self, thing: URIRef, said: Said) -> Iterator[bytes]:
        """Yield what the table says of a thing, without the evidence."""
        return lines(thing, said, self.graph)

    def row(self, line: int, thing: URIRef, said: Said, *proof: str) -> Iterator[bytes]:
        """Yield what a row says of a thing, and the evidence that names the row; `proof` tells the evidence apart."""
        yield from self.say(thing, said)
        yield from self.say(self._proof(*proof), self._told(line, thing))

    def shared(self, line: int, thing: URIRef, said: Said, *proof: str) -> Iterator[bytes]:
        """Yield what a row says of a thing of which other rows speak too: the evidence names the values that it has."""
        yield from self.say(thing, said)
        values = [(RDF.object, value) for _, value in said]
        yield from self.say(self._proof(*proof), [*self._told(line, thing), *values])

    def _told(self, line: int, thing: URIRef) -> list[tuple[URIRef, Object]]:
        return [_EVIDENCE, (_SUBJECT, iri(thing)), (_SOURCE, iri(self.graph)), (_ROW, integer(line))]

    def body(self, line: int, body: URIRef, said: Said, *proof: str) -> Iterator[bytes]:
        """Yield what a row says of an organisation, and its evidence."""
        return self.row(line, body, [(RDF.type, iri(ORG.FormalOrganization)), *said], *proof, "organisation")

    def source(self) -> Iterator[bytes]:
        """Yield what is told of the table itself, and which of its columns holds which property."""
        origin = self.origin
        publisher = self.addresses.organisation(origin.body)
        said: list[tuple[URIRef, Object]] = [
            *((RDF.type, iri(kind)) for kind in (CT.SourceDocument, FOAF.Document, PROV.Entity)),
            (DCTERMS.identifier, plain(origin.file)),
            (DCTERMS.title, french(origin.title)),
            (DCTERMS.publisher, iri(publisher)),
            (DCTERMS.source, iri(origin.url)),
            (DCTERMS.license, iri(origin.licence)),
            (DCTERMS.language, plain("fr")),
            (CT.sha256, plain(origin.sha256)),
            *([(CT.readOn, typed(origin.read.isoformat(), XSD.date))] if origin.read else []),
        ]
        yield from self.say(self.graph, said)
        yield from self.say(
            publisher, [(RDF.type, iri(ORG.FormalOrganization)), (RDFS.label, french(origin.publisher))]
        )
        for column, predicates in self.columns.items():
            told = [(RDF.type, iri(CT.Evidence)), (PROV.wasQuotedFrom, iri(self.graph)), (CT.column, plain(column))]
            proof = self._proof("colonne", slug(column))
            yield from self.say(proof, [*told, *((RDF.predicate, iri(one)) for one in predicates)])

    def inferred(self, line: int, fact: tuple[URIRef, URIRef, URIRef], reason: str, *proof: str) -> Iterator[bytes]:
        """Yield a fact that follows from the table, and the evidence that names a row and says why."""
        subject, predicate, value = fact
        yield from self.say(subject, [(predicate, iri(value))])
        told = [
            *((RDF.type, iri(kind)) for kind in (CT.Evidence, RDF.Statement)),
            (RDF.subject, iri(subject)),
            (RDF.predicate, iri(predicate)),
            (RDF.object, iri(value)),
            (PROV.wasQuotedFrom, iri(self.graph)),
            (CT.row, integer(line)),
            (CT.inferred, typed("true", XSD.boolean)),
            (CT.reason, french(reason)),
        ]
        yield from self.say(self._proof(*proof), told)

    def _proof(self, *parts: str) -> URIRef:
        return self.addresses.of("preuve", self.origin.key, *parts)

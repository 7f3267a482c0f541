"""The catalogue: the data set, its files and its endpoint, described with DCAT 3 (DCAT-AP 3) and VoID."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import PurePosixPath

from flask import Blueprint
from flask.typing import ResponseReturnValue
from rdflib import Literal, URIRef

from ontology.names import (
    DCAT,
    DCTERMS,
    EU,
    FOAF,
    LICENCE,
    MEDIA,
    PREFIXES,
    RDF,
    SKOS,
    SPDX,
    VERSION,
    VOCABULARY,
    VOID,
    XSD,
)
from server.dumps import files
from server.editions import Edition, edition
from server.errors import Choice, NothingThere
from server.languages import texts
from server.negotiation import GRAPH_FORMATS, HTML, LANGUAGES, RDF_FORMATS, Format, find
from server.release import PublishedFile
from server.rendering import page, site
from server.responses import Link, Variant, negotiated, represent
from server.store import Term
from server.things.descriptions import Quad
from server.things.documents import serialise
from server.things.lookups import lookup

__all__ = ["catalogue", "described"]

catalogue = Blueprint("catalogue", __name__)

_FILE_TYPES = {
    "application/n-quads": "RDF_N_QUADS",
    "application/n-triples": "RDF_N_TRIPLES",
    "application/trig": "RDF_TRIG",
    "text/turtle": "RDF_TURTLE",
    "application/ld+json": "JSON_LD",
    "text/csv": "CSV",
    "application/json": "JSON",
    "text/plain": "TXT",
}
_STATEMENTS = frozenset({"application/n-quads", "application/n-triples", "application/trig"})
"""The media types of the files that hold what is published, which texts and reports do not."""

_COUNTRY, _TONGUES = EU["country/FRA"], {"fr": EU["language/FRA"], "en": EU["language/ENG"]}
_THEMES = ("GOVE", "REGI")


@catalogue.get("/catalogue")
@catalogue.get("/catalogue.<extension>")
def document(extension: str = "") -> ResponseReturnValue:
    """Answer with the catalogue."""
    variant = Variant(_format(extension), by_accept=False) if extension else negotiated(GRAPH_FORMATS)
    links = [Link(site().absolute("catalogue"), "canonical"), Link(LICENCE, "license")]
    links += [Link(site().catalogue(one.extension), "alternate", one.media_type) for one in GRAPH_FORMATS]
    return represent(variant, partial(_written, variant.format), links)


def _format(extension: str) -> Format:
    format_ = find(extension, GRAPH_FORMATS)
    if format_ is None:
        raise NothingThere(Choice(one.name, site().catalogue(one.extension)) for one in GRAPH_FORMATS)
    return format_


def _written(format_: Format) -> str | bytes:
    if format_ is not HTML:
        return serialise(described(edition()), format_, edition().site)
    formats = [(one, site().catalogue(one.extension)) for one in RDF_FORMATS]
    address = URIRef(site().absolute("catalogue") + "#catalogue")
    return page(
        "catalogue.html",
        files=files(),
        formats=formats,
        address=address,
        sources={str(iri): source for iri, source in edition().sources.items()},
    )


def described(served: Edition) -> tuple[Quad, ...]:
    """Return the catalogue of an edition; every node has an address, none is blank."""
    graph = URIRef(served.site.absolute("catalogue"))
    said = {Quad(subject, predicate, value, graph) for subject, predicate, value in _said(served)}
    return tuple(
        sorted(said, key=lambda quad: (quad.subject, quad.predicate != RDF.type, quad.predicate, quad.object.n3()))
    )


def _said(served: Edition) -> Iterator[tuple[URIRef, URIRef, Term]]:
    yield from _catalogue(served)
    yield from _dataset(served)
    yield from _service(served)
    yield from _publisher(served)
    for name, file in files().items():
        yield from _distribution(served, name, file)
    yield from _endpoint(served)
    yield from _statistics(served)


def _node(served: Edition, name: str) -> URIRef:
    return URIRef(f"{served.site.absolute('catalogue')}#{name}")


def _catalogue(served: Edition) -> Iterator[tuple[URIRef, URIRef, Term]]:
    node = _node(served, "catalogue")
    yield node, RDF.type, DCAT.Catalog
    yield from _named(node, "catalogue.catalogue-name", "catalogue.catalogue-description")
    yield from _common(served, node)
    yield node, FOAF.homepage, URIRef(served.site.base)
    yield node, DCAT.themeTaxonomy, EU["data-theme"]
    yield node, DCAT.dataset, _node(served, "dataset")
    yield node, DCAT.service, _node(served, "sparql")
    yield node, DCTERMS.spatial, _COUNTRY
    yield EU["data-theme"], RDF.type, SKOS.ConceptScheme
    yield EU["data-theme"], DCTERMS.title, Literal("Data theme", lang="en")


def _dataset(served: Edition) -> Iterator[tuple[URIRef, URIRef, Term]]:
    node = _node(served, "dataset")
    yield node, RDF.type, DCAT.Dataset
    yield node, RDF.type, VOID.Dataset
    yield from _named(node, "catalogue.dataset-name", "catalogue.dataset-description")
    yield from _common(served, node)
    yield node, DCTERMS.identifier, Literal(str(node))
    yield node, DCTERMS.accrualPeriodicity, EU["frequency/IRREG"]
    yield node, DCTERMS.accessRights, EU["access-right/PUBLIC"]
    yield node, DCTERMS.spatial, _COUNTRY
    yield node, DCAT.landingPage, URIRef(served.site.absolute("catalogue"))
    yield node, VERSION, Literal(served.release.id)
    yield node, DCTERMS.conformsTo, VOCABULARY
    for theme in _THEMES:
        yield node, DCAT.theme, EU[f"data-theme/{theme}"]
        yield EU[f"data-theme/{theme}"], RDF.type, SKOS.Concept
        yield EU[f"data-theme/{theme}"], SKOS.prefLabel, Literal(_THEME_NAMES[theme], lang="en")
    for language in LANGUAGES:
        for keyword in texts(language)("catalogue.keywords").split(";"):
            yield node, DCAT.keyword, Literal(keyword, lang=language)
    for name, file in files().items():
        yield node, DCAT.distribution, _node(served, f"file-{name}")
        if file.media_type in _STATEMENTS:
            yield node, VOID.dataDump, URIRef(served.site.absolute(f"dumps/{name}"))
    yield node, DCAT.distribution, _node(served, "endpoint")


_THEME_NAMES = {"GOVE": "Government and public sector", "REGI": "Regions and cities"}


def _distribution(served: Edition, name: str, file: PublishedFile) -> Iterator[tuple[URIRef, URIRef, Term]]:
    node, checksum = _node(served, f"file-{name}"), _node(served, f"checksum-{name}")
    address = URIRef(served.site.absolute(f"dumps/{name}"))
    yield node, RDF.type, DCAT.Distribution
    for language in LANGUAGES:
        yield node, DCTERMS.title, Literal(texts(language)("catalogue.file-name", file=name), lang=language)
    yield node, DCAT.accessURL, address
    yield node, DCAT.downloadURL, address
    yield node, DCTERMS.license, LICENCE
    yield node, DCAT.mediaType, MEDIA[file.media_type]
    yield MEDIA[file.media_type], RDF.type, DCTERMS.MediaType
    if kind := _FILE_TYPES.get(file.media_type):
        yield node, DCTERMS["format"], EU[f"file-type/{kind}"]
        yield EU[f"file-type/{kind}"], RDF.type, DCTERMS.MediaTypeOrExtent
    if PurePosixPath(name).suffix == ".gz":
        yield node, DCAT.compressFormat, MEDIA["application/gzip"]
        yield MEDIA["application/gzip"], RDF.type, DCTERMS.MediaType
    yield node, DCAT.byteSize, Literal(file.bytes, datatype=XSD.nonNegativeInteger)
    yield from _dated(served, node)
    yield node, SPDX["checksum"], checksum
    yield checksum, RDF.type, SPDX["Checksum"]
    yield checksum, SPDX["algorithm"], SPDX["checksumAlgorithm_sha256"]
    yield SPDX["checksumAlgorithm_sha256"], RDF.type, SPDX["ChecksumAlgorithm"]
    yield checksum, SPDX["checksumValue"], Literal(file.sha256, datatype=XSD.hexBinary)


def _endpoint(served: Edition) -> Iterator[tuple[URIRef, URIRef, Term]]:
    node = _node(served, "endpoint")
    yield node, RDF.type, DCAT.Distribution
    yield from _named(node, "catalogue.service-name", "catalogue.service-description")
    yield node, DCAT.accessURL, URIRef(served.site.absolute("sparql"))
    yield node, DCAT.accessService, _node(served, "sparql")
    yield node, DCAT.mediaType, MEDIA["application/sparql-results+json"]
    yield MEDIA["application/sparql-results+json"], RDF.type, DCTERMS.MediaType
    yield node, DCTERMS.license, LICENCE
    yield from _dated(served, node)


def _service(served: Edition) -> Iterator[tuple[URIRef, URIRef, Term]]:
    node, address = _node(served, "sparql"), URIRef(served.site.absolute("sparql"))
    yield node, RDF.type, DCAT.DataService
    yield from _named(node, "catalogue.service-name", "catalogue.service-description")
    yield node, DCTERMS.publisher, _node(served, "publisher")
    yield node, DCTERMS.license, LICENCE
    yield node, DCTERMS.accessRights, EU["access-right/PUBLIC"]
    yield node, DCAT.endpointURL, address
    yield node, DCAT.endpointDescription, address
    yield node, DCAT.servesDataset, _node(served, "dataset")


def _publisher(served: Edition) -> Iterator[tuple[URIRef, URIRef, Term]]:
    node = _node(served, "publisher")
    yield node, RDF.type, FOAF.Agent
    yield node, FOAF.name, Literal(served.site.host)
    yield node, FOAF.homepage, URIRef(served.site.base)
    yield URIRef(served.site.base), RDF.type, FOAF.Document
    yield URIRef(served.site.absolute("catalogue")), RDF.type, FOAF.Document
    yield LICENCE, RDF.type, DCTERMS.LicenseDocument
    yield LICENCE, DCTERMS.title, Literal(texts("fr")("site.licence-name"), lang="fr")
    yield _COUNTRY, RDF.type, DCTERMS.Location
    yield EU["access-right/PUBLIC"], RDF.type, DCTERMS.RightsStatement
    yield EU["frequency/IRREG"], RDF.type, DCTERMS.Frequency
    yield VOCABULARY, RDF.type, DCTERMS.Standard
    for tongue in _TONGUES.values():
        yield tongue, RDF.type, DCTERMS.LinguisticSystem


def _statistics(served: Edition) -> Iterator[tuple[URIRef, URIRef, Term]]:
    node = _node(served, "dataset")
    yield node, VOID.triples, Literal(served.release.quads)
    yield node, VOID.sparqlEndpoint, URIRef(served.site.absolute("sparql"))
    yield node, VOID.uriSpace, Literal(f"{served.site.base}id/")
    for namespace in sorted({str(VOCABULARY), *PREFIXES.values()}):
        yield node, VOID.vocabulary, URIRef(namespace)
    for number, row in enumerate(served.store.select(lookup("counts")), start=1):
        part = _node(served, f"class-{number}")
        yield node, VOID.classPartition, part
        yield part, VOID["class"], row["class"]
        yield part, VOID.entities, row["count"]
    for number, (property_, count) in enumerate(served.release.properties.items(), start=1):
        part = _node(served, f"property-{number}")
        yield node, VOID.propertyPartition, part
        yield part, VOID.property, URIRef(property_)
        yield part, VOID.triples, Literal(count)
    for number, graph in enumerate(served.release.graphs, start=1):
        part = _node(served, f"graph-{number}")
        yield node, VOID.subset, part
        yield part, RDF.type, VOID.Dataset
        yield part, DCTERMS.source, URIRef(graph.iri)
        yield part, VOID.triples, Literal(graph.quads)


def _named(node: URIRef, title: str, description: str) -> Iterator[tuple[URIRef, URIRef, Term]]:
    for language in LANGUAGES:
        yield node, DCTERMS.title, Literal(texts(language)(title), lang=language)
        yield node, DCTERMS.description, Literal(texts(language)(description), lang=language)


def _common(served: Edition, node: URIRef) -> Iterator[tuple[URIRef, URIRef, Term]]:
    yield node, DCTERMS.publisher, _node(served, "publisher")
    yield node, DCTERMS.license, LICENCE
    yield from _dated(served, node)
    for tongue in _languages():
        yield node, DCTERMS.language, tongue


def _dated(served: Edition, node: URIRef) -> Iterator[tuple[URIRef, URIRef, Term]]:
    day = Literal(served.release.built.isoformat(), datatype=XSD.dateTime)
    yield node, DCTERMS.issued, day
    yield node, DCTERMS.modified, day


def _languages() -> Iterable[URIRef]:
    return _TONGUES.values()

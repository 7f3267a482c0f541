"""The service description of the endpoint, with the data set that it serves (SPARQL 1.1 Service Description, VoID)."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import PurePosixPath

from rdflib import Graph, Literal, URIRef

from ontology.names import DCTERMS, FORMATS, LICENCE, PREFIXES, RDF, SD, VOCABULARY, VOID, XSD
from server.release import PublishedGraph, Release

_RESULTS = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV")
_WHOLE = frozenset({"application/n-quads", "application/trig"})
"""The media types of the files that hold the whole data set, its named graphs with it."""

_GRAPHS = ("Turtle", "N-Triples", "RDF_XML", "JSON-LD", "TriG", "N-Quads")


def describe(release: Release, endpoint: str, services: Collection[str]) -> Graph:
    """Return the description of the service at an absolute address, without blank nodes.

    The default graph is the union of the named ones. Triples are counted by graph, as the release's manifest does; a
    triple that two sources state counts once in each, a thing of a class once. Where a query may call some `services`,
    it is a federated one.
    """
    graph = Graph()
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    service, dataset = URIRef(endpoint), URIRef(f"{endpoint}#dataset")
    graph.add((service, RDF.type, SD.Service))
    graph.add((service, SD.endpoint, service))
    graph.add((service, SD.supportedLanguage, SD.SPARQL11Query))
    graph.add((service, SD.feature, SD.UnionDefaultGraph))
    if services:
        graph.add((service, SD.feature, SD.BasicFederatedQuery))
    for name in (*_RESULTS, *_GRAPHS):
        graph.add((service, SD.resultFormat, FORMATS[name]))
    graph.add((service, SD.defaultDataset, dataset))
    _describe_dataset(graph, dataset, release, endpoint)
    _count(graph, dataset, release, endpoint)
    for number, published in enumerate(release.graphs, start=1):
        _describe_graph(graph, dataset, URIRef(f"{endpoint}#graph-{number}"), published)
    return graph


def _describe_dataset(graph: Graph, dataset: URIRef, release: Release, endpoint: str) -> None:
    union = URIRef(f"{endpoint}#union")
    graph.add((dataset, RDF.type, SD.Dataset))
    graph.add((dataset, RDF.type, VOID.Dataset))
    graph.add((dataset, SD.defaultGraph, union))
    graph.add((dataset, VOID.sparqlEndpoint, URIRef(endpoint)))
    graph.add((dataset, VOID.uriSpace, Literal(f"{release.base}id/")))
    graph.add((dataset, VOID.vocabulary, VOCABULARY))
    graph.add((dataset, DCTERMS.license, LICENCE))
    graph.add((dataset, DCTERMS.identifier, Literal(release.id)))
    graph.add((dataset, DCTERMS.issued, Literal(release.built.isoformat(), datatype=XSD.dateTime)))
    graph.add((union, RDF.type, SD.Graph))


def _count(graph: Graph, dataset: URIRef, release: Release, endpoint: str) -> None:
    """Say where the whole is, and how much there is of each class and each property.

    (https://www.w3.org/TR/void/#class-property-partitions)
    """
    for file in release.files:
        if file.media_type in _WHOLE:
            graph.add((dataset, VOID.dataDump, URIRef(f"{release.base}dumps/{PurePosixPath(file.path).name}")))
    graph.add((dataset, VOID.triples, Literal(release.quads)))
    for number, (class_, count) in enumerate(release.classes.items(), start=1):
        part = URIRef(f"{endpoint}#class-{number}")
        graph.add((dataset, VOID.classPartition, part))
        graph.add((part, VOID["class"], URIRef(class_)))
        graph.add((part, VOID.entities, Literal(count)))
    for number, (property_, count) in enumerate(release.properties.items(), start=1):
        part = URIRef(f"{endpoint}#property-{number}")
        graph.add((dataset, VOID.propertyPartition, part))
        graph.add((part, VOID.property, URIRef(property_)))
        graph.add((part, VOID.triples, Literal(count)))


def _describe_graph(graph: Graph, dataset: URIRef, named: URIRef, published: PublishedGraph) -> None:
    content = URIRef(f"{named}-content")
    graph.add((dataset, SD.namedGraph, named))
    graph.add((named, RDF.type, SD.NamedGraph))
    graph.add((named, SD.name, URIRef(published.iri)))
    graph.add((named, SD.graph, content))
    graph.add((content, RDF.type, SD.Graph))
    graph.add((content, RDF.type, VOID.Dataset))
    graph.add((content, VOID.triples, Literal(published.quads)))

"""Every IRI that pacte mints or borrows; no other module spells one."""

from __future__ import annotations

from rdflib import URIRef
from rdflib.namespace import (
    DCAT,
    DCTERMS,
    FOAF,
    ORG,
    OWL,
    PROV,
    RDF,
    RDFS,
    SH,
    SKOS,
    VOID,
    XSD,
    DefinedNamespace,
    Namespace,
)

__all__ = [
    "BLANK",
    "CT",
    "DCAT",
    "DCTERMS",
    "DECISION",
    "EU",
    "FOAF",
    "FORM",
    "FORMATS",
    "GEO",
    "IGEO",
    "KIND",
    "LICENCE",
    "LOCAL_BASE",
    "MEDIA",
    "NOTHING",
    "OA",
    "ORG",
    "OWL",
    "PREFIXES",
    "PROV",
    "RDF",
    "RDFS",
    "REPORT",
    "RESULT",
    "RS",
    "SCHEMA",
    "SD",
    "SH",
    "SHAPE",
    "SKOS",
    "SPDX",
    "STAGED",
    "STORE",
    "THEME",
    "VANN",
    "VERSION",
    "VOCABULARY",
    "VOID",
    "WRITTEN",
    "XSD",
]

LICENCE = URIRef("https://www.etalab.gouv.fr/licence-ouverte-open-licence")
VERSION = URIRef("http://www.w3.org/ns/dcat#version")
"""DCAT 3; rdflib's DCAT is the second."""
VOCABULARY = URIRef("https://w3id.org/pacte/def")
LOCAL_BASE = "http://localhost:8000/"
NOTHING = URIRef("urn:x-pacte:nothing")  # the name of a graph without statements
REPORT = URIRef("urn:pacte:report")
"""A validation report, wherever its file stands; its results are named by the digest of what they say."""
RESULT = Namespace("urn:sha256:")
BLANK = Namespace("urn:pacte:blank:")
"""What a report calls a node that has no address."""
WRITTEN = Namespace("urn:pacte:written:")
"""The datatypes of literals that an engine would spell otherwise than they are written, while they are checked."""

STORE, STAGED = URIRef("urn:pacte:store"), Namespace("urn:pacte:staged:")
"""A remote store and the graph that says what it holds; what begins the IRIs that it is given and does not show yet."""


class CT(DefinedNamespace):
    """The contract and territory vocabulary, described by `vocabulary.ttl`."""

    _fail = True
    _NS = Namespace("https://w3id.org/pacte/def#")

    Accompaniment: URIRef
    Action: URIRef
    Amendment: URIRef
    Article: URIRef
    Arrondissement: URIRef
    Axis: URIRef
    Belonging: URIRef
    Commune: URIRef
    Contract: URIRef
    ContractKind: URIRef
    Correction: URIRef
    Decision: URIRef
    Department: URIRef
    Event: URIRef
    Evidence: URIRef
    Figure: URIRef
    FormerTerritory: URIRef
    Grouping: URIRef
    Intercommunality: URIRef
    LegalForm: URIRef
    Letter: URIRef
    Priority: URIRef
    Programme: URIRef
    Region: URIRef
    Signature: URIRef
    SourceDocument: URIRef
    Territory: URIRef
    Theme: URIRef

    action: URIRef
    administers: URIRef
    amends: URIRef
    axis: URIRef
    beneficiary: URIRef
    capacity: URIRef
    client: URIRef
    column: URIRef
    correctedProperty: URIRef
    correctedThing: URIRef
    correctedValue: URIRef
    counts: URIRef
    covers: URIRef
    decision: URIRef
    duration: URIRef
    event: URIRef
    figure: URIRef
    firstEdition: URIRef
    firstProgramming: URIRef
    heldPost: URIRef
    implements: URIRef
    inferred: URIRef
    kind: URIRef
    lastEdition: URIRef
    legalForm: URIRef
    onBehalfOf: URIRef
    page: URIRef
    part: URIRef
    partner: URIRef
    party: URIRef
    place: URIRef
    population: URIRef
    populationYear: URIRef
    position: URIRef
    priority: URIRef
    qualifier: URIRef
    readOn: URIRef
    reason: URIRef
    row: URIRef
    sha256: URIRef
    signatory: URIRef
    signature: URIRef
    signedOn: URIRef
    siren: URIRef
    succeeds: URIRef
    underProgramme: URIRef
    unit: URIRef
    value: URIRef
    whole: URIRef
    witness: URIRef


class IGEO(DefinedNamespace):
    """INSEE's ontology of French geography, http://rdf.insee.fr/def/geo."""

    _fail = True
    _NS = Namespace("http://rdf.insee.fr/def/geo#")

    Arrondissement: URIRef
    CollectiviteDOutreMer: URIRef
    Commune: URIRef
    Departement: URIRef
    Intercommunalite: URIRef
    Region: URIRef
    codeINSEE: URIRef


class GEO(DefinedNamespace):
    """OGC GeoSPARQL, https://docs.ogc.org/is/22-047r1/22-047r1.html."""

    _fail = True
    _NS = Namespace("http://www.opengis.net/ont/geosparql#")

    Feature: URIRef
    Geometry: URIRef
    asWKT: URIRef
    hasCentroid: URIRef
    hasGeometry: URIRef
    wktLiteral: URIRef


class OA(DefinedNamespace):
    """W3C Web Annotation, https://www.w3.org/TR/annotation-vocab/."""

    _fail = True
    _NS = Namespace("http://www.w3.org/ns/oa#")

    end: URIRef
    exact: URIRef
    start: URIRef


class RS(DefinedNamespace):
    """Rows of results as RDF, https://www.w3.org/2001/sw/DataAccess/tests/result-set.n3."""

    _fail = True
    _NS = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")

    ResultSet: URIRef
    binding: URIRef
    index: URIRef
    resultVariable: URIRef
    size: URIRef
    solution: URIRef
    value: URIRef
    variable: URIRef


class SCHEMA(DefinedNamespace):
    """The few schema.org terms used for pages, letters and events."""

    _fail = True
    _NS = Namespace("https://schema.org/")

    Article: URIRef
    Event: URIRef
    Message: URIRef
    QuantitativeValue: URIRef
    about: URIRef
    endDate: URIRef
    isBasedOn: URIRef
    keywords: URIRef
    location: URIRef
    mentions: URIRef
    organizer: URIRef
    recipient: URIRef
    sender: URIRef
    startDate: URIRef
    target: URIRef


class SD(DefinedNamespace):
    """SPARQL 1.1 Service Description, https://www.w3.org/TR/sparql11-service-description/."""

    _fail = True
    _NS = Namespace("http://www.w3.org/ns/sparql-service-description#")

    BasicFederatedQuery: URIRef
    Dataset: URIRef
    Graph: URIRef
    NamedGraph: URIRef
    SPARQL11Query: URIRef
    Service: URIRef
    UnionDefaultGraph: URIRef
    availableGraphs: URIRef
    defaultDataset: URIRef
    defaultGraph: URIRef
    endpoint: URIRef
    feature: URIRef
    graph: URIRef
    name: URIRef
    namedGraph: URIRef
    resultFormat: URIRef
    supportedLanguage: URIRef


class VANN(DefinedNamespace):
    """Annotations of vocabularies, http://purl.org/vocab/vann/."""

    _fail = True
    _NS = Namespace("http://purl.org/vocab/vann/")

    preferredNamespacePrefix: URIRef
    preferredNamespaceUri: URIRef


DECISION = Namespace("https://w3id.org/pacte/def/decision#")
KIND = Namespace("https://w3id.org/pacte/def/contract-kind#")
EU = Namespace("http://publications.europa.eu/resource/authority/")
FORM = Namespace("https://w3id.org/pacte/def/legal-form#")
FORMATS = Namespace("http://www.w3.org/ns/formats/")
MEDIA = Namespace("https://www.iana.org/assignments/media-types/")
SHAPE = Namespace("https://w3id.org/pacte/def/shapes#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
THEME = Namespace("https://w3id.org/pacte/def/theme#")

_ALL = (CT, DCAT, DCTERMS, FOAF, GEO, IGEO, OA, ORG, OWL, PROV, RDF, RDFS, RS, SCHEMA, SD, SH, SKOS, VANN, VOID, XSD)
_OPEN = {"decision": DECISION, "form": FORM, "kind": KIND, "spdx": SPDX, "theme": THEME}
_PREFIXES = {book.__name__.lower(): str(book._NS) for book in _ALL} | {name: str(iri) for name, iri in _OPEN.items()}
PREFIXES: dict[str, str] = dict(sorted(_PREFIXES.items()))

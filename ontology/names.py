"""Every IRI that pacte mints or borrows; no other module spells one."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

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
    "CT",
    "DCAT",
    "DCTERMS",
    "FOAF",
    "FORM",
    "GEO",
    "IGEO",
    "KIND",
    "OA",
    "ORG",
    "OWL",
    "PREFIXES",
    "PROV",
    "RDF",
    "RDFS",
    "SCHEMA",
    "SD",
    "SH",
    "SKOS",
    "THEME",
    "VANN",
    "VOCABULARY",
    "VOID",
    "XSD",
    "Addresses",
    "InvalidBase",
    "slug",
]

VOCABULARY = URIRef("https://w3id.org/pacte/def")


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
    Commune: URIRef
    Contract: URIRef
    ContractKind: URIRef
    Department: URIRef
    Event: URIRef
    Evidence: URIRef
    Figure: URIRef
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
    counts: URIRef
    covers: URIRef
    duration: URIRef
    event: URIRef
    figure: URIRef
    firstProgramming: URIRef
    heldPost: URIRef
    implements: URIRef
    inferred: URIRef
    kind: URIRef
    legalForm: URIRef
    onBehalfOf: URIRef
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
    witness: URIRef


class IGEO(DefinedNamespace):
    """INSEE's ontology of French geography, http://rdf.insee.fr/def/geo."""

    _fail = True
    _NS = Namespace("http://rdf.insee.fr/def/geo#")

    Arrondissement: URIRef
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
    location: URIRef
    mentions: URIRef
    organizer: URIRef
    recipient: URIRef
    sender: URIRef
    startDate: URIRef


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


KIND = Namespace("https://w3id.org/pacte/def/contract-kind#")
FORM = Namespace("https://w3id.org/pacte/def/legal-form#")
THEME = Namespace("https://w3id.org/pacte/def/theme#")

PREFIXES: dict[str, str] = {
    "ct": str(CT._NS),
    "dcat": str(DCAT._NS),
    "dcterms": str(DCTERMS._NS),
    "foaf": str(FOAF._NS),
    "form": str(FORM),
    "geo": str(GEO._NS),
    "igeo": str(IGEO._NS),
    "kind": str(KIND),
    "oa": str(OA._NS),
    "org": str(ORG._NS),
    "owl": str(OWL._NS),
    "prov": str(PROV._NS),
    "rdf": str(RDF._NS),
    "rdfs": str(RDFS._NS),
    "schema": str(SCHEMA._NS),
    "sd": str(SD._NS),
    "sh": str(SH._NS),
    "skos": str(SKOS._NS),
    "theme": str(THEME),
    "vann": str(VANN._NS),
    "void": str(VOID._NS),
    "xsd": str(XSD._NS),
}

_SPELLED = str.maketrans(
    {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss", "ø": "o", "Ø": "o", "’": "'", "–": "-"}
)
_BASE = re.compile(r"https?://[^\s<>\"{}|\\^`/?#]+(?:/[^\s<>\"{}|\\^`?#]*)?/")
_KEY = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")


class InvalidBase(ValueError):
    """The public base address is not an absolute http(s) address ending with a slash."""

    def __init__(self, value: str) -> None:
        """Keep the refused value in the message."""
        super().__init__(f"base address {value!r}: give an absolute http(s) address that ends with '/'")


def slug(text: str) -> str:
    """Return a text as lower-case ASCII words joined by hyphens, fit for an IRI's last segment.

    « Chaîne des Parcs » gives `chaine-des-parcs`; a text without any letter or digit gives the empty string.
    """
    spelled = text.translate(_SPELLED)
    ascii_text = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", ascii_text))


@dataclass(frozen=True, slots=True)
class Addresses:
    """Mint every data IRI of one deployment: `base` + `id/` + kind + `/` + key."""

    base: str

    def __post_init__(self) -> None:
        """Refuse a base that could not be joined with a path."""
        if not _BASE.fullmatch(self.base):
            raise InvalidBase(self.base)

    def of(self, kind: str, *parts: str) -> URIRef:
        """Return the IRI of one thing; the parts, joined by hyphens, are its key.

        Raises ValueError for a part that is empty or not made of ASCII letters, digits and single hyphens.
        """
        for part in parts:
            if not _KEY.fullmatch(part):
                raise ValueError(f"key {part!r} of a {kind}: use ASCII letters, digits and single hyphens")
        return URIRef(f"{self.base}id/{kind}/{'-'.join(parts)}")

    def commune(self, code: str) -> URIRef:
        """Return the IRI of a commune by its INSEE code."""
        return self.of("commune", code)

    def intercommunality(self, siren: str) -> URIRef:
        """Return the IRI of an intercommunality (EPCI) by its SIREN."""
        return self.of("epci", siren)

    def grouping(self, siren: str) -> URIRef:
        """Return the IRI of another grouping's territory (pôle métropolitain, PETR…) by its SIREN."""
        return self.of("groupement", siren)

    def arrondissement(self, code: str) -> URIRef:
        """Return the IRI of an arrondissement by its INSEE code."""
        return self.of("arrondissement", code)

    def department(self, code: str) -> URIRef:
        """Return the IRI of a département by its INSEE code."""
        return self.of("departement", code)

    def region(self, code: str) -> URIRef:
        """Return the IRI of a région by its INSEE code."""
        return self.of("region", code)

    def organisation(self, *parts: str) -> URIRef:
        """Return the IRI of an organisation: a SIREN, `departement-62`, `etat`, or the slug of its name."""
        return self.of("organisation", *parts)

    def person(self, name: str) -> URIRef:
        """Return the IRI of a person by name."""
        return self.of("personne", slug(name))

    def contract(self, *parts: str) -> URIRef:
        """Return the IRI of a contract from what identifies it: kind, codes of territory or parties, first year."""
        return self.of("contrat", *parts)

    def source(self, key: str) -> URIRef:
        """Return the IRI of a source document, which is also its named graph."""
        return self.of("source", key)

    def evidence(self, digest: str) -> URIRef:
        """Return the IRI of an evidence by the digest of what it says."""
        return self.of("preuve", digest)

    def period(self, start: str, end: str) -> URIRef:
        """Return the IRI of a period by its bounds, `ouvert` standing for a bound that is not stated."""
        return self.of("periode", slug(start) or "ouvert", slug(end) or "ouvert")

"""Terms and values as people write them."""

from __future__ import annotations

from collections.abc import Mapping

from rdflib import Literal, URIRef

from loaders.faults import Language, Wording
from loaders.model import Node
from ontology.addresses import Addresses
from ontology.names import DCAT, DCTERMS, FOAF, ORG, PREFIXES, PROV, RDF, RDFS, SCHEMA, SKOS
from ontology.rules import vocabulary

BORROWED: Mapping[URIRef, Wording] = {
    FOAF.Person: Wording("personne", "person"),
    DCTERMS.PeriodOfTime: Wording("période", "period"),
    ORG.FormalOrganization: Wording("organisation", "organisation"),
    ORG.Membership: Wording("mandat", "post"),
    ORG.Organization: Wording("organisation", "organisation"),
    ORG.Role: Wording("fonction", "role"),
    RDF.type: Wording("est", "is"),
    RDFS.label: Wording("nom", "name"),
    SKOS.prefLabel: Wording("intitulé", "title"),
    SKOS.altLabel: Wording("autre nom", "other name"),
    SKOS.broader: Wording("relève de", "under"),
    FOAF.name: Wording("nom", "name"),
    DCAT.startDate: Wording("début", "start"),
    DCAT.endDate: Wording("fin", "end"),
    DCTERMS.date: Wording("date", "date"),
    DCTERMS.temporal: Wording("période", "period"),
    DCTERMS.isPartOf: Wording("fait partie de", "part of"),
    DCTERMS.publisher: Wording("éditeur", "publisher"),
    DCTERMS.subject: Wording("objet", "subject"),
    ORG.member: Wording("titulaire", "holder"),
    ORG.organization: Wording("organisme", "organisation"),
    ORG.role: Wording("fonction", "role"),
    ORG.memberOf: Wording("membre de", "member of"),
    ORG.hasMember: Wording("a pour membre", "has member"),
    PROV.wasAttributedTo: Wording("selon", "according to"),
    SCHEMA.about: Wording("à propos de", "about"),
    SCHEMA.mentions: Wording("mentionne", "mentions"),
    SCHEMA.startDate: Wording("début", "start"),
    SCHEMA.endDate: Wording("fin", "end"),
    SCHEMA.location: Wording("lieu", "location"),
    SCHEMA.organizer: Wording("organisateur", "organiser"),
    SCHEMA.sender: Wording("expéditeur", "sender"),
    SCHEMA.recipient: Wording("destinataire", "recipient"),
}
"""What people call the borrowed terms that readings use."""


def label(iri: URIRef, addresses: Addresses, language: Language) -> str:
    """Return what people call a term in a language: the vocabulary's label, else its short name."""
    if iri in BORROWED:
        return BORROWED[iri].said(language)
    told = (*vocabulary().objects(iri, RDFS.label), *vocabulary().objects(iri, SKOS.prefLabel))
    names = {str(one.language): str(one) for one in told if isinstance(one, Literal)}
    return names.get(language) or short(iri, addresses)


def short(node: Node, addresses: Addresses) -> str:
    """Return a node as people write it: `ct:party`, `commune/62498`, "a text"."""
    if isinstance(node, Literal):
        return f'"{node}"'
    for prefix, start in PREFIXES.items():
        if node.startswith(start):
            return f"{prefix}:{node.removeprefix(start)}"
    return node.removeprefix(f"{addresses.base}id/")

"""From what was read to N-Quads: each fact and its evidence, in the graph of its source."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from importlib import resources
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import TypeAlias

import pyoxigraph as ox
import rdflib

from loaders.model import Article, Document, Evidence, Node, Reading, Statement
from loaders.publishers import Publisher
from ontology.addresses import Addresses
from ontology.names import CT, DCTERMS, FOAF, OA, ORG, PROV, RDF, RDFS, VOCABULARY, XSD

LANGUAGE = "fr"
ONTOLOGY = Path(str(resources.files("ontology")))
Triple: TypeAlias = tuple[rdflib.URIRef, rdflib.URIRef, Node]


class BlankNode(ValueError):
    """A file of the vocabulary holds a node without an address."""


def term(node: Node) -> ox.NamedNode | ox.Literal:
    """Return an rdflib node as the store's; raises ValueError for an IRI that holds a forbidden character."""
    if isinstance(node, rdflib.URIRef):
        return ox.NamedNode(node)
    if node.language:
        return ox.Literal(str(node), language=node.language)
    return ox.Literal(str(node), datatype=ox.NamedNode(node.datatype) if node.datatype else None)


def node(term: ox.NamedNode | ox.Literal | ox.BlankNode | ox.Triple) -> Node:
    """Return one of the store's nodes as rdflib's; raises BlankNode for one without an address."""
    match term:
        case ox.NamedNode():
            return rdflib.URIRef(term.value)
        case ox.Literal(language=str() as language):
            return rdflib.Literal(term.value, lang=language)
        case ox.Literal():
            kind = rdflib.URIRef(term.datatype.value)
            return rdflib.Literal(term.value, datatype=None if kind == XSD.string else kind, normalize=False)
        case _:
            raise BlankNode(f"{term}: give the node an IRI")


def lines(quads: Iterable[ox.Quad]) -> list[bytes]:
    """Return quads as N-Quads lines.

    Each value is spelled as the store gives it back: `P72M` as `P6Y`, `1.50` as `1.5`.
    """
    store = ox.Store()
    store.extend(quads)
    spelled = BytesIO()
    store.dump(spelled, ox.RdfFormat.N_QUADS)
    return spelled.getvalue().splitlines(keepends=True)


def subjects(lines: Iterable[bytes]) -> set[str]:
    """Return the addresses that lines of N-Quads describe."""
    return {found.decode() for found in {line[1 : line.index(b">")] for line in lines}}


def read(reading: Reading, publisher: Publisher | None, addresses: Addresses) -> Iterator[ox.Quad]:
    """Yield all the quads of one reading: the document, its articles, the facts, and the evidence of each."""
    source = addresses.source(reading.document.key)
    triples = chain(
        _document(reading, source),
        _publisher(publisher, source) if publisher else (),
        chain.from_iterable(_article(article, reading.document, addresses) for article in reading.articles),
        chain.from_iterable(fact(statement, reading.document, addresses) for statement in reading.statements),
    )
    return placed(triples, source)


def placed(triples: Iterable[Triple], source: rdflib.URIRef) -> Iterator[ox.Quad]:
    """Return statements as quads in the graph of their source."""
    graph = ox.NamedNode(source)
    return (ox.Quad(ox.NamedNode(s), ox.NamedNode(p), term(o), graph) for s, p, o in triples)


def vocabulary(home: Path) -> Iterator[ox.Quad]:
    """Yield the vocabulary and the schemes of a folder in the graph of the vocabulary; raises BlankNode."""
    graph = ox.NamedNode(VOCABULARY)
    for path in [home / "vocabulary.ttl", *sorted(home.glob("schemes/*.ttl"))]:
        for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE):
            if isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode):
                raise BlankNode(f"{path.name}: {quad.subject} {quad.predicate} {quad.object}: give the node an IRI")
            yield ox.Quad(quad.subject, quad.predicate, quad.object, graph)


def title(reading: Reading) -> str:
    """Return a document's title: what its source states, else its first article's, else its first words."""
    titles = [reading.document.title or "", *(article.title for article in reading.articles)]
    lines = (line.strip() for line in reading.document.text.split("\n"))
    return next((told for told in (*titles, *lines) if told), reading.document.identifier)


def _document(reading: Reading, source: rdflib.URIRef) -> Iterator[Triple]:
    """Yield the description of a document, without what nobody stated."""
    document = reading.document
    for kind in (CT.SourceDocument, FOAF.Document, PROV.Entity):
        yield source, RDF.type, kind
    tag = document.language or LANGUAGE
    said: list[tuple[rdflib.URIRef, Node | None]] = [
        (DCTERMS.identifier, rdflib.Literal(document.identifier)),
        (DCTERMS.title, rdflib.Literal(title(reading), lang=tag)),
        (DCTERMS.source, rdflib.URIRef(document.url) if document.url else None),
        (DCTERMS.license, rdflib.URIRef(document.licence) if document.licence else None),
        (DCTERMS.language, rdflib.Literal(tag)),
        (CT.sha256, rdflib.Literal(document.sha256)),
        (DCTERMS.issued, rdflib.Literal(document.issued.isoformat(), datatype=XSD.date) if document.issued else None),
        (CT.readOn, rdflib.Literal(document.read_on.isoformat(), datatype=XSD.date) if document.read_on else None),
    ]
    for predicate, value in said:
        if value is not None:
            yield source, predicate, value


def _publisher(publisher: Publisher, source: rdflib.URIRef) -> Iterator[Triple]:
    """Yield who published a document."""
    yield source, DCTERMS.publisher, publisher.iri
    yield from named(publisher)


def named(publisher: Publisher) -> Iterator[Triple]:
    """Yield the name of an organisation that nothing else names."""
    if publisher.label:
        yield publisher.iri, RDF.type, ORG.Organization
        yield publisher.iri, RDFS.label, rdflib.Literal(publisher.label, lang=LANGUAGE)


def _article(article: Article, document: Document, addresses: Addresses) -> Iterator[Triple]:
    """Yield the description of one article of a page."""
    node = addresses.of("article", document.key, str(article.position))
    yield node, RDF.type, CT.Article
    yield node, RDFS.label, rdflib.Literal(article.title, lang=LANGUAGE)
    yield node, DCTERMS.isPartOf, addresses.source(document.key)
    yield node, CT.position, _integer(article.position)
    yield node, OA.start, _integer(article.start)
    yield node, OA.end, _integer(article.end)
    yield from _page(node, article.start, document)


def fact(statement: Statement, document: Document, addresses: Addresses) -> Iterator[Triple]:
    """Yield a fact and, for each of its evidences, the words that say it."""
    yield statement.subject, statement.predicate, statement.object
    for evidence in statement.evidence:
        yield from _evidence(statement, evidence, document, addresses)


def _evidence(statement: Statement, evidence: Evidence, document: Document, addresses: Addresses) -> Iterator[Triple]:
    """Yield what is said of an evidence."""
    source = addresses.source(document.key)
    node = evidence_iri(statement, evidence, document, addresses)
    yield node, RDF.type, CT.Evidence
    yield node, RDF.type, RDF.Statement
    yield node, RDF.subject, statement.subject
    yield node, RDF.predicate, statement.predicate
    yield node, RDF.object, statement.object
    yield node, PROV.wasQuotedFrom, source
    yield node, OA.exact, rdflib.Literal(document.text[evidence.start : evidence.end])
    yield node, OA.start, _integer(evidence.start)
    yield node, OA.end, _integer(evidence.end)
    yield from _page(node, evidence.start, document)
    yield node, CT.inferred, rdflib.Literal(str(evidence.inferred).lower(), datatype=XSD.boolean)
    if evidence.reason is not None:
        yield node, CT.reason, rdflib.Literal(evidence.reason, lang=LANGUAGE)


def evidence_iri(statement: Statement, evidence: Evidence, document: Document, addresses: Addresses) -> rdflib.URIRef:
    """Return the IRI of an evidence: a digest of the fact, the source and the place of the words."""
    about = (addresses.source(document.key), statement.subject, statement.predicate, statement.object)
    said = [*(node.n3() for node in about), str(evidence.start), str(evidence.end)]
    return addresses.evidence(hashlib.sha256("\n".join(said).encode()).hexdigest()[:20])


def _page(node: rdflib.URIRef, start: int, document: Document) -> Iterator[Triple]:
    """Yield the page where something begins in a document that has pages."""
    if (page := document.page(start)) is not None:
        yield node, CT.page, _integer(page)


def _integer(value: int) -> rdflib.Literal:
    return rdflib.Literal(str(value), datatype=XSD.integer)

"""The vocabulary and its schemes at /def, as a page with an anchor for each term, and as data."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue
from rdflib import Literal, URIRef

from ontology.names import DCTERMS, OWL, RDF, RDFS, SKOS, VOCABULARY
from server.editions import edition
from server.errors import Choice, NothingThere
from server.languages import reader
from server.negotiation import GRAPH_FORMATS, HTML, Format, find
from server.rendering import page, site, wording
from server.responses import Link, Variant, keep, negotiated, represent
from server.things.descriptions import Description, Quad
from server.things.documents import context, serialise
from server.things.lookups import lookup
from server.things.portraits import Shown

__all__ = ["terms"]

terms = Blueprint("terms", __name__)

PARTS = ("", "contract-kind", "decision", "legal-form", "theme")
_GROUPS = {
    "classes": {OWL.Class, RDFS.Class},
    "properties": {RDF.Property, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty},
    "schemes": {SKOS.ConceptScheme},
    "concepts": {SKOS.Concept},
}
_TOLD = (RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range, SKOS.inScheme, SKOS.notation, SKOS.broader)
_DEFINED = (SKOS.definition, RDFS.comment, SKOS.scopeNote, DCTERMS.description)


@dataclass(frozen=True, slots=True)
class Term:
    """One term as the page shows it; `facts` are its property labels and values."""

    anchor: str
    label: str
    short: str
    definition: Literal | None
    facts: tuple[tuple[str, tuple[Shown, ...]], ...]


@terms.get("/def/context.jsonld")
def jsonld_context() -> ResponseReturnValue:
    """Answer with the JSON-LD context that the documents name."""
    response = Response(json.dumps(context(), ensure_ascii=False, indent=1) + "\n", content_type="application/ld+json")
    keep(response)
    return response


@terms.get("/def")
@terms.get("/def.<extension>")
def vocabulary(extension: str = "") -> ResponseReturnValue:
    """Answer with the vocabulary."""
    return _part("", extension)


@terms.get("/def/<name>")
def scheme(name: str) -> ResponseReturnValue:
    """Answer with one scheme of concepts."""
    part, _, extension = name.partition(".")
    if part not in PARTS or not part:
        raise NothingThere(Choice(one or "def", site().definition(one)) for one in PARTS)
    return _part(part, extension)


def _part(part: str, extension: str) -> ResponseReturnValue:
    variant = Variant(_format(part, extension), by_accept=False) if extension else negotiated(GRAPH_FORMATS)
    links = [Link(site().absolute(f"def/{part}".rstrip("/")), "canonical")]
    links += [Link(site().definition(part, one.extension), "alternate", one.media_type) for one in GRAPH_FORMATS]
    return represent(variant, lambda: _written(part, variant.format), links)


def _format(part: str, extension: str) -> Format:
    format_ = find(extension, GRAPH_FORMATS)
    if format_ is None:
        raise NothingThere(Choice(one.name, site().definition(part, one.extension)) for one in GRAPH_FORMATS)
    return format_


def _written(part: str, format_: Format) -> str | bytes:
    quads = _quads(part)
    if format_ is not HTML:
        return serialise(quads, format_, edition().site)
    formats = [(one, site().definition(part, one.extension)) for one in GRAPH_FORMATS if one is not HTML]
    return page(
        "vocabulary.html", part=part, formats=formats, groups=_groups(quads), parts_of=[one for one in PARTS if one]
    )


def _quads(part: str) -> tuple[Quad, ...]:
    """Return what the release says of the terms of a part and of their scheme; the first is all but the others."""
    rows = edition().store.select(lookup("definitions"))
    whole = [Quad(URIRef(row["subject"]), URIRef(row["predicate"]), row["object"], VOCABULARY) for row in rows]
    if not part:
        found = {quad for quad in whole if not quad.subject.startswith(f"{VOCABULARY}/")}
    else:
        found = {quad for quad in whole if quad.subject.startswith(f"{VOCABULARY}/{part}#")}
    schemes = {quad.object for quad in found if quad.predicate == SKOS.inScheme}
    found |= {quad for quad in whole if quad.subject in schemes}
    return tuple(sorted(found, key=lambda quad: (*map(str, quad[:2]), quad.object.n3())))


def _groups(quads: Sequence[Quad]) -> Mapping[str, tuple[Term, ...]]:
    description = Description(VOCABULARY, quads)
    found: dict[str, list[Term]] = {group: [] for group in _GROUPS}
    for term in description.values:
        types = set(description.objects(term, RDF.type))
        group = next((group for group, classes in _GROUPS.items() if types & classes), None)
        if group and term != VOCABULARY:
            found[group].append(_term(description, term))
    return {group: tuple(sorted(members, key=lambda one: one.short)) for group, members in found.items() if members}


def _term(description: Description, term: URIRef) -> Term:
    facts = ((wording().term(one), tuple(_shown(description, term, one))) for one in _TOLD)
    anchor = term.partition("#")[2]
    return Term(
        anchor,
        wording().term(term),
        anchor or term,
        _definition(description, term),
        tuple((label, values) for label, values in facts if values),
    )


def _definition(description: Description, term: URIRef) -> Literal | None:
    found = [one for predicate in _DEFINED for one in description.objects(term, predicate) if isinstance(one, Literal)]
    ranked = sorted(found, key=lambda one: (one.language != reader().language, one.language != "fr"))
    return ranked[0] if ranked else None


def _shown(description: Description, term: URIRef, predicate: URIRef) -> Iterator[Shown]:
    for value in description.objects(term, predicate):
        if isinstance(value, URIRef):
            place = site().place(value)
            yield Shown(
                wording().term(value), href=place.href if place else None, outside=bool(place and place.outside)
            )
        else:
            yield Shown(str(value))

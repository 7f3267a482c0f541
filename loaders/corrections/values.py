"""The things, properties and values that an entry names, as it spells them: `commune/62498`, `ct:signedOn`, a text."""

from __future__ import annotations

import difflib
import re
from datetime import date

from rdflib import Literal, URIRef

from loaders.faults import Failure, Wording
from loaders.model import Node
from ontology import names
from ontology.addresses import Addresses
from ontology.names import DCAT, DCTERMS, FOAF, OWL, PREFIXES, RDF, RDFS, SCHEMA, SKOS, XSD
from ontology.rules import vocabulary

LANGUAGE = "fr"
_THING = re.compile(r"([a-z]+)/([A-Za-z0-9]+(?:-[A-Za-z0-9]+)*)")
_TERM = re.compile(r"([a-z]+):([A-Za-z][\w-]*)")
_DATES = (
    (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), XSD.date),
    (re.compile(r"[0-9]{4}-[0-9]{2}"), XSD.gYearMonth),
    (re.compile(r"[0-9]{4}"), XSD.gYear),
)
_DATED = {DCTERMS.date, DCAT.startDate, DCAT.endDate, SCHEMA.startDate, SCHEMA.endDate}
_NAMED = {RDFS.label, SKOS.prefLabel, SKOS.altLabel, DCTERMS.subject}
_PLAIN = {FOAF.name, SKOS.notation}
_OUTWARD = {DCTERMS.license, DCTERMS.source}
"""What leads to an address of the web that is no thing of ours."""
_WEB = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
BORROWED = _DATED | _NAMED | _PLAIN
"""The borrowed properties that hold texts and dates; all other borrowed properties hold things."""


class UnusableValue(Failure, ValueError):
    """A value cannot be that of its property."""


def thing(text: str, addresses: Addresses) -> URIRef | None:
    """Return the thing that a text names, by its whole address or what follows `id/` in it; None if it names none."""
    bare = text.removeprefix(f"{addresses.base}id/").removeprefix(f"{addresses.base}doc/")
    found = _THING.fullmatch(bare)
    return addresses.of(*found.groups()) if found else None


def term(text: str) -> URIRef | None:
    """Return the term that a prefixed name stands for, « kind:crte »; None if no vocabulary has one of that name."""
    found = _TERM.fullmatch(text)
    if found is None or found[1] not in PREFIXES:
        return None
    iri = URIRef(PREFIXES[found[1]] + found[2])
    book = getattr(names, found[1].upper(), ())
    return iri if (iri, None, None) in vocabulary() or (found[1] != "ct" and iri in book) else None


def named_property(text: str) -> URIRef | None:
    """Return the property that a prefixed name stands for, « ct:signedOn »; None if there is none of that name."""
    found = term(text)
    kinds = set(vocabulary().objects(found, RDF.type)) if found else set()
    return None if not kinds.isdisjoint({OWL.Class, SKOS.Concept, SKOS.ConceptScheme}) else found


def nearest(text: str) -> str:
    """Return the own property whose name is nearest to a misspelt one, as `ct:signedOn`."""
    kinds = (OWL.ObjectProperty, OWL.DatatypeProperty)
    known = [str(one) for kind in kinds for one in vocabulary().subjects(RDF.type, kind)]
    own = sorted(f"ct:{one.removeprefix(PREFIXES['ct'])}" for one in known if one.startswith(PREFIXES["ct"]))
    return (difflib.get_close_matches(text, own, 1, 0) or own)[0]


def node(predicate: URIRef, value: object, addresses: Addresses) -> Node:
    """Return a value of a property; raises UnusableValue for one that the property cannot have."""
    if _holds_text(predicate):
        return _literal(predicate, value)
    named = thing(str(value), addresses) or term(str(value)) or _address(predicate, str(value))
    if named is None:
        raise UnusableValue(
            Wording(
                "cette propriété mène à une chose : écrire commune/62498, par exemple, ou kind:crte",
                "this property leads to a thing: write commune/62498, for instance, or kind:crte",
            )
        )
    return named


def _address(predicate: URIRef, text: str) -> URIRef | None:
    return URIRef(text) if predicate in _OUTWARD and _WEB.fullmatch(text) else None


def _holds_text(predicate: URIRef) -> bool:
    return predicate in BORROWED or (predicate, RDF.type, OWL.DatatypeProperty) in vocabulary()


def _literal(predicate: URIRef, value: object) -> Literal:
    text = value.isoformat() if isinstance(value, date) else str(value)
    kind = vocabulary().value(predicate, RDFS.range)
    if predicate in _NAMED or kind == RDF.langString:
        return Literal(text, lang=LANGUAGE)
    if predicate in _PLAIN or kind == XSD.string:
        return Literal(text)
    if kind is None:
        return _moment(text)
    made = Literal(text.lower() if isinstance(value, bool) else text, datatype=URIRef(str(kind)), normalize=False)
    if made.ill_typed:
        name = str(kind).rpartition("#")[2]
        raise UnusableValue(Wording(f"la valeur n'est pas du type {name}", f"the value is not of the type {name}"))
    return made


def _moment(text: str) -> Literal:
    for pattern, kind in _DATES:
        if pattern.fullmatch(text):
            return Literal(text, datatype=kind)
    raise UnusableValue(
        Wording(
            "ce n'est ni un jour, ni un mois, ni une année : écrire AAAA-MM-JJ, AAAA-MM ou AAAA",
            "this is no day, month or year: write YYYY-MM-DD, YYYY-MM or YYYY",
        )
    )

"""How things, properties and values are called in the language of a page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from rdflib import Literal, URIRef

from ontology.names import CT, DCAT, DCTERMS, GEO, ORG, PREFIXES, PROV, SCHEMA
from server.languages import Texts
from server.store import Term
from server.things.descriptions import Description

__all__ = ["POINT", "Wording", "curie"]

_DATES = (CT.signedOn, SCHEMA.startDate, SCHEMA.endDate, DCTERMS.date)
_LINKS = (ORG.organization, SCHEMA.location)
_TEXTS = (CT.counts, CT.place)
POINT = re.compile(r"POINT ?\((-?[0-9.]+) (-?[0-9.]+)\)")
"""A point in Well-Known Text: its longitude, its latitude, in degrees."""


def curie(iri: str) -> str:
    """Return an IRI shortened by a known prefix, or itself: `ct:covers`."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and len(iri) > len(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return str(iri)


@dataclass(frozen=True, slots=True)
class Wording:
    """Name things in one language; `terms` are the labels that the vocabulary gives in that language."""

    texts: Texts
    terms: Mapping[URIRef, str]

    def term(self, iri: URIRef) -> str:
        """Return the label of a class, property or concept: the vocabulary's, the interface's, or its short name."""
        if label := self.terms.get(iri):
            return label[:1].upper() + label[1:]
        key = f"term.{curie(iri)}"
        return self.texts(key) if self.texts.has(key) else curie(iri)

    def inverse(self, predicate: URIRef) -> str:
        """Return a property read backwards: what a thing is to those that point to it by it."""
        key = f"inverse.{curie(predicate)}"
        if self.texts.has(key):
            return self.texts(key)
        return self.texts("inverse.other", property=self.term(predicate))

    def name(self, description: Description, node: URIRef) -> Literal:
        """Return the name of a node; a period is named by its bounds, a point by its degrees, a term by its label."""
        if label := description.label(node, self.texts.language):
            return label
        if node in self.terms or self.texts.has(f"term.{curie(node)}"):
            return Literal(self.term(node), lang=self.texts.language)
        if period := self.period(description.value(node, DCAT.startDate), description.value(node, DCAT.endDate)):
            return Literal(period, lang=self.texts.language)
        if place := POINT.fullmatch(str(description.value(node, GEO.asWKT))):
            return Literal(self.point(float(place[1]), float(place[2])), lang=self.texts.language)
        return Literal(curie(node))

    def point(self, longitude: float, latitude: float) -> str:
        """Return a place by its degrees, the latitude first, to some ten metres."""
        north = self.texts("value.north" if latitude >= 0 else "value.south", degrees=self._degrees(latitude))
        east = self.texts("value.east" if longitude >= 0 else "value.west", degrees=self._degrees(longitude))
        return f"{north}, {east}"

    def _degrees(self, angle: float) -> str:
        return self.texts.number(f"{abs(angle):.4f}")

    def period(self, start: Term | None, end: Term | None) -> str:
        """Return the bounds of a period in words, an empty text when it has none."""
        if start is None and end is None:
            return ""
        if end is None:
            return self.texts("value.since", start=self.texts.value(start or Literal("")))
        if start is None:
            return self.texts("value.until", end=self.texts.value(end))
        first, last = self.texts.value(start), self.texts.value(end)
        return first if first == last else self.texts("value.period", start=first, end=last)

    def note(self, description: Description, node: URIRef) -> str:
        """Return what is worth saying beside the name of a part: what is counted, when, where, for whom."""
        said = [description.value(node, one) for one in (*_TEXTS, *_DATES)]
        words = [self.texts.value(value) for value in said if value is not None]
        words += [str(self.name(description, one)) for link in _LINKS for one in description.nodes(node, link)]
        speakers = description.nodes(node, PROV.wasAttributedTo)
        words += [self.texts("value.according", name=self.name(description, one)) for one in speakers]
        return " · ".join(dict.fromkeys(word for word in words if word))

    def literal(self, description: Description, subject: URIRef, predicate: URIRef, value: Literal) -> str:
        """Return a value as people write it: a population with its year, an amount with its currency."""
        text = self.texts.value(value)
        if predicate == CT.population and str(value).isdecimal():
            year = description.value(subject, CT.populationYear)
            inhabitants = self.texts.counted("value.inhabitants", int(str(value)))
            return f"{inhabitants} ({self.texts.value(year)})" if year is not None else inhabitants
        if predicate == CT.value:
            unit = description.value(subject, CT.unit)
            return f"{text}\u00a0{self.unit(str(unit))}" if unit is not None else text
        if predicate == CT.unit:
            return self.unit(text)
        if predicate == DCTERMS.language and self.texts.has(f"language.{text}"):
            return self.texts(f"language.{text}")
        return text

    def unit(self, unit: str) -> str:
        """Return a unit as it is written after a number."""
        key = f"unit.{unit}"
        return self.texts(key) if self.texts.has(key) else unit

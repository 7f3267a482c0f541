"""The constraints that SHACL asks of each value alone (https://www.w3.org/TR/shacl/#core-components)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node, XSDToPython

from ontology.names import RDF, RDFS, SH, XSD
from ontology.screening.doubts import ERROR, KEPT, UNKNOWN, Doubt, exactly
from ontology.screening.terms import SURE, constant, matches, written

Classes: TypeAlias = Mapping[URIRef, frozenset[URIRef]]
"""A class → itself and all its subclasses."""

_KINDS = {
    SH.IRI: "isIRI({0})",
    SH.Literal: "isLiteral({0})",
    SH.BlankNode: "isBlank({0})",
    SH.BlankNodeOrIRI: "!isLiteral({0})",
    SH.BlankNodeOrLiteral: "!isIRI({0})",
    SH.IRIOrLiteral: "!isBlank({0})",
}


def kind(sort: Node, value: str) -> Doubt:
    """Return the doubt about the kind of a node."""
    return exactly(_KINDS[URIRef(str(sort))].format(value))


def instance(wanted: Node, value: str, classes: Classes) -> Doubt:
    """Return the doubt about a value's class, by its types and their superclasses."""
    iri = URIRef(str(wanted))
    among = ", ".join(sorted(one.n3() for one in classes.get(iri, frozenset({iri}))))
    return exactly(f"EXISTS {{ {value} {RDF.type.n3()} ?type . FILTER(?type IN ({among})) }}")


def datatype(wanted: Node, value: str) -> Doubt:
    """Return the doubt about a value's datatype and form; what rdflib may find ill-typed is left to the judge."""
    iri = URIRef(str(wanted))
    named = f"DATATYPE({value}) = {iri.n3()}"
    if iri in {RDFS.Literal, RDFS.Datatype}:
        return UNKNOWN
    if iri in {XSD.string, RDF.langString} or XSDToPython.get(iri) is None:
        return exactly(f"isLiteral({value}) && {named}")
    form = f"REGEX(STR({value}), {Literal(SURE[iri]).n3()})" if iri in SURE else "false"
    as_written = f"DATATYPE({value}) IN ({iri.n3()}, {written(str(iri)).n3()})"
    return Doubt(f"!(isLiteral({value}) && {named} && {form})", f"isLiteral({value}) && {as_written}")


def at_least(bound: Node, value: str) -> Doubt:
    """Return the doubt about the length of a value."""
    length = int(str(bound))
    return exactly(f"!isBlank({value}) && STRLEN(STR({value})) >= {length}") if length else KEPT


def at_most(bound: Node, value: str) -> Doubt:
    """Return the doubt about the length of a value."""
    return exactly(f"!isBlank({value}) && STRLEN(STR({value})) <= {int(str(bound))}")


def pattern(expression: Node, flags: str, value: str) -> Doubt:
    """Return the doubt about a value's form."""
    found = matches(str(expression), flags, value)
    return exactly(f"!isBlank({value}) && {found}") if found else UNKNOWN


def language(shapes: Graph, allowed: Node, value: str) -> Doubt:
    """Return the doubt about a value's language."""
    tags = [str(tag).lower() for tag in shapes.items(allowed)]
    tag = f"LCASE(LANG({value}))"
    among = ", ".join(Literal(one).n3() for one in tags)
    fits = f'({tag} IN ({among}) || STRBEFORE(CONCAT({tag}, "-"), "-") IN ({among}))'
    return exactly(f'isLiteral({value}) && {tag} != "" && {"true" if "*" in tags else fits}')


def among(shapes: Graph, allowed: Node, value: str) -> Doubt:
    """Return the doubt about a value that is one of a list."""
    terms = [constant(term) for term in shapes.items(allowed)]
    if None in terms:
        return UNKNOWN
    return exactly(" || ".join(f"sameTerm({value}, {term})" for term in terms) or "false")


def same(wanted: Node, value: str) -> Doubt:
    """Return the doubt about a node that is itself the value wanted."""
    term = constant(wanted)
    return exactly(f"sameTerm({value}, {term})") if term else UNKNOWN


def bounded(operator: str) -> Callable[[Node, str], Doubt]:
    """Return what doubts that a value is on the right side of a bound: whole and decimal numbers, and days."""

    def doubt(bound: Node, value: str) -> Doubt:
        term = constant(bound)
        if term is None:
            return UNKNOWN
        return exactly(f"isLiteral({value}) && {compared(value, operator, term)}")

    return doubt


def compared(left: str, operator: str, right: str) -> str:
    """Return the comparison of two literals, in error for those that the judge may compare in another way."""
    numbers = " && ".join(f"DATATYPE({one}) IN ({XSD.integer.n3()}, {XSD.decimal.n3()})" for one in (left, right))
    form = Literal(SURE[XSD.date]).n3()
    days = " && ".join(f"DATATYPE({one}) = {XSD.date.n3()} && REGEX(STR({one}), {form})" for one in (left, right))
    by_text = f"IF({days}, STR({left}) {operator} STR({right}), {ERROR})"
    return f"IF({numbers}, {left} {operator} {right}, {by_text})"


def closed(shapes: Graph, shape: Node, value: str) -> Doubt:
    """Return the doubt about the properties of a thing that only has those that its shape names."""
    if str(shapes.value(shape, SH.closed)) != "true":
        return KEPT
    named = {shapes.value(one, SH.path) for one in shapes.objects(shape, SH.property)}
    named |= {one for ignored in shapes.objects(shape, SH.ignoredProperties) for one in shapes.items(ignored)}
    listed = ", ".join(sorted(one.n3() for one in named if isinstance(one, URIRef)))
    other = f"EXISTS {{ {value} ?property ?any . FILTER(?property NOT IN ({listed})) }}"
    typed = f"EXISTS {{ {value} ?property ?any . FILTER(?property NOT IN ({listed}, {RDF.type.n3()})) }}"
    return Doubt(other, f"!{typed}")


CONSTRAINTS: Mapping[URIRef, Callable[[Node, str], Doubt]] = MappingProxyType(
    {
        SH.datatype: datatype,
        SH.hasValue: same,
        SH.maxExclusive: bounded("<"),
        SH.maxInclusive: bounded("<="),
        SH.maxLength: at_most,
        SH.minExclusive: bounded(">"),
        SH.minInclusive: bounded(">="),
        SH.minLength: at_least,
        SH.nodeKind: kind,
    }
)

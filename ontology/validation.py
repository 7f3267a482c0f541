"""Check a graph against the shapes, and say what is wrong so that a person can mend it.

pySHACL judges (https://www.w3.org/TR/shacl/). It would return one result per language of a message, so the shapes are
given to it without their messages, which are put back here from the rule that failed, and without the few rules that
`ontology.sweep` asks of the whole graph at once.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Literal as Choice
from typing import TypeAlias

import pyoxigraph as ox
import pyshacl
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from ontology.names import RDF, RDFS, REPORT, RESULT, SH, SHAPE, SKOS, VOCABULARY, XSD
from ontology.sweep import ADDRESS, PLACE, addressed, swept

Language: TypeAlias = Choice["fr", "en"]
Locator: TypeAlias = Callable[["Result"], str | None]

_SEVERITIES = {SH.Violation: "violation", SH.Warning: "warning", SH.Info: "info"}
_WORDS: Mapping[Language, Mapping[str, str]] = {
    "fr": {
        "conforms": "Le graphe respecte toutes ses règles.",
        "fails": "Le graphe ne peut pas être publié",
        "gaps": "Manques signalés, qui n'empêchent pas la publication",
        "value": "valeur",
        "rule": "règle",
        "source": "source",
    },
    "en": {
        "conforms": "The graph keeps all its rules.",
        "fails": "The graph cannot be published",
        "gaps": "Gaps that do not prevent publication",
        "value": "value",
        "rule": "rule",
        "source": "source",
    },
}


@dataclass(frozen=True, slots=True)
class Result:
    """One rule that one resource does not keep.

    `rule` is the IRI of the shape, `severity` is `violation`, `warning` or `info`, `messages` says what must be true,
    by language; `label` is the resource's, where it has one.
    """

    focus: URIRef
    rule: URIRef
    severity: str
    messages: Mapping[str, str]
    path: URIRef | None = None
    value: Node | None = None
    label: str | None = None

    def text(self, language: Language, where: str | None = None) -> str:
        """Return the result for a person, in a few lines; `where` tells the source and line."""
        words = _WORDS[language]
        named = f"{self.label} <{self.focus}>" if self.label else f"<{self.focus}>"
        told = [named, f"    {self.messages.get(language) or next(iter(self.messages.values()), self.rule)}"]
        if self.value is not None:
            told.append(f"    {words['value']}: {self.value.n3()}")
        told.append(f"    {words['rule']}: {_short(self.rule)}")
        if where:
            told.append(f"    {words['source']}: {where}")
        return "\n".join(told)

    def graph(self) -> Iterator[tuple[URIRef, URIRef, Node]]:
        """Yield the result as SHACL describes it, under an IRI made of what it says."""
        said = "\n".join(map(str, (self.focus, self.rule, self.path, self.value)))
        node = RESULT[hashlib.sha256(said.encode()).hexdigest()]
        yield node, RDF.type, SH.ValidationResult
        yield node, SH.focusNode, self.focus
        yield node, SH.sourceShape, self.rule
        yield node, SH.resultSeverity, next(iri for iri, name in _SEVERITIES.items() if name == self.severity)
        if self.path is not None:
            yield node, SH.resultPath, self.path
        if self.value is not None:
            yield node, SH.value, self.value
        for language, message in self.messages.items():
            yield node, SH.resultMessage, Literal(message, lang=language)


@dataclass(frozen=True, slots=True)
class Report:
    """What the shapes say of a graph; it conforms when no result is a violation."""

    results: tuple[Result, ...]

    @property
    def conforms(self) -> bool:
        """Tell whether the graph may be published."""
        return not self.violations

    @property
    def violations(self) -> tuple[Result, ...]:
        """Return the results that prevent publication."""
        return tuple(result for result in self.results if result.severity == "violation")

    @property
    def gaps(self) -> tuple[Result, ...]:
        """Return the results that are only told."""
        return tuple(result for result in self.results if result.severity != "violation")

    def text(self, language: Language = "fr", locate: Locator | None = None) -> str:
        """Return the report for a person; `locate` gives the source and line of a result where it knows them."""
        words = _WORDS[language]
        told = [f"{words['fails']} ({len(self.violations)}):"] if self.violations else [words["conforms"]]
        told += [result.text(language, locate(result) if locate else None) for result in self.violations]
        if self.gaps:
            told.append(f"{words['gaps']} ({len(self.gaps)}):")
            told += [result.text(language, locate(result) if locate else None) for result in self.gaps]
        return "\n".join(told)

    def graph(self) -> Graph:
        """Return the report as a SHACL validation report without blank nodes."""
        graph = Graph()
        graph.bind("sh", SH)
        graph.add((REPORT, RDF.type, SH.ValidationReport))
        graph.add((REPORT, SH.conforms, Literal(str(self.conforms).lower(), datatype=XSD.boolean)))
        for result in self.results:
            for triple in result.graph():
                graph.add(triple)
                if triple[1:] == (RDF.type, SH.ValidationResult):
                    graph.add((REPORT, SH.result, triple[0]))
        return graph


def check(graph: Graph) -> Report:
    """Return what the shapes say of a graph; the vocabulary and its schemes are added to one that lacks them."""
    judged = graph if (VOCABULARY, None, None) in graph else graph + vocabulary()
    _, found, _ = pyshacl.validate(
        judged,
        shacl_graph=_silent(),
        inplace=True,
        inference="none",
        allow_warnings=True,
    )
    results = [_result(found, node, judged) for node in found.objects(None, SH.result)]
    results += _swept(judged)
    once = {(one.focus, one.rule, one.path, one.value): one for one in results}
    ordered = sorted(once.values(), key=lambda one: (one.severity != "violation", one.rule, one.focus, str(one.value)))
    return Report(tuple(ordered))


def check_file(path: Path) -> Report:
    """Return what the shapes say of a file of N-Quads, all its graphs taken together."""
    graph = Graph()
    known = _Known()
    with _quiet():
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.N_QUADS):
            graph.add((_term(quad.subject, known), known[quad.predicate.value], _term(quad.object, known)))
    return check(graph)


@cache
def shapes() -> Graph:
    """Return all the shapes, with their messages."""
    return _turtle("shapes")


@cache
def vocabulary() -> Graph:
    """Return the vocabulary and its schemes."""
    graph = _turtle("schemes")
    graph.parse(Path(str(resources.files("ontology"))) / "vocabulary.ttl", format="turtle")
    return graph


def _turtle(folder: str) -> Graph:
    graph = Graph()
    for path in sorted((Path(str(resources.files("ontology"))) / folder).glob("*.ttl")):
        graph.parse(path, format="turtle")
    return graph


@cache
def _silent() -> Graph:
    """Return the shapes without the rules asked apart, or the messages, of which pySHACL would make several results."""
    graph = Graph()
    for triple in shapes():
        if triple[1] not in {SH.message, SH.sparql} and triple != (SHAPE.Commune, SH.property, PLACE):
            graph.add(triple)
    return graph


def _result(found: Graph, node: Node, graph: Graph) -> Result:
    rule, focus = found.value(node, SH.sourceShape), found.value(node, SH.focusNode)
    path = found.value(node, SH.resultPath)
    return Result(
        focus=addressed(focus),
        rule=URIRef(str(rule)),
        severity=_SEVERITIES[URIRef(str(found.value(node, SH.resultSeverity)))],
        messages=_messages(rule),
        path=path if isinstance(path, URIRef) else None,
        value=found.value(node, SH.value),
        label=_label(graph, focus),
    )


def _messages(rule: Node | None) -> Mapping[str, str]:
    return {str(told.language): str(told) for told in shapes().objects(rule, SH.message) if isinstance(told, Literal)}


def _swept(graph: Graph) -> Iterator[Result]:
    for fault in swept(graph, re.compile(str(shapes().value(ADDRESS, SH.pattern)))):
        yield Result(
            focus=fault.focus,
            rule=fault.rule,
            severity="violation",
            messages=_messages(fault.rule),
            path=fault.path,
            value=fault.value,
            label=_label(graph, fault.focus),
        )


def _label(graph: Graph, focus: Node | None) -> str | None:
    found = sorted(str(label) for term in (RDFS.label, SKOS.prefLabel) for label in graph.objects(focus, term))
    return found[0] if found else None


def _short(iri: URIRef) -> str:
    return str(iri).removeprefix(f"{VOCABULARY}/") if str(iri).startswith(str(VOCABULARY)) else str(iri)


class _Known(dict[str, URIRef]):
    """The addresses of a graph, each made once: a third of the memory of a big one."""

    def __missing__(self, address: str) -> URIRef:
        """Make an address that was not met before."""
        made = self[address] = URIRef(address)
        return made


def _term(term: object, known: _Known) -> Node:
    """Return a node of the store as rdflib makes it: a plain text carries no datatype there; values stay as written."""
    match term:
        case ox.NamedNode():
            return known[term.value]
        case ox.Literal(language=str() as language):
            return Literal(term.value, lang=language)
        case ox.Literal() if term.datatype.value == str(XSD.string):
            return Literal(term.value)
        case ox.Literal():
            return Literal(term.value, datatype=known[term.datatype.value], normalize=False)
        case ox.BlankNode():
            return BNode(term.value)
        case _:
            raise TypeError(f"{term}: a published graph holds addresses and literals, not statements as terms")


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep rdflib from telling each ill-written value in the log: the report tells it, with its place."""
    logger = logging.getLogger("rdflib.term")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)

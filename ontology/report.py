"""What the shapes say of a graph, told so that a person can mend it, and as SHACL describes it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal as Choice
from typing import TypeAlias

import pyoxigraph as ox
from rdflib import Literal, URIRef
from rdflib.term import Node

from ontology.names import OWL, RDF, REPORT, RESULT, SH, VOCABULARY, XSD
from ontology.triples import rdflib_term, spelled

Language: TypeAlias = Choice["fr", "en"]
Locator: TypeAlias = Callable[["Result"], str | None]

SEVERITIES = {SH.Violation: "violation", SH.Warning: "warning", SH.Info: "info"}
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
            told.append(f"    {words['value']}: {spelled(self.value)}")
        told.append(f"    {words['rule']}: {_short(self.rule)}")
        if where:
            told.append(f"    {words['source']}: {where}")
        return "\n".join(told)

    @property
    def iri(self) -> URIRef:
        """Return the IRI of the result, made of what it says."""
        said = "\n".join(map(str, (self.focus, self.rule, self.path, self.value)))
        return RESULT[hashlib.sha256(said.encode()).hexdigest()]

    def triples(self) -> Iterator[tuple[URIRef, URIRef, Node]]:
        """Yield the result as SHACL describes it."""
        yield self.iri, RDF.type, SH.ValidationResult
        yield self.iri, SH.focusNode, self.focus
        yield self.iri, SH.sourceShape, self.rule
        yield self.iri, SH.resultSeverity, next(iri for iri, name in SEVERITIES.items() if name == self.severity)
        if self.path is not None:
            yield self.iri, SH.resultPath, self.path
        if self.value is not None:
            yield self.iri, SH.value, self.value
        for language, message in self.messages.items():
            yield self.iri, SH.resultMessage, Literal(message, lang=language)


@dataclass(frozen=True, slots=True)
class Report:
    """What the shapes say of a graph; it conforms when no result is a violation.

    `judge` is the digest of what judged, where the same judge may start from this report once the graph has changed.
    """

    results: tuple[Result, ...]
    judge: str | None = None

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

    def triples(self) -> Iterator[tuple[URIRef, URIRef, Node]]:
        """Yield the report as a SHACL validation report without blank nodes, thing by thing."""
        yield REPORT, RDF.type, SH.ValidationReport
        yield REPORT, SH.conforms, Literal(str(self.conforms).lower(), datatype=XSD.boolean)
        if self.judge:
            yield REPORT, OWL.versionInfo, Literal(self.judge)
        for result in self.results:
            yield REPORT, SH.result, result.iri
        for result in self.results:
            yield from result.triples()


def write(report: Report, path: Path) -> None:
    """Write a report to a file in Turtle."""
    told = (ox.Triple(ox.NamedNode(s), ox.NamedNode(p), spelled(o)) for s, p, o in report.triples())
    prefixes = {"owl": str(OWL), "sh": str(SH), "xsd": str(XSD)}
    ox.serialize(told, path, format=ox.RdfFormat.TURTLE, prefixes=prefixes)


def read(path: Path) -> Report:
    """Return the report that was written to a file; the labels of things are not told there."""
    told: dict[str, dict[str, list[ox.NamedNode | ox.Literal]]] = {}
    for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode | ox.Literal):
            told.setdefault(quad.subject.value, {}).setdefault(quad.predicate.value, []).append(quad.object)
    report = told.pop(str(REPORT), {})
    judge = [one.value for one in report.get(str(OWL.versionInfo), ())]
    return Report(tuple(map(_result, told.values())), judge[0] if judge else None)


def _result(told: Mapping[str, Sequence[ox.NamedNode | ox.Literal]]) -> Result:
    def one(term: URIRef) -> URIRef:
        return URIRef(told[str(term)][0].value)

    messages = [message for message in told.get(str(SH.resultMessage), ()) if isinstance(message, ox.Literal)]
    return Result(
        focus=one(SH.focusNode),
        rule=one(SH.sourceShape),
        severity=SEVERITIES[one(SH.resultSeverity)],
        messages={message.language or "": message.value for message in messages},
        path=one(SH.resultPath) if str(SH.resultPath) in told else None,
        value=rdflib_term(told[str(SH.value)][0]) if str(SH.value) in told else None,
    )


def _short(iri: URIRef) -> str:
    return str(iri).removeprefix(f"{VOCABULARY}/") if str(iri).startswith(str(VOCABULARY)) else str(iri)

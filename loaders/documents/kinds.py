"""The kinds of contract, from the scheme of the vocabulary, and where a page names one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rdflib import RDF, SKOS, Graph, Literal, URIRef

from loaders.documents.french import Words, words
from loaders.documents.ground import Ground
from loaders.documents.page import Page
from ontology.names import KIND

SCHEME = files("ontology") / "schemes" / "contract-kinds.ttl"


@dataclass(frozen=True, slots=True)
class ContractKind:
    """One kind of contract: its notation, its French names, the preferred one first, and its acronym if it has one."""

    iri: URIRef
    notation: str
    labels: tuple[str, ...]

    @property
    def acronym(self) -> str:
        """Return the acronym of the kind, empty when it has none."""
        return next((label for label in self.labels if label.isupper()), "")

    @property
    def short(self) -> str:
        """Return the acronym of the kind, or else its name."""
        return self.acronym or self.labels[0]


@dataclass(frozen=True, slots=True)
class Said:
    """One place where a page names a contract; `kind` is None for « le contrat », « cette convention »."""

    start: int
    end: int
    kind: ContractKind | None
    plural: bool
    determiner: str


@cache
def kinds() -> tuple[ContractKind, ...]:
    """Return the kinds of the scheme, those with longer names first."""
    graph = Graph().parse(data=SCHEME.read_text(encoding="utf-8"), format="turtle")
    found = [_kind(graph, concept) for concept in graph.subjects(RDF.type, SKOS.Concept) if isinstance(concept, URIRef)]
    return tuple(sorted(found, key=lambda kind: (-len(kind.labels[0]), kind.notation)))


def kind_of(notation: str) -> ContractKind:
    """Return the kind with a notation; raises KeyError for one that the scheme does not hold."""
    return {kind.notation: kind for kind in kinds()}[notation]


def _kind(graph: Graph, concept: URIRef) -> ContractKind:
    labels = [
        _BRACKET.sub("", str(label))
        for predicate in (SKOS.prefLabel, SKOS.altLabel)
        for label in sorted(graph.objects(concept, predicate), key=str)
        if isinstance(label, Literal) and label.language == "fr"
    ]
    notation = graph.value(concept, SKOS.notation) or str(concept).removeprefix(str(KIND))
    return ContractKind(concept, str(notation), tuple(dict.fromkeys(labels)))


_BRACKET = re.compile(r"\s*\([^)]*\)$")
_GENERIC = r"contrats?|conventions?|pactes?|protocoles?|accords?-cadres?|avenants?|contractualisation"
_DETERMINER = re.compile(
    r"(?:(?P<word>le|la|les|l'|un|une|des|du|de la|de l'|d'un|d'une|au|aux|ce|cet|cette|ces|son|sa|ses|leurs?|notre"
    r"|nos|votre|chaque|tout|\d+"
    r"|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|plusieurs|quelques|certains) ?)"
    r"(?P<between>(?:nouveau|nouvelle|nouveaux|nouvelles|premiere?|second|seconde|deuxieme|troisieme|quatrieme"
    r"|futurs?|future|present|presente|projet de|dit|"
    r"precedents?|\"| )*)$"
)


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], re.Pattern[str], ContractKind], ...]:
    return tuple((*_pattern(kind), kind) for kind in kinds())


def _pattern(kind: ContractKind) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what finds a kind's full names in lowered text and its acronyms in plain text.

    A kind that bears the name of a programme (« Convention Modèle ») is named only where a word for an agreement leads.
    """
    names = [
        _inflected(label) if _AGREEMENT.match(label.lower()) else _led(label)
        for label in kind.labels
        if not label.isupper()
    ]
    sigla = [re.escape(label) for label in kind.labels if label.isupper()]
    if not _OWN.match(kind.labels[0].lower()):
        names += [_led(siglum) for siglum in sigla]
        sigla = []
    full = rf"(?<![\w-])(?:{'|'.join(names) or '(?!)'})(?![\w-])"
    return re.compile(full), re.compile(rf"(?<![\w-])(?:{'|'.join(sigla) or '(?!)'})s?(?![\w-])")


_OWN = re.compile(r"contrat|pacte|chapeau|préambule|preambule|operation|opération|engagement|avenant|charte")
_AGREEMENT = re.compile(rf"{_OWN.pattern}|convention|protocole|accord")


def _led(label: str) -> str:
    name = _inflected(re.sub(r"(?i)^convention(?: d'adhésion)? ", "", label))
    return rf"(?:conventions?|contrats?|protocoles?)(?:[- ](?!et\b)[\w'\"-]+){{0,6}}?[ \"]+{name}"


def _inflected(label: str) -> str:
    """Return a pattern for a name in the singular or plural, an adjective perhaps after its first word."""
    told = [f"{re.escape(re.sub(r's$', '', word))}s?" if len(word) > 3 else re.escape(word) for word in words(label)]  # noqa: PLR2004
    first, *rest = told
    first = r"(?:contrats?|pactes?)" if first == "contrats?" else first
    return "".join(
        [
            first,
            r"(?: (?:territorial|territoriaux|local|locaux|communautaires?|metropolitains?))?" if rest else "",
            *(rf"[-' ]+{word}" for word in rest),
        ]
    ).replace("oe", "(?:oe|œ)")


def programmes(page: Page, span: Words) -> set[ContractKind]:
    """Return the kinds whose programme some words name, no word for an agreement before: « Action cœur de ville »."""
    return {kind for pattern, kind in _programmes() if pattern.search(page.low, span.start, span.end)}


@cache
def _programmes() -> tuple[tuple[re.Pattern[str], ContractKind], ...]:
    return tuple(
        (re.compile(rf"(?<![\w-]){_inflected(kind.labels[0])}(?![\w-])"), kind)
        for kind in kinds()
        if not _OWN.match(kind.labels[0].lower())
    )


def said(page: Page) -> tuple[Said, ...]:
    """Return the places where a page names a contract, in their order; an acronym in brackets belongs to its name."""
    told = [
        _one(page, match, kind)
        for full, siglum, kind in _patterns()
        for pattern, text in ((full, page.low), (siglum, page.plain))
        for match in pattern.finditer(text)
    ]
    told += [_one(page, match, None) for match in re.finditer(rf"(?<![\w-])(?:{_GENERIC})(?![\w-])", page.low)]
    ground, shown = Ground(), Ground((sentence.start, sentence.end) for sentence in page.sentences)
    told.sort(key=lambda one: (one.kind is None, one.start - one.end, one.start))
    inside = [one for one in told if ground.take(one.start, one.end) and not shown.free(one.start, one.start + 1)]
    return tuple(sorted(inside, key=lambda one: one.start))


def _one(page: Page, match: re.Match[str], kind: ContractKind | None) -> Said:
    head = _DETERMINER.search(page.low, max(0, match.start() - 40), match.start())
    bracket = re.compile(r" ?\((?:ou )?\"?[A-Z][A-Za-z]+\"?\)").match(page.plain, match.end())
    word = (head["word"] if head else "").strip()
    first = re.split(r"[-' ]", match[0])[0]
    plural = (first.endswith("s") and first != "ces" and not match[0].isupper()) or word in _MANY or word.isdigit()
    return Said(match.start(), bracket.end() if bracket else match.end(), kind, plural, word)


def kinds_in(title: str) -> tuple[ContractKind, ...]:
    """Return the kinds that a title names, in their order, the longest name of those that overlap.

    `title` is plain text on one line: « AVENANT N° 1 AU CONTRAT DE VILLE » names an amendment, then a contrat de ville.
    """
    low = title.lower()
    told = [
        (match.start(), match.end(), kind)
        for full, siglum, kind in _patterns()
        for pattern, text in ((full, low), (siglum, title))
        for match in pattern.finditer(text)
    ]
    found: list[tuple[int, int, ContractKind]] = []
    for one in sorted(told, key=lambda one: (one[0] - one[1], one[0])):
        if not any(one[0] < other[1] and other[0] < one[1] for other in found):
            found.append(one)
    return tuple(dict.fromkeys(kind for _, _, kind in sorted(found, key=lambda one: one[0])))


_MANY = frozenset(
    (
        "les", "des", "aux", "ces", "ses", "leurs", "nos", "deux", "trois", "quatre", "cinq", "six", "sept", "huit",
        "neuf", "dix", "onze", "douze", "plusieurs", "quelques", "certains",
    )
)  # fmt: skip

"""Stated quantities: how much, of what, with what reserve."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from rdflib import XSD, Literal, URIRef

from loaders.documents.french import Quantity, Span, quantities
from loaders.documents.ground import Ground
from loaders.documents.notebook import Notebook
from loaders.documents.page import Page
from ontology.addresses import slug
from ontology.names import CT, SCHEMA


@dataclass(frozen=True, slots=True)
class Figure:
    """One stated quantity: the words from its number to its noun, its value, its unit, what it counts.

    `unit` is EUR for money, else the noun that is counted; `qualifier` is « plus de » or the like, `reserve` its place.
    """

    start: int
    end: int
    value: float
    unit: str
    counts: str
    qualifier: str = ""
    reserve: Span | None = None

    @property
    def key(self) -> tuple[str, str]:
        """Return what tells the figure from others of its page: its value and what it counts."""
        written = f"{self.value:.2f}".rstrip("0").rstrip(".").replace(".", "-")
        return slug(written) or "0", slug(self.unit) or "nombre"


_AFTER = re.compile(r" (?:ans?|mois|semaines?|annees?) (?:apres|plus tard|auparavant|avant|durant|de suite)(?![\w-])")
_ADDRESS = re.compile(
    r" ?(?:bis |ter )?,? ?(?:rue|avenue|place|boulevard|bd|chemin|allee|impasse|quai|route|cours|esplanade"
    r"|square)(?![\w-])"
)
_POSTCODE = re.compile(r"\d{5}(?= [A-Z])")
_SHARE = re.compile(r" ?(?:%|pour ?cent)")
_MONEY = re.compile(r" ?(?:€|euros?\b|d'euros?\b)")
_NOUN = re.compile(
    r"(?: ?\"| )(?P<noun>(?:(?:grandes?|grands?|premiers?|premieres?|petites?|nouveaux) )?[a-z][a-z'-]{2,}"
    r"|[A-Z]{3,6}\b)"
)
_NOT_COUNTED = frozenset(
    [
        "heures",
        "heure",
        "minutes",
        "jours",
        "jour",
        "fois",
        "nouvelles",
        "dates",
        "mars",
        "mai",
        "juin",
        "avril",
        "juillet",
        "aout",
        "janvier",
        "fevrier",
        "septembre",
        "octobre",
        "novembre",
        "decembre",
        "ans-la",
        "pour",
        "que",
        "qui",
        "dans",
        "par",
        "sur",
        "avec",
        "est",
        "sont",
        "ont",
        "dont",
        "mais",
        "puis",
        "entre",
        "depuis",
        "environ",
        "bis",
        "ter",
        "eme",
        "prochains",
        "derniers",
        "dernieres",
        "prochaines",
        "premier",
        "premiere",
        "autres",
        "exemplaires",
        "exemplaire",
        "voix",
        "abstentions",
        "votants",
        "pouvoirs",
        "derniere",
    ]
)
_QUALIFIER = re.compile(
    r"(?<![\w-])(?:plus de|pres de|environ|au moins|superieure?s? a|inferieure?s? a|jusqu'a|quelque|moins de|au total"
    r"|un total de|une? [a-z]+ de plus de) ?$"
)
_HALF = re.compile(r" et demie?(?![\w-])")
_STOP = re.compile(
    r"[,;:.()\"!?]|(?<![\w-])(?:a|au plus|au moins|et une?|ont|est|sont|qui|que|dont|pour|reunit|autour|depuis|ou"
    r"|en decoulent|prendront"
    r"|voient|afin|ete|y|dans|par)(?![\w-])"
)
_RESOURCE = re.compile(
    r"(?<![\w-])(?:investissement|enveloppe|budget|montant|subvention|aide|cout|financement|credits|dotation"
    r"|participation|fonds|soutien)s?(?![\w-])[^.;]*$"
)
_RANK = re.compile(
    r"(?<![\w'-])(?:(?i:n ?°|articles?|phase|axe|enjeu|lot|page|loi|jour|etape|numero|route|rd|rn)|[ADLN]) ?$"
)
_DECIMAL_RANK = re.compile(r"\d{1,2}\.\d{1,2}\.? ")
"""« 2.1 Habitat », the rank of a line."""
_NAME = re.compile(r"(?<![.!?:] )\b(?!(?:Sur|Avec|Pour|Plus|Environ|Les|Des|Ces|Dont|Soit|Au|En)\b)[A-Z][a-z]+ $")
"""A capitalised word before a number, which then may close a name: « Horizon 2 »."""
_SMALLEST_SPELLED = 5


def figures(page: Page) -> Iterator[Figure]:
    """Yield the quantities of a page that count something; not dates, ranks, nor numbers in letters below five."""
    timed = Ground((moment.start, moment.end) for moment in page.moments)
    for sentence in page.sentences:
        for quantity in quantities(page.low, sentence.start, sentence.end):
            if not timed.free(quantity.start, quantity.end) or _ranked(page, quantity, sentence.start):
                continue
            figure = _figure(page, quantity, sentence.start, sentence.end)
            if figure is not None:
                yield figure


def _ranked(page: Page, quantity: Quantity, start: int) -> bool:
    """Tell whether a number is a rank or part of a name: « article L121 », « Eurovélo 5 », « un », « n° 3 »."""
    if quantity.spelled and quantity.value < _SMALLEST_SPELLED:
        return True
    before = page.plain[max(start, quantity.start - 16) : quantity.start]
    if _RANK.search(before) or (quantity.start == start and _DECIMAL_RANK.match(page.low, start)):
        return True
    named = _NAME.search(before)
    return named is not None and quantity.start - len(before) + named.start() > start


def _figure(page: Page, quantity: Quantity, start: int, end: int) -> Figure | None:
    if _told_apart(page, quantity, end):
        return None
    reserve = _QUALIFIER.search(page.low, max(start, quantity.start - 24), quantity.start)
    span = Span(*reserve.span()) if reserve else None
    qualifier = page.words(span) if span else ""
    if money := _MONEY.match(page.low, quantity.end, end):
        counted = _counted_money(page, quantity, start, money.end(), end) or page.words(Span(start, end))
        return Figure(quantity.start, money.end(), quantity.value, "EUR", counted, qualifier, span)
    if share := _SHARE.match(page.low, quantity.end, end):
        counted = page.words(Span(start, end))
        return Figure(quantity.start, share.end(), quantity.value, "%", counted, qualifier, span)
    noun = _NOUN.match(page.plain, quantity.end, end) or _NOUN.match(page.low, quantity.end, end)
    if noun is None or noun["noun"].split(" ")[0].lower() in _NOT_COUNTED:
        return None
    return replace(_of_things(page, quantity, noun, end), qualifier=qualifier, reserve=span)


def _of_things(page: Page, quantity: Quantity, noun: re.Match[str], end: int) -> Figure:
    """Return a number of things: « 21 000 logements », « trois ans et demi »."""
    half = _HALF.match(page.low, noun.end(), end)
    stop = _STOP.search(page.low, noun.end(), min(end, noun.end() + 80))
    last = noun.end() if half else stop.start() if stop else min(end, noun.end() + 80)
    counts = page.words(Span(noun.start("noun"), last if stop or last == end else noun.end()))
    return Figure(
        quantity.start,
        half.end() if half else noun.end(),
        quantity.value + (0.5 if half else 0),
        page.words(Span(noun.start("noun"), noun.end())),
        counts,
    )


def _told_apart(page: Page, quantity: Quantity, end: int) -> bool:
    """Tell whether a number counts nothing: « cinq ans après », « 21 rue du Modèle », « 97200 Fort-de-Modèle »."""
    return bool(
        _AFTER.match(page.low, quantity.end, end)
        or _ADDRESS.match(page.low, quantity.end, end)
        or _POSTCODE.match(page.plain, quantity.start, end)
    )


def _counted_money(page: Page, quantity: Quantity, start: int, after: int, end: int) -> str:
    """Return what an amount of money pays: the words from « investissement » or the like, or those that follow it."""
    resource = _RESOURCE.search(page.low, start, quantity.start)
    purpose = re.match(r" (?:pour|afin de|destines? a|consacres? a|en faveur de) [^.;,]+", page.low[after:end])
    told = page.words(Span(start, quantity.start)) if resource else ""
    told = re.sub(r"(?i)\s*(?:supérieure?s? à|d'un montant de|de|à|plus de|près de|environ)\s*$", "", told)
    return " ".join(part for part in (told, page.words(Span(after, after + purpose.end())) if purpose else "") if part)


def note(book: Notebook, one: Figure, iri: URIRef) -> None:
    """Note one quantity; what it counts is told by the first words of the page that state it."""
    book.typed(iri, (CT.Figure, SCHEMA.QuantitativeValue), one)
    if not book.knows(iri, CT.value):
        told = (one.qualifier, book.page.words(one))
        book.label(iri, " ".join(part for part in told if part), one)
        book.note(iri, CT.unit, Literal(one.unit), one)
        if one.counts:
            sentence = book.page.sentence(one.start)
            book.note(iri, CT.counts, Literal(one.counts, lang="fr"), sentence if one.unit == "EUR" else one)
        if one.reserve:
            book.note(iri, CT.qualifier, Literal(one.qualifier, lang="fr"), one.reserve)
    book.note(iri, CT.value, Literal(one.value, datatype=XSD.decimal), one)

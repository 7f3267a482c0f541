"""The points by which a contract says what it takes up: challenges, axes and actions, each with its words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from loaders.documents.french import Span
from loaders.documents.page import Page


@dataclass(frozen=True, slots=True)
class Point:
    """One item of a strategy: its place in the list, its words, and the points under it."""

    position: int
    start: int
    end: int
    under: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class Strategy:
    """One list of a page with the words that lead to it; `actions` tells projects from challenges."""

    lead: Span
    points: tuple[Point, ...]
    actions: bool


CHALLENGES = (
    r"(?:enjeux?|priorites?|axes?(?: d'actions?)?|orientations?|objectifs?|ambitions?"
    r"|(?<!action )(?<!actions )thematiques|volets?|piliers?|defis|domaines(?: d'actions?)?)"
)
ACTIONS = (
    r"(?:actions?|projets?(?! de (?:contrat|territoire|convention))|programmes? d'actions?"
    r"|operations?(?! de revitalisation)|chantiers?|realisations?)"
)
LEAD = re.compile(
    rf"(?<![\w-])(?:(?P<challenges>{CHALLENGES})|(?P<actions>{ACTIONS}))(?![\w-])(?! de developpement durable)"
)
_RANK = r"(?P<number>\d{1,2}(?:[.-]\d{1,2})*|[ivx]{1,4}(?![\w'])|[a-h](?![\w']))"
LABELLED = re.compile(
    r"(?P<noun>axe|enjeu|orientation|priorite|objectif|ambition|defi|pilier|volet|thematique|chantier)"
    r"(?: (?:strategique|prioritaire|transversale?|operationnel(?:le)?|thematique|majeure?))? ?(?:n ?[°o] ?)?"
    rf"{_RANK} ?(?:(?:[:.)-]|\s-) ?(?P<words>\S.*))?"
)
"""« Axe 1 – Une eau propre », « Orientation stratégique n° 2 : Loger », « Enjeu A. La santé »."""
ACTION = re.compile(
    r"(?:fiches?[- ]?(?:action|projet)s?|action|operation|projet)(?: (?:phare|mature|structurante?|prioritaire))?"
    r" ?(?:n ?[°o] ?)?(?P<number>[a-z]{0,2} ?\d{1,3}(?:[.-]\d{1,2})*|[ivx]{1,4}(?![\w'])) ?(?:(?:[:.)-]"
    r"|\s-) ?(?P<words>\S.*))?"
)
"""« Fiche action n° 3 – Rénover l'école », « Action 1.1 : Cité éducative »."""
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}


def rank(number: str) -> int:
    """Return the rank that a digit, a Roman numeral or a letter tells, 0 for none."""
    first = re.split(r"[.-]", number)[0]
    if first.isdigit():
        return int(first)
    return _ROMAN.get(first) or (ord(first) - ord("a") + 1 if len(first) == 1 else 0)


def point(page: Page, position: int, start: int, end: int) -> Point:
    """Return a point without its label, its closing sign and the blanks around it."""
    for label in (LABELLED, ACTION):
        labelled = label.fullmatch(page.low, start, end)
        if labelled and labelled["words"]:
            start = labelled.start("words")
    while end > start + 1 and (page.text[end - 1] in ";,." or page.text[end - 1].isspace()):
        end -= 1
    return Point(position, start, end)

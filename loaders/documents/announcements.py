"""Signings that a page announces: events to come, which make no contract and no day of signing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from loaders.documents.agreements import Agreement
from loaders.documents.contracts import Scenery
from loaders.documents.french import Span, Words, inside
from loaders.documents.kinds import Said
from loaders.documents.notebook import Notebook
from loaders.documents.page import Page
from loaders.documents.periods import Moment, literal
from loaders.documents.territories import Scene
from ontology.addresses import slug
from ontology.names import CT, SCHEMA

_ADVERB = r"(?:(?:officiellement|egalement|prochainement|ensemble|enfin|donc) )?"
_TO_COME = re.compile(
    rf"(?<![\w-])(?:(?:sera|seront|(?:doit|doivent) etre) {_ADVERB}(?:co-?)?(?:signe|paraphe)e?s?"
    rf"|(?:co-?)?(?:sign|paraph)er(?:a|ont)|(?:va|vont) {_ADVERB}(?:co-?)?(?:signer|parapher)"
    r"|signature(?: officielle)? (?:du|de la|de l'|d'un|d'une|des) [^.;:]{3,120}? (?:aura lieu|est prevue|se tiendra"
    r"|se deroulera|interviendra))(?![\w-])"
)
"""« Le contrat de ville sera signé le 12 mars 2025 », « la signature du CRTE aura lieu le 12 mars 2025 »."""
_UP_TO = re.compile(r"[^.;:]{0,60} ")
_LIMIT = re.compile(r"(?<![\w-])(?:avant|jusqu'au|apres|au plus tard|d'ici|depuis|des|a partir)(?![\w-])")
_OTHER = re.compile(
    r"(?<![\w-])(?:signee?s?|adoptee?s?|approuvee?s?|delibere\w*|vote\w*|publie\w*|du contrat)(?![\w-])"
)
_MADE = re.compile(r"(?<![\w-])(?:avenants?|(?:co-?)?signee?s?|paraphee?s?|conclue?s?)(?![\w-])")
"""What tells of another contract, or of a signing that was: « l'avenant au CRTE signé en 2021 sera signé »."""
_REASON = "signature annoncée, dont ces mots ne disent pas qu'elle a eu lieu"


@dataclass(frozen=True, slots=True)
class Announcement:
    """One signing to come: the contract as it is named, the words that announce it, its day."""

    said: Said
    cue: Span
    day: Moment


def announcement(scenery: Scenery, sentence: Words) -> Announcement | None:
    """Return the signing that a sentence announces: the day follows the verb, the contract is of a known kind."""
    page = scenery.page
    cue = _TO_COME.search(page.low, sentence.start, sentence.end)
    said = [one for one in inside(scenery.said, sentence) if one.kind]
    day = _day(page, cue.end(), sentence) if cue else None
    if cue is None or day is None or len({one.kind for one in said}) != 1:
        return None
    if _MADE.search(page.low, sentence.start, cue.start()) or _MADE.search(page.low, cue.end(), sentence.end):
        return None
    return Announcement(said[0], Span(*cue.span()), day)


def to_come(scenery: Scenery, one: Agreement) -> bool:
    """Tell whether a contract is only announced: all that speaks of it says when it will be signed."""
    return bool(one.anchors) and all(announcement(scenery, anchor.sentence) for anchor in one.anchors)


def _day(page: Page, start: int, sentence: Words) -> Moment | None:
    """Return the day that follows a verb, unless it is a limit or something else's: « avant le 12 mars »."""
    day = next(page.within(Span(start, sentence.end)), None)
    if day is None or not day.exact:
        return None
    between = page.low[start : day.start]
    told = _UP_TO.fullmatch(between) and not _LIMIT.search(between) and not _OTHER.search(between)
    return day if told else None


def announcements(scenery: Scenery) -> Iterator[Announcement]:
    """Yield the signings that a page announces."""
    for sentence in scenery.page.sentences:
        if told := announcement(scenery, sentence):
            yield told


def note_announcements(book: Notebook, scenery: Scenery, scene: Scene) -> None:
    """Note the signings that a page announces, as events on their days."""
    for one in announcements(scenery):
        words = book.page.words(one.said)
        iri = scene.addresses.of("evenement", "signature-annoncee", slug(words), one.day.first)
        book.typed(iri, (CT.Event, SCHEMA.Event), one.cue, _REASON)
        if not book.knows(iri, SCHEMA.startDate):
            book.label(iri, f"Signature annoncée : {words}", one.cue, _REASON)
        book.note(iri, SCHEMA.startDate, literal(one.day.first), one.day, one.day.reason)

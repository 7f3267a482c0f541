"""Where in a sentence those who make a contract stand, and where those who are only present."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from loaders.documents.contracts import Anchor, Manner, Scenery
from loaders.documents.french import Span, Words
from loaders.documents.layout import Kind


@dataclass(frozen=True, slots=True)
class Zone:
    """A stretch of a page where those who make a contract stand: before its verb (`subject`) or after a word for it.

    `present` begins where only those who are present stand.
    """

    start: int
    end: int
    present: int
    subject: bool


PRESENCE = re.compile(
    r"(?<![\w-])(?:en (?:la )?presence (?:de|du|des|d'|notamment)|aux cotes (?:de|du|des|d')"
    r"|sous le(?:s)? (?:regard|yeux) (?:de|du|des|d')"
    r"|devant|accompagnee?s? (?:de|du|des|d'|par)|entouree?s? (?:de|du|des|d'|par)|en compagnie (?:de|du|des|d'))"
)
_AGENT = re.compile(
    r"(?<![\w-])(?:par|entre|avec(?! (?:le soutien|l'appui|l'aide|le concours|la participation|l'accompagnement"
    r"|le concours|pour))|reunissant|associant|rassemblant)(?![\w-])"
)
_SIGNATORIES = re.compile(r"(?:les )?(?:co-?)?signataires")
_RECEIVED = re.compile(r"(?:a |ont )?(?:re[cç]|accueill)")
_LEADS = re.compile(r"signataires$|:$|: $|signataires? (?:en )?(?:sont|etaient) $")
_INVITED = re.compile(
    r"(?<![\w-])(?:convi|invit|reuni|rassembl|accueill|recev|recu|retrouv|represent|rendu|deplac)\w*(?![\w-])[^.;:]*?"
    r"(?<![\w-])(?:a|pour|lors de|autour de|a l'occasion de) ?$"
)
_PROCEEDED = re.compile(
    r"(?<![\w-])(?:proced|particip|pris part|se sont (?:retrouves|reunis)|etaient reunis|apposaient|appos|scell"
    r"|officialis|concretis|formalis|celebr)\w*[\w' ]{0,60}$"
)
_RESUMED = re.compile(r", (?:il|elle|celui-ci|celle-ci|ce contrat|cette convention|ce document) ")
_AIM = re.compile(
    r"(?<![\w-])(?:pour (?!le compte|la (?:region|communaute|commune|ville|metropole)|l'(?:etat|agglo))|afin d|en vue d"
    r"|dans le cadre d|au titre d|autour d|grace a|avec (?:le soutien|l'appui|l'aide|le concours|pour)|sous l'egide)"
)
"""What ends the list of those who make a contract: « entre l'État et la commune, pour une durée de six ans »."""


def zones(scenery: Scenery, anchor: Anchor) -> Iterator[Zone]:
    """Yield the stretches where those who make the contract of a sentence stand."""
    for start, end in _stretches(scenery, anchor):
        subject = end == anchor.cue.start
        first = start
        if subject and (leading := _leading(scenery, anchor, start, end)) is not None:
            first = leading
        found = PRESENCE.search(scenery.page.low, first, end)
        yield Zone(first, end, found.start() if found else end, subject)


def _stretches(scenery: Scenery, anchor: Anchor) -> Iterator[tuple[int, int]]:
    sentence, cue, low = anchor.sentence, anchor.cue, scenery.page.low
    after = anchor.said.end if anchor.said and anchor.manner is Manner.NOUN else cue.end
    end = listed_end(scenery, sentence)
    if anchor.manner is Manner.ACTIVE:
        inverted = not subject(scenery, anchor) and not anchor.named
        yield (cue.end, end) if inverted else (sentence.start, cue.start)
        if _RECEIVED.match(low, cue.start):
            yield cue.start, cue.end
    if anchor.manner is Manner.BARE and _LEADS.search(low[cue.start : cue.end]):
        yield cue.start if low.startswith("pour ", cue.start) else cue.end, end
    if anchor.manner is Manner.LINK and "represente" in low[cue.start : cue.end]:
        yield sentence.start, cue.start
    if anchor.manner is Manner.LINK:
        yield cue.end, _closed(low, cue.end, end)
    if anchor.manner is Manner.NOUN:
        yield from _called(low, anchor, after)
    if anchor.manner in {Manner.ACTIVE, Manner.PASSIVE, Manner.NOUN, Manner.BARE} and (
        agent := _agent(anchor, low, after)
    ):
        yield agent, _closed(low, agent, end)
    elif anchor.manner is Manner.ACTIVE and (
        along := re.search(r"(?<![\w-])aux cotes (?=de|du|d')", low[after : sentence.end])
    ):
        yield after + along.start(), sentence.end


def _closed(low: str, start: int, end: int) -> int:
    """Return where a list of those who make a contract is over: a purpose or a new subject follows."""
    stops = [found.start() for pattern in (_RESUMED, _AIM) if (found := pattern.search(low, start, end))]
    return min([end, *stops])


def listed_end(scenery: Scenery, sentence: Words) -> int:
    """Return where a sentence ends, with the items of the list that it leads to by a colon."""
    heading = _SIGNATORIES.fullmatch(scenery.page.low, sentence.start, sentence.end) is not None
    if scenery.page.text[sentence.end - 1] != ":" and not heading:
        return sentence.end
    shown = [block for block in scenery.page.blocks if block.kind is not Kind.FURNITURE]
    place = next((p for p, b in enumerate(shown) if b.start <= sentence.start < b.end), len(shown))
    end = sentence.end
    for block in shown[place + 1 :]:
        if block.kind is not Kind.ITEM and (block.spaced or not heading):
            break
        end = block.end
    return end


def _called(low: str, anchor: Anchor, after: int) -> Iterator[tuple[int, int]]:
    """Yield where those stand who call others to a signing, and those called, or those who proceed to it."""
    sentence, cue = anchor.sentence, anchor.cue
    before = low[sentence.start : cue.start]
    if _INVITED.search(before.removesuffix("la ").removesuffix("l'").rstrip()):
        yield sentence.start, cue.start
        yield after, sentence.end
    elif _PROCEEDED.search(before):
        yield sentence.start, cue.start


def _agent(anchor: Anchor, low: str, after: int) -> int | None:
    """Return where « par », « entre », « avec » begins to tell who signs; after an active verb only « avec » does."""
    for found in _AGENT.finditer(low, after, anchor.sentence.end):
        if anchor.manner is not Manner.ACTIVE or found[0] == "avec":
            return found.end()
    return None


def subject(scenery: Scenery, anchor: Anchor) -> bool:
    """Tell whether somebody is named as the subject of a signing."""
    before = Span(anchor.sentence.start, anchor.cue.start)
    return any((*scenery.people(before), *scenery.bodies(before)))


def _leading(scenery: Scenery, anchor: Anchor, start: int, end: int) -> int | None:
    """Return where the subject begins after those present: « En présence de A, maire, B, président, a signé »."""
    low = scenery.page.low
    presence = PRESENCE.search(low, start, end)
    if presence is None or any((*scenery.people(Span(start, presence.start())),)):
        return None
    told = list(scenery.people(Span(presence.end(), end)))
    free = [m for m in scenery.bodies(Span(presence.end(), end)) if not _within(scenery, m)]
    if free and (not told or free[-1].start > told[-1].end):
        return _determined(low, free[-1].start)
    if len(told) < 2:  # noqa: PLR2004 - one present and one who signs
        return end if told else None
    many = re.match(r"(?:ont|avaient|viennent|\w+ent)\b", low[anchor.cue.start : anchor.cue.end]) is not None
    first = told[-2] if many and " et " in low[told[-2].end : told[-1].start] else told[-1]
    return min(first.start, first.capacity.start if first.capacity else first.start)


def _within(scenery: Scenery, words: Words) -> bool:
    return any(n.capacity and n.capacity.start <= words.start < n.capacity.end for n in scenery.namings)


def _determined(low: str, start: int) -> int:
    return start - len(re.search(r"(?:\b(?:la|le|les) |l')?$", low[max(0, start - 4) : start])[0])  # type: ignore[index]


_PREPOSED = re.compile(
    r"(?<![\w-])(?:de|du|des|d'|avec|a|au|aux|dans|sur|pour|chez|vers|sous|contre|sans|apres|avant|depuis|en|selon"
    r"|hors|aupres)(?: ?(?:la|le|les|l'|nos|ses|leurs|notre|votre|m\.|mme|monsieur|madame))* ?$"
)
_ACTING = re.compile(
    r"(?<![\w-])(?:elu(?:e?s)?|representante?s?|services|partenaires|responsables|(?:vice-)?president(?:e"
    r"|es|s)?|maires?"
    r"|conseils?|directeurs?|directrices?|delegue?e?s?|bureau|assemblee|ensemble|tous)(?: respectif\w*)? (?:de la"
    r"|de l'|de|du|des|d')(?: ?(?:deux|trois|quatre|cinq|la|les|nos|ses))* ?$"
)
_JOINED = re.compile(r"(?:,|,? et|,? ainsi que)? ?(?:(?P<of>de la|de l'|de|du|des|d')|la|le|les|l')? ?")


def led_away(scenery: Scenery, words: Words, start: int, before: tuple[int, bool] | None) -> bool:
    """Tell whether words before a verb are led by a preposition: « Après deux ans de travail avec la Région, … ».

    `before` is the end of the name before, and what was told of it: « les présidents de la CC A et de la CC B ».
    """
    low = scenery.page.low
    between = _JOINED.fullmatch(low, before[0], words.start) if before is not None else None
    if before is not None and between and (not before[1] or between["of"] or " et" in between[0]):
        return before[1]
    lead = low[max(start, words.start - 60) : words.start]
    return _PREPOSED.search(lead) is not None and _ACTING.search(lead) is None

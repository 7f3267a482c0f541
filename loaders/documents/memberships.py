"""Which bodies a page says belong to a grouping."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from loaders.documents.bodies import Body, Mention, Nature
from loaders.documents.contracts import Scenery
from loaders.documents.french import Span


@dataclass(frozen=True, slots=True)
class Membership:
    """One body that a sentence counts among the members of a grouping."""

    group: Body
    member: Body
    sentence: Span


_MEMBERS_OF = re.compile(
    r",? (?:qui sont |toutes |tous )?(?:membres?|adherente?s?|composant|constituant) (?:du|de la|de l'|des|de|d'|le"
    r"|la|l')?\s*$"
)
_GATHERS = re.compile(
    r"(?<![\w-])(?:reunit|regroupe|rassemble|federe|est compose|se compose|est constitue|est forme|associe)(?:e"
    r"|ent)?(?: (?:de|des|d'))?(?![\w-])"
)


def memberships(scenery: Scenery) -> Iterator[Membership]:
    """Yield the members of groupings: « A, B et C, membres du pôle », « le pôle réunit A, B et C »."""
    for sentence in scenery.page.sentences:
        told = list(scenery.bodies(sentence))
        for place, group in enumerate(told):
            if group.body.nature is Nature.GROUPING:
                before = scenery.page.low[told[place - 1].end : group.start] if place else ""
                if _MEMBERS_OF.search(before):
                    yield from _each(group, told[:place], sentence)
        if gathering := _GATHERS.search(scenery.page.low, sentence.start, sentence.end):
            subject = next((m for m in told if m.end <= gathering.start()), None) or _before(scenery, sentence)
            if subject is not None and subject.body.nature is Nature.GROUPING:
                yield from _each(subject, [m for m in told if m.start >= gathering.end()], sentence)


def _each(group: Mention, members: list[Mention], sentence: Span) -> Iterator[Membership]:
    kinds = {Nature.INTERCOMMUNALITY, Nature.COMMUNE, Nature.DEPARTMENT}
    for mention in members:
        if mention.body.nature in kinds and mention.body != group.body:
            yield Membership(group.body, mention.body, sentence)


def _before(scenery: Scenery, sentence: Span) -> Mention | None:
    """Return the grouping that the heading just before a sentence names: « Qui est le pôle ? Ce syndicat réunit… »."""
    heading = scenery.page.heading(sentence.start)
    opening = re.match(r"(?:ce|cette|il|elle|le|la) ", scenery.page.low[sentence.start : sentence.start + 6])
    if heading is None or not opening:
        return None
    return next((m for m in scenery.bodies(heading) if m.body.nature is Nature.GROUPING), None)

"""Acronyms in a page: those that it defines, and what the others stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from loaders.documents import bodies, initials
from loaders.documents.atlas import Place
from loaders.documents.bodies import Body, Mention
from loaders.documents.page import Page
from loaders.documents.territories import Scene, shouted

_SIGLUM = re.compile(r"(?<![\w-])[A-Z][A-Z0-9]{2,}(?![\w-])")
_SHORT = 3
"""Letters of an acronym that would fit too many names."""
_DEFINED = re.compile(r" ?,? ?\(? ?\"? ?(?P<siglum>[A-Z][A-Za-z0-9]*[A-Z0-9][A-Za-z0-9]*) ?\"? ?\)")


def definitions(page: Page, found: Sequence[Mention]) -> dict[str, Mention]:
    """Return the acronyms that a page defines in brackets after a body's name, with the mention that bears them."""
    own: dict[str, Mention] = {}
    for mention in found:
        bracket = _DEFINED.match(page.plain, mention.end) if "(" in page.plain[mention.end : mention.end + 4] else None
        if bracket and mention.proper and initials.fit(bracket["siglum"], page.plain[mention.start : mention.end]):
            own.setdefault(bracket["siglum"], mention)
    return own


def unexplained(page: Page, found: Sequence[Mention]) -> set[str]:
    """Return the words of a page that look like acronyms and that it does not define."""
    return {word[0] for word in _SIGLUM.finditer(page.plain)} - definitions(page, found).keys()


def expanded(page: Page, scene: Scene, found: Sequence[Mention], glossary: Mapping[str, Body]) -> Iterator[Mention]:
    """Yield what acronyms stand for: defined in the page, told by the initials of a body near, or of another page."""
    own = definitions(page, found)
    told: dict[str, tuple[Body, str | None] | None] = {siglum: (one.body, None) for siglum, one in own.items()}
    for word in _SIGLUM.finditer(page.plain):
        if word[0] not in told:
            told[word[0]] = _expansion(word[0], scene, found, glossary)
        known = told[word[0]]
        if known is not None and not shouted(page, word.start()):
            yield Mention(word.start(), word.end(), known[0], reason=known[1])
    for siglum, mention in own.items():
        for word in re.finditer(rf"(?<=[Ll]a )(?:{siglum.capitalize()}|{siglum.lower()})(?![\w-])", page.plain):
            yield Mention(word.start(), word.end(), mention.body)


def _within(scene: Scene, place: Place) -> bool:
    """Tell whether a place lies in a département that the page speaks of, if it speaks of any."""
    return not scene.near.departments or not place.departments.isdisjoint(scene.near.departments)


def _expansion(
    siglum: str, scene: Scene, found: Sequence[Mention], glossary: Mapping[str, Body]
) -> tuple[Body, str] | None:
    """Return the only body that an acronym may stand for, with the reason, from the page outwards."""
    here = {m.body for m in found if m.proper and m.body.local and initials.fit(siglum, m.body.label)}
    around = [place for code in scene.near.departments for place in scene.atlas.groupings.get(code, ())]
    official = {place.iri: place for place in around if place.other == siglum}
    known = {place.iri: place for place in scene.atlas.sigla.get(siglum, ()) if _within(scene, place)}
    spelled = {place.iri: place for place in around if len(siglum) > _SHORT and siglum in initials.of(place.body)}
    if len(here) == 1:
        return here.pop(), "sigle formé des initiales d'un organisme nommé dans la page"
    if siglum in glossary:
        return glossary[siglum], "sigle défini dans un autre document de la même publication"
    for places, reason in (
        (official, "sigle que le référentiel donne à un groupement des départements cités"),
        (known if len(siglum) > _SHORT else {}, "sigle que le référentiel ne donne qu'à un groupement"),
        (spelled, "sigle formé des initiales du seul groupement possible des départements cités"),
    ):
        if len(places) == 1:
            return bodies.administering(next(iter(places.values())), scene.addresses), reason
    return None

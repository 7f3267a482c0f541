"""Intercommunalities told by their form only, where their presidents sign: « président de l'agglomération »."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from loaders.documents import bodies, communes
from loaders.documents.atlas import Level, Place
from loaders.documents.bodies import Body, Mention, Nature
from loaders.documents.french import Span, inside, lowered, overlap
from loaders.documents.page import Page
from loaders.documents.territories import Scene
from loaders.model import Undecided

_FORMS = {
    "communaute d'agglomeration": re.compile("communaute d'agglomeration"),
    "communaute de communes": re.compile("communaute de communes"),
    "communaute urbaine": re.compile("communaute urbaine"),
    "agglomeration": re.compile(r"communaute d'agglomeration|.*\bagglo"),
    "agglo": re.compile(r"communaute d'agglomeration|.*\bagglo"),
    "metropole": re.compile(".*metropole"),
}
_HELD = re.compile(
    rf"(?<![\w-])presidente? de (?:la |l')(?P<form>{'|'.join(_FORMS)})(?=[,.;:)]|$| (?:et|a|ont|signe|signent) )"
)
"""A president's capacity that names no body: « Anne Modèle, présidente de la communauté d'agglomération, a signé »."""
_SIGNING = re.compile(
    r"(?<![\w-])(?:(?:co-?)?sign(?:e|es|ee|ees|er|a|ent|ait|aient|erent|ataires?|ature)|paraph\w+)(?![\w-])"
)
_OF_MAYOR = "intercommunalité de cette forme à laquelle appartient la commune du maire qui signe aussi"
_OF_PUBLISHER = "intercommunalité de cette forme qui publie la page, ou dont est membre la commune qui la publie"


def named(
    page: Page, scene: Scene, found: Sequence[Mention], publisher: Callable[[], Body | None]
) -> Iterator[Mention]:
    """Yield the intercommunalities of presidents who sign, where the page names none of that form.

    The commune of the mayor in the same sentence tells it, else who publishes the page.
    """
    for form in _unnamed(page, found):
        told = _FORMS[page.low[form.start : form.end]]
        if _of_form(_bodies(found), told):
            continue
        mayors = _of_form(_of_mayors(page, scene, form), told)
        around = mayors or _of_form(_around(scene, publisher()), told)
        if len(around) == 1:
            body = bodies.administering(around[0], scene.addresses)
            yield Mention(form.start, form.end, body, proper=False, reason=_OF_MAYOR if mayors else _OF_PUBLISHER)


def doubts(page: Page, scene: Scene, found: Sequence[Mention]) -> Iterator[Undecided]:
    """Yield the presidents who sign for an intercommunality that nothing tells, with those of that form named near."""
    for form in _unnamed(page, found):
        told = _FORMS[page.low[form.start : form.end]]
        near = _of_form([*_bodies(found), *_of_mayors(page, scene, form)], told)
        reason = f"organisme pour lequel signe cette personne, que la page ne nomme pas : {len(near)} de cette forme"
        yield Undecided(form.start, form.end, page.words(form), reason, tuple(place.iri for place in near))


def _unnamed(page: Page, found: Sequence[Mention]) -> Iterator[Span]:
    """Yield the forms of bodies in presidents' capacities that no mention covers, in sentences about signing."""
    for sentence in page.sentences:
        if _SIGNING.search(page.low, sentence.start, sentence.end):
            for held in _HELD.finditer(page.low, sentence.start, sentence.end):
                form = Span(*held.span("form"))
                if not any(overlap(form, mention) for mention in found):
                    yield form


def _bodies(found: Sequence[Mention]) -> list[Place]:
    return [m.body.place for m in found if m.body.place and m.body.nature is Nature.INTERCOMMUNALITY]


def _of_form(places: Sequence[Place], form: re.Pattern[str]) -> list[Place]:
    """Return the intercommunalities whose name opens by a form, each once, in the order of their codes."""
    told = {place.code: place for place in places if form.match(lowered(place.body))}
    return [told[code] for code in sorted(told)]


def _of_mayors(page: Page, scene: Scene, form: Span) -> list[Place]:
    """Return the intercommunalities of the communes whose mayors the sentence names."""
    mayors = inside(tuple(communes.mayors(page, scene)), page.sentence(form.start))
    return [place for mayor in mayors for place in _around(scene, mayor.body)]


def _around(scene: Scene, body: Body | None) -> list[Place]:
    """Return the intercommunality that a body administers, or that its commune belongs to."""
    if body is None or body.place is None:
        return []
    whole = scene.atlas.places.get(body.place.whole) if body.place.whole else body.place
    return [whole] if whole and whole.level is Level.INTERCOMMUNALITY else []

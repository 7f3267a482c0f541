"""Organisations named in a page: by their form, their acronym, their usual short name."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from loaders.documents import acronyms, bodies, communes, offices, presidencies, short_names
from loaders.documents.atlas import EMPTY, Level, Place, key, of_level
from loaders.documents.bodies import Body, Mention, Nature
from loaders.documents.french import Span, lowered
from loaders.documents.page import Page, page_of
from loaders.documents.territories import Found, Scene, find, find_any, listed, run_of, shouted, whole_end


@dataclass(frozen=True, slots=True)
class Form:
    """A way to open the name of a body: its words, what it makes, and its form in full."""

    words: str
    nature: Nature
    full: str


_FORMS = (
    Form(r"communautes? d'agglomerations?", Nature.INTERCOMMUNALITY, "Communauté d'agglomération"),
    Form(r"communautes? de communes", Nature.INTERCOMMUNALITY, "Communauté de communes"),
    Form(r"communautes? urbaines?", Nature.INTERCOMMUNALITY, "Communauté urbaine"),
    Form(r"poles? metropolitains?", Nature.GROUPING, "Pôle métropolitain"),
    Form(r"(?:petr|poles? d'equilibre territorial et rural)", Nature.GROUPING, "Pôle d'équilibre territorial et rural"),
    Form(
        r"syndicats? mixtes?(?: (?:du|de la|de l'|des|de) ?(?:pays|scot|bassins?(?: versants?)?|vallee|massif"
        r"|littoral))?",
        Nature.GROUPING,
        "Syndicat mixte",
    ),
    Form(r"metropole", Nature.INTERCOMMUNALITY, "Métropole"),
    Form(r"agglomeration|agglo", Nature.INTERCOMMUNALITY, "Communauté d'agglomération"),
    Form(r"c\.?c\.?|cdc", Nature.INTERCOMMUNALITY, "Communauté de communes"),
    Form(r"c\.?a\.?", Nature.INTERCOMMUNALITY, "Communauté d'agglomération"),
    Form(r"(?:conseils? (?:departemental|general)|departements?)", Nature.DEPARTMENT, "Département"),
    Form(r"collectivites?(?: territoriale)?(?= d[e'])", Nature.REGION, "Collectivité territoriale"),
    Form(r"(?:conseils? regional|regions?)", Nature.REGION, "Région"),
    Form(r"(?:communes?|villes?|mairies?|municipalite)", Nature.COMMUNE, "Commune"),
)
_GROUPED = frozenset((Nature.INTERCOMMUNALITY, Nature.GROUPING))
_SHORT_FORMS = frozenset(("cc", "c.c", "c.c.", "ca", "c.a", "c.a.", "cdc", "agglo", "agglomeration", "metropole"))
_LEVELS = {
    Nature.INTERCOMMUNALITY: (Level.INTERCOMMUNALITY,),
    Nature.GROUPING: (Level.GROUPING, Level.INTERCOMMUNALITY),
    Nature.DEPARTMENT: (Level.DEPARTMENT,),
    Nature.REGION: (Level.REGION,),
    Nature.COMMUNE: (Level.COMMUNE,),
}
_FORM = re.compile(r"(?<![\w-])(?:" + "|".join(f"({form.words})" for form in _FORMS) + r")(?![\w-])")
_LEAD = re.compile(
    r"(?: \([A-Z]{2,6}\))?(?: ?: ?| (?:de la|de l'|de|du|des|d'|les|le|la|l')(?: |(?<=')))?\"? ?(?:(?:les|la|le) |l')?"
)


def organisations(page: Page, scene: Scene, glossary: Mapping[str, Body]) -> tuple[Mention, ...]:
    """Return the bodies named in a page, in their order, without overlaps; `glossary` holds other pages' acronyms."""
    found = _distinct([*_formed(page, scene), *offices.national(page, scene), *offices.of_state(page, scene)])
    found = _distinct([*found, *communes.mayors(page, scene), *offices.offices(page, scene)])
    found = _distinct([*found, *_plainly(page, scene), *offices.announced(page, scene, found)])
    found = _distinct([*found, *_own_named(page, scene)])
    found = _distinct([*found, *_titular(page, found)])
    found = _distinct([*found, *communes.holders(page, scene), *communes.signing(page, scene)])
    found = _distinct([*found, *acronyms.expanded(page, scene, found, glossary)])
    found = _distinct([*found, *short_names.named(page, scene, found)])
    return _distinct([*found, *presidencies.named(page, scene, found, lambda: publisher(page, scene))])


def publisher(page: Page, scene: Scene) -> Body | None:
    """Return the body that published a document, where somebody stated it and its name is that of a body."""
    if page.document.publisher is None:
        return None
    named = organisations(page_of(replace(page.document, text=page.document.publisher, publisher=None)), scene, {})
    return named[0].body if named else None


def _distinct(found: Sequence[Mention]) -> tuple[Mention, ...]:
    """Keep, of mentions that overlap, the one that was found first in the order of the rules."""
    kept: list[Mention] = []
    for mention in found:
        place = bisect_left(kept, mention.start, key=lambda other: other.start)
        free = (place == 0 or kept[place - 1].end <= mention.start) and (
            place == len(kept) or mention.end <= kept[place].start
        )
        if free:
            kept.insert(place, mention)
    return tuple(kept)


def _formed(page: Page, scene: Scene) -> Iterator[Mention]:
    """Yield the bodies that open by their form: « Communauté d'agglomération de… », « communautés de … A, B et C »."""
    for sentence in page.sentences:
        for opening in _FORM.finditer(page.low, sentence.start, sentence.end):
            form = _FORMS[int(opening.lastindex or 1) - 1]
            if _closes_a_name(page, opening, sentence.start):
                continue
            yield from _of_form(page, scene, opening, form, sentence.end)


def _closes_a_name(page: Page, opening: re.Match[str], start: int) -> bool:
    """Tell whether a form ends a name rather than opens one: « Exemple Agglomération », « l'Agglo et l'État »."""
    before = page.plain[max(start, opening.start() - 30) : opening.start()]
    last = opening[0].startswith(("agglo", "metropole")) and re.search(r"(?:^|[ '])[A-Z][\w'-]* $", before)
    return bool(last) or page.low.startswith(" et ", opening.end())


def _of_form(page: Page, scene: Scene, opening: re.Match[str], form: Form, end: int) -> Iterator[Mention]:
    levels = _LEVELS[form.nature]
    whole = find_any(page, scene, Span(opening.start(), end), levels)
    several = opening[0].split(" ")[0].endswith("s")
    if whole and whole.place and whole.end > opening.end() and form.nature is Nature.INTERCOMMUNALITY and not several:
        found = replace(whole, end=_farther(page, scene, whole, end))
        yield _mention(opening.start(), found, whole.place, scene)
        return
    lead = _LEAD.match(page.plain, opening.end(), end)
    offset = lead.end() if lead else opening.end()
    if lead and ":" in lead[0] and not several:
        return
    names = listed(page, scene, Span(offset, end), levels)
    for place, name in enumerate(names if several else names[:1]):
        if name.place:
            found = replace(name, end=_farther(page, scene, name, end))
            yield _mention(opening.start() if place == 0 else name.start, found, name.place, scene)
    if not any(name.place for name in names) and form.nature in _GROUPED and opening[0] not in _SHORT_FORMS:
        yield from _unlisted(page, scene, opening, form, run_of(page, Span(offset, end)))


def doubtful(page: Page, scene: Scene) -> Iterator[Found]:
    """Yield the names after a form or a mayor that several places bear and nothing around settles."""
    leads = [(_FORMS[int(found.lastindex or 1) - 1], found) for found in _FORM.finditer(page.low)]
    spans = [(form, _LEAD.match(page.plain, found.end())) for form, found in leads]
    told = [(_LEVELS[form.nature], lead.end()) for form, lead in spans if lead is not None]
    told += [((Level.COMMUNE,), found.end()) for found in communes.MAYOR.finditer(page.low)]
    for levels, offset in told:
        for name in listed(page, scene, Span(offset, page.sentence(offset).end), levels)[:1]:
            if len(name.places) > 1:
                yield name


_OF = re.compile(r" (?:de la |de l'|de |du |des |d')")


def _farther(page: Page, scene: Scene, name: Found, end: int) -> int:
    """Return where a name ends with the département or région after it: « communauté du Sud de Mayotte »."""
    link = _OF.match(page.plain, name.end, end)
    around = find(page, scene, Span(link.end(), end), (Level.DEPARTMENT, Level.REGION)) if link else None
    if around is None or name.place is None:
        return name.end
    inside = name.place.departments | name.place.regions
    return around.end if any(place.code in inside for place in around.places) else name.end


def _mention(start: int, name: Found, place: Place, scene: Scene) -> Mention:
    return Mention(start, name.end, bodies.administering(place, scene.addresses), reason=name.reason)


def _unlisted(page: Page, scene: Scene, opening: re.Match[str], form: Form, name: Span) -> Iterator[Mention]:
    """Yield a grouping whose name no place of the referential bears (it was merged, or is of another kind)."""
    capital = name.start < len(page.plain) and page.plain[name.start].isupper() and not shouted(page, name.start)
    if capital and name.end - name.start > 3:  # noqa: PLR2004 - shorter is an acronym
        whole = Span(name.start, whole_end(page, name.end))
        body = bodies.unlisted(form.full, page.words(whole), form.nature, scene.addresses)
        yield Mention(opening.start(), whole.end, body)


_OF_CONTRACT = (
    r"(?<![\w-])(?:crte|ptrte|contrat|pacte|convention|avenant)(?![\w-])"
    r"(?:(?! (?:sera|est|a|ont|avec|pour|par|entre|qui|que) )[^.;:,\n]){0,60}? (?:du |de la |de l'|des |de |d')"
)


def _titular(page: Page, found: Sequence[Mention]) -> Iterator[Mention]:
    """Yield intercommunalities of the page by the name of their place, after a contract's: « le CRTE du Modélois »."""
    named = {m.body for m in found if m.body.nature is Nature.INTERCOMMUNALITY and m.body.place and m.body.place.short}
    for body in sorted(named, key=lambda body: body.iri):
        name = re.escape(lowered(body.territory_label))
        for told in re.finditer(rf"{_OF_CONTRACT}(?P<name>{name})(?![\w-])", page.low):
            reason = "territoire d'un organisme que la page nomme, dont c'est le contrat"
            yield Mention(*told.span("name"), body, proper=False, reason=reason)


_OWN_NAME = re.compile(
    r"(?<![\w'-])(?!(?:La|Le|Les|Une?|Cette|Notre|Votre|Communaute|Agglomeration|Commune|Ville)\b)[A-Z][\w'-]{2,}"
    r"(?:(?: (?:de|du|des|la|le|les|et|en|sur|&))* [A-Z][\w'-]*){0,4} (?:Agglomeration|Agglo|Metropole|Communaute)"
    r"(?![\w-]| (?:de|d'|urbaine))"
)


def _own_named(page: Page, scene: Scene) -> Iterator[Mention]:
    """Yield intercommunalities under a name that the referential does not hold: « Grand Exemple Agglomération »."""
    for sentence in page.sentences:
        if not shouted(page, sentence.start):
            for found in _OWN_NAME.finditer(page.plain, sentence.start, sentence.end):
                body = bodies.called(page.words(Span(*found.span())), scene.addresses)
                yield Mention(found.start(), found.end(), body)


_OWN_FORM = re.compile(r"(?<![\w-])(?:communaute|agglomeration|agglo|metropole|intercom|eurometropole)(?![\w-])")


_GOES_ON = re.compile(r" [A-Z][a-z]{3,}")
"""A name that goes on is another's: « Exemple Tourisme » is not the community of Exemple."""


def _plainly(page: Page, scene: Scene) -> Iterator[Mention]:
    """Yield the intercommunalities that a page names without « communauté de » before: « Exemple Agglomération »."""
    for word in re.finditer(r"(?<![\w'-])[A-Z][A-Za-z]+|(?<=[dl]')[A-Z][A-Za-z]+", page.plain):
        end = page.sentence(word.start()).end
        name = find(page, scene, Span(word.start(), end), (Level.INTERCOMMUNALITY,))
        if name is None or name.place is None or word[0].lower() in EMPTY or _GOES_ON.match(page.plain, name.end):
            continue
        words = page.low[name.start : name.end]
        shared = of_level(scene.atlas.named(words), Level.COMMUNE, Level.DEPARTMENT, Level.REGION)
        alone = len(key(words)) > 1 and not shared and not name.reason and not scene.atlas.outdated(words)
        if _OWN_FORM.search(words) or alone:
            yield _mention(name.start, name, name.place, scene)

"""Organisations named in a page: by their form, their acronym, their usual short name."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from loaders.documents import acronyms, bodies, short_names
from loaders.documents.atlas import Level, Place, key, of_level
from loaders.documents.bodies import NATIONALS, Body, Mention, National, Nature
from loaders.documents.french import Span
from loaders.documents.page import Page
from loaders.documents.territories import Found, Scene, find, find_any, listed, run_of, shouted


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
_STATE = re.compile(r"(?<![\w-])(?:l')?Etat(?![\w-])")
_HEAD = re.compile(
    r"(?<![\w-])(?:(?P<common>association|societe|cabinet|cluster|entreprise|co-entreprise)|(?P<own>Agence|Chambre"
    r"|Office|Mission"
    r"|Institut|Centre|Federation|Union|Caisse|Fondation|Conservatoire|Observatoire|Banque|Ministere|CCI|CMA|DREAL"
    r"|DDTM?|ARS|CAF)) "
)


def organisations(page: Page, scene: Scene, glossary: Mapping[str, Body]) -> tuple[Mention, ...]:
    """Return the bodies named in a page, in their order, without overlaps; `glossary` holds other pages' acronyms."""
    found = _distinct([*_formed(page, scene), *_national(page, scene), *_of_state(page, scene)])
    found = _distinct([*found, *_mayors(page, scene), *_offices(page, scene)])
    found = _distinct([*found, *_plainly(page, scene), *_heads(page, scene, found)])
    found = _distinct([*found, *_holders(page, scene), *_signing_communes(page, scene)])
    found = _distinct([*found, *acronyms.expanded(page, scene, found, glossary)])
    return _distinct([*found, *short_names.named(page, scene, found)])


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
        yield _mention(opening.start(), whole, whole.place, scene)
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
    told += [((Level.COMMUNE,), found.end()) for found in _MAYOR.finditer(page.low)]
    for levels, offset in told:
        for name in listed(page, scene, Span(offset, page.sentence(offset).end), levels)[:1]:
            if len(name.places) > 1:
                yield name


_OF = re.compile(r" (?:de la |de l'|de |du |des |d')")


def _farther(page: Page, scene: Scene, name: Found, end: int) -> int:
    """Return where a name ends with the département or région after it: « communauté du Sud de Mayotte »."""
    link = _OF.match(page.plain, name.end, end)
    around = find(page, scene, Span(link.end(), end), (Level.DEPARTMENT, Level.REGION)) if link else None
    if around is None or around.place is None or name.place is None:
        return name.end
    inside = name.place.departments | name.place.regions
    return around.end if around.place.code in inside else name.end


def _mention(start: int, name: Found, place: Place, scene: Scene) -> Mention:
    return Mention(start, name.end, bodies.administering(place, scene.addresses), reason=name.reason)


def _unlisted(page: Page, scene: Scene, opening: re.Match[str], form: Form, name: Span) -> Iterator[Mention]:
    """Yield a grouping whose name no place of the referential bears (it was merged, or is of another kind)."""
    capital = name.start < len(page.plain) and page.plain[name.start].isupper() and not shouted(page, name.start)
    if capital and name.end - name.start > 3:  # noqa: PLR2004 - shorter is an acronym
        body = bodies.unlisted(form.full, page.words(name), form.nature, scene.addresses)
        yield Mention(opening.start(), name.end, body)


_MAYOR = re.compile(
    r"(?<![\w-])maires?(?: adjointe?| deleguee?)? (?:de la (?:commune|ville) )?(?:de |d'|du |des )(?=[a-z])"
)
_HELD = re.compile(
    r"(?<![\w-])(?:(?i:contrat|convention|avenant|operation de revitalisation d[eu] territoires?)|ORT|PVD|ACV)(?![\w-])"
    r"[^.;:,\n]{0,80}? (?:des communes de |de la commune de |de |d'|du )(?=[A-Z])"
)


def _holders(page: Page, scene: Scene) -> Iterator[Mention]:
    """Yield the commune that a contract's name closes with: « la convention d'adhésion d'Exemple-sur-Mer »."""
    for sentence in page.sentences:
        for lead in _HELD.finditer(page.plain, sentence.start, sentence.end):
            for name in listed(page, scene, Span(lead.end(), sentence.end), (Level.COMMUNE,))[:1]:
                if name.place:
                    body = bodies.administering(name.place, scene.addresses)
                    yield Mention(name.start, name.end, body, reason=name.reason or "commune dont c'est le contrat")


_SIGNS = re.compile(
    r" (?:(?:a|ont|avait|avaient|vient de|viennent de) (?:officiellement |egalement )?(?:sign|rejoin|conclu|paraph)\w*"
    r"|sign(?:e|ent|ait|aient)|s'engage(?:nt)?|rejoi(?:nt|gnent)|se dote(?:nt)?)(?![\w-])"
)


def _signing_communes(page: Page, scene: Scene) -> Iterator[Mention]:
    """Yield communes that sign or join under their bare names: « Exemple et Modèle-sur-Mer signent »."""
    for sentence in page.sentences:
        for verb in _SIGNS.finditer(page.low, sentence.start, sentence.end):
            for word in re.finditer(
                r"(?<![\w'-])[A-Z]", page.plain[max(sentence.start, verb.start() - 90) : verb.start()]
            ):
                start = max(sentence.start, verb.start() - 90) + word.start()
                names = listed(page, scene, Span(start, verb.start()), (Level.COMMUNE,))
                if names and names[-1].end == verb.start() and all(name.place for name in names):
                    yield from _communes_named(scene, names)
                    break


def _communes_named(scene: Scene, names: Sequence[Found]) -> Iterator[Mention]:
    for name in names:
        if name.place:
            reason = name.reason or "commune que le sujet de la phrase nomme"
            yield Mention(name.start, name.end, bodies.administering(name.place, scene.addresses), reason=reason)


_OWN_FORM = re.compile(r"(?<![\w-])(?:communaute|agglomeration|agglo|metropole|intercom|eurometropole)(?![\w-])")


def _mayors(page: Page, scene: Scene) -> Iterator[Mention]:
    """Yield the communes of mayors: « maire d'Exemple-sur-Mer »."""
    for lead in _MAYOR.finditer(page.low):
        end = page.sentence(lead.start()).end
        for name in listed(page, scene, Span(lead.end(), end), (Level.COMMUNE,))[:1]:
            if name.place:
                body = bodies.administering(name.place, scene.addresses)
                yield Mention(name.start, name.end, body, reason=name.reason or "commune dont cette personne est maire")


def _plainly(page: Page, scene: Scene) -> Iterator[Mention]:
    """Yield the intercommunalities that a page names without « communauté de » before: « Exemple Agglomération »."""
    for word in re.finditer(r"(?<![\w'-])[A-Z][A-Za-z]+|(?<=[dl]')[A-Z][A-Za-z]+", page.plain):
        end = page.sentence(word.start()).end
        name = find(page, scene, Span(word.start(), end), (Level.INTERCOMMUNALITY,))
        if name is None or name.place is None:
            continue
        words = page.low[name.start : name.end]
        shared = of_level(scene.atlas.named(words), Level.COMMUNE, Level.DEPARTMENT, Level.REGION)
        if _OWN_FORM.search(words) or (len(key(words)) > 1 and not shared and not name.reason):
            yield _mention(name.start, name, name.place, scene)


def _national(page: Page, scene: Scene) -> Iterator[Mention]:
    for national, names, sigla in _nationals():
        found = [*names.finditer(page.low), *sigla.finditer(page.plain)]
        if found:
            body = replace(
                bodies.other(national.label, scene.addresses),
                iri=scene.addresses.organisation(national.key),
                acronyms=national.acronyms[:1],
            )
            yield from (Mention(one.start(), one.end(), body) for one in found)


@cache
def _nationals() -> tuple[tuple[National, re.Pattern[str], re.Pattern[str]], ...]:
    return tuple((one, _any_of(one.names), _any_of(one.acronyms)) for one in NATIONALS)


def _any_of(names: Sequence[str]) -> re.Pattern[str]:
    """Return a pattern for any of some names, the longest first; for nothing where there is none."""
    told = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{told or '(?!)'})(?![\w-])")


def _of_state(page: Page, scene: Scene) -> Iterator[Mention]:
    for found in _STATE.finditer(page.plain):
        start = found.end() - len("Etat")
        yield Mention(start, found.end(), bodies.state(scene.addresses))


_LINKED = r"[-' ](?:et (?=d)|(?:de|du|des|sur|en|la|les)[- ]|d'|l')*"
_COMPLEMENT = re.compile(
    r"(?:(?:de la |de l'|du |des |de |d'|pour |et )?(?:[a-z']+ (?=[a-z' ]*[A-Z])){0,6})?\"?[A-Z0-9]\w*"
    rf"(?:{_LINKED}[A-Z0-9]\w*)*"
)
_OFFICE = re.compile(
    r"(?<![\w-])(?i:agence de l'eau|agence regionale de sante|agence d'urbanisme|caisse d'allocations familiales"
    r"|caisse primaire d'assurance maladie|chambres? d'agriculture|chambres? de commerce et d'industrie"
    r"|chambres? des? metiers(?: et de l'artisanat)?|etablissement public foncier(?: local| d'etat)?"
    r"|office public de l'habitat|office francais de la biodiversite|mission locale|caf(?= d)|msa(?= [A-Z])|cpam(?= d)"
    r"|parc naturel regional|direction departementale des territoires(?: et de la mer)?)"
    r"(?: (?:de la |de l'|du |des |de |d')?(?=[A-Z])(?P<name>[A-Z]\w*"
    rf"(?:{_LINKED}[A-Z]\w*)*))?(?![\w-])"
)


def _offices(page: Page, scene: Scene) -> Iterator[Mention]:
    """Yield public offices, whether a capital opens them or not: « l'agence de l'eau Seine-Normandie ».

    A name said short is that of the only office of the page whose name goes on: « l'agence de l'eau ».
    """
    told = [found for line in page.sentences for found in _OFFICE.finditer(page.plain, line.start, line.end)]
    whole = {_named(page, found) for found in told if found["name"]}
    for found in told:
        label = _named(page, found)
        longer = [name for name in whole if name.lower().startswith(f"{label.lower()} ")]
        body = bodies.other(longer[0] if len(longer) == 1 else label, scene.addresses)
        yield Mention(found.start(), found.end(), body, proper=len(longer) != 1)


def _named(page: Page, found: re.Match[str]) -> str:
    label = page.words(Span(*found.span()))
    return label[:1].upper() + label[1:]


def _heads(page: Page, scene: Scene, found: Sequence[Mention]) -> Iterator[Mention]:
    """Yield bodies that a common noun announces (« l'association Modèle ») or opens (« Chambre d'agriculture de… »)."""
    for sentence in page.sentences:
        for head in _HEAD.finditer(page.plain, sentence.start, sentence.end):
            name = _COMPLEMENT.match(page.plain, head.end(), sentence.end)
            start = head.end() if head["common"] else head.start()
            if name and not any(m.start < name.end() and start < m.end for m in found):
                label = page.words(Span(start, name.end())).strip('"«» ')
                yield Mention(start, name.end(), bodies.other(label, scene.addresses))

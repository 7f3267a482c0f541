"""What a contract's sentences say of its signing day and place, its period, its territories and its name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from rdflib import URIRef

from loaders import keys
from loaders.documents.agreements import Agreement, signing
from loaders.documents.atlas import Level
from loaders.documents.bodies import Nature
from loaders.documents.contracts import Anchor, Manner, Scenery
from loaders.documents.coverings import Covered
from loaders.documents.durations import duration
from loaders.documents.french import Span
from loaders.documents.kinds import Said
from loaders.documents.periods import Moment
from loaders.documents.territories import Scene, listed

_HELD_ON = re.compile(
    r"(?<![\w-])(?:a eu lieu|s'est (?:deroulee|tenue)|s'est faite|est intervenue|a ete signee?|est datee?)(?![\w-])"
)
_ELSEWHERE = re.compile(
    r"(?<![\w-])(?:deliberations?|circulaire|loi|decret|arrete|approuv\w+|adopt\w+|vote\w*|valid\w+|publi\w+|lanc\w+"
    r"|elu\w*|cree\w*|labellis\w+|laureat\w*|depose\w*|jusqu'au|avant"
    r"|echeance|effet|compter|modifi\w+|election|arret\w+|debut\w*|demarr\w+|ouver\w+|inaugur\w+"
    r"|(?:initiale?|precedente?)[ ,]+(?:(?:avait|a) ete )?(?:signee?|conclue?))"
    r"(?: [\w'-]+){0,4}? ?(?:du|le|au|en date du|de|des)? ?$"
)
"""What tells the day of something else: « par délibération du 4 mars », « la convention initiale, signée le 2 mai »."""
_ENTRY = re.compile(r" ?[-:|] ?")
"""What follows the date of a piece of news in its own title: « 17/12/2021 – Le contrat est signé »."""
_SINCE = re.compile(r"(?:depuis|des|en date) (?:le |du )?$")
_CLOSE = 16


def signed(scenery: Scenery, one: Agreement) -> Moment | None:
    """Return the day on which a contract was signed, or the month or year where the page says no more."""
    if one.terms and one.terms.signed:
        return one.terms.signed
    coarse: Moment | None = None
    for anchor in signing(one):
        days = [moment for moment in _told(scenery, anchor) if moment.exact]
        if days:
            return min(days, key=lambda day: _distance(day, anchor.cue))
        near = [m for m in _told(scenery, anchor) if not m.ranged and -1 <= m.start - anchor.cue.end <= _CLOSE]
        coarse = coarse or (near[0] if near else None)
    for anchor in one.anchors:
        since = (m for m in _told(scenery, anchor) if m.exact and _SINCE.search(scenery.page.low[: m.start][-14:]))
        if anchor.manner is Manner.LINK and (day := next(since, None)):
            return day
    return coarse


def _told(scenery: Scenery, anchor: Anchor) -> Iterator[Moment]:
    """Yield the moments of a sentence, or of the next one when that tells when the signing took place."""
    known = [moment for moment in scenery.page.within(anchor.sentence) if moment.known]
    own = [moment for moment in known if not _elsewhere(scenery, moment)]
    yield from own or _headed(scenery, anchor.sentence) if not known else own
    after = next((s for s in scenery.page.sentences if s.start >= anchor.sentence.end), None)
    if not own and after and _HELD_ON.search(scenery.page.low, after.start, after.end):
        yield from (moment for moment in scenery.page.within(after) if moment.known)


def _elsewhere(scenery: Scenery, moment: Moment) -> bool:
    sentence = scenery.page.sentence(moment.start)
    if moment.start == sentence.start and _ENTRY.match(scenery.page.low, moment.end):
        return scenery.page.text[sentence.end - 1] not in ".!"
    return _ELSEWHERE.search(scenery.page.low, max(sentence.start, moment.start - 60), moment.start) is not None


_LONGEST_DATELINE = 60


def _headed(scenery: Scenery, sentence: Span) -> Iterator[Moment]:
    """Yield the day that the sentence before tells of the same meeting.

    « Jeudi 8 juillet 2021 – Exemple. », « Le 5 juillet 2022, la salle du conseil accueillait une signature. »
    """
    block = next((b for b in scenery.page.blocks if b.start <= sentence.start < b.end), None)
    before = [s for s in scenery.page.sentences if block and block.start <= s.start < sentence.start]
    if not before:
        return
    told = [moment for moment in scenery.page.within(before[-1]) if moment.known]
    words = scenery.page.low[before[-1].start : before[-1].end]
    dateline = before[-1].end - before[-1].start < _LONGEST_DATELINE and not _VERB.search(words)
    if len(told) == 1 and told[0].exact and (dateline or (_MEETING.search(words) and not _DECISION.search(words))):
        yield replace(told[0], reason=told[0].reason or "jour de la rencontre, dit dans la phrase qui précède")


_VERB = re.compile(r"(?<![\w-])(?:publiee?|mise?|a|est|sera|aura|ont|sont)(?![\w-])")
_MEETING = re.compile(
    r"(?<![\w-])(?:signatures?|ceremonie|accueill\w+|reunis?|retrouve\w*|rencontre\w*|recevai\w+|recu\w*|rejoint"
    r"|rejoignent|rendu\w*|convie\w*|invite\w*|deplacement|visite)(?![\w-])"
)
_DECISION = re.compile(
    r"(?<![\w-])(?:deliber|approuv|adopt|vot[ea]|valid|autoris|examin|lanc|annonc|comite|commission|prochain)"
)


def _distance(moment: Moment, cue: Span) -> int:
    return min(abs(moment.start - cue.end), abs(cue.start - moment.end))


def unsettled(scenery: Scenery, one: Agreement) -> Iterator[Moment]:
    """Yield the days of signing sentences whose year the page does not tell."""
    for anchor in signing(one):
        yield from (m for m in scenery.page.within(anchor.sentence) if not m.known)


_PLACE = re.compile(
    r"(?<![\w-])(?:dans (?=(?:les|la|le|l')? ?(?:locaux|salons?|salle|enceinte|cour|murs))(?:les |la |le |l')?"
    r"|(?:a la |en |au |a l')(?=(?:sous-)?prefecture|mairie|hotel|siege|chateau|palais|theatre|espace|maison|centre"
    r"|lycee|college|ecole))"
    r"(?P<place>[^,.;()]{4,90}?)(?=,| que | entre | par | en presence| le contrat|$|[.;()])"
)


def place(scenery: Scenery, one: Agreement) -> Span | None:
    """Return the words for the place where a contract was signed: « locaux du cluster Exemple »."""
    if one.terms and one.terms.town:
        return one.terms.town
    for anchor in signing(one):
        found = _PLACE.search(scenery.page.low, anchor.sentence.start, anchor.sentence.end)
        if found:
            return Span(found.start("place"), found.start("place") + len(found["place"].rstrip()))
    return None


_AT = re.compile(r"(?<![\w-])[aà] (?=[A-Z])")


def town(scenery: Scenery, scene: Scene, one: Agreement) -> tuple[URIRef, Span] | None:
    """Return the commune where a contract was signed: « conclu à Exemple-sur-Mer », « Fait à Exemple-sur-Mer »."""
    if one.terms and one.terms.town:
        told = listed(scenery.page, scene, one.terms.town, (Level.COMMUNE,))
        return (told[0].place.iri, Span(told[0].start, told[0].end)) if told and told[0].place else None
    for anchor in signing(one):
        for lead in _AT.finditer(scenery.page.plain, anchor.cue.end, anchor.sentence.end):
            names = listed(scenery.page, scene, Span(lead.end(), anchor.sentence.end), (Level.COMMUNE,))
            if names and names[0].place:
                return names[0].place.iri, Span(names[0].start, names[0].end)
    return None


_SPANS = re.compile(
    r"(?<![\w-])(?:periodes?|ans|couvre|court|porte|pour|sur|annees?|duree|de|dure|jusqu'en)\W*(?:les? |la "
    r"|l')?(?:annees? |periode )?$"
)
_FIRST = re.compile(r"(?<![\w-])programmation(?: \w+)?(?: (?:pour|sur|de|des annees|les annees))?\W*$")
OTHER = re.compile(
    r"(?<![\w-])(?:mandat|mandature|schema|pcaet|feuille de route|fonds europeens|programmation|precedente?s?"
    r"|anterieure?s?|premiers? contrats?|succede\w*|remplace\w*|fait suite)(?: [\w']+){0,4}\W*$"
    r"|(?<![\w-])cper(?: \w+){0,3}\W*$"
)
"""What tells that a period is of something else than the contract at hand: « le précédent contrat 2015-2020 »."""


def period(scenery: Scenery, one: Agreement) -> Moment | None:
    """Return the years or days over which a contract runs; those beside an amendment are of the contract it changes."""
    if one.terms and one.terms.period:
        return one.terms.period
    if one.amendment or one.terms:
        return None
    found = [m for m in _ranges(scenery, one) if not OTHER.search(scenery.page.low[: m.start][-50:])]
    found = [m for m in found if its_own(scenery, m, one)]
    said = [m for m in found if _SPANS.search(scenery.page.low[: m.start][-30:]) or _beside(scenery, m, one)]
    return said[0] if said else None


def its_own(scenery: Scenery, moment: Moment, one: Agreement) -> bool:
    """Tell whether the last kind of contract that the article names before a range is that of a contract."""
    kinds = {one.kind, *(anchor.said.kind for anchor in one.anchors if anchor.said)}
    told = [said for said in scenery.said if one.article.start <= said.start < moment.start and said.kind]
    return not told or told[-1].kind in kinds


def _beside(scenery: Scenery, moment: Moment, one: Agreement) -> bool:
    """Tell whether a range stands right after or before the contract's name, or opens the article's title."""
    if one.article.start <= moment.start < one.article.start + len(one.article.title):
        return True
    low = scenery.page.low
    return any(
        0 <= said.start - moment.end <= 2  # noqa: PLR2004 - a blank and a bracket
        or (0 <= moment.start - said.end <= 2 * _CLOSE and re.fullmatch(r"[a-z '\"(]*", low[said.end : moment.start]))
        for said in scenery.said
    )


def _ranges(scenery: Scenery, one: Agreement) -> Iterator[Moment]:
    for moment in scenery.page.within(one.article):
        if moment.ranged and moment.known and moment.first[:4] != moment.last[:4]:
            yield moment


def first_programming(scenery: Scenery, one: Agreement) -> Moment | None:
    """Return the years of a contract's first programming: « une première programmation 2021-2022 »."""
    ranges = (m for m in _ranges(scenery, one) if _FIRST.search(scenery.page.low[: m.start][-50:]))
    return next(ranges, None)


def lasting(scenery: Scenery, one: Agreement) -> tuple[int, int, str] | None:
    """Return the place and ISO 8601 duration that a sentence of its article gives a contract: « pour six ans »."""
    if one.terms:
        stated = one.terms.lasting
        return (stated.start, stated.end, stated.iso) if stated else None
    kinds = {None, one.kind}
    for said in scenery.said:
        if said.kind in kinds and not said.plural and one.article.start <= said.start < one.article.end:
            sentence = scenery.page.sentence(said.start)
            if told := duration(scenery.page.low, sentence.start, sentence.end):
                return told
    return None


_RECURRING = frozenset(
    (
        "contrat-departemental",
        "contrat-de-ville",
        "contrat-ruralite",
        "contrat-regional",
        "contrat-developpement",
        "cls",
        "ctg",
        "partenariat",
    )
)


def key(scenery: Scenery, one: Agreement, places: tuple[Covered, ...]) -> tuple[str, ...]:
    """Return what identifies a contract: its kind, the code of its territory or grouping, its first year."""
    notation = one.kind.notation if one.kind else "contrat"
    bodies = [party.body for party in one.parties if party.body.nature is Nature.GROUPING]
    groupings = [body.place.code for body in bodies if body.place]
    codes = keys.territorial(notation, {covered.code for covered in places}, groupings)
    amended = [one.amended.notation] if one.amended else []
    parts = [notation, *amended, *(codes or [scenery.page.document.key])]
    if one.amendment:
        parts.append(rank(scenery, one))
    elif notation in _RECURRING and (year := _year(scenery, one)):
        parts.append(year)
    elif notation in keys.DATED and (day := signed(scenery, one)):
        parts.append(day.first)
    return tuple(parts)


def rank(scenery: Scenery, one: Agreement) -> str:
    """Return what tells an amendment from others of the same contract: its number, else the year it was signed."""
    return str(one.number or _year(scenery, one) or 1)


def _year(scenery: Scenery, one: Agreement) -> str:
    moment = period(scenery, one) or signed(scenery, one)
    return moment.first[:4] if moment else ""


def name(one: Agreement, places: tuple[Covered, ...]) -> str:
    """Return a contract's canonical name: its kind and its territories, « CRTE – Val d'Exemple »."""
    short = one.kind.short if one.kind else "Contrat"
    told = ", ".join(covered.label for covered in places[:3]) + (" …" if len(places) > 3 else "")  # noqa: PLR2004
    amended = f" n° {one.number}" if one.amendment and one.number else ""
    of_kind = f" ({one.amended.short})" if one.amended else ""
    return f"{short}{amended}{of_kind} – {told}" if told else f"{short}{amended}{of_kind}"


def spelled(scenery: Scenery, said: Said) -> str:
    """Return a contract's name as the page writes it, without the acronym in brackets."""
    return re.sub(r"\s*\([^)]*\)$", "", scenery.page.words(said))

"""What a contract takes up, told in a sentence: « il portera sur l'eau et l'habitat », « avec pour priorités… »."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from loaders.documents.contracts import Scenery
from loaders.documents.deeds import Deed
from loaders.documents.french import Span, overlap
from loaders.documents.layout import Kind
from loaders.documents.points import Point, Strategy, point

_NUMBER = r"(?:\d+|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|plusieurs)"
_NAMES = (
    r"(?:enjeux|priorites|axes|orientations|objectifs|ambitions|thematiques(?: de travail)?|themes|volets"
    r"|piliers|defis|domaines|secteurs|idees)"
)
_THEIR = (
    rf"(?:(?:ses|leurs|les|pour|des|aux)? ?(?:{_NUMBER} )?(?:grandes? |grands? |principales? |principaux )?{_NAMES})"
)
_A = r"(?=l'|la |le |les |des |un |une )"
_UPON = (
    r"(?<![\w-])(?:porter?a?|portent|axee?|centree?|concentree?|focalisee?|met(?:tra)? l'accent|l'accent est mis"
    r"|reposer?a?|travaill(?:e|ent|er|era|eront)|agir(?:ont|a)?|(?:fixe|mis|met) la priorite)"
    r"(?: \w+ment| de concert| notamment| principalement)? sur"
    r"(?! (?:la periode|les annees|l'annee|\d|un |une |le territoire|le perimetre|l'ensemble|six|cinq|trois|quatre"
    rf"|deux))(?: ?: ?| {_A})"
)
_AROUND = (
    r"(?<![\w-])(?:s'articule(?:ra)?|s'organise(?:ra)?|se structure(?:ra)?|se decline(?:ra)?|est (?:construit"
    r"|structure|organise|bati)e?)(?: \w+ment)? (?:autour (?=de |du |des |d')|en (?=l'|la |le |les ))"
    rf"(?!(?:de |d')?(?:{_NUMBER}|grandes?) )"
)
_GOVERNED = (
    r"(?<![\w-])(?:prevoi(?:t|ent)|ajoute(?:nt)?|integre(?:nt)?|inscri(?:t|vent)|finance(?:ra|ront)?"
    r"|met en avant|privilegie|defend(?:ent)?|retien(?:t|nent)|cible(?:ra)?|aidera|permettra (?:de financer|notamment))"
    rf"(?: notamment| en particulier| egalement| aussi)? {_A}"
    r"(?!(?:l'|la |le |les |des |un |une )(?:projets|investissements|actions|communes|collectivites|territoires"
    r"|partenaires|demarches?|dispositifs|contrats|moyens|conditions|modalites|engagements|recrutement|ensemble"
    r"|enveloppe|soutien|comite|creation d'un comite|mise en place d'un comite)\b)"
)
_HELPED = r"(?<![\w-])(?:soutien(?:t|dra)|finance(?:ra)?|accompagne(?:ra)?|concerne(?:ra)?)[^:;.]{0,80} : (?=\S)"
_MENU = (
    r"^(?:au programme|au menu|parmi les (?:projets|actions|operations|priorites|chantiers)(?: [\w'-]+){0,3}) ?[,:] ?"
)
_STANDS = (
    r"(?<![\w-])(?:operations|projets|actions|realisations)(?: phares?| emblematiques?| retenue?s?| inscrite?s?)*,?"
    r" (?:figurent|on (?:compte|trouve|peut citer)|parmi lesquel(?:le)?s) (?:notamment )?"
)
_ABOUT = tuple(
    re.compile(pattern)
    for pattern in (
        _UPON,
        _AROUND,
        _GOVERNED,
        _HELPED,
        r"(?<![\w-])(?:en matiere|un levier) (?=de |d'|pour )(?:pour )?",
        rf"(?<![\w-]){_THEIR} (?:sont|seront|etaient) ?:? ?{_A}",
        rf"(?<![\w-])(?:avec|a) pour {_NAMES} ?:? ?",
        rf"(?<![\w-]){_NUMBER} {_NAMES}(?: [\w'-]+){{0,3}}, {_A}",
        rf"^{_THEIR} ?: ?(?=\S)",
        _MENU,
        _STANDS,
        rf"(?<![\w-]){_NAMES},? (?:parmi lesquel(?:le)?s|dont|notamment) {_A}",
    )
)
"""What leads to what a contract takes up: « il portera sur », « l'accent est mis sur », « ses priorités : »."""
_BEFORE = re.compile(
    rf"(?:en )?(?:constituent|sont|seront|forment) (?:les |ses )?(?:{_NUMBER} )?(?:premieres? )?(?:{_NAMES}|actions"
    r"|fils conducteurs)(?![\w-])"
    r"|figurent parmi les (?:\d+ )?(?:projets|actions|operations|priorites)(?![\w-])"
    r"| : (?:les (?:projets|chantiers|priorites|dossiers)|tels sont|autant de)(?![\w-])|sont au c(?:oe|œ)ur (?!de la)"
)
"""What follows it: « l'eau, les déchets et la mobilité en constituent les piliers »."""
_CLOSING = re.compile(
    r"(?:,| -)? (?:dans le cadre|pour une? (?:montant|total)|avec (?:un|le|la|l')|afin d|d'ici|sur la periode|en lien"
    r"|grace a|tout en|pour la periode|qui |dont |ainsi que celle|entre autres|notamment|etc|et (?:il|elle)s? )"
)
_LED = re.compile(
    r"^(?:et |ainsi que |ou |enfin )?(?:de (?=[a-z])|(?:de|a) (?=la |l'|les )|du |des (?=\w)|d'(?=\w)|aux? |sur )"
)
_OPENS = r"(?= (?:de l'|de la|du|des|d'|l'|la|le|les|sur|au|aux|un|une)(?:\b|(?<=')))"
_AND = re.compile(rf"(?:,? et|,? ainsi que|,? ou encore){_OPENS}|,? (?:et|ou encore) (?=[a-z]+er )")
_COMMA = re.compile(r", (?:(?:et|ainsi que|ou encore) )?| ; ")
_ASIDE = re.compile(r"(?:a|en|dans|chez|sur le territoire) (?!la |l')")
_LAST = re.compile(r" (?:et|ainsi que) ")
_LISTS = re.compile(
    r"(?<![\w-])(?:vise(?:nt|ra)? a|permet(?:tra|tront)?(?: notamment)? d[e']|agir sur|porte(?:ra|ront|nt)? sur|prevoit"
    r"|prevoient|financer(?:a|ont)?|retient|comprend|s'articule autour|decline|parmi lesquel(?:le)?s|d'ici \d{4})"
    r"[^:.;]{0,60}:$|^ce que (?:finance|prevoit|contient|soutient|comprend|nous (?:ferons|allons faire))\b"
    r"|^(?:les|nos) engagements\b"
)
"""What leads to a list in items: « Il vise à : », « elle permettra d'agir sur : »."""
_LONGEST = 110
_SHORTEST = 3
_MOST = 12
_MONEY = re.compile(r"€|euros|million|(?:19|20)\d\d")
_PRONOUN = re.compile(
    r"(?:il|elle|celui-ci|celle-ci|ce (?:contrat|document|crte|partenariat|texte|pacte)|cet accord|cette convention"
    r"|l'accord|le document"
    rf"|les (?:{_NUMBER} )?(?:collectivites|partenaires|parties|signataires))\b"
)


def themes(scenery: Scenery, found: Sequence[Deed]) -> Iterator[tuple[Deed, Strategy]]:
    """Yield what sentences say that contracts take up, with the contract that each speaks of."""
    for sentence in scenery.page.sentences:
        deed = _speaks_of(scenery, found, sentence)
        if deed is None:
            continue
        if (strategy := _told(scenery, sentence) or _below(scenery, sentence)) is not None:
            yield deed, strategy


def _speaks_of(scenery: Scenery, found: Sequence[Deed], sentence: Span) -> Deed | None:
    """Return the contract that a sentence speaks of: it names it, or it is the one told last in its section."""
    article = scenery.page.article(sentence.start)
    here = [deed for deed in found if deed.agreement.article.start == article.start and not deed.agreement.terms]
    here = [deed for deed in here if deed.agreement.anchors[0].sentence.start <= sentence.start]
    named = [said for said in scenery.said if sentence.start <= said.start < sentence.end]
    if any(said.plural for said in named):
        return None
    kinds = {said.kind for said in named if said.kind}
    for deed in here:
        if kinds & {deed.agreement.kind, *(a.said.kind for a in deed.agreement.anchors if a.said)}:
            return deed
    if kinds or not here:
        return None
    return here[0] if len(here) == 1 else _last(scenery, here, sentence)


def _last(scenery: Scenery, here: Sequence[Deed], sentence: Span) -> Deed | None:
    """Return the contract told last before a sentence, when its section tells of no other."""
    heading = scenery.page.heading(sentence.start)
    first = heading.start if heading else 0
    told = [
        (anchor.sentence.start, deed)
        for deed in here
        for anchor in deed.agreement.anchors
        if first <= anchor.sentence.start <= sentence.start
    ]
    return told[0][1] if len({deed.key for _, deed in told}) == 1 else None


def _told(scenery: Scenery, sentence: Span) -> Strategy | None:
    low = scenery.page.low[sentence.start : sentence.end]
    for pattern in _ABOUT:
        if lead := pattern.search(low):
            if low[lead.start() - 1 : lead.start()] == '"' or _of_another(scenery, sentence, lead):
                continue
            stop = _CLOSING.search(low, lead.end())
            end = sentence.start + stop.start() if stop else sentence.end
            points = _points(scenery, sentence.start + lead.end(), end)
            return (
                Strategy(Span(sentence.start, sentence.start + lead.end()), points, actions=False) if points else None
            )
    if closing := _BEFORE.search(low):
        points = _points(scenery, sentence.start, sentence.start + closing.start())
        words = Span(sentence.start + closing.start(), sentence.start + closing.end())
        return Strategy(words, points, actions=False) if len(points) > 1 else None
    return None


def _below(scenery: Scenery, sentence: Span) -> Strategy | None:
    """Read the items under « Il vise à : »."""
    low = scenery.page.low[sentence.start : sentence.end]
    found = _LISTS.search(low)
    if found is None or _of_another(scenery, sentence, found):
        return None
    shown = [block for block in scenery.page.blocks if block.kind is not Kind.FURNITURE]
    place = next((p for p, b in enumerate(shown) if b.start <= sentence.start < b.end), len(shown))
    items = list(takewhile(lambda block: block.kind is Kind.ITEM, shown[place + 1 :]))
    points = tuple(point(scenery.page, rank, item.start, item.end) for rank, item in enumerate(items, 1))
    people = any(overlap(naming, one) for naming in scenery.namings for one in points)
    return Strategy(sentence, points, actions=False) if len(points) > 1 and not people else None


def _of_another(scenery: Scenery, sentence: Span, lead: re.Match[str]) -> bool:
    """Tell whether a verb has another subject than a contract or those who make it: « le comité portera sur… »."""
    before = scenery.page.low[sentence.start : sentence.start + lead.start()]
    told = any(0 <= said.start - sentence.start < lead.start() for said in scenery.said)
    bodies = any(scenery.bodies(Span(sentence.start, sentence.start + lead.start())))
    own = re.match(
        rf"(?:{_THEIR}|au programme|au menu|parmi|operations|projets|actions|realisations|l'objectif)", lead[0]
    )
    return not (told or bodies or own or _PRONOUN.search(before) or not before.strip())


def _points(scenery: Scenery, start: int, end: int) -> tuple[Point, ...]:
    """Cut a list within a sentence into its members; none of them names a person or money, and few words make each."""
    page = scenery.page
    points = [Point(rank, *span) for rank, span in enumerate(_members(page.low, start, end), 1)]
    long = any(not _SHORTEST < one.end - one.start <= _LONGEST for one in points)
    people = any(overlap(naming, one) for naming in scenery.namings for one in points)
    money = any(_MONEY.search(page.low, one.start, one.end) for one in points)
    return () if long or people or money or len(points) > _MOST else tuple(points)


def _members(low: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the members of a list; « et » joins its last two, or the only two, or words of one member."""
    commas = [(found.start(), found.end()) for found in _COMMA.finditer(low, start, end)]
    last = commas[-1][1] if commas else start
    joints = [(found.start(), found.end()) for found in _AND.finditer(low, last, end)]
    if not commas and not joints and low.count(" et ", start, end) == 1 and end - start < _LONGEST // 2:
        joints = [(found.start(), found.end()) for found in _LAST.finditer(low, start, end)]
    offset = start
    for stop, after in [*commas, *joints[-1:], (end, end)]:
        member = low[offset:stop]
        bare = member.lstrip(" ,;:")
        lead = _LED.match(bare)
        first = offset + len(member) - len(bare) + (lead.end() if lead else 0)
        close = offset + len(member.rstrip(' .,;:"!'))
        if close - first > 1 and not _ASIDE.match(bare):
            yield first, close
        offset = after

"""Contracts: a particular agreement with a party or a territory, told from the general idea of one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from loaders.documents.bodies import Body, Mention
from loaders.documents.french import Span, Words, inside
from loaders.documents.instruments import Instrument
from loaders.documents.kinds import Said
from loaders.documents.page import Page
from loaders.documents.people import Naming


class Manner(Enum):
    """How a sentence ties a contract to those who make it."""

    ACTIVE = "active"
    PASSIVE = "passive"
    NOUN = "noun"
    LINK = "link"
    HELD = "held"
    BARE = "bare"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class Anchor:
    """One sentence that speaks of a particular contract: where it names it, and the words that commit.

    `resumed` tells a sentence that takes up a contract named before it.
    """

    said: Said | None
    sentence: Span
    cue: Span
    manner: Manner
    resumed: bool = False

    @property
    def named(self) -> bool:
        """Tell whether the sentence itself names the contract."""
        return self.said is not None and self.said.start >= self.sentence.start


@dataclass(frozen=True, slots=True)
class Scenery:
    """All that was recognised in a page before contracts are read."""

    page: Page
    mentions: tuple[Mention, ...]
    namings: tuple[Naming, ...]
    said: tuple[Said, ...]
    instruments: tuple[Instrument, ...] = ()

    def bodies(self, span: Words) -> Iterator[Mention]:
        """Yield the bodies named within some words."""
        return inside(self.mentions, span)

    def people(self, span: Words) -> Iterator[Naming]:
        """Yield the persons named within some words."""
        return inside(self.namings, span)


MADE = (
    r"(?:(?:co-?)?signee?s?|paraphee?s?|conclu(?:e|s|es)?|contractualisee?|scellee?s?|ratifiee?s?|formalisee?"
    r"|officialisee?)"
)
"""Participles of the verbs by which a contract is made."""
_MAKE = r"(?:(?:co-?)?signer|parapher|conclure|contractualiser|sceller|ratifier|formaliser|officialiser)"
ADVERB = (
    r"(?:(?:officiellement|ensemble|egalement|ainsi|donc|aussi|conjointement|solennellement|enfin|tous|toutes|deja"
    r"|bien|elle|lui|eux|elles|meme|desormais) )*"
)
_ACTIVE = re.compile(
    rf"(?<![\w-])(?:(?:a|ont|avait|avaient) {ADVERB}{MADE}"
    rf"|v(?:ien(?:t|nent)|enai(?:en)?t)(?: tout juste)? de {ADVERB}{_MAKE}"
    r"|(?:se sont|s'est|etai(?:en)?t|sont|est) (?:reuni|retrouv|rendu|deplac|rassembl)\w*[^.;:]{0,120}? pour"
    r" (?:co-?)?(?:signer|parapher)"
    rf"|(?:sont|est) {ADVERB}(?:desormais )?liee?s?(?: [^.;:]{{0,40}}?)? par"
    r"|(?:recevai(?:t|ent)|recoi(?:t|vent)|accueill(?:e|ent|ait|aient)|a (?:recu|accueilli)|ont (?:recu|accueilli))"
    r" [^.;:]{0,160}? pour (?:co-?)?(?:signer|parapher)"
    r"|au moment de (?:co-?)?(?:signer|parapher)|en (?:co-?)?signant|en paraphant"
    r"|(?:co-?)?signataires?(?= (?:d'un|du|de la|de l'))"
    r"|(?<!un )(?<!le )(?<!en )(?<!ce )(?:co-?)?sign(?:e|ent|ait|aient|erent)|paraph(?:e|ent|ait|aient|erent)"
    r"|contractualise(?:nt)?|conclu(?:t|ent)"
    r"|(?:a|ont) appose,? [^.;]{0,40}?(?:sa|leurs?|ses) signatures?|appose(?:nt)? (?:sa|leurs?) signatures?"
    r"|(?:se|s'est|se sont) dotee?(?:nt|s|es)?|se dote(?:nt)?|adopte(?:nt)? (?:son|leur))(?![\w-])"
)
_PASSIVE = re.compile(
    rf"(?<![\w-])(?:(?:a|ont|avait|avaient|est|sont|etait|fut|vient d') ?(?:(?:d')?(?:ete"
    rf"|etre) )?{ADVERB}{MADE}|(?<!sera )(?<!seront )(?<!serait )(?<!etre ),? ?{MADE}(?= (?:le|en|par|entre|lundi|mardi"
    r"|mercredi|jeudi|vendredi|samedi|ce|hier|au|a|avec|\d)\b))(?![\w-])"
)
_PARTICIPLE = re.compile(r"^(?:co-?)?(?:signee?|conclue?|paraphee?)\b(?=.{0,220}, (?:le|la|l'|ce|cet|cette) ?$)")
_NOUN = re.compile(
    r"(?<![\w-])signatures?(?: (?:officielle|solennelle|conjointe|prochaine))?(?: (?:ce|hier|lundi|mardi|mercredi"
    r"|jeudi|vendredi)[^,]{0,25})?$|(?<![\w-])signatures?(?: (?:officielle|solennelle|conjointe))? (?:du|de la"
    r"|de l'|de ce|de cette|de son|de leur|de notre|d'un|d'une) ?(?:[a-z0-9°]+ ){0,4}?$"
)
_LINK = re.compile(r"(?:,? qui)? ?(?:lie|unit|relie|associe|engage|reunit)(?:nt|ra)?(?![\w-])|(?<![\w-])entre(?![\w-])")
_INVERTED = re.compile(
    rf"(?<![\w-])(?:a|ont|avait|est|vient d') ?(?:ete|etre) {ADVERB}{MADE} (?:[^,;.:]{{0,60}} )?(?:le|la|l'|un"
    rf"|une|ce|cet|cette) ?(?:nouveau |nouvelle |premiere? |deuxieme |second )*$"
)
_HELD = re.compile(
    r"(?:[- ]cadre| d'adhesion)?(?: -)? ?\"? ?(?:\d{4} ?- ?\d{4} )?"
    r"(?:(?:de la|du|des|de|pour la|pour le|pour|avec la|avec le) |de l'|d'|pour l'|avec l')?"
    r"(?:territoire (?:(?:de la|du|des|de) |de l'|d')?)?"
)
_ALLOWED = re.compile(
    r"(?<![\w-])(?:autoris|approuv|valid|habilit|deliber|prevoi|prevu|en vue|avant|prepar|vers)\w*[^.;]{0,50}$"
)
_WORTH = re.compile(
    r"(?<![\w-])(?:valant|vaut|tenant lieu d'|valoir)(?: egalement| aussi| desormais)?(?: (?:de|d'|une|un))? ?$"
)
"""What tells that a deed is also of another kind: « la convention-cadre valant opération de revitalisation »."""
_APART = re.compile(
    r";|:(?! $)|\b(?:dans le cadre|au titre|grace|afin|pour|qui|que)\b|^ ?par(?! (?:leur|sa|la) signature) "
    r"|^ ?en(?! (?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|fin|debut"
    r"|\d{4}|mairie|(?:sous-)?prefecture|presence)) "
)
"""What parts a verb from a contract that it does not govern: « a signé une lettre, pour que le contrat… »."""
_GAP = 240


def named(scenery: Scenery) -> tuple[Anchor, ...]:
    """Return the sentences of a page that name a particular contract, in their order."""
    left = (worth, _before, _ordinary)
    found = (_anchor(scenery, said) for said in scenery.said if not any(rule(scenery, said) for rule in left))
    return tuple(anchor for anchor in found if anchor is not None)


def worth(scenery: Scenery, said: Said) -> bool:
    """Tell whether a contract is named only to say what another one stands for: « valant ORT »."""
    return _WORTH.search(scenery.page.low, max(0, said.start - 40), said.start) is not None


_ORDINARY = re.compile(
    r" (?:de |d')(?:financement|bail|location|travail|apprentissage|maintenance|prestations?|mise a disposition"
    r"|occupation|delegation|concession|assurance|vente|achat|fourniture|entretien|subvention|stage|mecenat)(?![\w-])"
)
"""What makes a contract one of ordinary business: « la convention de financement »."""


def _ordinary(scenery: Scenery, said: Said) -> bool:
    return said.kind is None and _ORDINARY.match(scenery.page.low, said.end) is not None


_BEFORE = re.compile(r"(?<![\w-])(?:premiere?|precedente?|ancien(?:ne)?) $")


def _before(scenery: Scenery, said: Said) -> bool:
    """Tell whether a contract is named as one of before: « le premier contrat, signé en 2019, avait permis… »."""
    low = scenery.page.low
    led = _BEFORE.search(low, max(0, said.start - 14), said.start) is not None
    past = re.search(r"(?<![\w-])(?:avai(?:en)?t|etai(?:en)?t)(?![\w-])", low[said.end : said.end + 80]) is not None
    followed = re.match(r" (?:precedent|anterieur|initial)e?(?![\w-])", low[said.end : said.end + 14]) is not None
    return followed or (led and past and not low.startswith("avenant", said.start))


def _anchor(scenery: Scenery, said: Said) -> Anchor | None:
    """Tell whether a sentence ties a contract that it names to those who make it, and by which words."""
    sentence = scenery.page.sentence(said.start)
    if said.plural and said.determiner != "des":
        return None
    for rule in (_by_noun, _by_verb, _by_passive, _by_link, _by_holder):
        if (anchor := rule(scenery, said, sentence)) is not None:
            return anchor if not said.plural or anchor.manner is Manner.NOUN else None
    return None


def _by_noun(scenery: Scenery, said: Said, sentence: Span) -> Anchor | None:
    """Read « la signature du contrat de… »."""
    found = _NOUN.search(scenery.page.low[sentence.start : said.start])
    if found is None or said.plural:
        return None
    start = sentence.start + found.start()
    allowed = _ALLOWED.search(scenery.page.low, sentence.start, start)
    return Anchor(said, sentence, Span(start, said.start), Manner.HELD if allowed else Manner.NOUN)


def _by_verb(scenery: Scenery, said: Said, sentence: Span) -> Anchor | None:
    """Read « la CCVE a signé vendredi, dans ses locaux, le contrat… »."""
    before = scenery.page.low[sentence.start : said.start]
    if participle := _PARTICIPLE.search(before):
        return Anchor(said, sentence, Span(sentence.start, sentence.start + participle.end()), Manner.PASSIVE)
    if inverted := _INVERTED.search(before):
        return Anchor(said, sentence, Span(sentence.start + inverted.start(), said.start), Manner.PASSIVE)
    verbs = list(_ACTIVE.finditer(scenery.page.low, sentence.start, said.start))
    if not verbs or said.start - verbs[-1].end() > _GAP or said.plural:
        return None
    gap = re.sub(r" ?: (?:le|la|l'|un|une|leur|son) ?$", " : ", scenery.page.low[verbs[-1].end() : said.start])
    if _APART.search(gap) or _beyond_another(scenery, said, verbs[-1].end()):
        return None
    return Anchor(said, sentence, Span(verbs[-1].start(), verbs[-1].end()), Manner.ACTIVE)


_COORDINATED = re.compile(
    r"(?: \([^)]*\))?(?:,| et| ainsi que|, et)(?: (?:le|la|les|un|une|leur|son|sa)| l')? ?"
    r"(?:nouveau |nouvelle |second )?"
)


def _beyond_another(scenery: Scenery, said: Said, start: int) -> bool:
    """Tell whether a verb governs another contract, which this one only explains: « l'avenant au CRTE, devenu… »."""
    between = [other for other in scenery.said if start <= other.start and other.end <= said.start]
    return bool(between) and not _COORDINATED.fullmatch(scenery.page.low, between[-1].end, said.start)


def _by_passive(scenery: Scenery, said: Said, sentence: Span) -> Anchor | None:
    """Read « le contrat a été conclu à Exemple entre… », « l'engagement signé en 2017 »."""
    found = _PASSIVE.search(scenery.page.low, said.end, min(sentence.end, said.end + _GAP // 2))
    if (
        found is None
        or said.plural
        or _of_complement(scenery, said, found)
        or _in_general(scenery, sentence, found)
        or re.search(r"[;.]|\bqui (?!a ete|est|sera|$)", scenery.page.low[said.end : found.start()])
    ):
        return None
    return Anchor(said, sentence, Span(found.start(), found.end()), Manner.PASSIVE)


def _in_general(scenery: Scenery, sentence: Span, found: re.Match[str]) -> bool:
    """Tell whether a sentence says who makes such contracts at any time: « La convention est signée par le maire… ».

    It speaks in the present and tells no day, no person, and no body by its own name.
    """
    told = [*scenery.page.within(sentence), *scenery.people(sentence)]
    told += [mention for mention in scenery.bodies(sentence) if mention.proper and mention.body.local]
    return not told and re.match(r"(?:est|sont) ?(?:\w+ )*\w+$", found[0]) is not None


def _of_complement(scenery: Scenery, said: Said, found: re.Match[str]) -> bool:
    """Tell whether a participle says when another contract was made: « l'avenant au contrat conclu le 4 juillet »."""
    bare = re.match(MADE, found[0].strip(" ,"))
    return bool(bare) and any(
        said.end < other.start and qualifies(scenery, other, found.start()) for other in scenery.said
    )


def qualifies(scenery: Scenery, said: Said, start: int) -> bool:
    """Tell whether words follow a contract's name closely: « contrat départemental (de développement) conclu le… »."""
    return re.fullmatch(r"(?: [\w'-]+){0,5} ?", scenery.page.low[said.end : start]) is not None and start >= said.end


def _by_link(scenery: Scenery, said: Said, sentence: Span) -> Anchor | None:
    """Read « un contrat lie l'État et la communauté… », « ce contrat entre le Département et la CCVE »."""
    found = _LINK.search(scenery.page.low, said.end, min(sentence.end, said.end + _GAP // 3))
    if found is None or said.plural or any(said.end <= other.start < found.start() for other in scenery.said):
        return None
    sides = {mention.body for mention in scenery.bodies(Span(found.end(), sentence.end))}
    return Anchor(said, sentence, Span(found.start(), found.end()), Manner.LINK) if len(sides) > 1 else None


def _by_holder(scenery: Scenery, said: Said, sentence: Span) -> Anchor | None:
    """Read « le CRTE de la CCVE », « le contrat du Val d'Exemple »."""
    if (
        scenery.page.low.startswith("avenant", said.start)
        and scenery.page.low[said.end : said.end + 3].strip(" \u00a0") == ":"
    ):
        return Anchor(said, sentence, Span(said.start, said.end), Manner.HELD)
    holder = holder_of(scenery, said)
    if holder is None or said.plural or said.determiner in ANY:
        return None
    return Anchor(said, sentence, Span(said.end, holder.end), Manner.HELD)


ANY = frozenset(("un", "une", "d'un", "d'une", "chaque", "tout"))


def holder_of(scenery: Scenery, said: Said) -> Mention | None:
    """Return the local body that the complement of a contract's name tells: « le CRTE de la CCVE »."""
    lead = _HELD.match(scenery.page.low, said.end, scenery.page.sentence(said.start).end)
    if lead is None or not lead[0].strip():
        return None
    near = (m for m in scenery.mentions if lead.end() - 1 <= m.start <= lead.end() + 1 and m.body.local)
    return next(near, None)


@dataclass(frozen=True, slots=True)
class Party:
    """A body that is a party to a contract, with the words that say so."""

    body: Body
    start: int
    end: int
    reason: str | None = None


def chain(parties: Sequence[Party]) -> tuple[Party, ...]:
    """Keep one party for each body, the one that was said first and plainest."""
    kept: dict[str, Party] = {}
    for party in sorted(parties, key=lambda party: (party.reason is not None, party.start)):
        kept.setdefault(party.body.iri, party)
    return tuple(sorted(kept.values(), key=lambda party: party.start))

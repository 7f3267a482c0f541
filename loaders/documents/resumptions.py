"""Sentences that speak of a contract without naming it: « l'élue l'a signé », « Ont également signé… »."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from loaders.documents.contracts import ADVERB, ANY, MADE, Anchor, Manner, Scenery
from loaders.documents.french import Span
from loaders.documents.kinds import Said
from loaders.documents.layout import Kind


@dataclass(frozen=True, slots=True)
class Rule:
    """What takes a contract up: how it ties it to those who make it, and whether it tells of another like it."""

    pattern: re.Pattern[str]
    manner: Manner
    another: bool = False


_SIGNED = r"(?:(?:co-?)?signe|paraphe|vise)"
_BARE = re.compile(
    r"(?<![\w-])(?:la|cette|sa|leur) (?:ceremonie de )?signature(?: officielle)?(?! (?:du|de|d'|des"
    r"|electronique))(?![\w-])"
    r"|^(?:les )?(?:co-?)?signataires$|^(?:ont|avaient) (?:egalement )?signe ?:"
    r"|^(?:les )?(?:co-?)?signataires? ?(?::|(?:sont|etaient|en (?:sont|etaient)) )|^(?:date de )?signature ?:"
)
"""« Au cours de la signature… », « Signataires : le préfet, la présidente »."""
_TAKEN_UP = re.compile(
    r"(?<![\w-])(?:il|elle|celui-ci|celle-ci|ce dernier|cette derniere|(?:le|ce|l'|cet) ?(?:document|accord|texte"
    r"|partenariat)) "
    rf"(?:a|est|avait|fut) (?:ete )?{ADVERB}{MADE}(?![\w-])"
)
"""« Il a été signé par la préfète »."""
_SIGNED_IT = re.compile(rf"(?<![\w-])l'(?:ont|a|avaient|avait) {ADVERB}{MADE}(?![\w-])")
"""« Le préfet et la présidente l'ont signé mardi »."""
_APPENDED = re.compile(
    r"(?<![\w-])(?:a|ont|avait|avaient) (?:[\w']+ ){0,3}?appose [^.;]{0,40}?(?:sa|leurs?|ses) signatures?(?![\w-])"
    r"|(?<![\w-])(?:a|ont) (?:tenu la plume|sorti les stylos|mis leur nom au bas|appose leur paraphe)(?![\w-])"
)
"""« La préfète a elle aussi apposé sa signature », « pour la Région, c'est M. Modèle qui a tenu la plume »."""
_SIGNED_TOO = re.compile(
    rf"(?<![\w-])(?:a|ont|avait|avaient) {ADVERB}{_SIGNED}(?= (?:le|ce|cet) ?(?:document|texte|accord|partenariat)"
    rf"(?! d)| au nom | pour (?:le|la|l')| avec |,|\.|$| ensemble|(?: (?:les|la|le|l'))+ ?(?:presiden|maires? |prefet"
    r"|representant|directe))"
)
"""« Ont également signé les présidents des trois intercommunalités », « la sous-préfète a paraphé le document »."""
_ALSO = re.compile(
    r"(?<![\w-])(?:sont|etai(?:en)?t|est|furent) (?:egalement |aussi |tous |toutes |les )*"
    r"(?:co-?)?signataires?(?![\w-])"
    r"|(?<![\w-])(?:sont|est|etai(?:en)?t) (?:egalement |aussi )*parties? (?:au|a ce|a la|a cette|prenante du) ?"
    r"(?:contrat|convention|document)(?![\w-])"
)
"""« La Région est également signataire », « l'ADEME est aussi partie à la convention »."""
_OPENED = re.compile(
    r"^(?:co-?)?(?:signee?|conclue?|paraphee?) (?=.{0,400}, (?:il|elle|ce|cet|cette|celui-ci|celle-ci|le|la|l')\b)"
)
"""« Signé le 6 mai 2021, il court sur six ans »."""
_LINKS = re.compile(
    r"(?<![\w-])(?:il|elle|celui-ci|celle-ci|(?:le|ce) document) (?:lie|engage|unit|associe|reunit) (?=l'|la |le |les )"
)
"""« Il lie l'agglomération, la Région et l'État »."""
_STOOD_FOR = re.compile(r"(?<![\w-])(?<!partenaire, )(?:est|etait|sont|etaient) representee?s?(?= par )")
"""« Les deux intercommunalités étaient représentées par Mme Modèle et M. Exemple »."""
_FOR_EACH = re.compile(r"^pour (?:le |la |l'|les )[^:.]{2,70} ?: ")
"""« Pour le Département : M. Modèle, président »."""
_LIKEWISE = re.compile(r"(?<![\w-])(?:a|ont) fait de meme(?![\w-])")
"""« L'après-midi, il a fait de même avec le président de la communauté voisine »."""

_RULES = (
    Rule(_BARE, Manner.BARE),
    Rule(_TAKEN_UP, Manner.PASSIVE),
    Rule(_SIGNED_IT, Manner.ACTIVE),
    Rule(_APPENDED, Manner.ACTIVE),
    Rule(_SIGNED_TOO, Manner.ACTIVE),
    Rule(_ALSO, Manner.ACTIVE),
    Rule(_OPENED, Manner.PASSIVE),
    Rule(_LINKS, Manner.LINK),
    Rule(_STOOD_FOR, Manner.LINK),
    Rule(_FOR_EACH, Manner.BARE),
    Rule(_LIKEWISE, Manner.ACTIVE, another=True),
)


def resumptions(scenery: Scenery, held: frozenset[Span]) -> Iterator[Anchor]:
    """Yield the sentences outside `held` that take up a contract named before them."""
    for sentence in scenery.page.sentences:
        if sentence in held:
            continue
        for rule in _RULES:
            if found := rule.pattern.search(scenery.page.low[sentence.start : sentence.end]):
                cue = Span(sentence.start + found.start(), sentence.start + found.end())
                yield Anchor(_antecedent(scenery, sentence, rule), sentence, cue, rule.manner, not rule.another)


def _antecedent(scenery: Scenery, sentence: Span, rule: Rule) -> Said | None:
    """Return the contract that a sentence takes up: the last one named before it in its paragraph.

    What « il a été signé » takes up may also be what the paragraph before introduces: « un avenant vient… ».
    """
    block = next((b for b in scenery.page.blocks if b.start <= sentence.start < b.end), None)
    if block is None or rule.pattern is _BARE:
        return None
    first = scenery.page.article(sentence.start).start if rule.another else block.start
    before = _singular(scenery, first, sentence.end)
    past = rule.pattern is _TAKEN_UP and _PAST.match(scenery.page.low, sentence.start) is not None
    if not before and past:
        above = [b for b in scenery.page.blocks if b.end <= block.start and b.kind is Kind.PARAGRAPH][-1:]
        before = _singular(scenery, above[0].start, above[0].end) if above else []
    if len(before) > 1 and _changed(scenery, before[-2], before[-1]):
        return before[-2]
    last = before[-1] if before else None
    definite = last is not None and last.determiner not in ANY and (last.kind or last.determiner in _OWN)
    return last if definite or (past and last is not None and last.kind) else None


def _singular(scenery: Scenery, start: int, end: int) -> list[Said]:
    return [said for said in scenery.said if start <= said.start < end and not said.plural]


_PAST = re.compile(r"(?:il|elle|celui-ci|celle-ci) (?:a|avait|fut) ")
_OWN = frozenset(("son", "leur", "notre", "ce", "cette"))


def _changed(scenery: Scenery, amendment: Said, said: Said) -> bool:
    """Tell whether a contract is named only as what an amendment changes: « l'avenant à l'engagement »."""
    low = scenery.page.low
    between = low[amendment.end : said.start]
    return low.startswith("avenant", amendment.start) and _TO.fullmatch(between) is not None


_TO = re.compile(r"[ \w°]{0,12} ?(?:au|aux|a la|a l'|a son|a leur|du|de la|de l'|des) ?")

"""The end of a contract that a page tells without its beginning."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from loaders.documents.agreements import Agreement
from loaders.documents.contracts import ANY, Scenery
from loaders.documents.details import OTHER, its_own
from loaders.documents.french import Span
from loaders.documents.kinds import Said
from loaders.documents.periods import Moment

_ENDS = re.compile(
    r"(?<![\w-])(?:(?:(?P<bound>court|courra|est valable|valable) jusqu'(?:au|en|a la|a)"
    r"|(?P<due>expire(?:ra)?|arrive(?:ra)? a (?:echeance|(?:son )?terme)) (?:le|en|au|a la)"
    r"|(?:prend|prendra) fin (?:le|en|au|a la)|s'achevera (?:le|en|au|a la))) (?:le )?$"
)
_HOLDER = re.compile(
    r"(?<![\w-])(?:(?P<pronoun>il|elle)|(?:le|ce|la|cette) (?:present |presente )?(?:contrat|convention|document))"
    r"(?:,? qui|,)? $"
)


def ending(scenery: Scenery, one: Agreement) -> Moment | None:
    """Return the end of a contract, `first` being empty: « Il court jusqu'en 2026 », « Le CRTE prendra fin en 2027 ».

    « Il prendra fin » may be of the works that the sentence before names: only what courses or falls due is a contract.
    """
    if one.amendment or one.terms:
        return None
    low = scenery.page.low
    for moment in scenery.page.within(one.article):
        sentence = scenery.page.sentence(moment.start)
        cue = _ENDS.search(low, sentence.start, moment.start)
        told = cue and moment.known and not moment.ranged and not OTHER.search(low[: moment.start][-50:])
        if cue and told and _held(scenery, cue, sentence, one) and its_own(scenery, moment, one):
            return replace(moment, first="")
    return None


def _held(scenery: Scenery, cue: re.Match[str], sentence: Span, one: Agreement) -> bool:
    """Tell whether what ends is the contract: named right before, or taken up from the sentence before."""
    low = scenery.page.low
    before = scenery.page.sentence(max(sentence.start - 1, 0))
    near = [said for said in scenery.said if before.start <= said.start < cue.start() and not said.plural]
    if holder := _HOLDER.search(low, sentence.start, cue.start()):
        sure = not holder["pronoun"] or ((cue["bound"] or cue["due"]) and near)
        told = [said for said in scenery.said if one.article.start <= said.start < holder.start()]
        return bool(sure and told) and _taken_up(scenery, holder, told)
    between = (low[said.end : cue.start()] for said in near if said.kind == one.kind and said.end <= cue.start())
    return any(re.fullmatch(r"(?: \([^)]*\))?(?:,? qui|,)? ?", words) for words in between)


_FEMININE = re.compile(r"(?<![\w-])(?:elle|convention|charte|operation|ctg|ort|opah)")


def _taken_up(scenery: Scenery, holder: re.Match[str], told: Sequence[Said]) -> bool:
    """Tell whether « elle » or « la convention » may take up the last contract named: one of its gender, and no other.

    « Ils ont signé un CRTE et une convention avec la Caf. Elle court jusqu'en 2024. » tells nothing of the CRTE.
    """
    named = [said for said in told if said.kind]
    if not named or any(said.kind is None and said.determiner in ANY for said in told[told.index(named[-1]) :]):
        return False
    spelled = scenery.page.low[named[-1].start : named[-1].end]
    return "document" in holder[0] or bool(_FEMININE.search(holder[0])) == bool(_FEMININE.search(spelled))

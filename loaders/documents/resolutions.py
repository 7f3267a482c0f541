"""Resolutions: what an assembly decides of a contract, which approves it and does not sign it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from loaders.documents.agreements import Agreement, Terms
from loaders.documents.bodies import Mention, Nature
from loaders.documents.contracts import Anchor, Manner, Party, Scenery, chain
from loaders.documents.french import Span
from loaders.documents.kinds import ContractKind, Said
from loaders.documents.periods import Moment

_HEADED = re.compile(
    r"(?<![\w-])(?:deliberations?|registre|proces[- ]verbal|seance (?:du|ordinaire|publique)"
    r"|conseil (?:municipal|communautaire)"
    r"|comite syndical|date de (?:la )?convocation)(?![\w-])"
)
_DELIBERATED = re.compile(
    r"(?<![\w-])(?:apres en avoir (?:delibere|debattu)|apres (?:avoir )?delibere|apres deliberation)(?![\w-])"
)
_APPROVES = re.compile(
    r"(?<![\w-])(?:approuve\w*|valide\w*|adopt\w+|autoris\w+|donne (?:son )?(?:accord"
    r"|pouvoir|mandat)|habilite\w*|accepte\w*|ratifie\w*"
    r"|emet un avis favorable)(?![\w-])"
)
_SUBJECT = re.compile(r"(?:objet|point|affaire|rapport|question)\b[^:\n]{0,20} ?[:.-]|n ?° ?\d+ ?[:.-]")
_WITH = re.compile(r"(?<![\w-])(?:entre|avec|conclue? (?:entre|avec)|passee? (?:entre|avec))(?![\w-])")
_OLDER = re.compile(r"(?<![\w-])(?:signee?s?|conclue?s?|en date) (?:le|du)? ?\d")


def approved(scenery: Scenery) -> tuple[Agreement, ...]:
    """Return the contracts that a resolution approves: « Après en avoir délibéré, le conseil APPROUVE le CRTE … »."""
    kept: dict[ContractKind | None, Agreement] = {}
    for one in _approved(scenery):
        first = kept.get(one.kind)
        anchors = (*first.anchors, *one.anchors) if first else one.anchors
        kept[one.kind] = replace(first or one, anchors=anchors)
    return tuple(kept.values())


def _approved(scenery: Scenery) -> Iterator[Agreement]:
    page = scenery.page
    vote = _DELIBERATED.search(page.low)
    assembly = _assembly(scenery)
    if vote is None or assembly is None or not _HEADED.search(page.low, 0, vote.start()):
        return
    for sentence in page.sentences:
        if sentence.end > vote.start() and _APPROVES.search(page.low, sentence.start, sentence.end):
            said = _said(scenery, sentence, vote.start())
            if said is not None:
                yield _agreement(scenery, said, sentence, assembly)


def _assembly(scenery: Scenery) -> Mention | None:
    """Return the authority whose assembly decides: the first that the page names."""
    authorities = {Nature.DEPARTMENT, Nature.REGION}
    return next((m for m in scenery.mentions if m.body.local or m.body.nature in authorities), None)


def _said(scenery: Scenery, sentence: Span, vote: int) -> Said | None:
    """Return the contract that a sentence approves, by its own name or by that of the matter at hand."""
    inside = [said for said in scenery.said if sentence.start <= said.start < sentence.end]
    known = next((said for said in inside if said.kind and not _dated(scenery, said, sentence)), None)
    if known is not None or not inside:
        return known
    matters = (
        one for one in scenery.page.sentences if one.start < vote and _SUBJECT.match(scenery.page.low, one.start)
    )
    told = [said for one in matters for said in scenery.said if one.start <= said.start < one.end and said.kind]
    return told[-1] if told else None


def _dated(scenery: Scenery, said: Said, sentence: Span) -> bool:
    """Tell whether a contract is named with the day it was signed, so that it is not the one to approve."""
    return _OLDER.search(scenery.page.low[said.end : min(sentence.end, said.end + 60)]) is not None


def _agreement(scenery: Scenery, said: Said, sentence: Span, assembly: Mention) -> Agreement:
    page = scenery.page
    named = [m for words in (sentence, page.sentence(said.start)) for m in _with(scenery, words)]
    told = [page.sentence(one.start) for one in scenery.said if one.kind == said.kind]
    named += [m for words in told for m in _with(scenery, words) if m.body.nature is Nature.STATE]
    parties = [Party(m.body, m.start, m.end, m.reason) for m in named]
    if not any(m.body == assembly.body for m in named):
        reason = "l'assemblée de cette collectivité l'approuve"
        parties.append(Party(assembly.body, assembly.start, assembly.end, reason))
    terms = Terms(None, None, _years(scenery, sentence, said), None, ())
    anchor = Anchor(said, sentence, Span(said.start, said.end), Manner.TITLE)
    return Agreement(said.kind, (anchor,), chain(parties), (), page.article(sentence.start), terms=terms)


def _with(scenery: Scenery, words: Span) -> Iterator[Mention]:
    """Yield the bodies with which a contract is made: « à conclure entre l'État et la communauté »."""
    found = _WITH.search(scenery.page.low, words.start, words.end)
    return scenery.bodies(Span(found.end(), words.end)) if found else iter(())


def _years(scenery: Scenery, sentence: Span, said: Said) -> Moment | None:
    """Return the years of a contract that a resolution approves, beside its name there or in what leads to the vote."""
    page = scenery.page
    named = [page.sentence(one.start) for one in scenery.said if one.kind == said.kind]
    near = (moment for words in (sentence, *named) for moment in page.within(words))
    return next((m for m in near if m.ranged and m.known and m.first[:4] != m.last[:4]), None)

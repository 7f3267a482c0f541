"""What the parties and the page tell of the kind of a contract, and what its kind tells of the parties."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from loaders.documents.agreements import Agreement
from loaders.documents.bodies import Nature, state
from loaders.documents.contracts import Party, Scenery
from loaders.documents.french import Span
from loaders.documents.kinds import ContractKind, kind_of, programmes
from loaders.documents.territories import Scene

_OF_STATE = frozenset(
    ("crte", "cte", "contrat-de-ville", "pvd", "acv", "ort", "contrat-ruralite", "territoires-industrie")
)
"""Kinds of contract to which the State is always a party."""
_OF_TOWNS = frozenset(("pvd", "acv", "ort", "contrat-de-ville"))
"""Kinds of contract that a mayor who also presides over the intercommunality signs for both."""
_BETWEEN_AUTHORITIES = frozenset((None, "contrat-departemental", "contrat-regional", "contrat-developpement"))
_PREFECT = re.compile(r"(?<![\w-])(?:sous-)?(?:prefete?|prefecture)(?![\w-])")


def kinded(scenery: Scenery, one: Agreement) -> Agreement:
    """Give a kind to « le contrat »: that of its parties, or the only one that its article names.

    A contract that a département or a région makes without the State is theirs, whatever its own name.
    """
    title = Span(one.article.start, one.article.start + len(one.article.title))
    if one.kind is None and (scheme := _named_with(scenery, one, title)):
        return replace(one, kind=scheme, reason="contrat du programme que la phrase nomme")
    if told := _of_parties(one):
        return told
    if one.kind is not None:
        return one
    named = {said.kind for said in scenery.said if said.kind and one.article.start <= said.start < one.article.end}
    titled = [said.kind for said in scenery.said if said.kind in named and said.end <= title.end]
    if len(named) > 1 and titled:
        return replace(one, kind=titled[0], reason="type de contrat que le titre nomme")
    if len(named) == 1:
        return replace(one, kind=named.pop(), reason="seul type de contrat que la page nomme")
    return _of_programme(scenery, one, title) if not named else one


def _named_with(scenery: Scenery, one: Agreement, title: Span) -> ContractKind | None:
    """Return the kind of the only programme that the title or the sentences of a contract name."""
    spans = (title, *(anchor.sentence for anchor in one.anchors))
    told = {kind for span in spans for kind in programmes(scenery.page, span)}
    return told.pop() if len(told) == 1 else None


def _of_programme(scenery: Scenery, one: Agreement, title: Span) -> Agreement:
    """Give a contract the kind of the programme named in its sentence, last before it, in the title or alone."""
    sentence = one.anchors[0].sentence
    before = (s for s in reversed(scenery.page.sentences) if one.article.start <= s.start < sentence.start)
    for span in (sentence, *before, title, Span(one.article.start, one.article.end)):
        schemes = programmes(scenery.page, span)
        if len(schemes) == 1:
            return replace(one, kind=schemes.pop(), reason="contrat du programme de ce genre que la page nomme alors")
        if schemes:
            return one
    return one


def _of_parties(one: Agreement) -> Agreement | None:
    """Return a contract between authorities with the kind that their levels tell, None where they tell none."""
    natures = [party.body.nature for party in one.parties]
    notation = one.kind.notation if one.kind else None
    if notation not in _BETWEEN_AUTHORITIES or Nature.STATE in natures or not one.local:
        return None
    above = [nature for nature in natures if nature in {Nature.DEPARTMENT, Nature.REGION}]
    if not above:
        return None
    if above[0] is Nature.REGION:
        return _of_kind(one, kind_of("contrat-regional"), "contrat entre une région et une collectivité")
    return _of_kind(one, kind_of("contrat-departemental"), "contrat entre un département et une collectivité")


def _of_kind(one: Agreement, kind: ContractKind, reason: str) -> Agreement:
    return one if one.kind == kind else replace(one, kind=kind, reason=reason)


def parties(scenery: Scenery, scene: Scene, one: Agreement) -> Iterator[Party]:
    """Yield the parties that follow from the kind of a contract: the State, the commune of a mayor who signs twice."""
    notations = {kind.notation for kind in (one.kind, one.amended) if kind}
    if notations & _OF_STATE and not any(party.body.nature is Nature.STATE for party in one.parties):
        yield from _state(scenery, scene, one)
    yield from _wide(scenery, one, notations)
    if not one.local and notations & (_OF_STATE | _WIDE.keys()) and any(signer.signed for signer in one.signers):
        yield from _sole(scenery, one)
    for signer in one.signers if notations & _OF_TOWNS else ():
        if signer.signed and signer.naming.capacity is not None:
            told = [m for m in scenery.bodies(signer.naming.capacity) if m.body.local]
            for mention in told if len(told) > 1 else ():
                reason = "le signataire préside l'un et l'autre organisme"
                yield Party(mention.body, mention.start, mention.end, reason)


_WIDE = {"contrat-departemental": Nature.DEPARTMENT, "contrat-regional": Nature.REGION}


def _wide(scenery: Scenery, one: Agreement, notations: set[str]) -> Iterator[Party]:
    """Yield the département or the région that a contract of its kind binds, where a page of prose names only one."""
    for notation in notations & _WIDE.keys() if one.article in scenery.page.articles else ():
        told = [m for m in scenery.mentions if m.body.nature is _WIDE[notation]]
        if len({m.body for m in told}) == 1 and all(p.body.nature is not _WIDE[notation] for p in one.parties):
            reason = "le seul de son niveau que la page nomme, toujours partie à un contrat de ce type"
            yield Party(told[0].body, told[0].start, told[0].end, reason)


def _sole(scenery: Scenery, one: Agreement) -> Iterator[Party]:
    """Yield the only intercommunality or grouping of an article, where a contract is signed and none is told."""
    told = [m for m in scenery.bodies(one.article) if m.body.nature in {Nature.INTERCOMMUNALITY, Nature.GROUPING}]
    near = [(anchor.sentence.start, anchor.sentence.end) for anchor in one.anchors]
    near.append((one.article.start, one.article.start + len(one.article.title)))
    close = any(start <= mention.start < end for mention in told for start, end in near)
    if len({mention.body for mention in told}) == 1 and (close or len(told) > 1):
        reason = "la seule intercommunalité que la page nomme, un contrat de ce type en liant toujours une"
        yield Party(told[0].body, told[0].start, told[0].end, reason)


def _state(scenery: Scenery, scene: Scene, one: Agreement) -> Iterator[Party]:
    """Yield the State where the article of a contract names it, or its prefect."""
    reason = "l'État, que la page nomme, est partie à tout contrat de ce type"
    named = next((m for m in scenery.bodies(one.article) if m.body.nature is Nature.STATE), None)
    if named is not None:
        yield Party(state(scene.addresses), named.start, named.end, reason)
    elif prefect := _PREFECT.search(scenery.page.low, one.article.start, one.article.end):
        yield Party(state(scene.addresses), prefect.start(), prefect.end(), reason)

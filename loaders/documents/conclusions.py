"""The contracts of a page, each gathered from all the sentences that speak of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from loaders.documents import natures
from loaders.documents.agreements import Agreement
from loaders.documents.bodies import Nature
from loaders.documents.contracts import Anchor, Manner, Scenery, chain, named, qualifies
from loaders.documents.french import ORDINALS, Span
from loaders.documents.kinds import ContractKind, Said, kind_of
from loaders.documents.memberships import Membership
from loaders.documents.resumptions import resumptions
from loaders.documents.signatures import Roles, roles
from loaders.documents.territories import Scene
from loaders.model import Article

_COMPLEMENT = re.compile(
    r"(?: n ?° ?\d+)?(?: 20\d\d)?(?: commun)? ?(?:au|aux|a la|a l'|du|de la|de l'|des|de son|a son) ?(?:projet de )?$"
)
_EARLIER = re.compile(
    r"(?<![\w-])(?:f(?:ait|aisant|era|ont) suite|succed\w+|pren(?:d|ant|nent) la suite|vien(?:t|nent) apres)"
    r" (?:au|aux|a la|a l'|a un|a une|du|de la|de l'|le|la|l') ?(?:[\w'-]+ ){0,2}$"
)
"""What leads to another contract, of before: « elle fait suite au contrat… »."""
_NUMBER = re.compile(r"avenant n ?° ?(\d+)")
_PLANNED = re.compile(
    r"(?<![\w-])(?:elabor\w*|prepar\w*|futurs?|projet de|construire|co-?constru\w*|reunion|ateliers?|vers un)(?![\w-])"
)
_COMING = re.compile(
    r"(?<![\w-])(?:prochaine?s?|bientot|prevue?s?|esperee?s?|attendue?s?|envisagee?s?|programmee?s?"
    r"|(?:aura|auront) lieu|interviendra|devrai(?:en)?t|d'ici (?:la|le|a)|est fixee|se tiendra|preparer|en vue de)"
    r"(?![\w-])"
)


def agreements(
    scenery: Scenery, scene: Scene, groups: Sequence[Membership], drawn: Sequence[Agreement]
) -> tuple[Agreement, ...]:
    """Return the contracts of a page in their order; what has no party of its own but the State is a general idea.

    `drawn` are those that the page gives in their own words: what these say is not read as prose about them.
    """
    found = list(drawn)
    for anchor in _anchors(scenery):
        if _told_by(scenery, drawn, anchor):
            continue
        if anchor.said and _EARLIER.search(scenery.page.low, anchor.sentence.start, anchor.said.start):
            continue
        if anchor.said and _complement(scenery, anchor.said) and not _made(scenery, anchor, anchor.said):
            continue
        one = _single(scenery, scene, anchor, groups)
        place = _same(found, one, anchor)
        if place is not None:
            found[place] = _merged(found[place], one)
        elif anchor.said is not None:
            found.append(one)
    untold = [one for one in found if drawn and one.kind is None]
    settled = [one if one in untold else _settled(scenery, scene, one) for one in _reunited(found)]
    told = _reunited(settled)
    return tuple(one for one in told if _particular(scenery, one) and not _only_titled(one, told))


def _only_titled(one: Agreement, told: Sequence[Agreement]) -> bool:
    """Tell whether only the title names a contract for whoever bears its name, and the article says who signed it."""
    end = one.article.start + len(one.article.title)
    if one.terms is not None or one.signers or any(anchor.sentence.end > end for anchor in one.anchors):
        return False
    same = (other for other in told if other.kind == one.kind and other.article == one.article)
    return any(signer.signed for other in same for signer in other.signers)


def _told_by(scenery: Scenery, drawn: Sequence[Agreement], anchor: Anchor) -> bool:
    """Tell whether a sentence is of a contract's own words or of a resolution, or names none beside a resolution."""
    if any(one.whole.holds(anchor.sentence) for one in scenery.instruments):
        return True
    voted = [one for one in drawn if one.terms] if not scenery.instruments else []
    unnamed = anchor.said is None or anchor.said.kind is None
    return bool(voted) and (unnamed or any(anchor.sentence == own.sentence for one in voted for own in one.anchors))


def _anchors(scenery: Scenery) -> tuple[Anchor, ...]:
    """Return the sentences of a page that speak of a particular contract, by its name or not, in their order."""
    told = named(scenery)
    held = frozenset(anchor.sentence for anchor in told if anchor.manner is not Manner.HELD)
    more = resumptions(scenery, held)
    return tuple(sorted([*told, *more], key=lambda anchor: anchor.sentence.start))


def _single(scenery: Scenery, scene: Scene, anchor: Anchor, groups: Sequence[Membership]) -> Agreement:
    told: Roles = roles(scenery, scene, anchor, groups)
    article = scenery.page.article(anchor.sentence.start)
    kind = _headed(scenery, anchor, article) or (anchor.said.kind if anchor.said else None)
    one = Agreement(kind, (anchor,), chain(told.parties), told.signers, article)
    if anchor.said and scenery.page.low.startswith("avenant", anchor.said.start):
        return _amending(scenery, one, anchor.said)
    return one


def _amending(scenery: Scenery, one: Agreement, said: Said) -> Agreement:
    """Tell what an amendment changes, and its rank: « l'avenant n° 2 au CRTE », « un premier avenant »."""
    number = _NUMBER.match(scenery.page.low, said.start)
    before = scenery.page.low[max(0, said.start - 14) : said.start].split()
    rank = int(number[1]) if number else ORDINALS.get(before[-1]) if before else None
    amended = next((other.kind for other in scenery.said if other.kind and _leads(scenery, said, other)), None)
    return replace(one, kind=kind_of("avenant"), amended=amended, number=rank)


def _leads(scenery: Scenery, said: Said, other: Said) -> bool:
    return 0 < other.start - said.end < 40 and bool(_COMPLEMENT.match(scenery.page.low[said.end : other.start]))  # noqa: PLR2004


def _complement(scenery: Scenery, said: Said) -> bool:
    """Tell whether a contract is named only to say what another one changes or heads: « l'avenant au CRTE »."""
    low = scenery.page.low
    return any(
        _leads(scenery, other, said)
        and (low.startswith(("avenant", "chapeau"), other.start) or (said.kind is None and other.kind is not None))
        for other in scenery.said
    )


def _made(scenery: Scenery, anchor: Anchor, said: Said) -> bool:
    """Tell whether the words right after a contract's name say when it was made: « au contrat conclu le 4 juillet »."""
    bare = re.match(r"[ ,]*(?:(?:co-?)?sign|conclu|paraph)", scenery.page.low[anchor.cue.start : anchor.cue.end])
    return anchor.manner is Manner.PASSIVE and bare is not None and qualifies(scenery, said, anchor.cue.start)


def _headed(scenery: Scenery, anchor: Anchor, article: Article) -> ContractKind | None:
    """Return the kind that the article's title says is signed, when the sentence names a part of that title.

    Under « Signature du chapeau commun des CRTE », « le CRTE a été signé » speaks of the chapeau.
    """
    inside = [said for said in scenery.said if article.start <= said.start < article.start + len(article.title)]
    signed = next(
        (
            said
            for said in inside
            if re.search(r"signature (?:du|de la|de l') ?$", scenery.page.low[: said.start][-20:])
        ),
        None,
    )
    if signed is None or signed.kind is None or anchor.said is None or anchor.manner is Manner.HELD:
        return None
    if signed.kind.notation == "avenant":
        return None
    return signed.kind if any(said.kind == anchor.said.kind for said in inside) else None


def _same(found: Sequence[Agreement], one: Agreement, anchor: Anchor) -> int | None:
    """Return which contract already met a sentence speaks of: the same kind or none, and no other territory."""
    for place in reversed(range(len(found))):
        other = found[place]
        kin = (one.kind == other.kind and _alike(one, other)) or (
            not (other.amendment or one.amendment or other.terms) and (one.kind is None or other.kind is None)
        )
        kin = kin or (anchor.resumed and one.kind is None and other.terms is None)
        near = one.kind is not None or other.article == one.article
        apart = not anchor.resumed and bool(one.local and other.local and not one.local & other.local)
        if kin and near and not apart and (anchor.said is not None or other.article == one.article):
            return place
    return None


def _alike(first: Agreement, second: Agreement) -> bool:
    """Tell whether two contracts of a kind may be one: not two deeds of their own, nor amendments of two ranks."""
    ranks = {one.number for one in (first, second) if one.number is not None}
    deeds = [one for one in (first, second) if one.anchors[0].manner is Manner.TITLE]
    return len(deeds) < 2 and len(ranks) < 2  # noqa: PLR2004 - two ranks


def _merged(first: Agreement, second: Agreement) -> Agreement:
    return replace(
        first,
        kind=first.kind or second.kind,
        anchors=(*first.anchors, *second.anchors),
        parties=chain([*first.parties, *second.parties]),
        signers=(*first.signers, *second.signers),
        amended=first.amended or second.amended,
        number=first.number or second.number,
    )


def _reunited(found: Sequence[Agreement]) -> list[Agreement]:
    """Join contracts that later sentences showed to be one: a kind said once, a territory said once."""
    kept: list[Agreement] = []
    for one in found:
        place = next(
            (
                p
                for p, other in enumerate(kept)
                if other.kind == one.kind
                and _alike(one, other)
                and (one.local & other.local or not one.local or not other.local)
            ),
            None,
        )
        if place is None:
            kept.append(one)
        else:
            kept[place] = _merged(kept[place], one)
    return kept


def _settled(scenery: Scenery, scene: Scene, one: Agreement) -> Agreement:
    """Give a contract its kind, then the parties that follow from it; its own words tell all of its parties."""
    kinded = natures.kinded(scenery, one)
    if one.terms is not None:
        return kinded
    return replace(kinded, parties=chain([*kinded.parties, *natures.parties(scenery, scene, kinded)]))


def _particular(scenery: Scenery, one: Agreement) -> bool:
    """Tell a particular contract from the idea of one: somebody other than the State is a party, or a place is."""
    if one.amendment and any(":" in scenery.page.low[anchor.cue.end : anchor.sentence.end] for anchor in one.anchors):
        return True
    if not any(party.body.nature is not Nature.STATE for party in one.parties):
        return False
    return not all(_planned(scenery, anchor) for anchor in one.anchors)


def _planned(scenery: Scenery, anchor: Anchor) -> bool:
    """Tell whether a sentence speaks of a contract to come: « pour préparer la signature, qui devrait intervenir »."""
    low = scenery.page.low
    if anchor.manner is Manner.HELD:
        return _PLANNED.search(low, *_bounds(anchor.sentence)) is not None
    if anchor.manner is Manner.LINK:
        return low[anchor.cue.start : anchor.cue.end].endswith("ra")
    return anchor.manner in {Manner.NOUN, Manner.BARE} and _COMING.search(low, *_bounds(anchor.sentence)) is not None


def _bounds(span: Span) -> tuple[int, int]:
    return span.start, span.end

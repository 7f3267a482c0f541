"""Who signed a contract, for whom, and who was present without signing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from loaders.documents import bodies
from loaders.documents.bodies import Body, Nature
from loaders.documents.contracts import Anchor, Manner, Party, Scenery, holder_of
from loaders.documents.french import NUMERALS, Span
from loaders.documents.layout import Kind
from loaders.documents.memberships import Membership
from loaders.documents.people import Naming
from loaders.documents.territories import Scene
from loaders.documents.zones import PRESENCE, Zone, led_away, listed_end, zones


@dataclass(frozen=True, slots=True)
class Signer:
    """One person at a signature: who signed, or else was present; `body` is the one that the person signs for."""

    naming: Naming
    signed: bool
    body: Body | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Roles:
    """Who takes part in a contract according to one sentence."""

    parties: tuple[Party, ...] = ()
    signers: tuple[Signer, ...] = ()


_ATTENDING = re.compile(
    r"(?<![\w-])(?:(?:etai(?:t|ent)|est|sont|furent|fut|ont ete|a ete) (?:egalement |aussi |bien "
    r"|la )*(?:presente?s?|la)(?![\w-])"
    r"|assist(?:e|ent|ait|aient|erent)(?: | egalement )|ont assiste|a assiste|y participai(?:t|ent)"
    r"|avaient fait le deplacement)"
)
_AT_CEREMONY = re.compile(
    r"(?<![\w-])(?:assist|particip|present)\w*(?: \w+)? (?:a|lors de) (?:la|cette) (?:ceremonie|signature)(?![\w-])"
)
_PREFECT = re.compile(
    r"(?<![\w-])(?:(?:sous-)?prefete?|(?<!a la )(?<!en )(?<!de la )(?:sous-)?prefecture"
    r"|haut-commissaire"
    r"|(?:premiere? |1er )?ministres?(?! de l'eglise)|secretaire d'etat)(?![\w-])"
)
_HEADS = re.compile(
    r"(?<![\w-])presidente?s? (?:de |des |d')(?:nos|ses|leurs|ces|chaque|chacun\w* des|\w+)? ?(?:\d )?(?:epci"
    r"|intercommunalites?|communautes?)(?: membres)?"
)
_PEER = re.compile(r"(?<![\w-])(?:son|leur|sa) homologue(?: (?:du|de la|de l'|de|des|d'))?")
_STOOD_FOR = re.compile(r", pour (?:le |la |l')$")
"""What leads to somebody for whom another signs: « Anne Modèle, pour le président du conseil, Paul Exemple »."""
_MAYOR = re.compile(r"maire(?! adjoint| delegue)(?![\w-])")
_AWAY = re.compile(
    r"(?:sur le territoire|dans les locaux|dans la salle|a l'hotel|au siege|salle|locaux|territoire|au sein"
    r"|proposee?s? par|echelle) (?:de |du |de la |de l'|des |d')?(?:la |le |l')?$"
)


def roles(scenery: Scenery, scene: Scene, anchor: Anchor, groups: Sequence[Membership]) -> Roles:
    """Return the parties and signers that one sentence tells."""
    holder = holder_of(scenery, anchor.said) if anchor.said and anchor.named else None
    parties = [Party(holder.body, holder.start, holder.end, holder.reason)] if holder else []
    signers: list[Signer] = []
    for zone in zones(scenery, anchor):
        signers += _signing(scenery, scene, zone)
        signers += _beside(scenery, scene, anchor, zone)
        parties += _bodies(scenery, scene, zone)
        parties += _members(scenery, zone, groups)
    before = Span(anchor.sentence.start, anchor.cue.start)
    if anchor.manner is Manner.ACTIVE and not any(True for _ in scenery.people(before)):
        signers += _referred(scenery, scene, anchor)
    if anchor.manner not in {Manner.LINK, Manner.HELD}:
        signers += _watching(scenery, anchor, signers)
    return Roles((*parties, *_represented(signers)), tuple(signers))


_PRONOUN = re.compile(
    r"(?<![\w-])(?P<both>ils|elles|tous(?: les)? (?P<count>deux|trois|quatre|cinq|six)"
    r"|toutes(?: les)? (?:deux|trois|quatre)|les deux (?:hommes|elus|parties|presidents|collectivites)?)"
    r"|(?<![\w-])(?:il|elle|l'elue?|l'edile|le president|la presidente|le maire|la maire|ce dernier"
    r"|cette derniere)(?= )"
)


def _referred(scenery: Scenery, scene: Scene, anchor: Anchor) -> Iterator[Signer]:
    """Yield the persons to whom the subject of a signing refers, named just before: « l'élue a signé »."""
    pronoun = _PRONOUN.search(scenery.page.low, anchor.sentence.start, anchor.cue.start)
    block = next((b for b in scenery.page.blocks if b.start <= anchor.sentence.start < b.end), None)
    if pronoun is None or block is None:
        return
    before = list(scenery.people(Span(block.start, anchor.sentence.start)))
    count = NUMERALS.get(pronoun["count"] or "deux", 2) if pronoun["both"] else 1
    told = before[-count:] if len(before) >= count else []
    for naming in told if anchor.resumed or anchor.named else before[:1]:
        reason = "personne nommée juste avant, que le sujet de la phrase reprend"
        yield Signer(naming, signed=True, body=behalf(scenery, scene, naming, block.start), reason=reason)


def _beside(scenery: Scenery, scene: Scene, anchor: Anchor, zone: Zone) -> Iterator[Signer]:
    """Yield the persons present; one who acts for the State beside a signer signs too: « aux côtés du préfet »."""
    along = anchor.manner is Manner.ACTIVE and scenery.page.low.startswith("aux cotes", zone.present)
    for naming in scenery.people(Span(zone.present, zone.end)):
        body = behalf(scenery, scene, naming, naming.start)
        if along and body is not None and body.nature is Nature.STATE:
            yield Signer(naming, signed=True, body=body, reason="signe aux côtés de la collectivité")
        else:
            yield Signer(naming, signed=False)


def _signing(scenery: Scenery, scene: Scene, zone: Zone) -> Iterator[Signer]:
    told: tuple[int, bool] | None = None
    for naming in scenery.people(Span(zone.start, zone.present)):
        first = min(naming.start, naming.capacity.start if naming.capacity else naming.start)
        away = zone.subject and led_away(scenery, Span(first, naming.end), zone.start, told)
        away = away or (told is not None and _STOOD_FOR.search(scenery.page.low, told[0], first) is not None)
        told = (max(naming.end, naming.capacity.end if naming.capacity else naming.end), away)
        if not away:
            yield Signer(naming, signed=True, body=behalf(scenery, scene, naming, zone.start))
    for peer in _PEER.finditer(scenery.page.low, zone.start, zone.present):
        body = next((m.body for m in scenery.mentions if peer.end() <= m.start <= peer.end() + 4), None)
        sentence = scenery.page.sentence(zone.start)
        for naming in scenery.people(Span(sentence.start, zone.start)):
            if body is None or behalf(scenery, scene, naming, naming.start) == body:
                reason = "désigné comme l'homologue de l'autre signataire"
                yield Signer(naming, signed=True, body=body, reason=reason)
                break


def behalf(scenery: Scenery, scene: Scene, naming: Naming, start: int) -> Body | None:
    """Return the body for which a person acts: that of the capacity, the State for a prefect, or the one just named."""
    if naming.capacity is None:
        return None
    if _PREFECT.search(scenery.page.low, naming.capacity.start, naming.capacity.end):
        return bodies.state(scene.addresses)
    told = list(scenery.bodies(naming.capacity))
    higher = [m for m in told if m.body.nature in {Nature.INTERCOMMUNALITY, Nature.GROUPING}]
    inside = higher[0] if higher and told[0].body.nature is Nature.COMMUNE else next(iter(told), None)
    if inside is None:
        lead = re.compile(r"[, ]*(?:(?:est |etait )?representee?s? par|par la voix de|par|:)(?! l)[^,.;]{0,40}?,? ?")
        inside = next(
            (m for m in scenery.bodies(Span(start, naming.start)) if lead.match(scenery.page.low, m.end, naming.start)),
            None,
        )
    return inside.body if inside else _of_mayor(scenery, naming)


def _of_mayor(scenery: Scenery, naming: Naming) -> Body | None:
    """Return the only commune that the page names, for its mayor: « Anne Modèle, maire, a signé »."""
    if naming.capacity is None or not _MAYOR.match(scenery.page.low, naming.capacity.start):
        return None
    told = {mention.body for mention in scenery.mentions if mention.body.nature is Nature.COMMUNE}
    return told.pop() if len(told) == 1 else None


def _bodies(scenery: Scenery, scene: Scene, zone: Zone) -> Iterator[Party]:
    """Yield the bodies that stand in a zone on their own, not as part of a person's capacity or of a place."""
    capacities = [naming.capacity for naming in scenery.namings if naming.capacity]
    told: tuple[int, bool] | None = None
    for mention in scenery.bodies(Span(zone.start, zone.present)):
        if any(capacity.holds(mention) for capacity in capacities):
            continue
        away = zone.subject and led_away(scenery, mention, zone.start, told)
        told = (mention.end, away)
        if not away and not _AWAY.search(scenery.page.low, max(zone.start, mention.start - 40), mention.start):
            yield Party(mention.body, mention.start, mention.end, mention.reason)
    for prefect in _PREFECT.finditer(scenery.page.low, zone.start, zone.present):
        if not any(capacity.holds(Span(*prefect.span())) for capacity in capacities):
            reason = "le préfet signe au nom de l'État"
            yield Party(bodies.state(scene.addresses), prefect.start(), prefect.end(), reason)


def _members(scenery: Scenery, zone: Zone, groups: Sequence[Membership]) -> Iterator[Party]:
    """Yield the members of the page's grouping when their presidents sign: « les présidents de nos EPCI »."""
    heads = _HEADS.search(scenery.page.low, zone.start, zone.present)
    if heads is None or len({membership.group for membership in groups}) != 1:
        return
    for membership in groups:
        if membership.member.nature is Nature.INTERCOMMUNALITY:
            reason = "membre du groupement dont les présidents signent, selon la même page"
            yield Party(membership.member, heads.start(), heads.end(), reason)


def _represented(signers: Sequence[Signer]) -> Iterator[Party]:
    """Yield the bodies for which persons sign."""
    for signer in signers:
        if signer.signed and signer.body is not None and signer.naming.capacity:
            capacity = signer.naming.capacity
            yield Party(signer.body, capacity.start, capacity.end, "signe par la personne qui agit pour lui")


def _watching(scenery: Scenery, anchor: Anchor, signers: Sequence[Signer]) -> Iterator[Signer]:
    """Yield the persons said to be present, in the sentence of the signature or those after it in its paragraph."""
    known = {signer.naming.key for signer in signers}
    end = _paragraph_end(scenery, anchor.sentence)
    listed = False
    article = scenery.page.article(anchor.sentence.start)
    for sentence in scenery.page.sentences:
        later = end <= sentence.start < article.end and _AT_CEREMONY.search(
            scenery.page.low, sentence.start, sentence.end
        )
        if not anchor.sentence.start <= sentence.start < end and not later:
            continue
        attending = listed or later or _ATTENDING.search(scenery.page.low, sentence.start, sentence.end)
        listed = bool(attending) and (listed or scenery.page.text[sentence.end - 1] == ":")
        along = PRESENCE.search(scenery.page.low, sentence.start, sentence.end)
        first = sentence.start if attending else along.start() if along else sentence.end
        for naming in scenery.people(Span(first, sentence.end)):
            if naming.key not in known:
                yield Signer(naming, signed=False)


def _paragraph_end(scenery: Scenery, sentence: Span) -> int:
    """Return where the paragraph of a sentence ends, with the list that it leads to."""
    shown = (block for block in scenery.page.blocks if block.kind is not Kind.FURNITURE)
    block = next((b for b in shown if b.start <= sentence.start < b.end), None)
    return listed_end(scenery, Span(block.start, block.end)) if block else sentence.end

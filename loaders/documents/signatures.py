"""Who signed a contract, for whom, and who was present without signing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from loaders.documents import bodies
from loaders.documents.bodies import Body, Nature
from loaders.documents.contracts import Anchor, Manner, Party, Scenery, holder_of
from loaders.documents.french import Span
from loaders.documents.layout import Kind
from loaders.documents.memberships import Membership
from loaders.documents.people import Naming
from loaders.documents.territories import Scene


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


_PRESENCE = re.compile(
    r"(?<![\w-])(?:en (?:la )?presence (?:de|du|des|d')|aux cotes (?:de|du|des|d')|sous le regard (?:de|du|des|d')"
    r"|devant|accompagnee?s? (?:de|du|des|d'|par)|entouree?s? (?:de|du|des|d'|par)|en compagnie (?:de|du|des|d'))"
)
_ATTENDING = re.compile(
    r"(?<![\w-])(?:(?:etai(?:t|ent)|est|sont|furent|fut|ont ete|a ete) (?:egalement |aussi |bien "
    r"|la )*(?:presente?s?|la)(?![\w-])"
    r"|assist(?:e|ent|ait|aient|erent)(?: | egalement )|ont assiste|a assiste|y participai(?:t|ent)"
    r"|avaient fait le deplacement)"
)
_AT_CEREMONY = re.compile(
    r"(?<![\w-])(?:assist|particip|present)\w*(?: \w+)? (?:a|lors de) (?:la|cette) (?:ceremonie|signature)(?![\w-])"
)
_AGENT = re.compile(r"(?<![\w-])(?:par|entre|avec|reunissant|associant|rassemblant)(?![\w-])")
_INVITED = re.compile(r"(?<![\w-])(?:convi|invit|reuni|rassembl|accueill)\w*(?: \w+)? ?(?:a|pour|lors de|autour de) ?$")
_PROCEEDED = re.compile(r"(?<![\w-])(?:proced|particip|pris part|se sont retrouves|apposaient|appos)\w*[\w ]{0,40}$")
_PREFECT = re.compile(
    r"(?<![\w-])(?:(?:sous-)?prefete?|(?:premiere? |1er )?ministres?(?! de l'eglise)|secretaire d'etat)(?![\w-])"
)
_HEADS = re.compile(
    r"(?<![\w-])presidente?s? (?:de |des |d')(?:nos|ses|leurs|ces|chaque|chacun\w* des|\w+)? ?(?:\d )?(?:epci"
    r"|intercommunalites?|communautes?)(?: membres)?"
)
_PEER = re.compile(r"(?<![\w-])(?:son|leur|sa) homologue(?: (?:du|de la|de l'|de|des|d'))?")
_AWAY = re.compile(
    r"(?:sur le territoire|dans les locaux|dans la salle|a l'hotel|au siege|salle|locaux|territoire|au sein"
    r"|proposee?s? par|echelle) (?:de |du |de la |de l'|des |d')?(?:la |le |l')?$"
)


def roles(scenery: Scenery, scene: Scene, anchor: Anchor, groups: Sequence[Membership]) -> Roles:
    """Return the parties and signers that one sentence tells."""
    holder = holder_of(scenery, anchor.said) if anchor.said else None
    parties = [Party(holder.body, holder.start, holder.end, holder.reason)] if holder else []
    signers: list[Signer] = []
    for start, end in _zones(scenery, anchor):
        stop = _presence(scenery, start, end)
        signers += _signing(scenery, scene, start, stop)
        signers += _beside(scenery, scene, anchor, stop, end)
        parties += _bodies(scenery, scene, start, stop)
        parties += _members(scenery, start, stop, groups)
    if anchor.manner is Manner.ACTIVE and not _subject(scenery, anchor):
        signers += _referred(scenery, scene, anchor)
    if anchor.manner not in {Manner.LINK, Manner.HELD}:
        signers += _watching(scenery, anchor, signers)
    return Roles((*parties, *_represented(signers)), tuple(signers))


def _zones(scenery: Scenery, anchor: Anchor) -> Iterator[tuple[int, int]]:
    """Yield the stretches of a sentence where those who make the contract stand."""
    sentence, cue, low = anchor.sentence, anchor.cue, scenery.page.low
    after = anchor.said.end if anchor.said and anchor.manner is Manner.NOUN else cue.end
    if anchor.manner is Manner.ACTIVE:
        inverted = not _subject(scenery, anchor) and not _named_in(anchor)
        yield (cue.end, sentence.end) if inverted else (sentence.start, cue.start)
    if anchor.manner is Manner.BARE and low[cue.start : cue.end].endswith(":"):
        yield cue.end, sentence.end
    if anchor.manner is Manner.LINK:
        yield cue.end, sentence.end
    if anchor.manner is Manner.NOUN:
        yield from _called(low, anchor, after)
    if anchor.manner in {Manner.ACTIVE, Manner.PASSIVE, Manner.NOUN, Manner.BARE} and (
        agent := _agent(anchor, low, after)
    ):
        resumed = re.search(r", (?:il|elle|celui-ci|celle-ci) ", low[agent : sentence.end])
        yield agent, agent + resumed.start() if resumed else sentence.end
    elif anchor.manner is Manner.ACTIVE and (
        along := re.search(r"(?<![\w-])aux cotes (?=de|du|d')", low[after : sentence.end])
    ):
        yield after + along.start(), sentence.end


def _called(low: str, anchor: Anchor, after: int) -> Iterator[tuple[int, int]]:
    """Yield where those stand who call others to a signing, and those called, or those who proceed to it."""
    sentence, cue = anchor.sentence, anchor.cue
    before = low[sentence.start : cue.start]
    if _INVITED.search(before.removesuffix("la ").removesuffix("l'").rstrip()):
        yield sentence.start, cue.start
        yield after, sentence.end
    elif _PROCEEDED.search(before):
        yield sentence.start, cue.start


def _named_in(anchor: Anchor) -> bool:
    """Tell whether the sentence itself names the contract."""
    return anchor.said is not None and anchor.said.start >= anchor.sentence.start


def _agent(anchor: Anchor, low: str, after: int) -> int | None:
    """Return where « par », « entre », « avec » begins to tell who signs; after an active verb only « avec » does."""
    for found in _AGENT.finditer(low, after, anchor.sentence.end):
        if anchor.manner is not Manner.ACTIVE or found[0] == "avec":
            return found.end()
    return None


def _subject(scenery: Scenery, anchor: Anchor) -> bool:
    """Tell whether somebody is named as the subject of a signing."""
    return any(
        (
            *scenery.people(Span(anchor.sentence.start, anchor.cue.start)),
            *scenery.bodies(Span(anchor.sentence.start, anchor.cue.start)),
        )
    )


_PRONOUN = re.compile(
    r"(?<![\w-])(?P<both>ils|elles|tous deux|tous trois|les deux (?:hommes|elus|parties|presidents|collectivites)?)"
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
    for naming in before[-2:] if pronoun["both"] else before[-1:]:
        reason = "personne nommée juste avant, que le sujet de la phrase reprend"
        yield Signer(naming, signed=True, body=behalf(scenery, scene, naming, block.start), reason=reason)


def _beside(scenery: Scenery, scene: Scene, anchor: Anchor, start: int, end: int) -> Iterator[Signer]:
    """Yield the persons present; one who acts for the State beside a signer signs too: « aux côtés du préfet »."""
    along = anchor.manner is Manner.ACTIVE and scenery.page.low.startswith("aux cotes", start)
    for naming in scenery.people(Span(start, end)):
        body = behalf(scenery, scene, naming, naming.start)
        if along and body is not None and body.nature is Nature.STATE:
            yield Signer(naming, signed=True, body=body, reason="signe aux côtés de la collectivité")
        else:
            yield Signer(naming, signed=False)


def _presence(scenery: Scenery, start: int, end: int) -> int:
    found = _PRESENCE.search(scenery.page.low, start, end)
    return found.start() if found else end


def _signing(scenery: Scenery, scene: Scene, start: int, end: int) -> Iterator[Signer]:
    for naming in scenery.people(Span(start, end)):
        yield Signer(naming, signed=True, body=behalf(scenery, scene, naming, start))
    for peer in _PEER.finditer(scenery.page.low, start, end):
        body = next((m.body for m in scenery.mentions if peer.end() <= m.start <= peer.end() + 4), None)
        sentence = scenery.page.sentence(start)
        for naming in scenery.people(Span(sentence.start, start)):
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
    inside = next(scenery.bodies(naming.capacity), None)
    if inside is None:
        lead = re.compile(r"[, ]*(?:representee? par|par la voix de)[^,.;]{0,40}?,? ?")
        inside = next(
            (m for m in scenery.bodies(Span(start, naming.start)) if lead.match(scenery.page.low, m.end, naming.start)),
            None,
        )
    return inside.body if inside else None


def _bodies(scenery: Scenery, scene: Scene, start: int, end: int) -> Iterator[Party]:
    """Yield the bodies that stand in a zone on their own, not as part of a person's capacity or of a place."""
    capacities = [naming.capacity for naming in scenery.namings if naming.capacity]
    for mention in scenery.bodies(Span(start, end)):
        if any(capacity.holds(mention) for capacity in capacities):
            continue
        if not _AWAY.search(scenery.page.low, max(start, mention.start - 40), mention.start):
            yield Party(mention.body, mention.start, mention.end, mention.reason)
    for prefect in _PREFECT.finditer(scenery.page.low, start, end):
        if not any(capacity.holds(Span(*prefect.span())) for capacity in capacities):
            reason = "le préfet signe au nom de l'État"
            yield Party(bodies.state(scene.addresses), prefect.start(), prefect.end(), reason)


def _members(scenery: Scenery, start: int, end: int, groups: Sequence[Membership]) -> Iterator[Party]:
    """Yield the members of the page's grouping when their presidents sign: « les présidents de nos EPCI »."""
    heads = _HEADS.search(scenery.page.low, start, end)
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
        along = _PRESENCE.search(scenery.page.low, sentence.start, sentence.end)
        first = sentence.start if attending else along.start() if along else sentence.end
        for naming in scenery.people(Span(first, sentence.end)):
            if naming.key not in known:
                yield Signer(naming, signed=False)


def _paragraph_end(scenery: Scenery, sentence: Span) -> int:
    """Return where the paragraph of a sentence ends, with the list that it leads to."""
    shown = [block for block in scenery.page.blocks if block.kind is not Kind.FURNITURE]
    place = next((p for p, b in enumerate(shown) if b.start <= sentence.start < b.end), len(shown))
    end = shown[place].end if place < len(shown) else sentence.end
    leads = scenery.page.text[end - 1] == ":"
    for block in shown[place + 1 :]:
        if not leads or block.kind is not Kind.ITEM:
            break
        end = block.end
    return end

"""The contracts that a page gives in their own words, each as an agreement with what it says of itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from loaders.documents import bodies, clauses
from loaders.documents.agreements import Agreement, Terms
from loaders.documents.bodies import Body, Nature
from loaders.documents.capacities import POST
from loaders.documents.closings import Closing, closing
from loaders.documents.contracts import Anchor, Manner, Party, Scenery, chain
from loaders.documents.french import ORDINALS, Span, lowered
from loaders.documents.instruments import Instrument
from loaders.documents.kinds import ContractKind, Said, kind_of
from loaders.documents.links import Link, links, worth
from loaders.documents.parties import Cast, Entry, cast
from loaders.documents.people import Naming
from loaders.documents.resolutions import approved
from loaders.documents.signature_blocks import SignatureBlock, signature_blocks
from loaders.documents.signatures import Signer
from loaders.documents.territories import Scene
from loaders.model import Undecided
from ontology.addresses import slug

_DRAFT = re.compile(
    r"(?<![\w-])(?:projet d[e'] ?(?:contrat|convention|avenant|protocole|pacte)|version (?:projet"
    r"|provisoire|de travail)|document de travail|a signer|non signee?)(?![\w-])"
)
_SEALED = re.compile(
    r"(?<![\w-])(?:signe electroniquement|signature electronique (?:de|le)|/s/|original signe)(?![\w-])"
)
_MODEL = re.compile(r"(?:modele|trame|exemple|convention type|contrat type)(?![\w-])")
_IN_THE_DEED = "représente cette partie dans l'acte"
"""Why somebody named in the preamble of a dated contract signed it."""


def drawn(scenery: Scenery, scene: Scene) -> tuple[Agreement, ...]:
    """Return the contracts that a page gives in their own words, in their order; a model to fill in is none."""
    told = [(one, cast(scenery, scene, one.parties)) for one in scenery.instruments]
    made = [_agreement(scenery, scene, one, names) for one, names in told if not _model(scenery, one, names)]
    kept = [one for one in made if any(party.body.nature is not Nature.STATE for party in one.parties)]
    voted = [one for one in approved(scenery) if all(one.kind != other.kind for other in kept)]
    return (*kept, *(other for one in kept for other in _others(scenery, one)), *voted)


def _others(scenery: Scenery, one: Agreement) -> Iterator[Agreement]:
    """Yield the other contracts that a contract names as particular ones: those it changes, follows or carries out."""
    for link in one.links:
        if not link.particular:
            continue
        moments = [moment for moment in (link.day, link.years) if moment]
        words = Span(link.said.start, max([link.said.end, *(moment.end for moment in moments)]))
        article = replace(
            one.article, start=words.start, end=words.end, title=scenery.page.text[words.start : words.end]
        )
        anchor = Anchor(
            link.said, words, Span(link.said.end - 1, words.end), Manner.PASSIVE if link.day else Manner.HELD
        )
        yield Agreement(link.kind, (anchor,), _bound(one, link), (), article)


def _bound(one: Agreement, link: Link) -> tuple[Party, ...]:
    """Return the local party of another contract: the one that its name tells, else the one of the contract at hand."""
    if link.holder is not None:
        return (Party(link.holder.body, link.holder.start, link.holder.end, link.holder.reason),)
    local = [party for party in one.parties if party.body.local]
    reason = "partie au contrat qui modifie, suit ou met en œuvre celui-ci"
    return tuple(replace(party, reason=reason) for party in local) if len({p.body for p in local}) == 1 else ()


def doubts(scenery: Scenery, scene: Scene) -> Iterator[Undecided]:
    """Yield what contracts in their own words leave open: models, days not written, those who may have signed."""
    page = scenery.page
    for one in scenery.instruments:
        names = cast(scenery, scene, one.parties)
        told = closing(page, one)
        if _model(scenery, one, names):
            reason = "modèle de contrat à compléter : les parties n'y sont pas nommées"
            yield Undecided(one.title.start, one.title.end, page.words(one.title), reason)
            continue
        if told.blank is not None:
            reason = "jour de signature laissé en blanc dans l'acte"
            yield Undecided(told.blank.start, told.blank.end, page.words(told.blank), reason)
        if not _settled(scenery, one, told):
            reason = "nommé dans un acte dont rien ne dit qu'il a été signé"
            for naming in scenery.people(one.whole):
                iri = scene.addresses.person(naming.name)
                yield Undecided(naming.start, naming.end, page.words(naming), reason, (iri,))


def _model(scenery: Scenery, one: Instrument, told: Cast) -> bool:
    """Tell whether a contract is a model to be filled in: blanks stand where parties should."""
    titled = _MODEL.search(scenery.page.low, one.title.start, one.title.end) is not None
    named = any(entry.party.body.local or entry.party.body.place for entry in told.entries)
    return bool(told.blanks) and (titled or not named)


def _settled(scenery: Scenery, one: Instrument, told: Closing) -> bool:
    """Tell whether a contract was signed: it bears its day or a seal, or has no closing and is no draft."""
    low = scenery.page.low
    if told.day is not None or _SEALED.search(low, one.closing.start, one.closing.end):
        return True
    return one.closing.start == one.closing.end and not _DRAFT.search(low, one.whole.start, one.parties.start)


def _agreement(scenery: Scenery, scene: Scene, one: Instrument, told: Cast) -> Agreement:
    page = scenery.page
    closed = closing(page, one)
    blocks = [
        (block, _behalf(scenery, scene, block, told)) for block in signature_blocks(page, one.closing, scenery.namings)
    ]
    parties = chain([entry.party for entry in told.entries] + list(_under(blocks)))
    parties = (
        parties
        if any(p.body.nature is not Nature.STATE for p in parties)
        else chain([*parties, *_titled(scenery, one)])
    )
    signers = list(_signers(scenery, told, blocks)) if _settled(scenery, one, closed) else []
    signers += [Signer(naming, signed=False) for naming in told.present]
    said = _said(scenery, one)
    article = replace(
        page.article(one.whole.start),
        start=one.whole.start,
        end=one.whole.end,
        title=page.text[one.title.start : one.title.end],
    )
    terms = Terms(
        closed.day,
        closed.town,
        clauses.period(page, one, closed.day),
        clauses.lasting(page, one),
        clauses.perimeter(page, scene, one),
    )
    anchor = Anchor(said, one.title, one.title, Manner.TITLE)
    kind, reason = _kind(one, page.low[one.title.start : one.title.end], [party.body for party in parties])
    amended = one.kinds[1] if one.amendment and len(one.kinds) > 1 else None
    return Agreement(
        kind,
        (anchor,),
        parties,
        tuple(_distinct(signers)),
        article,
        reason,
        amended,
        _rank(scenery, one),
        terms,
        links(scenery, one),
        worth(scenery, one),
    )


def _kind(one: Instrument, words: str, told: Sequence[Body]) -> tuple[ContractKind | None, str | None]:
    """Return the kind that the title tells, else that of the parties; None for a contract of ordinary business."""
    local = any(body.local for body in told)
    if one.kinds:
        return one.kinds[0], None
    wide = [body.nature for body in told if body.nature in _OF_LEVEL]
    if wide and local and not any(body.nature is Nature.STATE for body in told):
        return _OF_LEVEL[wide[0]]
    if _TERRITORIAL.search(words) and not _OTHER_KIND.search(words):
        return kind_of("partenariat"), "l'acte ne relève d'aucun dispositif nommé"
    return None, None


_OF_LEVEL = {
    Nature.DEPARTMENT: (kind_of("contrat-departemental"), "contrat entre un département et une collectivité"),
    Nature.REGION: (kind_of("contrat-regional"), "contrat entre une région et une collectivité"),
}
_TERRITORIAL = re.compile(
    r"(?<![\w-])(?:partenariat|cooperation|territoires?|territorial\w*|engagements?|developpement"
    r"|pacte|protocole|cadre|objectifs"
    r"|transition|relance|projet|solidarite|reciprocite|revitalisation|attractivite)(?![\w-])"
)
_OTHER_KIND = re.compile(
    r"(?<![\w-])(?:mise a disposition|location|bail|pret|vente|cession|marche|prestations?"
    r"|delegation de service|travail|assurance"
    r"|maitrise d'ouvrage|fonds de concours|groupement de commandes|servitude|occupation|stage|concession)(?![\w-])"
)
"""Titles of contracts of ordinary business: « convention de mise à disposition de locaux »."""


def _said(scenery: Scenery, one: Instrument) -> Said:
    """Return where the title names the contract."""
    kind = one.kinds[0] if one.kinds else None
    named = [said for said in scenery.said if one.title.start <= said.start and said.end <= one.title.end]
    fitting = next((said for said in named if said.kind == kind), None)
    return fitting or Said(one.title.start, one.title.end, kind, plural=False, determiner="le")


def _rank(scenery: Scenery, one: Instrument) -> int | None:
    if not one.amendment:
        return None
    words = " ".join(scenery.page.low[one.title.start : one.title.end].split())
    found = re.search(r"avenant (?:n ?[°o] ?|numero )?(\d{1,2})(?!\d)", words)
    ordinal = re.match(r"(\w+) avenant", words)
    return int(found[1]) if found else ORDINALS.get(ordinal[1]) if ordinal else None


def _titled(scenery: Scenery, one: Instrument) -> Iterator[Party]:
    """Yield the collectivity that the title names, where no line names the parties."""
    for mention in scenery.bodies(one.title):
        if mention.body.local:
            yield Party(mention.body, mention.start, mention.end, "collectivité que le titre de l'acte nomme")


def _behalf(scenery: Scenery, scene: Scene, block: SignatureBlock, told: Cast) -> Body | None:
    """Return the party for which a block is signed: that which it names, in full or in short, or that of its person."""
    low = [scenery.page.low[cell.start : cell.end] for cell in block.cells]
    if any(_PREFECT.search(words) for words in low):
        return bodies.state(scene.addresses)
    inside = next((m for m in scenery.mentions if block.holds(m.start)), None)
    called = (e for e in told.entries if any(_calls(words, name) for name in _names(e) for words in low))
    short = next((entry.party.body for entry in called), None)
    if short is not None and (inside is None or not inside.proper or inside.body.place is None):
        return short
    if inside is not None:
        return _whole(inside.body, told.entries)
    if block.naming is not None:
        key = block.naming.key
        own = next((e.party.body for e in told.entries if any(agent.key == key for agent in e.agents)), None)
        return own or _of_post(scenery, block, told.entries)
    return _of_post(scenery, block, told.entries)


def _whole(body: Body, entries: Sequence[Entry]) -> Body:
    """Return the only party whose name begins as a body's that no list holds: « Pour la Chambre d'agriculture »."""
    if body.place is not None or any(entry.party.body == body for entry in entries):
        return body
    begun = [e.party.body for e in entries if slug(e.party.body.label).startswith(slug(body.label))]
    return begun[0] if len(begun) == 1 else body


def _names(entry: Entry) -> Iterator[str]:
    """Yield the names that a signature block may give a party: its short names, its full name."""
    yield from entry.shorts
    yield lowered(entry.party.body.label)


def _calls(words: str, name: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", words) is not None


def _of_post(scenery: Scenery, block: SignatureBlock, entries: Sequence[Entry]) -> Body | None:
    """Return the only party that such a post may sign for: « Le Maire » where one commune is a party."""
    mayor = any(
        re.match(r"(?:pour )?(?:le |la |m\. le |mme la )?maire\b", scenery.page.low[c.start : c.end])
        for c in block.cells
    )
    communes = [entry.party.body for entry in entries if entry.party.body.nature is Nature.COMMUNE]
    return communes[0] if mayor and len(communes) == 1 else None


def _under(blocks: Sequence[tuple[SignatureBlock, Body | None]]) -> Iterator[Party]:
    """Yield the parties that sign."""
    for block, body in blocks:
        if body is not None and not block.present:
            cell = block.cells[0]
            yield Party(body, cell.start, cell.end, "signe l'acte")


def _signers(scenery: Scenery, told: Cast, blocks: Sequence[tuple[SignatureBlock, Body | None]]) -> Iterator[Signer]:
    """Yield those who signed: the persons under whose names a party signs, else those who represent it in the deed."""
    signed = set()
    for block, body in blocks:
        if block.naming is None or (body is None and not block.present and not _posted(block.naming, told)):
            continue
        if block.present:
            yield Signer(block.naming, signed=False)
            continue
        signed.add(body)
        yield Signer(_capable(scenery, block, block.naming), signed=True, body=body)
    for entry in told.entries:
        if entry.party.body not in signed:
            for agent in entry.agents:
                yield Signer(agent, signed=True, body=entry.party.body, reason=_IN_THE_DEED)


def _posted(naming: Naming, told: Cast) -> bool:
    return naming.capacity is not None or any(agent.key == naming.key for e in told.entries for agent in e.agents)


def _capable(scenery: Scenery, block: SignatureBlock, naming: Naming) -> Naming:
    """Give a person the capacity that the block tells in another line: « Le Président » above or under the name."""
    if naming.capacity is not None and any(block.holds(naming.capacity.start) for _ in (1,)):
        return naming
    for cell in block.cells:
        found = _POSTED.match(scenery.page.low, cell.start, cell.end)
        if found:
            start = found.start("post")
            end = cell.start + len(scenery.page.low[cell.start : cell.end].rstrip(" ,"))
            return replace(naming, capacity=Span(start, end))
    return naming


_PREFECT = re.compile(r"(?<![\w-])(?:sous-)?prefete?(?![\w-])")
_POSTED = re.compile(rf"(?:(?:monsieur|madame) )?(?:le |la |l')?(?P<post>{POST})(?![\w-])")


def _distinct(signers: Sequence[Signer]) -> Iterator[Signer]:
    """Yield one signature a person, that of who signed before that of who was present."""
    kept: dict[str, Signer] = {}
    for signer in sorted(signers, key=lambda signer: not signer.signed):
        kept.setdefault(signer.naming.key, signer)
    yield from kept.values()

"""The contracts that a page gives in their own words, each as an agreement with what it says of itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rdflib import URIRef

from loaders.documents import clauses, undersigned
from loaders.documents.agreements import Agreement, Terms
from loaders.documents.bodies import Body, Nature
from loaders.documents.closings import Closing, closing
from loaders.documents.contracts import Anchor, Manner, Party, Scenery, chain
from loaders.documents.french import ORDINALS, Span, Words
from loaders.documents.instruments import Instrument
from loaders.documents.kinds import ContractKind, Said, kind_of
from loaders.documents.links import Link, links, worth
from loaders.documents.page import Page
from loaders.documents.parties import Cast, cast
from loaders.documents.resolutions import approved
from loaders.documents.signature_blocks import signature_blocks
from loaders.documents.signatures import Signer
from loaders.documents.territories import Scene
from loaders.model import Article, Undecided
from ontology.names import CT

_DRAFT = re.compile(
    r"(?<![\w-])(?:projet d[e'] ?(?:contrat|convention|avenant|protocole|pacte)|version (?:projet"
    r"|provisoire|de travail)|document de travail|a signer|non signee?)(?![\w-])"
)
_SEALED = re.compile(
    r"(?<![\w-])(?:signe electroniquement|signature electronique (?:de|le)|/s/|original signe)(?![\w-])"
)
_MODEL = re.compile(r"(?:modele|trame|exemple|convention type|contrat type)(?![\w-])")


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
        words = Span(link.said.start, link.said.end)
        title = scenery.page.text[words.start : words.end]
        article = replace(one.article, start=words.start, end=words.end, title=title)
        terms = Terms(link.day, None, link.years, None, ())
        anchor = Anchor(link.said, words, words, Manner.HELD)
        yield Agreement(link.kind, (anchor,), _bound(one, link), (), article, terms=terms)


def _bound(one: Agreement, link: Link) -> tuple[Party, ...]:
    """Return the local parties of another contract: that of its name, else those of the contract at hand."""
    if link.holder is not None:
        return (Party(link.holder.body, link.holder.start, link.holder.end, link.holder.reason),)
    local = [party for party in one.parties if party.body.local]
    reason = "partie au contrat qui modifie, suit ou met en œuvre celui-ci"
    same = link.relation == CT.succeeds and len({party.body for party in local}) == 1
    known = link.relation == CT.amends or same
    return tuple(replace(party, reason=reason) for party in local) if known else ()


def doubts(scenery: Scenery, scene: Scene) -> Iterator[Undecided]:
    """Yield what contracts in their own words leave open: models, blanks, days that differ, who may have signed."""
    for one in scenery.instruments:
        names = cast(scenery, scene, one.parties)
        if _model(scenery, one, names):
            yield _doubt(scenery, one.title, "modèle de contrat à compléter : les parties n'y sont pas nommées")
            continue
        for blank in names.blanks:
            yield _doubt(scenery, blank, "mention à compléter dans les lignes qui nomment les parties")
        told = closing(scenery.page, one)
        if told.blank is not None:
            yield _doubt(scenery, told.blank, "jour de signature laissé en blanc dans l'acte")
        for day in told.rivals:
            yield _doubt(scenery, day, "jour d'une signature, que les autres signatures ne portent pas")
        for naming in () if _settled(scenery, one, told) else scenery.people(one.whole):
            iri = scene.addresses.person(naming.name)
            yield _doubt(scenery, naming, "nommé dans un acte dont rien ne dit qu'il a été signé", iri)


def _doubt(scenery: Scenery, words: Words, reason: str, *candidates: URIRef) -> Undecided:
    return Undecided(words.start, words.end, scenery.page.words(words), reason, candidates)


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
    signed = signature_blocks(page, one.closing, scenery.namings)
    blocks = [(block, undersigned.behalf(scenery, scene, block, told)) for block in signed]
    parties = _parties(scenery, one, [*(entry.party for entry in told.entries), *undersigned.under(blocks)])
    signers = list(undersigned.signers(scenery, told, blocks)) if _settled(scenery, one, closed) else []
    signers += [Signer(naming, signed=False) for naming in told.present]
    kind, reason = _kind(one, page.low[one.title.start : one.title.end], [party.body for party in parties])
    return Agreement(
        kind,
        (Anchor(_said(scenery, one), one.title, one.title, Manner.TITLE),),
        parties,
        tuple(undersigned.distinct(signers)),
        _article(page, one),
        reason,
        one.kinds[1] if one.amendment and len(one.kinds) > 1 else None,
        _rank(scenery, one),
        _terms(page, scene, one, closed),
        links(scenery, one),
        worth(scenery, one),
    )


def _parties(scenery: Scenery, one: Instrument, told: Sequence[Party]) -> tuple[Party, ...]:
    """Return the parties that a contract names, or else the collectivity of its title."""
    named = any(party.body.nature is not Nature.STATE for party in told)
    return chain(told if named else [*told, *_titled(scenery, one)])


def _article(page: Page, one: Instrument) -> Article:
    title = page.text[one.title.start : one.title.end]
    return replace(page.article(one.whole.start), start=one.whole.start, end=one.whole.end, title=title)


def _terms(page: Page, scene: Scene, one: Instrument, closed: Closing) -> Terms:
    period = clauses.period(page, one, closed.day)
    return Terms(closed.day, closed.town, period, clauses.lasting(page, one), clauses.perimeter(page, scene, one))


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

"""Help given to territories to draw up their contracts: for whom, by whom, which territories, when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from rdflib import URIRef

from loaders.documents import bodies, deeds, registers
from loaders.documents.bodies import Mention
from loaders.documents.contracts import Scenery
from loaders.documents.french import Span
from loaders.documents.kinds import Said
from loaders.documents.layout import Block, Kind
from loaders.documents.notebook import Notebook
from loaders.documents.page import Page
from loaders.documents.territories import Scene
from ontology.addresses import slug
from ontology.names import CT, DCTERMS, PROV

_HELP = re.compile(
    r"(?<![\w-])(?:accompagne(?:ment|nt|r|s)?|assistance|appui|ingenierie|amo|co-?construction)(?![\w-])"
)
_FIELDS = {
    "client": re.compile(
        r"(?:client|commanditaire|maitre d'ouvrage|maitrise d'ouvrage|pour le compte de|donneur d'ordre)s?(?:$| ?[:\n])"
    ),
    "partner": re.compile(
        r"(?:nos )?(?:partenaires?|groupement|co-?traitants?|equipe)(?: de la mission)?(?:$| ?[:\n])"
    ),
    "beneficiary": re.compile(
        r"(?:territoires?|beneficiaires?|collectivites?)(?: (?:beneficiaires?|accompagnee?s?|concernee?s?))?(?:$"
        r"| ?[:\n])"
    ),
    "date": re.compile(r"(?:dates?|periode|duree|calendrier)(?: de la mission)?(?:$| ?[:\n])"),
}
_CUT = re.compile(r"\s*;\s*|,\s+|\s+et\s+")


def note_accompaniment(book: Notebook, scenery: Scenery, scene: Scene) -> None:
    """Note the help that a page in fields tells: client, partners, territories, dates, under a title that says help."""
    page = book.page
    title = next((block for block in page.blocks if block.kind is not Kind.FURNITURE), None)
    helped = _HELP.search(page.low, title.start, title.end) if title else None
    fields = {name: list(_field(page, pattern)) for name, pattern in _FIELDS.items()}
    if title is None or helped is None or not (fields["client"] and (fields["beneficiary"] or fields["partner"])):
        return
    iri = scene.addresses.of("accompagnement", page.document.key)
    book.typed(iri, (CT.Accompaniment, PROV.Activity), title)
    book.label(iri, page.words(title), title)
    _note_client(book, scenery, iri, fields["client"])
    _note_partners(book, scene, iri, fields["partner"])
    _note_beneficiaries(book, scenery, iri, fields["beneficiary"])
    for block in fields["date"]:
        for moment in page.within(block):
            if moment.known and moment.ranged:
                period = deeds.note_period(book, scene, moment)
                book.note(iri, DCTERMS.temporal, period, moment, moment.reason)
    kind: Said | None = next((said for said in scenery.said if said.kind and said.kind.notation != "avenant"), None)
    if kind is not None and kind.kind is not None:
        book.note(iri, CT.kind, kind.kind.iri, kind)


def _field(page: Page, pattern: re.Pattern[str]) -> Iterator[Block]:
    """Yield the lines that stand under the name of a field, or after its colon on the same line."""
    shown = [block for block in page.blocks if block.kind is not Kind.FURNITURE]
    for place, block in enumerate(shown):
        named = pattern.match(page.low, block.start, block.end)
        if named is None or block.kind is Kind.ITEM:
            continue
        if page.low[named.end() : block.end].strip():
            yield Block(named.end(), block.end, Kind.PARAGRAPH)
            continue
        for after in shown[place + 1 :]:
            yield after
            if after.kind is not Kind.ITEM or after is shown[-1] or shown[shown.index(after) + 1].kind is not Kind.ITEM:
                break


def _note_client(book: Notebook, scenery: Scenery, iri: URIRef, blocks: list[Block]) -> None:
    for block in blocks:
        client: Mention | None = next(scenery.bodies(block), None)
        if client is not None:
            book.note(iri, CT.client, client.body.iri, client, client.reason)


def _note_partners(book: Notebook, scene: Scene, iri: URIRef, blocks: list[Block]) -> None:
    for block in blocks:
        for span in _names(book.page, block):
            words = book.page.words(span)
            if slug(words):
                partner = bodies.other(words, scene.addresses)
                registers.note_body(book, partner, span)
                book.note(iri, CT.partner, partner.iri, span)


def _names(page: Page, block: Block) -> Iterator[Span]:
    offset = block.start
    for cut in [*_CUT.finditer(page.plain, block.start, block.end), None]:
        end = cut.start() if cut else block.end
        bare = page.text[offset:end].strip(" .;,:•–-\u00a0")
        if bare:
            start = page.text.index(bare, offset)
            yield Span(start, start + len(bare))
        offset = cut.end() if cut else end


def _note_beneficiaries(book: Notebook, scenery: Scenery, iri: URIRef, blocks: list[Block]) -> None:
    for block in blocks:
        for mention in scenery.bodies(block):
            if mention.body.territory is not None:
                book.note(iri, CT.beneficiary, mention.body.territory, mention, mention.reason)


_BECOMES = re.compile(
    r"(?<![\w-])(?:devien\w+|evolu\w+ (?:en|vers)|remplacee?s? par|cede\w* la place|laisse\w* place)(?![\w-])"
)
_FOLLOWS = re.compile(
    r"(?<![\w-])(?:succede\w*|remplace(?:nt)?(?! par)|pren(?:d|nent) la suite|fait suite|font suite)(?![\w-])"
)
_NEAR = 80


def note_successions(book: Notebook, scenery: Scenery) -> None:
    """Note which kind of contract follows which: « les contrats A deviennent des contrats B »."""
    named = [(said, said.kind) for said in scenery.said if said.kind is not None]
    for (first, former), (second, latter) in pairwise(named):
        between = book.page.low[first.end : second.start]
        if former == latter or len(between) > _NEAR or "\n" in between:
            continue
        if _BECOMES.search(between):
            book.note(latter.iri, CT.succeeds, former.iri, Span(first.start, second.end))
        elif _FOLLOWS.search(between):
            book.note(former.iri, CT.succeeds, latter.iri, Span(first.start, second.end))

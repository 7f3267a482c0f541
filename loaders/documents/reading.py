"""The route from one document to its statements."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Generic, TypeVar

from rdflib import Literal, URIRef

from loaders.documents import (
    accompaniments,
    acronyms,
    acts,
    announcements,
    deeds,
    events,
    figures,
    imprint,
    presidencies,
    programmes,
    registers,
    signature_blocks,
    strategies,
    themes,
)
from loaders.documents.agreements import Agreement
from loaders.documents.atlas import Atlas, atlas
from loaders.documents.bodies import Body
from loaders.documents.conclusions import agreements
from loaders.documents.contracts import Scenery
from loaders.documents.deeds import Deed
from loaders.documents.french import Span, Words, overlap
from loaders.documents.instruments import closings, instruments
from loaders.documents.kinds import said
from loaders.documents.layout import Kind
from loaders.documents.memberships import memberships
from loaders.documents.notebook import Notebook
from loaders.documents.organisations import doubtful, organisations, publisher
from loaders.documents.page import Page, page_of
from loaders.documents.people import namings
from loaders.documents.points import Strategy
from loaders.documents.programmes import Named
from loaders.documents.reconciliation import reconcile
from loaders.documents.territories import Scene, scene_of
from loaders.model import Choices, Document, Reading, Undecided
from loaders.tables.territories import Referential
from ontology.addresses import Addresses, slug
from ontology.names import CT, DCTERMS, PROV, SCHEMA, SKOS

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Glossary(Generic[T]):
    """What the pages of a build define for each other: acronyms of bodies, names of programmes.

    A body stands for itself, or by what tells it from others; `words` are those of the one page that defines all this.
    """

    bodies: Mapping[str, T]
    programmes: tuple[Named, ...]
    words: frozenset[str] = frozenset()


NOTHING: Glossary[Body] = Glossary(MappingProxyType({}), ())


@dataclass(frozen=True, slots=True)
class Prepared:
    """A page, what its names are resolved against, and what is named in it."""

    page: Page
    scene: Scene
    scenery: Scenery

    def glossary(self) -> Glossary[Body]:
        """Return what the page defines that others of the build may use: acronyms of bodies, names of programmes."""
        told = acronyms.definitions(self.page, self.scenery.mentions)
        bodies = {siglum: mention.body for siglum, mention in told.items()}
        words = frozenset(re.findall(r"\w+", self.page.plain))
        return Glossary(bodies, tuple(programmes.introduced(self.scenery)), words)


@dataclass(frozen=True, slots=True)
class Reader:
    """What every document of a build is read with."""

    atlas: Atlas
    addresses: Addresses
    choices: Choices = field(default_factory=dict)

    def scene(self, page: Page) -> Scene:
        """Return what the names of a page are resolved against."""
        return scene_of(page, self.atlas, self.addresses, self.choices.get(page.document.identifier, ()))

    def prepare(self, page: Page) -> Prepared:
        """Return a page with what is named in it, before it is known what other pages define."""
        scene = self.scene(page)
        return Prepared(page, scene, self._scenery(page, scene, NOTHING))

    def read(self, page: Page, glossary: Glossary[Body]) -> Reading:
        """Return what one page states; `glossary` holds what other pages define."""
        return self.finish(self.prepare(page), glossary)

    def finish(self, ready: Prepared, glossary: Glossary[Body]) -> Reading:
        """Return what a page that was prepared states; what it names is sought again if others explain its acronyms."""
        page, scene, scenery = ready.page, ready.scene, ready.scenery
        if not glossary.bodies.keys().isdisjoint(acronyms.unexplained(page, scenery.mentions)):
            scenery = self._scenery(page, scene, glossary)
        book = Notebook(page)
        _note_all(book, scenery, scene, glossary)
        return Reading(page.document, page.articles, book.statements(), book.undecided())

    def _scenery(self, page: Page, scene: Scene, glossary: Glossary[Body]) -> Scenery:
        bodies = organisations(page, scene, glossary.bodies)
        people = namings(page, [Span(m.start, m.end) for m in bodies])
        found = instruments(page)
        signed = [name for span in closings(page, found) for name in signature_blocks.names(page, span, people)]
        known = tuple(sorted([*people, *signed], key=lambda naming: naming.start))
        return Scenery(page, bodies, known, said(page), found)


def read(document: Document, referential: Referential, addresses: Addresses) -> Reading:
    """Return what one document states, each statement with its words."""
    (reading,) = reconcile([Reader(atlas(referential, addresses), addresses).read(page_of(document), NOTHING)])
    return reading


def shared(defined: Sequence[Glossary[T]]) -> Glossary[T]:
    """Return what pages define alike: an acronym that stands for two bodies is left out."""
    told: dict[str, set[T]] = {}
    names = {one.key: one for glossary in defined for one in glossary.programmes}
    for glossary in defined:
        for siglum, body in glossary.bodies.items():
            told.setdefault(siglum, set()).add(body)
    sure = {siglum: found.pop() for siglum, found in sorted(told.items()) if len(found) == 1}
    return Glossary(sure, tuple(names[key] for key in sorted(names)))


def _note_all(book: Notebook, scenery: Scenery, scene: Scene, glossary: Glossary[Body]) -> None:
    groups = tuple(memberships(scenery))
    told = agreements(scenery, scene, groups, acts.drawn(scenery, scene))
    made = [one for one in told if one.kind is not None and not announcements.to_come(scenery, one)]
    drawn = deeds.deeds(scenery, scene, made)
    found = [deed for deed in drawn if deed.places or deed.agreement.parties]
    _note_doubts(book, scene, [one for one in told if one.kind is None])
    for doubt in acts.doubts(scenery, scene):
        book.doubt(doubt)
    for doubt in presidencies.doubts(scenery.page, scene, scenery.mentions):
        book.doubt(doubt)
    registers.note_bodies(book, scenery.mentions)
    registers.note_memberships(book, groups)
    registers.note_people(book, scenery, scene)
    for deed in found:
        deeds.note(book, scenery, scene, deed, found)
    _note_strategies(book, scenery, scene, found)
    _note_programmes(book, scenery, scene, found, programmes.named(scenery, found, glossary.programmes))
    _note_figures(book, scenery, scene, found)
    events.note_events(book, scene)
    announcements.note_announcements(book, scenery, scene)
    events.note_letters(book, scenery, scene)
    accompaniments.note_accompaniment(book, scenery, scene)
    accompaniments.note_successions(book, scenery)
    _note_publisher(book, scenery, scene)


def _note_publisher(book: Notebook, scenery: Scenery, scene: Scene) -> None:
    """Note who publishes a page that no list of sources describes, where the page says it."""
    if book.page.document.publisher is None and (said := imprint.publisher(book.page, scenery.mentions)):
        book.note(scene.addresses.source(book.page.document.key), DCTERMS.publisher, said.body.iri, said)


def _note_doubts(book: Notebook, scene: Scene, unkind: Sequence[Agreement]) -> None:
    """Note what is left to a person: contracts of no known kind, names that several places bear."""
    for one in unkind:
        cue = one.anchors[0].sentence
        reason = "contrat particulier dont la page ne permet pas de dire le type"
        book.doubt(Undecided(cue.start, cue.end, book.page.words(cue), reason))
    for name in doubtful(book.page, scene):
        candidates = tuple(place.iri for place in name.places)
        reason = f"{len(candidates)} lieux portent ce nom et rien autour ne permet de choisir"
        book.doubt(Undecided(name.start, name.end, book.page.words(name), reason, candidates))


def _note_strategies(book: Notebook, scenery: Scenery, scene: Scene, found: Sequence[Deed]) -> None:
    listed = strategies.joined(book.page, strategies.strategies(book.page))
    held: list[Words] = [Span(one.lead.start, one.points[-1].end) for one in listed]
    for strategy in listed:
        owner = _owner(scenery, found, strategy.lead.start, strategy.lead.end) or _headed(scenery, found, strategy)
        if owner is not None:
            deeds.note_strategy(book, scene, owner, strategy)
    for deed, told in themes.themes(scenery, found):
        if not any(overlap(point, other) for point in told.points for other in held):
            deeds.note_strategy(book, scene, deed, told)


def _headed(scenery: Scenery, found: Sequence[Deed], strategy: Strategy) -> Deed | None:
    """Return the only contract of an article for a list that a heading alone leads to: « Les quatre orientations »."""
    block = next((b for b in scenery.page.blocks if b.start <= strategy.lead.start < b.end), None)
    article = scenery.page.article(strategy.lead.start)
    here = [deed for deed in found if deed.agreement.article.start == article.start]
    alone = block is not None and block.kind is Kind.HEADING and len(here) == 1 and not strategy.actions
    return here[0] if alone else None


def _owner(scenery: Scenery, found: Sequence[Deed], start: int, end: int) -> Deed | None:
    """Return the contract that a list belongs to: one whose own words hold it, or that its section names before it."""
    for deed in found:
        if deed.agreement.terms and deed.agreement.article.start <= start and end <= deed.agreement.article.end:
            return deed
    heading = scenery.page.heading(start - 1) if start else None
    first = heading.start if heading else 0
    told = [one for one in scenery.said if first <= one.start < end]
    for one in reversed(told):
        for deed in found:
            if one.kind is None or one.kind in {deed.agreement.kind, *_said_kinds(deed)}:
                return deed
    return None


def _said_kinds(deed: Deed) -> set[object]:
    return {anchor.said.kind for anchor in deed.agreement.anchors if anchor.said}


def _note_programmes(
    book: Notebook, scenery: Scenery, scene: Scene, found: Sequence[Deed], names: Sequence[Named]
) -> None:
    source = scene.addresses.source(book.page.document.key)
    for one in names:
        iri = scene.addresses.of("programme", one.key)
        book.typed(iri, (CT.Programme, PROV.Plan), one)
        same = slug(book.page.text[one.start : one.end]) == slug(one.label)
        book.label(iri, one.label, one, None if same else "nom complet du programme que ces mots désignent")
        words = book.page.words(one)
        if not same:
            book.note(iri, SKOS.altLabel, Literal(words, lang="fr"), one)
        book.note(source, SCHEMA.mentions, iri, one)
        owner = _owner(scenery, found, one.start, one.end)
        if owner is not None and any(a.sentence.holds(one) for a in owner.agreement.anchors):
            book.note(owner.iri, CT.underProgramme, iri, one)


def _note_figures(book: Notebook, scenery: Scenery, scene: Scene, found: Sequence[Deed]) -> None:
    page = book.page
    source = scene.addresses.source(page.document.key)
    teller = _teller(page, scene)
    for one in figures.figures(page):
        iri = scene.addresses.of("chiffre", page.document.key, *one.key)
        figures.note(book, one, iri)
        if teller is not None:
            book.note(iri, PROV.wasAttributedTo, teller, one, "chiffre donné par l'éditeur de la page")
        sentence = page.sentence(one.start)
        spoken = any(sentence.holds(a.said) for deed in found for a in deed.agreement.anchors if a.said)
        owner = _owner(scenery, found, one.start, one.end) if spoken else None
        book.note(owner.iri if owner else source, CT.figure, iri, one)


def _teller(page: Page, scene: Scene) -> URIRef | None:
    """Return the organisation that published a document, where somebody stated it."""
    name = page.document.publisher
    if name is None or not slug(name):
        return None
    body = publisher(page, scene)
    return body.iri if body else scene.addresses.organisation(slug(name))

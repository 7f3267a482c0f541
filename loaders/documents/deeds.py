"""Contracts, their signatures and what they take up, noted as statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rdflib import XSD, Literal, URIRef

from loaders.documents import details, endings, registers
from loaders.documents.agreements import Agreement, signing
from loaders.documents.contracts import Scenery
from loaders.documents.coverings import Covered, covered, listed_communes, spelled
from loaders.documents.french import Span, Words
from loaders.documents.links import Link
from loaders.documents.notebook import Notebook
from loaders.documents.periods import Moment, literal
from loaders.documents.points import Point, Strategy
from loaders.documents.signatures import Signer
from loaders.documents.territories import Scene
from loaders.model import Undecided
from ontology.addresses import slug
from ontology.names import CT, DCAT, DCTERMS, KIND, PROV, SCHEMA, SKOS


@dataclass(frozen=True, slots=True)
class Deed:
    """One contract of a page with the address that it is published under."""

    agreement: Agreement
    iri: URIRef
    key: str
    places: tuple[Covered, ...]
    named: Span


def deeds(scenery: Scenery, scene: Scene, found: Sequence[Agreement]) -> tuple[Deed, ...]:
    """Give the contracts of a page their addresses."""
    told: list[Deed] = []
    for one in sorted(found, key=lambda one: one.amendment):
        places = covered(scenery, scene, one)
        parts = details.key(scenery, one, places)
        if one.amendment and (amended := _amended(one, told)):
            parts = ("avenant", amended.key, details.rank(scenery, one))
        said = one.said
        named = Span(said.start, said.end) if said else one.anchors[0].cue
        places = (*places, *listed_communes(one, places))
        told.append(Deed(one, scene.addresses.contract(*parts), "-".join(parts), places, named))
    return tuple(told)


def note(book: Notebook, scenery: Scenery, scene: Scene, deed: Deed, others: Sequence[Deed]) -> None:
    """Note one contract: what it is, its parties, territories, dates, signatures."""
    one, iri, named = deed.agreement, deed.iri, deed.named
    amended = _amended(one, others) if one.amendment else None
    book.typed(iri, (*((CT.Amendment,) if amended else ()), CT.Contract, PROV.Entity), named)
    kind = one.kind.iri if one.kind else KIND["contrat"]
    book.note(iri, CT.kind, kind, named, one.reason)
    reason = "nom formé du type de contrat et de ses territoires"
    book.label(iri, details.name(one, deed.places), named, reason)
    if one.said and (told := details.spelled(scenery, one.said)) and " " in told:
        book.spelling(iri, told, named)
    for party in one.parties:
        registers.note_body(book, party.body, party)
        book.note(iri, CT.party, party.body.iri, party, party.reason)
    for place in deed.places:
        book.note(iri, CT.covers, place.iri, place, place.reason)
        _note_spellings(book, scenery, place)
    if amended:
        book.note(iri, CT.amends, amended.iri, named)
    for said in one.worth:
        book.note(iri, CT.kind, said.kind.iri if said.kind else kind, said)
    for link in one.links:
        other = _linked(one, link, others)
        if other is not None and link.relation != CT.amends:
            book.note(iri, link.relation, other.iri, link.said)
    _note_times(book, scenery, scene, deed)
    _note_signatures(book, scenery, scene, deed)


def _note_spellings(book: Notebook, scenery: Scenery, place: Covered) -> None:
    """Note the other names that the page gives a territory, where it names the body that administers it."""
    told: list[Words] = [m for m in scenery.mentions if m.body.territory == place.iri and m.proper]
    for words in [place, *told]:
        if (name := spelled(book.page.words(words))) and name.casefold() != place.label.casefold():
            book.spelling(place.iri, name, words)


def _amended(one: Agreement, others: Sequence[Deed]) -> Deed | None:
    """Return the contract of the same page that an amendment changes: of the kind that it names, or the only one."""
    held = [other for other in others if not other.agreement.amendment]
    named = [other for other in held if other.agreement.kind == one.amended]
    told = named or held
    return told[0] if len(told) == 1 else None


def _linked(one: Agreement, link: Link, others: Sequence[Deed]) -> Deed | None:
    """Return the other contract of the page that a contract names: the only one of its kind."""
    told = [other for other in others if other.agreement.kind == link.kind and other.agreement != one]
    return told[0] if len(told) == 1 else None


def _note_times(book: Notebook, scenery: Scenery, scene: Scene, deed: Deed) -> None:
    one, iri = deed.agreement, deed.iri
    if day := details.signed(scenery, one):
        book.note(iri, CT.signedOn, literal(day.first), day, day.reason)
    for moment in details.unsettled(scenery, one):
        words = book.page.words(moment)
        book.doubt(Undecided(moment.start, moment.end, words, "jour de signature dont la page ne dit pas l'année"))
    if span := details.place(scenery, one):
        book.note(iri, CT.place, Literal(book.page.words(span), lang="fr"), span)
    if years := details.period(scenery, one) or endings.ending(scenery, one):
        book.note(iri, DCTERMS.temporal, note_period(book, scene, years), years, years.reason)
    if first := details.first_programming(scenery, one):
        book.note(iri, CT.firstProgramming, note_period(book, scene, first), first, first.reason)
    if lasting := details.lasting(scenery, one):
        book.note(iri, CT.duration, Literal(lasting[2], datatype=XSD.duration), Span(lasting[0], lasting[1]))


def note_period(book: Notebook, scene: Scene, moment: Moment) -> URIRef:
    """Note a period with the bounds that are told and return its address."""
    iri = scene.addresses.period(moment.first, moment.last)
    book.typed(iri, (DCTERMS.PeriodOfTime,), moment, moment.reason)
    for bound, iso in ((DCAT.startDate, moment.first), (DCAT.endDate, moment.last)):
        if iso:
            book.note(iri, bound, literal(iso), moment, moment.reason)
    return iri


def _note_signatures(book: Notebook, scenery: Scenery, scene: Scene, deed: Deed) -> None:
    day = details.signed(scenery, deed.agreement)
    signed = {signer.naming.key for signer in deed.agreement.signers if signer.signed}
    for signer in deed.agreement.signers:
        if signer.signed or signer.naming.key not in signed:
            iri = scene.addresses.of("signature", deed.key, signer.naming.key)
            _note_signature(book, scene, deed, signer, iri)
            if day and signer.signed:
                book.note(iri, CT.signedOn, literal(day.first), day, day.reason)
    if day and day.exact:
        _note_ceremony(book, scenery, scene, deed, day)


def _note_signature(book: Notebook, scene: Scene, deed: Deed, signer: Signer, iri: URIRef) -> None:
    naming, reason = signer.naming, signer.reason
    capacity = naming.capacity
    words = book.page.words(capacity) if capacity else ""
    end = max(naming.end, capacity.end) if capacity else naming.end
    start = min(naming.start, capacity.start) if capacity else naming.start
    book.typed(iri, (CT.Signature, PROV.Activity), Span(start, end), reason)
    book.label(iri, f"{naming.name}, {words}" if words else naming.name, Span(start, end), reason)
    role = CT.signatory if signer.signed else CT.witness
    book.note(iri, role, scene.addresses.person(naming.name), naming, reason)
    if capacity:
        book.note(iri, CT.capacity, Literal(words, lang="fr"), capacity)
    if signer.body and signer.signed:
        on = capacity or Span(naming.start, naming.end)
        book.note(iri, CT.onBehalfOf, signer.body.iri, on, "organisme que la qualité du signataire désigne")
    book.note(deed.iri, CT.signature, iri, Span(start, end), reason)


def _note_ceremony(book: Notebook, scenery: Scenery, scene: Scene, deed: Deed, day: Moment) -> None:
    """Note the signing as an event, where and when the page says it took place."""
    iri = scene.addresses.of("evenement", "signature", deed.key)
    cue = next(iter(signing(deed.agreement)), deed.agreement.anchors[0]).cue
    reason = "la signature est un événement"
    book.typed(iri, (CT.Event, SCHEMA.Event), cue, reason)
    book.label(iri, f"Signature : {details.name(deed.agreement, deed.places)}", cue, reason)
    book.note(iri, SCHEMA.startDate, literal(day.first), day, day.reason)
    book.note(iri, SCHEMA.about, deed.iri, deed.named)
    book.note(deed.iri, CT.event, iri, cue, reason)
    if span := details.place(scenery, deed.agreement):
        book.note(iri, CT.place, Literal(book.page.words(span), lang="fr"), span)
    if town := details.town(scenery, scene, deed.agreement):
        book.note(iri, SCHEMA.location, town[0], town[1])


def note_strategy(book: Notebook, scene: Scene, deed: Deed, strategy: Strategy) -> None:
    """Note the challenges or the actions of a contract, in their order."""
    for point in strategy.points:
        words = book.page.words(point)
        if not slug(words):
            continue
        if strategy.actions:
            iri = scene.addresses.of("action", deed.key, shortened(words))
            book.typed(iri, (CT.Action, PROV.Entity), point)
            book.label(iri, words, point)
            book.note(deed.iri, CT.action, iri, point)
            book.note(iri, CT.position, Literal(point.position), point, "rang dans la liste")
        else:
            _note_priority(book, scene, deed, point)


def _note_priority(book: Notebook, scene: Scene, deed: Deed, point: Point) -> None:
    iri = scene.addresses.of("enjeu", deed.key, shortened(book.page.words(point)))
    _note_concept(book, iri, CT.Priority, point)
    book.note(deed.iri, CT.priority, iri, point)
    for under in point.under:
        words = book.page.words(under)
        if slug(words):
            axis = scene.addresses.of("axe", deed.key, str(point.position), shortened(words))
            _note_concept(book, axis, CT.Axis, under)
            book.note(iri, CT.axis, axis, under)
            book.note(axis, SKOS.broader, iri, under)


def _note_concept(book: Notebook, iri: URIRef, kind: URIRef, point: Point) -> None:
    book.typed(iri, (kind, SKOS.Concept), point)
    words = Literal(book.page.words(point), lang="fr")
    book.note(iri, SKOS.prefLabel, words, point)
    book.note(iri, CT.position, Literal(point.position), point, "rang dans la liste")


_KEY = 60


def shortened(words: str) -> str:
    """Return the slug of some words, cut between two of them at sixty characters."""
    told = slug(words)
    return told if len(told) <= _KEY else told[: _KEY + 1].rpartition("-")[0] or told[:_KEY]

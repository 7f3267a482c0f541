"""The territories that a contract covers: told by a sentence, or those of its parties."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rdflib import URIRef

from loaders.documents.agreements import Agreement
from loaders.documents.atlas import Level
from loaders.documents.bodies import Mention, Nature
from loaders.documents.contracts import Party, Scenery
from loaders.documents.french import Span
from loaders.documents.territories import Scene, listed
from ontology.addresses import slug


@dataclass(frozen=True, slots=True)
class Covered:
    """One territory of a contract, with the words that say so; `code` is its part of the contract's key."""

    iri: URIRef
    code: str
    label: str
    start: int
    end: int
    reason: str | None = None


_OF_TOWNS = frozenset(("pvd", "acv", "ort"))
"""Kinds of contract whose territory is that of communes, whoever else is a party."""
_OF_A_PART = frozenset(("erbm", "contrat-departemental", "contrat-regional"))
"""Kinds of contract made for a territory other than those of a département or région that is a party."""


def covered(scenery: Scenery, scene: Scene, one: Agreement) -> tuple[Covered, ...]:
    """Return the territories of a contract: those of its local parties, else those of its département or région."""
    if one.amendment and (named := tuple(_communes(scenery, scene, one))):
        return named
    if named := tuple(_told_to_cover(scenery, one)):
        return named
    return tuple(_of_parties(one))


def _of_parties(one: Agreement) -> Iterator[Covered]:
    notations = {kind.notation for kind in (one.kind, one.amended) if kind}
    local: Sequence[Party] = [party for party in one.parties if party.body.local]
    towns = [party for party in local if party.body.nature is Nature.COMMUNE]
    wide = [party for party in one.parties if party.body.nature in {Nature.DEPARTMENT, Nature.REGION}]
    if towns and notations & _OF_TOWNS:
        local = towns
    elif len(towns) < len(local):
        local = [party for party in local if party not in towns]
    for party in local or (wide if len(wide) == 1 and not notations & _OF_A_PART else ()):
        body = party.body
        if body.territory is not None:
            code = body.place.code if body.place else slug(body.label)
            reason = party.reason or "territoire de la collectivité qui est partie au contrat"
            yield Covered(body.territory, code, body.territory_label, party.start, party.end, reason)


def listed_communes(one: Agreement, known: Sequence[Covered]) -> Iterator[Covered]:
    """Yield the communes that a clause lists as the territory of a contract, but for those already known."""
    held = {place.iri for place in known}
    for name in one.terms.communes if one.terms else ():
        if name.place and name.place.iri not in held:
            yield Covered(name.place.iri, name.place.code, name.place.name, name.start, name.end, name.reason)


_FORMED = re.compile(
    r"(?:la |le |les |l['’])?(?:communautés? (?:de communes|d['’]agglomération|urbaine)|petr|pôle (?:métropolitain"
    r"|d['’]équilibre territorial et rural)(?: \(petr\))?|pays|syndicat mixte|métropole|agglomération|agglo|cc|ca|cdc"
    r"|communes?|villes?|départements?|conseil départemental|régions?)\s+(?:de la |de l['’]|du |des |de |d['’])?",
    re.IGNORECASE,
)


def spelled(words: str) -> str | None:
    """Return the name that a page gives a territory, without the form of its body.

    None for an acronym, a form, or who holds an office there: « les Présidents de nos EPCI ».
    """
    name = _FORMED.sub("", words, count=1)
    is_name = name[:1].isupper() and not name.isupper() and not _SHORT.fullmatch(name) and not _OFFICE.match(name)
    return name if is_name else None


_OFFICE = re.compile(
    r"(?:vice-|sous-)?(?:présidente?|maire|préfète?|préfet|ministre|élue?|directeur|directrice|conseill(?:er|ère))s?(?![\w-])",
    re.IGNORECASE,
)
_SHORT = re.compile(
    r"agglo(?:mération)?|communauté|métropole|ville|commune|département|région|syndicat|pôle|pays|cdc|interco\w*",
    re.IGNORECASE,
)


_COMMUNES = re.compile(r"(?<![\w-])(?:communes?|villes|bourgs)(?![\w-])")


def _communes(scenery: Scenery, scene: Scene, one: Agreement) -> Iterator[Covered]:
    """Yield the communes that an amendment's sentence lists: « six communes … par cet avenant : A, B et C »."""
    for anchor in one.anchors:
        sentence = anchor.sentence
        colon = scenery.page.low.find(":", sentence.start, sentence.end)
        if colon < 0 or not _COMMUNES.search(scenery.page.low, sentence.start, colon):
            continue
        start = colon + 1 + len(scenery.page.low[colon + 1 :]) - len(scenery.page.low[colon + 1 :].lstrip())
        for name in listed(scenery.page, scene, Span(start, sentence.end), (Level.COMMUNE,)):
            if name.place:
                yield Covered(name.place.iri, name.place.code, name.place.name, name.start, name.end, name.reason)


_COUNT = r"(?:(?:les|le|l'ensemble des|tout le|ses|nos|\d+|deux|trois|quatre|cinq|six|sept|huit) ?)*"
_COVERS = re.compile(
    rf"(?<![\w-])(?:couvre|concerne|englobe|s'applique a|porte sur|s'etend sur) {_COUNT} ?(?:territoires?|perimetres?"
    r"|communautes?|intercommunalites?|epci|agglomerations?)"
)


def _told_to_cover(scenery: Scenery, one: Agreement) -> Iterator[Covered]:
    """Yield the territories that a sentence lists: « il couvre les territoires de la CC A et de la CA B »."""
    for sentence in _speaking(scenery, one):
        found = _COVERS.search(scenery.page.low, sentence.start, sentence.end)
        for mention in scenery.bodies(Span(found.start(), sentence.end)) if found else ():
            if (place := _place(mention)) is not None:
                yield place


def _speaking(scenery: Scenery, one: Agreement) -> Iterator[Span]:
    """Yield the sentences of a contract, and those of its article that name it: « le contrat couvre… »."""
    own = {anchor.sentence for anchor in one.anchors}
    named = [
        scenery.page.sentence(said.start)
        for said in scenery.said
        if said.kind in {None, one.kind} and not said.plural and one.article.start <= said.start < one.article.end
    ]
    yield from sorted({*own, *named}, key=lambda sentence: sentence.start)


def _place(mention: Mention) -> Covered | None:
    body = mention.body
    if not body.local or body.territory is None:
        return None
    code = body.place.code if body.place else slug(body.label)
    return Covered(body.territory, code, body.territory_label, mention.start, mention.end, mention.reason)

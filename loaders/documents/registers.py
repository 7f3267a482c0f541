"""Organisations, persons and posts, noted as statements."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rdflib import Literal

from loaders.documents.atlas import key
from loaders.documents.bodies import Body, Mention, Nature
from loaders.documents.capacities import parts
from loaders.documents.contracts import Scenery
from loaders.documents.french import Span, Words, lowered
from loaders.documents.memberships import Membership
from loaders.documents.notebook import Notebook
from loaders.documents.people import Naming
from loaders.documents.signatures import behalf
from loaders.documents.territories import Scene
from ontology.addresses import slug
from ontology.names import CT, DCTERMS, FOAF, GEO, ORG, RDFS, SKOS

_SHORTEST = 7
_OFFICIAL = "nom officiel de l'organisme que ces mots désignent"


_FORMED = re.compile(
    r"(?:conseil|communaut[ée] (?:de|d['’]|urbaine)|p[ôo]le|petr|syndicat|m[ée]tropole) ?.", re.IGNORECASE
)
"""What opens a whole name, which another name of the body is even where only the page's surroundings settle it."""


def note_bodies(book: Notebook, mentions: Sequence[Mention]) -> None:
    """Note the organisations that a page names: what they are, their names, the places that they administer."""
    for mention in mentions:
        note_body(book, mention.body, mention)
        words = re.sub(r"^(?:les|la|le|l['’])\s*", "", book.page.words(mention))
        known = mention.reason is None or _FORMED.match(words) is not None
        if mention.proper and known and not _slight(words) and lowered(words) != lowered(mention.body.label):
            book.spelling(mention.body.iri, singular(words), mention)
        for siglum in mention.body.acronyms:
            if slug(siglum) == slug(words):
                book.spelling(mention.body.iri, siglum, mention)
        if mention.body.nature is Nature.COMMUNE and _bare(words, mention.body.territory_label):
            book.spelling(mention.body.iri, mention.body.territory_label, mention)


def _bare(words: str, name: str) -> bool:
    """Tell whether some words give a commune its name alone: « Exemple », or the first of « communes d'Exemple »."""
    return key(words) == key(name) or re.match(r"(?:commune|ville)s ", words, re.IGNORECASE) is not None


def _slight(words: str) -> bool:
    """Tell whether some words are an acronym written as a plain word: « la Ccve »."""
    return len(words) <= _SHORTEST and " " not in words and not words.isupper()


def note_body(book: Notebook, body: Body, words: Words) -> None:
    """Note what an organisation is, at the words that name it."""
    formal = ORG.Organization if body.nature is Nature.OTHER else ORG.FormalOrganization
    same = slug(body.label) == slug(book.page.words(words))
    book.typed(body.iri, (formal,), words)
    book.label(body.iri, body.label, words, None if same else _OFFICIAL)
    if body.place and body.place.siren:
        book.note(body.iri, CT.siren, Literal(body.place.siren), words, "SIREN de l'organisme que ces mots désignent")
    if body.territory is not None and body.nature is not Nature.COMMUNE:
        book.note(body.iri, CT.administers, body.territory, words, "territoire de l'organisme que ces mots désignent")
    if body.territory is not None and body.place is None:
        reason = "territoire que le nom de l'organisme désigne, absent du référentiel"
        book.typed(body.territory, (CT.Territory, GEO.Feature), words, reason)
        book.note(body.territory, RDFS.label, Literal(body.territory_label, lang="fr"), words, reason)


def singular(words: str) -> str:
    """Return a name of one body out of several: « communautés de communes de X » is communauté de communes de X."""
    return re.sub(r"^(\w+[ée])s(?= d)", r"\1", words)


def note_memberships(book: Notebook, groups: Sequence[Membership]) -> None:
    """Note which bodies belong to which."""
    for one in groups:
        start, end = one.sentence.start, one.sentence.end
        book.note(one.group.iri, ORG.hasMember, one.member.iri, Span(start, end))
        book.note(one.member.iri, ORG.memberOf, one.group.iri, Span(start, end))
        if one.member.territory and one.group.territory and one.member.nature is Nature.INTERCOMMUNALITY:
            book.note(
                one.member.territory, DCTERMS.isPartOf, one.group.territory, Span(start, end), "territoire d'un membre"
            )


def note_people(book: Notebook, scenery: Scenery, scene: Scene) -> None:
    """Note the persons that a page names and the posts that it says they hold."""
    for naming in scenery.namings:
        iri = scene.addresses.person(naming.name)
        book.typed(iri, (FOAF.Person,), naming)
        book.note(iri, FOAF.name, Literal(naming.name), naming)
        book.label(iri, naming.name, naming)
        for part in parts(book.page, naming.capacity) if naming.capacity else ():
            _note_post(book, scenery, scene, naming, part)


_BEFORE = re.compile(r"\s*(?:(?:de la|de l['’]|du|des|de|d['’]|au|à la|la|le|l['’])\s*)+$", re.IGNORECASE)


_HEAD = re.compile(
    r"(?:(?:ancien(?:ne)?|nouveau|nouvelle|actuel(?:le)?) )?[\w-]+(?: (?:ministre|d['’]État|d['’]Etat))?", re.IGNORECASE
)
"""What a servant of the State is, without where: « ancien sous-préfet »."""


def _note_post(book: Notebook, scenery: Scenery, scene: Scene, naming: Naming, part: Span) -> None:
    """Note one post: who, where, as what; a post in no body that the page names is left to the signature's capacity."""
    body = behalf(scenery, scene, Naming(naming.start, naming.end, naming.name, part), part.start)
    if body is None:
        return
    words = book.page.words(part)
    inside = next(scenery.bodies(part), None)
    role = _BEFORE.sub("", book.page.words(Span(part.start, inside.start))) if inside else words
    if body.nature is Nature.STATE and (head := _HEAD.match(role)):
        role = head[0]
    role = role[:1].lower() + role[1:]
    if not slug(role):
        return
    iri = scene.addresses.of("mandat", naming.key, slug(role), str(body.iri).rpartition("/")[2])
    function = scene.addresses.of("fonction", slug(role))
    book.typed(iri, (ORG.Membership,), part)
    book.label(iri, words, part)
    book.note(iri, ORG.member, scene.addresses.person(naming.name), naming)
    settled = inside.reason if inside and inside.body == body else None
    book.note(iri, ORG.organization, body.iri, part, settled)
    book.note(iri, ORG.role, function, part)
    book.typed(function, (ORG.Role, SKOS.Concept), part)
    book.note(function, SKOS.prefLabel, Literal(role, lang="fr"), part)
    book.note(scene.addresses.person(naming.name), CT.heldPost, iri, part)
    note_body(book, body, part)

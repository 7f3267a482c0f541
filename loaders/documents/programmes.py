"""Programmes, plans and approaches that contracts draw on: known ones, those that a page introduces or defines."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files

from loaders.documents import initials
from loaders.documents.contracts import Scenery, worth
from loaders.documents.deeds import Deed
from loaders.documents.french import Span, Words, overlap, plain
from loaders.documents.kinds import kind_of
from loaders.documents.page import Page
from ontology.addresses import slug


@dataclass(frozen=True, slots=True)
class Named:
    """One programme named at one place of a page: its name, its key, and how the page writes it or its acronym."""

    start: int
    end: int
    label: str
    key: str
    acronym: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """A programme known all over France."""

    label: str
    acronym: str
    pattern: re.Pattern[str]


def _known() -> tuple[Known, ...]:
    table = tomllib.loads((files("loaders.documents") / "programmes.toml").read_text(encoding="utf-8"))
    return tuple(
        Known(one["label"], one.get("acronym", ""), re.compile(rf"(?<![\w-])(?:{'|'.join(one['patterns'])})(?![\w-])"))
        for one in table["programme"]
    )


KNOWN = _known()
_HEAD = (
    r"(?:programmes?|dispositifs?|demarches?|plans?|appels? a projets?|initiatives?|labels?|strategies?|projets?"
    r"|poursuite|cycles?|schemas?"
    r"|mise en (?:oeuvre|œuvre)|deploiement|realisation)"
)
_OWN_NAME = r"contrats?(?= (?:territorial|regional|departemental) \")"
_CAPITAL = r"[A-Z][\w'-]*"
_SMALL = r"(?:(?:de la|de l'|de|du|des|d'|a|en|et|pour|la|le|les|l') ?)"
_NAME = rf"{_CAPITAL}(?:(?: [a-z]+(?= (?:de|du|des|d'|a) ?[A-Z]))? {_SMALL}*{_CAPITAL}| (?:19|20)\d\d)*"
_INTRODUCED = re.compile(
    rf"(?<![\w-])(?i:{_HEAD}|{_OWN_NAME})(?:,? (?:strategique|national|nationale|departemental|regional|ministeriel"
    rf"|territorial|local|europeen)e?)*"
    rf"(?: (?:de la|de l'|de|du|d'|intitulee?|baptisee?|denommee?|nommee?))?(?: la| l'"
    rf"| le)? ?(?:\" ?(?P<quoted>[A-Z][^\"\n]{{3,70}}?) ?\"|(?P<bare>{_NAME}))",
)
_APPOSED = re.compile(
    rf"(?<![\w-])(?:autre |nouveau |un |le |ce )(?:dispositif|programme"
    rf"|plan)[^.;:\"]{{0,70}}?, (?P<name>{_CAPITAL} [^.,;:()\"]{{4,60}}?)(?=[.,;:()])"
)
_DEFINED = re.compile(r"\((?P<siglum>[A-Z]{2,8}[a-z]?)\)")
_LONG = 8
_ORGANISED = re.compile(
    r"^(?:agence|association|comite|commission|communaute|societe|syndicat|union|etablissement|centre|chambre"
    r"|conseil|direction|office"
    r"|caisse|federation|institut|ministere|pole|mission|groupe|intercommunalite|entreprise|region|departement"
    r"|ville|collectivite|bureau"
    r"|observatoire|haute|groupement|service|maison|contrat|convention|pacte|avenant|chapeau)"
)


def named(scenery: Scenery, deeds: Sequence[Deed], elsewhere: Sequence[Named]) -> tuple[Named, ...]:
    """Return the programmes named in a page, in their order, without overlaps; `elsewhere` are those of other pages."""
    page = scenery.page
    kinds = _kinds(scenery, deeds)
    found = [*_listed(page), *kinds, *_defined(scenery, kinds), *introduced(scenery)]
    kept: list[Named] = []
    for one in found:
        if one.key and not any(one.start < other.end and other.start < one.end for other in kept):
            kept.append(one)
    kept += _again(page, kept, kept)
    kept += [one for one in _again(page, elsewhere, kept) if _clear(scenery, one)]
    shown = [(sentence.start, sentence.end) for sentence in page.sentences]
    inside = [one for one in kept if any(start <= one.start < end for start, end in shown)]
    return tuple(sorted(inside, key=lambda one: one.start))


def _listed(page: Page) -> Iterator[Named]:
    for known in KNOWN:
        for found in known.pattern.finditer(page.low):
            yield Named(found.start(), found.end(), known.label, slug(known.label), known.acronym)
        if known.acronym:
            for found in re.finditer(rf"(?<![\w-]){known.acronym}(?![\w-])", page.plain):
                yield Named(found.start(), found.end(), known.label, slug(known.label), known.acronym)


def _kinds(scenery: Scenery, deeds: Sequence[Deed]) -> list[Named]:
    """Return the kinds of contract that a page names as instruments only, none of its contracts being of that kind."""
    told = {anchor.said.kind for deed in deeds for anchor in deed.agreement.anchors if anchor.said}
    told |= {kind for deed in deeds for kind in (deed.agreement.kind, deed.agreement.amended)}
    if kind_of("crte-chapeau") in told:
        told.add(kind_of("crte"))
    told |= {None, kind_of("avenant"), kind_of("crte-chapeau")}
    return [
        Named(said.start, said.end, said.kind.labels[0], said.kind.notation, said.kind.acronym)
        for said in scenery.said
        if said.kind is not None and said.kind not in told and not worth(scenery, said)
    ]


def _defined(scenery: Scenery, kinds: Sequence[Named]) -> Iterator[Named]:
    """Yield names with their acronym in brackets that are no body's: « Schéma directeur des mobilités (SDM) »."""
    page = scenery.page
    for bracket in _DEFINED.finditer(page.plain):
        start = _defined_start(page, bracket)
        taken = any(m.start < bracket.start() + 1 and start is not None and start < m.end for m in scenery.mentions)
        if start is not None and any(overlap(Span(start, bracket.end()), said) for said in scenery.said):
            continue
        if start is None or taken or _ORGANISED.match(page.low[start:]) or any(k.start <= start < k.end for k in kinds):
            continue
        end = start + len(page.text[start : bracket.start()].rstrip())
        label = page.words(Span(start, end))
        yield Named(start, end, label[:1].upper() + label[1:], slug(label), bracket["siglum"])


def _defined_start(page: Page, bracket: re.Match[str]) -> int | None:
    """Find where the name begins whose initials an acronym in brackets gives, in the words before it."""
    sentence = page.sentence(bracket.start())
    starts = [word.start() for word in re.finditer(r"[A-Za-z][\w-]*", page.plain[sentence.start : bracket.start()])][
        -16:
    ]
    for start in reversed(starts):
        place = sentence.start + start
        if page.low[place] == bracket["siglum"][0].lower() and bracket["siglum"].upper() in initials.of(
            page.plain[place : bracket.start()]
        ):
            return place
    return None


def introduced(scenery: Scenery) -> Iterator[Named]:
    """Yield names that a word for a programme leads to: « la démarche « Agir ensemble » »."""
    page = scenery.page
    for found in _INTRODUCED.finditer(page.plain):
        group = "quoted" if found["quoted"] else "bare"
        start, end = found.span(group)
        if found[group].isupper():
            continue
        quoted = " " in found[group].strip() or (group == "quoted" and len(found[group]) >= _LONG)
        if quoted and not _taken(scenery, Span(start, end)):
            label = page.words(Span(start, end)).strip("«»“” ")
            yield Named(start, end, label, slug(label))
    for found in _APPOSED.finditer(page.plain):
        span = Span(*found.span("name"))
        if not _taken(scenery, span):
            yield Named(span.start, span.end, page.words(span), slug(page.words(span)))


def _taken(scenery: Scenery, span: Words) -> bool:
    """Tell whether some words name a body or a person."""
    held: tuple[Words, ...] = (*scenery.mentions, *scenery.namings)
    return any(overlap(span, other) for other in held)


def _again(page: Page, known: Sequence[Named], kept: Sequence[Named]) -> list[Named]:
    """Return the other places where a page writes names already known, or their acronyms."""
    more: list[Named] = []
    for first in {one.key: one for one in known}.values():
        told = {first.label, first.acronym} if len(first.acronym) > 2 else {first.label}  # noqa: PLR2004 - too short to be sure
        pattern = "|".join(re.escape(plain(word)) for word in sorted(told))
        for found in re.finditer(rf"(?<![\w-])(?:{pattern})(?![\w-])", page.plain):
            if not any(found.start() < o.end and o.start < found.end() for o in (*kept, *more)):
                more.append(Named(found.start(), found.end(), first.label, first.key, first.acronym))
    return more


def _clear(scenery: Scenery, one: Named) -> bool:
    """Tell whether a name of another page stands here for itself: two words at least, and no body's or person's."""
    return " " in one.label and not _taken(scenery, one) and not any(overlap(one, said) for said in scenery.said)

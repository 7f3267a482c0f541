"""Names of places in a page, resolved against the referential with what the page says around them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from loaders.documents.atlas import EMPTY, Atlas, Level, Place, key, of_level
from loaders.documents.french import Span, Words
from loaders.documents.page import Page
from loaders.model import Choice
from ontology.addresses import Addresses

_TOKEN = re.compile(r"[A-Za-z0-9œŒæÆ]+")
_LINK = re.compile(r"(?: ?& ?| ?/ ?| - |, |[-' ])")
_TRAILING = re.compile(
    r"(?:[ '-]|, )(?:"
    + "|".join(sorted(EMPTY))
    + r")\Z|(?:, | et )(?:de la |de l'|la |le |l')?(?:communaute|agglomeration|agglo|metropole)\Z"
)
_SMALL = frozenset(
    [
        "de",
        "du",
        "des",
        "la",
        "le",
        "les",
        "l",
        "d",
        "et",
        "en",
        "sur",
        "sous",
        "aux",
        "a",
        "au",
        "lez",
        "les",
        "entre",
        "lès",
    ]
)
_MOST = 10


@dataclass(frozen=True, slots=True)
class Found:
    """A name found in a page and the places that bear it: one when it is settled, several when it is not, or none."""

    start: int
    end: int
    places: tuple[Place, ...]
    reason: str | None = None

    @property
    def place(self) -> Place | None:
        """Return the place when there is exactly one."""
        return self.places[0] if len(self.places) == 1 else None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The départements and régions that a page speaks of, the most named first."""

    departments: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scene:
    """What names are resolved against: the referential, the addresses to mint, what the page speaks of, the choices."""

    atlas: Atlas
    addresses: Addresses
    near: Surroundings
    choices: tuple[Choice, ...] = ()


def name_ends(page: Page, span: Words) -> Iterator[tuple[int, bool]]:
    """Yield where a name that begins at `start` may end, with whether it ends on a capitalised word."""
    offset, end = span.start, span.end
    for _ in range(_MOST):
        token = _TOKEN.match(page.plain, offset, end)
        if token is None:
            return
        yield token.end(), token[0][0].isupper() or token[0][0].isdigit()
        link = _LINK.match(page.plain, token.end(), end)
        if link is None:
            return
        offset = link.end()


def find(page: Page, scene: Scene, span: Words, levels: Sequence[Level]) -> Found | None:
    """Resolve the name that begins by a capital where a span does: the longest that a place bears, else how one begins.

    A name that several places bear is settled by what a person chose for these words, else by the départements that
    the page speaks of, or left with all of them.
    """
    if span.start >= span.end or not (page.plain[span.start].isupper() or page.plain[span.start].isdigit()):
        return None
    found = find_any(page, scene, span, levels)
    return found if found and _proper(page, found) else None


def _proper(page: Page, name: Words) -> bool:
    """Tell whether a capital opens a word of a name, not only the article before: « Le Maire », not « Le maire »."""
    told = (token[0] for token in _TOKEN.finditer(page.plain, name.start, name.end))
    return any(not word[0].islower() for word in told if word.lower() not in EMPTY)


def find_any(page: Page, scene: Scene, span: Words, levels: Sequence[Level]) -> Found | None:
    """Resolve a name as `find` does, whether a capital opens it or not: « métropole européenne d'Exemple »."""
    start = span.start
    stops = [stop for stop in _stops(page, scene, span) if not _cut_short(page, start, stop)]
    for stop in reversed(stops):
        places = of_level(scene.atlas.named(page.plain[start:stop]), *levels)
        if places and key(page.plain[start:stop]):
            settled = _settled(Span(start, stop), places, scene)
            outdated = settled.reason is None and scene.atlas.outdated(page.plain[start:stop])
            return replace(settled, reason=OUTDATED) if outdated else settled
    run = run_of(page, span)
    for stop in reversed(stops) if shouted(page, start) else [run.end] if run.end > start else []:
        places = of_level(scene.atlas.begun(page.plain[start:stop]), *levels)
        short = _settled(Span(start, stop), places, scene) if places else None
        if short and short.place and whole_end(page, stop) == stop:
            return Found(start, stop, short.places, SHORTENED)
    return None


def _stops(page: Page, scene: Scene, span: Words) -> Iterator[int]:
    """Yield where a name may end, as long as the words before begin the name of a place."""
    for stop, _ in name_ends(page, span):
        yield stop
        if not scene.atlas.goes_on(page.plain[span.start : stop]):
            return


_ADJECTIVE = re.compile(
    r" (?P<word>[a-z]{3,}(?:ieure?|[nt]ale?|rale?|aine?|ienne|oise?|aise?|ine|itime|ique|elle|tien))(?![\w-])"
)


def whole_end(page: Page, stop: int) -> int:
    """Return where a name ends, with the adjective in lower case that may close it: « Flandre intérieure »."""
    found = _ADJECTIVE.match(page.low, stop) if page.plain[stop : stop + 2].strip().islower() else None
    return found.end() if found else stop


SHORTENED = "nom abrégé d'un seul groupement"
OUTDATED = "nom d'une ancienne commune, ou que ce territoire ne porte plus"


def shouted(page: Page, offset: int) -> bool:
    """Tell whether a word stands in a line all in capitals, where a name cannot be told from the words after it."""
    line = page.sentence(offset)
    return page.plain[line.start : line.end].isupper() and " " in page.plain[line.start : line.end]


def _cut_short(page: Page, start: int, stop: int) -> bool:
    """Tell whether a stretch ends on a small word, or before a hyphen that goes on with the name."""
    return page.plain.startswith("-", stop) or _TRAILING.search(page.low, start, stop) is not None


def _settled(span: Span, places: tuple[Place, ...], scene: Scene) -> Found:
    near = scene.near
    for choice in scene.choices:
        chosen = tuple(place for place in places if place.iri == choice.thing)
        if chosen and choice.start < span.end and span.start < choice.end:
            return Found(span.start, span.end, chosen, choice.reason)
    if len(places) == 1:
        return Found(span.start, span.end, places)
    for department in near.departments:
        inside = tuple(place for place in places if department in place.departments)
        if inside:
            reason = "nom porté par plusieurs lieux ; celui du département dont parle la page"
            return Found(span.start, span.end, inside, reason if len(inside) == 1 else None)
    inside = tuple(place for place in places if place.regions & set(near.regions))
    if len(inside) == 1:
        reason = "nom porté par plusieurs lieux ; celui de la région dont parle la page"
        return Found(span.start, span.end, inside, reason)
    return Found(span.start, span.end, places)


def run_of(page: Page, span: Words) -> Span:
    """Return a run of capitalised words joined by small ones: « Porte d'Exemple en Pays de Modèle »."""
    last = span.start
    for stop, capital in name_ends(page, span):
        word = re.search(r"[A-Za-z0-9]+$", page.plain[span.start : stop])
        between = page.plain[last:stop]
        if ", " in between or (re.search(r"\bet\b", between) and last > span.start):
            break
        if capital:
            last = stop
        elif word is None or word[0] not in _SMALL:
            break
    return Span(span.start, last)


_SEPARATOR = re.compile(
    r"(?: ?[,;+/] ?(?:et |ainsi que )?| et | ainsi que )(?:de la |de l'|de |du |des |d'|le (?=[a-z])|la (?=[a-z])"
    r"|les (?=[a-z])|l')?"
)


def listed(page: Page, scene: Scene, span: Words, levels: Sequence[Level]) -> list[Found]:
    """Resolve a list of names: « A, B et C »; a name within it that no place bears is given without a place."""
    found: list[Found] = []
    offset = span.start
    while one := find(page, scene, Span(offset, span.end), levels) or _unknown(page, Span(offset, span.end), found):
        found.append(one)
        link = _SEPARATOR.match(page.plain, one.end, span.end)
        if link is None:
            break
        offset = link.end()
    return found


def _unknown(page: Page, span: Span, found: Sequence[Found]) -> Found | None:
    """Return a run of capitalised words that goes on with a list already begun."""
    run = run_of(page, span)
    return Found(run.start, run.end, ()) if found and run.end > run.start and page.plain[run.start].isupper() else None


_DEPARTMENT = re.compile(
    r"\b(?:departement|prefete?|prefecture|conseil (?:departemental|general)) (?:de la |de l'|du |des |de |d')(?=[a-z])"
)
_IN_BRACKETS = re.compile(r"\((?:\d{2}|2[ab]|97\d)\)")


def scene_of(page: Page, atlas: Atlas, addresses: Addresses, choices: tuple[Choice, ...] = ()) -> Scene:
    """Return what the names of a page are resolved against; `choices` are what a person says of some of its words."""
    return Scene(atlas, addresses, surroundings(page, Scene(atlas, addresses, Surroundings())), choices)


def surroundings(page: Page, scene: Scene) -> Surroundings:
    """Return the départements and régions that a page names, from its words and its publisher's."""
    departments: Counter[str] = Counter()
    regions: Counter[str] = Counter()
    for place in _plainly_named(page, scene):
        if place.level is Level.REGION:
            regions[place.code] += 1
        departments.update(place.departments)
        regions.update(place.regions if place.level is Level.DEPARTMENT else ())
    departments.update(code[0].strip("()").upper() for code in _IN_BRACKETS.finditer(page.low))
    return Surroundings(
        tuple(code for code, _ in departments.most_common()), tuple(code for code, _ in regions.most_common())
    )


def _plainly_named(page: Page, scene: Scene) -> Iterator[Place]:
    """Yield the départements, régions and unmistakable groupings that a page names in full."""
    levels = (Level.DEPARTMENT, Level.REGION, Level.INTERCOMMUNALITY, Level.GROUPING)
    for word in re.finditer(r"(?<![\w-])[A-Z][a-z]+(?=[-' A-Z])", page.plain):
        found = find(page, scene, Span(word.start(), len(page.plain)), levels)
        told = key(page.plain[found.start : found.end]) if found else ()
        if (
            found
            and found.place
            and (len(told) > 1 or _DEPARTMENT.search(page.low, max(0, word.start() - 40), word.start()))
        ):
            yield found.place
    for lead in _DEPARTMENT.finditer(page.low):
        found = find(page, scene, Span(lead.end(), len(page.plain)), (Level.DEPARTMENT,))
        if found and found.place:
            yield found.place

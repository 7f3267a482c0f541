"""Find things by names and codes: whatever the accents and capitals, by the first letters, despite a slip."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from rapidfuzz import process
from rapidfuzz.distance import OSA
from rdflib import URIRef

from ontology.addresses import slug
from ontology.names import CT, DCTERMS, FOAF, IGEO, RDFS, SKOS
from server.addresses import Site
from server.store import Row

__all__ = ["KINDS", "Entry", "Found", "Index"]

KINDS = (
    "contrat",
    "programme",
    "commune",
    "epci",
    "groupement",
    "arrondissement",
    "departement",
    "region",
    "organisation",
    "personne",
    "enjeu",
    "axe",
    "action",
    "evenement",
    "accompagnement",
    "courrier",
    "source",
)
"""The kinds of things that can be searched, first those that people look for most."""

_TITLES = {RDFS.label: 0, SKOS.prefLabel: 1, FOAF.name: 2, DCTERMS.title: 3}
_CODES = {IGEO.codeINSEE, CT.siren, SKOS.notation}
_SHORT = 5
_BLOCK = 1000
"""Words looked through without a pause for the other threads."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be found: its name, its other names, its code if it has one."""

    thing: URIRef
    kind: str
    label: str
    others: tuple[str, ...] = ()
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a search: every entry that fits, the best first, and how many there are of each kind.

    `near` holds the words that were read for words that nothing has, as they were typed → as they were read.
    """

    entries: Sequence[Entry]
    kinds: Mapping[str, int]
    near: Mapping[str, str]

    @property
    def total(self) -> int:
        """Return how many things fit, of any kind."""
        return sum(self.kinds.values())


class Index:
    """Hold the words of every name and code, in memory."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        """Index entries; their order decides between equal ones."""
        self._entries = sorted(entries, key=lambda entry: (KINDS.index(entry.kind), slug(entry.label), entry.thing))
        self._titles = [slug(entry.label) for entry in self._entries]
        places: dict[str, set[int]] = defaultdict(set)
        for place, entry in enumerate(self._entries):
            for name in (entry.label, *entry.others, entry.code or ""):
                for word in slug(name).split("-"):
                    places[word].add(place)
        self._places = {word: array("I", sorted(found)) for word, found in places.items()}
        self._words = sorted(word for word in places if word)
        self._blocks = _blocks(self._words)

    @classmethod
    def of(cls, site: Site, rows: Iterable[Row]) -> Index:
        """Return the index of what a store names; `rows` have a thing, a property and a name."""
        names: dict[URIRef, list[tuple[URIRef, str]]] = defaultdict(list)
        for row in rows:
            thing, property_ = row["thing"], row["property"]
            if isinstance(thing, URIRef) and isinstance(property_, URIRef):
                names[thing].append((property_, str(row["name"])))
        kinds = {thing: site.identity(thing)[0] for thing in names if site.owns(thing)}
        return cls(_entry(thing, kinds[thing], names[thing]) for thing in kinds if kinds[thing] in KINDS)

    def count(self) -> Mapping[str, int]:
        """Return how many entries there are of each kind."""
        return Counter(entry.kind for entry in self._entries)

    def find(self, text: str, kind: str = "") -> Found:
        """Return the entries that have every word of a text, or begin a word with it; all of them for an empty text."""
        words = [word for word in dict.fromkeys(slug(text).split("-")) if word]
        if text.strip() and not words:
            return Found((), {}, {})
        near: dict[str, str] = {}
        places = set(range(len(self._entries)))
        for word in words:
            places &= (self._having(word) or self._resembling(word, near)) if places else set()
        kinds = Counter(self._entries[place].kind for place in places)
        chosen = [place for place in places if kind in {"", self._entries[place].kind}]
        read = [near.get(word, word) for word in words]
        chosen.sort(key=lambda place: (*self._distance(place, read), place) if read else (0, 0, place))
        return Found([self._entries[place] for place in chosen], kinds, near)

    def _having(self, prefix: str) -> set[int]:
        start = bisect_left(self._words, prefix)
        words = takewhile(lambda word: word.startswith(prefix), self._words[start:])
        return set().union(*(self._places[word] for word in words))

    def _resembling(self, word: str, near: dict[str, str]) -> set[int]:
        """Return the places of the nearest word, the commonest of several: one slip away if short, else two."""
        slips = 1 if len(word) <= _SHORT else 2
        lengths = range(len(word) - slips, len(word) + slips + 1)
        found = [
            one
            for block in (block for length in lengths for block in self._blocks.get(length, ()))
            for one in process.extract(word, block, scorer=OSA.distance, score_cutoff=slips, limit=None)
        ]
        if not found:
            return set()
        near[word] = min(found, key=lambda one: (one[1], -len(self._places[one[0]]), one[0]))[0]
        return set(self._places[near[word]])

    def _distance(self, place: int, words: Sequence[str]) -> tuple[int, int]:
        """Return how far a title is from the words: itself, begins with them, has them all, another name has them."""
        title, text = self._titles[place], "-".join(words)
        if text in {title, slug(self._entries[place].code or "")}:
            return (0, 0)
        if title.startswith(text):
            return (1 if title.startswith(f"{text}-") else 2, len(title))
        return (3 if set(words) <= set(title.split("-")) else 4, 0)


def _blocks(words: Iterable[str]) -> Mapping[int, Sequence[Sequence[str]]]:
    """Return words by their lengths, each length in blocks."""
    alike: dict[int, list[str]] = defaultdict(list)
    for word in words:
        alike[len(word)].append(word)
    return {
        length: [found[place : place + _BLOCK] for place in range(0, len(found), _BLOCK)]
        for length, found in alike.items()
    }


def _entry(thing: URIRef, kind: str, names: Sequence[tuple[URIRef, str]]) -> Entry:
    """Return the entry of a thing from its names."""
    ranked = sorted((_TITLES.get(property_, len(_TITLES)), name) for property_, name in names)
    label = ranked[0][1]
    codes = sorted(name for property_, name in names if property_ in _CODES)
    code = min(codes, key=len) if codes else None
    others = sorted({name for _, name in names} - {label, code})
    return Entry(thing, kind, label, tuple(others), code)

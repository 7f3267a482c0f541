"""The shapes of query that are asked, each a file with a number, and perhaps a value, to be filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox

QUERIES = Path(__file__).parent / "queries"
_PLACE = re.compile(r"%(\w+)%")
_HEAD = re.compile(r"# (?P<kind>look-up|heavy)(?P<sorted>, sorted)?: (?P<summary>.*)\n")
_PLACES = "SELECT ?place WHERE {{ ?place a <https://w3id.org/pacte/def#{}> }} ORDER BY ?place"
_WORDS = ("sur", "saint", "les", "ville", "mont", "bois", "val", "roche", "font", "champ", "court", "bourg")


@dataclass(frozen=True, slots=True)
class Shape:
    """Hold a query with places to fill: `%n%` by a number of its own each time, the other one by one of the values."""

    name: str
    is_heavy: bool
    is_sorted: bool
    summary: str
    text: str
    values: Sequence[str]

    @property
    def accept(self) -> str:
        """Return the formats to ask for."""
        is_graph = "CONSTRUCT" in self.text
        return "application/n-triples, text/turtle;q=0.5" if is_graph else "application/sparql-results+json"

    def query(self, number: int) -> str:
        """Return the query of a number, which no other number makes."""
        value = self.values[number % len(self.values)]
        return _PLACE.sub(lambda found: str(number) if found[1] == "n" else value, self.text)

    def parts(self) -> Iterator[str]:
        """Yield the parts of the query as an address has them, `=n` and `=value` where they are to be filled."""
        for place, part in enumerate(_PLACE.split(self.text)):
            yield quote(part) if place % 2 == 0 else "=n" if part == "n" else "=value"


def shapes(store: ox.Store) -> Sequence[Shape]:
    """Return the shapes, in the order of their files, with values that a release has."""
    values = {
        "commune": _places(store, "Commune"),
        "intercommunality": _places(store, "Intercommunality"),
        "word": _WORDS,
    }
    return [_shape(path, values) for path in sorted(QUERIES.glob("*.rq"))]


def _shape(path: Path, values: Mapping[str, Sequence[str]]) -> Shape:
    text = path.read_text(encoding="utf-8")
    head = _HEAD.match(text)
    if head is None:
        raise ValueError(f"{path}: the first line tells neither `# look-up: …` nor `# heavy: …`")
    query = text[head.end() :]
    named = [name for name in _PLACE.findall(query) if name != "n"]
    given = values[named[0]] if named else ("",)
    return Shape(path.stem[3:], head["kind"] == "heavy", bool(head["sorted"]), head["summary"], query, given)


def _places(store: ox.Store, kind: str) -> Sequence[str]:
    rows = store.query(_PLACES.format(kind), use_default_graph_as_union=True)
    return [row["place"].value for row in rows]

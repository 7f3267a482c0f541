"""Choose what to send: one table of formats, and the two choices (format, language) a client expresses in headers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

__all__ = [
    "GRAPH_FORMATS",
    "HTML",
    "JSON",
    "LANGUAGES",
    "PROBLEM",
    "RDF_FORMATS",
    "RESULT_FORMATS",
    "Format",
    "NotAcceptable",
    "choose",
    "choose_language",
    "find",
]

_ITEM = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*"?)+')
_RANGE = re.compile(r"\s*(\*|[\w!#$&^.+-]+)/(\*|[\w!#$&^.+-]+)\s*(?:;|$)")
_WEIGHT = re.compile(r";\s*q\s*=\s*([^;,\s]*)\s*(?=;|$)", re.IGNORECASE)
_NUMBER = re.compile(r"[01](?:\.\d*)?")
_EXACT = 3
_TAG = re.compile(r"\s*(\*|[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)\s*(?:;|$)")


@dataclass(frozen=True, slots=True)
class Format:
    """A representation: the extension of its address, its media type, its name for people.

    `aliases` are media types answered with this one.
    """

    extension: str
    media_type: str
    name: str
    aliases: tuple[str, ...] = ()

    @property
    def content_type(self) -> str:
        """Return the value of the Content-Type header, which states the encoding of every text format."""
        return f"{self.media_type}; charset=utf-8" if self.media_type.startswith("text/") else self.media_type


HTML = Format("html", "text/html", "HTML")
RDF_FORMATS = (
    Format("ttl", "text/turtle", "Turtle", ("application/x-turtle",)),
    Format("nt", "application/n-triples", "N-Triples"),
    Format("rdf", "application/rdf+xml", "RDF/XML", ("application/xml", "text/xml")),
    Format("jsonld", "application/ld+json", "JSON-LD", ("application/json",)),
    Format("trig", "application/trig", "TriG", ("application/x-trig",)),
    Format("nq", "application/n-quads", "N-Quads", ("text/x-nquads",)),
)
GRAPH_FORMATS = (HTML, *RDF_FORMATS)
RESULT_FORMATS = (
    Format("json", "application/sparql-results+json", "JSON", aliases=("application/json",)),
    Format("xml", "application/sparql-results+xml", "XML", aliases=("application/xml", "text/xml")),
    Format("csv", "text/csv", "CSV"),
    Format("tsv", "text/tab-separated-values", "TSV"),
)
JSON = Format("json", "application/json", "JSON")
PROBLEM = Format("json", "application/problem+json", "JSON", aliases=("application/json", "application/ld+json"))
LANGUAGES = ("fr", "en")


class NotAcceptable(ValueError):
    """None of the formats on offer is one that the client accepts."""

    def __init__(self, accept: str, offers: Sequence[Format]) -> None:
        """Keep what was asked and what exists, for the answer to list."""
        self.accept = accept
        self.offers = tuple(offers)
        types = ", ".join(offer.media_type for offer in offers)
        super().__init__(f"Accept {accept!r} names none of the formats that exist; ask for one of {types}")


@dataclass(frozen=True, slots=True)
class _Range:
    """One media range of an Accept header, with its weight from 0 to 1."""

    kind: str
    subtype: str
    weight: float

    def precision(self, media_type: str) -> int:
        """Return 3 for the type itself, 2 for type/*, 1 for */*, 0 for no match."""
        kind, subtype = media_type.split("/")
        if self.kind == "*":
            return int(self.subtype == "*")
        if self.kind != kind:
            return 0
        return 2 if self.subtype == "*" else _EXACT * (self.subtype == subtype)


def choose(accept: str | None, offers: Sequence[Format]) -> Format:
    """Return the format a client prefers, the first on offer when it has no preference (RFC 9110, section 12.5.1).

    A missing or unreadable header means anything. Among equal weights an exact name wins over a wildcard, then the
    order of the offers decides. Raises NotAcceptable when every offer is refused.
    """
    ranges = list(_ranges(accept or "")) or [_Range("*", "*", 1.0)]
    ranked = [(*_wish(offer, ranges), -place, offer) for place, offer in enumerate(offers)]
    best = max(ranked, key=lambda wish: wish[:3])
    if best[0] <= 0:
        raise NotAcceptable(accept or "", offers)
    return best[3]


def choose_language(accept_language: str | None, offers: Sequence[str] = LANGUAGES) -> str:
    """Return the language a reader prefers, the first on offer when none is named (RFC 9110, section 12.5.4)."""
    weights: dict[str, float] = {}
    for item in _ITEM.findall(accept_language or ""):
        if tag := _TAG.match(item):
            primary = tag[1].lower().split("-")[0]
            weights[primary] = max(weights.get(primary, 0.0), _weight(item))
    return max(offers, key=lambda offer: (weights.get(offer, weights.get("*", 0.0)), -offers.index(offer)))


def find(extension: str, offers: Sequence[Format]) -> Format | None:
    """Return the format on offer that has an extension, or None."""
    return next((offer for offer in offers if offer.extension == extension), None)


def _ranges(accept: str) -> Iterator[_Range]:
    """Yield the readable media ranges of a header, in lower case; an unreadable one is passed over."""
    for item in _ITEM.findall(accept):
        if found := _RANGE.match(item):
            yield _Range(found[1].lower(), found[2].lower(), _weight(item))


def _weight(item: str) -> float:
    """Return the q-value of one item of a header, 1 when absent, 0 when unreadable."""
    stated = _WEIGHT.search(item)
    if stated is None:
        return 1.0
    return min(float(stated[1]), 1.0) if _NUMBER.fullmatch(stated[1]) else 0.0


def _wish(offer: Format, ranges: Sequence[_Range]) -> tuple[float, int]:
    """Return how much an offer is wanted: the weight its most precise range gives it, and that precision."""
    fits = [(one.precision(offer.media_type), one.weight) for one in ranges]
    fits += [(_EXACT, one.weight) for one in ranges for alias in offer.aliases if one.precision(alias) == _EXACT]
    precision, weight = max(fits)
    return (weight, precision) if precision else (0.0, 0)

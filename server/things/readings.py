"""What a source gave: its text with the passages that support statements, its articles, its columns, its counts."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import request
from rdflib import Literal, URIRef

from ontology.names import CT, FOAF, ORG, RDF
from server.editions import edition
from server.languages import reader, texts
from server.rendering import site, wording
from server.store import Row
from server.things.descriptions import Description
from server.things.lookups import lookup
from server.things.passages import Passage, Segment, Span, segments
from server.things.portraits import Shown

__all__ = ["Reading", "reading"]

_TOLD = {FOAF.Person, ORG.FormalOrganization, ORG.Organization}
_PLACE = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Reading:
    """All that the page of a source shows besides what is said of it; `text` is None for a table.

    `blind` are the pages of a PDF that are pictures: nothing was read there.
    """

    text: tuple[Segment, ...] | None
    passages: tuple[Passage, ...]
    articles: tuple[Shown, ...]
    columns: tuple[tuple[str, Shown], ...]
    contributed: tuple[tuple[str, str], ...]
    statements: int
    blind: tuple[int, ...] = ()


def reading(description: Description) -> Reading:
    """Return what a source gave; `?debut=75&fin=93` in the address marks the passage that the reader came for."""
    source, served = description.thing, edition()
    graph = served.release.graph(str(source))
    pages = graph.pages if graph else ()
    text = _text(source)
    rows = served.store.select(lookup("passages"), source=source) if text is not None else ()
    passages = _passages(text or "", rows, pages)
    return Reading(
        None if text is None else tuple(segments(text, passages, _asked(), pages)),
        passages,
        tuple(_article(row) for row in served.store.select(lookup("articles"), source=source)),
        tuple(_column(column, prop) for (one, prop), column in served.columns.items() if one == source),
        _contributed(served.store.select(lookup("contributed"), source=source)),
        graph.quads if graph else 0,
        graph.blind if graph else (),
    )


def _text(source: URIRef) -> str | None:
    release = edition().release
    graph = release.graph(str(source))
    if graph is None or graph.text is None:
        return None
    path = (release.folder / graph.text).resolve()
    inside = path.is_relative_to(release.texts.resolve()) and path.is_file()
    return path.read_bytes().decode("utf-8") if inside else None


def _asked() -> Span | None:
    start, end = request.args.get("debut", ""), request.args.get("fin", "")
    return Span(int(start), int(end)) if _PLACE.fullmatch(start) and _PLACE.fullmatch(end) else None


def _passages(text: str, rows: Sequence[Row], pages: Sequence[int]) -> tuple[Passage, ...]:
    found: dict[Span, dict[tuple[object, ...], Mapping[str, object]]] = defaultdict(dict)
    for row in rows:
        span = Span(int(str(row["start"])), int(str(row["end"])))
        key = (row["subject"], row["predicate"], row["object"])
        if _is_told(row) and span.start < span.end <= len(text):
            found[span].setdefault(key, _statement(row))
    ordered = enumerate(sorted(found.items(), key=lambda item: item[0]), start=1)
    return tuple(
        Passage(
            number, span, text[span.start : span.end], tuple(said.values()), bisect_right(pages, span.start) or None
        )
        for number, (span, said) in ordered
    )


def _is_told(row: Row) -> bool:
    """Tell whether a statement is worth showing: not that a thing is also of a class that ours specialises."""
    return row["predicate"] != RDF.type or str(row["object"]).startswith(str(CT)) or row["object"] in _TOLD


def _statement(row: Row) -> Mapping[str, object]:
    value = row["object"]
    return {
        "subject": _node(row, "subject"),
        "property": wording().term(URIRef(row["predicate"])),
        "value": Shown(wording().texts.value(value)) if isinstance(value, Literal) else _node(row, "object"),
        "inferred": str(row.get("inferred")) in {"true", "1"},
        "reason": str(row.get("reason", "")),
    }


def _node(row: Row, role: str) -> Shown:
    """Return the node that has a role in a statement, by its label, else by its bounds if it is a period."""
    iri, place = URIRef(row[role]), site().place(row[role])
    label = row.get(f"{role}Label") or wording().period(row.get(f"{role}From"), row.get(f"{role}To"))
    text = str(label or wording().name(Description(iri, ()), iri))
    return Shown(text, href=place.href if place else None, outside=bool(place and place.outside))


def _article(row: Row) -> Shown:
    source = URIRef(row["article"])
    return Shown(str(row["label"]), href=site().document(source), note=f"{row['start']}–{row['end']}")


def _column(column: str, predicate: URIRef) -> tuple[str, Shown]:
    place = site().place(predicate)
    return column, Shown(wording().term(predicate), href=place.href if place and not place.outside else None)


def _contributed(rows: Sequence[Row]) -> tuple[tuple[str, str], ...]:
    """Return how many things of each class are described, of ours, persons and organisations."""
    found: Counter[str] = Counter()
    for row in rows:
        if str(row["class"]).startswith(str(CT)) or row["class"] in _TOLD:
            found[wording().term(URIRef(row["class"]))] += int(str(row["count"]))
    return tuple((label, texts(reader().language).number(count)) for label, count in found.most_common())

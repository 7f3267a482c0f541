"""What the sources of a build do not agree on: each value, with the sources that state it and their words."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

import pyoxigraph as ox
from rdflib import URIRef

from loaders.faults import Wording
from loaders.model import Document, Node
from loaders.quads import node
from loaders.quotation import Quotation, of_statement, witnesses
from loaders.shorthand import short
from ontology.addresses import Addresses
from ontology.disagreements import SINGLE, disagree

FILE = "disagreements.json"


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One property of one thing of which sources give several values, each with the places where it was read."""

    thing: URIRef
    predicate: URIRef
    values: tuple[tuple[Node, tuple[Quotation, ...]], ...]

    def wording(self, addresses: Addresses) -> Wording:
        """Return the disagreement on one line."""
        about = f"{short(self.thing, addresses)} {short(self.predicate, addresses)}"
        told = [(short(value, addresses), [place.wording for place in places]) for value, places in self.values]
        fr = " ≠ ".join(f"{value} ({' | '.join(one.fr for one in places)})" for value, places in told)
        en = " ≠ ".join(f"{value} ({' | '.join(one.en for one in places)})" for value, places in told)
        return Wording(f"{about} : {fr}", f"{about}: {en}")


def among(lines: Iterable[bytes], documents: Iterable[Document]) -> tuple[Disagreement, ...]:
    """Return what the sources of sorted N-Quads lines disagree on, in the order of things and properties."""
    found = _stated(lines)
    told = {about: values for about, values in found.items() if disagree(about[1], values)}
    store = witnesses(lines, {thing for thing, _ in told})
    known = {document.identifier: document for document in documents}
    return tuple(
        Disagreement(
            thing,
            predicate,
            tuple((value, of_statement(store, (thing, predicate, value), known)) for value in sorted(values, key=str)),
        )
        for (thing, predicate), values in sorted(told.items())
    )


def account(found: Iterable[Disagreement]) -> str:
    """Return disagreements as JSON: `thing`, `property`, and `values`, each with its `places`."""
    told = [
        {
            "thing": one.thing,
            "property": one.predicate,
            "values": [
                {
                    "value": value.n3(),
                    "places": [
                        {"source": place.identifier, "line": place.line, "page": place.page, "words": place.words}
                        for place in places
                    ],
                }
                for value, places in one.values
            ],
        }
        for one in found
    ]
    return json.dumps(told, indent=1, ensure_ascii=False)


def _stated(lines: Iterable[bytes]) -> dict[tuple[URIRef, URIRef], dict[Node, set[URIRef]]]:
    """Return the values of the properties that admit one and have several, with the graphs that state each."""
    found: dict[tuple[URIRef, URIRef], dict[Node, set[URIRef]]] = defaultdict(lambda: defaultdict(set))
    for quad in ox.parse(b"".join(_several(lines)), format=ox.RdfFormat.N_QUADS):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.graph_name, ox.NamedNode):
            about = (URIRef(quad.subject.value), URIRef(quad.predicate.value))
            found[about][node(quad.object)].add(URIRef(quad.graph_name.value))
    return found


def _several(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the lines of the properties that admit one value and have several: sorted lines hold them together."""
    wanted = {str(one).encode() for one in SINGLE}
    kept = (line for line in lines if line[(at := line.find(b"> <") + 3) : line.find(b">", at)] in wanted)
    for about, together in groupby(kept, lambda line: line.split(b" ", 2)[:2]):
        held = list(together)
        start = len(b" ".join(about))
        if len({line[start : line.rindex(b" <")] for line in held}) > 1:
            yield from held

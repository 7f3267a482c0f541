"""Why a statement is published: the source, and the words of its text or the row of its table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from rdflib import URIRef

from ontology.names import VOCABULARY
from server.addresses import Site
from server.store import Term
from server.things.descriptions import Description, Evidence
from server.things.passages import Span

__all__ = ["Proof", "Prover", "Source"]

_NOWHERE = Span(0, 0)


@dataclass(frozen=True, slots=True)
class Source:
    """What a reader must know of a document that was read."""

    iri: URIRef
    title: str
    identifier: str
    publisher: str = ""
    licence: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """One place of one source that supports a statement; `href` leads there.

    A table has `rows` (as in the file, from 1) and, when it is known, the `column`; a text has `words`, a `span` of
    characters, the `pages` where they stand if it has pages, and the number of `times` that the same words do so. A
    source that only carries the statement has none of them. `reason` says, in French, why an inferred value follows
    from the words.
    """

    source: Source
    href: str
    words: str = ""
    span: Span = _NOWHERE
    times: int = 1
    rows: tuple[int, ...] = ()
    pages: tuple[int, ...] = ()
    column: str = ""
    reason: str = ""
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class Prover:
    """Find the proofs of the statements of one description.

    `columns` tells which column of which source holds which property: (source, property) → column.
    """

    description: Description
    site: Site
    sources: Mapping[URIRef, Source]
    columns: Mapping[tuple[URIRef, URIRef], str]

    def of(self, subject: URIRef, predicate: URIRef, value: Term) -> tuple[Proof, ...]:
        """Return the proofs of a statement: its passages, then its rows, then the sources that just state it."""
        graphs = self.description.values.get(subject, {}).get(predicate, {}).get(value, ())
        evidence = self.description.proofs.get(subject, ())
        exact = [one for one in evidence if (one.predicate, one.object) == (predicate, value)]
        whole = [one for one in evidence if one.holds(value) and one.source in graphs]
        proofs = [self._proof(one, predicate) for one in (*exact, *whole)]
        shown = {proof.source.iri for proof in proofs}
        bare = (self._source(graph) for graph in graphs if graph not in shown and graph != VOCABULARY)
        return self.merged((*proofs, *(Proof(source, self._href(source.iri)) for source in bare)))

    def merged(self, proofs: Iterable[Proof]) -> tuple[Proof, ...]:
        """Return proofs with the same words of a source once, counted, and the rows of one table together.

        A source that is quoted is not named again without words.
        """
        found: dict[tuple[object, ...], list[Proof]] = defaultdict(list)
        for proof in proofs:
            found[proof.source.iri, proof.words, bool(proof.rows)].append(proof)
        placed = {source for source, words, rows in found if words or rows}
        kept = [
            _together(same) for (source, words, rows), same in found.items() if words or rows or source not in placed
        ]
        return tuple(sorted(kept, key=lambda one: (one.inferred, not one.words)))

    def outermost(self, proofs: Iterable[Proof]) -> tuple[Proof, ...]:
        """Return merged proofs without the passages that lie inside another one, when neither is inferred."""
        kept = self.merged(proofs)
        return tuple(one for one in kept if not any(_covers(other, one) for other in kept))

    def _proof(self, evidence: Evidence, predicate: URIRef) -> Proof:
        source = self._source(evidence.source)
        rows = () if evidence.row is None else (evidence.row,)
        return Proof(
            source,
            self._href(source.iri, evidence.start, evidence.end),
            words=evidence.words or "",
            span=Span(evidence.start or 0, evidence.end or 0),
            rows=rows,
            pages=() if evidence.page is None else (evidence.page,),
            column=self.columns.get((source.iri, predicate), "") if rows else "",
            reason=evidence.reason or "",
            inferred=evidence.inferred,
        )

    def _source(self, iri: URIRef) -> Source:
        return self.sources.get(iri) or Source(iri, iri.rsplit("/", 1)[-1], iri.rsplit("/", 1)[-1])

    def _href(self, source: URIRef, start: int | None = None, end: int | None = None) -> str:
        if not self.site.owns(source):
            return source
        if start is None or end is None:
            return self.site.document(source)
        return self.site.document(source, debut=start, fin=end) + "#passage"


def _together(same: Sequence[Proof]) -> Proof:
    """Return one proof for several that differ only by their place."""
    first = same[0]
    return replace(
        first,
        times=len({proof.href for proof in same}),
        rows=tuple(sorted({row for proof in same for row in proof.rows})),
        pages=tuple(sorted({page for proof in same for page in proof.pages})),
        column=first.column if len({proof.column for proof in same}) == 1 else "",
        inferred=all(proof.inferred for proof in same),
    )


def _covers(outer: Proof, inner: Proof) -> bool:
    if outer.source != inner.source or outer.inferred or inner.inferred or not inner.words:
        return False
    return outer.span != inner.span and outer.span.holds(inner.span.start, inner.span.end)

"""The answer to a question as the lines of its page: names that lead to things, and why each line holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from rdflib import Literal, URIRef

from server.addresses import Site
from server.questions.answers import Answer
from server.store import Row, Term
from server.things.portraits import Shown
from server.things.proofs import Proof, Source
from server.wording import Wording

__all__ = ["Line", "Writer"]


@dataclass(frozen=True, slots=True)
class Line:
    """One answer: its values in the order of the columns, and its proofs."""

    cells: tuple[Shown, ...]
    proofs: tuple[Proof, ...]


@dataclass(frozen=True, slots=True)
class Writer:
    """Write an answer for people; `sources` are the documents that were read."""

    site: Site
    wording: Wording
    sources: Mapping[URIRef, Source]

    def lines(self, answer: Answer) -> Sequence[Line]:
        """Return the lines of an answer: rows that only differ by their support become one line with several proofs."""
        columns = [column.name for column in answer.question.columns]

        def shown(row: Row) -> tuple[Shown, ...]:
            return tuple(self._cell(row, name) for name in columns)

        return [Line(cells, self._proofs(rows, columns)) for cells, rows in groupby(answer.rows, shown)]

    def _cell(self, row: Row, name: str) -> Shown:
        term = row.get(name)
        if isinstance(term, URIRef):
            place = self.site.place(str(term))
            text, language = self._name(term, row.get(f"{name}Label"))
            return Shown(text, language, place.href if place else None, outside=bool(place and place.outside))
        told = row.get(f"{name}Label") if term is None else term
        if isinstance(told, Literal):
            return Shown(self.wording.texts.value(told), told.language)
        return Shown("")

    def _name(self, iri: URIRef, label: Term | None) -> tuple[str, str | None]:
        """Return the name that the answer gives, in French; a term of the vocabulary has one in each language."""
        owned = self.site.owns(iri)
        if label is not None and (owned or self.wording.texts.language == "fr"):
            return str(label), "fr"
        return (self.site.identity(iri)[1] if owned else self.wording.term(iri)), None

    def _proofs(self, rows: Iterator[Row], columns: Sequence[str]) -> tuple[Proof, ...]:
        """Return the proofs of some rows, each once; words that stand in a column are not said again."""
        found = dict.fromkeys(proof for row in rows if (proof := self._proof(row)))
        return tuple(replace(proof, words="") for proof in found) if "quote" in columns else tuple(found)

    def _proof(self, row: Row) -> Proof | None:
        iri = row.get("source")
        if not isinstance(iri, URIRef):
            return None
        key = iri.rsplit("/", 1)[-1]
        return Proof(
            self.sources.get(iri) or Source(iri, key, key),
            self._passage(iri, row.get("quoteStart"), row.get("quoteEnd")),
            words=str(row.get("quote", "")),
            rows=(int(str(row["row"])),) if "row" in row else (),
            reason=str(row.get("reason", "")),
            inferred=str(row.get("inferred")) in {"true", "1"},
        )

    def _passage(self, source: URIRef, start: Term | None, end: Term | None) -> str:
        if not self.site.owns(source):
            return str(source)
        if start is None or end is None:
            return self.site.document(source)
        return self.site.document(source, debut=start, fin=end) + "#passage"

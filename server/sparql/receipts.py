"""What an answer says of itself: the release, the query, how many rows, and where to ask the same again.

It is told in headers, and in the body where the format allows: `head.link` in JSON and `<link>` in XML (as the formats
of results define them), comments before and after the statements of Turtle, TriG, N-Triples, N-Quads and RDF/XML. The
end says that it is the end, in a comment where a format has comments. JSON of results has room for none: the Oxigraph
engine, for one, refuses a member after `bindings`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode
from xml.sax.saxutils import quoteattr

from server.sparql.engine import Question
from server.sparql.guard import Dataset
from server.sparql.spelling import quoted

__all__ = ["Signed", "digest", "parts", "permalink", "replay", "signed"]

LONGEST = 6000
"""Characters of an address that servers, proxies and browsers carry."""

_HEAD = re.compile(rb'("head"\s*:\s*\{)(\s*\}?)')


def permalink(question: Question) -> str:
    """Return the address that asks a question again of the same release; empty for one too long for an address."""
    text = question.query.text
    return "" if len(text) > LONGEST else _address(question, f"query={quoted(text)}&")


def replay(question: Question) -> str:
    """Return the address of the same release that a query too long for a permalink is posted to; empty for others."""
    return "" if permalink(question) else _address(question, "")


def _address(question: Question, asked: str) -> str:
    """Return the address of what is asked and of all that a question says beside it; empty for too long a one."""
    beside = _beside(question.query.dataset, question.format.extension, question.release.id)
    found = f"{question.address}?{asked}{beside}"
    return found if len(found) <= LONGEST else ""


@lru_cache(64)
def _beside(dataset: Dataset, extension: str, release: str) -> str:
    """Return the fields of an address that most questions share."""
    told = [("default-graph-uri", iri) for iri in dataset.default] + [("named-graph-uri", iri) for iri in dataset.named]
    return urlencode([*told, ("format", extension), ("release", release)])


def digest(text: str, dataset: Dataset) -> str:
    """Return the SHA-256 of a query's text and graphs, in hexadecimal."""
    told = "\0".join((text, *dataset.default, "", *dataset.named))
    return hashlib.sha256(told.encode()).hexdigest()


def parts(question: Question, language: str) -> tuple[str, ...]:
    """Return all that an answer is a function of, for its validator: the query's text, after what many have in common.

    `language` is that of the answer's words, if it has any.
    """
    query = question.query
    graphs = (*query.dataset.default, "named", *query.dataset.named)
    return ("sparql", question.release.id, *graphs, question.format.extension, language, query.text)


@dataclass(slots=True)
class Signed:
    """Hold the parts of an answer with its receipt in the body; `rows` are known once all parts have been read.

    The generator of parts returns the number of rows, or None when it is not known.
    """

    parts: Generator[bytes, None, int | None]
    question: Question
    rows: int | None = None

    def __iter__(self) -> Iterator[bytes]:
        """Yield the parts."""
        extension = self.question.format.extension
        with closing(self.parts):
            last = None
            for part in self._counted():
                if last is not None:
                    yield last
                last = self._opened(part) if last is None else part
        yield _closed(self._opened(b"") if last is None else last, extension, self.rows)

    def _counted(self) -> Generator[bytes, None, None]:
        self.rows = yield from self.parts

    def _opened(self, first: bytes) -> bytes:
        return _opened(first, self.question, permalink(self.question))


def signed(body: bytes, question: Question, address: str, rows: int | None) -> bytes:
    """Return a whole answer with its receipt in the body; `address` is its permalink, empty for none."""
    return _closed(_opened(body, question, address), question.format.extension, rows)


def _opened(first: bytes, question: Question, address: str) -> bytes:
    """Return the first part of an answer, which says what was asked of which release."""
    match extension := question.format.extension:
        case "json" if address and (found := _HEAD.search(first)):
            comma = b"" if b"}" in found[2] else b","
            place = found.end(1)
            return first[:place] + f'"link":[{json.dumps(address)}]'.encode() + comma + first[place:]
        case "xml" if address:
            return first.replace(b"</head>", f"<link href={quoteattr(address)}/></head>".encode(), 1)
        case "ttl" | "nt" | "trig" | "nq" | "rdf":
            receipt = f"release {question.release.id} {address or f'POST {replay(question)}'}"
            if extension == "rdf":
                return first.replace(b"?>", f"?>\n<!-- {receipt.replace('--', '-%2D')} -->".encode(), 1)
            return f"# {receipt}\n".encode() + first
        case _:
            return first


def _closed(last: bytes, extension: str, rows: int | None) -> bytes:
    """Return the last part of an answer, which says that it is whole, and how many rows or statements it has."""
    match extension:
        case "ttl" | "nt" | "trig" | "nq":
            return last + b"# " + _whole(rows, "statements") + b"\n"
        case "rdf" | "xml":
            return last + b"<!-- " + _whole(rows, "statements" if extension == "rdf" else "rows") + b" -->"
        case _:
            return last


def _whole(rows: int | None, counted: str) -> bytes:
    return b"complete" if rows is None else f"complete: {rows} {counted}".encode()

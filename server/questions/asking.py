"""A question as a reader asks it: the values of its parameters, the query that runs, the addresses of its answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from server.addresses import Site
from server.binding import Value, bind
from server.questions.answers import Answer
from server.questions.parameters import UnknownParameter
from server.questions.stored import Question
from server.store import Store

__all__ = ["Asked", "ask"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what is given for its parameters: the texts, and the values of those that are not left open."""

    question: Question
    texts: Mapping[str, str]
    values: Mapping[str, Value]

    @property
    def query(self) -> str:
        """Return the query with its values in place, as it runs."""
        return bind(self.question.query, self.values)

    def address(self, site: Site, extension: str = "", **more: object) -> str:
        """Return the path of this very question in one format, or as the reader prefers."""
        rest = site.path(f"questions/{self.question.name}" + (f".{extension}" if extension else ""))
        given = urlencode({**self.texts, **more})
        return f"{rest}{'&' if '?' in rest else '?'}{given}" if given else rest

    def iri(self, site: Site) -> str:
        """Return the absolute address of this very question, in no format."""
        return site.origin + self.address(site.in_language(None))

    def answer(self, store: Store) -> Answer:
        """Return the answer of a store."""
        rows = store.select(self.question.query, **self.values)
        return Answer(self.question, rows, len(rows))


def ask(question: Question, given: MultiDict[str, str], site: Site, besides: frozenset[str]) -> Asked:
    """Return a question as a request asks it; `besides` are the names that mean something else than its parameters.

    Raises InvalidParameter for a value that is not of its kind, UnknownParameter for a name that means nothing.
    """
    known = tuple(parameter.name for parameter in question.parameters)
    for name in given:
        if name not in {*known, *besides}:
            raise UnknownParameter(name, (*known, *sorted(besides)))
    stated = {name: " ".join(given.getlist(name)) for name in known if name in given}
    texts = {parameter.name: parameter.given(stated) for parameter in question.parameters}
    values = {one.name: one.value(texts[one.name], site) for one in question.parameters}
    return Asked(question, texts, {name: value for name, value in values.items() if value is not None})

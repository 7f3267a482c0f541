"""The store behind a SPARQL 1.1 endpoint: the release's quads in an engine of their own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

import pyoxigraph
from rdflib import Graph

from server.binding import Value, bind
from server.conversion import Row, graph, rows
from server.sparql.engine import EngineFault, QueryTimeout, ResultTooLarge
from server.sparql.exchange import GRAPH, ROWS, Exchange, as_file, twice
from server.sparql.guard import Form
from server.sparql.tokens import tokens
from server.store import StoreUnavailable, WrongForm

__all__ = ["Remote"]


class Remote:
    """Answer from an endpoint; see `server.store.Store`.

    Its default graph must be the union of the published graphs, and hold nothing else (docs/service.md tells how).
    """

    def __init__(self, endpoint: str, seconds: float) -> None:
        """Keep the address and the longest time to wait for an answer."""
        self._endpoint = endpoint
        self._seconds = seconds

    def engine(self) -> str:
        """Return the name by which the engine makes itself known."""
        try:
            return self._exchange().greeted()
        except (QueryTimeout, ResultTooLarge, EngineFault) as error:
            raise StoreUnavailable(self._endpoint, str(error)) from error

    def _exchange(self) -> Exchange:
        return Exchange(self._endpoint, self._seconds)

    def select(self, query: str, /, **values: Value) -> list[Row]:
        """Return the rows of a SELECT query."""
        with self._answering(query, Form.SELECT):
            found = twice(lambda: self._rows(bind(query, values)))
        # Virtuoso gives an address back as a text where no pattern has found it.
        return [{name: values.get(name, term) for name, term in row.items()} for row in found]

    def construct(self, query: str, /, **values: Value) -> Graph:
        """Return the triples of a CONSTRUCT query."""
        with self._answering(query, Form.CONSTRUCT):
            return twice(lambda: self._graph(bind(query, values)))

    def ask(self, query: str, /, **values: Value) -> bool:
        """Return the answer of an ASK query."""
        with self._answering(query, Form.ASK):
            return twice(lambda: self._truth(bind(query, values)))

    def _rows(self, query: str) -> list[Row]:
        found = self._results(query)
        if not isinstance(found, pyoxigraph.QuerySolutions):
            raise StoreUnavailable(self._endpoint, "answers yes or no where rows were asked for")
        return rows(found)

    def _graph(self, query: str) -> Graph:
        parts = self._exchange().ask(query, GRAPH)
        return graph(pyoxigraph.parse(as_file(parts), pyoxigraph.RdfFormat.N_TRIPLES))

    def _truth(self, query: str) -> bool:
        found = self._results(query)
        if not isinstance(found, pyoxigraph.QueryBoolean):
            raise StoreUnavailable(self._endpoint, "answers rows where yes or no was asked for")
        return bool(found)

    def _results(self, query: str) -> pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean:
        parts = self._exchange().ask(query, ROWS)
        return pyoxigraph.parse_query_results(as_file(parts), pyoxigraph.QueryResultsFormat.JSON)

    @contextmanager
    def _answering(self, query: str, form: Form) -> Iterator[None]:
        """Tell what goes wrong with the service's own query as a fault of the store; raises WrongForm."""
        if _form(query) != form:
            raise WrongForm(form, query)
        try:
            yield
        except (QueryTimeout, ResultTooLarge, EngineFault) as error:
            raise StoreUnavailable(self._endpoint, str(error)) from error
        except SyntaxError as error:
            raise StoreUnavailable(self._endpoint, f"its answer cannot be read ({error})") from error


@lru_cache(maxsize=1024)
def _form(query: str) -> str | None:
    """Return the form of a query: only the word that tells it can come before any other but BASE and PREFIX."""
    return next((token.text.upper() for token in tokens(query) if token.is_word(*Form)), None)

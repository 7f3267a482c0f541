"""The store: a few questions it answers, embedded in the release or behind a SPARQL 1.1 endpoint."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import pyoxigraph
from rdflib import Graph

from server.binding import Value, bind
from server.conversion import Row, Term, graph, rows

__all__ = ["Cut", "Embedded", "Row", "Store", "StoreUnavailable", "Term", "Value", "WrongForm"]


class StoreUnavailable(ConnectionError):
    """The remote store does not answer, or answers something other than SPARQL results."""

    def __init__(self, endpoint: str, reason: str) -> None:
        """Name the endpoint and what happened."""
        super().__init__(f"{endpoint}: {reason}; check PACTE_STORE and that the endpoint runs")


class Cut(StoreUnavailable):
    """The connection to the remote store ended before its answer: another may be given one."""


class WrongForm(TypeError):
    """A query of another form is given to `select`, `construct` or `ask`."""

    def __init__(self, form: str, query: str) -> None:
        """Name the form expected and show where the query starts."""
        super().__init__(f"{query[:60]!r}: not a query of the form {form}; call the method of its form")


class Store(Protocol):
    """Answer the service's own queries; the default graph is the union of all named graphs.

    `values` are bound to the variables of their names: `store.select(query, contract=URIRef(…))`. Outsiders' queries go
    through `server.sparql.workers` instead. Raises WrongForm, UnboundVariable, StoreUnavailable, and SyntaxError or
    MalformedQuery for a malformed query.
    """

    def engine(self) -> str:
        """Return the name of what answers; raises StoreUnavailable."""
        ...

    def select(self, query: str, /, **values: Value) -> list[Row]:
        """Return the rows of a SELECT query, in order; an unbound variable is absent from its row."""
        ...

    def construct(self, query: str, /, **values: Value) -> Graph:
        """Return the triples of a CONSTRUCT query."""
        ...

    def ask(self, query: str, /, **values: Value) -> bool:
        """Return the answer of an ASK query."""
        ...


class Embedded:
    """Answer from the on-disk store of a release, opened read-only: any number of processes and threads may do so."""

    def __init__(self, folder: Path) -> None:
        """Open the store in a folder; raises OSError."""
        self._store = pyoxigraph.Store.read_only(str(folder))

    def engine(self) -> str:
        """Return the name of this store."""
        return "embedded"

    @property
    def quads(self) -> pyoxigraph.Store:
        """Return the store itself, for queries that are bound by nothing but their own text."""
        return self._store

    def select(self, query: str, /, **values: Value) -> list[Row]:
        """Return the rows of a SELECT query."""
        found = self._store.query(bind(query, values), use_default_graph_as_union=True)
        if not isinstance(found, pyoxigraph.QuerySolutions):
            raise WrongForm("SELECT", query)
        return rows(found)

    def construct(self, query: str, /, **values: Value) -> Graph:
        """Return the triples of a CONSTRUCT query."""
        found = self._store.query(bind(query, values), use_default_graph_as_union=True)
        if not isinstance(found, pyoxigraph.QueryTriples):
            raise WrongForm("CONSTRUCT", query)
        return graph(found)

    def ask(self, query: str, /, **values: Value) -> bool:
        """Return the answer of an ASK query."""
        found = self._store.query(bind(query, values), use_default_graph_as_union=True)
        if not isinstance(found, pyoxigraph.QueryBoolean):
            raise WrongForm("ASK", query)
        return bool(found)

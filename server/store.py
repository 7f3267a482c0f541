"""The store: a few questions it answers, embedded in the release or behind a SPARQL 1.1 endpoint."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from http.client import HTTPException
from itertools import chain, pairwise
from json import JSONDecodeError
from math import ceil
from pathlib import Path
from typing import Any, Protocol
from urllib.error import URLError

import pyoxigraph
from rdflib import BNode, Graph, Literal, URIRef
from SPARQLWrapper import ASK, CONSTRUCT, JSON, N3, POST, SELECT, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

from ontology.names import XSD
from server.sparql.tokens import Kind, Token, tokens

_ANSWERS = {
    JSON: ("application/sparql-results+json", "application/json"),
    N3: ("text/turtle", "application/n-triples"),
}

Term = URIRef | Literal | BNode
Value = URIRef | Literal
Row = Mapping[str, Term]


class StoreUnavailable(ConnectionError):
    """The remote store does not answer, or answers something other than SPARQL results."""

    def __init__(self, endpoint: str, reason: str) -> None:
        """Name the endpoint and what happened."""
        super().__init__(f"{endpoint}: {reason}; check PACTE_STORE and that the endpoint runs")


class WrongForm(TypeError):
    """A query of another form is given to `select`, `construct` or `ask`."""

    def __init__(self, form: str, query: str) -> None:
        """Name the form expected and show where the query starts."""
        super().__init__(f"{query[:60]!r}: not a query of the form {form}; call the method of its form")


class UnboundVariable(ValueError):
    """A value is given for a variable that the query's WHERE clause does not name."""

    def __init__(self, name: str) -> None:
        """Name the variable."""
        super().__init__(f"?{name}: no group of the query names this variable; check the name of the value")


class Store(Protocol):
    """Answer the service's own queries; the default graph is the union of all named graphs.

    `values` are bound to the variables of their names: `store.select(query, contract=URIRef(…))`. Outsiders' queries go
    through `server.sparql.workers` instead. Raises WrongForm, UnboundVariable, StoreUnavailable, and SyntaxError or
    MalformedQuery for a malformed query.
    """

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

    def select(self, query: str, /, **values: Value) -> list[Row]:
        """Return the rows of a SELECT query."""
        found = self._store.query(bind(query, values), use_default_graph_as_union=True)
        if not isinstance(found, pyoxigraph.QuerySolutions):
            raise WrongForm("SELECT", query)
        names = [(variable.value, variable) for variable in found.variables]
        return [{name: _term(row[key]) for name, key in names if row[key] is not None} for row in found]

    def construct(self, query: str, /, **values: Value) -> Graph:
        """Return the triples of a CONSTRUCT query."""
        found = self._store.query(bind(query, values), use_default_graph_as_union=True)
        if not isinstance(found, pyoxigraph.QueryTriples):
            raise WrongForm("CONSTRUCT", query)
        return _graph(found)

    def ask(self, query: str, /, **values: Value) -> bool:
        """Return the answer of an ASK query."""
        found = self._store.query(bind(query, values), use_default_graph_as_union=True)
        if not isinstance(found, pyoxigraph.QueryBoolean):
            raise WrongForm("ASK", query)
        return bool(found)


class Remote:
    """Answer from a SPARQL 1.1 endpoint by POST, through SPARQLWrapper.

    The endpoint's default graph must be the union of its graphs (Oxigraph: `--union-default-graph`; Fuseki:
    `tdb2:unionDefaultGraph`; Virtuoso and others: by nature).
    """

    def __init__(self, endpoint: str, seconds: float) -> None:
        """Keep the address and the longest time to wait for the next bytes of an answer."""
        self._endpoint = endpoint
        self._seconds = seconds

    def select(self, query: str, /, **values: Value) -> list[Row]:
        """Return the rows of a SELECT query."""
        found = self._ask_for(JSON, SELECT, bind(query, values))
        return [{name: _json_term(cell) for name, cell in row.items()} for row in found["results"]["bindings"]]

    def construct(self, query: str, /, **values: Value) -> Graph:
        """Return the triples of a CONSTRUCT query."""
        found = self._ask_for(N3, CONSTRUCT, bind(query, values))
        return _graph(pyoxigraph.parse(found, pyoxigraph.RdfFormat.TURTLE))

    def ask(self, query: str, /, **values: Value) -> bool:
        """Return the answer of an ASK query."""
        found = self._ask_for(JSON, ASK, bind(query, values))
        return bool(found["boolean"])

    def _ask_for(self, result: str, form: str, query: str) -> Any:  # noqa: ANN401 - parsed JSON, or bytes of Turtle
        client = SPARQLWrapper(self._endpoint, returnFormat=result)
        client.setMethod(POST)
        client.setOnlyConneg(True)
        client.setTimeout(ceil(self._seconds))
        client.setQuery(query)
        if client.queryType != form:
            raise WrongForm(form, query)
        try:
            answer = client.query()
            found = answer.response.headers.get_content_type()
            if found not in _ANSWERS[result]:
                raise StoreUnavailable(self._endpoint, f"answers {found} where {_ANSWERS[result][0]} was asked for")
            return answer.convert()
        except (URLError, HTTPException, SPARQLWrapperException, TimeoutError, JSONDecodeError) as error:
            raise StoreUnavailable(self._endpoint, str(error)) from error


def bind(query: str, values: Mapping[str, Value]) -> str:
    """Return a query in which variables have values: `VALUES (?x) { (<…>) }` opens every group that names one of them.

    Engines' own substitution differs (pyoxigraph's wants the variable projected), and values after the query join too
    late for a subquery or an aggregate; data at the head of a group means the same everywhere. The places come from the
    query's tokens, so nothing in a string or a comment counts, and a value enters as one RDF term, escaped by its
    serialiser: it can only ever be read as that term. Raises UnboundVariable.
    """
    for name in values:
        if not any(name in names for _, names in _groups(query)):
            raise UnboundVariable(name)
    groups = _groups(query)
    starts = [0, *(place for place, _ in groups)]
    parts = [query[start:end] for start, end in pairwise([*starts, len(query)])]
    data = [_data({name: value for name, value in values.items() if name in names}) for _, names in groups]
    return "".join(chain.from_iterable(zip(parts, [*data, ""], strict=True)))


def _data(bound: Mapping[str, Value]) -> str:
    if not bound:
        return ""
    names = " ".join(f"?{name}" for name in bound)
    terms = " ".join(_written(value) for value in bound.values())
    return f" VALUES ({names}) {{ ({terms}) }} "


def _written(value: Value) -> str:
    if isinstance(value, URIRef):
        return str(pyoxigraph.NamedNode(str(value)))
    if value.language:
        return str(pyoxigraph.Literal(str(value), language=value.language))
    if value.datatype:
        return str(pyoxigraph.Literal(str(value), datatype=pyoxigraph.NamedNode(str(value.datatype))))
    return str(pyoxigraph.Literal(str(value)))


@lru_cache(maxsize=1024)
def _groups(query: str) -> tuple[tuple[int, frozenset[str]], ...]:
    """Return, in order, the place where each group of a query opens and the variables it names itself."""
    before: Token | None = None
    of_data = False
    opened: list[int | None] = []
    named: dict[int, set[str]] = {}
    for token in tokens(query):
        of_data = of_data or token.is_word("VALUES")
        if token.text == "{":
            is_group = not of_data and not (before and before.is_word("CONSTRUCT"))
            opened.append(token.end if is_group else None)
            of_data = False
        elif token.text == "}" and opened:
            opened.pop()
        elif opened and token.is_word("SELECT"):
            opened[-1] = None
        elif token.kind is Kind.VARIABLE and opened and (place := opened[-1]) is not None:
            named.setdefault(place, set()).add(token.text[1:])
        before = token
    return tuple((place, frozenset(names)) for place, names in sorted(named.items()))


def _graph(triples: Iterable[pyoxigraph.Triple | pyoxigraph.Quad]) -> Graph:
    graph = Graph()
    for triple in triples:
        graph.add((_term(triple.subject), _term(triple.predicate), _term(triple.object)))
    return graph


def _term(term: object) -> Term:
    match term:
        case pyoxigraph.NamedNode():
            return URIRef(term.value)
        case pyoxigraph.BlankNode():
            return BNode(term.value)
        case pyoxigraph.Literal(language=str() as language):
            return Literal(term.value, lang=language)
        case pyoxigraph.Literal():
            return _literal(term.value, term.datatype.value)
        case _:
            raise ValueError(f"{term}: triple terms are not published")


def _json_term(cell: Mapping[str, str]) -> Term:
    match cell:
        case {"type": "uri", "value": value}:
            return URIRef(value)
        case {"type": "bnode", "value": value}:
            return BNode(value)
        case {"type": "literal" | "typed-literal", "value": value, "xml:lang": language}:
            return Literal(value, lang=language)
        case {"type": "literal" | "typed-literal", "value": value}:
            return _literal(value, cell.get("datatype", str(XSD.string)))
        case _:
            raise ValueError(f"{cell}: triple terms are not published")


def _literal(value: str, datatype: str) -> Literal:
    """Return a literal as rdflib's parsers make it: a plain string carries no datatype, and lexical forms are kept."""
    if datatype == str(XSD.string):
        return Literal(value)
    return Literal(value, datatype=URIRef(datatype), normalize=False)

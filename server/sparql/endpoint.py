"""Outsiders' queries answered by a remote SPARQL 1.1 endpoint: the same guard, the same limits, the same formats."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import replace
from tempfile import SpooledTemporaryFile
from time import monotonic
from typing import IO

import pyoxigraph

from ontology.names import PREFIXES
from server.callers import CallerGone
from server.config import PLACE, Config
from server.sparql import worker
from server.sparql.engine import CHUNK, IN_MEMORY, Answer, QueryTimeout, Question, ResultTooLarge
from server.sparql.exchange import GRAPH, ROWS, Exchange, as_file, twice
from server.sparql.guard import EVERYTHING, Query
from server.sparql.receipts import Signed
from server.sparql.spool import collect
from server.sparql.tokens import tokens
from server.sparql.turns import Turns
from server.store import StoreUnavailable


class Endpoint:
    """Put queries to an endpoint, and write what it answers in the format that was asked for.

    The clock is kept here: an answer that comes too late is dropped with its connection. What the remote engine does
    then is its own affair; give it a time limit too.
    """

    def __init__(self, endpoint: str, config: Config) -> None:
        """Keep the address, in which `{release}` stands for the release that is asked, and the limits."""
        self._endpoint = endpoint
        self._config = config
        self._turns = Turns(config, "queries")

    def answer(self, question: Question) -> Answer:
        """Return the answer; see `server.sparql.engine.Engine`."""
        return collect(Signed(self._written(question), question))

    def close(self) -> None:
        """Take leave of the other workers: no connection outlives its answer."""
        self._turns.close()

    def _written(self, question: Question) -> Generator[bytes, None, int | None]:
        """Yield the parts of an answer once it is whole, for an engine may fail at its end; return its rows."""
        with SpooledTemporaryFile(IN_MEMORY) as file:
            with self._turns.held(question.asker):
                rows = twice(lambda: self._gathered(question, file))
            file.seek(0)
            while part := file.read(CHUNK):
                yield part
        return rows

    def _gathered(self, question: Question, file: IO[bytes]) -> int | None:
        """Write an answer to a file, which may hold the beginning of one that was cut; return its rows."""
        file.seek(0)
        file.truncate()
        limits = self._config
        sink = worker.Sink(file.write, limits.result_bytes, limits.result_rows, question.format.extension)
        with closing(self._received(question, sink)) as parts:
            is_truth = self._write(question, parts, sink)
        return None if is_truth else sink.rows

    def _write(self, question: Question, parts: Iterator[bytes], sink: worker.Sink) -> bool:
        try:
            return worker.write(_result(question, parts), question.format.extension, PREFIXES, sink)
        except worker.ResultTooLarge as error:
            raise ResultTooLarge(str(error)) from error
        except SyntaxError as error:
            raise StoreUnavailable(self._endpoint, f"its answer cannot be read ({error})") from error

    def _received(self, question: Question, sink: worker.Sink) -> Generator[bytes, None, None]:
        """Yield what comes, in time, while somebody waits for it; a value may be no larger than an answer."""
        deadline = monotonic() + self._config.query_seconds
        exchange = Exchange(self._endpoint.replace(PLACE, question.release.id), self._config.query_seconds)
        wire, query = GRAPH if question.query.form.is_graph else ROWS, question.query
        written, waiting = 0, 0
        for part in exchange.ask(_without_graphs(query), wire, query.dataset, question.address):
            if question.asker.is_gone:
                raise CallerGone
            if monotonic() > deadline:
                raise QueryTimeout(self._config.query_seconds)
            waiting = len(part) + (waiting if sink.total == written else 0)
            written = sink.total
            if waiting > self._config.result_bytes:
                raise ResultTooLarge(f"the result has more than {self._config.result_bytes} bytes")
            yield part


def _without_graphs(query: Query) -> str:
    """Return a query's text with blanks for its FROM clauses: a request tells its graphs, and Virtuoso reads both."""
    text, follows = query.text, False
    if query.dataset == EVERYTHING:
        return query.joined
    for token in tokens(text):
        clause = token.is_word("FROM", "NAMED")
        if clause or follows:
            text = text[: token.start] + " " * len(token.text) + text[token.end :]
        follows = clause
    return replace(query, text=text).joined


def _result(question: Question, parts: Iterator[bytes]) -> worker.Result:
    file = as_file(parts)
    if question.query.form.is_graph:
        return pyoxigraph.parse(file, pyoxigraph.RdfFormat.N_TRIPLES)
    return pyoxigraph.parse_query_results(file, pyoxigraph.QueryResultsFormat.JSON)

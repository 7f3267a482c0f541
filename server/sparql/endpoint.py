"""Outsiders' queries answered by a remote SPARQL 1.1 endpoint: the same guard, the same limits, the same formats."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import replace

import pyoxigraph

from ontology.names import PREFIXES
from server.config import PLACE, Config
from server.release import Release
from server.sparql import worker
from server.sparql.engine import Answer, Question, ResultTooLarge
from server.sparql.exchange import GRAPH, ROWS, Exchange, as_file, twice
from server.sparql.guard import EVERYTHING, Query
from server.sparql.once import Once
from server.sparql.piping import piped
from server.sparql.receipts import Signed
from server.sparql.spool import Collector
from server.sparql.tokens import tokens
from server.sparql.turns import Turns
from server.store import StoreUnavailable


class Endpoint:
    """Put queries to an endpoint, and write what it answers, as it comes, in the format that was asked for.

    The clock is kept here: an answer that comes too late, or that nobody waits for, is dropped with its connection.
    Engines that take a parameter for it are told how long they may work; give the others a time limit too.
    """

    def __init__(self, endpoint: str, config: Config) -> None:
        """Keep the address, in which `{release}` stands for the release that is asked, and the limits."""
        self._endpoint = endpoint
        self._config = config
        self._turns = Turns(config, "queries")
        self._collector = Collector()
        self._engine = ""

    def answer(self, question: Question) -> Answer:
        """Return the answer; see `server.sparql.engine.Engine`."""
        return self._collector.collect(Signed(self._parts(question), question))

    def is_ready(self, _: Release) -> bool:
        """Tell that nothing of this machine is missing: whether the store answers is for who asks it."""
        return True

    def close(self) -> None:
        """Take leave of the other workers: no connection outlives its answer."""
        self._turns.close()

    def _parts(self, question: Question) -> Generator[bytes, None, int | None]:
        """Yield the parts of an answer, and return its rows."""
        address = self._endpoint.replace(PLACE, question.release.id)
        with self._turns.held(question.asker):
            exchange = Exchange(address, self._config.query_seconds, self._engine)
            with question.asker.watched(exchange.cut):
                rows = yield from piped(lambda put: self._written(question, exchange, put), exchange.cut)
        self._engine = exchange.engine
        return rows

    def _written(self, question: Question, exchange: Exchange, put: Callable[[bytes], None]) -> int | None:
        """Write an answer, once more from its first byte where it was cut; return its rows."""
        once = Once(put, exchange.endpoint)
        rows = twice(lambda: self._attempt(question, exchange, once))
        once.end()
        return rows

    def _attempt(self, question: Question, exchange: Exchange, once: Once) -> int | None:
        once.begin()
        limits = self._config
        sink = worker.Sink(once.write, limits.result_bytes, limits.result_rows, question.format.extension)
        with closing(self._received(question, exchange, sink)) as parts:
            is_truth = self._write(question, parts, sink)
        return None if is_truth else sink.rows

    def _write(self, question: Question, parts: Iterator[bytes], sink: worker.Sink) -> bool:
        try:
            return worker.write(_result(question, parts), question.format.extension, PREFIXES, sink)
        except worker.ResultTooLarge as error:
            raise ResultTooLarge(str(error)) from error
        except SyntaxError as error:
            raise StoreUnavailable(self._endpoint, f"its answer cannot be read ({error})") from error

    def _received(self, question: Question, exchange: Exchange, sink: worker.Sink) -> Generator[bytes, None, None]:
        """Yield what comes; a value may be no larger than an answer."""
        wire, query = GRAPH if question.query.form.is_graph else ROWS, question.query
        written, waiting = 0, 0
        for part in exchange.ask(_without_graphs(query), wire, query.dataset, question.address):
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

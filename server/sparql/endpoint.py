"""Outsiders' queries answered by a remote SPARQL 1.1 endpoint: the same guard, the same limits, the same formats."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from http.client import HTTPException, HTTPResponse
from math import ceil
from time import monotonic
from urllib.error import HTTPError, URLError

from SPARQLWrapper import POST, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed, SPARQLWrapperException

from server.callers import CallerGone
from server.config import Config
from server.sparql.engine import CHUNK, Answer, QueryTimeout, Question, ResultTooLarge
from server.sparql.receipts import Signed
from server.sparql.spool import collect
from server.sparql.tokens import MalformedQuery
from server.store import StoreUnavailable


class Endpoint:
    """Forward queries by POST, through SPARQLWrapper.

    The clock is kept here: an answer that comes too late is dropped with its connection. What the remote engine does
    then is its own affair; give it a time limit too.
    """

    def __init__(self, endpoint: str, config: Config) -> None:
        """Keep the address and the limits."""
        self._endpoint = endpoint
        self._config = config

    def answer(self, question: Question) -> Answer:
        """Return the answer; see `server.sparql.engine.Engine`."""
        return collect(Signed(self._received(question), question))

    def close(self) -> None:
        """Do nothing: no connection outlives its answer."""

    def _received(self, question: Question) -> Generator[bytes, None, None]:
        response = self._ask(question)
        with closing(response):
            found = response.headers.get_content_type()
            if found != question.format.media_type:
                wanted = question.format.media_type
                raise StoreUnavailable(self._endpoint, f"answers {found} where {wanted} was asked for")
            for part in self._parts(response):
                if question.asker.is_gone:
                    raise CallerGone
                yield part

    def _ask(self, question: Question) -> HTTPResponse:
        client = SPARQLWrapper(self._endpoint)
        client.setMethod(POST)
        client.setOnlyConneg(True)
        client.setTimeout(ceil(self._config.query_seconds))
        client.setQuery(f"BASE <{question.address}> {question.query.joined}")
        client.queryType = question.query.form.value
        client.addCustomHttpHeader("Accept", question.format.media_type)
        for graph in question.query.dataset.default:
            client.addParameter("default-graph-uri", graph)
        for graph in question.query.dataset.named:
            client.addParameter("named-graph-uri", graph)
        try:
            return client.query().response
        except QueryBadFormed as error:
            raise MalformedQuery(str(error), 1, 1) from error
        except TimeoutError as error:
            raise QueryTimeout(self._config.query_seconds) from error
        except (HTTPError, URLError, HTTPException, SPARQLWrapperException, ConnectionError) as error:
            raise StoreUnavailable(self._endpoint, str(error)) from error

    def _parts(self, response: HTTPResponse) -> Iterator[bytes]:
        total, deadline = 0, monotonic() + self._config.query_seconds
        while part := self._next(response):
            total += len(part)
            if total > self._config.result_bytes:
                raise ResultTooLarge(f"the result has more than {self._config.result_bytes} bytes")
            if monotonic() > deadline:
                raise QueryTimeout(self._config.query_seconds)
            yield part
        if response.length:
            raise StoreUnavailable(self._endpoint, f"the answer was cut ({response.length} bytes are missing)")

    def _next(self, response: HTTPResponse) -> bytes:
        try:
            return response.read1(CHUNK)
        except TimeoutError as error:
            raise QueryTimeout(self._config.query_seconds) from error
        except (HTTPException, OSError) as error:
            raise StoreUnavailable(self._endpoint, f"the answer was cut ({error})") from error

"""The calling process: it asks one listed endpoint one question, writes the solutions as a VALUES clause, and ends.

`server.sparql.federation` starts this file by its path and kills it when it is late; it imports nothing of ours. It
opens http and https addresses only, follows no redirect, and reads what came with every door shut behind it. A proxy of
the environment (`https_proxy`) is used.
"""

from __future__ import annotations

import json
import re
import resource
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing
from http.client import HTTPException, HTTPResponse
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    UnknownHandler,
)

import pyoxigraph

NOTHING = "VALUES () { () }"
"""One solution that binds nothing."""

_RESULTS = "application/sparql-results+json"
_HANDLERS = (ProxyHandler, UnknownHandler, HTTPHandler, HTTPSHandler, HTTPDefaultErrorHandler, HTTPErrorProcessor)
"""All but what follows redirects and what opens files."""

_AGENT = "pacte (SPARQL 1.1 Federated Query)"
_LABEL = re.compile(r"[^A-Za-z0-9]")


class Unusable(ValueError):
    """An endpoint does not answer as the protocol says; the message follows the endpoint's name."""


def fetched(endpoint: str, query: str, seconds: float, longest: int) -> bytes:
    """Return the result of a query in JSON, of at most so many bytes; raises Unusable, OSError, HTTPException."""
    opener = OpenerDirector()
    for handler in _HANDLERS:
        opener.add_handler(handler())
    headers = {"Accept": _RESULTS, "User-Agent": _AGENT}
    request = Request(endpoint, urlencode({"query": query}).encode(), headers)  # noqa: S310 - http(s), by the handlers
    try:
        response = opener.open(request, timeout=seconds)
    except HTTPError as error:
        with error:
            raise Unusable(f"answers {error.code} {error.reason}") from error
    with closing(response):
        return _read(response, longest)


def _read(response: HTTPResponse, longest: int) -> bytes:
    found = response.headers.get_content_type()
    if found not in {_RESULTS, "application/json"}:
        raise Unusable(f"answers {found} where {_RESULTS} is asked for")
    body = response.read(longest + 1)
    if len(body) > longest:
        raise Unusable(f"answers more than {longest} bytes")
    if response.length:
        raise Unusable(f"answers what cannot be read ({response.length} bytes are missing)")
    return body


def confine(memory: int) -> None:
    """Give up files, sockets, and memory past a bound."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def values(body: bytes, variables: Collection[str], place: str) -> str:
    """Return the VALUES clause that has the solutions of a result, on one line.

    `variables` are those of the pattern asked: no other enters the query. `place` begins the IRIs that take the place
    of blank nodes, which VALUES cannot hold (RDF 1.1, section 3.5). Raises Unusable, SyntaxError.
    """
    found = pyoxigraph.parse_query_results(body, pyoxigraph.QueryResultsFormat.JSON)
    if not isinstance(found, pyoxigraph.QuerySolutions):
        raise Unusable("answers a yes or no where solutions are asked for")
    names = [name.value for name in found.variables if name.value in variables]
    rows = " ".join(_rows(found, names, place))
    return f"VALUES ({' '.join(f'?{name}' for name in names)}) {{ {rows} }}"


def _rows(found: pyoxigraph.QuerySolutions, names: Sequence[str], place: str) -> Iterator[str]:
    for row in found:
        yield f"({' '.join(_term(row[name], place) for name in names)})"


def _term(term: object, place: str) -> str:
    match term:
        case None:
            return "UNDEF"
        case pyoxigraph.BlankNode(value=label):
            return f"<{place}{quote(label, safe='')}>"
        case pyoxigraph.NamedNode() | pyoxigraph.Literal():
            return str(term)
        case _:
            raise Unusable("answers terms that SPARQL 1.1 does not have")


def answer(asked: Mapping[str, Any]) -> dict[str, str]:
    """Return the clause that answers a call, or what is wrong with the endpoint."""
    try:
        body = fetched(asked["endpoint"], asked["query"], asked["seconds"], asked["longest"])
        confine(asked["memory"])
        return {"values": values(body, asked["variables"], asked["place"])}
    except Unusable as error:
        return {"fault": str(error)}
    except (SyntaxError, HTTPException) as error:
        return {"fault": f"answers what cannot be read ({error})"}
    except OSError as error:
        return {"fault": f"cannot be reached ({error})"}


def main() -> None:
    """Answer the call that standard input tells."""
    json.dump(answer(json.load(sys.stdin)), sys.stdout)


if __name__ == "__main__":
    main()

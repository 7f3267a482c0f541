"""Results of light queries, written at once: they are short, for what they are made of is bounded beforehand."""

from __future__ import annotations

from typing import NamedTuple

import pyoxigraph

from ontology.names import PREFIXES
from server.config import Config
from server.sparql import worker

__all__ = ["Result", "within", "written"]

_TABLES = {form: pyoxigraph.QueryResultsFormat.from_extension(form) for form in ("json", "xml", "csv", "tsv")}
_LINES = "nt"
"""The format that has one statement a line, and no prefixes."""


class Result(NamedTuple):
    """Hold a result as its format writes it, and its rows or statements; a yes or no has no number."""

    body: bytes
    rows: int | None


def written(found: worker.Result, form: str, limits: Config) -> Result:
    """Return a result in a format, as a query process writes it; raises worker.ResultTooLarge."""
    match found:
        case pyoxigraph.QuerySolutions() | pyoxigraph.QueryBoolean():
            body = found.serialize(format=_TABLES[form]) or b""
            tally = worker.Tally(form)
            tally.add(body)
            made = Result(body, None if isinstance(found, pyoxigraph.QueryBoolean) else tally.rows)
        case pyoxigraph.QueryTriples() if form == _LINES:
            body = found.serialize(format=pyoxigraph.RdfFormat.N_TRIPLES) or b""
            made = Result(body, body.count(b"\n"))
        case _:
            return _streamed(found, form, limits)
    return within(made, limits)


def within(made: Result, limits: Config) -> Result:
    """Return a result that is not too long; raises worker.ResultTooLarge."""
    if len(made.body) > limits.result_bytes or (made.rows or 0) > limits.result_rows:
        raise worker.ResultTooLarge
    return made


def _streamed(found: worker.Result, form: str, limits: Config) -> Result:
    """Return a graph whose prefixes are declared, and whose statements are counted one by one."""
    parts: list[bytes] = []
    sink = worker.Sink(parts.append, limits.result_bytes, limits.result_rows, form)
    worker.write(found, form, PREFIXES, sink)
    return Result(b"".join(parts), sink.rows)

"""The reading process: it examines queries that are too long to be read where clients are answered.

It reads one after the other, in the time that nobody else wants, until its line closes (`server.sparql.readers`).
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from server.sparql.calls import Call
from server.sparql.guard import Dataset, Form, Query, QueryTooLong, examine
from server.sparql.tokens import MalformedQuery, RefusedFeature
from server.sparql.worker import QUESTION, receive, send

__all__ = ["main", "query_of"]

_FAULTS: dict[type[Exception], tuple[str, ...]] = {
    MalformedQuery: ("reason", "line", "column"),
    RefusedFeature: ("feature", "remedy", "line", "column"),
    QueryTooLong: ("size", "longest"),
}
"""What may be said of a query, each with what makes it anew."""


def main(line: int) -> None:
    """Read the queries that come on a line, which is the number of an inherited socket."""
    os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    with socket.socket(fileno=line) as talk:
        while True:
            try:
                _, asked = receive(talk)
            except EOFError:
                return
            send(talk, QUESTION, json.dumps(told(json.loads(asked))).encode())


def told(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a query is, or what is wrong with it, in terms of JSON."""
    try:
        query = examine(asked["text"], asked["longest"], asked["address"], asked["services"])
    except (MalformedQuery, RefusedFeature, QueryTooLong) as fault:
        kind = type(fault)
        return {"fault": kind.__name__, "given": [getattr(fault, name) for name in _FAULTS[kind]]}
    calls = [asdict(call) | {"variables": sorted(call.variables)} for call in query.calls]
    return {"query": asdict(query) | {"calls": calls}}


def query_of(answer: Mapping[str, Any]) -> Query:
    """Return the query that was told; raises what `examine` does."""
    for kind in _FAULTS:
        if kind.__name__ == answer.get("fault"):
            raise kind(*answer["given"])
    query = answer["query"]
    calls = tuple(Call(**call | {"variables": frozenset(call["variables"])}) for call in query["calls"])
    dataset = Dataset(*(tuple(query["dataset"][name]) for name in ("default", "named")))
    return Query(query["text"], Form(query["form"]), dataset, query["changing"], calls)

"""Calls of other endpoints, made before the engine sees a query, each in a process that is killed when it is late.

The engine's own process has no network and could call nobody. An address that is called is one that the operator
lists, as he wrote it: it is never taken from the text of a query.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from secrets import token_hex
from time import monotonic

from server.callers import CallerGone
from server.config import Config
from server.leash import start
from server.sparql import calling
from server.sparql.calls import Call
from server.sparql.engine import CallFailed, Question
from server.sparql.turns import Turns

__all__ = ["Federation"]

_PROXIES = ("http_proxy", "https_proxy", "no_proxy")
_ENVIRONMENT = (*_PROXIES, *(name.upper() for name in _PROXIES), "SSL_CERT_FILE", "SSL_CERT_DIR")


class Federation:
    """Have the calls of queries answered, clients in turn and each within what it may ask.

    These turns are apart from those of the queries: an endpoint that is slow to answer holds up no query process.
    """

    def __init__(self, config: Config) -> None:
        """Call nobody yet."""
        self._config = config
        self._turns = Turns(config, "calls")

    def joined(self, question: Question) -> Question:
        """Return a question with its calls answered, one after the other.

        All calls of a query may take the seconds of one query. Raises CallFailed, EngineBusy, TooManyQueries,
        CallerGone.
        """
        if not question.query.calls:
            return question
        with self._turns.held(question.asker):
            deadline = monotonic() + self._config.query_seconds
            answers = tuple(self._answer(call, question, deadline) for call in question.query.calls)
        return replace(question, query=replace(question.query, answers=answers))

    def _answer(self, call: Call, question: Question, deadline: float) -> str:
        try:
            return self._ask(call, question, deadline)
        except CallFailed:
            if call.is_silent:
                return calling.NOTHING
            raise

    def _ask(self, call: Call, question: Question, deadline: float) -> str:
        seconds = deadline - monotonic()
        if seconds <= 0:
            raise CallFailed(call.endpoint, f"was not asked: calls took {self._config.query_seconds:g} s before")
        told = {
            "endpoint": call.endpoint,
            "query": call.asked,
            "variables": sorted(call.variables),
            "place": f"{question.release.base}.well-known/genid/{token_hex(8)}-",
            "seconds": seconds,
            "longest": self._config.service_bytes,
            "memory": self._config.memory_bytes,
        }
        told = json.loads(_run(json.dumps(told).encode(), question, call, seconds))
        if "fault" in told:
            raise CallFailed(call.endpoint, told["fault"])
        return str(told["values"])


def _run(told: bytes, question: Question, call: Call, seconds: float) -> bytes:
    """Return what the calling process writes; it ends at the deadline, or when the client goes away."""
    environ = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    process, _leash = start([sys.executable, "-P", calling.__file__], environ, stream=subprocess.PIPE)
    with process, question.asker.watched(process.kill):
        try:
            written, _ = process.communicate(told, seconds)
        except subprocess.TimeoutExpired as error:
            process.kill()
            raise CallFailed(call.endpoint, f"did not answer within {seconds:.3g} s") from error
    if question.asker.is_gone:
        raise CallerGone
    if process.returncode:
        raise CallFailed(call.endpoint, "answers what needs too much memory to be read")
    return written

"""Flask, which speaks WSGI and waits, behind a web server that speaks ASGI and must not.

An application runs in a thread, and a short answer is handed over whole, once: on a small answer, handing over its
head, its body and its end one by one costs more than making it.
"""

from __future__ import annotations

import asyncio
import io
import string
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, ExitStack
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

from a2wsgi.wsgi import build_environ

from server.responses import BODY

if TYPE_CHECKING:
    from typing import TypeAlias

    from _typeshed import OptExcInfo
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment
    from a2wsgi.asgi_typing import HTTPScope, Send

    Headers: TypeAlias = list[tuple[str, str]]

__all__ = ["Bridge", "environment", "head", "start"]

_Made = TypeVar("_Made")

_LEFT = string.punctuation
_PHRASES = {int(status): (int(status), status.phrase.encode()) for status in HTTPStatus}

SHORT = 64 * 1024
"""Bytes of an answer that are handed over at once."""


def environment(scope: HTTPScope, body: bytes = b"") -> WSGIEnvironment:
    """Return what a WSGI application is told of a request (PEP 3333) whose body has been read.

    A body that came in chunks is like any other then; bytes of an address beyond ASCII are percent-encoded.
    """
    asked = scope["query_string"]
    if not asked.isascii():
        scope = {**scope, "query_string": quote(asked, safe=_LEFT).encode()}
    environ: Any = build_environ(scope, io.BytesIO(body))  # type: ignore[arg-type] # a2wsgi would read the body itself
    environ.pop("HTTP_TRANSFER_ENCODING", None)
    if body:
        environ["CONTENT_LENGTH"], environ[BODY] = str(len(body)), body
    else:
        environ.pop("CONTENT_LENGTH", None)
    return dict(environ)


def start(status: str, headers: Headers) -> Any:  # noqa: ANN401 - a message of ASGI
    """Return the message that starts an answer."""
    written = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    return {"type": "http.response.start", "status": int(status[:3]), "headers": written}


def head(message: Any) -> bytes:  # noqa: ANN401 - a message of ASGI
    """Return the message that starts an answer as HTTP/1.1 has it, its last line apart."""
    lines = [b"%b: %b\r\n" % line for line in message["headers"]]
    return b"".join([b"HTTP/1.1 %d %b\r\n" % _PHRASES[message["status"]], *lines])


@dataclass(frozen=True, slots=True)
class _Begun:
    """Hold an answer whose first bytes are there; `rest` has the others, None when these are all."""

    status: str
    headers: Headers
    first: bytes
    rest: Iterator[bytes] | None = None
    held: ExitStack = field(default_factory=ExitStack)

    def more(self) -> bytes:
        """Return the next bytes, none at the end."""
        return next((part for part in self.rest or () if part), b"")


class Bridge:
    """Run an application in a few threads."""

    def __init__(self, app: WSGIApplication, threads: int) -> None:
        """Start no thread before it is needed."""
        self._app = app
        self._threads = ThreadPoolExecutor(threads, "request")

    async def answer(self, environ: WSGIEnvironment, send: Send, place: AbstractAsyncContextManager[object]) -> None:
        """Answer one request, which has a place until its answer begins.

        Raises what the application raises, be it in the middle of its answer.
        """
        loop = asyncio.get_running_loop()
        async with place:
            begun = await loop.run_in_executor(self._threads, self._begin, environ)
        await send(start(begun.status, begun.headers))
        await send(_part(begun.first, is_last=begun.rest is None))
        if begun.rest is None:
            return
        try:
            while part := await loop.run_in_executor(self._threads, begun.more):
                await send(_part(part, is_last=False))
        finally:
            await loop.run_in_executor(self._threads, begun.held.close)
        await send(_part(b"", is_last=True))

    async def run(self, work: Callable[..., _Made], *given: object) -> _Made:
        """Return what some work gives, done in a thread."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, work, *given)

    def _begin(self, environ: WSGIEnvironment) -> _Begun:
        started: list[tuple[str, Headers]] = []
        written: list[bytes] = []

        def begin(status: str, headers: Headers, _error: OptExcInfo | None = None, /) -> Any:  # noqa: ANN401 - any callable
            started[:] = [(status, headers)]
            return written.append

        chunks = self._app(environ, begin)
        with ExitStack() as held:
            held.callback(getattr(chunks, "close", lambda: None))
            first, parts = bytearray(), chain(written, chunks)
            for part in parts:
                first += part
                if len(first) >= SHORT:
                    return _Begun(*started[0], bytes(first), parts, held.pop_all())
        return _Begun(*started[0], bytes(first))


def _part(body: bytes, *, is_last: bool) -> Any:  # noqa: ANN401 - a message of ASGI
    return {"type": "http.response.body", "body": body, "more_body": not is_last}

"""The outermost layer, which speaks ASGI: it gives again what is kept, and tells the rest when a client has gone.

What is kept is answered in the event loop; the rest runs in threads, where Flask is at home. A failure in the middle of
an answer is raised to the web server, which closes the connection without the last chunk: the client sees a broken
answer (decision 14). A client that no longer reads is let go after a while, so that it holds no thread.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from werkzeug.datastructures import Headers

from server.bridge import SHORT, Bridge, environment, head, start
from server.callers import CALLER, Caller, CallerGone, address
from server.coding import Coding
from server.config import Config
from server.crowd import Crowd, Crowded
from server.front import Front, Kept
from server.sparql.light.requests import Ready, Requests
from server.sparql.protocol import LARGEST
from server.sparql.turns import WAITING
from server.unread import refusal

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment
    from a2wsgi.asgi_typing import HTTPScope, Receive, Scope, Send
    from flask import Flask

__all__ = ["LINE", "Door", "Stalled", "Whole"]

THREADS = 40
"""Requests of one worker that may be in Flask, or waiting for a query, at once."""

PATIENCE = 30.0
"""Seconds a client has to send the body of its request, and to take each part of an answer."""

SPARE = 2
"""Threads of a client beyond those of its queries that work or wait, so that it hears that they are too many."""

HEADS = 4000
"""Starts of answers that are kept written."""

PART = 1_000_000
"""Bytes of a kept answer that are sent at once: a client that stops reading holds no more of it."""

SOUGHT = "pacte.sought"
"""The mark of a request whose answer is not known."""

LINE = 4096
"""Bytes of one header of a request: what is parsed must not take long. Where one comes from may be a long query."""


class Stalled(ConnectionError):
    """A client takes nothing of its answer for too long; its connection is closed."""


class Door:
    """Serve an application as ASGI 3 (https://asgi.readthedocs.io/en/latest/specs/www.html)."""

    def __init__(self, app: Flask, patience: float = PATIENCE) -> None:
        """Keep the application and the layer that holds the answers made before."""
        self.app = app
        self._front: Front = app.extensions["pacte.front"]
        self._patience = patience
        self._config: Config = app.config["PACTE"]
        self._longest = LARGEST * self._config.query_bytes
        self._crowd = Crowd(min(self._config.client_queries + WAITING + SPARE, THREADS * 3 // 4))
        self._coding = Coding(app)
        self._bridge = Bridge(self._coding, THREADS)
        self._heads: dict[tuple[str, str, str], _Head] = {}
        self._light: Requests = app.extensions["pacte.light"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; nothing else is spoken, neither WebSocket nor the server's start and end."""
        if scope["type"] != "http":
            raise NotImplementedError(scope["type"])
        if _is_long(scope):
            await _refuse(scope, send, HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
            return
        if SOUGHT not in scope:
            if (light := self._light.answer(scope)) is not None:
                await self._pass(light, send)
                return
            if await self._give(environment(scope), send):
                return
        try:
            async with asyncio.timeout(self._patience):
                body = await _body(receive, self._longest)
        except TimeoutError:
            await _refuse(scope, send, HTTPStatus.REQUEST_TIMEOUT)
        except CallerGone:
            pass
        else:
            await self._answer(scope, body, receive, send)

    def at_once(self, scope: HTTPScope) -> Whole | None:
        """Return the answer to a request, None for an answer that is long or not known yet.

        No header of the request is longer than LINE. A request that was sought in vain is marked, so that it is not
        sought again.
        """
        if (light := self._light.answer(scope)) is not None:
            if light.coding and len(light.body) > SHORT:
                return None
            body = self._coding.whole(light.body, light.tag, light.coding) if light.coding else light.body
            return Whole(light.line(len(body)), body)
        environ = environment(scope)
        coding = self._coding.asked(environ)
        kept = self._front.kept(environ)
        if kept is None:
            cast("dict[str, object]", scope)[SOUGHT] = True
            return None
        if len(kept.body) > SHORT:
            return None
        begun = self._head(kept, coding)
        body = self._coding.whole(kept.body, kept.name, coding) if begun.is_coded and kept.body else kept.body
        return Whole(begun.line(body), body)

    async def _answer(self, scope: HTTPScope, body: bytes, receive: Receive, send: Send) -> None:
        """Answer a request whose body has been read."""
        asker = Caller(sees_breaks=scope["http_version"] not in {"1", "1.0"})
        line = _Line(asker, send, self._patience)
        request: Any = {**scope, CALLER: asker}
        environ = environment(request, body)
        watching = asyncio.create_task(_watch(asker, receive))
        try:
            with suppress(CallerGone):
                if not body or not await self._give({**environ}, line.send):
                    await self._bridge.answer(environ, line.send, self._placed(environ, asker))
        except Crowded:
            await _refuse(scope, line.send, HTTPStatus.TOO_MANY_REQUESTS)
        finally:
            watching.cancel()

    @asynccontextmanager
    async def _placed(self, environ: WSGIEnvironment, asker: Caller) -> AsyncIterator[None]:
        """Have a request in its place among those of its client; raises Crowded, CallerGone."""
        async with self._crowd.place(address(environ, self._config.proxies)) as place:
            if asker.is_gone:
                raise CallerGone
            asker.rest = place.rest
            yield

    async def _pass(self, light: Ready, send: Send) -> None:
        """Answer with the answer to a light query."""
        body = light.body
        if light.coding:
            body = await self._coded(body, light.tag, light.coding)
        await send(light.start(len(body)))
        await send({"type": "http.response.body", "body": body})

    async def _give(self, environ: WSGIEnvironment, send: Send) -> bool:
        """Answer with what is kept, if anything is, and tell whether it was."""
        coding = self._coding.asked(environ)
        kept = self._front.kept(environ)
        if kept is None:
            return False
        begun = self._head(kept, coding)
        body = kept.body
        if begun.is_coded and body:
            body = await self._coded(body, kept.name, coding)
        await send(begun.message(body))
        for place in range(0, len(body) - PART, PART):
            await send({"type": "http.response.body", "body": body[place : place + PART], "more_body": True})
        await send({"type": "http.response.body", "body": body[max(0, (len(body) - 1) // PART * PART) :]})
        return True

    def _head(self, kept: Kept, coding: str) -> _Head:
        """Return the start of an answer, written once for each coding."""
        known = (kept.name, kept.status, coding)
        begun = self._heads.get(known)
        if begun is None:
            headers = Headers(kept.headers)
            is_coded = self._coding.describe(headers, coding)
            if is_coded:
                headers.pop("Content-Length", None)
            if len(self._heads) >= HEADS:
                self._heads.clear()
            message = start(kept.status, headers.to_wsgi_list())
            begun = self._heads[known] = _Head(message, head(message), is_coded)
        return begun

    async def _coded(self, body: bytes, name: str, coding: str) -> bytes:
        """Return a body coded; a long one is coded in a thread, so that other clients do not wait for it."""
        if len(body) > SHORT:
            return await self._bridge.run(self._coding.whole, body, name, coding)
        return self._coding.whole(body, name, coding)


class Whole(NamedTuple):
    """Hold an answer as HTTP/1.1 has it: its head, the last line apart, and all of its body."""

    head: bytes
    body: bytes


@dataclass(frozen=True, slots=True)
class _Head:
    """Hold what starts an answer, as a message and as it is sent; a coded answer has another length than they tell."""

    written: Any
    sent: bytes
    is_coded: bool

    def message(self, body: bytes) -> Any:  # noqa: ANN401 - a message of ASGI
        """Return the message for this body."""
        if not self.is_coded or not body:
            return self.written
        return {**self.written, "headers": [*self.written["headers"], (b"content-length", str(len(body)).encode())]}

    def line(self, body: bytes) -> bytes:
        """Return the start for this body, its last line apart."""
        return self.sent + b"content-length: %d\r\n" % len(body) if self.is_coded and body else self.sent


class _Line:
    """Send to a client that may have gone, or stopped reading."""

    def __init__(self, asker: Caller, send: Send, patience: float) -> None:
        self._asker = asker
        self._send = send
        self._patience = patience

    async def send(self, message: Any) -> None:  # noqa: ANN401 - a message of ASGI
        """Pass a message on; raises CallerGone, Stalled when nobody takes it any more."""
        if self._asker.is_gone:
            raise CallerGone
        try:
            async with asyncio.timeout(self._patience):
                await self._send(message)
        except TimeoutError as error:
            self._asker.leave()
            raise Stalled from error


def _is_long(scope: HTTPScope) -> bool:
    return any(len(value) > LINE for name, value in scope["headers"] if name != b"referer")


async def _refuse(scope: HTTPScope, send: Send, status: HTTPStatus) -> None:
    """Answer a request that is not read to its end, or not worked on."""
    told = (value.decode("latin-1") for name, value in scope["headers"] if name == b"accept-language")
    message, body = refusal(status, next(told, "")[:LINE])
    await send(message)
    await send({"type": "http.response.body", "body": body})


async def _body(receive: Receive, longest: int) -> bytes:
    """Return the body of a request, or as much of it as shows that it is too long for anything here.

    Raises CallerGone for a client that leaves before it has said all: what it said is no request.
    """
    parts = bytearray()
    while len(parts) <= longest:
        message: Any = await receive()
        if message["type"] == "http.disconnect":
            raise CallerGone
        parts += message.get("body", b"")
        if not message.get("more_body", False):
            break
    return bytes(parts)


async def _watch(asker: Caller, receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    asker.leave()

"""The connection of one client, which speaks HTTP/1.1 (RFC 9112): uvicorn's, with limits, and answers given at once.

What is known as soon as the head of a request is there is written in the same turn of the event loop: a task, its
messages and their checks cost more than most such answers (decision 32).
"""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

from httptools import HttpParserError, HttpParserUpgrade
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from server.bridge import head
from server.door import LINE, Door, Whole
from server.listener import Loop
from server.unread import refusal

__all__ = ["IDLE", "ClientConnection"]

PATIENCE = 30.0
"""Seconds a client has for the head of its request, and to take a part of an answer."""

IDLE = 75
"""Seconds a connection without a request lasts: longer than proxies keep theirs, so that they end it, not we."""

COMING = 2.0
"""Seconds in which one who has just come may ask, where the worker is about to end."""

LOOK = 5.0
"""Seconds between two looks at a connection."""

CONNECTIONS = 512
"""Connections of one worker; of those whose client is awaited, the one silent longest makes room for another."""

HEAD = 400_000
"""Bytes of the head of a request, beside what the network gives at once."""

ADDRESS = 65_534
"""Bytes of the address of a request."""

HEADERS = 100

_ASCII = bytes(range(128))


class ClientConnection(HttpToolsProtocol):
    """Serve one connection; made by uvicorn in each worker, for the application that its configuration names."""

    patience = PATIENCE
    idle: float = IDLE

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        """Start with a connection that is not there yet."""
        super().__init__(config, server_state, app_state, _loop)
        self._door = cast("Door", self.app)
        self._moved = self.loop.time()
        self._begun: float | None = None
        self._stuck: float | None = None
        self._head = 0
        self._is_line = True
        self._is_wordy = False
        self._is_first = True
        self._is_new = True
        self._is_last = False
        self._is_ending = False
        self._fault = HTTPStatus.BAD_REQUEST
        self._linger = self.loop.linger if isinstance(self.loop, Loop) else _sleep

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        """Begin; where connections are too many, one whose client is awaited is ended."""
        super().connection_made(transport)
        self._next_look = self.loop.call_later(LOOK, self.look)
        if len(self.connections) > CONNECTIONS:
            waiting = [one for one in self.connections if isinstance(one, ClientConnection) and one.is_awaited]
            min(waiting, key=lambda one: one._moved).transport.abort()  # noqa: SLF001 - of the same class

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        super().connection_lost(exc)
        self._next_look.cancel()

    def shutdown(self) -> None:
        """End, after an answer to who is being answered, and to who has just come or begun to ask."""
        if self.is_asked or not (self._is_new or self._begun is not None):
            super().shutdown()
        else:
            self._is_last = True
            self.loop.call_later(COMING, self._leave)

    def _leave(self) -> None:
        """End if nothing was asked."""
        if not self.is_asked:
            self.transport.close()

    @property
    def is_asked(self) -> bool:
        """Tell whether a request is being answered."""
        return self.cycle is not None and not self.cycle.response_complete

    @property
    def is_awaited(self) -> bool:
        """Tell whether the next move is the client's: to ask, to say the rest of a request, or to take an answer."""
        is_half_said = self.is_asked and self.cycle.more_body and not self.cycle.response_started
        return not self.is_asked or is_half_said or self._stuck is not None

    def look(self) -> None:
        """End what has lasted too long: the head of a request, a client that does not read, a wait for nothing."""
        now = self.loop.time()
        if self.transport.is_closing():
            self._end(now)
        elif self._stuck is not None and now - self._stuck > self.patience:
            self.transport.abort()
        elif self._begun is not None and not self.is_asked and now - self._begun > self.patience:
            self._refuse(HTTPStatus.REQUEST_TIMEOUT)
        elif not self.is_asked and now - self._moved > self.idle:
            self.transport.close()
        self._next_look = self.loop.call_later(LOOK, self.look)

    def _end(self, now: float) -> None:
        """Wait for a while until a client has taken what was written before the end."""
        if self._is_ending and now - self._moved > self.patience:
            self.transport.abort()
        elif not self._is_ending:
            self._is_ending, self._moved = True, now

    def pause_writing(self) -> None:
        """Remember since when a client does not take what is written."""
        super().pause_writing()
        self._stuck = self.loop.time()

    def resume_writing(self) -> None:
        """Go on writing."""
        super().resume_writing()
        self._stuck = None

    def data_received(self, data: bytes) -> None:
        """Read what a client says; one answer is given at once, so that nobody waits for many."""
        self._moved = self.loop.time()
        self._is_first = True
        self._head += len(data)
        if self._begun is not None and self._head > HEAD:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
            return
        if self._is_line:
            self._is_line = b"\n" not in data
            data = data if data.isascii() else _spelt(data)
        self._unset_keepalive_if_required()
        self._read(data)

    def _read(self, data: bytes) -> None:
        """Read what is said; who offers another protocol is answered in this one (RFC 9110, section 7.8)."""
        try:
            self.parser.feed_data(data)
        except HttpParserUpgrade as offered:
            if left := data[offered.args[0] :]:
                self._read(left)
        except HttpParserError:
            self._refuse(self._fault)

    def on_message_begin(self) -> None:
        """Begin the head of a request."""
        super().on_message_begin()
        self._begun, self._head, self._is_wordy = self._moved, 0, False

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header of a request, as uvicorn does."""
        name = name.lower()
        if name == b"expect":
            self.expect_100_continue = value.lower() == b"100-continue"
        elif len(value) > LINE and name != b"referer":
            self._is_wordy = True
        self.headers.append((name, value))

    def on_headers_complete(self) -> None:
        """Answer a request, at once if that can be done; raises ValueError for a head that is too long."""
        self._begun = None
        if len(self.url) > ADDRESS:
            self._fault = HTTPStatus.REQUEST_URI_TOO_LONG
            raise ValueError(len(self.url))
        if len(self.headers) > HEADERS:
            self._fault = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
            raise ValueError(len(self.headers))
        self._is_new = False
        whole = self._whole() if self._is_first and not (self.is_asked or self._is_last) else None
        if whole is None:
            super().on_headers_complete()
            self.cycle.keep_alive = self.cycle.keep_alive and not self._is_last
        else:
            self._write(*whole)
            self._linger()
        self._is_first = False

    def _whole(self) -> Whole | None:
        """Return the whole answer to a plain request, None where it takes a task."""
        path, _, asked = self.url.partition(b"?")
        parser = self.parser
        is_plain = parser.get_method() == b"GET" and parser.get_http_version() == "1.1" and parser.should_keep_alive()
        is_odd = parser.should_upgrade() or self.expect_100_continue or self._is_wordy or self.flow.write_paused
        if not is_plain or is_odd or not path.startswith(b"/") or b"%" in path or not path.isascii():
            return None
        scope: Any = self.scope
        scope["method"], scope["path"], scope["raw_path"], scope["query_string"] = "GET", path.decode(), path, asked
        return self._door.at_once(scope)

    def _write(self, said: bytes, body: bytes) -> None:
        """Write an answer; `said` is its head without the headers of all answers, and without its last line."""
        others = [b"%b: %b\r\n" % line for line in self.server_state.default_headers]
        self.transport.write(b"".join([said, *others, b"\r\n", body]))

    def on_body(self, body: bytes) -> None:
        """Read a part of the body of a request that is being answered."""
        if self.is_asked:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """End a request; the next thing said is the first line of another."""
        self._is_line = True
        if self.is_asked:
            super().on_message_complete()

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        self._moved = self.loop.time()
        super().on_response_complete()

    def _refuse(self, fault: HTTPStatus) -> None:
        """Say what is wrong, and end; in the middle of an answer nothing may be said, lest it be taken for its rest."""
        if not self.is_asked:
            message, body = refusal(fault)
            self._write(head(message), body)
        self.transport.close()


def _sleep() -> None:
    """Do nothing: a loop of another make sleeps when it likes."""


def _spelt(data: bytes) -> bytes:
    """Return what a client says with its first line in ASCII: browsers encode addresses, people at a shell do not."""
    line, end, rest = data.partition(b"\n")
    return quote(line, safe=_ASCII).encode() + end + rest

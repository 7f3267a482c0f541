"""The connection of one client: what is refused, what ends in time, and what one connection may carry."""

from __future__ import annotations

import asyncio
import json
import re
import socket
from collections.abc import Callable, Coroutine, Iterator
from typing import Any, cast
from urllib.parse import quote, urlsplit

import pytest
import samples
from live import serving
from uvicorn.config import Config
from uvicorn.server import ServerState

from server import connection
from server.connection import ClientConnection
from server.door import Whole

ASK = f"/sparql?query={quote('ASK { ?s ?p ?o }')}"
OTHER = f"/sparql?query={quote('SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 1')}"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(samples.release(tmp_path_factory.mktemp("published"))) as address:
        yield address


def line(server: str) -> socket.socket:
    parts = urlsplit(server)
    return socket.create_connection((parts.hostname, parts.port or 80), timeout=60)


def said(server: str, *words: bytes) -> bytes:
    """Return all that is answered until the connection ends, which the last of the words asks for."""
    with line(server) as open_line:
        for word in words:
            open_line.sendall(word)
        return b"".join(iter(lambda: open_line.recv(65536), b""))


def statuses(answers: bytes) -> list[int]:
    return [int(found) for found in re.findall(rb"HTTP/1\.1 (\d{3}) ", answers)]


def get(path: str, *headers: str, version: str = "1.1") -> bytes:
    return "".join(f"{each}\r\n" for each in (f"GET {path} HTTP/{version}", "Host: x", *headers, "")).encode()


def last(path: str = "/health") -> bytes:
    return get(path, "Connection: close")


REFUSED = {
    "nonsense": (b"\x16\x03\x01\x02\x00", 400),
    "another protocol": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
    "two lengths": (b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
    "a length and chunks": (
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        400,
    ),
    "a space before a colon": (b"GET / HTTP/1.1\r\nHost : x\r\n\r\n", 400),
    "no place": (b"GET http: HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    "many headers": (get("/", *(f"X-{number}: 1" for number in range(101))), 431),
    "a long address": (get("/?" + "x" * 66_000), 414),
}


@pytest.mark.parametrize(("words", "status"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_request_is_refused_and_the_connection_ends(server: str, words: bytes, status: int) -> None:
    answers = said(server, words)
    told, _, body = answers.partition(b"\r\n\r\n")
    assert statuses(told) == [status] == [json.loads(body)["status"]]
    lines = told.splitlines()
    for line_said in (
        b"connection: close",
        b"content-type: application/problem+json",
        b"access-control-allow-origin: *",
    ):
        assert line_said in lines


def test_a_head_without_end_is_refused(server: str) -> None:
    with line(server) as open_line, pytest.raises(ConnectionError):
        open_line.sendall(b"GET / HTTP/1.1\r\nX: " + b"x" * 20_000_000)


def test_requests_said_at_once_are_answered_in_their_order(server: str) -> None:
    words = get(ASK) + get("/health") + get("/nowhere") + get(ASK) + get(OTHER) + get("/") + last("/nowhere")
    for _ in range(2):
        assert statuses(said(server, words)) == [200, 200, 404, 200, 200, 200, 404]


def test_a_connection_carries_requests_of_all_kinds(server: str) -> None:
    body = b"query=" + quote("ASK { ?posted ?p ?o }").encode()
    told = ("Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}")
    posted = get("/sparql", *told).replace(b"GET", b"POST", 1)
    odd = (
        get(ASK),
        posted + body,
        posted,
        body,
        get("/health", "Content-Length: 3") + b"abc",
        get(ASK, "Content-Length: 3") + b"abc",
        get(ASK, "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA"),
    )
    assert statuses(said(server, *odd, last(ASK))) == [200] * 7
    assert b"true" in said(server, get(ASK, version="1.0"))
    assert said(server, last().replace(b"GET", b"HEAD")).endswith(b"\r\n\r\n")


def test_a_client_may_wait_to_be_asked_for_the_body(server: str) -> None:
    told = ("Content-Type: application/sparql-query", "Content-Length: 6", "Expect: 100-continue", "Connection: close")
    with line(server) as open_line:
        open_line.sendall(get("/sparql", *told).replace(b"GET", b"POST", 1))
        assert open_line.recv(100).startswith(b"HTTP/1.1 100")
        open_line.sendall(b"ASK {}")
        assert b"HTTP/1.1 200" in b"".join(iter(lambda: open_line.recv(65536), b""))


def test_an_address_beyond_ascii_may_come_in_parts(server: str) -> None:
    parts = (
        b"GET /recherche?q=B\xc3",
        b"\xa9thune HTTP/1.1\r\nHost: x\r\n",
        b"Referer: \xc3\xa9\r\nConnection: close\r\n\r\n",
    )
    assert "Béthune".encode() in said(server, *parts, b"Connection: close\r\n\r\n")


class Clock:
    """A loop without turns: a time that tests move, what is to be done later, and tasks that do nothing."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.later: list[object] = []

    def time(self) -> float:
        return self.now

    def call_later(self, _delay: float, call: object) -> Clock:
        self.later.append(call)
        return self

    def cancel(self) -> None:
        self.later.pop()

    def create_task(self, work: Coroutine[object, object, None], **_: object) -> Clock:
        work.close()
        return self

    def add_done_callback(self, _call: object) -> None:
        """Never be done."""


class Line(asyncio.Transport):
    """A connection that keeps what is written to it."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""
        self.end: str = ""

    def write(self, data: Any) -> None:  # noqa: ANN401 - as asyncio has it
        self.written += data

    def close(self) -> None:
        self.end = self.end or "closed"

    def abort(self) -> None:
        self.end = "aborted"

    def is_closing(self) -> bool:
        return bool(self.end)

    def pause_reading(self) -> None:
        """Read on."""

    def resume_reading(self) -> None:
        """Read on."""


class Answering:
    """An application that knows every answer."""

    def at_once(self, _scope: object) -> Whole:
        return Whole(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n", b"ok")

    async def __call__(self, _scope: object, _receive: object, _send: object) -> None:
        """Have nothing to say."""


State = Callable[[], tuple[ClientConnection, Line, Clock]]


@pytest.fixture
def connected() -> State:
    state, loop = ServerState(), Clock()
    config = Config(Answering(), interface="asgi3", lifespan="off", ws="none", proxy_headers=False)

    def connect() -> tuple[ClientConnection, Line, Clock]:
        made, open_line = ClientConnection(config, state, {}, cast("asyncio.AbstractEventLoop", loop)), Line()
        made.connection_made(open_line)
        return made, open_line, loop

    return connect


def ending(open_line: Line) -> str:
    return open_line.end


def passed(loop: Clock, one: ClientConnection, seconds: float) -> None:
    loop.now += seconds
    one.look()


def test_a_head_that_takes_long_is_refused(connected: State) -> None:
    one, open_line, loop = connected()
    one.data_received(b"GET / HTTP/1.1\r\n")
    for _ in range(2):
        passed(loop, one, 14)
        one.data_received(b"X: y\r\n")
        assert ending(open_line) == ""
    passed(loop, one, 14)
    assert open_line.written.startswith(b"HTTP/1.1 408")
    assert ending(open_line) == "closed"


def test_a_connection_that_only_waits_ends_after_a_while(connected: State) -> None:
    for words in (b"", get("/")):
        one, open_line, loop = connected()
        one.data_received(words)
        passed(loop, one, 70)
        assert ending(open_line) == ""
        passed(loop, one, 10)
        assert ending(open_line) == "closed"


@pytest.mark.parametrize("said", [b"", b"GET / HT"], ids=["nothing", "half a line"])
def test_who_has_just_come_is_answered_before_the_worker_ends(connected: State, said: bytes) -> None:
    one, open_line, _ = connected()
    one.data_received(said)
    one.shutdown()
    assert ending(open_line) == ""
    one.data_received(get("/").removeprefix(said))
    assert one.is_asked
    assert not one.cycle.keep_alive


def test_who_has_just_come_and_asks_nothing_is_not_waited_for_when_the_worker_ends(connected: State) -> None:
    one, open_line, loop = connected()
    one.shutdown()
    leave = loop.later[-1]
    assert callable(leave)
    leave()
    assert ending(open_line) == "closed"


def test_who_has_been_answered_is_left_at_once_when_the_worker_ends(connected: State) -> None:
    one, open_line, _ = connected()
    one.data_received(get("/"))
    one.shutdown()
    assert ending(open_line) == "closed"


def test_a_client_that_takes_nothing_is_let_go(connected: State) -> None:
    one, open_line, loop = connected()
    one.data_received(get("/"))
    one.pause_writing()
    passed(loop, one, 20)
    one.resume_writing()
    one.pause_writing()
    passed(loop, one, 20)
    assert ending(open_line) == ""
    passed(loop, one, 20)
    assert ending(open_line) == "aborted"


def test_what_was_written_before_the_end_is_waited_for_only_so_long(connected: State) -> None:
    one, open_line, loop = connected()
    one.data_received(b"nonsense\r\n")
    assert open_line.written.startswith(b"HTTP/1.1 400")
    for _ in range(2):
        passed(loop, one, 20)
        assert ending(open_line) == "closed"
    passed(loop, one, 20)
    assert ending(open_line) == "aborted"


def test_a_look_ends_with_the_connection(connected: State) -> None:
    one, _, loop = connected()
    one.connection_lost(None)
    assert one.connections == set()
    assert loop.later == []


def asking(one: ClientConnection) -> None:
    one._start_asgi_task = lambda *_given: None  # type: ignore[method-assign]
    one.data_received(get("/", version="1.0"))


def half_asking(one: ClientConnection) -> None:
    one._start_asgi_task = lambda *_given: None  # type: ignore[method-assign]
    one.data_received(get("/", "Content-Length: 9", version="1.0"))


def taking_nothing(one: ClientConnection) -> None:
    asking(one)
    one.pause_writing()


def asked_before(one: ClientConnection) -> None:
    one.data_received(get("/"))


@pytest.mark.parametrize("waiting", [asked_before, half_asking, taking_nothing])
def test_of_those_whose_client_is_awaited_the_one_silent_longest_makes_room(
    connected: State, monkeypatch: pytest.MonkeyPatch, waiting: Callable[[ClientConnection], None]
) -> None:
    monkeypatch.setattr(connection, "CONNECTIONS", 4)
    lines = []
    for act in (asking, waiting, asked_before, asked_before):
        one, open_line, loop = connected()
        lines.append(open_line)
        act(one)
        loop.now += 1
    connected()
    assert [each.end for each in lines] == ["", "aborted", "", ""]


def test_in_the_middle_of_an_answer_nonsense_is_not_answered(connected: State) -> None:
    one, open_line, _ = connected()
    one._start_asgi_task = lambda *_given: None  # type: ignore[method-assign]
    one.data_received(get("/%20"))
    one.data_received(b"nonsense\r\n\r\n")
    assert (open_line.written, ending(open_line)) == (b"", "closed")


def test_only_the_first_of_many_requests_is_answered_at_once(connected: State) -> None:
    one, open_line, _ = connected()
    started = list[object]()
    one._start_asgi_task = lambda *given: started.append(given)  # type: ignore[method-assign]
    one.data_received(get("/") * 3)
    assert (statuses(open_line.written), len(started)) == ([200], 1)
    assert len(one.pipeline) == 1

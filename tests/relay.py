"""A relay on the loopback interface between a client and a server, which fails as a test asks."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import requests

STRANGE = {"connection", "transfer-encoding", "content-encoding", "content-length", "keep-alive", "date", "server"}


@dataclass
class Fault:
    """What becomes of one request: a status and headers in place of an answer, or a cut, before or after it is done."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    is_passed_on: bool = False
    wait: float = 0


CUT = Fault()
LOST = Fault(is_passed_on=True)


@dataclass
class Relay:
    """The addresses of a relay, and what it was asked."""

    url: str
    asked: list[tuple[str, bytes]] = field(default_factory=list)

    def address(self, target: str) -> str:
        """Return the address by which a request goes through to one of the target's."""
        return self.url + urlsplit(target).path


Judge = Callable[[int, str, bytes], Fault | None]


class _Server(ThreadingHTTPServer):
    """Keep what its handlers need: where requests go, who is told of them, who judges them."""

    def __init__(self, home: str, relay: Relay, judge: Judge) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.home, self.relay, self.judge = home, relay, judge
        self.lock = threading.Lock()

    def handle_error(self, *_: object) -> None:
        """Say nothing: a client may have gone."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        server = self.server
        assert isinstance(server, _Server)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        with server.lock:
            rank = len(server.relay.asked)
            server.relay.asked.append((self.path, body))
        fault = server.judge(rank, self.path, body)
        if fault is None:
            answer = self._passed_on(server.home, body)
            self._give(answer.status_code, dict(answer.headers), answer.content)
            return
        if fault.is_passed_on:
            self._passed_on(server.home, body)
        time.sleep(fault.wait)
        if fault.status:
            self._give(fault.status, fault.headers, fault.body)
        else:
            self.close_connection = True
            self.connection.close()

    def _passed_on(self, home: str, body: bytes) -> requests.Response:
        headers = {name: value for name, value in self.headers.items() if name.lower() != "host"}
        return requests.post(home + self.path, data=body, headers=headers, timeout=60)

    def _give(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            if name.lower() not in STRANGE:
                self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with suppress(ConnectionError):
            self.wfile.write(body)

    def finish(self) -> None:
        with suppress(ValueError, ConnectionError):
            super().finish()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        pass


@contextmanager
def relaying(target: str, judge: Judge) -> Iterator[Relay]:
    """Pass requests on to the host of an address; `judge` gives the fault of each by its rank, path and body."""
    relay = Relay("")
    parts = urlsplit(target)
    server = _Server(f"{parts.scheme}://{parts.netloc}", relay, judge)
    relay.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield relay
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

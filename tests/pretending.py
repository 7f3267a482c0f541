"""A SPARQL endpoint on the loopback interface that answers every query in a way of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TYPE = "application/sparql-results+json"


@contextmanager
def pretending(reply: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[str]:
    """Serve an endpoint that answers every query in its own way."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            reply(self)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()
            thread.join()


def say(handler: BaseHTTPRequestHandler, body: bytes, media_type: str = TYPE, length: int | None = None) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", media_type)
    handler.send_header("Content-Length", str(len(body) if length is None else length))
    handler.end_headers()
    handler.wfile.write(body)


def refuse(handler: BaseHTTPRequestHandler, status: int, said: str) -> None:
    handler.send_response(status)
    handler.end_headers()
    handler.wfile.write(said.encode())


def stream(handler: BaseHTTPRequestHandler, parts: Iterator[bytes], media_type: str = TYPE) -> None:
    """Answer in chunks, and end as one should."""
    begin(handler, media_type)
    for part in parts:
        chunk(handler, part)
    handler.wfile.write(b"0\r\n\r\n")


def begin(handler: BaseHTTPRequestHandler, media_type: str = TYPE, **headers: str) -> None:
    """Start an answer in chunks."""
    handler.protocol_version = "HTTP/1.1"
    handler.send_response_only(200)
    for name, value in {"Content-Type": media_type, "Transfer-Encoding": "chunked", **headers}.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.close_connection = True


def chunk(handler: BaseHTTPRequestHandler, part: bytes) -> None:
    """Send one chunk."""
    handler.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))

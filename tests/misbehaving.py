"""A web server on the loopback interface that answers as the best and the worst of servers do."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from documents import page

PAGE = page(
    "<main><h1>Signature du CRTE</h1><p>La Communauté de communes du Val d'Exemple a signé vendredi 9 juillet 2021 son "
    "contrat de relance et de transition écologique avec l'État.</p></main>",
    "<meta property='og:site_name' content='CC du Val d&#39;Exemple'>",
)


class Misbehaving(BaseHTTPRequestHandler):
    """Answer by the name of the fault asked for."""

    def do_GET(self) -> None:
        fault = self.path.strip("/").partition("/")[0].partition("?")[0].partition(".")[0].replace("-", "_")
        getattr(self, f"_{fault}", self._missing)()

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _give(self, body: bytes, **headers: str) -> None:
        self.send_response(200)
        for name, value in ({"Content_Type": "text/html", "Content_Length": str(len(body))} | headers).items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def _missing(self) -> None:
        self.send_error(404)

    def _good(self) -> None:
        self._give(PAGE)

    def _unsized(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(PAGE)

    def _go(self, place: str) -> None:
        self.send_response(302)
        self.send_header("Location", place)
        self.end_headers()

    def _moved(self) -> None:
        self._go("/good")

    def _loop(self) -> None:
        self._go("/loop")

    def _away(self) -> None:
        self._go("file:///etc/passwd")

    def _inside(self) -> None:
        self._go("http://169.254.169.254/latest/meta-data")

    def _picture(self) -> None:
        self._give(b"\x89PNG", Content_Type="image/png")

    def _disguised(self) -> None:
        self._give(b"\x89PNG\r\n\x1a\n", Content_Type="application/pdf")

    def _packed(self) -> None:
        self._give(PAGE, Content_Encoding="gzip")

    def _large(self) -> None:
        self._give(b"", Content_Length=str(2**40))

    def _endless(self) -> None:
        self.send_response(200)
        self.end_headers()
        for _ in range(10_000):
            self.wfile.write(bytes(100_000))

    def _cut(self) -> None:
        self._give(PAGE[:50], Content_Length=str(len(PAGE)))

    def _silent(self) -> None:
        time.sleep(5)

    def _slow(self) -> None:
        self.send_response(200)
        self.end_headers()
        for byte in PAGE[:50]:
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            time.sleep(0.1)

    def _drip(self) -> None:
        for number in range(50):
            self.wfile.write(b"HTTP/1.1 200 OK\r\n" if number == 0 else f"X-{number}: 1\r\n".encode())
            self.wfile.flush()
            time.sleep(0.1)

    def _garbage(self) -> None:
        self.wfile.write(b"\x00\x01\x02" * 50)

    def _closed(self) -> None:
        self.connection.shutdown(socket.SHUT_RDWR)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, *_: object) -> None:
        """Say nothing when the other side hangs up."""


@contextmanager
def server() -> Iterator[str]:
    """Run the server and yield its address."""
    running = _Server(("127.0.0.1", 0), Misbehaving)
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{running.server_port}"
    finally:
        running.shutdown()
        running.server_close()
        thread.join()

"""SPARQL endpoints on the loopback interface, one that answers and many that misbehave, for queries that call them."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pyoxigraph as ox

RESULTS = "application/sparql-results+json"
ROW = '{"head":{"vars":["x"]},"results":{"bindings":[{"x":%s}]}}'
NAMED = '{"type":"uri","value":"http://example.org/x"}'
TRIPLE = f'{{"subject":{NAMED},"predicate":{NAMED},"object":{NAMED}}}'


class Endpoint(BaseHTTPRequestHandler):
    """Answer as an endpoint does where there is a store, elsewhere with the fault that the path names.

    It answers too as a proxy of the web in front of an endpoint, which is asked by its whole address.
    """

    server: Listening

    def do_POST(self) -> None:
        fields = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.server.asked.append((self.path, fields["query"][0]))
        fault = f"_{self.path.strip('/').replace('-', '_')}"
        answer = self._found_in_store if self.path in self.server.stores else getattr(self, fault, self._refusing)
        answer(fields["query"][0])

    def do_GET(self) -> None:
        self.server.asked.append((self.path, ""))
        self._give(ROW % NAMED)

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _give(self, body: str, status: int = 200, **headers: str) -> None:
        told = {"Content_Type": RESULTS, "Content_Length": str(len(body.encode()))} | headers
        self.send_response(status)
        for name, value in told.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body.encode())

    def _found_in_store(self, query: str) -> None:
        found = self.server.stores[self.path].query(query)
        assert isinstance(found, ox.QuerySolutions)
        self._give((found.serialize(format=ox.QueryResultsFormat.JSON) or b"").decode())

    def _moved(self, _: str) -> None:
        self._give("", 307, Location=f"http://127.0.0.1:{self.server.server_port}/sparql")

    def _found(self, _: str) -> None:
        self._give("", 302, Location="/elsewhere")

    def _to_a_file(self, _: str) -> None:
        self._give("", 302, Location="file:///etc/passwd")

    def _refusing(self, _: str) -> None:
        self._give("no", 403)

    def _page(self, _: str) -> None:
        self._give("<p>Bonjour</p>", Content_Type="text/html")

    def _truth(self, _: str) -> None:
        self._give('{"head":{},"boolean":true}')

    def _cut(self, _: str) -> None:
        self._give(ROW % NAMED, Content_Length="1000")

    def _nested(self, _: str) -> None:
        self._give('{"head":{"vars":["x"]},"results":{"bindings":[' + "[" * 90_000)

    def _injecting(self, _: str) -> None:
        self._give(ROW % '{"type":"uri","value":"http://x/> } } SELECT * { <y"}')

    def _quoted(self, _: str) -> None:
        self._give(ROW % ('{"type":"triple","value":' + TRIPLE + "}"))

    def _more_variables(self, _: str) -> None:
        self._give((ROW % NAMED).replace('["x"]', '["x","y"]').replace("}}]", '},"y":' + NAMED + "}]"))

    def _bulky(self, _: str) -> None:
        self._give((ROW % NAMED).replace("}}]", "}}" + f',{{"x":{NAMED}}}' * 50_000 + "]"))

    def _endless(self, _: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", RESULTS)
        self.end_headers()
        while self.server.is_open:
            self.wfile.write(b" " * 65536)

    def _dripping(self, _: str) -> None:
        self.wfile.write(b"HTTP/1.0 200 OK\r\n")
        while self.server.is_open:
            self.wfile.write(b"X")
            self.wfile.flush()
            time.sleep(0.05)


class Listening(ThreadingHTTPServer):
    """Keep what was asked, and the stores of the endpoints that answer."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Endpoint)
        self.asked: list[tuple[str, str]] = []
        self.stores = {"/sparql": ox.Store()}
        self.is_open = True

    def handle_error(self, *_: object) -> None:
        """Say nothing of clients that leave."""

    def address(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_port}/{path}"


@contextmanager
def listening() -> Iterator[Listening]:
    with Listening() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.is_open = False
        server.shutdown()

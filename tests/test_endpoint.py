"""Outsiders' queries over a remote endpoint: a real second engine, and endpoints that misbehave."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import samples
from engines import oxigraph
from live import free_port

from server.config import Config
from server.negotiation import RDF_FORMATS, RESULT_FORMATS
from server.release import Release, current
from server.remote import Remote
from server.sparql.endpoint import Endpoint
from server.sparql.engine import IN_MEMORY, QueryTimeout, Question, ResultTooLarge
from server.sparql.guard import EVERYTHING, Dataset, Form, Query
from server.sparql.tokens import MalformedQuery
from server.store import StoreUnavailable

JSON = RESULT_FORMATS[0]
GENEROUS = Config(query_seconds=60)
TYPE = JSON.media_type


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return current(samples.release(tmp_path_factory.mktemp("published")))


@pytest.fixture(scope="module")
def address(release: Release) -> Iterator[str]:
    with oxigraph(release.folder / "published.nq") as engine:
        yield engine.query


def question(release: Release, text: str, extension: str = "csv", dataset: Dataset = EVERYTHING) -> Question:
    format_ = next(one for one in (*RESULT_FORMATS, *RDF_FORMATS) if one.extension == extension)
    return Question(Query(text, Form(text.split(maxsplit=1)[0]), dataset, changing=False), release, format_)


@pytest.mark.engine
def test_a_remote_engine_answers_in_the_format_asked_for(address: str, release: Release) -> None:
    engine = Endpoint(address, GENEROUS)
    rows = engine.answer(question(release, "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"))
    assert b"".join(rows) == b"n\r\n%d\r\n" % release.quads
    graph = engine.answer(question(release, "CONSTRUCT WHERE { ?s ?p ?o }", "nt"))
    assert graph.length == len(b"".join(graph))
    engine.close()


@pytest.mark.engine
def test_a_remote_engine_reads_the_graphs_of_the_dataset(address: str, release: Release) -> None:
    source = release.graph(samples.SOURCE)
    assert source is not None
    count, named = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    for text, dataset in [(count, Dataset((source.iri,), ())), (named, Dataset((), (source.iri,)))]:
        answer = Endpoint(address, GENEROUS).answer(question(release, text, dataset=dataset))
        assert b"".join(answer) == b"n\r\n%d\r\n" % source.quads


@pytest.mark.engine
def test_a_remote_engine_gives_a_large_result_whole(address: str, release: Release) -> None:
    answer = Endpoint(address, GENEROUS).answer(question(release, "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 20000"))
    assert answer.length is not None
    assert answer.length > IN_MEMORY
    assert b"".join(answer).count(b"\r\n") == 20001


@pytest.mark.engine
def test_a_remote_engine_tells_a_malformed_query(address: str, release: Release) -> None:
    with pytest.raises(MalformedQuery):
        Endpoint(address, GENEROUS).answer(question(release, "SELECT * { ?s ?p }"))


@contextmanager
def pretending(reply: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[str]:
    """Serve an endpoint that answers every query in its own way."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            reply(self)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join()


def say(handler: BaseHTTPRequestHandler, body: bytes, media_type: str = TYPE, length: int | None = None) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", media_type)
    handler.send_header("Content-Length", str(len(body) if length is None else length))
    handler.end_headers()
    handler.wfile.write(body)


def test_an_endpoint_of_web_pages_is_no_store(release: Release) -> None:
    with pretending(lambda handler: say(handler, b"<p>welcome</p>", "text/html")) as address:
        with pytest.raises(StoreUnavailable, match=r"answers text/html where application/sparql-results\+json"):
            Endpoint(address, GENEROUS).answer(question(release, "ASK {}", "json"))
        with pytest.raises(StoreUnavailable, match="answers text/html"):
            Remote(address, 5).ask("ASK {}")


def test_an_endpoint_whose_results_are_no_json_is_no_store() -> None:
    with (
        pretending(lambda handler: say(handler, b"{")) as address,
        pytest.raises(StoreUnavailable, match="check PACTE_STORE"),
    ):
        Remote(address, 5).ask("ASK {}")


def test_an_endpoint_that_is_not_there_is_named(release: Release) -> None:
    address = f"http://127.0.0.1:{free_port()}/query"
    with pytest.raises(StoreUnavailable, match=address):
        Endpoint(address, GENEROUS).answer(question(release, "ASK {}", "json"))


def test_an_answer_cut_short_is_an_error(release: Release) -> None:
    with (
        pretending(lambda handler: say(handler, b'{"head"', length=500)) as address,
        pytest.raises(StoreUnavailable, match="493 bytes are missing"),
    ):
        Endpoint(address, GENEROUS).answer(question(release, "ASK {}", "json"))


def test_an_answer_in_broken_chunks_is_an_error(release: Release) -> None:
    def broken(handler: BaseHTTPRequestHandler) -> None:
        handler.protocol_version = "HTTP/1.1"
        handler.send_response(200)
        handler.send_header("Content-Type", TYPE)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        handler.wfile.write(b"ff\r\n{")
        handler.close_connection = True

    with pretending(broken) as address, pytest.raises(StoreUnavailable, match="the answer was cut"):
        Endpoint(address, GENEROUS).answer(question(release, "ASK {}", "json"))


def test_a_result_past_the_limit_is_refused(release: Release) -> None:
    config = dataclasses.replace(GENEROUS, result_bytes=1000)
    with (
        pretending(lambda handler: say(handler, b"x" * 2000)) as address,
        pytest.raises(ResultTooLarge),
    ):
        Endpoint(address, config).answer(question(release, "ASK {}", "json"))


def test_an_endpoint_that_never_answers_is_left_at_the_deadline(release: Release) -> None:
    over = threading.Event()
    config = dataclasses.replace(GENEROUS, query_seconds=0.5)

    def wait(handler: BaseHTTPRequestHandler) -> None:
        over.wait(60)
        handler.close_connection = True

    with pretending(wait) as address:
        with pytest.raises(QueryTimeout):
            Endpoint(address, config).answer(question(release, "ASK {}", "json"))
        over.set()


def test_an_endpoint_that_stops_in_the_middle_is_left_at_the_deadline(release: Release) -> None:
    over = threading.Event()
    config = dataclasses.replace(GENEROUS, query_seconds=0.5)

    def begin(handler: BaseHTTPRequestHandler) -> None:
        say(handler, b"x", length=1000)
        over.wait(60)

    with pretending(begin) as address:
        with pytest.raises(QueryTimeout):
            Endpoint(address, config).answer(question(release, "ASK {}", "json"))
        over.set()


def test_an_endpoint_that_drips_is_left_at_the_deadline(release: Release) -> None:
    over = threading.Event()
    config = dataclasses.replace(GENEROUS, query_seconds=0.3)

    def drip(handler: BaseHTTPRequestHandler) -> None:
        say(handler, b"x", length=1_000_000)
        while not over.wait(0.02):
            handler.wfile.write(b"x")

    with pretending(drip) as address:
        with pytest.raises(QueryTimeout):
            Endpoint(address, config).answer(question(release, "ASK {}", "json"))
        over.set()


def test_the_release_folder_is_never_opened(tmp_path: Path, release: Release) -> None:
    elsewhere = dataclasses.replace(release, folder=tmp_path)
    with pretending(lambda handler: say(handler, b"{}")) as address:
        assert b"".join(Endpoint(address, GENEROUS).answer(question(elsewhere, "ASK {}", "json"))) == b"{}"

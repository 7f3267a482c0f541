"""Long answers of a remote engine: passed on as they come, in bounded memory, and broken where the engine breaks."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from itertools import repeat
from pathlib import Path
from urllib.parse import parse_qs

import pytest
import samples
from pretending import begin, chunk, pretending, stream

from server.callers import Caller, CallerGone
from server.config import Config
from server.negotiation import RDF_FORMATS, RESULT_FORMATS
from server.release import Release, current
from server.sparql.endpoint import Endpoint
from server.sparql.engine import Answer, QueryTimeout, Question, ResultTooLarge
from server.sparql.guard import examine
from server.store import StoreUnavailable

GENEROUS = Config(query_seconds=60, result_bytes=200_000_000)
HEAD, END = b'{"head":{"vars":["x"]},"results":{"bindings":[', b"]}}"
ROW = b'{"x":{"type":"literal","value":"%s"}}' % (b"x" * 100)
TRIPLE = b'<http://x/s> <http://x/p> "%s" .\n' % (b"x" * 100)
TRIPLES = "application/n-triples"


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return current(samples.release(tmp_path_factory.mktemp("published")))


def asked(release: Release, extension: str = "csv", asker: Caller | None = None) -> Question:
    text = "CONSTRUCT WHERE { ?s ?p ?x }" if extension in {"nt", "ttl"} else "SELECT ?x { ?s ?p ?x }"
    format_ = next(one for one in (*RESULT_FORMATS, *RDF_FORMATS) if one.extension == extension)
    query = examine(text, 1000, release.base, frozenset())
    return Question(query, release, format_, asker or Caller(sees_breaks=True))


def rows(count: int, first: int = 0) -> Iterator[bytes]:
    """Yield so many rows, in parts of a thousand."""
    for number in range(first, count, 1000):
        text = b",".join(repeat(ROW, min(1000, count - number)))
        yield text if number == 0 else b"," + text


def whole(count: int) -> Iterator[bytes]:
    yield HEAD
    yield from rows(count)
    yield END


def taken(answer: Answer) -> int:
    """Return the bytes of an answer, kept nowhere."""
    return sum(map(len, answer))


def peak() -> int:
    """Return the most memory that this process has held since `forget_peak`, in bytes."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return 1024 * int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1])


def forget_peak() -> int:
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return peak()


@pytest.mark.parametrize("extension", ["json", "ttl"])
def test_a_long_answer_takes_bounded_memory_and_counts_its_rows(release: Release, extension: str) -> None:
    is_graph = extension == "ttl"

    def reply(handler: BaseHTTPRequestHandler) -> None:
        if is_graph:
            stream(handler, (TRIPLE * 1000 for _ in range(200)), TRIPLES)
        else:
            stream(handler, whole(200_000))

    with pretending(reply) as address:
        taken(Endpoint(address, GENEROUS).answer(asked(release, extension)))
        before = forget_peak()
        answer = Endpoint(address, GENEROUS).answer(asked(release, extension))
        assert answer.length is None
        assert taken(answer) > 20_000_000
        assert getattr(answer.content, "rows") == 200_000  # noqa: B009 - of a spool, known at its end
        assert peak() - before < 15_000_000


def test_a_long_answer_starts_before_the_engine_has_ended(release: Release) -> None:
    is_read = threading.Event()

    def reply(handler: BaseHTTPRequestHandler) -> None:
        begin(handler)
        chunk(handler, HEAD + b"".join(rows(20_000)))
        assert is_read.wait(60)
        chunk(handler, END)
        handler.wfile.write(b"0\r\n\r\n")

    with pretending(reply) as address:
        parts = iter(Endpoint(address, GENEROUS).answer(asked(release)))
        first = next(parts)
        is_read.set()
        assert (first + b"".join(parts)).count(b"\r\n") == 20_001


def leave_off(handler: BaseHTTPRequestHandler) -> None:
    begin(handler)
    chunk(handler, HEAD + b"".join(rows(20_000)))


def spoil(handler: BaseHTTPRequestHandler) -> None:
    stream(handler, iter([HEAD, *rows(20_000), b'{"x":<p>Bad gateway</p>']))


def go_on(handler: BaseHTTPRequestHandler) -> None:
    stream(handler, (b"".join((HEAD, *rows(1000))) if not n else b"," + next(rows(1000)) for n in range(10**9)))


def halt(handler: BaseHTTPRequestHandler) -> None:
    leave_off(handler)
    handler.rfile.read(1)


@pytest.mark.parametrize(
    ("reply", "limits", "fault"),
    [
        (leave_off, {}, StoreUnavailable),
        (spoil, {}, StoreUnavailable),
        (go_on, {"result_bytes": 3_000_000}, ResultTooLarge),
        (go_on, {"result_rows": 30_000}, ResultTooLarge),
        (go_on, {"query_seconds": 1.0, "result_bytes": 10**12, "result_rows": 10**9}, QueryTimeout),
        (halt, {"query_seconds": 1.0}, QueryTimeout),
    ],
    ids=["cut", "no JSON", "endless", "endless rows", "endless, till the deadline", "silent"],
)
def test_an_answer_that_has_begun_breaks_where_the_engine_breaks(
    release: Release, reply: Callable[[BaseHTTPRequestHandler], None], limits: dict[str, float], fault: type[Exception]
) -> None:
    with pretending(reply) as address:
        answer = Endpoint(address, dataclasses.replace(GENEROUS, **limits)).answer(asked(release))  # type: ignore[arg-type] # numbers
        with pytest.raises(fault):
            taken(answer)


def cut_once(again: Iterator[bytes]) -> Callable[[BaseHTTPRequestHandler], None]:
    """Return what leaves off in the middle of its first answer, and gives another one when it is asked again."""
    parts = iter((None, again))

    def reply(handler: BaseHTTPRequestHandler) -> None:
        if (answer := next(parts)) is None:
            leave_off(handler)
        else:
            stream(handler, answer)

    return reply


def test_an_answer_cut_midway_goes_on_where_it_was(release: Release) -> None:
    with pretending(cut_once(whole(30_000))) as address:
        answer = Endpoint(address, GENEROUS).answer(asked(release))
        assert b"".join(answer).split() == [b"x", *[b"x" * 100] * 30_000]


@pytest.mark.parametrize(("count", "word"), [(10_000, b"xxx"), (30_000, b"yyy")], ids=["shorter", "of other words"])
def test_an_answer_cut_midway_breaks_where_the_second_is_another(release: Release, count: int, word: bytes) -> None:
    again = (part.replace(b"xxx", word) for part in whole(count))
    with pretending(cut_once(again)) as address, pytest.raises(StoreUnavailable, match="is another when it is asked"):
        taken(Endpoint(address, GENEROUS).answer(asked(release)))


class Watched:
    """An engine that says nothing more after it has begun, and sees its reader leave."""

    def __init__(self, *, begins: bool) -> None:
        self.begins = begins
        self.is_asked = threading.Event()
        self.is_left = threading.Event()

    def __call__(self, handler: BaseHTTPRequestHandler) -> None:
        if self.begins:
            leave_off(handler)
        self.is_asked.set()
        handler.connection.settimeout(60)
        if not handler.rfile.read(1):
            self.is_left.set()


def test_the_engine_loses_its_reader_as_soon_as_the_client_leaves(release: Release) -> None:
    engine, client = Watched(begins=False), Caller(sees_breaks=True)

    def leave() -> None:
        assert engine.is_asked.wait(60)
        client.leave()

    with pretending(engine) as address:
        leaving = threading.Thread(target=leave)
        leaving.start()
        with pytest.raises(CallerGone):
            Endpoint(address, GENEROUS).answer(asked(release, asker=client))
        leaving.join()
        assert engine.is_left.wait(60)


def test_the_engine_loses_its_reader_as_soon_as_a_begun_answer_is_dropped(release: Release) -> None:
    engine, client = Watched(begins=True), Caller(sees_breaks=True)
    with pretending(engine) as address:
        answer = Endpoint(address, GENEROUS).answer(asked(release, asker=client))
        client.leave()
        assert engine.is_left.wait(60)
        with pytest.raises(CallerGone):
            taken(answer)


def test_a_graph_of_which_neither_length_nor_end_is_told_is_refused(release: Release) -> None:
    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", TRIPLES)
        handler.end_headers()
        handler.wfile.write(TRIPLE)

    with pretending(reply) as address, pytest.raises(StoreUnavailable, match="neither the length"):
        Endpoint(address, GENEROUS).answer(asked(release, "nt"))


@pytest.mark.parametrize(
    ("headers", "least", "most"),
    [
        ({"Server": "Virtuoso/07"}, 1000, 60_000),
        ({"Fuseki-Request-Id": "1"}, 1, 60),
        ({"Server": "Oxigraph/0.5"}, None, None),
    ],
    ids=["virtuoso", "fuseki", "oxigraph"],
)
def test_an_engine_is_told_how_long_it_may_work_once_it_is_known(
    release: Release, headers: dict[str, str], least: int | None, most: int | None
) -> None:
    told: list[list[str]] = []

    def reply(handler: BaseHTTPRequestHandler) -> None:
        told.append(parse_qs(handler.body).get("timeout", []))  # type: ignore[attr-defined] # of `pretending`
        begin(handler, **headers)
        chunk(handler, HEAD + END)
        handler.wfile.write(b"0\r\n\r\n")

    with pretending(reply) as address:
        endpoint = Endpoint(address, GENEROUS)
        for _ in range(2):
            assert endpoint.answer(asked(release)).rows == 0
    assert told[0] == []
    if least is None or most is None:
        assert told[1] == []
    else:
        assert least <= int(told[1][0]) <= most

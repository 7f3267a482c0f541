"""A WSGI application behind an ASGI server: short answers whole, long ones part by part, faults raised, all freed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from typing import Any

import looping
import pytest

from server.bridge import SHORT, Bridge, environment

SCOPE: dict[str, Any] = {
    "type": "http",
    "http_version": "1.1",
    "method": "POST",
    "path": "/sparql",
    "query_string": b"a=b",
    "headers": [(b"content-length", b"7"), (b"content-type", b"text/plain")],
    "client": ("192.0.2.1", 1),
}
Start = Callable[..., Callable[[bytes], object]]


class Parts:
    """The body of an answer, that tells when it is closed."""

    def __init__(self, parts: Iterable[bytes]) -> None:
        self.parts = parts
        self.closed = 0

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.parts)

    def close(self) -> None:
        self.closed += 1


def sent(body: Iterable[bytes], written: bytes = b"") -> list[dict[str, Any]]:
    def app(_environ: object, start_response: Start) -> Iterable[bytes]:
        write = start_response("200 OK", [("X-Told", "é")])
        if written:
            write(written)
        return body

    return asked(app)


def asked(app: Callable[[Any, Any], Iterable[bytes]]) -> list[dict[str, Any]]:
    messages: list[dict[str, Any]] = []

    async def send(message: Any) -> None:  # noqa: ANN401 - a message of ASGI
        messages.append(message)

    environ = environment(SCOPE, b"ask")  # type: ignore[arg-type] # as much of it as is read
    looping.run(Bridge(app, 1).answer(environ, send, nullcontext()))
    return messages


def test_a_short_answer_is_handed_over_whole() -> None:
    body = Parts([b"one ", b"", b"two"])
    head, only = sent(body, b"zero ")
    assert head == {"type": "http.response.start", "status": 200, "headers": [(b"x-told", b"\xe9")]}
    assert only == {"type": "http.response.body", "body": b"zero one two", "more_body": False}
    assert body.closed == 1


def test_a_long_answer_is_handed_over_as_it_comes() -> None:
    body = Parts([b"a" * SHORT, b"", b"b", b"c"])
    _, *parts = sent(body)
    assert [(part["body"][:1], part["more_body"]) for part in parts] == [
        (b"a", True),
        (b"b", True),
        (b"c", True),
        (b"", False),
    ]
    assert body.closed == 1


@pytest.mark.parametrize("before", [b"a", b"a" * SHORT], ids=["short", "long"])
def test_an_answer_that_fails_is_freed_and_its_fault_raised(before: bytes) -> None:
    def failing() -> Iterator[bytes]:
        yield before
        raise LookupError

    body = Parts(failing())
    with pytest.raises(LookupError):
        sent(body)
    assert body.closed == 1


def test_the_application_is_told_of_the_body_that_was_read() -> None:
    told: dict[str, Any] = {}

    def app(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        told.update(environ)
        start_response("204 No Content", [])
        return []

    assert [message["type"] for message in asked(app)] == ["http.response.start", "http.response.body"]
    assert (told["CONTENT_LENGTH"], told["wsgi.input"].read(), told["REMOTE_ADDR"]) == ("3", b"ask", "192.0.2.1")
    assert "CONTENT_LENGTH" not in environment(SCOPE)  # type: ignore[arg-type] # as much of it as is read


def test_an_address_in_bytes_beyond_ascii_is_percent_encoded() -> None:
    told = environment({**SCOPE, "query_string": "q=é&r=%C3%A9&s=a+b".encode()})  # type: ignore[typeddict-item] # as much of it as is read
    assert told["QUERY_STRING"] == "q=%C3%A9&r=%C3%A9&s=a+b"


def test_a_body_that_came_in_chunks_is_like_any_other() -> None:
    chunked = [(b"transfer-encoding", b"chunked"), (b"content-type", b"text/plain")]
    told = environment({**SCOPE, "headers": chunked}, b"ASK {}")  # type: ignore[typeddict-item] # as much of it as is read
    assert "HTTP_TRANSFER_ENCODING" not in told
    assert (told["CONTENT_LENGTH"], told["wsgi.input"].read()) == ("6", b"ASK {}")

"""Answers are coded as the client prefers, each coding with its own validator, and never twice."""

from __future__ import annotations

import gzip
import http.client
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from email.message import Message
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

import brotli
import pytest
import samples
import zstandard
from live import serving

from server.coding import Coding, chosen

PAGE = "/doc/contrat/crte-200099999"
LONG = "/sparql?" + urlencode({"query": "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 15000", "format": "csv"})
DECODED: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.decompress,
    "br": brotli.decompress,
    "zstd": lambda body: zstandard.ZstdDecompressor().decompressobj().decompress(body),
}


class Got(NamedTuple):
    """An answer read to its end."""

    status: int
    headers: Message
    body: bytes


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(samples.release(tmp_path_factory.mktemp("published")), PACTE_RESULT_BYTES="9000000") as address:
        yield address


def get(server: str, path: str, coding: str = "", method: str = "GET", **headers: str) -> Got:
    with closing(http.client.HTTPConnection(urlsplit(server).netloc, timeout=60)) as line:
        line.request(method, path, headers={"Accept-Encoding": coding or "identity", **headers})
        with line.getresponse() as answer:
            return Got(answer.status, answer.headers, answer.read())


@pytest.mark.parametrize(
    ("accept", "coding"),
    [
        ("", ""),
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("identity", ""),
        ("deflate", ""),
        ("nonsense;;q", ""),
    ],
)
def test_the_coding_is_the_one_the_client_prefers(accept: str, coding: str) -> None:
    assert chosen(accept) == coding


@pytest.mark.parametrize("coding", DECODED)
@pytest.mark.parametrize("path", [PAGE, LONG], ids=["page", "stream"])
def test_a_coded_answer_is_the_plain_one_made_smaller(server: str, path: str, coding: str) -> None:
    plain = get(server, path)
    first, again = get(server, path, coding), get(server, path, coding)
    assert "Content-Encoding" not in plain.headers
    assert first.headers["Content-Encoding"] == again.headers["Content-Encoding"] == coding
    assert len(first.body) < len(plain.body) / 2
    assert "Accept-Encoding" in first.headers["Vary"]
    assert "Accept-Encoding" in plain.headers["Vary"]
    if path == PAGE:
        assert DECODED[coding](first.body) == DECODED[coding](again.body) == plain.body
        assert first.headers["ETag"] == plain.headers["ETag"][:-1] + f'-{coding}"'
    else:
        assert DECODED[coding](first.body).count(b"\r\n") == plain.body.count(b"\r\n") == 15001


@pytest.mark.parametrize("path", [PAGE, "/sparql?" + urlencode({"query": "SELECT * { ?s ?p ?o } LIMIT 99"})])
def test_each_coding_is_asked_again_for_nothing_by_its_own_validator(server: str, path: str) -> None:
    tag = get(server, path, "br").headers["ETag"]
    known = get(server, path, "br", **{"If-None-Match": tag})
    assert (known.status, known.headers["ETag"], known.body) == (304, tag, b"")
    assert get(server, path, "gzip", **{"If-None-Match": tag}).status == 200
    assert get(server, path, **{"If-None-Match": tag}).status == 200


def test_head_tells_the_coding(server: str) -> None:
    head, answer = get(server, PAGE, "gzip", "HEAD"), get(server, PAGE, "gzip")
    assert (head.headers["Content-Encoding"], head.body) == ("gzip", b"")
    assert head.headers["ETag"] == answer.headers["ETag"]


def test_what_is_packed_already_or_asked_by_ranges_is_left_alone(server: str) -> None:
    packed = get(server, "/dumps/pacte.nq.gz", "gzip, br")
    assert "Content-Encoding" not in packed.headers
    assert zlib.decompress(packed.body, wbits=31)
    assert get(server, "/dumps/published.nq", "br", Range="bytes=0-9").status == 206
    assert "Content-Encoding" not in get(server, "/dumps/published.nq", "br").headers


def test_an_answer_that_fails_midway_is_broken_in_any_coding(server: str) -> None:
    path = "/sparql?" + urlencode({"query": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", "format": "csv"})
    with pytest.raises(http.client.IncompleteRead):
        get(server, path, "gzip")


def test_coded_bodies_are_kept_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.coding._WHOLE", 100)
    coding = Coding(lambda _environ, _start: [])
    bodies = [bytes(range(256)) * n for n in (1, 2, 3)]
    for place, body in enumerate(bodies):
        assert gzip.decompress(coding.whole(body, f'"{place}"', "gzip")) == body
    assert coding._bytes <= 100
    assert gzip.decompress(coding.whole(bodies[0], "", "gzip")) == bodies[0]

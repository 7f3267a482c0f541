"""Answers made smaller on their way out, in the coding that the client prefers (RFC 9110, section 12.5.3).

Each coding of an answer is a representation of its own: its strong validator is that of the plain one with the name of
the coding at its end.
"""

from __future__ import annotations

import re
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import chain
from threading import Lock
from typing import TYPE_CHECKING, Protocol

import brotli
import zstandard
from werkzeug.datastructures import Headers
from werkzeug.http import parse_accept_header

if TYPE_CHECKING:
    from typing import TypeAlias

    from _typeshed import OptExcInfo
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    Write: TypeAlias = Callable[[bytes], object]

__all__ = ["Coding", "chosen"]

SMALL = 500
"""Bytes of a body that is not worth a coding."""

_WHOLE = 32_000_000
_HEADER = 400
_SMALLER = re.compile(r"text/|image/svg|application/(?:n-|trig|json|xml|[a-z-]+\+(?:json|xml))", re.IGNORECASE)


class _Compressor(Protocol):
    def add(self, data: bytes, /) -> bytes: ...
    def end(self) -> bytes: ...


class _Zstd:
    def __init__(self) -> None:
        self._made = zstandard.ZstdCompressor(level=3).compressobj()
        self.add, self.end = self._made.compress, self._made.flush


class _Brotli:
    def __init__(self) -> None:
        self._made = brotli.Compressor(quality=4)
        self.add, self.end = self._made.process, self._made.finish


class _Gzip:
    def __init__(self) -> None:
        self._made = zlib.compressobj(6, wbits=31)
        self.add, self.end = self._made.compress, self._made.flush


_CODINGS: dict[str, Callable[[], _Compressor]] = {"zstd": _Zstd, "br": _Brotli, "gzip": _Gzip}


@lru_cache(1000)
def chosen(accept: str) -> str:
    """Return the coding that an Accept-Encoding header prefers, empty for none."""
    found = parse_accept_header(accept[:_HEADER]).best_match([*_CODINGS, "identity"])
    return "" if found in {None, "identity"} else str(found)


class Coding:
    """Code what an application answers; whole bodies with a strong validator are coded once, up to 32 MB of them."""

    def __init__(self, app: WSGIApplication) -> None:
        """Start with nothing coded."""
        self._app = app
        self._coded: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        coding = self.asked(environ)
        started: list[tuple[str, Headers]] = []

        def begin(status: str, headers: list[tuple[str, str]], _error: OptExcInfo | None = None, /) -> Write:
            started[:] = [(status, Headers(headers))]
            return written.append

        written: list[bytes] = []
        chunks = self._app(environ, begin)
        status, headers = started[0]
        is_coded = self.describe(headers, coding)
        if is_coded:
            headers.pop("Content-Length", None)
        start_response(status, headers.to_wsgi_list())
        if not is_coded or status[:3] == "304" or environ["REQUEST_METHOD"] == "HEAD":
            return chunks
        return _stream(chain(written, chunks), _CODINGS[coding](), getattr(chunks, "close", lambda: None))

    def asked(self, environ: WSGIEnvironment) -> str:
        """Return the coding of a request's answer, and let its validators be those of the plain answer."""
        coding = "" if "HTTP_RANGE" in environ else chosen(environ.get("HTTP_ACCEPT_ENCODING", ""))
        if coding and "HTTP_IF_NONE_MATCH" in environ:
            environ["HTTP_IF_NONE_MATCH"] = environ["HTTP_IF_NONE_MATCH"].replace(f'-{coding}"', '"')
        return coding

    def describe(self, headers: Headers, coding: str) -> bool:
        """Complete the headers of an answer, and tell whether its body is to be coded."""
        is_plain = "Content-Encoding" not in headers and "Repr-Digest" not in headers
        if not is_plain or not _SMALLER.match(headers.get("Content-Type", "text/")):
            return False
        headers["Vary"] = ", ".join(filter(None, (headers.get("Vary"), "Accept-Encoding")))
        if not coding or int(headers.get("Content-Length", SMALL)) < SMALL:
            return False
        headers["Content-Encoding"] = coding
        if "ETag" in headers:
            headers["ETag"] = f'{headers["ETag"][:-1]}-{coding}"'
        return True

    def whole(self, body: bytes, tag: str, coding: str) -> bytes:
        """Return a whole body coded, made once for each validator and coding."""
        with self._lock:
            if tag and (tag, coding) in self._coded:
                self._coded.move_to_end((tag, coding))
                return self._coded[tag, coding]
        made = _CODINGS[coding]()
        coded = made.add(body) + made.end()
        with self._lock:
            if tag and (tag, coding) not in self._coded:
                self._coded[tag, coding] = coded
                self._bytes += len(coded)
            while self._bytes > _WHOLE:
                self._bytes -= len(self._coded.popitem(last=False)[1])
        return coded


def _stream(chunks: Iterable[bytes], made: _Compressor, close: Callable[[], object]) -> Iterator[bytes]:
    try:
        for chunk in chunks:
            if coded := made.add(chunk):
                yield coded
        yield made.end()
    finally:
        close()

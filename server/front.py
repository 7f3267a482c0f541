"""The thin layer in front of Flask: answers already made for this release, given again without making them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import chain
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from werkzeug.http import parse_etags
from werkzeug.wsgi import ClosingIterator

from server.negotiation import choose_language
from server.responses import BODY, KEPT, MADE

if TYPE_CHECKING:
    from typing import TypeAlias

    from _typeshed import OptExcInfo
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    Write: TypeAlias = Callable[[bytes], object]

__all__ = ["Front", "Kept"]

_HEADER = 400


@dataclass(frozen=True, slots=True)
class _Answer:
    """One whole answer, as it was first given."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes
    etag: str


class Kept(NamedTuple):
    """Hold an answer as it is given again; equal bodies of one name are coded once."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes
    name: str


class Front:
    """Give again the answers that `responses.keep` allows, as long as the release is the same.

    Up to so many bytes are kept, of one answer a quarter of them at most.
    A base address with a path is honoured here: the path is taken off when the proxy in front has not done so.
    """

    def __init__(self, app: WSGIApplication, release: Callable[[], str], prefix: str, kept_bytes: int) -> None:
        """Keep the application, what tells the release being served, and the path of the base, which ends with `/`."""
        self._app = app
        self._release = release
        self._prefix = prefix.rstrip("/")
        self._most = kept_bytes
        self._answers: OrderedDict[tuple[str, ...], _Answer] = OrderedDict()
        self._keys: dict[str, tuple[str, ...]] = {}
        self._bytes = 0
        self._lock = Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        self._strip(environ)
        if not _is_repeatable(environ):
            return self._app(environ, start_response)
        key = self._key(environ)
        if answer := self._find(key):
            kept = self._told(key, answer, environ)
            start_response(kept.status, kept.headers)
            return (kept.body,)
        environ[MADE] = self._made
        if environ["REQUEST_METHOD"] == "HEAD":
            return self._app(environ, start_response)
        return self._make(key, environ, start_response)

    def _strip(self, environ: WSGIEnvironment) -> None:
        path = environ.get("PATH_INFO", "")
        if self._prefix and f"{path}/".startswith(f"{self._prefix}/"):
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + self._prefix
            environ["PATH_INFO"] = path.removeprefix(self._prefix) or "/"

    def _key(self, environ: WSGIEnvironment) -> tuple[str, ...]:
        language = _language(environ.get("HTTP_ACCEPT_LANGUAGE", "")[:_HEADER])
        place = (environ.get("SCRIPT_NAME", ""), environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", ""))
        said = _said(environ) if environ["REQUEST_METHOD"] == "POST" else ""
        return (self._release(), *place, environ.get("HTTP_ACCEPT", ""), language, said)

    def _find(self, key: tuple[str, ...]) -> _Answer | None:
        with self._lock:
            answer = self._answers.get(key)
            if answer is not None:
                self._answers.move_to_end(key)
            return answer

    def _made(self, etag: str) -> bytes | None:
        """Return the body that has a validator, if it is kept for some request."""
        with self._lock:
            key = self._keys.get(etag)
            if key is None:
                return None
            self._answers.move_to_end(key)
            return self._answers[key].body

    def kept(self, environ: WSGIEnvironment) -> Kept | None:
        """Return the answer to a request that was answered before, else None."""
        self._strip(environ)
        if not _is_repeatable(environ):
            return None
        key = self._key(environ)
        answer = self._find(key)
        return self._told(key, answer, environ) if answer else None

    def _told(self, key: tuple[str, ...], answer: _Answer, environ: WSGIEnvironment) -> Kept:
        name = answer.etag or "\0".join(key)
        if answer.etag and parse_etags(environ.get("HTTP_IF_NONE_MATCH")).contains_weak(answer.etag):
            left = [(name, value) for name, value in answer.headers if name.lower() not in _OF_BODY]
            return Kept("304 NOT MODIFIED", left, b"", name)
        return Kept(answer.status, answer.headers, b"" if environ["REQUEST_METHOD"] == "HEAD" else answer.body, name)

    def _make(self, key: tuple[str, ...], environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        started: list[tuple[str, list[tuple[str, str]]]] = []
        written: list[bytes] = []

        def begin(status: str, headers: list[tuple[str, str]], _error: OptExcInfo | None = None, /) -> Write:
            started.append((status, headers))
            return written.append

        chunks = self._app(environ, begin)
        status, headers = started[-1]
        close = getattr(chunks, "close", lambda: None)
        if not environ.get(KEPT) or status[:3] not in {"200", "303"}:
            start_response(status, headers)
            return ClosingIterator(chain(written, chunks), close) if written else chunks
        tags = [value.strip('"') for name, value in headers if name.lower() == "etag"]
        answer = _Answer(status, headers, b"".join([*written, *chunks]), "".join(tags))
        close()
        self._keep(key, answer)
        start_response(answer.status, answer.headers)
        return (answer.body,)

    def _keep(self, key: tuple[str, ...], answer: _Answer) -> None:
        if len(answer.body) > self._most // 4 or key[0] != self._release():
            return
        with self._lock:
            if key in self._answers:
                self._drop(key)
            self._answers[key] = answer
            if answer.etag:
                self._keys[answer.etag] = key
            self._bytes += _size(key, answer)
            while self._bytes > self._most:
                self._drop(next(iter(self._answers)))

    def _drop(self, key: tuple[str, ...]) -> None:
        answer = self._answers.pop(key)
        self._bytes -= _size(key, answer)
        if self._keys.get(answer.etag) == key:
            del self._keys[answer.etag]


def _is_repeatable(environ: WSGIEnvironment) -> bool:
    method = environ["REQUEST_METHOD"]
    return (method in {"GET", "HEAD"} or (method == "POST" and BODY in environ)) and "HTTP_RANGE" not in environ


def _said(environ: WSGIEnvironment) -> str:
    """Return the digest of the body of a request, and its type."""
    return f"{blake2b(environ[BODY]).hexdigest()} {environ.get('CONTENT_TYPE', '')}"


_language = lru_cache(1000)(choose_language)
_OF_BODY = {"content-type", "content-length", "content-language"}


def _size(key: tuple[str, ...], answer: _Answer) -> int:
    return len(answer.body) + sum(map(len, key)) + 1000

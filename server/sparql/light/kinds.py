"""Kinds of answers: what all answers to one form of query have in common, in one format, on one release, made once."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from werkzeug.datastructures import Headers

from server.bridge import head, start
from server.callers import Caller
from server.headers import complete
from server.negotiation import HTML, Format, NotAcceptable
from server.release import Release
from server.responses import FRESH, Link, validator
from server.sparql import receipts
from server.sparql.engine import Question
from server.sparql.guard import EVERYTHING, Form, Query
from server.sparql.protocol import UnknownFormat, result_format
from server.sparql.spelling import unquoted
from server.sparql.spreadsheets import SPREADSHEET

__all__ = ["Answered", "Kind", "Ready", "Wanted", "kind_of"]

_ASKED = "?query="
_VARYING = ("ETag", "X-Query-Digest", "Link")


class Wanted(NamedTuple):
    """Hold which format a client wants: what the address names, spelt as there, and what the header Accept says."""

    named: bytes
    accept: bytes


class Answered(NamedTuple):
    """Hold an answer, the query, and the address that asks it again; a yes or no has no number of rows."""

    kind: Kind
    text: str
    permalink: str
    body: bytes
    rows: int | None


class Ready(NamedTuple):
    """Hold an answer, its validator, the coding that its body is to have, if any, and its head but for its length."""

    body: bytes
    tag: str
    coding: str
    head: bytes

    def line(self, length: int) -> bytes:
        """Return the head of the answer; `length` counts the bytes of the body as it is sent."""
        return b"%bcontent-length: %d\r\n" % (self.head, length)

    def start(self, length: int) -> Any:  # noqa: ANN401 - a message of ASGI
        """Return the message that starts the answer."""
        headers = [tuple(line.split(b": ", 1)) for line in self.line(length).splitlines()[1:]]
        return {"type": "http.response.start", "status": 200, "headers": headers}


class Kind:
    """Tell what an answer says of itself, as the ordinary way does (`server.sparql.views`), but for its length."""

    def __init__(self, release: Release, form: Form, format_: Format) -> None:
        """Ask nothing yet."""
        self._question = Question(Query("", form, EVERYTHING, changing=False), release, format_, Caller())
        self.extension = format_.extension
        self.address = self._question.address
        self._before, _, self._after = receipts.permalink(self._question).partition(_ASKED)
        *told, _ = receipts.parts(self._question, "")
        self._told = "\0".join(told)
        self._lasting = cache(self._made)

    def permalink(self, spelt: str) -> str:
        """Return the address that asks a query again, which an address spells so; empty for too long a one."""
        found = f"{self._before}{_ASKED}{spelt}{self._after}"
        return found if len(found) <= receipts.LONGEST else ""

    def signed(self, body: bytes, permalink: str, rows: int | None) -> bytes:
        """Return a result with its receipt."""
        return receipts.signed(body, self._question, permalink, rows)

    def ready(self, answered: Answered, coding: str) -> Ready:
        """Return an answer with its headers."""
        text, rows = answered.text, answered.rows
        tag = validator(self._question.release.id, self._told, text)
        etag = f"{tag}-{coding}" if coding else tag
        link, digest = Link(answered.permalink, "bookmark"), receipts.digest(text, EVERYTHING)
        varying = f'etag: "{etag}"\r\nx-query-digest: {digest}\r\nlink: {link}\r\n'
        if rows is not None:
            varying = f"{varying}x-rows: {rows}\r\n"
        return Ready(answered.body, tag, coding, self._lasting(coding) + varying.encode("ascii"))

    def _made(self, coding: str) -> bytes:
        """Return the start of the head that all answers of this kind have."""
        question = self._question
        said = Headers({"Content-Type": question.format.content_type, "Vary": "Accept, Accept-Encoding"})
        said.extend({"Cache-Control": FRESH, "X-Complete": "true", "X-Release": question.release.id})
        varying = {*_VARYING} if question.query.form is Form.ASK else {*_VARYING, "X-Rows"}
        said.extend(dict.fromkeys(varying, ""))
        complete(said)
        if coding:
            said["Content-Encoding"] = coding
        return head(start("200", [(name, value) for name, value in said if name not in varying]))


def kind_of(release: Release, form: Form, wanted: Wanted) -> Kind | None:
    """Return the kind of answer that a client wants, None for one made for people, and where there is none.

    Raises UnicodeDecodeError for a name that is not UTF-8.
    """
    named = unquoted(wanted.named)
    try:
        found = HTML if named is None else result_format(form, named, wanted.accept.decode("latin-1"))
    except (NotAcceptable, UnknownFormat):
        return None
    return None if found in {HTML, SPREADSHEET} else Kind(release, form, found)

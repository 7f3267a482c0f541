"""The addresses of a remote store, asked again when they give no answer.

https://www.w3.org/TR/sparql11-protocol/, https://www.w3.org/TR/sparql11-http-rdf-update/
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import urlsplit

import requests
from requests.auth import AuthBase, HTTPBasicAuth, HTTPDigestAuth
from requests.utils import get_netrc_auth

from loaders.remote.refusals import Elsewhere, NoAnswer, NotAllowed, NotAnEndpoint, PushFailed, Refused

RESULTS = "application/sparql-results+json"
TURTLE = "text/turtle; charset=utf-8"
AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
_BLOCK = 1 << 16
_BLOCKS = 256
_LONGEST = 60
_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Patience:
    """How long is waited: seconds for a connection and for an answer; attempts, and seconds between the first two."""

    connection: float = 10
    answer: float = 600
    attempts: int = 6
    pause: float = 1


Waiting = Callable[[PushFailed, float], None]
"""What is told of an attempt that failed, and how many seconds pass before the next."""


@dataclass(frozen=True, slots=True)
class Login:
    """An account of a store; its password is never shown."""

    user: str
    password: str = field(repr=False)

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> Login | None:
        """Return the account that the environment gives by `PACTE_STORE_USER` and `PACTE_STORE_PASSWORD`, if any."""
        user = environ.get("PACTE_STORE_USER")
        return cls(user, environ.get("PACTE_STORE_PASSWORD", "")) if user else None


class _Unsigned(AuthBase):
    """Send no credentials, not even those of `.netrc`, before they are asked for."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a store takes queries, updates, and the statements of one graph."""

    query: str
    update: str
    graphs: str


class Endpoint:
    """Ask and change a store by its addresses; raises PushFailed.

    Queries and updates are sent as forms: Virtuoso leaves the protocol's other kind unanswered.
    """

    def __init__(
        self,
        addresses: Addresses,
        login: Login | None,
        patience: Patience | None = None,
        waiting: Waiting = lambda _failed, _seconds: None,
    ) -> None:
        """Keep the addresses; without an account, that of `.netrc` for their host is given where one is asked for."""
        self._waiting = waiting
        self.addresses = addresses
        self._login = login
        self._patience = patience or Patience()
        self._session = requests.Session()
        self._signed: dict[str, AuthBase] = {}

    def query(self, text: str) -> list[Mapping[str, str]]:
        """Return the rows of a SELECT query: variable → text of the value."""
        told = self._post(self.addresses.query, _Request({"query": text}, {"Accept": RESULTS}))
        try:
            rows = json.loads(told)["results"]["bindings"]
            return [{name: str(cell["value"]) for name, cell in row.items()} for row in rows]
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise NotAnEndpoint(self.addresses.query, _shown(told)) from error

    def update(self, text: str) -> None:
        """Have the store changed by one request, which may arrive more than once: it must be so written."""
        self._post(self.addresses.update, _Request({"update": text}))

    def add(self, graph: str, triples: bytes) -> None:
        """Add statements to a graph, given as N-Triples: those that are there already stay.

        https://www.w3.org/TR/sparql11-http-rdf-update/#http-post
        """
        self._post(self.addresses.graphs, _Request(triples, {"Content-Type": TURTLE}, {"graph": graph}))

    def _post(self, address: str, request: _Request) -> bytes:
        """Return the body of a good answer, after as many attempts as it takes."""
        failed: PushFailed = NoAnswer(address, "")
        after = 0.0
        for attempt in range(self._patience.attempts):
            if attempt:
                seconds = after or self._patience.pause * 2 ** (attempt - 1)
                self._waiting(failed, seconds)
                time.sleep(seconds)
            try:
                status, headers, body = self._once(address, request)
            except (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError) as error:
                failed, after = NoAnswer(address, f"{type(error).__name__} {error}"[:_SHOWN]), 0.0
                continue
            except requests.RequestException as error:
                raise NoAnswer(address, f"{type(error).__name__} {error}"[:_SHOWN]) from error
            if status not in AGAIN:
                return _judged(address, status, headers, body)
            told = headers.get("Retry-After", "")
            failed, after = _unable(address, status, body), float(min(int(told), _LONGEST) if told.isdecimal() else 0)
        raise failed

    def _once(self, address: str, request: _Request) -> tuple[int, Mapping[str, str], bytes]:
        """Return the status, the headers and the beginning of the body of an answer, signed where that is asked for."""
        signed = self._signed.get(address)
        status, headers, body = self._sent(address, request, signed or _Unsigned())
        if status == requests.codes.unauthorized and signed is None and (login := self._account(address)):
            is_digest = headers.get("WWW-Authenticate", "").lower().startswith("digest")
            kind = HTTPDigestAuth if is_digest else HTTPBasicAuth
            self._signed[address] = kind(login.user, login.password)
            status, headers, body = self._sent(address, request, self._signed[address])
        return status, headers, body

    def _sent(self, address: str, request: _Request, auth: AuthBase) -> tuple[int, Mapping[str, str], bytes]:
        with self._session.post(
            address,
            request.body,
            params=request.parameters,
            headers=request.headers,
            auth=auth,
            timeout=(self._patience.connection, self._patience.answer),
            allow_redirects=False,
            stream=True,
        ) as response:
            body = b"".join(islice(response.iter_content(_BLOCK), _BLOCKS))
            return response.status_code, response.headers, body

    def _account(self, address: str) -> Login | None:
        if self._login:
            return self._login
        found = get_netrc_auth(address)
        return Login(*found) if found else None


@dataclass(frozen=True, slots=True)
class _Request:
    """What is posted to an address."""

    body: Mapping[str, str] | bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)


def _unable(address: str, status: int, body: bytes) -> PushFailed:
    """Return the failure of a server that cannot answer now; some say so of what they will never take."""
    if status == requests.codes.internal_server_error:
        return Refused(address, status, _shown(body))
    return NoAnswer(address, f"{status} {_shown(body)}")


def _judged(address: str, status: int, headers: Mapping[str, str], body: bytes) -> bytes:
    """Return the body of a good answer; raise for one that is none."""
    if status in {requests.codes.unauthorized, requests.codes.forbidden}:
        raise NotAllowed(address, status)
    if requests.codes.multiple_choices <= status < requests.codes.bad_request:
        raise Elsewhere(address, headers.get("Location", ""))
    if status >= requests.codes.bad_request:
        raise Refused(address, status, _shown(body))
    return body


def _shown(body: bytes) -> str:
    """Return how a body begins, on one line."""
    return " ".join(body.decode("utf-8", "replace").split())[:_SHOWN]


def beside(query: str, update: str | None = None, graphs: str | None = None) -> Addresses | None:
    """Return the addresses of a store of which that of queries is given, None where no engine's habit tells the others.

    The Oxigraph server has `/query`, `/update` and `/store`; Fuseki `/NAME/query`, `/NAME/update` and `/NAME/data`;
    Virtuoso `/sparql`, `/sparql-auth` and `/sparql-graph-crud-auth`.
    """
    parts = urlsplit(query)
    home, _, last = parts.path.rpartition("/")
    if last not in {"query", "sparql"}:
        return Addresses(query, update, graphs) if update and graphs else None
    usual = (f"{home}/update", f"{home}/data") if home else _AT_ROOT[last]
    return Addresses(
        query,
        *(given or parts._replace(path=path).geturl() for given, path in zip((update, graphs), usual, strict=True)),
    )


_AT_ROOT = {"query": ("/update", "/store"), "sparql": ("/sparql-auth", "/sparql-graph-crud-auth")}

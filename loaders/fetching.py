"""A page or a file brought from the web by its address: public hosts only, under limits of size, time and redirects."""

from __future__ import annotations

import http.client
import ipaddress
import re
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from loaders.faults import Fault, InvalidSeeds, Wording

AGENT = "pacte (+linked open data about territorial contracts)"
_TYPES = re.compile(
    r"(?:text/(?!css|javascript)[\w.+-]+|application/(?:pdf|xhtml\+xml|xml|octet-stream|x-download|force-download"
    r"|vnd\.openxmlformats-officedocument\.wordprocessingml\.document|vnd\.oasis\.opendocument\.text)|)",
    re.IGNORECASE,
)
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
MOVED = {301, 302, 303, 307, 308}
_PORTS = {"http": 80, "https": 443}
_SAFE = "/%:@!$&'()*+,;=~-._?"
_CHUNK = 65_536
_CHECK = Wording("vérifier l'adresse dans un navigateur", "check the address in a browser")
_BY_HAND = Wording(
    "enregistrer le document à la main, puis l'ajouter avec --url", "save the document by hand, then add it with --url"
)


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a fetch may go: bytes, seconds in all, redirects; `local` allows addresses that are not public."""

    size: int = 100 * 2**20
    seconds: float = 60
    redirects: int = 5
    local: bool = False


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave: its bytes, and the address that they came from after redirects; or a file and its path."""

    data: bytes
    url: str


class PrivateAddress(OSError):
    """The host of an address is on a private network or on this machine."""


class _Host(http.client.HTTPConnection):
    """A connection to an address of a host that was looked up once and found public."""

    def __init__(self, host: str, port: int, reach: Reach, context: ssl.SSLContext | None) -> None:
        super().__init__(host, port, timeout=reach.seconds)
        self._reach = reach
        self._context = context

    def connect(self) -> None:
        """Connect to the first public address of the host that answers."""
        found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        kept = [(str(place[0]), self.port) for *_, place in found if self._reach.local or public(str(place[0]))]
        if not kept:
            raise PrivateAddress(f"{self.host}: {', '.join(sorted({str(place[0]) for *_, place in found}))}")
        self.sock = _connected(kept, self._reach.seconds)
        if self._context is not None:
            self.sock = self._context.wrap_socket(self.sock, server_hostname=self.host)
        self._open = self.sock

    def cut(self) -> None:
        """Make the connection end now for whoever waits on it."""
        with suppress(OSError):
            self._open.shutdown(socket.SHUT_RDWR)


def _connected(places: Sequence[tuple[str, int]], seconds: float) -> socket.socket:
    """Return a connection to the first of some places that answers; raises the error of the last one."""
    for place in places[:-1]:
        with suppress(OSError):
            return socket.create_connection(place, seconds)
    return socket.create_connection(places[-1], seconds)


def public(address: str) -> bool:
    """Tell whether an IP address is one of the public Internet, also when it wraps another one."""
    found = ipaddress.ip_address(address.partition("%")[0])
    inner: list[ipaddress.IPv4Address | None] = []
    if isinstance(found, ipaddress.IPv6Address):
        wrapped = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF) if found in _TRANSLATED else None
        inner = [found.ipv4_mapped, found.sixtofour, wrapped]
    return found.is_global and not found.is_multicast and all(one.is_global for one in inner if one is not None)


def fetch(url: str, reach: Reach) -> Fetched:
    """Return what an http(s) address gives; raises InvalidSeeds with why it gives nothing that could be a source."""
    deadline = time.monotonic() + reach.seconds
    here = url
    for _ in range(reach.redirects + 1):
        answer = _answer(url, target(url, here), reach, deadline)
        if isinstance(answer, Fetched):
            return answer
        here = urljoin(here, answer)
    problem = Wording(f"plus de {reach.redirects} redirections", f"more than {reach.redirects} redirects")
    raise _refusal(url, problem, _CHECK, here)


def target(url: str, here: str) -> SplitResult:
    """Return the parts of an address; raises InvalidSeeds for one that is not of the web or carries a password."""
    try:
        parts = urlsplit(here)
        good = parts.scheme in _PORTS and bool(parts.hostname) and parts.username is None
        good = good and (parts.port is None or parts.port > 0)
    except ValueError:
        good = False
    if not good:
        raise _refusal(url, Wording("n'est pas une adresse http(s)", "is not an http(s) address"), _CHECK, here)
    return parts


def _answer(url: str, parts: SplitResult, reach: Reach, deadline: float) -> Fetched | str:
    """Ask for one address: what it gives, or where it sends; raises InvalidSeeds."""
    try:
        return _asked(url, parts, reach, deadline)
    except PrivateAddress as error:
        problem = Wording("adresse d'un réseau privé", "address of a private network")
        raise _refusal(url, problem, _BY_HAND, str(error)) from error
    except (OSError, http.client.HTTPException, UnicodeError) as error:
        if isinstance(error, TimeoutError) or time.monotonic() >= deadline:
            raise _late(url, reach) from error
        problem = Wording("l'adresse ne répond pas comme il faut", "the address does not answer as it should")
        raise _refusal(url, problem, _CHECK, str(error) or type(error).__name__) from error


def _asked(url: str, parts: SplitResult, reach: Reach, deadline: float) -> Fetched | str:
    with answering(parts, reach, deadline, {}) as response:
        if response.status in MOVED and (place := response.headers.get("Location")):
            return str(place)
        _judge(url, response, reach)
        return Fetched(_body(url, response, reach, deadline), parts.geturl())


@contextmanager
def answering(
    parts: SplitResult, reach: Reach, deadline: float, headers: Mapping[str, str]
) -> Iterator[http.client.HTTPResponse]:
    """Lend the answer of one address, cut at a deadline; raises PrivateAddress, OSError, HTTPException."""
    host = (parts.hostname or "").encode("idna").decode()
    context = ssl.create_default_context() if parts.scheme == "https" else None
    connection = _Host(host, parts.port or _PORTS[parts.scheme], reach, context)
    path = quote(parts.path or "/", safe=_SAFE) + (f"?{quote(parts.query, safe=_SAFE)}" if parts.query else "")
    connection.connect()
    with _ended(connection, deadline):
        connection.request("GET", path, headers={"User-Agent": AGENT, "Accept-Encoding": "identity", **headers})
        with closing(connection.getresponse()) as response:
            yield response


@contextmanager
def _ended(connection: _Host, deadline: float) -> Iterator[None]:
    """Cut a connection at a deadline, however slowly the other side speaks, and close it in the end."""
    timer = threading.Timer(max(deadline - time.monotonic(), 0), connection.cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        connection.close()


def _judge(url: str, response: http.client.HTTPResponse, reach: Reach) -> None:
    """Raise InvalidSeeds for an answer that is no document: an error, another type, too many bytes."""
    if response.status != http.client.OK:
        problem = Wording("le serveur refuse ou ne trouve pas", "the server refuses or does not find")
        raise _refusal(url, problem, _CHECK, f"{response.status} {response.reason}")
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip()
    if not _TYPES.fullmatch(kind):
        problem = Wording("ce type de document n'est pas lu", "this type of document is not read")
        raise _refusal(url, problem, _BY_HAND, kind)
    coding = response.headers.get("Content-Encoding", "identity")
    if coding.lower() != "identity":
        problem = Wording("le serveur compresse sans qu'on le demande", "the server compresses without being asked to")
        raise _refusal(url, problem, _BY_HAND, coding)
    if (response.length or 0) > reach.size:
        raise _large(url, reach)


def _body(url: str, response: http.client.HTTPResponse, reach: Reach, deadline: float) -> bytes:
    """Return the bytes of an answer; raises InvalidSeeds for too many, too late, or fewer than were announced."""
    held: list[bytes] = []
    size = 0
    while chunk := response.read1(_CHUNK):
        held.append(chunk)
        size += len(chunk)
        if size > reach.size:
            raise _large(url, reach)
    if time.monotonic() >= deadline:
        raise _late(url, reach)
    if response.length:
        problem = Wording("la réponse est coupée", "the answer is cut short")
        raise _refusal(url, problem, Wording("recommencer", "try again"), f"{size} / {size + response.length}")
    return b"".join(held)


def _late(url: str, reach: Reach) -> InvalidSeeds:
    seconds = f"{reach.seconds:g}"
    problem = Wording(f"pas de réponse complète en {seconds} s", f"no whole answer within {seconds} s")
    return _refusal(url, problem, _BY_HAND)


def _large(url: str, reach: Reach) -> InvalidSeeds:
    allowed = reach.size // 2**20
    problem = Wording(f"ce document dépasse {allowed} Mio", f"this document exceeds {allowed} MiB")
    return _refusal(url, problem, Wording("en donner une version plus légère", "give a lighter version of it"))


def _refusal(url: str, problem: Wording, remedy: Wording, value: str | None = None) -> InvalidSeeds:
    return InvalidSeeds([Fault(url, problem, remedy, value=value)])

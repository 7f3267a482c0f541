"""What an operator decides, read once from the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from ontology.addresses import Addresses
from server.machine import memory

MEGABYTE = 1_000_000
SMALL = 4_000 * MEGABYTE
"""Bytes of memory below which a machine has none to spare for a release in memory."""

PLACE = "{release}"
"""What stands for the identifier of a release in the address of a store."""


class InvalidSetting(ValueError):
    """A setting has a value the service cannot run with."""

    def __init__(self, name: str, value: object, remedy: str) -> None:
        """Name the environment variable, show the value and say what to give."""
        super().__init__(f"{name}={value}: {remedy}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Hold the settings of one deployment.

    `base` is the public base address, absent when the release's own serves; `releases` the folder that holds `current`;
    `store` the address of a remote SPARQL endpoint, with `{release}` in it where each release has its own, absent for
    the store embedded in the release. The limits hold for one query of an outsider: seconds of wall clock, bytes of
    query text, of result and of memory, and the number of processes that answer such queries at once;
    `memory_processes` more hold the release in memory for heavy ones. One client may
    have so many queries at work, and so many seconds of work in a minute. `services` are the addresses of the SPARQL
    endpoints that a query may call; `kept_bytes` of answers are kept, to be given again.

    Raises InvalidSetting.
    """

    base: str | None = None
    releases: Path = Path("published")
    store: str | None = None
    query_seconds: float = 10.0
    query_bytes: int = 64_000
    result_bytes: int = 50 * MEGABYTE
    result_rows: int = 1_000_000
    memory_bytes: int = 2_000 * MEGABYTE
    processes: int = 3
    memory_processes: int = 2
    client_queries: int = 2
    client_seconds: float = 60.0
    services: tuple[str, ...] = ()
    service_bytes: int = 5 * MEGABYTE
    kept_bytes: int = 64 * MEGABYTE
    ledger: Path | None = None
    proxies: int = 0

    def __post_init__(self) -> None:
        """Refuse settings that would only fail later, in front of a visitor."""
        if self.base is not None:
            _check_base(self.base)
        if self.store is not None and not _is_endpoint(self.store.replace(PLACE, "0")):
            raise InvalidSetting("PACTE_STORE", self.store, "give the http(s) address of a SPARQL 1.1 query endpoint")
        if self.ledger is not None and not (self.ledger.is_dir() and os.access(self.ledger, os.W_OK)):
            raise InvalidSetting("PACTE_LEDGER", self.ledger, "give a folder that the workers can write to")
        for address in self.services:
            if not _is_service(address):
                remedy = "give http(s) addresses of SPARQL endpoints, spaces between, without password or fragment"
                raise InvalidSetting("PACTE_SERVICES", " ".join(self.services), f"{address!r} is none; {remedy}")
        for field, name in NUMBERS.items():
            value = getattr(self, field)
            if not 0 < value < float("inf"):
                raise InvalidSetting(name, value, "give a number above 0")
        if self.memory_processes < 0:
            remedy = "give the number of processes, 0 for none"
            raise InvalidSetting("PACTE_MEMORY_PROCESSES", self.memory_processes, remedy)
        if self.proxies < 0:
            raise InvalidSetting("PACTE_PROXIES", self.proxies, "give the number of proxies in front of the service")

    def endpoint(self, release: str) -> str | None:
        """Return the address of the remote store of a release, None for the embedded one."""
        return self.store and self.store.replace(PLACE, release)

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> Config:
        """Return the configuration that the environment's `PACTE_…` variables describe; an empty one counts as absent.

        Raises InvalidSetting.
        """
        given = {name: value for name, value in environ.items() if value}
        absent = cls()
        return cls(
            base=given.get("PACTE_BASE"),
            releases=Path(given.get("PACTE_RELEASES", absent.releases)),
            store=given.get("PACTE_STORE"),
            query_seconds=_seconds(given, "PACTE_QUERY_SECONDS", absent.query_seconds),
            query_bytes=_whole(given, "PACTE_QUERY_BYTES", absent.query_bytes),
            result_bytes=_whole(given, "PACTE_RESULT_BYTES", absent.result_bytes),
            result_rows=_whole(given, "PACTE_RESULT_ROWS", absent.result_rows),
            memory_bytes=_memory(given, absent),
            processes=_whole(given, "PACTE_QUERY_PROCESSES", absent.processes),
            memory_processes=_whole(given, "PACTE_MEMORY_PROCESSES", absent.memory_processes * (memory() >= SMALL)),
            client_queries=_whole(given, "PACTE_CLIENT_QUERIES", absent.client_queries),
            client_seconds=_seconds(given, "PACTE_CLIENT_SECONDS", absent.client_seconds),
            services=tuple(given.get("PACTE_SERVICES", "").split()),
            service_bytes=_whole(given, "PACTE_SERVICE_BYTES", absent.service_bytes),
            kept_bytes=_whole(given, "PACTE_KEPT_BYTES", absent.kept_bytes),
            ledger=Path(given["PACTE_LEDGER"]) if "PACTE_LEDGER" in given else None,
            proxies=_whole(given, "PACTE_PROXIES", absent.proxies),
        )


NUMBERS = {
    "query_seconds": "PACTE_QUERY_SECONDS",
    "query_bytes": "PACTE_QUERY_BYTES",
    "result_bytes": "PACTE_RESULT_BYTES",
    "result_rows": "PACTE_RESULT_ROWS",
    "memory_bytes": "PACTE_QUERY_MEMORY",
    "processes": "PACTE_QUERY_PROCESSES",
    "client_queries": "PACTE_CLIENT_QUERIES",
    "client_seconds": "PACTE_CLIENT_SECONDS",
    "service_bytes": "PACTE_SERVICE_BYTES",
    "kept_bytes": "PACTE_KEPT_BYTES",
}


def _memory(given: Mapping[str, str], absent: Config) -> int:
    """Return the bytes that a query may have: what is given, else its share of what all together may have."""
    processes = max(1, _whole(given, "PACTE_QUERY_PROCESSES", absent.processes))
    together = _whole(given, "PACTE_MEMORY", memory() // 2)
    if together < processes:
        raise InvalidSetting("PACTE_MEMORY", together, "give the bytes that all queries at work may have together")
    if "PACTE_QUERY_MEMORY" not in given:
        return min(absent.memory_bytes, together // processes)
    each = _whole(given, "PACTE_QUERY_MEMORY", absent.memory_bytes)
    if "PACTE_MEMORY" in given and each * processes > together:
        remedy = f"{processes} queries at once with {each} bytes each (PACTE_QUERY_MEMORY) need {each * processes}"
        raise InvalidSetting("PACTE_MEMORY", together, remedy)
    return each


def _check_base(base: str) -> None:
    try:
        Addresses(base)
    except ValueError as error:
        raise InvalidSetting("PACTE_BASE", base, "give an absolute http(s) address that ends with '/'") from error


def _is_endpoint(address: str) -> bool:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and port != 0 and address.isprintable()


def _is_service(address: str) -> bool:
    is_iri = not set(address) & set('<>"{}|\\^`#')
    return _is_endpoint(address) and is_iri and "@" not in urlsplit(address).netloc


def _seconds(given: Mapping[str, str], name: str, absent: float) -> float:
    try:
        return float(given.get(name, absent))
    except ValueError as error:
        raise InvalidSetting(name, given[name], "give a number of seconds, such as 10 or 2.5") from error


def _whole(given: Mapping[str, str], name: str, absent: int) -> int:
    try:
        return int(given.get(name, absent))
    except ValueError as error:
        raise InvalidSetting(name, given[name], "give a whole number") from error

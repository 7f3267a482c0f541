"""What is being served: the current release with its store open, followed when the link `current` moves."""

from __future__ import annotations

import logging
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from threading import Lock

from flask import current_app, g, has_request_context
from rdflib import URIRef

from server.addresses import Site
from server.config import Config
from server.doubts import Doubt, doubts
from server.drawings import Drawings, drawings
from server.index import Index
from server.negotiation import LANGUAGES
from server.release import Current, InvalidManifest, NoRelease, Release, pruned, read
from server.remote import Remote
from server.store import Embedded, Row, Store
from server.things.lookups import lookup
from server.things.proofs import Source
from server.things.reviews import Review, reviews

__all__ = ["BaseConflict", "Edition", "Editions", "edition"]

_ID = re.compile(r"[0-9a-f]{8,64}")
_LOG = logging.getLogger(__name__)


class BaseConflict(ValueError):
    """The base address that is configured is not the one under which the release names its things."""

    def __init__(self, configured: str, released: str) -> None:
        """Show both."""
        super().__init__(
            f"PACTE_BASE={configured}: the release was built for {released}; "
            f"build it anew with PACTE_BASE={configured}, or unset PACTE_BASE"
        )


class HeldElsewhere(ConnectionError):
    """The remote store holds another release than the one that is to be served from it, or none yet."""

    def __init__(self, wanted: str, held: str) -> None:
        """Show both."""
        self.held = held
        super().__init__(f"the store holds release {held or 'none yet'}, not {wanted}; run `pacte push`")


@dataclass(frozen=True)
class Edition:
    """Hold one release, its store, and what is read from them once."""

    release: Release
    store: Store

    def check(self) -> None:
        """Raise HeldElsewhere when the store says that it holds another release, StoreUnavailable when it says nothing.

        A store that was filled by other means than `pacte push` says nothing of a release, and is believed.
        """
        told = [{name: str(value) for name, value in row.items()} for row in self.store.select(lookup("held"))]
        held = next((row["release"] for row in told if "release" in row), "" if told else self.release.id)
        if held != self.release.id:
            raise HeldElsewhere(self.release.id, held)

    @cached_property
    def site(self) -> Site:
        """Return the addresses of the deployment that the release was built for."""
        return Site(self.release.base)

    @cached_property
    def terms(self) -> Mapping[str, Mapping[URIRef, str]]:
        """Return the labels that the vocabulary gives its terms: language → term → label."""
        return _labels(self.store.select(lookup("terms")))

    @cached_property
    def sources(self) -> Mapping[URIRef, Source]:
        """Return the documents that were read, by their IRI, which is that of their graph."""
        found: dict[URIRef, Source] = {}
        for row in self.store.select(lookup("sources")):
            iri = URIRef(row["source"])
            identifier = str(row.get("identifier", iri.rsplit("/", 1)[-1]))
            title, publisher = str(row.get("title", identifier)), str(row.get("publisher", ""))
            found.setdefault(iri, Source(iri, title, identifier, publisher, str(row.get("licence", ""))))
        return found

    @cached_property
    def columns(self) -> Mapping[tuple[URIRef, URIRef], str]:
        """Return which column of which source holds which property; a property of several columns has none."""
        found: dict[tuple[URIRef, URIRef], set[str]] = defaultdict(set)
        for row in self.store.select(lookup("columns")):
            found[URIRef(row["source"]), URIRef(row["predicate"])].add(str(row["column"]))
        return {key: columns.pop() for key, columns in found.items() if len(columns) == 1}

    @cached_property
    def reviews(self) -> Mapping[URIRef, tuple[Review, ...]]:
        """Return what services decided of statements, by the things they are about."""
        return reviews(self.store.select(lookup("corrections")))

    @cached_property
    def replaced(self) -> Mapping[URIRef, URIRef]:
        """Return the things whose address gave way to another's, each with that one."""
        return {URIRef(row["old"]): URIRef(row["kept"]) for row in self.store.select(lookup("replaced"))}

    @cached_property
    def oldest(self) -> str:
        """Return the year of the oldest edition of the referential that is kept, an empty text where none is."""
        return max(
            (str(row["year"]) for row in self.store.select(lookup("oldest-edition")) if "year" in row), default=""
        )

    @cached_property
    def doubts(self) -> Mapping[str, Sequence[Doubt]]:
        """Return what the reading of documents left to a person, by the name of the document's file."""
        return doubts(self.release.folder)

    @cached_property
    def drawings(self) -> Drawings:
        """Return the outlines of territories that maps are drawn with."""
        return drawings(self.release.folder)

    def outlines(self, *kinds: str) -> tuple[Source, ...]:
        """Return the sources of the outlines of some kinds of territories (`department`…), or of all."""
        tables = {table for kind, table in self.drawings.sources.items() if not kinds or kind in kinds}
        found = (self.sources.get(URIRef(table)) for table in sorted(tables))
        return tuple(one for one in found if one)

    @cached_property
    def departments(self) -> Mapping[str, str]:
        """Return the names of the départements by their codes."""
        rows = self.store.select(lookup("names-of-departments"))
        return {self.site.identity(row["department"])[1]: str(row["label"]) for row in self._own(rows)}

    @cached_property
    def contracts_by_department(self) -> Mapping[str, int]:
        """Return how many contracts concern each département that has any, by its code."""
        rows = self.store.select(lookup("contracts-by-department"))
        return {self.site.identity(row["department"])[1]: int(str(row["count"])) for row in self._own(rows)}

    def _own(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Return the rows whose département has an address of this site."""
        return (row for row in rows if self.site.owns(row["department"]))

    @cached_property
    def index(self) -> Index:
        """Return the index of everything that has a label."""
        return Index.of(self.site, self.store.select(lookup("labels")))


class Editions:
    """Follow the current release: a request that comes after a switch is served from the new one."""

    def __init__(self, config: Config) -> None:
        """Open the current release; raises NoRelease, InvalidManifest, BaseConflict."""
        self._config = config
        self._current = Current(config.releases)
        self._lock = Lock()
        self._followers: list[Callable[[], object]] = []
        self.is_warm = False
        self._edition = self._first(self._current())

    def current(self) -> Edition:
        """Return the edition of the release that `current` points to now.

        The one that was open goes on being served while the new one cannot be opened.
        """
        try:
            release = self._current()
            if release is not self._edition.release:
                self._switch(release)
        except (NoRelease, InvalidManifest, BaseConflict, OSError) as error:
            _LOG.warning("still serving release %s: %s", self._edition.release.id, error)
        return self._edition

    def follow(self, tell: Callable[[], object]) -> None:
        """Have a function called after each switch; it must not wait."""
        self._followers.append(tell)

    def kept(self, identifier: str) -> Release:
        """Return a release by its id, the current one or one that is still kept.

        Raises NoRelease, InvalidManifest.
        """
        served = self._edition.release
        if identifier == served.id:
            return served
        folder = self._config.releases / "releases" / identifier
        if not _ID.fullmatch(identifier):
            raise NoRelease(folder, "not the id of a release")
        return read(folder)

    def was_pruned(self, identifier: str) -> bool:
        """Tell whether a release was published and then removed."""
        return identifier in pruned(self._config.releases)

    def warm(self) -> None:
        """Make now what takes seconds on a national release, the search index and the map, not at the first request."""
        served = self.current()
        served.index.count()
        served.contracts_by_department  # noqa: B018 - kept once it is made
        self.is_warm = True

    def _first(self, release: Release) -> Edition:
        """Open the current release, or the one that its store still holds."""
        opened = self._open(release)
        try:
            opened.check()
        except HeldElsewhere as error:
            if _ID.fullmatch(error.held):
                with suppress(NoRelease):
                    return self._open(read(self._config.releases / "releases" / error.held))
        except OSError as error:
            _LOG.warning("serving release %s from a store that does not answer: %s", release.id, error)
        return opened

    def _switch(self, release: Release) -> None:
        """Serve another release, once its store holds it."""
        opened = self._open(release)
        opened.check()
        with self._lock:
            if release is self._edition.release:
                return
            self._edition = opened
        for tell in self._followers:
            tell()

    def _open(self, release: Release) -> Edition:
        if self._config.base not in {None, release.base}:
            raise BaseConflict(str(self._config.base), release.base)
        if endpoint := self._config.endpoint(release.id):
            return Edition(release, Remote(endpoint, self._config.query_seconds))
        return Edition(release, Embedded(release.store))


def edition() -> Edition:
    """Return the edition that the current request is served from: one and the same to its end."""
    editions: Editions = current_app.extensions["pacte"]
    if not has_request_context():
        return editions.current()
    if "edition" not in g:
        g.edition = editions.current()
    served: Edition = g.edition
    return served


def _labels(rows: Iterable[Row]) -> Mapping[str, Mapping[URIRef, str]]:
    found: dict[str, dict[URIRef, str]] = {language: {} for language in LANGUAGES}
    for row in rows:
        term, label = row["term"], row["label"]
        spoken = getattr(label, "language", None) or "fr"
        if isinstance(term, URIRef) and spoken in found:
            found[spoken].setdefault(term, str(label))
    return found

"""Every address of the service, built in one place: inside the site (a path, whatever host is asked) or absolute."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode, urlsplit

from rdflib import URIRef

from ontology.names import VOCABULARY

__all__ = ["EXTENDED", "TERRITORIES", "Place", "Site"]

TERRITORIES = ("region", "departement", "arrondissement", "groupement", "epci", "commune")
"""The kinds of territories, from the widest."""

EXTENDED = frozenset({"contrat", "epci", "groupement"})
"""The kinds of things whose page tells their communes at a date."""

_LINKED = {"http", "https", "mailto"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a link leads: its address, and whether it leaves the site."""

    href: str
    outside: bool


@dataclass(frozen=True, slots=True)
class Site:
    """Build the addresses of one deployment.

    `base` is the public base address and ends with a slash; it may have a path (`https://data.exemple.fr/pacte/`).
    Methods return paths from the root of the host, which work behind any host name; `absolute` completes them.
    `language` is the one stated in the address of the page being shown, carried from link to link; None when the
    browser's choice holds.
    """

    base: str
    language: str | None = None

    @property
    def prefix(self) -> str:
        """Return the path of the base, from `/` to `/`."""
        return urlsplit(self.base).path

    @property
    def host(self) -> str:
        """Return the name of the host of the base."""
        return urlsplit(self.base).netloc

    @property
    def origin(self) -> str:
        """Return the scheme and the host of the base, which a path completes to an absolute address."""
        return self.base.removesuffix(self.prefix)

    def path(self, rest: str, **query: object) -> str:
        """Return the path of a part of the site, with the parameters that have a value, and the stated language."""
        wanted = {name: str(value) for name, value in query.items() if value not in {None, ""}}
        if self.language and "lang" not in query:
            wanted["lang"] = self.language
        return self.prefix + quote(rest) + (f"?{urlencode(wanted)}" if wanted else "")

    def absolute(self, rest: str) -> str:
        """Return the absolute address of a part of the site, without any parameter."""
        return self.base + quote(rest)

    def in_language(self, language: str | None) -> Site:
        """Return the same site with its links stating a language, or none."""
        return replace(self, language=language)

    def home(self) -> str:
        """Return the path of the home page."""
        return self.path("")

    def search(self, text: str = "", kind: str = "", page: int = 1) -> str:
        """Return the path of a search, or of the whole list of one kind of things."""
        return self.path("recherche", q=text, type=kind, page=page if page > 1 else None)

    def definition(self, part: str = "", extension: str = "") -> str:
        """Return the path of the vocabulary, or of a part of it (`contract-kind`, `context`), in one format or any."""
        return self._plain("def" + (f"/{part}" if part else ""), extension)

    def catalogue(self, extension: str = "") -> str:
        """Return the path of the catalogue in one format or any."""
        return self._plain("catalogue", extension)

    def dumps(self) -> str:
        """Return the path of the list of files to download."""
        return self.path("dumps/")

    def dump(self, name: str) -> str:
        """Return the path of one file to download."""
        return self.prefix + quote(f"dumps/{name}")

    def sparql(self) -> str:
        """Return the path of the SPARQL endpoint and of its page."""
        return self.path("sparql")

    def terms(self) -> str:
        """Return the path of the terms that the editor offers."""
        return self.prefix + "sparql/terms.json"

    def interface(self) -> str:
        """Return the path of the description of the service for programs."""
        return self.prefix + "openapi.json"

    def questions(self, name: str = "", extension: str = "", **asked: str) -> str:
        """Return the path of the list of questions, or of one, as it stands or as asked, in one format or any."""
        rest = f"questions/{name}" if name else "questions"
        return self._plain(rest, extension, **asked)

    def editing(self, name: str) -> str:
        """Return the path that leads to the editor with the query of a question, its parameters to be given."""
        return self.prefix + quote(f"questions/{name}/sparql")

    def undecided(self, extension: str = "") -> str:
        """Return the path of what was left undecided, in one format or any."""
        return self._plain("undecided", extension)

    def static(self, name: str) -> str:
        """Return the path of a file of the pages' own (style sheet, icon)."""
        return self.prefix + quote(f"static/{name}")

    def document(self, thing: str, extension: str = "", **query: object) -> str:
        """Return the path of the document about a thing of this site, in one format or as the reader prefers.

        Raises ValueError for an IRI of another place.
        """
        kind, key = self.identity(thing)
        rest = f"doc/{kind}/{key}" + (f".{extension}" if extension else "")
        return self.path(rest, **query) if extension in {"", "html"} else self.prefix + quote(rest)

    def identity(self, thing: str) -> tuple[str, str]:
        """Return the kind and the key of a thing of this site.

        Raises ValueError for an IRI of another place.
        """
        kind, slash, key = str(thing).removeprefix(f"{self.base}id/").partition("/")
        if not (str(thing).startswith(f"{self.base}id/") and slash and kind and key and "/" not in key):
            raise ValueError(f"{thing} is not the IRI of a thing under {self.base}id/")
        return kind, key

    def owns(self, iri: str) -> bool:
        """Tell whether an IRI is that of a thing of this site."""
        try:
            self.identity(iri)
        except ValueError:
            return False
        return True

    def width(self, iri: str) -> int:
        """Return the rank of a territory by its kind, from the widest, and less than any for what is none."""
        kind = self.identity(iri)[0] if self.owns(iri) else ""
        return TERRITORIES.index(kind) if kind in TERRITORIES else -1

    def thing(self, kind: str, key: str) -> URIRef:
        """Return the IRI of a thing."""
        return URIRef(f"{self.base}id/{kind}/{key}")

    def place(self, iri: str) -> Place | None:
        """Return where a link to an IRI leads: its document here, or itself; None when it must not become a link."""
        iri = str(iri)  # rdflib's own startswith takes one prefix only
        if self.owns(iri):
            return Place(self.document(iri), outside=False)
        if iri == str(VOCABULARY) or iri.startswith((f"{VOCABULARY}#", f"{VOCABULARY}/")):
            address, mark, fragment = iri.removeprefix(f"{VOCABULARY}").partition("#")
            return Place(self.definition(address.removeprefix("/")) + mark + fragment, outside=False)
        try:
            scheme = urlsplit(iri).scheme.lower()
        except ValueError:
            return None
        return Place(iri, outside=True) if scheme in _LINKED else None

    def _plain(self, rest: str, extension: str, **query: str) -> str:
        if extension in {"", "html"}:
            return self.path(f"{rest}.{extension}" if extension else rest, **query)
        return self.in_language(None).path(f"{rest}.{extension}", **query)

"""What a question may be asked about: the kinds of parameters, and the one way from a text typed to a value bound."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from rdflib import Literal, URIRef

from ontology.names import XSD
from server.addresses import TERRITORIES, Site
from server.binding import Value

__all__ = ["ANY", "KINDS", "InvalidParameter", "Parameter", "UnknownParameter"]

ANY = "*"
"""What is given for an optional parameter to mean all of them; an emptied field of the form means the same."""

_KEY = r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*"
_THINGS = {
    "commune": r"(?:\d\d|2[AB])\d{3}",
    "contrat": _KEY,
    "departement": r"\d\d|2[AB]|97\d",
    "organisation": _KEY,
    "personne": _KEY,
    "source": _KEY,
    "territoire": rf"(?:{'|'.join(TERRITORIES)})/{_KEY}",
}
_DATES = {
    r"\d{4}-\d\d-\d\d": ("{}", XSD.date),
    r"\d{4}-\d\d": ("{}-01", XSD.gYearMonth),
    r"\d{4}": ("{}-01-01", XSD.gYear),
}
_ANY_TEXT = r"[^\x00-\x1f\x7f]{2,200}"
_TEXT = re.compile(_ANY_TEXT)

KINDS = (*_THINGS, "date", "text")
"""The kinds a parameter may have: a kind of thing, given by the key of its IRI, a date, or a text.

A territory may be of any level: it is given by its kind and its key, as in its IRI (`region/32`).
"""


class InvalidParameter(ValueError):
    """The value given for a parameter is not one of its kind."""

    def __init__(self, name: str, kind: str, text: str) -> None:
        """Keep the parameter, its kind and what was given, for the answer to say what is expected."""
        self.name = name
        self.kind = kind
        self.text = text
        super().__init__(f"parameter {name}={text!r}: not a {kind}")


class UnknownParameter(ValueError):
    """A parameter is given that the question does not have."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        """Keep the parameter given, and those that exist."""
        self.name = name
        self.known = known
        super().__init__(f"parameter {name}: the question has {', '.join(known) or 'none'}")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing that a question is asked about.

    `kind` is one of `KINDS`; `default` holds when nothing is given. `title` says what it is in each language.
    """

    name: str
    kind: str
    optional: bool
    default: str
    title: Mapping[str, str]

    @property
    def is_thing(self) -> bool:
        """Tell whether its values are things of the site."""
        return self.kind in _THINGS

    def pattern(self, site: Site) -> str:
        """Return the regular expression (ECMA-262) of the texts that may be given; a date must also exist."""
        match self.kind:
            case "date":
                forms = "|".join(_DATES)
            case "text":
                forms = _ANY_TEXT
            case _:
                before = self._before(site).replace(".", r"\.")
                forms = f"(?:{before})?(?:{_THINGS[self.kind]})"
        open_ = r"\*|" if self.optional else ""
        return f"^(?:{open_}{forms})$"

    def given(self, texts: Mapping[str, str]) -> str:
        """Return the text that holds among those given in a request: that of its name, else the default.

        A thing may be given by its whole IRI. An optional parameter left empty means all of them.
        """
        text = texts.get(self.name, self.default).strip()
        if self.optional and not text:
            return ANY
        return text or self.default

    def value(self, text: str, site: Site) -> Value | None:
        """Return the value of a text, None when the parameter is left open; raises InvalidParameter."""
        if self.optional and text == ANY:
            return None
        if self.is_thing:
            return self._thing(text, site)
        return self._date(text) if self.kind == "date" else self._text(text)

    def _thing(self, text: str, site: Site) -> URIRef:
        key = text.removeprefix(self._before(site))
        if not re.fullmatch(_THINGS[self.kind], key, re.ASCII):
            raise InvalidParameter(self.name, self.kind, text)
        return URIRef(self._before(site) + key)

    def _before(self, site: Site) -> str:
        """Return what stands before the text of a thing in its IRI."""
        return f"{site.base}id/" if self.kind == "territoire" else str(site.thing(self.kind, ""))

    def _date(self, text: str) -> Literal:
        for pattern, (completed, datatype) in _DATES.items():
            if re.fullmatch(pattern, text, re.ASCII):
                return Literal(self._on_calendar(text, completed), datatype=datatype, normalize=False)
        raise InvalidParameter(self.name, self.kind, text)

    def _on_calendar(self, text: str, completed: str) -> str:
        try:
            date.fromisoformat(completed.format(text))
        except ValueError as error:
            raise InvalidParameter(self.name, self.kind, text) from error
        return text

    def _text(self, text: str) -> Literal:
        if not _TEXT.fullmatch(text):
            raise InvalidParameter(self.name, self.kind, text)
        return Literal(text)

"""A cell's text as the object of a statement, or why it cannot be one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from rdflib import URIRef

from loaders.declared.declaration import Saying
from loaders.declared.gazetteer import Gazetteer
from loaders.faults import Wording
from loaders.tables.lines import Object, french, integer, iri, plain, typed
from ontology.names import GEO, XSD

_KINDS: Mapping[str, Wording] = {
    "commune": Wording("commune que le référentiel ne connaît pas", "a commune that the referential does not know"),
    "intercommunality": Wording(
        "intercommunalité que le référentiel ne connaît pas", "an intercommunality that the referential does not know"
    ),
    "department": Wording(
        "département que le référentiel ne connaît pas", "a département that the referential does not know"
    ),
    "region": Wording("région que le référentiel ne connaît pas", "a région that the referential does not know"),
}
_ELSE = Wording("territoire que le référentiel ne connaît pas", "a territory that the referential does not know")
NO_SIREN = Wording("ce n'est pas un SIREN", "this is not a SIREN")
NO_NUMBER = Wording("ce n'est pas un nombre entier", "this is not a whole number")
NO_YEAR = Wording("ce n'est pas une année", "this is not a year")
NO_TERM = Wording("valeur que la déclaration n'associe à aucun terme", "a value that the declaration gives no term")
_NUMBER, _YEAR = 18, 4
"""How many digits a count, and a year, have at most."""
_SPACES = str.maketrans("", "", " \u00a0\u202f")


class Unusable(ValueError):
    """A value cannot be the object of a statement, for a reason."""

    def __init__(self, reason: Wording, value: str) -> None:
        """Keep the reason and the value as it is written."""
        super().__init__(f"{value!r}: {reason.en}")
        self.reason = reason
        self.value = value


def literal(saying: Saying, value: str) -> Object:
    """Return a value in the form that a declaration asks for; raises Unusable."""
    if saying.form == "fr":
        return french(value)
    if saying.form == "date":
        return typed(day(value, saying.date), XSD.date)
    if saying.form == "integer":
        return integer(_whole(value, _NUMBER, NO_NUMBER))
    if saying.form == "year":
        return typed(f"{_whole(value, _YEAR, NO_YEAR):04d}", XSD.gYear)
    if saying.form == "term":
        return iri(term(saying, value))
    return typed(value, GEO.wktLiteral) if saying.form == "wkt" else plain(value)


def term(saying: Saying, value: str) -> URIRef:
    """Return the term of a value; raises Unusable for one that the declaration does not name."""
    if value not in saying.terms:
        raise Unusable(NO_TERM, value)
    return saying.terms[value]


def day(value: str, layout: str) -> str:
    """Return a day as ISO 8601 writes it; raises Unusable for another layout, or a day that no calendar has."""
    try:
        return datetime.strptime(value, layout).date().isoformat()  # noqa: DTZ007 - a day has no time zone
    except ValueError as error:
        reason = Wording(f"ce n'est pas un jour écrit {layout}", f"this is not a day written {layout}")
        raise Unusable(reason, value) from error


def place(gazetteer: Gazetteer, kind: str, value: str) -> URIRef:
    """Return the territory of a code; raises Unusable where nothing knows it."""
    found = gazetteer.place(kind, value)
    if found is None:
        raise Unusable(_KINDS.get(kind, _ELSE), value)
    return found


def _whole(value: str, digits: int, reason: Wording) -> int:
    """Return a number that may be written with spaces, or with a decimal part that is null."""
    told = value.translate(_SPACES).removesuffix(".0")
    if not (told.isascii() and told.isdecimal() and len(told) <= digits):
        raise Unusable(reason, value)
    return int(told)

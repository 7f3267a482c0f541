"""The addresses of data: how a deployment's things are named."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from rdflib import URIRef

__all__ = ["Addresses", "InvalidBase", "slug"]

_SPELLED = str.maketrans(
    {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss", "ø": "o", "Ø": "o", "’": "'", "–": "-"}
)
_BASE = re.compile(r"https?://[^\s<>\"{}|\\^`/?#]+(?:/[^\s<>\"{}|\\^`?#]*)?/")
_KEY = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")


class InvalidBase(ValueError):
    """The public base address is not an absolute http(s) address ending with a slash."""

    def __init__(self, value: str) -> None:
        """Keep the refused value in the message."""
        super().__init__(f"base address {value!r}: give an absolute http(s) address that ends with '/'")


def slug(text: str) -> str:
    """Return a text as lower-case ASCII words joined by hyphens, fit for an IRI's last segment.

    « Forêt des Îles » gives `foret-des-iles`; a text without any letter or digit gives the empty string.
    """
    spelled = text.translate(_SPELLED)
    ascii_text = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", ascii_text))


@dataclass(frozen=True, slots=True)
class Addresses:
    """Mint every data IRI of one deployment: `base` + `id/` + kind + `/` + key."""

    base: str

    def __post_init__(self) -> None:
        """Refuse a base that could not be joined with a path."""
        if not _BASE.fullmatch(self.base):
            raise InvalidBase(self.base)

    def of(self, kind: str, *parts: str) -> URIRef:
        """Return the IRI of one thing; the parts, joined by hyphens, are its key.

        Raises ValueError for a part that is empty or not made of ASCII letters, digits and single hyphens.
        """
        for part in parts:
            if not _KEY.fullmatch(part):
                raise ValueError(f"key {part!r} of a {kind}: use ASCII letters, digits and single hyphens")
        return URIRef(f"{self.base}id/{kind}/{'-'.join(parts)}")

    def commune(self, code: str) -> URIRef:
        """Return the IRI of a commune by its INSEE code."""
        return self.of("commune", code)

    def intercommunality(self, siren: str) -> URIRef:
        """Return the IRI of an intercommunality (EPCI) by its SIREN."""
        return self.of("epci", siren)

    def grouping(self, siren: str) -> URIRef:
        """Return the IRI of another grouping's territory (pôle métropolitain, PETR…) by its SIREN."""
        return self.of("groupement", siren)

    def arrondissement(self, code: str) -> URIRef:
        """Return the IRI of an arrondissement by its INSEE code."""
        return self.of("arrondissement", code)

    def department(self, code: str) -> URIRef:
        """Return the IRI of a département by its INSEE code."""
        return self.of("departement", code)

    def region(self, code: str) -> URIRef:
        """Return the IRI of a région by its INSEE code."""
        return self.of("region", code)

    def organisation(self, *parts: str) -> URIRef:
        """Return the IRI of an organisation: a SIREN, `departement-62`, `etat`, or the slug of its name."""
        return self.of("organisation", *parts)

    def person(self, name: str) -> URIRef:
        """Return the IRI of a person by name."""
        return self.of("personne", slug(name))

    def contract(self, *parts: str) -> URIRef:
        """Return the IRI of a contract from what identifies it: kind, codes of territory or parties, first year."""
        return self.of("contrat", *parts)

    def source(self, key: str) -> URIRef:
        """Return the IRI of a source document, which is also its named graph."""
        return self.of("source", key)

    def evidence(self, digest: str) -> URIRef:
        """Return the IRI of an evidence by the digest of what it says."""
        return self.of("preuve", digest)

    def period(self, start: str, end: str) -> URIRef:
        """Return the IRI of a period by its bounds, `ouvert` standing for a bound that is not stated."""
        return self.of("periode", slug(start) or "ouvert", slug(end) or "ouvert")

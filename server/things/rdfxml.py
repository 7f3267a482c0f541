"""RDF/XML, flat: one element a subject, always the same bytes (https://www.w3.org/TR/rdf-syntax-grammar/)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr
from zlib import crc32

from rdflib import Literal, URIRef

from ontology.names import RDF
from server.store import Term
from server.things.descriptions import Quad

__all__ = ["rdfxml"]

_LOCAL = re.compile(r"[A-Za-z_][\w.-]*$")
_FORBIDDEN = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class UnnamedProperty(ValueError):
    """A property's IRI cannot be cut into a namespace and a name, as XML wants."""

    def __init__(self, property_: str) -> None:
        """Show the property."""
        super().__init__(f"property {property_}: RDF/XML cannot write it; ask for another format")


def rdfxml(quads: Sequence[Quad], prefixes: Mapping[str, str]) -> str:
    """Write statements without their graphs; subjects come in the order given, each with all that is said of it.

    Raises UnnamedProperty. A character that XML cannot hold becomes U+FFFD.
    """
    names = {quad.predicate: _name(quad.predicate, prefixes) for quad in quads}
    used = {prefix: namespace for prefix, namespace, _ in names.values()} | {"rdf": str(RDF)}
    declared = "".join(f"\n  xmlns:{prefix}={quoteattr(iri)}" for prefix, iri in sorted(used.items()))
    tags = {predicate: f"{prefix}:{local}" for predicate, (prefix, _, local) in names.items()}
    body = "".join(_descriptions(quads, tags))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF{declared}>\n{body}</rdf:RDF>\n'


def _name(predicate: URIRef, prefixes: Mapping[str, str]) -> tuple[str, str, str]:
    """Return the prefix, the namespace and the local name of a property."""
    found = _LOCAL.search(predicate)
    if found is None:
        raise UnnamedProperty(predicate)
    namespace = predicate[: found.start()]
    known = {iri: prefix for prefix, iri in prefixes.items()}
    return known.get(namespace, f"n{crc32(namespace.encode())}"), namespace, found[0]


def _descriptions(quads: Sequence[Quad], tags: Mapping[URIRef, str]) -> Iterator[str]:
    said: dict[URIRef, dict[tuple[URIRef, Term], None]] = {}
    for subject, predicate, value, _ in quads:
        said.setdefault(subject, {})[predicate, value] = None
    for subject, pairs in said.items():
        lines = "".join(f"    {_element(tags[predicate], value)}\n" for predicate, value in pairs)
        yield f"  <rdf:Description rdf:about={quoteattr(subject)}>\n{lines}  </rdf:Description>\n"


def _element(tag: str, value: Term) -> str:
    if not isinstance(value, Literal):
        return f"<{tag} rdf:resource={quoteattr(str(value))}/>"
    kind = f" xml:lang={quoteattr(value.language)}" if value.language else ""
    kind += f" rdf:datatype={quoteattr(value.datatype)}" if value.datatype else ""
    text = escape(_FORBIDDEN.sub("\ufffd", str(value)), {"\r": "&#13;"})
    return f"<{tag}{kind}>{text}</{tag}>"

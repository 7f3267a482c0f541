"""Terms, paths and literals of shapes as SPARQL writes them, with care for where rdflib and the engine differ."""

from __future__ import annotations

import re
from collections.abc import Iterable
from types import MappingProxyType

import pyoxigraph as ox
from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from ontology.names import RDF, SH, WRITTEN, XSD
from ontology.screening.doubts import ERROR

_DAY = "((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)"
"""The days of every year."""
SURE = MappingProxyType(
    {
        XSD.boolean: "^(true|false)$",
        XSD.date: f"^[1-9][0-9]{{3}}-{_DAY}$",
        XSD.dateTime: f"^[1-9][0-9]{{3}}-{_DAY}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z?$",
        XSD.decimal: "^-?[0-9]{1,15}([.][0-9]{1,15})?$",
        XSD.duration: "^P[1-9][0-9]{0,3}[YMD]$",
        XSD.gYear: "^[1-9][0-9]{3}$",
        XSD.gYearMonth: "^[1-9][0-9]{3}-(0[1-9]|1[0-2])$",
        XSD.integer: "^-?[0-9]{1,18}$",
    }
)
"""Forms that nobody takes for ill-typed; a literal of another form is left to the judge."""

SUFFIXED = {SH.zeroOrMorePath: "*", SH.oneOrMorePath: "+", SH.zeroOrOnePath: "?"}
_ALIKE = re.compile(
    r"""(?: [^\\[\](){}*+?|]                                       # a character
          | \\[.^$|?*+()\[\]{}\\/-]                                # a character escaped
          | \[\^?\]?(?:[^\\[\]&~-]|-(?!-)|\\[.^$|?*+()\[\]{}\\/-])*\]  # a class without what Rust alone knows
          | \((?!\?) | \) | \|                                     # groups and alternatives
          | (?:[*+?]|\{[0-9]+(?:,[0-9]*)?\})\??(?![+*?])           # repeated, not possessively
        )*""",
    re.VERBOSE,
)


class NoPath(ValueError):
    """A property path that is not asked as SPARQL."""


def path(shapes: Graph, node: Node | None) -> str:
    """Return a SHACL property path in SPARQL; raises NoPath for one that pySHACL walks in its own way."""
    if isinstance(node, URIRef):
        return f"<{node}>"
    inverse = shapes.value(node, SH.inversePath)
    if isinstance(inverse, URIRef):
        return f"^<{inverse}>"
    if (either := shapes.value(node, SH.alternativePath)) is not None:
        return f"({'|'.join(path(shapes, one) for one in shapes.items(either))})"
    for kind, suffix in SUFFIXED.items():
        if (repeated := shapes.value(node, kind)) is not None:
            return f"({path(shapes, repeated)}){suffix}"
    if node is not None and (node, RDF.first, None) in shapes:
        return f"({'/'.join(path(shapes, one) for one in shapes.items(node))})"
    raise NoPath(str(node))


def constant(term: Node) -> str | None:
    """Return a term of the shapes in SPARQL; None for one whose equality the judge and the engine see differently.

    That is a blank node, a text typed as a string (to rdflib, no plain text equals it), and a value that the engine
    would spell otherwise.
    """
    match term:
        case URIRef():
            return term.n3()
        case Literal(datatype=None) | Literal(language=str()):
            return term.n3()
        case Literal() if term.datatype != XSD.string and not respelled([(str(term), str(term.datatype))]):
            return term.n3()
        case _:
            return None


def respelled(literals: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return those of some literals, each a text and its datatype, that the engine does not give back as written."""
    asked = set(literals)
    node = ox.NamedNode(WRITTEN)
    store = ox.Store()
    store.extend(ox.Quad(node, node, ox.Literal(text, datatype=ox.NamedNode(kind))) for text, kind in asked)
    given = {(quad.object.value, quad.object.datatype.value) for quad in store if isinstance(quad.object, ox.Literal)}
    return asked - given


def written(datatype: str) -> URIRef:
    """Return the datatype under which a store holds a literal as it is written, where it would spell it otherwise."""
    return WRITTEN[datatype]


def matches(pattern: str, flags: str, value: str) -> str | None:
    """Return the condition that a value matches a regular expression; None if Python and the engine may differ on it.

    They differ on a `$` before a last line break, and on capitals beyond ASCII: such values are left to the judge.
    """
    if not _ALIKE.fullmatch(pattern) or set(flags) - {"i"} or (flags and not pattern.isascii()):
        return None
    found = f'REGEX(STR({value}), {Literal(pattern).n3()}, "{flags}")'
    differing = [f'STRENDS(STR({value}), "\\n")'] if "$" in pattern else []
    differing += [f'REGEX(STR({value}), "[^\\\\x00-\\\\x7F]")'] if flags else []
    return f"IF({' || '.join(differing)}, {ERROR}, {found})" if differing else found

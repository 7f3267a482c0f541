"""Lines of N-Quads on their way to a store: of which graph they are, how they are hidden, what a graph is sent."""

from __future__ import annotations

from collections.abc import Iterable

from ontology.names import STAGED

_MARK = f"<{STAGED}".encode()


def graph_of(line: bytes) -> bytes:
    """Return the IRI of the graph of a line."""
    return line[line.rindex(b"<") + 1 : line.rindex(b">")]


def hidden(line: bytes, graph: str) -> bytes:
    """Return a line in another graph, and so written that no question about its things or its terms meets it."""
    subject, predicate, rest = line.split(b" ", 2)
    value = rest[: rest.rindex(b" <")]
    marked = [_MARK + subject[1:], _MARK + predicate[1:], _MARK + value[1:] if value.startswith(b"<") else value]
    return b"%b <%b> .\n" % (b" ".join(marked), graph.encode())


def triples(lines: Iterable[bytes]) -> bytes:
    """Return some lines of one graph without it, as N-Triples."""
    return b"".join(line[: line.rindex(b" <")] + b" .\n" for line in lines)

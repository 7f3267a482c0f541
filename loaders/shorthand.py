"""Terms and values as people write them."""

from __future__ import annotations

from rdflib import Literal

from loaders.model import Node
from ontology.addresses import Addresses
from ontology.names import PREFIXES


def short(node: Node, addresses: Addresses) -> str:
    """Return a node as people write it: `ct:party`, `commune/62498`, "a text"."""
    if isinstance(node, Literal):
        return f'"{node}"'
    for prefix, start in PREFIXES.items():
        if node.startswith(start):
            return f"{prefix}:{node.removeprefix(start)}"
    return node.removeprefix(f"{addresses.base}id/")

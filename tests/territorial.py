"""The quads of a referential in memory, for tests that look into them."""

from __future__ import annotations

import pyoxigraph as ox

from loaders.tables import statements
from loaders.tables.territories import Referential
from ontology.addresses import Addresses

BASE = "https://data.exemple.fr/"


def store(found: Referential) -> ox.Store:
    """Return all that the tables say."""
    made = ox.Store()
    made.bulk_load(b"".join(statements.quads(found, Addresses(BASE))), ox.RdfFormat.N_QUADS)
    return made


def objects(graph: ox.Store, subject: str, predicate: str) -> set[str]:
    """Return the values of a property of a thing, both told by what follows `id/`."""
    found = graph.quads_for_pattern(ox.NamedNode(f"{BASE}id/{subject}"), ox.NamedNode(predicate), None)
    values = {quad.object.value for quad in found if isinstance(quad.object, ox.NamedNode | ox.Literal)}
    return {value.removeprefix(f"{BASE}id/") for value in values}

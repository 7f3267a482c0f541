"""What persons decide of what was read: confirm, reject, add, merge, choose; who, when and why.

errata = load(seeds, addresses)                                 # seeds/corrections.toml, every entry checked
readings = read_each(documents, referential, addresses, choices(errata, documents))
revision = revised(errata, readings, described, addresses)      # what applied, and what no longer does
quads = record(errata, revision, authors, addresses)            # who decided what, in a graph of its own
"""

from __future__ import annotations

from loaders.corrections.errata import KEY, NAME, Correction, Errata, Quote, load
from loaders.corrections.forms import Action
from loaders.corrections.record import record
from loaders.corrections.revision import Applied, Revision, choices, revised

__all__ = [
    "KEY",
    "NAME",
    "Action",
    "Applied",
    "Correction",
    "Errata",
    "Quote",
    "Revision",
    "choices",
    "load",
    "record",
    "revised",
]

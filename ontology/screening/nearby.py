"""What verdicts on a thing read beyond the triples about it: triples that lead to it, and some about its neighbours.

A graph can then be cut into parts, each judged alone: the things of a part, and around them what `Nearby` tells. To
hold more than that changes no verdict, since none reads it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from ontology.screening.steps import Boundless, Read

_NEXT = re.compile(r"\(?\^?<[^<>]*>(?:\|\^?<[^<>]*>)*\)?")
"""A path of one step, or of several to choose from."""
_STEP = re.compile(r"(\^?)(<[^<>]*>)")


@dataclass(frozen=True, slots=True)
class Nearby:
    """The properties that tell of a thing from afar, as N-Quads write them.

    Those that are read where they lead to it (`back`); those that lead from it (`ahead`) or to it (`behind`) to a
    neighbour of which something is read; and those that are read of neighbours (`told`).
    """

    back: frozenset[bytes]
    ahead: frozenset[bytes]
    behind: frozenset[bytes]
    told: frozenset[bytes]


def nearby(reading: Iterable[Read]) -> Nearby:
    """Return what is read around a thing; raises Boundless where a verdict reads farther than its neighbours."""
    found: defaultdict[str, set[bytes]] = defaultdict(set)
    for read in reading:
        if read.place is None:
            found["back"] |= {_written(read)} if read.back else set()
            continue
        if read.back or not _NEXT.fullmatch(read.place):
            raise Boundless(read)
        found["told"].add(_written(read))
        for back, term in _STEP.findall(read.place):
            found["behind" if back else "ahead"].add(term.encode())
    return Nearby(*(frozenset(found[name]) for name in ("back", "ahead", "behind", "told")))


def _written(read: Read) -> bytes:
    if read.term is None:
        raise Boundless(read)
    return read.term.n3().encode()

"""What verdicts on a thing read beyond the triples about it: triples that lead to it, and some about its neighbours.

A graph can then be cut into parts, each judged alone: the things of a part, and around them what `Nearby` tells. To
hold more than that changes no verdict, since none reads it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from ontology.screening.steps import Boundless, Read

Step: TypeAlias = tuple[bool, bytes]
"""A property, and whether it is followed from its object back to its subject."""
Told: TypeAlias = Mapping[bytes, frozenset[bytes] | None]
"""The properties of a neighbour that are read, each with the values that matter; None for any value."""

_NEXT = re.compile(r"\(?\^?<[^<>]*>(?:\|\^?<[^<>]*>)*\)?")
"""A path of one step, or of several to choose from."""
_STEP = re.compile(r"(\^?)(<[^<>]*>)")


@dataclass(frozen=True, slots=True)
class Nearby:
    """What tells of a thing from afar, its terms as N-Quads write them.

    Properties that are read where they lead to it (`back`), and what is `told` of the neighbours that a step leads to.
    """

    back: frozenset[bytes]
    told: Mapping[Step, Told]


def nearby(reading: Iterable[Read]) -> Nearby:
    """Return what is read around a thing; raises Boundless where a verdict reads farther than its neighbours."""
    back: set[bytes] = set()
    told: defaultdict[Step, dict[bytes, frozenset[bytes] | None]] = defaultdict(dict)
    for read in reading:
        if read.place is None:
            back |= {_written(read)} if read.back else set()
            continue
        if read.back or not _NEXT.fullmatch(read.place):
            raise Boundless(read)
        for inverse, term in _STEP.findall(read.place):
            found = told[bool(inverse), term.encode()]
            found[_written(read)] = _either(found.get(_written(read), frozenset()), read)
    return Nearby(frozenset(back), dict(told))


def _either(known: frozenset[bytes] | None, read: Read) -> frozenset[bytes] | None:
    """Return the values that matter to what is known already, or to another read."""
    if known is None or read.values is None:
        return None
    return known | {value.n3().encode() for value in read.values}


def _written(read: Read) -> bytes:
    if read.term is None:
        raise Boundless(read)
    return read.term.n3().encode()

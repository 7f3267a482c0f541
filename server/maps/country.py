"""The country by the number of contracts of each département: a map in shades, and the table that says the same."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rdflib import URIRef

from server.drawings import MAINLAND, Box, Drawing
from server.editions import Edition

__all__ = ["Country", "Frame", "Share", "country"]

_SHADES = 5
_SMALL = 30
"""A département that is smaller than so many kilometres is drawn once more, larger."""


@dataclass(frozen=True, slots=True)
class Share:
    """One département: its address, its name, how many contracts it has, the shade of that (0 for none), its path."""

    department: URIRef
    name: str
    count: int
    shade: int
    path: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """One part of the map: SVG's view box, the départements in it; `key` tells the parts apart."""

    key: str
    view: str
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class Country:
    """All départements that have contracts, by name, the frames of the map, and the numbers that bound each shade."""

    shares: tuple[Share, ...]
    frames: tuple[Frame, ...]
    bounds: tuple[tuple[int, int], ...]


def country(served: Edition) -> Country:
    """Return the country of an edition; without frames where the release draws no département."""
    counts = served.contracts_by_department
    limits = shades([count for count in counts.values() if count])
    shares = {
        code: Share(served.site.thing("departement", code), name, count, bisect_left(limits, count) + 1 if count else 0)
        for code, name in served.departments.items()
        for count in (counts.get(code, 0),)
    }
    frames = tuple(one for one in _frames(served, shares) if one.shares)
    named = sorted((one for one in shares.values() if one.count), key=lambda one: (one.name, one.department))
    return Country(tuple(named), frames, _bounds(limits))


def _bounds(limits: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """Return the least and the greatest number of each shade."""
    return tuple((low + 1, high) for low, high in pairwise((0, *limits)))


def shades(counts: Sequence[int]) -> tuple[int, ...]:
    """Return the greatest number of each shade, so that about as many départements have each."""
    ordered = sorted(counts)
    ranks = (-(-len(ordered) * part // _SHADES) - 1 for part in range(1, _SHADES + 1))
    return tuple(sorted({ordered[rank] for rank in ranks})) if ordered else ()


def _frames(served: Edition, shares: Mapping[str, Share]) -> Iterator[Frame]:
    """Yield the mainland, its small départements once more, and each overseas département on its own plane."""
    mainland = tuple(served.drawings.country.values())
    if not mainland:
        return
    yield _frame(MAINLAND, mainland, shares)
    small = tuple(one for one in mainland if one.box.size < _SMALL)
    if small and Box.around(one.box for one in small).size < _SMALL * 4:
        yield _frame("small", small, shares)
    for key, one in served.drawings.territories.items():
        if key.startswith("departement/") and one.plane != MAINLAND:
            yield _frame(one.plane, (one,), shares)


def _frame(key: str, drawn: Sequence[Drawing], shares: Mapping[str, Share]) -> Frame:
    paths = {one.key.removeprefix("departement/"): one.path for one in drawn}
    held = tuple(replace(shares[code], path=path) for code, path in paths.items() if code in shares)
    return Frame(key, Box.around(one.box for one in drawn).view, held)

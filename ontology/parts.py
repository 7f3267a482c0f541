"""A great file of N-Quads cut into parts that memory holds, each with all that the verdicts on its things read.

    overview = surveyed(path)
    near = nearby(reads(scope))
    for part in cut(path, folder, overview, bounds(path, near, size, count), near): ...

The file is read once and written once, part by part; what parts need of one another is asked for in files too, so that
neither time nor memory depends on more than the length of the file and the size of a part.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from math import ceil
from pathlib import Path

import pyoxigraph as ox
from rdflib import Literal, URIRef

from ontology.names import RDFS, VOCABULARY
from ontology.rules import vocabulary_files
from ontology.screening.nearby import Nearby, Step
from ontology.screening.shapes import FOCUS, everything
from ontology.triples import Triples, blocks, rdflib_term

SAMPLED = 1 << 16
"""Of how many bytes one line is looked at to find the bounds of parts."""
OWN, NEAR, ASKED = "own", "near", "asked"
"""The files of a part: what is said of its things, what is read around them, what other parts ask about them."""

_NODE = rb"<[^<>\\ ]*>|_:\S+"
_LINE = re.compile(rb"^(" + _NODE + rb") (<[^<>\\ ]*>) (?:(" + _NODE + rb') |")[^\n]*\n', re.MULTILINE)
_BELOW = f"<{RDFS.subClassOf}> ".encode()
_DESCRIBED = re.compile(f"^<{VOCABULARY}> ".encode(), re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Part:
    """The things whose addresses stand between two bounds, and the files of what verdicts on them read.

    Without a bound, a part is open there; the first one also has all that has no address.
    """

    paths: tuple[Path, Path]
    first: str | None
    end: str | None

    def focus(self, patterns: Sequence[str]) -> str:
        """Return the pattern of the nodes of the part that fit one of some patterns."""
        return f"{everything(patterns)} FILTER({self.holds(FOCUS)})"

    def holds(self, name: str) -> str:
        """Return the condition that a variable is a node of the part."""
        before = "true" if self.end is None else f"STR({name}) < {Literal(self.end).n3()}"
        if self.first is None:
            return f"!isIRI({name}) || {before}"
        return f"isIRI({name}) && STR({name}) >= {Literal(self.first).n3()} && {before}"


@dataclass(frozen=True, slots=True)
class Overview:
    """What is known of a file before it is cut.

    `above` are the lines of the hierarchy of classes, which all parts need, `lacking` those of the vocabulary that the
    file does not have.
    """

    above: bytes
    lacking: bytes

    def subclasses(self) -> dict[URIRef, frozenset[URIRef]]:
        """Return each class that has subclasses, with itself and all of those."""
        store = ox.Store()
        store.load(self.above, ox.RdfFormat.N_QUADS)
        return Triples(store, spelled=True).subclasses()


def surveyed(path: Path) -> Overview:
    """Look through a file of N-Quads that is to be cut."""
    above, described = [], False
    with path.open("rb") as stream:
        for block in blocks(stream):
            described = described or bool(_DESCRIBED.search(block))
            above += [line for line in block.splitlines(keepends=True) if _BELOW in line] if _BELOW in block else []
    lacking = b"" if described else _vocabulary()
    above += [line for line in lacking.splitlines(keepends=True) if _BELOW in line]
    return Overview(b"".join(above), lacking)


def bounds(path: Path, near: Nearby, size: int, count: int) -> tuple[bytes, ...]:
    """Return the bounds of parts of about `size` bytes, what is read around their things included.

    There are as many parts as a multiple of `count`, or fewer where addresses are few.
    """
    seen: list[bytes] = []
    with path.open("rb") as stream:
        for place in range(0, path.stat().st_size, SAMPLED):
            stream.seek(place)
            stream.readline()
            if found := _LINE.match(stream.readline()):
                seen += _weighed(found, near)
    seen.sort()
    whole = ceil(len(seen) * SAMPLED / size / count) * count
    return tuple(sorted({seen[len(seen) * number // whole] for number in range(1, whole)} - {b""})) if seen else ()


def _weighed(found: re.Match[bytes], near: Nearby) -> Iterator[bytes]:
    """Yield the address of the thing of each part that a line goes to, or that has to be told of a neighbour for it."""
    subject, term, value = found.groups()
    yield _address(subject)
    if term in near.back:
        yield _address(value)
    if (False, term) in near.told and value:
        yield _address(subject)
    if (True, term) in near.told:
        yield _address(value)


def _vocabulary() -> bytes:
    told = chain.from_iterable(ox.parse(path=path, format=ox.RdfFormat.TURTLE) for path in vocabulary_files())
    return b"".join(f"{quad} .\n".encode() for quad in told)


def cut(path: Path, folder: Path, overview: Overview, bounds: Sequence[bytes], near: Nearby) -> list[Part]:
    """Cut a file into parts between some bounds, into an empty folder."""
    cutting = _Cutting(folder, bounds, near)
    with path.open("rb") as stream:
        for block in chain(blocks(stream), [overview.lacking]):
            cutting.deal(block)
            cutting.write()
    return cutting.parts(overview.above)


def _respelled(lines: bytes) -> bytes:
    """Return lines as the engine writes them; raises TypeError at a statement as a term."""
    quads = list(ox.parse(lines, format=ox.RdfFormat.N_QUADS))
    for quad in quads:
        rdflib_term(quad.object)
    return b"".join(f"{quad} .\n".encode() for quad in quads)


def _address(node: bytes | None) -> bytes:
    """Return the address of a node as bounds are compared with it: nothing for one that has none."""
    return node[1:-1] if node and node.startswith(b"<") else b""


@dataclass(slots=True)
class _Cutting:
    """Files being filled with the lines of parts."""

    folder: Path
    bounds: Sequence[bytes]
    near: Nearby
    steps: list[Step] = field(init=False)
    held: defaultdict[tuple[str, int], list[bytes]] = field(default_factory=lambda: defaultdict(list))
    asked: set[tuple[int, int, int, bytes]] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Give each step a number."""
        self.steps = list(self.near.told)

    def deal(self, block: bytes) -> None:
        """Give each line of a block to the part of its subject, and to others what they read of it."""
        last, home, begun, end = b"", 0, 0, 0
        afar = self.near.back.union(term for _, term in self.near.told)
        for found in _LINE.finditer(block):
            start = found.start()
            if start != end:
                self.deal(_respelled(block[end:start]))
                self.held[OWN, home].append(block[begun:end])
                begun = start
            subject, term = found.group(1, 2)
            if subject != last:
                last, other = subject, self._part(subject)
                if other != home:
                    self.held[OWN, home].append(block[begun:start])
                    home, begun = other, start
            if term in afar:
                self._tell(found, home)
            end = found.end()
        self.held[OWN, home].append(block[begun:end])
        if end != len(block):
            self.deal(_respelled(block[end:]))

    def _tell(self, found: re.Match[bytes], home: int) -> None:
        """Give a line to the part of its object, or have one part told what the other reads of its neighbour."""
        subject, term, value = found.groups()
        if (other := self._part(value)) == home:
            return
        if term in self.near.back:
            self.held[NEAR, other].append(found[0])
        if (False, term) in self.near.told and value is not None:
            self._ask(other, home, (False, term), value)
        if (True, term) in self.near.told:
            self._ask(home, other, (True, term), subject)

    def parts(self, above: bytes) -> list[Part]:
        """Have the parts tell one another what was asked, and return them."""
        numbers = range(len(self.bounds) + 1)
        for number in numbers:
            self.held[NEAR, number].append(above)
        for number in numbers:
            self._answer(number)
        ends = [None, *(bound.decode() for bound in self.bounds), None]
        return [Part((self._file(OWN, one), self._file(NEAR, one)), ends[one], ends[one + 1]) for one in numbers]

    def _part(self, node: bytes | None) -> int:
        return bisect_right(self.bounds, _address(node))

    def _ask(self, of: int, home: int, step: Step, node: bytes) -> None:
        """Have a part told about a node of another one, which a step leads to, if it was not lately."""
        asked = (of, home, self.steps.index(step), node)
        if asked not in self.asked:
            self.held[ASKED, of].append(b"%d %d %b\n" % asked[1:])
            self.asked.add(asked)

    def _answer(self, number: int) -> None:
        """Give other parts what they read of the nodes of one."""
        asking: defaultdict[bytes, set[tuple[int, int]]] = defaultdict(set)
        for line in self._file(ASKED, number).read_bytes().splitlines():
            home, step, node = line.split(b" ", 2)
            asking[node].add((int(home), int(step)))
        terms = {re.escape(term) for told in self.near.told.values() for term in told}
        answer = re.compile(rb"^(" + _NODE + rb") (" + b"|".join(sorted(terms)) + rb") ([^\n ]*)[^\n]*\n", re.MULTILINE)
        with self._file(OWN, number).open("rb") as stream:
            for block in blocks(stream):
                for found in answer.finditer(block):
                    for place in {place for place, step in asking.get(found[1], ()) if self._matters(step, found)}:
                        self.held[NEAR, place].append(found[0])
                self.write()

    def _matters(self, step: int, found: re.Match[bytes]) -> bool:
        """Tell whether what a line says of a node is read where a step leads to it."""
        values = self.near.told[self.steps[step]].get(found[2], frozenset())
        return values is None or found[3] in values

    def _file(self, name: str, number: int) -> Path:
        path = self.folder / f"{number}.{name}"
        path.touch()
        return path

    def write(self) -> None:
        """Put what is held at the end of its files."""
        for place, lines in self.held.items():
            with self._file(*place).open("ab") as stream:
                stream.writelines(lines)
        self.held.clear()
        self.asked.clear()

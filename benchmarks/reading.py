"""Measure the reading of documents: how many a second, in how much memory, and how that grows.

    python benchmarks/reading.py

Pages of about 300 words are made from the sentences of `pages.toml` and the names of the project's territories. Each
measure runs in a process of its own, started anew; the seconds that it takes to make ready for any page are told apart.
Everything is compared with one plain pass over the same words by Python's `re`, in the same process. A growth of 1 is
linear: the same seconds a page, or a character, whatever there is of them.
"""

from __future__ import annotations

import random
import re
import resource
import time
import tomllib
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

from rich.console import Console
from rich.table import Table

from loaders.documents import mask, read_all
from loaders.model import Document
from loaders.tables.territories import Referential, load
from ontology.addresses import Addresses
from ontology.names import LOCAL_BASE

HERE = Path(__file__).resolve().parent
TERRITORIES = HERE.parent / "seeds" / "territories"
WORDS: Mapping[str, Any] = tomllib.loads((HERE / "pages.toml").read_text(encoding="utf-8"))
USUAL = 1000
COUNTS = (100, USUAL, 4000)
SCALES = (0.25, 0.5, 1.0, 2.0)
LENGTH = 20_000
"""Characters of the shorter of two runs of one thing; the longer has twice as many."""
RUNS = [
    *["A", "a", "12", " ", "\n", "(", "« ", "de ", "Aa-", "1, ", "1 000 ", "Jean Paul ", "JEAN PAUL ", "\n- ", "\n1. "],
    *["contrat ", "convention de ", "le 3 mars 2021 ", "2021-2022 ", "communauté de communes de ", "maire de Lens, "],
    *["l'État a signé le contrat de ville. ", "représentée par ", "a.a@", "06 12 ", "Ville de ", "ABCD "],
]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Measure:
    """Seconds to make ready for any page, to read the pages, and of the plain pass; peak memory in megabytes."""

    count: int
    ready: float
    seconds: float
    plain: float
    peak: float

    @property
    def each(self) -> float:
        """Return the seconds that one page takes."""
        return self.seconds / self.count


def scaled(found: Referential, scale: float) -> Referential:
    """Return a referential with a share of the communes and intercommunalities, or with as many others besides."""
    step = max(1, round(1 / scale))
    communes = {one.code: one for one in list(found.communes.values())[::step]}
    groups = {one.siren: one for one in list(found.intercommunalities.values())[::step]}
    for copy in range(1, int(scale)):
        for commune in found.communes.values():
            code = f"{commune.code}-{copy}"
            communes[code] = replace(commune, code=code, name=f"{commune.name}-la-Neuve")
        for group in found.intercommunalities.values():
            siren = f"{copy}{group.siren[1:]}"
            groups[siren] = replace(group, siren=siren, name=f"{group.name} Nouvelle")
    return replace(found, communes=communes, intercommunalities=groups)


def pages(count: int, found: Referential) -> Iterator[Document]:
    """Yield pages that are the same in every run."""
    chance = random.Random(count)  # noqa: S311 - pages, not secrets
    communes = [one.name for one in found.communes.values()]
    groups = [one.long_name for one in found.intercommunalities.values()]
    for number in range(count):
        text = mask(_page(chance, chance.sample(communes, 3), chance.choice(groups)))
        yield Document(f"{number:05}.txt", f"{number:05}", text, sha256(text.encode()).hexdigest())


def _page(chance: random.Random, communes: list[str], group: str) -> str:
    def filled(line: str) -> str:
        return re.sub(r"\{(\w+)\}", lambda found: _word(found[1], chance, communes, group), line)

    lines = [chance.choice(WORDS["titles"]), f"Publié le {_word('day', chance, communes, group)}"]
    for _ in range(4):
        lines += [chance.choice(WORDS["headings"]), " ".join(chance.sample(WORDS["sentences"], 3))]
        lines += chance.sample(WORDS["items"], 2)
    return "\n".join(filled(line) for line in [*lines, *chance.sample(WORDS["furniture"], 2)])


def _word(name: str, chance: random.Random, communes: list[str], group: str) -> str:
    """Return a word for a place in a sentence."""
    year = chance.randrange(2015, 2025)
    if name in {"president", "prefect", "mayor"}:
        return f"{chance.choice(WORDS['given'])} {chance.choice(WORDS['surnames'])}"
    fixed = {
        "commune": chance.choice(communes),
        "intercommunality": f"la {group}",
        "kind": chance.choice(WORDS["kinds"]),
        "day": f"{chance.randrange(2, 28)} mars {year}",
        "year": str(year),
        "years": f"{year}-{year + 5}",
        "millions": str(chance.randrange(2, 90)),
    }
    return fixed.get(name) or str(chance.randrange(10, 900))


def timed(work: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """Return the seconds that some work takes, by a clock."""
    begun = clock()
    work()
    return clock() - begun


def measure(count: int, scale: float) -> Measure:
    """Read as many pages against a gazetteer of some scale, in this process."""
    found, addresses = load(TERRITORIES), Addresses(LOCAL_BASE)
    documents = list(pages(count, found))
    found = scaled(found, scale)
    ready = timed(lambda: read_all(documents[:1], found, addresses))
    seconds = timed(lambda: read_all(documents, found, addresses))
    plain = timed(lambda: [re.findall(r"\w+", one.text.lower()) for one in documents])
    own, children = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return Measure(count, ready, max(seconds - ready, 0.0), plain, (own + children) / 1000)


def growths() -> dict[str, float]:
    """Return, for a run of each thing, how many times longer twice as many of it takes, halved: 1 is linear.

    Only the computing of this process is counted: the differences are too small for a clock on the wall.
    """
    found, addresses = load(TERRITORIES), Addresses(LOCAL_BASE)
    empty = scaled(found, 0.01)

    def seconds(text: str) -> float:
        page = Document("a.txt", "a", mask(text), "0")
        work = partial(read_all, [page], empty, addresses)
        return min(timed(work, time.process_time) for _ in range(2))

    ready = seconds("")
    return {
        run: (seconds(run * (2 * LENGTH // len(run))) - ready) / (seconds(run * (LENGTH // len(run))) - ready) / 2
        for run in RUNS
    }


def alone(work: Callable[..., T], *given: float) -> T:
    """Run some work in a process of its own, started anew."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *given).result()


def table(measures: Mapping[str, Measure], usual: Measure) -> Table:
    """Return the table of some measures; growth is seconds a page over those of the usual measure."""
    shown = Table("reading", "ready s", "pages/s", "× plain pass", "peak MB", "growth")
    for name, one in measures.items():
        numbers = [f"{1 / one.each:.0f}", f"{one.seconds / one.plain:.0f}", f"{one.peak:.0f}"]
        shown.add_row(name, f"{one.ready:.2f}", *numbers, f"{one.each / usual.each:.2f}")
    return shown


def main() -> None:
    """Run the measures and print them."""
    found = {count: alone(measure, count, 1.0) for count in COUNTS}
    usual = found[USUAL]
    scales = {scale: usual if scale == 1 else alone(measure, USUAL, scale) for scale in SCALES}
    told = {f"{count} pages": one for count, one in found.items()}
    told |= {f"{USUAL} pages, gazetteer × {scale:g}": one for scale, one in scales.items() if scale != 1}
    runs = Table("a run of", "growth")
    for run, growth in sorted(alone(growths).items(), key=lambda one: -one[1]):
        runs.add_row(repr(run), f"{growth:.2f}")
    Console().print(table(told, usual), runs)


if __name__ == "__main__":
    main()

"""How well the reader reads: what was published of some documents, compared with what careful readers found in them.

    python tests/scores.py FOLDER

reads the `NAME.txt` of a folder, compares each with its `NAME.gold.json`, and prints the scores of each field, what was
missed, what was invented, and the days of signing that are wrong.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import pyoxigraph as ox
from gold import SUFFIX, Agreement, Gold, read
from likeness import Names, alike, same
from rich.console import Console
from rich.table import Table

from loaders import quads
from loaders.documents import open_document, read_all
from loaders.manifest import Source, alone
from loaders.tables import statements, territories
from ontology.addresses import Addresses
from ontology.names import CT, DCAT, DCTERMS, FOAF, LOCAL_BASE, RDF, RDFS, SKOS

Found = TypeVar("Found")
CORE = ("contract", "signed on", "period", "parties", "signatories", "territories", "persons")
FIELDS = (*CORE, "themes", "programmes", "figures")
LABELS = frozenset(str(one) for one in (RDFS.label, SKOS.prefLabel, SKOS.altLabel, FOAF.name, DCTERMS.title))
TERRITORIES = Path(__file__).parent.parent / "seeds" / "territories"


@dataclass(frozen=True, slots=True)
class Contract:
    """One contract as it was published in the graph of a document."""

    kinds: frozenset[str]
    signed: list[str]
    starts: list[str]
    ends: list[str]
    parties: list[Names]
    territories: list[Names]
    themes: list[Names]
    signatories: list[Names]


class Published:
    """What was published: the facts of each graph, and the names that things go by in any."""

    def __init__(self, all_quads: Iterable[ox.Quad]) -> None:
        """Index some quads."""
        self.facts: defaultdict[tuple[str, str, str], list[str]] = defaultdict(list)
        self.typed: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        self.names: defaultdict[str, set[str]] = defaultdict(set)
        self.notations: dict[str, str] = {}
        for quad in all_quads:
            self._add(*(str(getattr(term, "value", "")) for term in quad))

    def _add(self, subject: str, predicate: str, value: str, graph: str) -> None:
        if predicate == str(RDF.type):
            self.typed[graph, value].append(subject)
        elif predicate in LABELS:
            self.names[subject].add(value)
        elif predicate == str(SKOS.notation):
            self.notations[subject] = value
        self.facts[graph, subject, predicate].append(value)

    def graph(self, stem: str) -> str:
        """Return the graph of the document whose file's name begins with a stem."""
        sources = {graph for graph, kind in self.typed if kind == str(CT.SourceDocument)}
        name = str(DCTERMS.identifier)
        [graph] = [one for one in sources if self.facts[one, one, name][0].split(".")[0].startswith(stem)]
        return graph

    def values(self, graph: str, subject: str, *path: str) -> list[str]:
        """Return what a path of predicates leads to in a graph, once each."""
        ends = [subject]
        for predicate in path:
            ends = [value for end in ends for value in dict.fromkeys(self.facts.get((graph, end, str(predicate)), ()))]
        return ends

    def named(self, graph: str, *kinds: str) -> list[Names]:
        """Return the names of each thing of some classes in a graph."""
        return [frozenset(self.names[one]) for one in self.of(graph, *kinds)]

    def of(self, graph: str, *kinds: str) -> list[str]:
        """Return the things of some classes in a graph, once each."""
        return list(dict.fromkeys(one for kind in kinds for one in self.typed.get((graph, str(kind)), ())))

    def contract(self, graph: str, one: str) -> Contract:
        """Return one contract of a graph."""

        def names(*path: str) -> list[Names]:
            return [frozenset(self.names[value]) for value in self.values(graph, one, *path)]

        return Contract(
            frozenset(self.notations[kind] for kind in self.values(graph, one, CT.kind)),
            self.values(graph, one, CT.signedOn),
            self.values(graph, one, DCTERMS.temporal, DCAT.startDate),
            self.values(graph, one, DCTERMS.temporal, DCAT.endDate),
            names(CT.party),
            names(CT.covers),
            names(CT.priority) + names(CT.action),
            names(CT.signature, CT.signatory),
        )

    def figures(self, graph: str) -> list[str]:
        """Return the values of the figures of a graph."""
        return [value for one in self.of(graph, CT.Figure) for value in self.values(graph, one, CT.value)]


@dataclass(frozen=True, slots=True)
class Tally:
    """What was found of each field, missed, invented; contracts on pages without any; wrong days of signing."""

    found: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    missed: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    invented: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    groundless: list[str] = field(default_factory=list)
    wrong_days: list[str] = field(default_factory=list)

    def precision(self, *fields: str) -> float:
        """Return the share of what was found that is right; 1 where nothing was found."""
        return _share(sum(self.found[one] for one in fields), sum(len(self.invented[one]) for one in fields))

    def recall(self, *fields: str) -> float:
        """Return the share of what careful readers found that was found; 1 where they found nothing."""
        return _share(sum(self.found[one] for one in fields), sum(len(self.missed[one]) for one in fields))

    def f1(self, *fields: str) -> float:
        """Return the harmonic mean of precision and recall."""
        precision, recall = self.precision(*fields), self.recall(*fields)
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0

    def match(
        self,
        name: str,
        gold: Iterable[str],
        found: Collection[Found],
        agree: Callable[[str, Found], bool],
        also: Collection[str] = (),
    ) -> None:
        """Match each item of the gold with one that was found; count what is left over on either side."""
        left = list(found)
        for item in gold:
            matched = next((one for one in left if agree(item, one)), None)
            if matched is None:
                self.missed[name].append(item)
            else:
                left.remove(matched)
                self.found[name] += 1
        wrong = [one for one in left if not any(agree(item, one) for item in also)]
        self.invented[name] += [", ".join(sorted(one)) if isinstance(one, frozenset) else str(one) for one in wrong]

    def add(self, document: str, other: Tally) -> None:
        """Add the tally of one document."""
        for name, count in other.found.items():
            self.found[name] += count
        for mine, theirs in ((self.missed, other.missed), (self.invented, other.invented)):
            for name, items in theirs.items():
                mine[name] += [f"{document}: {item}" for item in items]
        self.groundless.extend(f"{document}: {item}" for item in other.groundless)
        self.wrong_days.extend(f"{document}: {item}" for item in other.wrong_days)

    def errors(self) -> list[str]:
        """Return what is wrong, a line each."""
        return [
            *(f"missed    {name:<12} {item}" for name in FIELDS for item in self.missed[name]),
            *(f"invented  {name:<12} {item}" for name in FIELDS for item in self.invented[name]),
            *(f"wrong day              {item}" for item in self.wrong_days),
        ]


def _share(right: int, wrong: int) -> float:
    return right / (right + wrong) if right + wrong else 1.0


def compared(gold: Gold, published: Published, graph: str) -> Tally:
    """Return the tally of one document."""
    tally = Tally()
    _contracts(gold, [published.contract(graph, one) for one in published.of(graph, CT.Contract, CT.Amendment)], tally)
    also = gold.also.get
    tally.match("persons", gold.persons, published.named(graph, FOAF.Person), same, also("persons", ()))
    tally.match("programmes", gold.programmes, published.named(graph, CT.Programme), alike, also("programmes", ()))
    tally.match("figures", gold.figures, published.figures(graph), _equal, also("amounts", ()))
    return tally


def _equal(gold: str, value: str) -> bool:
    return float(gold) == float(value)


def _same_year(gold: str, day: str) -> bool:
    return gold[:4] == day[:4]


def _contracts(gold: Gold, found: Sequence[Contract], tally: Tally) -> None:
    left = list(found)
    for agreement in gold.agreements:
        fits = [_fit(agreement, one) for one in left]
        if any(fits):
            _contract(agreement, left.pop(fits.index(max(fits))), gold, tally)
        elif not agreement.optional:
            _unread(agreement, tally)
    for one in left:
        tally.wrong_days.extend(one.signed)
        if not one.kinds & set(gold.also.get("contracts", ())):
            tally.invented["contract"].append(f"{sorted(one.kinds)} {[min(names) for names in one.parties]}")
    if not gold.agreements:
        tally.groundless.extend(tally.invented["contract"])


def _fit(agreement: Agreement, found: Contract) -> int:
    """Return how well a contract fits an agreement: 0 where its kind is another, more with each name they share."""
    names = [*found.parties, *found.territories]
    shared = [one for one in (*agreement.parties, *agreement.territories) if any(same(one, have) for have in names)]
    return 1 + len(shared) if found.kinds & agreement.kinds else 0


def _unread(agreement: Agreement, tally: Tally) -> None:
    tally.missed["contract"].append(agreement.label)
    tally.missed["signed on"] += agreement.signed
    for name in ("parties", "territories", "signatories"):
        tally.missed[name] += getattr(agreement, name)


def _contract(agreement: Agreement, found: Contract, gold: Gold, tally: Tally) -> None:
    tally.wrong_days.extend(day for day in found.signed if day not in agreement.days)
    if agreement.optional:
        return
    tally.found["contract"] += 1
    also = gold.also.get
    tally.match("signed on", agreement.signed, found.signed, str.__eq__, agreement.days)
    for year, days in zip(agreement.period, (found.starts, found.ends), strict=False):
        tally.match("period", [year], days, _same_year)
    tally.match("parties", agreement.parties, found.parties, same, also("parties", ()))
    tally.match("territories", agreement.territories, found.territories, same, also("territories", ()))
    tally.match("themes", agreement.themes, found.themes, alike, also("themes", ()))
    tally.match("signatories", agreement.signatories, found.signatories, same, agreement.others)


class Country:
    """The territories that documents are resolved against, and what they and the kinds of contract are called."""

    def __init__(self) -> None:
        """Load them from the project's files."""
        self.addresses = Addresses(LOCAL_BASE)
        self.referential = territories.load(TERRITORIES)
        labels = [f"<{label}>".encode() for label in LABELS]
        lines = statements.quads(self.referential, self.addresses)
        named = b"".join(line for line in lines if line.split(b" ", 2)[1] in labels)
        self.quads = [*ox.parse(named, ox.RdfFormat.N_QUADS), *quads.vocabulary(quads.ONTOLOGY)]

    def published(self, listed: Iterable[Source]) -> Published:
        """Return what a build would publish of some documents."""
        readings = read_all([open_document(source) for source in listed], self.referential, self.addresses)
        told = (quad for reading in readings for quad in quads.read(reading, None, self.addresses))
        return Published([*self.quads, *told])


def scored(golds: Path, found: Published) -> Tally:
    """Return the tally of all documents of which a folder has the gold."""
    whole = Tally()
    for path in sorted(golds.glob(f"*{SUFFIX}")):
        gold = read(path)
        whole.add(gold.document, compared(gold, found, found.graph(gold.document)))
    return whole


def table(title: str, tally: Tally) -> Table:
    """Return the scores of each field, of the core and of all."""
    shown = Table("field", "precision", "recall", "F1", "gold", title=title)
    for name, fields in [*((one, (one,)) for one in FIELDS), ("core", CORE), ("all", FIELDS)]:
        count = sum(tally.found[one] + len(tally.missed[one]) for one in fields)
        measures = (tally.precision(*fields), tally.recall(*fields), tally.f1(*fields))
        shown.add_row(name, *(f"{measure:.3f}" for measure in measures), str(count))
    return shown


def main(folder: Path) -> None:
    """Print the scores of the documents of a folder, and what is wrong."""
    console = Console(soft_wrap=True)
    tally = scored(folder, Country().published([alone(page) for page in sorted(folder.glob("*.txt"))]))
    console.print(*tally.errors(), sep="\n", markup=False, highlight=False)
    console.print(table(folder.name, tally))


if __name__ == "__main__":
    main(Path(sys.argv[1]))

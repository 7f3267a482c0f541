"""From the rows of a declared table to quads: what each row says of each thing, and the evidence that names the row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from rdflib import URIRef

from loaders.declared import values
from loaders.declared.declaration import Declaration, Saying, Thing
from loaders.declared.gazetteer import Gazetteer
from loaders.declared.records import Record
from loaders.declared.register import Identity, Register
from loaders.declared.shared import Shared
from loaders.declared.values import Unusable
from loaders.drawings.boundaries import Boundaries, Source
from loaders.faults import Wording
from loaders.tables.lines import Object, french, iri, plain
from loaders.tables.table import Table
from ontology.names import CT, KIND, PROV, RDF, RDFS, SKOS

REPEATED = Wording("dit ce qu'une ligne plus haut dit déjà", "says what a row above says already")
MALFORMED = Wording("cellule qui n'a pas la forme déclarée", "a cell that has not the declared form")
BLANK = Wording("rien dans une colonne qu'il faut", "nothing in a column that is needed")
UNNAMED = Wording("organisme que rien ne nomme", "a body that nothing names")
Said = list[tuple[URIRef, Object]]
Remarks = list[tuple[Wording, str]]


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing that a row speaks of; `identity` is that of a contract, `code` what another thing was found by."""

    iri: URIRef
    identity: Identity | None = None
    code: str = ""


@dataclass
class Names:
    """The one label of each thing: what the first table that names it says; other names are alternative labels."""

    labels: Shared

    def said(self, thing: URIRef, name: str) -> tuple[URIRef, Object]:
        """Return how a name is stated of a thing."""
        first = self.labels.compare(str(thing), name)
        if first is None:
            self.labels.give(str(thing), name)
        return (RDFS.label if first in {None, name} else SKOS.altLabel), french(name)


@dataclass(frozen=True, slots=True)
class Known:
    """What all the tables of a build share: where codes lead, the contracts of all, the names, the boundaries."""

    gazetteer: Gazetteer
    register: Register
    names: Names
    boundaries: Boundaries

    @property
    def shared(self) -> Mapping[str, Shared]:
        """Return what tables look up that others tell."""
        return {"made": self.gazetteer.made, "labels": self.names.labels, "sources": self.boundaries.sources}

    def turn(self) -> None:
        """Let the next table begin."""
        self.register.asked.clear()
        for shared in self.shared.values():
            shared.turn()


@dataclass(frozen=True, slots=True)
class Writer:
    """Write the rows of one table; `seen` are the things that rows said, `told` those that are described."""

    declaration: Declaration
    table: Table
    known: Known
    seen: set[URIRef] = field(default_factory=set)
    told: set[URIRef] = field(default_factory=set)

    def row(self, record: Record, remarks: Remarks) -> Iterator[bytes]:
        """Yield the quads of a row, noting why it does not give some of what it was declared to give."""
        sound = Record(record.line, self._checked(record.cells, remarks), record.geometry)
        number = 0
        for thing in self.declaration.things:
            for subject in self._subjects(thing, sound.cells, remarks):
                number += 1
                yield from self._thing(thing, subject, sound, remarks, str(number))

    def _checked(self, cells: Mapping[str, str], remarks: Remarks) -> Mapping[str, str]:
        """Return the cells of a row, blank where they have not the form that is declared."""
        wrong = {
            column: cells[column]
            for column, form in self.declaration.columns.items()
            if form and cells[column] and not form.fullmatch(cells[column])
        }
        remarks += [(MALFORMED, f"{column} : {value}") for column, value in wrong.items()]
        return {**cells, **dict.fromkeys(wrong, "")} if wrong else cells

    def _subjects(self, thing: Thing, cells: Mapping[str, str], remarks: Remarks) -> Iterator[Subject]:
        """Yield the things of one kind that a row speaks of."""
        if other := [f"{name} : {cells[name]}" for name, among in thing.where.items() if cells[name] not in among]:
            wanted = ", ".join(sorted(value for among in thing.where.values() for value in among))
            reason = f"hors de ce que la table publie ({wanted})", f"outside what the table publishes ({wanted})"
            remarks += [(Wording(*reason), value) for value in other]
            return
        if blank := [name for name in thing.needs if not cells[name]]:
            remarks += [(BLANK, name) for name in blank]
            return
        if thing.contract:
            for identity in self.known.register.identities(thing.contract, cells):
                yield Subject(self.known.register.iri(identity), identity)
            return
        for code in thing.key.values(cells) if thing.key else ():
            yield from self._keyed(thing, code, remarks)

    def _keyed(self, thing: Thing, code: str, remarks: Remarks) -> Iterator[Subject]:
        """Yield the thing of a code, unless it is said already, or known where only new things are told."""
        if thing.new and self.known.gazetteer.made.get(code) is None:
            return
        try:
            found = self._link(thing.what, code)
        except Unusable as error:
            remarks.append((error.reason, error.value))
            return
        if thing.once and found in self.seen:
            remarks.append((REPEATED, ""))
            return
        self.seen.add(found)
        yield Subject(found, code=code)

    def _link(self, kind: str, code: str) -> URIRef:
        """Return what a code leads to; raises Unusable."""
        if kind != "organisation":
            return values.place(self.known.gazetteer, kind, code)
        try:
            return self.known.gazetteer.organisation(code)
        except ValueError as error:
            raise Unusable(values.NO_SIREN, code) from error

    def _thing(self, thing: Thing, subject: Subject, record: Record, remarks: Remarks, number: str) -> Iterator[bytes]:
        """Yield what a row says of a thing, and its evidence, told apart by the thing's number in the row."""
        if thing.boundary:
            displaced = self.table.origin.body if thing.boundary == "displaced" else ""
            source = Source(self.table.graph, displaced)
            remarks += self.known.boundaries.add(thing.what, subject.iri, record.geometry, source)
        said: Said = [] if thing.contract and subject.iri in self.told else self._described(thing, subject, record)
        for saying in thing.sayings:
            for value, described in self._values(saying, record, remarks):
                said.append((saying.property, value))
                yield from described
        if said and (thing.contract is None or _engages(said)):
            self.told.add(subject.iri)
            several = subject.identity and self.known.register.several(self.declaration.key, subject.identity)
            written = self.table.shared if several else self.table.row
            yield from written(record.line, subject.iri, said, str(record.line), number)

    def _described(self, thing: Thing, subject: Subject, record: Record) -> Said:
        """Return what a thing is and is called; the table that owns a contract names it at least by kind and number."""
        said: Said = [(RDF.type, iri(kind)) for kind in thing.types]
        name = self._name(thing, subject, record.cells)
        if thing.contract and subject.identity and self.known.register.owned(self.declaration.key, subject.identity):
            name = name or " ".join(subject.identity)
            said += [(RDF.type, iri(CT.Contract)), (RDF.type, iri(PROV.Entity))]
            said.append((CT.kind, iri(KIND[thing.contract.notation])))
            if thing.contract.identifier:
                said.append((SKOS.notation, plain(subject.identity[1])))
        if name:
            said.append(self.known.names.said(subject.iri, name))
        return said

    def _name(self, thing: Thing, subject: Subject, cells: Mapping[str, str]) -> str | None:
        """Return how a row names a thing; a name made by a template stands only where nothing else names the thing.

        In a template, `{identifier}` is the contract's own.
        """
        if thing.label is None:
            return None
        told = {**cells, "identifier": subject.identity[1] if subject.identity else subject.code}
        name = next(iter(thing.label.values(told)), None)
        if name and thing.label.template and self.known.names.labels.compare(str(subject.iri), name) == "":
            return None
        return name

    def _values(self, saying: Saying, record: Record, remarks: Remarks) -> Iterator[tuple[Object, Iterator[bytes]]]:
        """Yield the values of a property, each with the description of a body that nothing else describes."""
        labels = saying.label.values(record.cells) if saying.label else ()
        for rank, value in enumerate(saying.cell.values(record.cells)):
            try:
                if not saying.to:
                    yield values.literal(saying, value), iter(())
                    continue
                code = self._code(saying, value, record.cells)
                label = labels[rank] if rank < len(labels) else None
                yield iri(self._link(saying.to, code)), self._body(saying, code, label, record.line)
            except Unusable as error:
                remarks.append((error.reason, error.value))

    def _code(self, saying: Saying, value: str, cells: Mapping[str, str]) -> str:
        """Return the code that a value is, or that of the intercommunality that it names near a commune."""
        if saying.near is None:
            return value
        near = next(iter(saying.near.values(cells)), "")
        code = self.known.gazetteer.named(value, near)
        if code is None:
            reason = Wording(
                "nom qu'aucune intercommunalité du département ne porte seule",
                "a name that no single intercommunality of the département bears",
            )
            raise Unusable(reason, value)
        return code

    def _body(self, saying: Saying, code: str, label: str | None, line: int) -> Iterator[bytes]:
        """Yield what describes a body that no table describes as its own; raises Unusable where nothing names it."""
        if saying.to != "organisation" or not self.known.gazetteer.undescribed(code):
            return iter(())
        body, name = self.known.gazetteer.organisation(code), self.known.gazetteer.body_name(code) or label
        if name is None:
            raise Unusable(UNNAMED, code)
        siren = self.known.gazetteer.siren(code)
        said = [self.known.names.said(body, name), *([(CT.siren, plain(siren))] if siren else [])]
        return self.table.body(line, body, said, str(line), code)


def _engages(said: Said) -> bool:
    """Tell whether what is said of a contract names whom it binds or what it covers; the rest means nothing without."""
    return any(predicate in {CT.covers, CT.party} for predicate, _ in said)


def columns(declaration: Declaration) -> dict[str, tuple[URIRef, ...]]:
    """Return which properties the cells of each column support."""
    found: dict[str, dict[URIRef, None]] = {}
    for thing in declaration.things:
        for cell, predicate in thing.cells:
            for name in cell.columns:
                if name != "identifier":
                    found.setdefault(name, {})[predicate] = None
    return {name: tuple(predicates) for name, predicates in found.items()}

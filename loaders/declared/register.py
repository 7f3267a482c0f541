"""The contracts of all declared tables: one address for each, whichever tables speak of it, in whatever order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from rdflib import URIRef

from loaders import keys
from loaders.declared.declaration import Cell, Contract
from loaders.declared.gazetteer import Gazetteer
from ontology.addresses import Addresses, slug


@dataclass(slots=True)
class Group:
    """What the rows of one contract say of its key; `rows` counts them."""

    codes: set[str] = field(default_factory=set)
    groupings: set[str] = field(default_factory=set)
    day: str = ""
    rows: int = 0


Identity = tuple[str, str]
"""A kind's notation, and the publisher's identifier of the contract, or else what its row makes of its key."""


class Register:
    """Note the contracts of one table after the other, those that name them first; then tell their addresses."""

    def __init__(self, gazetteer: Gazetteer, addresses: Addresses) -> None:
        """Begin with no contract."""
        self._gazetteer = gazetteer
        self._addresses = addresses
        self._iris: dict[Identity, URIRef] = {}
        self._owners: dict[URIRef, str] = {}
        self._rows: dict[tuple[str, Identity], int] = {}
        self.asked: dict[Identity, None] = {}

    def gather(self, groups: dict[Identity, Group], contract: Contract, cells: Mapping[str, str]) -> None:
        """Add what a row says of its contracts to the groups of a table."""
        for identity in self.identities(contract, cells):
            self._gather(groups.setdefault(identity, Group()), contract, cells)

    def enter(self, table: str, contract: Contract, groups: Mapping[Identity, Group]) -> None:
        """Note the contracts of one table."""
        told = {one: self._parts(contract, one, group) for one, group in groups.items() if one not in self._iris}
        shared = Counter(told.values())
        for identity, parts in told.items():
            iri = self._addresses.contract(*parts)
            if shared[parts] > 1 or iri in self._owners:
                iri = self._addresses.contract(*parts, slug(identity[1]))
            self._iris[identity] = iri
            self._owners[iri] = table
        for identity, group in groups.items():
            self._rows[table, identity] = self._rows.get((table, identity), 0) + group.rows

    def identities(self, contract: Contract, cells: Mapping[str, str]) -> tuple[Identity, ...]:
        """Return the identities of the contracts that a row speaks of."""
        if contract.identifier:
            return tuple((contract.notation, value) for value in contract.identifier.values(cells) if slug(value))
        group = Group()
        self._gather(group, contract, cells)
        return ((contract.notation, "-".join(self._key(contract, group))),) if group.codes else ()

    def iri(self, identity: Identity) -> URIRef:
        """Return the address of a contract that was noted; `asked` are those of the table at work."""
        self.asked[identity] = None
        return self._iris[identity]

    def owned(self, table: str, identity: Identity) -> bool:
        """Tell whether a table is the one that describes a contract: the first that was noted with it."""
        return self._owners[self._iris[identity]] == table

    def several(self, table: str, identity: Identity) -> bool:
        """Tell whether several rows of a table speak of a contract."""
        return self._rows[table, identity] > 1

    def answer(self, table: str, identity: Identity) -> str:
        """Return all that a table is told of a contract, as one text; nothing for one that was not noted with it."""
        if (table, identity) not in self._rows:
            return ""
        told = (self._iris[identity], self.owned(table, identity), self.several(table, identity))
        return " ".join(map(str, told))

    def _gather(self, group: Group, contract: Contract, cells: Mapping[str, str]) -> None:
        group.rows += 1
        near = _first(contract.near, cells)
        for value in contract.places.values(cells) if contract.places else ():
            code = self._gazetteer.named(value, near) or near if near else self._gazetteer.code(value)
            if keys.is_code(code):
                group.codes.add(code)
        group.groupings |= set(contract.grouping.values(cells)) if contract.grouping else set()
        group.day = group.day or _day(contract, cells)

    def _parts(self, contract: Contract, identity: Identity, group: Group) -> tuple[str, ...]:
        if not group.codes:
            return (contract.notation, slug(identity[1]))
        return (contract.notation, *self._key(contract, group))

    def _key(self, contract: Contract, group: Group) -> tuple[str, ...]:
        day = (group.day,) if group.day and contract.notation in keys.DATED else ()
        return (*keys.territorial(contract.notation, group.codes, group.groupings - group.codes), *day)


def _first(cell: Cell | None, cells: Mapping[str, str]) -> str:
    return next(iter(cell.values(cells)), "") if cell else ""


def _day(contract: Contract, cells: Mapping[str, str]) -> str:
    """Return the day of signing as ISO 8601 writes it, empty where the row has none that its declaration reads."""
    written = _first(contract.day, cells)
    try:
        return datetime.strptime(written, contract.date).date().isoformat() if written else ""  # noqa: DTZ007 - a day
    except ValueError:
        return ""

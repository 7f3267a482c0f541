"""What declared tables gave, kept for the builds in which each is read among tables that answer it alike.

A table is what its rows, its declaration and the referential make of it, and what it asked of what all tables share:
the addresses of its contracts, the groupings that others make, the names that stand already, whose boundaries are
drawn. Its own inputs are in the name of what is kept, the questions and their answers in what is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from loaders import graphs
from loaders.cache import Cache, Pending
from loaders.declared import ledger
from loaders.declared.ledger import Account
from loaders.declared.register import Group, Identity
from loaders.declared.statements import Known
from loaders.graphs import Graph

_ENTRIES = "entries"
_TABLE = "table"
_DRAWINGS = "drawings"


@dataclass(frozen=True, slots=True)
class Entries:
    """What the rows of a table make known before any is written: contracts, and codes of groupings, by their thing."""

    contracts: Mapping[int, Mapping[Identity, Group]]
    codes: Mapping[int, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Given:
    """What a table gave: its graphs and the account of its rows."""

    graphs: tuple[Graph, ...]
    account: Account


@dataclass(frozen=True, slots=True)
class Keeping:
    """What is kept of the tables of a build; `inputs` tell those of each from others, by its key.

    Nothing is written before `settle`, which is for the builder to call when the inputs are still those.
    """

    cache: Cache
    inputs: Mapping[str, tuple[str, ...]]
    pending: Pending = field(default_factory=Pending)

    def settle(self) -> None:
        """Keep all that was made."""
        self.pending.settle(self.cache)

    def entries(self, key: str) -> Entries | None:
        """Return what the rows of a table make known, None where that is not kept."""
        told = self.cache.told(_ENTRIES, *self.inputs[key])
        return _entries(told) if told else None

    def keep_entries(self, key: str, found: Entries) -> None:
        """Keep what the rows of a table make known."""
        self._keep(_entered(found), _ENTRIES, self.inputs[key])

    def given(self, key: str, known: Known) -> Given | None:
        """Return what a table gave, and tell the others what it told them; None where it must be read."""
        told = self.cache.told(_TABLE, *self.inputs[key])
        if not told or not _alike(told, key, known):
            return None
        made = graphs.again(told["graphs"], self.cache)
        if made is None:
            return None
        for name, shared in known.shared.items():
            for one, text in told["given"][name].items():
                shared.give(one, text)
        return Given(made, ledger.again(told["account"]))

    def keep_given(self, key: str, given: Given, known: Known) -> None:
        """Keep what a table gave, with what it asked."""
        told = {
            "asked": {
                name: [[*asked, answer] for asked, answer in shared.asked.items()]
                for name, shared in known.shared.items()
            },
            "given": {name: shared.given for name, shared in known.shared.items()},
            "contracts": [[*identity, known.register.answer(key, identity)] for identity in known.register.asked],
            "graphs": graphs.account(given.graphs),
            "account": ledger.kept(given.account),
        }
        self._keep(told, _TABLE, self.inputs[key])

    def drawings(self, keys: Iterable[str]) -> Any | None:  # noqa: ANN401 - as JSON holds them
        """Return the drawings of the boundaries that some tables give, None where they are not kept.

        They depend on nothing that other tables tell: what has a boundary stands in the referential.
        """
        return self.cache.told(_DRAWINGS, *self._drawn(keys))

    def keep_drawings(self, keys: Iterable[str], drawn: Mapping[str, Any]) -> None:
        """Keep the drawings of the boundaries that some tables give."""
        self._keep(drawn, _DRAWINGS, self._drawn(keys))

    def _drawn(self, keys: Iterable[str]) -> tuple[str, ...]:
        return tuple(one for key in keys for one in (key, *self.inputs[key]))

    def _keep(self, told: object, kind: str, about: tuple[str, ...]) -> None:
        self.pending.tell(told, kind, *about)


def _alike(told: Mapping[str, Any], key: str, known: Known) -> bool:
    """Tell whether all that a table asked would be answered alike."""
    contracts = ((known.register.answer(key, (notation, value)), said) for notation, value, said in told["contracts"])
    return all(shared.answers(told["asked"][name]) for name, shared in known.shared.items()) and all(
        answer == said for answer, said in contracts
    )


def _entered(found: Entries) -> dict[str, Any]:
    contracts = {
        rank: [
            [*one, sorted(group.codes), sorted(group.groupings), group.day, group.rows] for one, group in held.items()
        ]
        for rank, held in found.contracts.items()
    }
    return {"contracts": contracts, "codes": {rank: list(codes) for rank, codes in found.codes.items()}}


def _entries(told: Mapping[str, Any]) -> Entries:
    contracts = {
        int(rank): {
            (notation, value): Group(set(codes), set(groupings), day, rows)
            for notation, value, codes, groupings, day, rows in held
        }
        for rank, held in told["contracts"].items()
    }
    return Entries(contracts, {int(rank): codes for rank, codes in told["codes"].items()})

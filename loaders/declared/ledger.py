"""What became of every row of a table: published, or left out for a reason that names it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from itertools import groupby
from typing import Any

from loaders.faults import Wording

SHOWN = 5
"""How many values of a reason a line of the summary shows; the account holds them all."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One reason, and the rows it holds for, each with the value that is meant (empty where the reason says all)."""

    reason: Wording
    rows: Sequence[tuple[int, str]]

    @property
    def wording(self) -> Wording:
        """Return the reason with how many rows it holds for, and the first of the values."""
        values = list(dict.fromkeys(value for _, value in self.rows if value))
        shown = f" ({', '.join(values[:SHOWN])}{' …' if len(values) > SHOWN else ''})" if values else ""
        count = len({line for line, _ in self.rows})
        return Wording(f"{count} × {self.reason.fr}{shown}", f"{count} × {self.reason.en}{shown}")


@dataclass(frozen=True, slots=True)
class Account:
    """The rows of one table: how many there are and are published, why others are not, what is lacking in some.

    `published` and `left` together are all the rows; a row that is published may lack something (`lacking`). `file` is
    absent where `rows` is None. `undrawn` are the codes of the territories that a table of boundaries does not give.
    """

    key: str
    file: str
    title: str
    rows: int | None = None
    published: int = 0
    left: tuple[Remark, ...] = ()
    lacking: tuple[Remark, ...] = ()
    unread: Mapping[str, str] = field(default_factory=dict)
    new_columns: tuple[str, ...] = ()
    undrawn: tuple[str, ...] = ()

    @property
    def wording(self) -> Wording:
        """Return what a person is told of the table: a line of counts, then one for each reason."""
        if self.rows is None:
            return Wording(
                f"{self.key} : {self.file} n'est pas là, table passée (pacte fetch {self.key})",
                f"{self.key}: {self.file} is not there, table passed over (pacte fetch {self.key})",
            )
        told = [Wording(f"{self.key} : {self.published}/{self.rows} lignes publiées", self._english)]
        told += [Wording(f"  laissées : {one.wording.fr}", f"  left: {one.wording.en}") for one in self.left]
        told += [Wording(f"  manque : {one.wording.fr}", f"  lacking: {one.wording.en}") for one in self.lacking]
        if self.undrawn:
            listed = f"{', '.join(self.undrawn[:SHOWN])}{' …' if len(self.undrawn) > SHOWN else ''}"
            count = len(self.undrawn)
            told.append(Wording(f"  sans contour : {count} ({listed})", f"  without boundary: {count} ({listed})"))
        if self.new_columns:
            listed = ", ".join(self.new_columns)
            told.append(Wording(f"  colonnes nouvelles, non lues : {listed}", f"  new columns, not read: {listed}"))
        return Wording("\n".join(one.fr for one in told), "\n".join(one.en for one in told))

    @property
    def _english(self) -> str:
        return f"{self.key}: {self.published}/{self.rows} rows published"

    def as_json(self) -> dict[str, Any]:
        """Return the account as the release keeps it, each reason with the ranges of its rows."""
        return {
            "table": self.key,
            "file": self.file,
            "title": self.title,
            "rows": self.rows,
            "published": self.published,
            "left": [_remark(one) for one in self.left],
            "lacking": [_remark(one) for one in self.lacking],
            "unread_columns": dict(self.unread),
            "new_columns": list(self.new_columns),
            "undrawn": list(self.undrawn),
        }


def text(accounts: Iterable[Account]) -> str:
    """Return the accounts of all tables as a release keeps them."""
    return json.dumps([account.as_json() for account in accounts], indent=1, ensure_ascii=False) + "\n"


def kept(account: Account) -> dict[str, Any]:
    """Return what `again` makes the account of, as JSON holds it."""
    members = {one.name: getattr(account, one.name) for one in fields(account)}
    return members | {key: [_kept(one) for one in members[key]] for key in ("left", "lacking")}


def _kept(remark: Remark) -> dict[str, Any]:
    return {"reason": {"fr": remark.reason.fr, "en": remark.reason.en}, "rows": remark.rows}


def again(told: Mapping[str, Any]) -> Account:
    """Return the account of which JSON holds the members."""
    members: dict[str, Any] = {key: tuple(one) if isinstance(one, list) else one for key, one in told.items()}
    return Account(**members | {key: tuple(map(_again, told[key])) for key in ("left", "lacking")})


def _again(told: Mapping[str, Any]) -> Remark:
    return Remark(Wording(**told["reason"]), tuple((line, value) for line, value in told["rows"]))


class Ledger:
    """Note what becomes of the rows of one table as they are read."""

    def __init__(self) -> None:
        """Begin with no row."""
        self._rows = 0
        self._published = 0
        self._left: dict[Wording, list[tuple[int, str]]] = defaultdict(list)
        self._lacking: dict[Wording, list[tuple[int, str]]] = defaultdict(list)

    def note(self, line: int, said: int, remarks: Iterable[tuple[Wording, str]]) -> None:
        """Note a row: how many statements it gave, and the reasons for what it did not."""
        self._rows += 1
        self._published += said > 0
        kept = self._lacking if said else self._left
        for reason, value in remarks:
            kept[reason].append((line, value))

    def account(self, key: str, file: str, title: str, unread: Mapping[str, str], new: tuple[str, ...]) -> Account:
        """Return the account of the table."""
        left, lacking = tuple(_remarks(self._left)), tuple(_remarks(self._lacking))
        return Account(key, file, title, self._rows, self._published, left, lacking, unread, new)


def _remarks(held: Mapping[Wording, list[tuple[int, str]]]) -> Iterator[Remark]:
    return (Remark(reason, tuple(rows)) for reason, rows in sorted(held.items(), key=lambda item: item[0].fr))


def _remark(remark: Remark) -> dict[str, Any]:
    values = sorted({value for _, value in remark.rows if value})
    lines = sorted({line for line, _ in remark.rows})
    told = {"reason": remark.reason.fr, "reason_en": remark.reason.en, "count": len(lines)}
    return {**told, "rows": list(_ranges(lines)), "values": values}


def _ranges(lines: Sequence[int]) -> Iterator[str]:
    """Yield ranges of consecutive lines: `2-5`, `8`."""
    for _, together in groupby(enumerate(lines), key=lambda place: place[1] - place[0]):
        held = [line for _, line in together]
        yield f"{held[0]}-{held[-1]}" if len(held) > 1 else str(held[0])

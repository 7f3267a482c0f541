"""The lists of a page, each whole under a key (`?lien=`), for what the page itself is too short for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from server.addresses import Site
from server.things.neighbours import Group
from server.things.portraits import Portrait
from server.things.territories import Commitment

__all__ = ["Listing", "of_contracts", "of_groups", "of_values"]

_FILES = ("csv", "json")


@dataclass(frozen=True, slots=True)
class Listing:
    """A list: its name among others, its title, its members, and addresses of the whole as data by extension.

    `form` says what the members are: `neighbours`, `contracts` or `values`.
    """

    name: str
    title: str
    form: str
    members: Sequence[Any]
    files: Mapping[str, str] = field(default_factory=dict)


def of_groups(groups: Iterable[Group]) -> Mapping[str, Listing]:
    """Return the lists of what points to a thing."""
    return {one.key: Listing(one.title, one.title, "neighbours", one.neighbours) for one in groups}


def of_contracts(portrait: Portrait, key: str, members: Sequence[Commitment]) -> Mapping[str, Listing]:
    """Return the list of the contracts of a territory, those that concern it (`contracts`) or a part of it (`within`).

    One more for each kind of contract has the key `<key>.<notation>`, the longest first.
    """
    title = portrait.texts(f"section.{key}")
    kinds: dict[tuple[str, str], list[Commitment]] = defaultdict(list)
    for one in members:
        for kind in one.kinds.items():
            kinds[kind].append(one)
    ordered = sorted(kinds.items(), key=lambda item: (-len(item[1]), item[0]))
    whole = "/".join(portrait.site.identity(portrait.description.thing))
    files = _files(portrait.site, "contracts-within", whole=whole) if key == "within" else {}
    return {
        key: Listing(title, title, "contracts", members, files),
        **{f"{key}.{kind}": Listing(name, f"{title} – {name}", "contracts", ones) for (kind, name), ones in ordered},
    }


def of_values(portrait: Portrait) -> Mapping[str, Listing]:
    """Return the lists of the values of each property of a thing."""
    kind, key = portrait.site.identity(portrait.description.thing)
    covered = _files(portrait.site, "communes-of-a-contract", contract=key) if kind == "contrat" else {}
    files = {"ct:covers": covered}
    facts = [fact for section in portrait.sections for fact in section.facts]
    return {one.key: Listing(one.label, one.label, "values", one.values, files.get(one.key, {})) for one in facts}


def _files(site: Site, question: str, **asked: str) -> Mapping[str, str]:
    return {one: site.questions(question, one, **asked) for one in _FILES}

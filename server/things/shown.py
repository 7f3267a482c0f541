"""What the page about a thing shows: values with their reasons, grouped as people look for them."""

from __future__ import annotations

from dataclasses import dataclass

from server.things.proofs import Proof
from server.things.reviews import Review

__all__ = ["Fact", "Priority", "Section", "Shown", "Signatory"]


@dataclass(frozen=True, slots=True)
class Shown:
    """One value as it is shown: its text, its language when not the page's, where it leads, why it is so."""

    text: str
    language: str | None = None
    href: str | None = None
    outside: bool = False
    note: str = ""
    proofs: tuple[Proof, ...] = ()
    reviews: tuple[Review, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """One property with its values; `href` leads to its definition; `disagreement` when sources differ.

    `key` names the property in an address, as in `ct:covers`.
    """

    key: str
    label: str
    href: str | None
    values: tuple[Shown, ...]
    disagreement: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """The facts of one meaning."""

    key: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Signatory:
    """One line of the table of signatures; `signed` is false for a person who was present without signing."""

    person: Shown
    capacity: str
    bodies: tuple[Shown, ...]
    signed: bool
    proofs: tuple[Proof, ...]


@dataclass(frozen=True, slots=True)
class Priority:
    """One enjeu, or one axe, with what stands under it, in order."""

    shown: Shown
    axes: tuple[Shown, ...]

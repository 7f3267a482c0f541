"""What tables tell each other while they are read, and what each of them asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


class Shared:
    """Texts by their keys, told by one table and looked up by the next ones.

    `asked` is what the table at work looked up, each key with the text that it was compared with, if any, and what the
    others answered; `given` is what it told itself: read again among tables that answer alike, it says the same.
    """

    def __init__(self, held: Mapping[str, str]) -> None:
        """Begin with what is told before any table."""
        self.held = dict(held)
        self.asked: dict[tuple[str, str], str | None] = {}
        self.given: dict[str, str] = {}

    def turn(self) -> None:
        """Let the next table begin."""
        self.asked, self.given = {}, {}

    def get(self, key: str) -> str | None:
        """Return what is told under a key, None where nothing is."""
        return self.asked.setdefault((key, ""), self.held.get(key)) if key not in self.given else self.given[key]

    def compare(self, key: str, text: str) -> str | None:
        """Return a text if it is told under a key, None where nothing is, and nothing else of what is told instead."""
        if key in self.given:
            return _compared(self.given[key], text)
        return self.asked.setdefault((key, text), _compared(self.held.get(key), text))

    def give(self, key: str, text: str) -> None:
        """Tell a text under a key that was looked up."""
        self.held[key] = self.given[key] = text

    def answers(self, asked: Iterable[tuple[str, str, str | None]]) -> bool:
        """Tell whether what was looked up once would be answered alike now."""
        held = self.held
        return all((_compared(held.get(key), text) if text else held.get(key)) == answer for key, text, answer in asked)


def _compared(found: str | None, text: str) -> str | None:
    return found if found in {None, text} else ""

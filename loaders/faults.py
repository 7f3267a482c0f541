"""What is wrong in what was given: where it stands, its value, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

Language: TypeAlias = Literal["fr", "en"]


@dataclass(frozen=True, slots=True)
class Wording:
    """One thing said to the operator in both languages."""

    fr: str
    en: str

    def said(self, language: Language) -> str:
        """Return the words in a language."""
        return self.fr if language == "fr" else self.en


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a file: its line (from 1, None where a line means nothing), the value as written, and the remedy."""

    path: str
    problem: Wording
    remedy: Wording
    line: int | None = None
    value: str | None = None

    def said(self, language: Language) -> str:
        """Return the fault on one line, as `file:line: value: problem; remedy`."""
        place = self.path if self.line is None else f"{self.path}:{self.line}"
        colon, semicolon = (" : ", " ; ") if language == "fr" else (": ", "; ")
        told = [] if self.value is None else [self.value]
        return f"{place}: {colon.join([*told, self.problem.said(language)])}{semicolon}{self.remedy.said(language)}"


class Failure(Exception):
    """Why a command cannot go on, said in both languages."""

    def __init__(self, wording: Wording) -> None:
        """Keep the words; a log shows the English ones."""
        super().__init__(wording.en)
        self.wording = wording


class InvalidSeeds(ValueError):
    """Some of the files given to a build cannot be used; `faults` tells them all, in the order of their places."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        """Keep the faults and say them in English, for a log."""
        self.faults = tuple(sorted(faults, key=lambda fault: (fault.path, fault.line or 0, fault.value or "")))
        super().__init__("\n".join(fault.said("en") for fault in self.faults))

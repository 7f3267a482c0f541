"""How a long command tells where it is: a live line on a terminal, plain lines elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TextIO, TypeAlias

from rich.console import Console

from loaders.faults import Language, Wording

Stages: TypeAlias = Callable[[Wording], AbstractContextManager[None]]


def told(stream: TextIO, language: Language) -> Stages:
    """Return the stages' teller for a stream: live if it is a terminal, plain and without a time otherwise."""
    if stream.isatty():
        return live(Console(file=stream), language)
    return plain(stream, language)


def plain(stream: TextIO, language: Language) -> Stages:
    """Return a teller that writes one line when a stage begins."""

    @contextmanager
    def stage(words: Wording) -> Iterator[None]:
        stream.write(f"{words.said(language)}\n")
        stream.flush()
        yield

    return stage


def live(console: Console, language: Language) -> Stages:
    """Return a teller that shows the stage under way, then how long it took."""

    @contextmanager
    def stage(words: Wording) -> Iterator[None]:
        begun = time.monotonic()
        with console.status(words.said(language)):
            yield
        console.print(f"[green]✓[/green] {words.said(language)} [dim]{time.monotonic() - begun:.1f} s[/dim]")

    return stage

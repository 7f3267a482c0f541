"""Coroutines in a thread of their own: the browser of a session keeps an event loop in the thread of the tests."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from time import process_time
from typing import Any, TypeVar

from server import listener

T = TypeVar("T")


def run(coroutine: Coroutine[Any, Any, T], loop: Callable[[], asyncio.AbstractEventLoop] | None = None) -> T:
    """Return what a coroutine returns, or raise what it raises, in a loop of some make."""

    def ran() -> T:
        with asyncio.Runner(loop_factory=loop) as runner:
            return runner.run(coroutine)

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(ran).result()


async def work(seconds: float, piece: float) -> None:
    """Work for so many seconds, and let the loop turn after each piece of it."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, listener.Loop)
    loop.beat()
    while process_time() < seconds:
        until = process_time() + piece
        while process_time() < until:
            pass
        await asyncio.sleep(0)


if __name__ == "__main__":
    listener.STILL, listener.BEAT, *asked = map(float, sys.argv[1:])
    with asyncio.Runner(loop_factory=listener.Loop) as runner:
        runner.run(work(process_time() + asked[0], asked[1]))

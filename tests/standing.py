"""Work in pieces, after each of which the loop of a worker turns: `STILL BEAT SECONDS PIECE`, a program of its own."""

from __future__ import annotations

import asyncio
import sys
from time import process_time

from server import listener


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

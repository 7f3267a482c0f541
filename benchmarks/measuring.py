"""What processes take: processor time and memory, of all of a family together (Linux)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

PAUSE = 0.1


def resident(field: str, process: str) -> float:
    """Return a field of a process's status, in megabytes; 0 for one that has ended."""
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in status.splitlines() if line.startswith(f"{field}:")) / 1000


def alone(work: Callable[P, T], *given: P.args, **named: P.kwargs) -> tuple[T, float, float]:
    """Do some work in a process started anew; return its result, all its seconds and the peak of its processes."""
    peak = 0.0
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        pool.submit(int).result()
        begun = time.perf_counter()
        doing = pool.submit(work, *given, **named)
        while not doing.done():
            peak = max(peak, sum(resident("VmRSS", one) for child in pool._processes for one in family(str(child))))  # noqa: SLF001
            time.sleep(PAUSE)
        return doing.result(), time.perf_counter() - begun, peak


def family(process: str) -> Iterator[str]:
    """Yield a process and all those it started."""
    yield process
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            children = task.read_text(encoding="ascii").split()
        except OSError:
            continue
        for child in children:
            yield from family(child)

"""What was measured, as `docs/benchmarks.md` tells it."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from report import AGAIN, BARE, OURS, Results, figure


def page(results: Results, systems: Sequence[str], release: str) -> str:
    """Return the figures, the processor time and the targets as tables of Markdown."""
    now = datetime.now(UTC)
    rounds = max((len(rates) for (_, system), rates in results.rates.items() if system == OURS), default=0)
    head = (
        f"Measured on {now.day} {now:%B %Y}: {os.cpu_count()} cores, {platform.system()}, median of {rounds}, release "
        f"{release}; answers a second (¹ one answer alone was timed)."
    )
    return "\n\n".join([head, _rates(results, systems), _targets(results)]) + "\n"


def _rates(results: Results, systems: Sequence[str]) -> str:
    rows = [
        [
            shape.name,
            str(results.counts.get(shape.name, "")),
            *[_rate(results, shape.name, system) for system in systems],
            _work(results, shape.name, BARE),
            _work(results, shape.name, OURS),
        ]
        for shape in results.shapes
    ]
    memory = [figure(results.memory[one]) if one in results.memory else "" for one in systems]
    heads = ["query", "rows", *systems, f"{BARE}, ms of processor", f"{OURS}, ms of processor"]
    return _table(heads, [*rows, ["memory, MB", "", *memory, "", ""]])


def _rate(results: Results, shape: str, system: str) -> str:
    rate = results.a_second(shape, system)
    if rate is None:
        return results.reasons.get((shape, OURS if system == AGAIN else system), "–")
    return figure(rate) + ("¹" if results.is_single(shape, system) else "")


def _work(results: Results, shape: str, system: str) -> str:
    work = results.work(shape, system)
    return "–" if work is None else figure(work)


def _targets(results: Results) -> str:
    rows = [
        [one.shape, f"{one.system} ÷ {one.rival}", f"≥ {one.least:g}", f"{one.reached:.2f}", _verdict(one.is_met)]
        for one in results.targets()
    ]
    return _table(["query", "what", "target", "reached", ""], rows)


def _verdict(is_met: bool) -> str:  # noqa: FBT001 - what is told
    return "met" if is_met else "**missed**"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)

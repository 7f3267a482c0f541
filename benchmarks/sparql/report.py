"""What was measured, told: the table, the targets met and missed, the file."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from load import Rate
from rich.table import Table
from shapes import Shape

BARE, OURS, AGAIN, COLUMNS = "Oxigraph server", "pacte", "pacte, again", "Virtuoso"


@dataclass(frozen=True, slots=True)
class Target:
    """Hold one thing that must be shown: a system's answers a second against another's, for a shape."""

    shape: str
    system: str
    rival: str
    least: float
    reached: float

    @property
    def is_met(self) -> bool:
        """Tell whether it is reached."""
        return self.reached >= self.least


@dataclass(slots=True)
class Results:
    """Gather the rates of each shape and system, the reasons where there is none, and the memory of each system."""

    shapes: Sequence[Shape]
    rates: dict[tuple[str, str], list[Rate]] = field(default_factory=dict)
    reasons: dict[tuple[str, str], str] = field(default_factory=dict)
    memory: dict[str, float] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    def a_second(self, shape: str, system: str) -> float | None:
        """Return the median of the answers a second."""
        rates = self.rates.get((shape, system))
        return statistics.median(rate.a_second for rate in rates) if rates else None

    def is_single(self, shape: str, system: str) -> bool:
        """Tell whether one answer alone was timed."""
        return [rate.answers for rate in self.rates.get((shape, system), [])] == [1]

    def work(self, shape: str, system: str) -> float | None:
        """Return the median milliseconds of processor time of an answer."""
        rates = self.rates.get((shape, system))
        return statistics.median(1000 * rate.worked / rate.answers for rate in rates) if rates else None

    def targets(self) -> Sequence[Target]:
        """Return what must be shown, as far as it was measured."""
        found = []
        for shape in self.shapes:
            wanted = [(OURS, BARE, 2.0 if shape.is_heavy else 0.5), (AGAIN, BARE, 2.0)]
            wanted += [(AGAIN, COLUMNS, 1.0)] if shape.is_sorted else []
            for system, rival, least in wanted:
                ours, theirs = self.a_second(shape.name, system), self.a_second(shape.name, rival)
                if ours is not None and theirs:
                    found.append(Target(shape.name, system, rival, least, ours / theirs))
        return found


def table(results: Results, systems: Sequence[str]) -> Table:
    """Return the table: answers a second, and how many times the bare server's."""
    made = Table("query", "rows", *systems, title="answers a second, 4 clients (× Oxigraph server); ¹ one answer alone")
    for shape in results.shapes:
        cells = [_cell(results, shape.name, system) for system in systems]
        made.add_row(shape.name, str(results.counts.get(shape.name, "")), *cells)
    made.add_section()
    made.add_row("memory, MB", "", *[f"{results.memory[one]:.0f}" if one in results.memory else "" for one in systems])
    return made


def _cell(results: Results, shape: str, system: str) -> str:
    rate, bare = results.a_second(shape, system), results.a_second(shape, BARE)
    if rate is None:
        return results.reasons.get((shape, system), "–")
    ratio = f" ({rate / bare:.2f})" if bare and system != BARE else ""
    return f"{figure(rate)}{'¹' if results.is_single(shape, system) else ''}{ratio}"


def figure(number: float) -> str:
    """Return a number with two figures, or all those before the point."""
    return f"{number:,.0f}".replace(",", " ") if number >= 10 else f"{number:.2g}"  # noqa: PLR2004


def verdict(results: Results) -> Table:
    """Return the table of targets, the missed ones first."""
    made = Table("", "query", "what", "target", "reached")
    for one in sorted(results.targets(), key=lambda target: target.is_met):
        told = f"{one.system} ÷ {one.rival}", f"≥ {one.least:g}", f"{one.reached:.2f}"
        made.add_row("met" if one.is_met else "MISSED", one.shape, *told)
    return made


def generated(results: Results) -> str:
    """Return what the load generator cost, in microseconds of processor time a request of the look-ups."""
    light = {shape.name for shape in results.shapes if not shape.is_heavy}
    costs = [
        1e6 * rate.generated / rate.answers
        for (shape, _), rates in results.rates.items()
        for rate in rates
        if shape in light
    ]
    return f"{statistics.median(costs):.0f} µs" if costs else "–"


def written(results: Results, systems: Sequence[str], release: str) -> Mapping[str, object]:
    """Return everything as a JSON document has it."""
    cells = {
        shape.name: {
            system: {
                "answers_a_second": results.a_second(shape.name, system),
                "processor_ms_an_answer": results.work(shape.name, system),
                "reason": results.reasons.get((shape.name, system)),
            }
            for system in systems
        }
        for shape in results.shapes
    }
    targets = [
        {"query": one.shape, "system": one.system, "rival": one.rival, "least": one.least, "reached": one.reached}
        for one in results.targets()
    ]
    return {
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {"system": platform.system(), "cores": os.cpu_count()},
        "release": release,
        "queries": cells,
        "rows": results.counts,
        "memory_mb": results.memory,
        "targets": targets,
    }

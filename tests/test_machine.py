"""The memory of the machine, or of the control groups that hold this process."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.machine import memory

SECOND = ("0::/system.slice/pacte.service\n", "sys/fs/cgroup", "memory.max")
FIRST = ("7:cpu:/x\n4:memory:/system.slice/pacte.service\n", "sys/fs/cgroup/memory", "memory.limit_in_bytes")


@pytest.mark.parametrize("group", [SECOND, FIRST], ids=["second", "first"])
@pytest.mark.parametrize(
    ("limits", "least"),
    [
        ({"system.slice/pacte.service": "5000\n", "system.slice": "max\n"}, 5000),
        ({"system.slice/pacte.service": "max\n", "system.slice": "4000\n", "": "6000\n"}, 4000),
        ({"": "3000\n"}, 3000),
        ({"system.slice": "max\n"}, None),
        ({"system.slice": "9223372036854771712\n"}, None),
        ({}, None),
    ],
    ids=["own", "around", "of-a-container", "none", "no-limit", "no-file"],
)
def test_the_smallest_control_group_around_a_process_counts(
    tmp_path: Path, group: tuple[str, str, str], limits: dict[str, str], least: int | None
) -> None:
    said, folder, name = group
    whole = memory(tmp_path)
    (tmp_path / "proc" / "self").mkdir(parents=True)
    (tmp_path / "proc" / "self" / "cgroup").write_text(said, encoding="ascii")
    for place, limit in limits.items():
        (tmp_path / folder / place).mkdir(parents=True, exist_ok=True)
        (tmp_path / folder / place / name).write_text(limit, encoding="ascii")
    assert memory(tmp_path) == (least or whole)

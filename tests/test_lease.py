"""The folder that the workers of a service share: there while they are, and swept after a sudden end."""

from __future__ import annotations

from pathlib import Path

import pytest

from ontology import lease
from ontology.lease import leased

PREFIX = "pacte-serve-"


def test_a_folder_lasts_as_long_as_its_service(tmp_path: Path) -> None:
    with leased(tmp_path, PREFIX) as folder:
        (folder / "queries.ledger").touch()
        assert [*tmp_path.iterdir()] == [folder]
    assert not [*tmp_path.iterdir()]


def test_what_a_dead_service_left_is_swept_and_what_another_uses_is_not(tmp_path: Path) -> None:
    left, other = tmp_path / f"{PREFIX}left", tmp_path / "another-program"
    left.mkdir()
    (left / "queries.ledger").touch()
    other.mkdir()
    (tmp_path / f"{PREFIX}link").symlink_to(other)
    with leased(tmp_path, PREFIX) as used, leased(tmp_path, PREFIX) as folder:
        assert {*tmp_path.iterdir()} == {used, folder, other, tmp_path / f"{PREFIX}link"}


def test_a_folder_that_is_swept_before_it_is_locked_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Path] = []

    def swept(prefix: str, dir: Path) -> str:  # noqa: A002 - the name that is called
        made.append(dir / f"{prefix}{len(made)}")
        if len(made) > 1:
            made[-1].mkdir()
        return str(made[-1])

    monkeypatch.setattr(lease, "mkdtemp", swept)
    with leased(tmp_path, PREFIX) as folder:
        assert folder == made[1]
    assert tmp_path.is_dir()

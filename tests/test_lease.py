"""The folder that the workers of a service share: there while they are, and swept after a sudden end."""

from __future__ import annotations

from pathlib import Path

import pytest

from server import lease
from server.lease import leased


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(lease, "MEMORY", tmp_path)
    return tmp_path


def test_a_folder_lasts_as_long_as_its_service(place: Path) -> None:
    with leased() as folder:
        (folder / "queries.ledger").touch()
        assert [*place.iterdir()] == [folder]
    assert not [*place.iterdir()]


def test_what_a_dead_service_left_is_swept_and_what_another_uses_is_not(place: Path) -> None:
    left, other = place / f"{lease.PREFIX}left", place / "another-program"
    left.mkdir()
    (left / "queries.ledger").touch()
    other.mkdir()
    (place / f"{lease.PREFIX}link").symlink_to(other)
    with leased() as used, leased() as folder:
        assert {*place.iterdir()} == {used, folder, other, place / f"{lease.PREFIX}link"}


def test_a_folder_that_is_swept_before_it_is_locked_is_made_anew(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Path] = []

    def swept(prefix: str, dir: Path) -> str:  # noqa: A002 - the name that is called
        made.append(dir / f"{prefix}{len(made)}")
        if len(made) > 1:
            made[-1].mkdir()
        return str(made[-1])

    monkeypatch.setattr(lease, "mkdtemp", swept)
    with leased() as folder:
        assert folder == made[1]
    assert place.is_dir()

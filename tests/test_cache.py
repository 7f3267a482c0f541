from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from loaders.cache import Cache, code

TOLD = {"graphs": [{"iri": "x:é", "quads": 2}]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / ".cache"


def test_what_is_kept_about_some_inputs_is_found_with_the_same_ones_only(folder: Path) -> None:
    kept = Cache(folder, "1")
    kept.tell(TOLD, "tables", "a", "b")
    assert Cache(folder, "1").told("tables", "a", "b") == TOLD
    assert kept.told("tables", "a") is None
    assert kept.told("tables", "b", "a") is None
    assert kept.told("territories", "a", "b") is None


def test_what_other_code_kept_is_not_found(folder: Path) -> None:
    Cache(folder, "1").tell(TOLD, "tables", "a")
    assert Cache(folder, "2").told("tables", "a") is None


@pytest.mark.parametrize("damage", [b"", b"{}", b"\xff\xfe", b"0" * 64 + b"\n{}", b"0" * 64 + b"\n{"])
def test_what_is_no_longer_whole_is_not_found(folder: Path, damage: bytes) -> None:
    kept = Cache(folder, "1")
    kept.tell(TOLD, "tables", "a")
    [path] = folder.iterdir()
    path.write_bytes(damage)
    assert kept.told("tables", "a") is None
    path.unlink()
    path.mkdir()
    assert kept.told("tables", "a") is None


def test_a_byte_changed_in_what_is_kept_makes_it_nothing(folder: Path) -> None:
    kept = Cache(folder, "1")
    kept.tell(TOLD, "tables", "a")
    [path] = folder.iterdir()
    path.write_bytes(path.read_bytes().replace(b": 2}", b": 3}"))
    assert kept.told("tables", "a") is None


def test_a_file_is_found_by_the_digest_of_its_bytes_as_long_as_it_has_them(folder: Path) -> None:
    kept = Cache(folder, "1")
    path = kept.keep([b"some ", b"bytes"])
    assert path.read_bytes() == b"some bytes"
    assert Cache(folder, "2").file(path.name) == path
    path.write_bytes(b"some byte")
    assert kept.file(path.name) is None
    path.unlink()
    assert kept.file(path.name) is None


def test_what_a_build_neither_used_nor_kept_is_cleared_away(folder: Path) -> None:
    before = Cache(folder, "1")
    used, left = before.keep([b"used"]), before.keep([b"left"])
    before.tell(TOLD, "tables", "used")
    before.tell(TOLD, "tables", "left")
    (folder / "tmp-of-a-killed-build").touch()
    (folder / "somebody's").mkdir()
    after = Cache(folder, "1")
    assert after.file(used.name)
    assert after.told("tables", "used")
    fresh = after.keep([b"fresh"])
    after.clear()
    assert {path.name for path in folder.iterdir() if "-" not in path.name} == {used.name, fresh.name}
    assert (after.told("tables", "used"), after.told("tables", "left")) == (TOLD, None)
    assert not left.exists()


def test_what_could_not_be_written_whole_is_not_left(folder: Path) -> None:
    def full() -> Iterator[bytes]:
        yield b"some bytes"
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(OSError, match="No space left"):
        Cache(folder, "1").keep(full())
    assert not list(folder.iterdir())


def test_what_a_killed_command_was_writing_is_removed_by_the_next(folder: Path) -> None:
    kept = Cache(folder, "1").keep([b"whole"])

    def watched() -> Iterator[bytes]:
        yield b"some"
        [aside] = set(folder.iterdir()) - {kept}
        (folder / f"{aside.name}-killed").touch()

    fresh = Cache(folder, "1").keep(watched())
    assert len(list(folder.iterdir())) == 3
    Cache(folder, "1")
    assert set(folder.iterdir()) == {kept, fresh}


def test_code_is_told_apart_by_any_of_its_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("loaders", "ontology"):
        (tmp_path / name / "__pycache__").mkdir(parents=True)
        (tmp_path / name / "rules.py").write_text("RULE = 1\n", encoding="utf-8")
        (tmp_path / name / "words.toml").write_text("a = 1\n", encoding="utf-8")
    monkeypatch.setattr("loaders.cache.resources.files", lambda package: tmp_path / package)
    found = [code()]
    (tmp_path / "loaders" / "__pycache__" / "rules.pyc").touch()
    assert code() == found[0]
    for path, text in (
        ("loaders/words.toml", "a = 2\n"),
        ("ontology/rules.py", "RULE = 2\n"),
        ("ontology/new.ttl", ""),
    ):
        (tmp_path / path).write_text(text, encoding="utf-8")
        found.append(code())
    assert len(set(found)) == len(found)


def test_code_is_the_same_in_another_process() -> None:
    told = subprocess.run(
        [sys.executable, "-c", "from loaders.cache import code; print(code())"],
        check=True,
        capture_output=True,
        text=True,
    )
    assert told.stdout.strip() == code()

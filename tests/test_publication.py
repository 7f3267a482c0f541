from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from loaders.publication import (
    LOCK,
    BuildUnderWay,
    DamagedRelease,
    OccupiedPlace,
    Publication,
    UnknownRelease,
    damaged,
    digest,
)

SPECIMENS = ("aaaa", "bbbb", "cccc")


def fill(folder: Path, name: str, built: str = "2026-11-22T04:00:00Z") -> None:
    (folder / "published.nq").write_text(name, encoding="utf-8")
    files = [{"path": "published.nq", "sha256": digest(folder / "published.nq")}]
    (folder / "manifest.json").write_text(json.dumps({"id": name, "built": built, "files": files}), encoding="utf-8")


def publish(publication: Publication, name: str, built: str = "2026-11-22T04:00:00Z") -> None:
    with publication.aside() as folder:
        fill(folder, name, built)
        publication.place(folder, name)
        publication.switch(name)


def shelf(home: Path) -> Publication:
    publication = Publication(home)
    for hour, name in enumerate(SPECIMENS):
        publish(publication, name, f"2026-11-22T0{hour}:00:00Z")
    return publication


def test_nothing_is_current_before_the_first_release(tmp_path: Path) -> None:
    assert Publication(tmp_path).current() is None
    assert Publication(tmp_path).releases() == ()


def test_the_link_leads_to_the_release_published_last(tmp_path: Path) -> None:
    publication = shelf(tmp_path)
    assert publication.current() == "cccc"
    assert (tmp_path / "current").readlink() == Path("releases/cccc")
    assert publication.releases() == ("cccc", "bbbb", "aaaa")
    assert not list(tmp_path.glob(".building-*"))


def test_a_link_that_leads_nowhere_publishes_nothing(tmp_path: Path) -> None:
    (tmp_path / "current").symlink_to("releases/gone")
    assert Publication(tmp_path).current() is None


def test_a_release_that_stands_there_already_is_not_written_again(tmp_path: Path) -> None:
    publication = shelf(tmp_path)
    publish(publication, "aaaa", "2027-01-01T00:00:00Z")
    assert publication.current() == "aaaa"
    assert publication.built("aaaa") == "2026-11-22T00:00:00Z"


def test_what_fails_while_building_leaves_no_trace(tmp_path: Path) -> None:
    publication = shelf(tmp_path)
    with pytest.raises(FileExistsError), publication.aside() as folder:
        folder.mkdir()
    assert publication.current() == "cccc"
    assert not list(tmp_path.glob(".building-*"))


def test_leftovers_of_killed_builds_are_swept_by_the_next(tmp_path: Path) -> None:
    (tmp_path / ".building-1" / "store").mkdir(parents=True)
    (tmp_path / ".building-current").symlink_to("releases/gone")
    with Publication(tmp_path).aside() as folder:
        assert [path.name for path in tmp_path.glob(".building-*")] == [folder.name] == [f".building-{os.getpid()}"]


def test_two_builds_at_once_are_refused(tmp_path: Path) -> None:
    publication = shelf(tmp_path)
    with publication.aside() as folder:
        for attempt in (
            publication.aside().__enter__,
            lambda: publication.rollback("aaaa"),
            lambda: publication.prune(1),
        ):
            with pytest.raises(BuildUnderWay, match="wait until it ends") as raised:
                attempt()
            assert raised.value.wording.fr.startswith(f"{tmp_path} : une autre commande")
        assert folder.is_dir()


def test_the_lock_of_a_killed_build_holds_nobody_up(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from loaders.publication import Publication\n"
        "with Publication(Path(sys.argv[1])).aside(): print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as held:
        assert held.stdout is not None
        assert held.stdout.readline() == b"held\n"
        with pytest.raises(BuildUnderWay), Publication(tmp_path).aside():
            pass
        held.kill()
    with Publication(tmp_path).aside():
        assert len(list(tmp_path.glob(".building-*"))) == 1


def test_a_folder_in_the_place_of_the_link_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "current").mkdir()
    (tmp_path / "current" / "kept").touch()
    with pytest.raises(OccupiedPlace, match="move it away"):
        publish(Publication(tmp_path), "aaaa")
    assert (tmp_path / "current" / "kept").exists()


def test_a_release_that_does_not_exist_is_not_switched_to(tmp_path: Path) -> None:
    publication = shelf(tmp_path)
    with pytest.raises(UnknownRelease, match=r"'dddd' is unknown; choose among cccc, bbbb, aaaa"):
        publication.switch("dddd")
    with pytest.raises(UnknownRelease, match="choose among ∅"):
        Publication(tmp_path / "empty").rollback("../current")
    assert publication.current() == "cccc"


def test_an_older_release_can_be_published_again(tmp_path: Path) -> None:
    publication = shelf(tmp_path)
    publication.rollback("aaaa")
    assert publication.current() == "aaaa"


def test_a_damaged_release_is_not_published_again(tmp_path: Path) -> None:
    publication = shelf(tmp_path)
    assert damaged(tmp_path / "releases" / "aaaa") == ()
    (tmp_path / "releases" / "aaaa" / "published.nq").write_text("other", encoding="utf-8")
    (tmp_path / "releases" / "bbbb" / "published.nq").unlink()
    for name in ("aaaa", "bbbb"):
        with pytest.raises(DamagedRelease, match=r"\(published\.nq\); build again"):
            publication.rollback(name)
    assert publication.current() == "cccc"


def test_pruning_keeps_the_current_release_and_the_last_built(tmp_path: Path) -> None:
    publication = shelf(tmp_path)
    publication.rollback("aaaa")
    assert publication.prune(1) == ("bbbb",)
    assert publication.releases() == ("cccc", "aaaa")
    assert publication.prune(1) == ()
    assert (publication.home / "pruned.txt").read_text("ascii") == "bbbb\n"


def test_only_the_last_refused_graph_is_kept(tmp_path: Path) -> None:
    publication = shelf(tmp_path)
    for name in ("first", "second"):
        with publication.aside() as folder:
            fill(folder, name)
            assert publication.refuse(folder) == tmp_path / "refused"
    assert (tmp_path / "refused" / "published.nq").read_text(encoding="utf-8") == "second"
    assert publication.current() == "cccc"
    publication.forget_refused()
    publication.forget_refused()
    assert not (tmp_path / "refused").exists()


def test_the_lock_is_free_again_after_a_build(tmp_path: Path) -> None:
    shelf(tmp_path)
    with (tmp_path / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)

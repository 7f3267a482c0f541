from __future__ import annotations

import logging
from pathlib import Path

import pytest
import samples
import served

from server import create_app
from server.config import Config
from server.editions import BaseConflict, Editions
from server.release import NoRelease
from server.remote import Remote


def switch(folder: Path, other: Path) -> None:
    """Move the release of another folder in, and point `current` to it by one rename."""
    (new,) = (other / "releases").iterdir()
    new.rename(folder / "releases" / new.name)
    (folder / "next").symlink_to(Path("releases") / new.name)
    (folder / "next").rename(folder / "current")


def test_a_request_after_a_switch_is_served_from_the_new_release(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    samples.release(first)
    client = create_app(Config(releases=first)).test_client()
    before = client.get("/doc/commune/99001")
    samples.release(
        second, [served.stated("commune/99001", "http://www.w3.org/2004/02/skos/core#altLabel", "Exemple-Plage")]
    )
    switch(first, second)
    after = client.get("/doc/commune/99001", headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert "Exemple-Plage" in after.get_data(as_text=True)
    assert "Exemple-Plage" not in before.get_data(as_text=True)
    assert "Exemple-Plage" in client.get("/recherche?q=plage").get_data(as_text=True)


def test_a_release_that_cannot_be_opened_leaves_the_one_before_served(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    client = create_app(Config(releases=samples.release(tmp_path))).test_client()
    (tmp_path / "current").unlink()
    with caplog.at_level(logging.WARNING):
        assert client.get("/doc/commune/99001").status_code == 200
    assert "still serving release" in caplog.text


def test_without_a_release_nothing_starts_and_the_command_that_makes_one_is_told(tmp_path: Path) -> None:
    with pytest.raises(NoRelease, match="pacte build"):
        create_app(Config(releases=tmp_path))


def test_a_base_other_than_the_release_s_is_refused(tmp_path: Path) -> None:
    folder = samples.release(tmp_path)
    with pytest.raises(BaseConflict, match=r"PACTE_BASE=https://data.exemple.fr/.*built for http://localhost:8000/"):
        Editions(Config(releases=folder, base="https://data.exemple.fr/"))
    assert Editions(Config(releases=folder, base=served.BASE)).current().release.base == served.BASE


def test_a_remote_store_is_asked_when_one_is_configured(tmp_path: Path) -> None:
    editions = Editions(Config(releases=samples.release(tmp_path), store="http://127.0.0.1:1/sparql"))
    assert isinstance(editions.current().store, Remote)


def test_the_labels_of_the_vocabulary_are_read_in_each_language(tmp_path: Path) -> None:
    editions = Editions(Config(releases=samples.release(tmp_path)))
    editions.warm()
    terms = editions.current().terms
    covers = next(term for term in terms["fr"] if str(term).endswith("#covers"))
    assert (terms["fr"][covers], terms["en"][covers]) == ("couvre", "covers")

from __future__ import annotations

import logging
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
import samples
import served
from click.testing import CliRunner
from engines import Engine, start

from loaders.cli import main
from ontology.names import STORE
from server import create_app
from server.config import Config
from server.editions import BaseConflict, Editions
from server.release import NoRelease
from server.remote import Remote

ADDED = served.stated("commune/99001", "http://www.w3.org/2004/02/skos/core#altLabel", "Exemple-Plage")


def push(home: Path, engine: Engine) -> None:
    """Send the current release of a folder to an engine."""
    done = CliRunner().invoke(main, ["push", engine.query, "--out", str(home)])
    assert done.exit_code == 0, done.output


def change(engine: Engine, said: str) -> None:
    """Have an engine say something of what it holds."""
    prefix = "PREFIX dcterms: <http://purl.org/dc/terms/>"
    update = f"{prefix} INSERT DATA {{ GRAPH <{STORE}> {{ <{STORE}> {said} }} }}"
    urlopen(engine.update, urlencode({"update": update}).encode()).close()


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
    samples.release(second, [ADDED])
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


@pytest.mark.engine
def test_a_release_is_served_from_a_remote_store_once_the_store_holds_it(tmp_path: Path) -> None:
    first, second = samples.release(tmp_path / "first"), samples.release(tmp_path / "second", [ADDED])
    before, after = ((folder / "current").resolve().name for folder in (first, second))
    with start("oxigraph") as engine:
        push(first, engine)
        app = create_app(Config(releases=first, store=engine.query))
        client = app.test_client()
        assert client.get("/health").get_json()["release"] == before
        switch(first, second)
        assert client.get("/health").get_json() | {"built": 0, "quads": 0} == {
            "status": "ok", "store": True, "engine": "oxigraph", "release": before, "built": 0, "quads": 0
        }  # fmt: skip
        late = create_app(Config(releases=first, store=engine.query)).test_client()
        assert late.get("/doc/commune/99001").headers["ETag"] == client.get("/doc/commune/99001").headers["ETag"]
        push(first, engine)
        assert client.get("/health").get_json()["release"] == after
        assert "Exemple-Plage" in client.get("/doc/commune/99001").get_data(as_text=True)


@pytest.mark.engine
def test_a_store_that_holds_another_release_or_none_yet_is_told_by_health(tmp_path: Path) -> None:
    folder = samples.release(tmp_path)
    with start("oxigraph") as engine:
        change(engine, "dcterms:isReplacedBy 'to come'")
        client = create_app(Config(releases=folder, store=engine.query)).test_client()
        answer = client.get("/health")
        assert (answer.status_code, answer.get_json()["holds"]) == (503, None)
        change(engine, "dcterms:identifier '../../../etc'")
        client = create_app(Config(releases=folder, store=engine.query)).test_client()
        answer = client.get("/health")
        assert (answer.status_code, answer.get_json()["holds"]) == (503, "../../../etc")


def test_each_release_may_have_a_store_of_its_own() -> None:
    config = Config(store="http://x.example/{release}/query")
    assert config.endpoint("0123") == "http://x.example/0123/query"
    assert Config().endpoint("0123") is None


def test_who_follows_is_told_of_each_switch_once(tmp_path: Path) -> None:
    folder, other = samples.release(tmp_path / "first"), samples.release(tmp_path / "second", [ADDED])
    editions, told = Editions(Config(releases=folder)), list[str]()
    editions.follow(lambda: told.append(editions.current().release.id))
    editions.current()
    assert not told
    switch(folder, other)
    assert [editions.current().release.id for _ in range(2)] == told * 2

"""The command `pacte serve`: a real server, real workers, and clear words when it cannot start."""

from __future__ import annotations

import gc
import json
import os
import socket
import threading
import urllib.error
import urllib.request
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
import samples
import served
from click.testing import CliRunner
from live import free_port, serving

from server.cli import application, serve

ALTERNATIVE = "http://www.w3.org/2004/02/skos/core#altLabel"


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PACTE_BASE", "PACTE_STORE", "PACTE_RELEASES"):
        monkeypatch.delenv(name, raising=False)


def fetched(address: str, **headers: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=headers)) as answer:
            return int(answer.status), bytes(answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


def test_the_service_answers_on_a_real_server(tmp_path: Path) -> None:
    with serving(samples.release(tmp_path)) as address:
        status, body = fetched(f"{address}health")
        assert (status, json.loads(body)["status"]) == (200, "ok")
        assert fetched(f"{address}id/contrat/crte-200099999", Accept="text/turtle")[1].startswith(b"@prefix")
        assert fetched(f"{address}doc/contrat/inconnu")[0] == 404
        assert fetched(f"{address}static/pacte.css")[0] == 200


def refused(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(serve, arguments)
    return done.exit_code, done.output


def test_without_a_release_the_command_that_makes_one_is_told(tmp_path: Path) -> None:
    code, said = refused("--out", str(tmp_path))
    assert code == 3
    assert "pacte build" in said


def test_a_base_other_than_the_release_s_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PACTE_BASE", "https://data.exemple.fr/")
    code, said = refused("--out", str(samples.release(tmp_path)))
    assert code == 3
    assert "PACTE_BASE=https://data.exemple.fr/" in said


def test_a_setting_that_is_wrong_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PACTE_STORE", "not an address")
    code, said = refused("--out", str(samples.release(tmp_path)))
    assert code == 3
    assert "PACTE_STORE=not an address" in said


def test_a_port_in_use_is_told(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        code, said = refused("--out", str(samples.release(tmp_path)), "--port", port)
    assert code == 4
    assert f"127.0.0.1:{port} ne peut pas être ouvert" in said
    assert "--port" in said


def test_an_address_of_another_machine_is_told(tmp_path: Path) -> None:
    code, said = refused("--out", str(samples.release(tmp_path)), "--host", "192.0.2.1")
    assert code == 4
    assert "192.0.2.1:8000" in said


def test_the_server_is_started_as_it_was_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[object] = []

    class Recorder:
        def __init__(self, listener: socket.socket, workers: int, leave: float) -> None:
            started.extend([listener.getsockname()[1], workers, leave])

        def run(self) -> None:
            started.append(os.environ["PACTE_RELEASES"])

    monkeypatch.setattr("server.cli.Workers", Recorder)
    monkeypatch.setenv("PACTE_RELEASES", "replaced")
    folder, port = samples.release(tmp_path), free_port()
    code, said = refused("--port", str(port), "--workers", "3", "--leave", "2", "--out", str(folder))
    assert code == 0
    assert f"http://127.0.0.1:{port}/" in said
    assert started == [port, 3, 2.0, str(folder)]


def test_a_worker_s_application_serves_the_release_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PACTE_RELEASES", str(samples.release(tmp_path)))
    assert application().app.test_client().get("/doc/commune/99001").status_code == 200


@pytest.fixture
def collected() -> Iterator[None]:
    """Have the collector look at everything again."""
    yield
    gc.unfreeze()


def settled() -> None:
    for thread in threading.enumerate():
        if thread.name == "index":
            thread.join()


@pytest.mark.usefixtures("collected")
def test_after_a_switch_the_new_index_is_kept_from_the_collector_and_the_old_one_is_free(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    releases = samples.release(tmp_path / "first")
    later = samples.release(tmp_path / "later", [served.stated("commune/99001", ALTERNATIVE, "Autre-Nom")]) / "current"
    monkeypatch.setenv("PACTE_RELEASES", str(releases))
    app = application().app
    settled()
    editions = app.extensions["pacte"]
    before, index = editions.current().release.id, weakref.ref(editions.current().index)
    (releases / "current").unlink()
    (releases / "current").symlink_to(later.resolve())
    assert app.test_client().get("/recherche?q=a").status_code == 200
    settled()
    edition = editions.current()
    assert edition.release.id != before
    assert not any(one is edition.index for one in gc.get_objects())
    assert index() is None

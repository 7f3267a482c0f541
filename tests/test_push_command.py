from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import samples
from click.testing import CliRunner, Result
from engines import Engine, start
from live import PACTE
from relay import CUT, Fault, relaying

from loaders.cli import main
from loaders.remote import beside
from loaders.remote.endpoint import Addresses


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return samples.release(tmp_path_factory.mktemp("published"))


@pytest.fixture
def engine() -> Iterator[Engine]:
    with start("oxigraph") as running:
        yield running


def run(home: Path, *arguments: str, **environ: str) -> Result:
    return CliRunner().invoke(main, ["push", *arguments, "--out", str(home)], env=environ)


@pytest.mark.engine
def test_a_push_says_what_is_shown_where_and_what_was_sent(home: Path, engine: Engine) -> None:
    identifier = (home / "current").resolve().name
    first = run(home, engine.query)
    assert first.exit_code == 0, first.output
    assert f"En ligne, vérifiée : {identifier} → {engine.query} ; " in first.stdout
    assert "avant : ∅" in first.stdout
    assert "Lecture de la publication\nComparaison avec la base distante\nEnvoi de " in first.stderr
    again = run(home, "--release", identifier, "--lang", "en", PACTE_STORE=engine.query)
    assert again.exit_code == 0
    assert f"There already, checked: {identifier}" in again.stdout


@pytest.mark.engine
@pytest.mark.parametrize("last", [1, 2])
def test_a_push_killed_on_its_way_can_be_repeated(home: Path, engine: Engine, last: int) -> None:
    killed: list[subprocess.Popen[bytes]] = []

    def judge(_rank: int, path: str, _body: bytes) -> Fault | None:
        if sum("graph=" in one for one, _ in relay.asked) < last or "graph=" not in path:
            return None
        killed[0].send_signal(signal.SIGKILL)
        return CUT

    with relaying(engine.query, judge) as relay:
        command = [str(PACTE), "push", relay.address(engine.query), "--out", str(home)]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        killed.append(process)
        assert process.wait(60) == -signal.SIGKILL
    assert run(home, engine.query).exit_code == 0
    assert "Déjà en ligne" in run(home, engine.query).stdout


def test_an_address_may_name_the_release_and_an_account_is_never_shown(home: Path) -> None:
    with relaying("http://127.0.0.1:9", lambda *_: Fault(401, {"WWW-Authenticate": "Basic"})) as relay:
        address = f"{relay.url}/{{release}}/query"
        failed = run(
            home, address, **{f"PACTE_STORE_{name}": value for name, value in (("USER", "ada"), ("PASSWORD", "s3cret"))}
        )
    assert failed.exit_code == 4
    assert f"/{(home / 'current').resolve().name}/query : accès refusé (401)" in failed.stderr
    assert "s3cret" not in failed.output
    assert {path for path, _ in relay.asked} == {f"/{(home / 'current').resolve().name}/query"}
    assert len(relay.asked) == 2


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["ftp://x.example/query"], 2, "adresse http(s) attendue"),
        (["http://ada:s3cret@x.example/query"], 2, "PACTE_STORE_PASSWORD"),
        (["ftp://ada:s3cret@x.example/elsewhere"], 2, "PACTE_STORE_PASSWORD"),
        (["http://x.example/query", "--graphs", "https://ada:s3cret@x.example/"], 2, "--graphs"),
        (["http://x.example/elsewhere"], 2, "donner aussi --update et --graphs"),
        (["http://x.example/query", "--release", "0123456789abcdef"], 3, "publication '0123456789abcdef' inconnue"),
        (["http://[x.example/query"], 2, "Invalid IPv6 URL"),
        (["http://x.example:99999999/query"], 4, "pas de réponse (InvalidURL"),
        ([], 2, "ENDPOINT"),
    ],
)
def test_what_cannot_be_meant_is_told_before_anything_is_sent(
    home: Path, arguments: list[str], code: int, told: str
) -> None:
    failed = run(home, *arguments)
    assert failed.exit_code == code
    assert told in failed.stderr
    assert "s3cret" not in failed.output


@pytest.mark.engine
def test_why_nothing_happens_for_a_while_is_told(home: Path, engine: Engine) -> None:
    busy = Fault(503, {"Retry-After": "1"}, b"starting")
    with relaying(engine.query, lambda rank, *_: None if rank else busy) as relay:
        done = run(home, relay.address(engine.query))
    assert done.exit_code == 0
    assert "pas de réponse (503 starting)" in done.stderr
    assert "nouvel essai dans 1 s" in done.stderr


def test_a_damaged_release_is_not_sent(tmp_path: Path) -> None:
    home = samples.release(tmp_path)
    with (home / "current" / "published.nq").open("ab") as quads:
        quads.write(b"<http://x> <http://x> <http://x> <http://x> .\n")
    failed = run(home, "http://x.example/query")
    assert failed.exit_code == 3
    assert "abîmée (published.nq)" in failed.stderr


def test_the_addresses_beside_that_of_queries_are_those_of_the_engine_unless_given() -> None:
    home = "http://x.example"
    assert beside(f"{home}/query") == Addresses(f"{home}/query", f"{home}/update", f"{home}/store")
    assert beside(f"{home}/a/sparql", graphs="g") == Addresses(f"{home}/a/sparql", f"{home}/a/update", "g")
    assert beside(f"{home}/x") is None
    assert beside(f"{home}/x", "u", "g") == Addresses(f"{home}/x", "u", "g")

"""Files come from publishers who may be slow, cut off, moved or wrong: what was there is kept, the fault told."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from publishing import Answer, serving

from loaders.cli import main
from loaders.commands import fetch as command
from loaders.declared.declaration import Declaration
from loaders.declared.downloads import Download, Patience
from loaders.declared.fetched import NAME, Lock
from loaders.declared.reading import declarations
from loaders.faults import InvalidSeeds
from loaders.fetching import Reach
from loaders.publication import LOCK, locked

SEEDS = Path(__file__).parent.parent / "seeds"
FILE = (Path(__file__).parent / "cases" / "tables" / "crte" / "datagouv_epci-and-crte.csv").read_bytes()
TAGGED = {"ETag": '"un"', "Last-Modified": "Thu, 01 Dec 2022 10:00:00 GMT"}
HERE = Reach(size=2**20, seconds=5, redirects=3, local=True)
AGAIN = Patience(attempts=3, seconds=0.01)


@pytest.fixture(scope="module")
def crte() -> Declaration:
    return next(one for one in declarations(SEEDS / "tables") if one.key == "crte")


def download(told: Declaration, url: str, folder: Path, reach: Reach = HERE) -> Download:
    return Download(replace(told, fetch=url), folder, reach, AGAIN)


def silent(_done: int, _whole: int | None) -> None:
    pass


def refusal(one: Download) -> str:
    with pytest.raises(InvalidSeeds) as caught:
        one.bring(silent)
    [fault] = caught.value.faults
    return fault.said("fr")


def test_a_file_is_put_in_place_with_what_tells_it_from_a_later_one(crte: Declaration, tmp_path: Path) -> None:
    seen: list[tuple[int, int | None]] = []
    with serving(lambda _rank, _asked: Answer(FILE, headers=TAGGED)) as served:
        one = download(crte, served.url, tmp_path / "data")
        mark = one.bring(lambda done, whole: seen.append((done, whole)))
    assert one.path.read_bytes() == FILE
    assert mark is not None
    assert (mark.url, mark.etag, mark.size, mark.licence) == (served.url, '"un"', len(FILE), crte.licence)
    assert seen[-1] == (len(FILE), len(FILE))
    assert sorted(path.name for path in one.folder.iterdir()) == [crte.file, NAME]
    assert Lock(one.folder).day(crte.file, mark.sha256) is not None
    assert Lock(one.folder).day(crte.file, "0" * 64) is None


def test_a_file_that_has_not_changed_is_not_sent_again(crte: Declaration, tmp_path: Path) -> None:
    def answer(_rank: int, asked: dict[str, str]) -> Answer:
        return Answer(status=304) if asked.get("If-None-Match") == '"un"' else Answer(FILE, headers=TAGGED)

    with serving(answer) as served:
        one = download(crte, served.url, tmp_path)
        assert one.bring(silent) is not None
        assert one.bring(silent) is None
        one.path.write_bytes(b"spoiled")
        assert one.bring(silent) is not None
    assert one.path.read_bytes() == FILE
    assert served.asked[1]["If-Modified-Since"] == TAGGED["Last-Modified"]


def test_a_download_that_was_cut_goes_on_where_it_was(crte: Declaration, tmp_path: Path) -> None:
    def answer(rank: int, asked: dict[str, str]) -> Answer:
        if rank == 0:
            return Answer(FILE, headers=TAGGED, sent=500)
        start = int(asked["Range"].removeprefix("bytes=").removesuffix("-"))
        told = {**TAGGED, "Content-Range": f"bytes {start}-{len(FILE) - 1}/{len(FILE)}"}
        return Answer(FILE[start:], 206, told)

    with serving(answer) as served:
        one = download(crte, served.url, tmp_path)
        assert one.bring(silent) is not None
    assert one.path.read_bytes() == FILE
    assert (served.asked[1]["Range"], served.asked[1]["If-Range"]) == ("bytes=500-", '"un"')


@pytest.mark.parametrize(
    "second",
    [
        Answer(FILE, headers=TAGGED),
        Answer(status=416),
        Answer(FILE[7:], 206, {"Content-Range": f"bytes 7-{len(FILE) - 1}/{len(FILE)}"}),
        Answer(b"try later", 500),
        Answer(b"try later", 503, {"Retry-After": "0"}),
    ],
    ids=["range ignored", "range refused", "another range", "error", "busy"],
)
def test_a_server_that_does_not_go_on_is_asked_again(crte: Declaration, tmp_path: Path, second: Answer) -> None:
    def answer(rank: int, asked: dict[str, str]) -> Answer:
        if rank < 2:
            return [Answer(FILE, headers=TAGGED, sent=500), second][rank]
        if told := asked.get("Range"):
            start = int(told.removeprefix("bytes=").removesuffix("-"))
            return Answer(FILE[start:], 206, {"Content-Range": f"bytes {start}-{len(FILE) - 1}/{len(FILE)}"})
        return Answer(FILE, headers=TAGGED)

    with serving(answer) as served:
        one = download(crte, served.url, tmp_path)
        assert one.bring(silent) is not None
    assert one.path.read_bytes() == FILE


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (Answer(b"<!DOCTYPE html><title>Maintenance</title>"), "c'est une page web"),
        (Answer(FILE.replace(b"siren_groupement", b"siren")), "la colonne « siren_groupement » attendue manque"),
        (Answer(b"\xff\xfe\x00"), "cet octet n'est pas du utf-8"),
        (Answer(b"not found", 404), "le serveur refuse ou ne trouve pas"),
        (Answer(b"error", 500), "le serveur ne peut pas répondre"),
        (Answer(FILE, sent=500), "la réponse est coupée"),
        (Answer(b"x" * (2**20 + 1)), "ce fichier dépasse 1 Mio"),
        (Answer(FILE, wait=0.8), "l'adresse ne répond pas comme il faut"),
        (Answer(status=302, headers={"Location": "/file"}), "plus de 3 redirections"),
        (Answer(status=302, headers={"Location": "file:///etc/passwd"}), "n'est pas une adresse http(s)"),
    ],
    ids=["page", "columns", "encoding", "404", "500", "cut", "large", "slow", "loop", "file"],
)
def test_what_is_not_the_declared_table_is_refused_and_the_file_of_before_kept(
    crte: Declaration, tmp_path: Path, wrong: Answer, told: str
) -> None:
    with serving(lambda _rank, _asked: wrong) as served:
        one = download(crte, served.url, tmp_path, replace(HERE, seconds=0.4) if wrong.wait else HERE)
        one.path.write_bytes(FILE)
        said = refusal(one)
    assert said.startswith(f"{served.url}:")
    assert told in said
    assert one.path.read_bytes() == FILE
    assert not (tmp_path / NAME).exists()


def test_a_redirect_to_a_private_host_is_refused(crte: Declaration, tmp_path: Path) -> None:
    one = download(crte, "http://127.0.0.1:9/file", tmp_path, replace(HERE, local=False))
    assert "adresse d'un réseau privé" in refusal(one)


def test_a_table_without_an_address_says_where_its_file_is(crte: Declaration, tmp_path: Path) -> None:
    with pytest.raises(InvalidSeeds) as caught:
        Download(replace(crte, fetch=None), tmp_path, HERE).bring(silent)
    assert f"prendre le fichier sur {crte.url}" in caught.value.faults[0].said("fr")


@pytest.mark.parametrize("held", ["", "[]", '{"a.csv": {}}', '{"a.csv": 3}'])
def test_notes_that_mean_nothing_are_as_good_as_none(tmp_path: Path, held: str) -> None:
    (tmp_path / NAME).write_text(held, encoding="utf-8")
    assert Lock(tmp_path).marks() == {}


def test_the_command_says_what_it_could_not_bring(tmp_path: Path) -> None:
    declared = (SEEDS / "tables" / "crte.toml").read_text(encoding="utf-8")
    address = next(line for line in declared.splitlines() if line.startswith("fetch"))
    (tmp_path / "tables").mkdir()
    spoiled = declared.replace(address, 'fetch = "http://127.0.0.1:9/file"')
    (tmp_path / "tables" / "crte.toml").write_text(spoiled, encoding="utf-8")
    found = CliRunner().invoke(main, ["fetch", "--seeds", str(tmp_path), "--lang", "en"])
    assert found.exit_code == 3
    assert "address of a private network" in found.output
    assert not (tmp_path / "tables" / "data" / NAME).exists()


@pytest.mark.parametrize("colour", ["", "1"], ids=["elsewhere", "terminal"])
def test_the_command_brings_what_is_declared_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, colour: str) -> None:
    monkeypatch.setattr(command, "REACH", HERE)
    declared = (SEEDS / "tables" / "crte.toml").read_text(encoding="utf-8")
    address = next(line for line in declared.splitlines() if line.startswith("fetch"))
    (tmp_path / "tables").mkdir()

    def answer(_rank: int, asked: dict[str, str]) -> Answer:
        return Answer(status=304) if "If-None-Match" in asked else Answer(FILE, headers=TAGGED)

    with serving(answer) as served:
        text = declared.replace(address, f'fetch = "{served.url}"')
        (tmp_path / "tables" / "crte.toml").write_text(text, encoding="utf-8")
        runs = [
            CliRunner(env={"FORCE_COLOR": colour}).invoke(main, ["fetch", "crte", "--seeds", str(tmp_path)])
            for _ in range(2)
        ]
    assert [run.exit_code for run in runs] == [0, 0]
    assert f"crte: {len(FILE)} o, " in runs[0].output
    assert "crte: inchangé" in runs[1].output
    assert (tmp_path / "tables" / "data" / "datagouv_epci-and-crte.csv").read_bytes() == FILE


def test_the_command_knows_the_tables_that_are_declared() -> None:
    found = CliRunner().invoke(main, ["fetch", "inconnue", "--seeds", str(SEEDS)])
    assert found.exit_code == 2
    assert "table inconnue : inconnue ; connues : acv, " in found.output


def test_two_commands_do_not_fetch_into_one_folder_at_once(tmp_path: Path) -> None:
    (tmp_path / "tables").mkdir()
    shutil.copy(SEEDS / "tables" / "crte.toml", tmp_path / "tables")
    with locked(tmp_path / "elsewhere"):
        told = ["fetch", "crte", "--seeds", str(tmp_path), "--tables", str(tmp_path / "elsewhere")]
        found = CliRunner().invoke(main, told)
    assert found.exit_code == 4
    assert "elsewhere : une autre commande y travaille" in found.output
    assert [path.name for path in (tmp_path / "elsewhere").iterdir()] == [LOCK]


def test_a_build_knows_the_day_its_file_was_fetched(crte: Declaration, tmp_path: Path) -> None:
    with serving(lambda _rank, _asked: Answer(FILE, headers=TAGGED)) as served:
        one = download(crte, served.url, tmp_path)
        mark = one.bring(silent)
    assert mark is not None
    assert json.loads((tmp_path / NAME).read_bytes())[crte.file]["day"] == mark.day

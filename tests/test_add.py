"""`pacte add`: what a page or a file states becomes an entry, beside the file; both or neither."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import misbehaving
import pytest
from click.testing import CliRunner, Result
from documents import Paper, odt

from loaders import cli, filing
from loaders.documents.formats import Medium
from loaders.filing import name_of
from loaders.manifest import sources
from loaders.model import Document
from loaders.proposals import Ground, kind, proposals

SMALL = Path(__file__).parent / "cases" / "seeds" / "small"
OBJECT = "Le présent contrat engage l'État et la communauté de communes pour six ans."
LICENCE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence"


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SMALL, tmp_path / "seeds"))


@pytest.fixture(scope="module")
def place() -> Iterator[str]:
    with misbehaving.server() as address:
        yield address


def add(origin: str | Path, seeds: Path, *options: str, code: int = 0) -> Result:
    words = ["add", str(origin), "--seeds", str(seeds), "--allow-local", *options]
    found = CliRunner().invoke(cli.main, words, env={"PACTE_BASE": ""})
    assert found.exit_code == code, found.output
    return found


def entries(seeds: Path) -> list[dict[str, object]]:
    return list(tomllib.loads((seeds / "sources.toml").read_text(encoding="utf-8")).get("source", []))


def held(seeds: Path) -> dict[str, bytes]:
    return {
        path.name: path.read_bytes() for path in (*seeds.iterdir(), *(seeds / "documents").iterdir()) if path.is_file()
    }


def contract(folder: Path, text: str = OBJECT) -> Path:
    paper = Paper()
    paper.heading("Convention d'Exemple", 20)
    paper.prose(text)
    path = folder / "Convention signée (1).PDF"
    path.write_bytes(paper.written())
    return path


def test_a_page_of_the_web_is_filed_with_what_it_states(seeds: Path, place: str) -> None:
    said = add(f"{place}/good/actualites/crte.html", seeds, "--licence", LICENCE).stdout
    assert (seeds / "documents" / "crte.html").read_bytes() == misbehaving.PAGE
    assert entries(seeds)[-1] == {
        "file": "crte.html",
        "title": "Signature du CRTE",
        "publisher": "CC du Val d'Exemple",
        "url": f"{place}/good/actualites/crte.html",
        "licence": LICENCE,
        "language": "fr",
        "kind": "page",
        "read": date.today(),  # noqa: DTZ011 - the operator's day
    }
    assert "éditeur : CC du Val d'Exemple (lu dans le document)" in said
    assert "nature : page (supposé)" in said
    assert f"licence : {LICENCE} (donné)" in said
    assert "Compris : 1 contrat(s)" in said
    assert f"pacte read {seeds}/documents/crte.html" in said
    assert len(sources(seeds)) == 2


def test_what_nothing_says_is_unknown_and_the_option_that_would_say_it_is_told(seeds: Path, tmp_path: Path) -> None:
    said = add(contract(tmp_path), seeds, "--lang", "en").stdout
    assert "publisher: unknown (unknown: --publisher)" in said
    assert entries(seeds)[-1]["file"] == "convention-signee-1.pdf"
    assert entries(seeds)[-1]["title"] == "Convention d'Exemple"
    assert entries(seeds)[-1]["kind"] == "contract"
    assert entries(seeds)[-1]["url"] == "unknown"


def test_what_the_operator_states_prevails(seeds: Path, tmp_path: Path) -> None:
    options = ["--title", "Titre", "--publisher", "Région d'Exemple", "--url", "https://www.exemple.fr/c", "--kind"]
    add(contract(tmp_path), seeds, *options, "report", "--read", "2024-02-29", "--language", "de")
    found = entries(seeds)[-1]
    assert [found[key] for key in ("title", "publisher", "url", "kind", "language", "read")] == [
        "Titre", "Région d'Exemple", "https://www.exemple.fr/c", "report", "de", date(2024, 2, 29),
    ]  # fmt: skip


def test_the_list_keeps_its_comments_and_its_layout(seeds: Path, tmp_path: Path) -> None:
    path = seeds / "sources.toml"
    written = f"# À lire d'abord.\n\n{path.read_text(encoding='utf-8')}# fin  \n"
    path.write_text(written, encoding="utf-8")
    add(contract(tmp_path), seeds)
    assert path.read_text(encoding="utf-8").startswith(written)


@pytest.mark.parametrize("listed", [None, "", "# rien encore\n"])
def test_the_first_source_begins_the_list(tmp_path: Path, listed: str | None) -> None:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    shutil.copytree(SMALL / "territories", seeds / "territories")
    if listed is not None:
        (seeds / "sources.toml").write_text(listed, encoding="utf-8")
        (seeds / "documents").mkdir()
        (seeds / "documents" / "note.txt").write_text("Une note.", encoding="utf-8")
    add(contract(tmp_path), seeds)
    assert len(entries(seeds)) == 1


def test_the_same_address_or_the_same_bytes_are_filed_once(seeds: Path, place: str, tmp_path: Path) -> None:
    add(f"{place}/good/a.html", seeds)
    before = held(seeds)
    assert "a.html : cette adresse est déjà celle d'une source" in add(f"{place}/good/a.html#x", seeds, code=3).stderr
    assert "a.html : ce document est déjà parmi les sources" in add(f"{place}/good/b.html", seeds, code=3).stderr
    (tmp_path / "copie.txt").write_bytes(misbehaving.PAGE)
    assert "déjà parmi les sources" in add(tmp_path / "copie.txt", seeds, code=3).stderr
    assert held(seeds) == before


def test_no_file_is_overwritten(seeds: Path, tmp_path: Path) -> None:
    for text in (OBJECT, f"{OBJECT} Bis."):
        add(contract(tmp_path, text), seeds)
    (tmp_path / "convention-signee-1.odt").write_bytes(odt(f"<text:p>{OBJECT}</text:p>"))
    add(tmp_path / "convention-signee-1.odt", seeds)
    names = [entry["file"] for entry in entries(seeds)][1:]
    assert names == ["convention-signee-1.pdf", "convention-signee-1-2.pdf", "convention-signee-1-3.odt"]


@pytest.mark.parametrize("name", ["nowhere", "disguised", "cut", "picture"])
def test_what_cannot_be_read_is_not_filed(seeds: Path, place: str, name: str) -> None:
    before = held(seeds)
    told = add(f"{place}/{name}", seeds, code=3)
    assert told.stderr.startswith(f"{place}/{name}: ")
    assert told.stdout == ""
    assert held(seeds) == before


def test_a_file_that_is_not_there_or_a_list_with_a_fault_files_nothing(seeds: Path, tmp_path: Path) -> None:
    assert "ne peut pas être lu" in add(tmp_path / "absent.pdf", seeds, code=3).stderr
    assert "n'est pas une adresse http(s)" in add(contract(tmp_path), seeds, "--licence", "libre", code=3).stderr
    (seeds / "sources.toml").write_text("[[source]]\nfile = 1\n", encoding="utf-8")
    before = held(seeds)
    assert "sources.toml:2" in add(contract(tmp_path), seeds, code=3).stderr
    assert held(seeds) == before


def test_a_failure_between_the_two_writings_leaves_neither(
    seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = held(seeds)

    def fail(*_: object) -> None:
        raise OSError("le disque est plein")

    monkeypatch.setattr(Path, "replace", fail)
    assert "le disque est plein" in add(contract(tmp_path), seeds, code=4).stderr
    assert held(seeds) == before


@pytest.mark.parametrize(
    ("origin", "name"),
    [
        ("https://www.exemple.fr/actualites/CRTE-signé.aspx?id=3", "crte-signe.html"),
        ("https://www.exemple.fr/", "www-exemple-fr.html"),
        ("https://www.exemple.fr/contrats/", "contrats.html"),
        ("/reçus/…/….pdf", "recus.html"),
        ("https://www.exemple.fr/pris.htm", "pris-3.html"),
        (f"/a/{'long-' * 40}.txt", f"{'long-' * 15}long.html"),
    ],
)
def test_a_name_comes_from_the_address(origin: str, name: str) -> None:
    assert name_of(origin, Medium.WEB_PAGE, {"pris", "pris-2"}) == name


@pytest.mark.parametrize(
    ("title", "medium", "told"),
    [
        ("Délibération n° 12 : contrat de ville", Medium.PDF, "deliberation"),
        ("Communiqué de presse", Medium.WEB_PAGE, "press-release"),
        ("Compte-rendu du conseil", Medium.TEXT, "proceedings"),
        ("Contrat de ville", Medium.WEB_PAGE, "page"),
        ("Avenant n° 2", Medium.DOCX, "contract"),
        ("Bilan", Medium.ODT, "report"),
    ],
)
def test_a_kind_is_supposed_from_the_title_and_the_format(title: str, medium: Medium, told: str) -> None:
    assert kind(title, medium) == told


def test_a_document_without_a_title_is_named_by_its_file() -> None:
    found = proposals({}, Document("a.txt", "a", "x", "0"), None, Medium.TEXT)
    assert (found["title"].value, found["title"].ground) == ("a.txt", Ground.SUPPOSED)
    assert found["publisher"].ground is Ground.MISSING


def test_commands_at_one_time_all_file_their_document(seeds: Path) -> None:
    entry = {key: value for key, value in entries(seeds)[0].items() if isinstance(value, str | date)}

    def file(number: int) -> None:
        filing.file(seeds, f"{OBJECT} {number}".encode(), entry | {"file": f"note-{number}.txt"})

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(file, range(24)))
    assert len(sources(seeds)) == len(entries(seeds)) == 25
    assert not [path for path in (seeds / "documents").iterdir() if path.name.startswith(".")]


def test_a_file_that_came_meanwhile_is_not_overwritten(seeds: Path) -> None:
    entry = {key: value for key, value in entries(seeds)[0].items() if isinstance(value, str | date)}
    before = held(seeds)
    with pytest.raises(FileExistsError):
        filing.file(seeds, b"autre", entry)
    assert held(seeds) == before

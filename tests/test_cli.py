from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from importlib.metadata import entry_points
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from rdflib import Graph

from loaders import cli, material
from loaders.commands.endings import Exit
from loaders.publication import Publication
from ontology.names import RDF, SH

SMALL = Path(__file__).parent / "cases" / "seeds" / "small"
PAGE = SMALL / "documents" / "900-val-d-exemple-crte.txt"
TABLES = SMALL / "territories"

MAIN = "from loaders.cli import main; main()"


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SMALL, tmp_path / "seeds"))


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def pacte(*words: str | Path, code: int = 0) -> Result:
    found = CliRunner().invoke(cli.main, [str(word) for word in words], env={"PACTE_BASE": "", "PACTE_RELEASES": ""})
    assert found.exit_code == code, found.output
    return found


def spoil(seeds: Path) -> None:
    """Give a commune a SIREN that has not nine digits, on the second line of its table."""
    path = seeds / "territories" / "communes.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("219900001", "12"), encoding="utf-8")


def test_a_build_publishes_and_says_what(seeds: Path, out: Path) -> None:
    found = pacte("build", seeds, "--out", out)
    name = Publication(out).current()
    assert found.stdout.startswith(f"Publié dans {out}. {name} : ")
    assert " quads ; " in found.stdout
    assert found.stderr.splitlines() == [
        "Lecture des territoires",
        "Lecture des sources",
        "Lecture des documents (1)",
        "Écriture des territoires",
        "Lecture des tables (0)",
        "Écriture et tri des quads",
        "Recherche de ce qui a changé",
        "Contrôle par les formes SHACL",
        "Écriture des rapports",
        "Écriture des fichiers à télécharger",
        "Écriture de l'inventaire",
        "Chargement de la base",
        "Publication",
    ]


def test_a_build_that_changes_nothing_says_so(seeds: Path, out: Path) -> None:
    pacte("build", seeds, "--out", out)
    assert pacte("build", seeds, "--out", out).stdout.startswith("Déjà publié, rien n'a changé. ")
    assert pacte("build", seeds, "--out", out, "--lang", "en").stdout.startswith("Published already, nothing changed. ")


def test_a_build_that_would_only_write_other_files_beside_the_same_data_says_so_and_what_to_do(
    seeds: Path, out: Path
) -> None:
    pacte("build", seeds, "--out", out)
    listed = out / "current" / "manifest.json"
    manifest = json.loads(listed.read_bytes())
    for file in manifest["files"]:
        if file["path"] == "undecided.json":
            file["sha256"] = "what another version wrote"
    listed.write_text(json.dumps(manifest), encoding="utf-8")
    found = pacte("build", seeds, "--out", out).stdout
    assert found.startswith(
        "Déjà publié : les données sont les mêmes, mais un fichier qui les accompagne serait autre (undecided.json)."
    )
    assert "construisez dans un autre dossier (--out)" in found


def test_a_graph_that_fails_its_shapes_is_refused_with_a_report(seeds: Path, out: Path) -> None:
    pacte("build", seeds, "--out", out)
    before = Publication(out).current()
    spoil(seeds)
    found = pacte("build", seeds, "--out", out, code=1)
    assert found.stdout.startswith(f"Refusé : la publication en cours n'a pas changé. Rapport : {out}/refused\n")
    for words in ("id/commune/99001", "Un SIREN a neuf chiffres", '"12"', "Territory-siren", "communes.csv, ligne 2"):
        assert words in found.stdout
    assert Publication(out).current() == before
    assert (out / "refused" / "report.txt").read_text(encoding="utf-8") in found.stdout
    graph = Graph().parse(out / "refused" / "report.ttl", format="turtle")
    assert set(graph.subjects(RDF.type, SH.ValidationResult))


def test_the_report_of_a_refused_graph_speaks_english_too(seeds: Path, out: Path) -> None:
    spoil(seeds)
    found = pacte("build", seeds, "--out", out, "--lang", "en", code=1)
    assert found.stdout.startswith("Refused: what is published has not changed.")
    assert "communes.csv, row 2" in found.stdout
    assert not (out / "current").exists()


def test_what_was_refused_is_forgotten_when_a_graph_passes(seeds: Path, out: Path) -> None:
    spoil(seeds)
    pacte("build", seeds, "--out", out, code=1)
    shutil.copy(TABLES / "communes.csv", seeds / "territories")
    pacte("build", seeds, "--out", out)
    assert not (out / "refused").exists()


def test_a_check_publishes_nothing(seeds: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out.mkdir()
    monkeypatch.chdir(out)
    assert " quads ; " in pacte("check", seeds).stdout
    spoil(seeds)
    assert "communes.csv, ligne 2" in pacte("check", seeds, code=1).stdout
    assert not list(out.iterdir())


def test_a_check_leaves_no_folder_and_sweeps_that_of_one_that_was_killed(
    seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "temporary"
    (place / "pacte-check-killed").mkdir(parents=True)
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    pacte("check", seeds)
    assert not [*place.iterdir()]


def test_invalid_seeds_are_told_on_the_standard_error_and_publish_nothing(seeds: Path, out: Path) -> None:
    (seeds / "documents" / "vide.txt").touch()
    found = pacte("build", seeds, "--out", out, code=3)
    assert f"{seeds}/documents/vide.txt: ce document est vide ; donner un autre fichier" in found.stderr
    assert found.stdout == ""
    assert "this document is empty; give another file" in pacte("check", seeds, "--lang", "en", code=3).stderr


def test_every_fault_of_the_seeds_is_told_at_once(seeds: Path) -> None:
    listing = seeds / "sources.toml"
    listing.write_text(listing.read_text(encoding="utf-8").replace('"fr"', '"français"'), encoding="utf-8")
    (seeds / "documents" / "image.png").touch()
    table = seeds / "territories" / "communes.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("99002", "9900Z"), encoding="utf-8")
    told = pacte("check", seeds, code=3).stderr
    assert f"{table}:3: 9900Z : " in told
    assert f"{listing}:7: language = 'français' : n'est pas un code de langue ; écrire" in told
    assert "image.png: .png : type de fichier non lu" in told


def test_seeds_without_tables_are_read_with_the_usual_ones(
    seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "elsewhere").mkdir()
    shutil.move(seeds / "territories", tmp_path / "elsewhere")
    pacte("check", seeds, "--territories", tmp_path / "elsewhere" / "territories")
    monkeypatch.chdir(seeds.parent)
    assert "seeds/territories/communes.csv" in pacte("check", seeds, code=3).stderr
    (tmp_path / "other").mkdir()
    monkeypatch.chdir(tmp_path / "other")
    shutil.copytree(TABLES, "seeds/territories")
    pacte("check", seeds)


def test_a_base_address_that_cannot_be_joined_is_a_usage_error(seeds: Path) -> None:
    assert "give an absolute http(s) address" in pacte("check", seeds, "--base", "exemple.fr", code=2).stderr


def test_the_base_address_names_what_is_published(seeds: Path, out: Path) -> None:
    pacte("build", seeds, "--out", out, "--base", "https://pacte.exemple.fr/")
    assert b"http://localhost" not in (out / "current" / "published.nq").read_bytes()


def test_a_folder_that_cannot_be_written_is_told(seeds: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "releases").touch()
    assert "File exists" in pacte("build", seeds, "--out", tmp_path / "out", code=4).stderr


@pytest.mark.parametrize("lines", [64, 300_000])
def test_a_full_disk_leaves_what_is_published_and_is_told_with_what_to_do(seeds: Path, out: Path, lines: int) -> None:
    pacte("build", seeds, "--out", out)
    before = Publication(out).current()
    page = seeds / "documents" / PAGE.name
    page.write_text(f"{page.read_text(encoding='utf-8')}\n\nLe comité se réunit.\n", encoding="utf-8")
    command = [
        sys.executable,
        "-c",
        f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({lines}, {lines}))\n" + MAIN,
    ]
    unmeasured = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    told = subprocess.run(
        [*command, "build", seeds, "--out", out], env=unmeasured, capture_output=True, text=True, check=False
    )
    assert told.returncode == Exit.UNWRITABLE
    assert "File too large ; vérifier les droits et la place qui reste sur le disque" in told.stderr
    assert "Traceback" not in told.stderr
    assert Publication(out).current() == before
    assert {path.name for path in out.iterdir()} == {".cache", ".lock", "current", "releases"}


def test_a_folder_where_the_link_goes_is_told(seeds: Path, out: Path) -> None:
    (out / "current").mkdir(parents=True)
    assert "le déplacer" in pacte("build", seeds, "--out", out, code=4).stderr


def test_a_build_beside_another_is_told_to_wait(seeds: Path, out: Path) -> None:
    with Publication(out).aside():
        assert "attendre qu'elle finisse" in pacte("build", seeds, "--out", out, code=4).stderr


def test_an_interruption_has_its_own_code(seeds: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(material, "sources", interrupted)
    assert pacte("build", seeds, "--out", out, code=130).stderr.endswith("Interrompu.\n")
    assert not list(out.glob(".building-*"))


def test_a_reader_that_goes_away_is_no_fault_of_ours() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "loaders", "read", PAGE, "--territories", TABLES],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as reading:
        assert reading.stdout is not None
        assert reading.stderr is not None
        reading.stdout.close()
        assert reading.stderr.read() == b""
    assert reading.returncode != signal.SIGPIPE


def test_reading_a_document_tells_each_fact_with_its_line() -> None:
    told = pacte("read", PAGE, "--territories", TABLES).stdout.splitlines()
    assert told
    assert all(line.startswith(f"{PAGE.name}:") for line in told)


def test_reading_a_document_as_json_is_for_programs() -> None:
    told = json.loads(pacte("read", PAGE, "--territories", TABLES, "--format", "json").stdout)
    assert told["document"] == PAGE.name
    assert all(statement["evidence"] for statement in told["statements"])


def test_a_document_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "vide.txt").touch()
    assert "vide.txt" in pacte("read", tmp_path / "vide.txt", "--territories", TABLES, code=3).stderr
    (tmp_path / "image.png").touch()
    assert "type de fichier non lu" in pacte("read", tmp_path / "image.png", "--territories", TABLES, code=3).stderr


def test_releases_are_listed_published_again_and_pruned(seeds: Path, out: Path) -> None:
    pacte("build", seeds, "--out", out)
    first = str(Publication(out).current())
    (seeds / "documents" / "901-autre.txt").write_text("Une autre page.\n", encoding="utf-8")
    pacte("build", seeds, "--out", out)
    second = str(Publication(out).current())
    assert {line[:18] for line in pacte("releases", "--out", out).stdout.splitlines()} == {f"  {first}", f"* {second}"}
    assert pacte("rollback", first, "--out", out).stdout == f"{first}\n"
    assert Publication(out).current() == first
    assert "choisir parmi" in pacte("rollback", "0" * 16, "--out", out, code=3).stderr
    (out / "releases" / second / "report.txt").write_text("", encoding="utf-8")
    assert "abîmée (report.txt)" in pacte("rollback", second, "--out", out, code=3).stderr
    pacte("rollback", first, "--out", out)
    gone = pacte("prune", "--keep", "1", "--out", out).stdout.split()
    assert set(Publication(out).releases()) == {first, second} - set(gone)
    assert first not in gone


def test_commands_of_other_packages_are_found_by_their_entry_point() -> None:
    declared = {point.name for point in entry_points(group=cli.GROUP)}
    assert "serve" in declared
    context = click.Context(cli.main)
    assert declared | {"build", "check", "read", "referential"} <= set(cli.main.list_commands(context))
    assert isinstance(cli.main.get_command(context, "serve"), click.Command)


def test_an_unknown_command_is_a_usage_error() -> None:
    assert "No such command" in pacte("unknown", code=2).stderr


def test_the_exit_codes_are_told_by_the_help() -> None:
    told = pacte("build", "--help").stdout
    assert [code for code in Exit if f"\n    {code.value} " not in told] == []


def test_the_version_is_that_of_the_distribution() -> None:
    assert pacte("--version").stdout.startswith("pacte ")

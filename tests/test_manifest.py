from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from loaders.faults import InvalidSeeds
from loaders.manifest import NAME, RULES, SUFFIXES, Source, alone, sources

CASES = Path(__file__).parent / "cases" / "seeds"
PROJECT = Path(__file__).parent.parent / "seeds"


def seeds(folder: Path, listing: bytes | None = None, **documents: str) -> Path:
    (folder / "documents").mkdir()
    for stem, text in (documents or {"a": "Un texte."}).items():
        (folder / "documents" / f"{stem}.txt").write_text(text, encoding="utf-8")
    if listing is not None:
        (folder / NAME).write_bytes(listing)
    return folder


def faults(folder: Path) -> list[str]:
    with pytest.raises(InvalidSeeds) as raised:
        sources(folder)
    return [fault.said("fr").removeprefix(f"{folder}/") for fault in raised.value.faults]


@pytest.mark.parametrize("case", sorted(CASES.glob("invalid.*.toml")), ids=lambda path: path.stem)
def test_each_fault_of_the_list_says_file_line_value_and_remedy(case: Path, tmp_path: Path) -> None:
    data = case.read_bytes()
    expected = [line[3:].decode() for line in data.splitlines() if line.startswith(b"#! ")]
    assert expected
    assert faults(seeds(tmp_path, data)) == expected


def test_an_entry_states_everything_but_what_it_calls_unknown(tmp_path: Path) -> None:
    folder = seeds(tmp_path, (CASES / "valid.toml").read_bytes())
    assert sources(folder) == (
        Source(
            path=folder / "documents" / "a.txt",
            identifier="a.txt",
            key="a",
            title="Un titre",
            publisher="Une commune",
            url="https://www.exemple.fr/page",
            licence=None,
            language="fr",
            kind="news",
            read_on=date(2026, 11, 22),
        ),
    )


def test_a_document_without_an_entry_is_a_source_of_which_nothing_is_stated(tmp_path: Path) -> None:
    folder = seeds(tmp_path, (CASES / "valid.toml").read_bytes(), a="Un texte.", Été_2021="Un autre.")
    path = folder / "documents" / "Été_2021.txt"
    assert sources(folder)[1] == Source(path, "Été_2021.txt", "ete-2021") == alone(path)


def test_a_folder_without_a_list_is_read_all_the_same(tmp_path: Path) -> None:
    assert [source.identifier for source in sources(seeds(tmp_path, None, b="B", a="A"))] == ["a.txt", "b.txt"]


def test_hidden_files_are_passed_over(tmp_path: Path) -> None:
    folder = seeds(tmp_path)
    (folder / "documents" / ".DS_Store").write_bytes(b"\0")
    assert [source.identifier for source in sources(folder)] == ["a.txt"]


def test_a_folder_without_a_document_is_refused(tmp_path: Path) -> None:
    assert faults(tmp_path) == ["documents: aucun document à lire ; y déposer au moins un document"]


def test_all_faults_of_the_folder_are_told_at_once(tmp_path: Path) -> None:
    folder = seeds(tmp_path, None, **{"a b": "1", "a-b": "2", "…": "3"})
    (folder / "documents" / "dossier").mkdir()
    (folder / "documents" / "image.png").write_bytes(b"\x89PNG")
    (folder / "documents" / "README").write_text("?", encoding="utf-8")
    (tmp_path / "secret.txt").write_text("?", encoding="utf-8")
    (folder / "documents" / "lien.txt").symlink_to(tmp_path / "secret.txt")
    twice = "deux fichiers donneraient la même adresse ; en renommer un"
    assert faults(folder) == [
        f"documents/README: README : type de fichier non lu ; donner un fichier {', '.join(SUFFIXES)}",
        f"documents/a b.txt: a b.txt : {twice}",
        f"documents/a-b.txt: a-b.txt : {twice}",
        "documents/dossier: n'est pas un fichier de ce dossier ; y copier le fichier lui-même",
        f"documents/image.png: .png : type de fichier non lu ; donner un fichier {', '.join(SUFFIXES)}",
        "documents/lien.txt: n'est pas un fichier de ce dossier ; y copier le fichier lui-même",
        "documents/….txt: ….txt : ce nom n'a ni lettre ni chiffre ; renommer le fichier",
    ]


def test_a_single_file_that_cannot_be_a_source_is_refused(tmp_path: Path) -> None:
    (tmp_path / "image.png").write_bytes(b"\x89PNG")
    with pytest.raises(InvalidSeeds, match=r"image\.png: \.png: file type that is not read; give a file \.txt"):
        alone(tmp_path / "image.png")


def test_the_project_lists_its_five_documents_and_makes_no_address_up() -> None:
    found = sources(PROJECT)
    assert [source.identifier[:3] for source in found] == ["000", "001", "002", "003", "004"]
    assert all(source.title and source.publisher and source.read_on and source.url is None for source in found)


def test_the_readme_of_the_seeds_explains_every_key() -> None:
    text = (PROJECT / "README.md").read_text(encoding="utf-8")
    assert [key for key in RULES if f"`{key}`" not in text] == []

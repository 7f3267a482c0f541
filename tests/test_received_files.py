"""From files as they are received to a release: contracts in PDF, DOCX and HTML are read; those broken are all told."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from documents import Paper, odt, page

from loaders import cli
from loaders.publication import Publication
from ontology.names import CT

SMALL = Path(__file__).parent / "cases" / "seeds" / "small"
SIGNED = "La Communauté de communes du Val d'Exemple a signé le vendredi 9 juillet 2021 son CRTE avec l'État."


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SMALL, tmp_path / "seeds"))


def pacte(*words: str | Path, code: int = 0) -> Result:
    found = CliRunner().invoke(cli.main, [str(word) for word in words], env={"PACTE_BASE": "", "PACTE_RELEASES": ""})
    assert found.exit_code == code, found.output
    return found


def contract() -> Paper:
    paper = Paper("CRTE du Val d'Exemple")
    paper.heading("Contrat de relance et de transition écologique du Val d'Exemple", 18)
    paper.prose("Le présent contrat est conclu pour la période 2021-2026.")
    paper.add_page()
    paper.prose(SIGNED)
    return paper


def test_a_contract_in_pdf_is_published_with_the_page_of_its_words(seeds: Path, tmp_path: Path) -> None:
    (seeds / "documents" / "contrat.pdf").write_bytes(contract().written())
    (seeds / "documents" / "page.html").write_bytes(page(f"<main><h1>Le CRTE</h1><p>{SIGNED}</p></main>"))
    (seeds / "documents" / "note.odt").write_bytes(odt(f"<text:p>{SIGNED}</text:p>"))
    out = tmp_path / "out"
    pacte("build", seeds, "--out", out)
    folder = out / "current"
    lines = (folder / "published.nq").read_text(encoding="utf-8").splitlines()
    paged = [line for line in lines if f" <{CT.page}> " in line]
    assert paged
    assert all("id/source/contrat>" in line for line in paged)
    words = "le vendredi 9 juillet 2021"
    proofs = {line.split()[0] for line in lines if f'"{words}"' in line or "9 juillet 2021" in line}
    found = {re.search(r'"(\d+)"', line)[1] for line in paged if line.split()[0] in proofs}  # type: ignore[index]
    assert found == {"2"}
    assert SIGNED in (folder / "texts" / "contrat.txt").read_text(encoding="utf-8")


def test_every_file_that_cannot_be_read_is_told_at_once_and_the_release_stays(seeds: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    pacte("build", seeds, "--out", out)
    before = Publication(out).current()
    locked = contract()
    locked.set_encryption("a", user_password="b")  # noqa: S106
    broken = {
        "a-coupe.pdf": contract().written()[:-300],
        "b-verrouille.pdf": locked.written(),
        "c-vide.html": page("<nav>Accueil</nav>"),
        "d-archive.docx": b"PK\x03\x04",
        "e-binaire.txt": bytes(range(256)) * 4,
        "f-image.pdf": b"\x89PNG\r\n\x1a\n",
    }
    for name, data in broken.items():
        (seeds / "documents" / name).write_bytes(data)
    with (seeds / "documents" / "g-enorme.pdf").open("wb") as stream:
        stream.truncate(500 * 10**6)
    for command in (("check", seeds), ("build", seeds, "--out", out)):
        told = [line for line in pacte(*command, code=3).stderr.splitlines() if "/documents/" in line]
        assert [line.split("/documents/")[1].split(":")[0] for line in told] == [*broken, "g-enorme.pdf"]
    assert Publication(out).current() == before
    assert Publication(out).releases() == (before,)

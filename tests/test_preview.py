"""What an operator sees before anything is published: one document or many, on a page, as JSON, on the screen."""

from __future__ import annotations

import html
import json
import re
import shutil
from datetime import date
from pathlib import Path
from typing import Literal as OneOf

import jumeau
import pytest
from axe_playwright_python.sync_playwright import Axe
from hypothesis import given
from hypothesis import strategies as st
from jumeau import PAGE, pacte
from playwright.sync_api import Browser
from rdflib import Literal

from loaders import booklet, corrections
from loaders.corrections import Revision
from loaders.model import Document, Evidence, Reading, Statement
from loaders.preview import Preview, preview
from loaders.transcript import Transcript, transcript
from ontology.addresses import Addresses
from ontology.names import CT, LOCAL_BASE

DOCUMENTATION = (Path(__file__).parent.parent / "docs" / "reading.md").read_text(encoding="utf-8")
ADDRESSES = Addresses(LOCAL_BASE)
CRTE = "900-val-d-exemple-crte"
DAY = date(2026, 11, 26)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WHO = 'by = "Service des données"\non = 2026-11-26\nwhy = "Vérifié <sur> l\'original."\n'
CONFIRM = f'[[correction]]\naction = "confirm"\nsubject = "contrat/crte-200099999"\nproperty = "ct:signedOn"\n{WHO}'
REJECT = f'[[correction]]\naction = "reject"\nsubject = "personne/paul-modele"\n{WHO}'


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    return jumeau.seeds(tmp_path)


def seen(seeds: Path) -> Preview:
    return preview(seeds, seeds / "territories", ADDRESSES)


def transcripts(found: Preview) -> dict[str, Transcript]:
    return {one.document.key: transcript(one, found, ADDRESSES, "fr") for one in found.revision.readings}


def pages(seeds: Path) -> dict[str, str]:
    return {key: booklet.leaf(one, ADDRESSES, "fr", DAY) for key, one in transcripts(seen(seeds)).items()}


def test_the_pieces_of_a_transcript_are_the_text(seeds: Path) -> None:
    for one in transcripts(seen(seeds)).values():
        assert "".join(piece.text for piece in one.pieces) == one.document.text


@given(st.text(min_size=1, max_size=60), st.lists(st.tuples(st.integers(0, 59), st.integers(1, 20)), max_size=6))
def test_any_words_of_any_text_are_cut_without_a_loss(text: str, spans: list[tuple[int, int]]) -> None:
    held = [Evidence(start, min(start + size, len(text))) for start, size in spans if start < len(text)]
    page = Document("page.txt", "page", text, "00")
    subject = ADDRESSES.contract("crte", "1")
    told = tuple(Statement(subject, CT.place, Literal(str(n), lang="fr"), (one,)) for n, one in enumerate(held))
    found = Preview(Revision((Reading(page, (), told),)), (), (), {})
    one = transcript(found.revision.readings[0], found, ADDRESSES, "fr")
    pieces = list(one.pieces)
    assert "".join(piece.text for piece in pieces) == text
    assert sorted(n for piece in pieces for n in piece.opens) == [passage.number for passage in one.passages]
    assert html.escape(text[:1]) in booklet.leaf(one, ADDRESSES, "fr", DAY) or not text[:1].isprintable()


def test_the_share_counts_the_sentences_that_support_a_statement_and_no_furniture(seeds: Path) -> None:
    menu = "Aller au contenu principal\n\n"
    page = "La CCVE signe un contrat de ruralité.\n\nIl a fait beau toute la semaine sur la plage.\n"
    (seeds / "documents" / "902-menu.txt").write_text(menu + page, encoding="utf-8")
    told = transcripts(seen(seeds))
    assert told[CRTE].share.ratio > 0.8
    assert 0 < told["902-menu"].share.ratio < 0.6
    assert told["902-menu"].share.told < len(page)


def test_every_link_of_a_page_leads_to_a_place_of_it(seeds: Path) -> None:
    for page in pages(seeds).values():
        places = re.findall(r' id="([^"]+)"', page)
        assert len(places) == len(set(places))
        assert set(re.findall(r'href="#([^"]+)"', page)) <= set(places)


def test_a_passage_leads_to_its_statements_and_they_to_it(seeds: Path) -> None:
    page = pages(seeds)[CRTE]
    assert re.search(r'<mark class="dates"><a href="#p(\d+)">vendredi 9 juillet 2021</a>', page)
    number = re.findall(r'<a href="#p(\d+)">vendredi 9 juillet 2021', page)[0]
    assert f'<span id="t{number}"></span>' in page
    [entry] = re.findall(rf'<li id="p{number}">.*?</ul></li>', page, re.DOTALL)
    assert f'href="#t{number}"' in entry
    assert "signé le" in entry


def test_a_page_stands_alone(seeds: Path) -> None:
    for page in pages(seeds).values():
        assert "<script" not in page
        assert not re.search(r'(?:src|href)="(?!#|http://localhost:8000/id/)', page)
        assert not re.search(r"@import|url\(", page)


def test_an_undecided_name_is_put_with_its_candidates_and_the_correction_to_paste(seeds: Path) -> None:
    page = pages(seeds)[PAGE.removesuffix(".txt")]
    assert '<mark class="asked"><a href="#d1">Saint-Jumeau</a></mark>' in page
    assert "Saint-Jumeau</a>, commune, Exemples (99) <code>commune/99011</code>" in page
    snippet = html.unescape(re.findall(r"<pre[^>]*><code>(.*?)</code>", page, re.DOTALL)[0])
    assert snippet.startswith('[[correction]]\naction = "choose"\n')
    filled = snippet.replace('by = ""', 'by = "Le service"').replace('why = ""', 'why = "Vu."')
    (seeds / corrections.NAME).write_text(filled, encoding="utf-8")
    assert len(seen(seeds).doubts) < 2
    assert seen(seeds).revision.unmet == ()


def test_what_was_corrected_is_shown_with_who_when_and_why(seeds: Path) -> None:
    (seeds / corrections.NAME).write_text(CONFIRM + REJECT, encoding="utf-8")
    page = pages(seeds)[CRTE]
    assert page.count("Confirmation du 2026-11-26 par Service des données : Vérifié &lt;sur&gt; l&#39;original.") > 1
    assert "Rejet du 2026-11-26 par Service des données" in page
    assert "Paul Modèle</span>" not in page


def test_a_document_of_seeds_is_read_with_its_entry_and_its_corrections(seeds: Path) -> None:
    (seeds / corrections.NAME).write_text(REJECT, encoding="utf-8")
    found = preview(seeds / "documents" / f"{CRTE}.txt", seeds / "territories", ADDRESSES)
    told = pacte("read", seeds / "documents" / f"{CRTE}.txt", "--territories", seeds / "territories").stdout
    assert f"{CRTE}.txt: Rejet du 2026-11-26 par Service des données : Vérifié <sur> l'original.\n" in told
    [one] = found.revision.readings
    assert one.document.publisher == "Communauté de communes du Val d'Exemple"
    assert {applied.correction.action for applied in found.revision.applied} == {"reject"}


def test_files_that_cannot_be_read_are_told_and_the_others_go_on(seeds: Path, tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    shutil.copy(seeds / "documents" / PAGE, folder)
    (folder / "image.png").touch()
    (folder / "vide.txt").touch()
    found = pacte("read", folder, "--territories", seeds / "territories", code=3)
    assert found.stdout.startswith(f"{PAGE}: énoncés ")
    assert sorted(line.partition(": ")[0].rpartition("/")[2] for line in found.stderr.splitlines()) == [
        "image.png",
        "vide.txt",
    ]


def test_a_folder_of_seeds_that_is_not_sound_is_told_too(seeds: Path) -> None:
    listing = seeds / "sources.toml"
    listing.write_text(listing.read_text(encoding="utf-8").replace('"fr"', '"français"'), encoding="utf-8")
    assert "sources.toml:7" in pacte("read", seeds, code=3).stderr


def test_a_folder_as_html_is_a_page_a_document_and_one_that_lists_them(seeds: Path, tmp_path: Path) -> None:
    (seeds / corrections.NAME).write_text(REJECT.replace("paul-modele", "personne"), encoding="utf-8")
    out = tmp_path / "pages"
    assert pacte("read", seeds, "--format", "html", "--out", out).stdout == f"{out}/index.html\n"
    listed = (out / "index.html").read_text(encoding="utf-8")
    for link in re.findall(r'href="([^"]+)"', listed):
        assert (out / link).is_file()
    assert "Corrections sans effet" in listed
    assert {path.name for path in out.iterdir()} == {"index.html", f"{CRTE}.html", PAGE.replace(".txt", ".html")}


def test_one_document_as_html_is_printed_in_the_language_asked(seeds: Path) -> None:
    page = pacte(
        "read", seeds / "documents" / PAGE, "--format", "html", "--lang", "en", "--territories", seeds / "territories"
    ).stdout
    assert page.startswith('<!doctype html>\n<html lang="en">')
    assert "Share of the text understood" in page


@pytest.mark.parametrize("words", [["--format", "html"], ["--out", "x"]])
def test_what_cannot_be_written_as_asked_is_a_usage_error(seeds: Path, words: list[str]) -> None:
    assert "--out" in pacte("read", seeds, *words, code=2).stderr


def test_a_folder_as_json_is_every_document_in_one_account(seeds: Path, tmp_path: Path) -> None:
    told = json.loads(pacte("read", seeds, "--format", "json").stdout)
    assert [one["document"] for one in told["documents"]] == [f"{CRTE}.txt", PAGE]
    pacte("read", seeds, "--format", "json", "--out", tmp_path)
    assert json.loads((tmp_path / "index.json").read_text(encoding="utf-8")) == told
    assert json.loads((tmp_path / f"{CRTE}.json").read_text(encoding="utf-8")) == told["documents"][0]


def test_every_member_of_the_json_is_documented(seeds: Path) -> None:
    (seeds / corrections.NAME).write_text(REJECT, encoding="utf-8")
    told = json.loads(pacte("read", seeds, "--format", "json").stdout)

    def members(found: object) -> set[str]:
        match found:
            case dict():
                return {*found, *(name for value in found.values() for name in members(value))}
            case list():
                return {name for value in found for name in members(value)}
        return set()

    assert [name for name in sorted(members(told)) if f"`{name}`" not in DOCUMENTATION] == []


def test_the_report_of_what_is_undecided_says_words_candidates_and_the_correction(seeds: Path) -> None:
    told = pacte("undecided", seeds).stdout
    assert f"{PAGE}:3 : 2 lieux portent ce nom" in told
    assert f"  - Saint-Jumeau, commune, Exemples (99) <{LOCAL_BASE}id/commune/99010>" in told
    assert '    action = "choose"' in told
    assert '    # value = "commune/99011"  # Saint-Jumeau' in told
    assert told.endswith("Mentions non tranchées : 2 ; corrections sans effet : 0.\n")
    assert "not settled: 2" in pacte("undecided", seeds, "--lang", "en").stdout


def test_the_report_as_json_is_that_of_a_release(seeds: Path, tmp_path: Path) -> None:
    told = pacte("undecided", seeds, "--format", "json").stdout
    pacte("build", seeds, "--out", tmp_path / "out")
    assert (tmp_path / "out" / "current" / "undecided.json").read_text(encoding="utf-8") == told.removesuffix("\n")


def test_a_report_tells_files_not_read_and_corrections_without_effect(seeds: Path) -> None:
    (seeds / "documents" / "vide.txt").touch()
    (seeds / corrections.NAME).write_text(REJECT.replace("paul-modele", "personne"), encoding="utf-8")
    told = pacte("undecided", seeds, code=3).stderr
    assert "aucun document ne dit plus cela" in told
    assert "vide.txt" in told


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_of_what_was_read_has_no_accessibility_fault_and_needs_no_script(
    seeds: Path, browser: Browser, scheme: OneOf["light", "dark"]
) -> None:
    (seeds / corrections.NAME).write_text(CONFIRM, encoding="utf-8")
    pacte("read", seeds, "--format", "html", "--out", seeds.parent / "pages")
    context = browser.new_context(color_scheme=scheme, viewport={"width": 360, "height": 800})
    shown = context.new_page()
    for path in (seeds.parent / "pages").iterdir():
        shown.goto(path.as_uri())
        assert shown.evaluate("document.documentElement.scrollWidth") <= 360
        found = Axe().run(shown, options={"runOnly": {"type": "tag", "values": TAGS}})
        assert found.violations_count == 0, found.generate_report()
    context.close()

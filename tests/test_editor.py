"""The editor of queries in a real browser, under the strict policy of the page."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import evidenced
import pytest
from axe_playwright_python.sync_playwright import Axe
from live import serving
from playwright.sync_api import Browser, Page, expect

import server

PACKAGE = Path(server.__file__).parent
HOSTILE = "<img src=x onerror=document.title=1>"
PLACES = (
    'SELECT ?name ?place ?people { VALUES (?name ?place ?people) { ("Ici" "POINT(2.8 50.4)"^^geo:wktLiteral 12) '
    '("Là" "POLYGON((3 50, 3 51, 4 51, 4 50, 3 50))"^^geo:wktLiteral 30) '
    f'("{HOSTILE}" UNDEF 7) }} }}'
)
FAULTY = "SELECT * { ?s ?p }"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
QUERY = f"PREFIX geo: <http://www.opengis.net/ont/geosparql#>\n{PLACES}"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(evidenced.release(tmp_path_factory.mktemp("editor"))) as found:
        yield found.rstrip("/")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="fr-FR")
    yield context.new_page()
    context.close()


def test_the_bundle_is_built_from_the_sources_that_stand_here() -> None:
    digest = hashlib.sha256()
    for path in sorted((PACKAGE / "editor").iterdir(), key=lambda path: path.name):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    head = (PACKAGE / "static" / "editor.js").read_text(encoding="utf-8")[:500]
    assert f"// sources: {digest.hexdigest()}" in head, "run `make editor`"


def test_the_bundle_names_no_other_host_that_it_could_load_from() -> None:
    text = (PACKAGE / "static" / "editor.js").read_text(encoding="utf-8")
    assert not re.findall(r"(?:import|fetch)\(\"https?:", text)
    lock = (PACKAGE / "editor" / "package-lock.json").read_text(encoding="utf-8")
    assert "resolved" not in lock


@pytest.mark.browser
def test_a_query_is_written_with_the_terms_of_the_data_and_run_by_the_keyboard(page: Page, address: str) -> None:
    page.goto(f"{address}/sparql")
    page.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.type("SELECT * WHERE { ?contract signé")
    page.locator(".cm-tooltip-autocomplete li", has_text="ct:signedOn").click()
    expect(page.locator(".cm-content")).to_contain_text("PREFIX ct: <https://w3id.org/pacte/def#>")
    page.keyboard.type(" ?day ")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Enter")
    expect(page.locator("section[data-result] tbody tr").first).to_be_visible()
    assert "signedOn" in page.url


@pytest.mark.browser
def test_the_keyboard_leaves_the_editor(page: Page, address: str) -> None:
    page.goto(f"{address}/sparql")
    page.locator(".cm-content").click()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.locator("#format")).to_be_focused()


@pytest.mark.browser
def test_a_fault_is_shown_where_it_stands(page: Page, address: str) -> None:
    page.goto(f"{address}/sparql?query={quote('SELECT * { ?s no:such ?p }')}")
    expect(page.locator(".cm-fault")).to_have_text("no:such")


@pytest.mark.browser
def test_a_date_of_a_result_is_read_in_one_piece(page: Page, address: str) -> None:
    query = 'SELECT ?d ("long words " AS ?w) { VALUES ?d { "2021-07-09"^^<http://www.w3.org/2001/XMLSchema#date> } }'
    page.goto(f"{address}/sparql?query={quote(query)}")
    expect(page.get_by_role("cell", name="2021-07-09")).to_have_css("white-space", "nowrap")


@pytest.mark.browser
def test_a_result_is_shown_on_a_map_and_as_a_chart_and_what_it_says_never_runs(page: Page, address: str) -> None:
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(f"{address}/sparql?query={quote(QUERY)}")
    title = page.title()
    page.get_by_role("button", name="Carte", exact=True).click()
    expect(page.locator("svg.map .place")).to_have_count(2)
    expect(page.locator("section[data-result]")).to_contain_text("1 lignes sans géométrie")
    page.get_by_role("button", name="Graphique").click()
    expect(page.locator("canvas")).to_be_visible()
    page.get_by_role("button", name="Tableau").click()
    expect(page.locator("section[data-result] table")).to_contain_text(HOSTILE)
    assert page.title() == title
    assert faults == []


@pytest.mark.browser
@pytest.mark.parametrize("view", ["Tableau", "Carte", "Graphique"])
def test_the_editor_and_each_view_are_accessible(view: str, page: Page, address: str) -> None:
    page.goto(f"{address}/sparql?query={quote(QUERY)}")
    page.get_by_role("button", name=view, exact=True).click()
    page.wait_for_load_state("networkidle")
    found = Axe().run(page, options={"runOnly": TAGS})
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.browser
def test_without_script_the_page_is_a_plain_form(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, locale="fr-FR")
    page = context.new_page()
    page.goto(f"{address}/sparql")
    page.locator("textarea").fill(QUERY)
    page.get_by_role("button", name="Exécuter").click()
    expect(page.locator("section[data-result] tbody tr")).to_have_count(3)
    context.close()

"""The main pages in a real browser: no accessibility fault, no sideways scrolling, no script needed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import samples
import served
from axe_playwright_python.sync_playwright import Axe
from live import serving
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = {
    "home": "/",
    "contract": served.CONTRACT,
    "commune": "/doc/commune/99001",
    "department": "/doc/departement/99",
    "source": f"{served.SOURCE_PAGE}?debut=75&fin=93#passage",
    "table": "/doc/source/communes",
    "catalogue": "/catalogue",
    "def": "/def",
    "search": "/recherche?q=exemple",
    "dumps": "/dumps/",
    "not-found": "/doc/contrat/inconnu",
    "sparql": "/sparql",
    "questions": "/questions",
    "undecided": "/undecided",
}
WIDTHS = {"phone": 360, "desktop": 1280}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(samples.release(tmp_path_factory.mktemp("published"))) as found:
        yield found.rstrip("/")


@pytest.fixture(params=WIDTHS)
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    size = {"width": WIDTHS[request.param], "height": 800}
    context = browser.new_context(viewport=size, locale="fr-FR")  # type: ignore[arg-type] # a TypedDict made of a dict
    yield context.new_page()
    context.close()


@pytest.fixture
def still(browser: Browser) -> Iterator[Page]:
    """Yield a page of a browser that runs no script."""
    context = browser.new_context(java_script_enabled=False, locale="fr-FR")
    yield context.new_page()
    context.close()


def keep_picture(page: Page, name: str) -> None:
    """Keep a picture of a page for people to look at, where PACTE_PICTURES names a folder."""
    if folder := os.environ.get("PACTE_PICTURES"):
        width = (page.viewport_size or {"width": 0})["width"]
        page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_accessibility_fault(page: Page, address: str, name: str, scheme: str) -> None:
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if "Content Security" in message.text else None)
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(address + PAGES[name])
    assert refused == []
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
    assert found.violations_count == 0, found.generate_report()
    assert len(found.response["passes"]) > 10
    if scheme == "light":
        keep_picture(page, name)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_never_scrolls_sideways_even_at_320_pixels(page: Page, address: str, name: str) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(address + PAGES[name])
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_citizen_goes_from_a_search_to_the_words_of_the_source_without_script(still: Page, address: str) -> None:
    still.goto(address)
    still.get_by_role("searchbox").fill("exemple sur mer")
    still.get_by_role("button", name="Rechercher").click()
    still.get_by_role("main").get_by_role("link", name="Exemple-sur-Mer", exact=True).click()
    still.get_by_role("link", name="CRTE du Val d'Exemple", exact=True).click()
    still.get_by_role("link", name="vendredi 9 juillet").click()
    assert "debut=75&fin=93#passage" in still.url
    asked = still.locator("mark.asked")
    assert asked.inner_text() == "vendredi 9 juillet"
    assert asked.is_visible()
    asked.get_by_role("link").click()
    assert still.locator("li:target").inner_text().startswith("vendredi 9 juillet")


def test_the_keyboard_reaches_the_content_first(page: Page, address: str) -> None:
    page.goto(address + served.CONTRACT)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Aller au contenu"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "contenu"

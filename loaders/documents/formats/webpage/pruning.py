"""What a page shows beside its content: menus, cookie notices, share buttons, links to other pages."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from loaders.documents.formats.webpage.blocks import HEADINGS
from loaders.documents.layout import closes

_FURNITURE = (
    *("nav", "footer", "aside", "form", "dialog", "script", "style", "noscript", "template", "iframe", "svg", "button"),
)
_ROLES = {"navigation", "contentinfo", "search", "complementary", "dialog", "alertdialog", "menu", "menubar", "banner"}
_NAMED = re.compile(
    r"(?:^|[\s_-])(?:cookies?|consent|tarteaucitron|axeptio|didomi|onetrust|cmp|rgpd|gdpr|nav|navbar|navigation|menu|submenu"
    r"|footer|breadcrumbs?|ariane|fil-d-?ariane|shar(?:e|ing)|partage|social|reseaux-sociaux|related|sidebar"
    r"|skip(?:-?links?)?|evitement|newsletter|pagination|pager|search-?form|screen-reader-text|sr-only"
    r"|visually-hidden|print-?only|comments?)(?:$|[\s_-])",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_KEPT = {"html", "body", "main", "article"}


def prune(page: HtmlElement) -> None:
    """Take out of a page what is not its content, keeping the text that follows each element taken out."""
    for element in list(page.iter()):
        if element.getparent() is None or _beyond(element, page):
            continue
        if not isinstance(element.tag, str) or _furniture(element):
            element.drop_tree()
    for heading in list(page.iter(*HEADINGS)):
        if not _beyond(heading, page) and closes(heading.text_content()):
            _drop_section(heading)


def _beyond(element: HtmlElement, page: HtmlElement) -> bool:
    """Tell whether an element was taken out already, with one around it."""
    return next(iter([*element.iterancestors()][-1:]), None) is not page


def _furniture(element: HtmlElement) -> bool:
    if element.tag in _KEPT:
        return False
    if (
        element.tag in _FURNITURE
        or (element.get("role") or "").lower() in _ROLES
        or _HIDDEN.search(element.get("style") or "")
    ):
        return True
    named = f"{element.get('class') or ''} {element.get('id') or ''}"
    return element.get("hidden") is not None or (bool(_NAMED.search(named)) and not _main(element))


def _main(element: HtmlElement) -> bool:
    """Tell whether an element holds the main part of a page, whatever its name says: « page has-sidebar »."""
    return next(element.iter("h1", "main", "article"), None) is not None


def _drop_section(heading: HtmlElement) -> None:
    """Take out a heading and what it heads: all of its box, or what follows it up to a heading of its level."""
    box = heading.getparent()
    if box is None:
        return
    if box.tag not in _KEPT and not _main(box) and sum(1 for _ in box.iter(*HEADINGS)) == 1:
        box.drop_tree()
        return
    for follower in list(heading.itersiblings()):
        if follower.tag == heading.tag or _main(follower):
            break
        follower.drop_tree()
    heading.drop_tree()

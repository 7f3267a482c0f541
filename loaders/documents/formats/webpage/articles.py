"""The articles of a page, where it shows several: news one after the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from lxml.html import HtmlElement

from loaders.documents.formats.extract import clean
from loaders.documents.formats.webpage.blocks import HEADINGS

_BOXES = ("div", "section", "li", "td")
_LEAST = 60
_MOST_OUTSIDE = 0.5


def articles(page: HtmlElement) -> list[HtmlElement]:
    """Return the articles of a page that shows several; none where it is one article, teasers of others beside it."""
    for found in (_marked(page), _alike(page)):
        if len(found) > 1 and not _one(page, found):
            return found
    return []


def teasers(page: HtmlElement) -> list[HtmlElement]:
    """Return the articles that a page of one article shows beside it: those without the page's only main heading."""
    marked = _marked(page)
    main = [one for one in marked if next(one.iter("h1"), None) is not None]
    return [one for one in marked if one not in main] if len(main) == 1 else []


def _marked(page: HtmlElement) -> list[HtmlElement]:
    """Return the elements marked as articles, with a heading and some text, not inside another."""
    found = [one for one in page.iter("article") if next(one.iterancestors("article"), None) is None]
    return [one for one in found if _told(one)]


def _alike(page: HtmlElement) -> list[HtmlElement]:
    """Return the largest group of neighbours of one kind that each hold a heading and a text of their own."""
    groups: defaultdict[tuple[str, str, str], dict[str, HtmlElement]] = defaultdict(dict)
    tree = page.getroottree()
    for heading in page.iter(*HEADINGS):
        for box in heading.iterancestors(*_BOXES):
            path = tree.getpath(box)
            if box.get("class") and _told(box):
                groups[path.rpartition("/")[0], str(box.tag), str(box.get("class"))][path] = box
    found = max(groups.values(), key=lambda group: (len(group), sum(map(_length, group.values()))), default={})
    return list(found.values())


def _told(box: HtmlElement) -> bool:
    """Tell whether a box has a heading and a text besides."""
    heading = next(box.iter(*HEADINGS), None)
    return heading is not None and _length(box) - _length(heading) >= _LEAST


def _length(box: HtmlElement) -> int:
    return len(clean(box.text_content()))


def _one(page: HtmlElement, found: Sequence[HtmlElement]) -> bool:
    """Tell whether a page is one article all the same: its only main heading is in one, or most prose beside them."""
    titled = [one for one in found if next(one.iter("h1"), None) is not None]
    if titled and len(titled) < len(found):
        return True
    prose = sum(_length(one) for one in page.iter("p"))
    inside = sum(_length(one) for box in found for one in box.iter("p"))
    return prose - inside > _MOST_OUTSIDE * prose

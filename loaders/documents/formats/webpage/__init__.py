"""Web pages: their main content as lines, several articles told apart, and what the page states of itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy

import trafilatura
from lxml import html
from lxml.html import HtmlElement
from trafilatura.settings import Document

from loaders.documents.formats.extract import Extract, Form, Part, Unreadable, clean, spelled
from loaders.documents.formats.webpage.articles import articles, teasers
from loaders.documents.formats.webpage.blocks import OPENS, parts
from loaders.documents.formats.webpage.head import stated
from loaders.documents.formats.webpage.pruning import prune
from loaders.faults import Wording

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_DAY = re.compile(r"\b\d{1,2}(?:er)? [a-zéû]{3,9} \d{4}\b|\b\d{1,2}/\d{1,2}/\d{4}\b", re.IGNORECASE)
_LONGEST_DATELINE = 80
_LEAST_KEPT = 0.7


def extract(text: str) -> Extract:
    """Return the content of a page whose bytes were decoded; raises Unreadable for a page without any."""
    page = html.document_fromstring(_DECLARATION.sub("", text) or "<html/>", parser=_parser())
    told = stated(page)
    prune(page)
    several = articles(page)
    lines = _several(page, several) if several else _single(page)
    if not lines:
        raise Unreadable(
            Wording("cette page web n'a pas de contenu", "this web page has no content"),
            Wording(
                "l'enregistrer une fois affichée en entier, ou la retirer", "save it once it is shown, or remove it"
            ),
        )
    written, _, starts = spelled(lines)
    return Extract(written, told, articles=starts)


def _parser() -> html.HTMLParser:
    return html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False)


def _several(page: HtmlElement, several: Sequence[HtmlElement]) -> list[Part]:
    """Return the lines of a page of several articles, its main heading first."""
    for article in several:
        article.set(OPENS, "")
    lines = parts(_around(page, several))
    return [*_title(page, lines), *lines]


def _around(page: HtmlElement, several: Sequence[HtmlElement]) -> HtmlElement:
    """Return the nearest element that holds all articles."""
    shared = set.intersection(*({*article.iterancestors()} for article in several))
    return next((one for one in several[0].iterancestors() if one in shared), page)


def _single(page: HtmlElement) -> list[Part]:
    """Return the lines of a page of one article: those that the extractor keeps, all where it loses the marked part."""
    for teaser in teasers(page):
        teaser.drop_tree()
    marked = next(page.iter("main", "article"), None)
    whole = parts(page if marked is None else marked)
    lines = list(_kept(whole, _content(page)))
    if not lines or (marked is not None and _length(lines) < _LEAST_KEPT * _length(whole)):
        lines = whole
    title = _title(page, lines)
    return [*title, *_dateline(page, lines), *lines] if title else [*lines[:1], *_dateline(page, lines), *lines[1:]]


def _content(page: HtmlElement) -> str:
    """Return the letters that the extractor takes for the content of a page, no blank among them."""
    found = trafilatura.bare_extraction(deepcopy(page), fast=True, include_comments=False, favor_recall=True)
    body = found.body if isinstance(found, Document) else None
    return "" if body is None else _letters("".join(body.itertext()))


def _letters(text: str) -> str:
    return clean(text).replace(" ", "")


def _kept(whole: Sequence[Part], content: str) -> Iterator[Part]:
    """Yield the lines whose letters are in the content, and the headings over them."""
    headings: list[Part] = []
    for part in whole:
        if part.form is Form.HEADING:
            headings.append(part)
        elif all(_letters(cell) in content for cell in _unmarked(part)):
            yield from headings
            yield part
            headings = []
        elif part.form is Form.PARAGRAPH:
            headings = []


def _unmarked(part: Part) -> Sequence[str]:
    """Return the words of a line without what we set among them: the mark of an item, the bars of a row."""
    return [part.text.partition(" ")[2]] if part.form is Form.ITEM else part.text.split("|")


def _length(lines: Sequence[Part]) -> int:
    return sum(len(part.text) for part in lines)


def _title(page: HtmlElement, lines: Sequence[Part]) -> list[Part]:
    """Return the page's main heading where its lines do not have it."""
    found = [text for heading in page.iter("h1") if (text := clean(heading.text_content()))]
    missing = len(found) == 1 and all(found[0] not in part.text for part in lines[:3])
    return [Part(Form.HEADING, found[0])] if missing else []


def _dateline(page: HtmlElement, lines: Sequence[Part]) -> list[Part]:
    """Return the line that dates the page where its lines do not have it: « Publié le 12 juillet 2021 »."""
    for element in page.xpath("//time | //*[contains(@class, 'date') or contains(@class, 'publi')]"):
        text = clean(element.text_content())
        if len(text) <= _LONGEST_DATELINE and _DAY.search(text):
            return [] if any(text in part.text for part in lines) else [Part(Form.PARAGRAPH, text)]
    return []

"""What a web page states of itself: title, publisher, language, address, licence, day of publication."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from lxml.html import HtmlElement

from loaders.documents.formats.extract import Stated, clean

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?!\d)")
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_][a-z]{2,4})?", re.IGNORECASE)
_TITLES = ("og:title", "dc.title", "dcterms.title", "twitter:title")
_PUBLISHERS = ("og:site_name", "dc.publisher", "dcterms.publisher", "publisher", "application-name")
_DAYS = (
    "article:published_time",
    "og:published_time",
    "dcterms.issued",
    "dc.date.issued",
    "dcterms.created",
    "dc.date",
    "dcterms.date",
    "datepublished",
    "date",
)
_CANONICAL = "//link[contains(concat(' ', @rel, ' '), ' canonical ')]/@href"
_LICENCE = "//link[contains(concat(' ', @rel, ' '), ' license ')]/@href"
_WEB = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
_LONGEST = 300
_MOST_SCRIPT = 1_000_000


def stated(page: HtmlElement) -> Stated:
    """Return what the head of a page and its embedded data state; nothing is guessed from its prose."""
    metas = dict(reversed(list(_metas(page))))
    linked = list(_linked_data(page))
    return Stated(
        title=_first(*(metas.get(name) for name in _TITLES), _heading(page), _text(page, "//head/title")),
        publisher=_first(*(metas.get(name) for name in _PUBLISHERS), *(_publisher(one) for one in linked)),
        language=_language(page, metas),
        url=_address([*page.xpath(_CANONICAL), metas.get("og:url")]),
        licence=_address([*page.xpath(_LICENCE), metas.get("dcterms.license"), metas.get("dc.rights")]),
        issued=_issued(page, metas, linked),
    )


def _metas(page: HtmlElement) -> Iterator[tuple[str, str]]:
    for meta in page.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop")
        content = clean(meta.get("content") or "")
        if name and content:
            yield name.lower(), content


def _first(*told: str | None) -> str | None:
    return next((one for one in told if one and len(one) <= _LONGEST), None)


def _text(page: HtmlElement, path: str) -> str | None:
    found = page.xpath(path)
    return clean(found[0].text_content()) if found else None


def _heading(page: HtmlElement) -> str | None:
    """Return the only first-level heading of a page."""
    found = [text for one in page.iter("h1") if (text := clean(one.text_content()))]
    return found[0] if len(set(found)) == 1 else None


def _language(page: HtmlElement, metas: dict[str, str]) -> str | None:
    told = page.get("lang") or page.get("xml:lang") or metas.get("og:locale") or metas.get("dc.language") or ""
    found = _LANGUAGE.fullmatch(told.strip())
    return found[1].lower() if found else None


def _address(told: Iterable[object]) -> str | None:
    """Return the first whole address of the web among what is told."""
    return next((one for value in told if value and _WEB.fullmatch(one := str(value).strip())), None)


def _issued(page: HtmlElement, metas: dict[str, str], linked: list[dict[str, Any]]) -> date | None:
    """Return the day of publication, None where a page states none or, of several articles, several."""
    marked = page.xpath("//*[@itemprop='datePublished']/@datetime | //*[@itemprop='datePublished']/@content")
    marked += page.xpath("//time[@pubdate]/@datetime")
    told = [metas.get(name) for name in _DAYS] + [str(one.get("datePublished") or "") for one in linked]
    found = [day for one in told if one and (day := _day(one))]
    days = {day for one in marked if (day := _day(str(one)))}
    return found[0] if found else days.pop() if len(days) == 1 else None


def _day(written: str) -> date | None:
    found = _DAY.match(written.strip())
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def _publisher(thing: dict[str, Any]) -> str | None:
    told = thing.get("publisher")
    name = told.get("name") if isinstance(told, dict) else None
    return clean(name) if isinstance(name, str) else None


def _linked_data(page: HtmlElement) -> Iterator[dict[str, Any]]:
    """Yield the things that the page describes in JSON-LD."""
    for script in page.xpath("//script[@type='application/ld+json']"):
        try:
            data = json.loads((script.text or "")[:_MOST_SCRIPT])
        except (ValueError, RecursionError):
            continue
        held = data.get("@graph", data) if isinstance(data, dict) else data
        yield from (one for one in (held if isinstance(held, list) else [held]) if isinstance(one, dict))

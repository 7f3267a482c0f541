"""The imprint of a page: the organisation that says it publishes it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from loaders.documents.bodies import Mention
from loaders.documents.french import Span, inside
from loaders.documents.layout import Kind
from loaders.documents.page import Page

_PUBLISHED_BY = re.compile(
    r"(?:publiee?(?: le [^,]{4,30})? par|(?:editeur|source|auteur|emetteur|redaction) ?:"
    r"|communique(?: de presse)?(?: :| -|,)?(?: de| du| des| d'| par)?)(?: la| le| les| l'|la|l')?"
)
_EDGE = 3


def publisher(page: Page, mentions: Sequence[Mention]) -> Mention | None:
    """Return the organisation that a page names as its publisher, None where it names none or several.

    « Publié par la communauté de communes d'Exemple », « Source : préfecture de l'Exemple », or the name alone on one
    of the first or last lines, as a letterhead or a signature.
    """
    lines = [Span(block.start, block.end) for block in page.blocks if block.kind is not Kind.FURNITURE]
    edges = [*lines[:_EDGE], *lines[-_EDGE:]]
    said = [mention for line in lines for mention in inside(mentions, line) if _said(page, line, mention)]
    alone = [mention for line in edges for mention in inside(mentions, line) if _alone(page, line, mention)]
    for found in (said, alone):
        if len({mention.body for mention in found}) == 1:
            return found[0]
    return None


def _said(page: Page, line: Span, mention: Mention) -> bool:
    return _PUBLISHED_BY.fullmatch(page.low[line.start : mention.start].strip()) is not None and not page.low[
        mention.end : line.end
    ].strip(" .)")


def _alone(page: Page, line: Span, mention: Mention) -> bool:
    return page.low[line.start : mention.start].strip() in {"", "la", "le", "l'"} and not re.sub(
        r"\([^)]*\)", "", page.low[mention.end : line.end]
    ).strip(" .")

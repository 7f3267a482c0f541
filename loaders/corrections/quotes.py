"""Where the words that a correction quotes stand in a document."""

from __future__ import annotations

import re
from collections.abc import Iterable

from loaders.corrections.errata import Quote
from loaders.documents.french import Span, Words, overlap
from loaders.model import Document


def places(document: Document, quote: Quote) -> tuple[Span, ...]:
    """Return where some words stand, whatever blanks part them; only the place nearest to `near` if it is set."""
    parts = (re.sub("['’]", "['’]", re.escape(part)) for part in quote.words.split())
    pattern = re.compile(r"(?<!\w)" + r"\s+".join(parts) + r"(?!\w)")
    found = tuple(Span(one.start(), one.end()) for one in pattern.finditer(document.text))
    if quote.near is None or not found:
        return found
    near = quote.near
    return (min(found, key=lambda span: (abs(span.start - near), span.start)),)


def touching(words: Words, spans: Iterable[Span]) -> bool:
    """Tell whether some words overlap one of several places."""
    return any(overlap(words, span) for span in spans)

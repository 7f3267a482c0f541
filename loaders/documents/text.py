"""The stored plain text of a document gives nobody's private address."""

from __future__ import annotations

import re

from loaders.documents.layout import Kind, blocks

MASK = "•"
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+(?:@|\s?[\[(](?:at|arobase|@)[\])]\s?)[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_PHONE = re.compile(
    r"(?<![\d.,-])(?:(?:\+|00)\s?33\s?(?:\(0\)\s?)?|0)[1-9](?:[\s.\-/]?\d{2}){4}(?![\d])"
    r"|(?<![\d.,-])0\s?8\d{2}(?:[\s.\-]?\d{3}){2}(?!\d)"
)


def mask(text: str) -> str:
    """Return a text whose e-mail addresses and telephone numbers are replaced by •, character for character.

    Offsets into the text stay true, and masking a masked text changes nothing.
    """
    for pattern in (_EMAIL, _PHONE):
        text = pattern.sub(lambda found: MASK * len(found[0]), text)
    return text


def masked_words(words: str | None) -> str | None:
    """Return what a file states of itself, masked."""
    return None if words is None else mask(words)


_LONGEST_TITLE = 200


def first_line(text: str) -> str | None:
    """Return the title that a text gives itself: its first line, masked; None if it is too long."""
    masked = mask(text)
    for block in blocks(masked):
        if block.kind is not Kind.FURNITURE:
            line = " ".join(masked[block.start : block.end].split())
            return line if len(line) <= _LONGEST_TITLE else None
    return None

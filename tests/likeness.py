"""When two names are of one thing, and two headings say the same: how a careful reader would compare them."""

from __future__ import annotations

import re
import unicodedata
from typing import TypeAlias

Names: TypeAlias = frozenset[str]
"""The names that one thing goes by."""
ARTICLE = re.compile(r"^(?:(?:d|l|la|le|les|de la|de l|du|des|de|un|une) )+")
COUNCILS = {"conseil departemental": "departement", "conseil general": "departement", "conseil regional": "region"}
COUNCIL = re.compile("|".join(rf"\b{council}\b" for council in COUNCILS))
FORM = re.compile(
    r"\bcommunaute (?:d agglomeration|de communes|urbaine)\b|\b(?:agglomeration|prefecture|ca|cc|cu)\b"
    r"|\b(?:de|du|des|la|le|les|l|d|et|a|en|sur)\b"
)


def plain(name: str) -> str:
    """Return a name without case, accents, punctuation, the brackets at its end, and its leading article."""
    text = re.sub(r"\s*\([^)]*\)\s*$", "", name.casefold()).replace("œ", "oe").replace("’", "'")
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return ARTICLE.sub("", " ".join(re.findall(r"\w+", text)))


def telling(name: str) -> frozenset[str]:
    """Return the words that tell an organisation or a territory from others: not its legal form, nor little words."""
    return frozenset(FORM.sub("", COUNCIL.sub(lambda found: COUNCILS[found[0]], plain(name))).split())


def same(gold: str, names: Names) -> bool:
    """Tell whether a thing that goes by some names is the one that a careful reader named."""
    accepted = {plain(gold), *(plain(short) for short in re.findall(r"\(([^)]+)\)", gold))}
    wanted = telling(gold)
    return any(plain(name) in accepted or (wanted and telling(name) == wanted) for name in names)


def alike(gold: str, names: Names) -> bool:
    """Tell whether a heading or a programme shares half of its words with what a careful reader wrote."""
    wanted = telling(gold)
    told = [telling(name) for name in names]
    return same(gold, names) or any(2 * len(wanted & have) >= len(wanted | have) for have in told if have and wanted)

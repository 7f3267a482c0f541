"""How long a contract lasts, as French prose says it."""

from __future__ import annotations

import re

from loaders.documents.french import NUMERALS

_COUNT = "|".join(NUMERALS)
_DURATION = re.compile(
    rf"\b(?:duree (?:totale |initiale )?de|pour|conclue? pour|sur|pendant|valable|dure(?:ra)?)"
    rf" (?P<count>\d{{1,2}}|{_COUNT})"
    r"(?: \(\d+\))? (?P<unit>ans?|annees?|mois)(?P<half> et demie?)?\b"
)


def duration(low: str, start: int, end: int) -> tuple[int, int, str] | None:
    """Return the place and the ISO 8601 duration that a stretch of text states: « d'une durée de 3 ans » is P3Y.

    « six ans et demi » is P6Y6M; half a month is no duration that ISO 8601 can say, so « deux mois et demi » is none.
    """
    found = _DURATION.search(low, start, end)
    if found is None or (found["half"] and found["unit"] == "mois"):
        return None
    count = int(found["count"]) if found["count"].isdigit() else NUMERALS[found["count"]]
    length = f"P{count}M" if found["unit"] == "mois" else f"P{count}Y{'6M' if found['half'] else ''}"
    return found.start("count"), found.end(), length

"""How long a contract lasts, as French prose says it."""

from __future__ import annotations

import re

from loaders.documents.french import NUMERALS

_COUNT = "|".join(NUMERALS)
_DURATION = re.compile(
    rf"\b(?:duree (?:totale |initiale )?de|pour|conclue? pour|sur|pendant) (?P<count>\d{{1,2}}|{_COUNT})"
    r"(?: \(\d+\))? (?P<unit>ans?|annees?|mois)\b"
)


def duration(low: str, start: int, end: int) -> tuple[int, int, str] | None:
    """Return the place and the ISO 8601 duration that a stretch of text states: « d'une durée de 3 ans » is P3Y."""
    found = _DURATION.search(low, start, end)
    if found is None:
        return None
    count = int(found["count"]) if found["count"].isdigit() else NUMERALS[found["count"]]
    return found.start("count"), found.end(), f"P{count}{'M' if found['unit'] == 'mois' else 'Y'}"

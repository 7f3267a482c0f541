"""What a confined process says, as JSON: data and nothing that the other side would run."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from loaders.documents.formats import Extract, Stated, Unreadable
from loaders.faults import Wording


def written(answer: Extract | Unreadable) -> bytes:
    """Return an answer as bytes."""
    if isinstance(answer, Unreadable):
        told: dict[str, Any] = {"why": asdict(answer.why), "remedy": asdict(answer.remedy)}
    else:
        told = asdict(answer)
        told["stated"]["issued"] = answer.stated.issued.isoformat() if answer.stated.issued else None
    return json.dumps(told).encode()


def read(data: bytes) -> Extract | Unreadable:
    """Return the answer that some bytes say; raises EOFError for bytes that say none."""
    try:
        told = json.loads(data)
        if "why" in told:
            return Unreadable(Wording(**told["why"]), Wording(**told["remedy"]))
        issued = told["stated"].pop("issued")
        stated = Stated(**told.pop("stated"), issued=date.fromisoformat(issued) if issued else None)
        places = {key: tuple(map(int, told.pop(key))) for key in ("pages", "articles", "blind")}
        return Extract(str(told["text"]), stated, **places)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise EOFError(f"not an answer: {data[:80]!r}") from error

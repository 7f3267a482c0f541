"""How much of a document was understood: the share of its prose that supports at least one statement."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import accumulate

from loaders.documents.page import page_of
from loaders.model import Reading


@dataclass(frozen=True, slots=True)
class Share:
    """The characters of a document's sentences: all of them, and those of sentences that support a statement.

    Menus, banners and other furniture are no sentences. A sentence counts whole as soon as some of its words support a
    statement: the share tells where the reader found something, neither that it found all nor that it is right.
    """

    told: int
    understood: int

    @property
    def ratio(self) -> float:
        """Return the share between 0 and 1, to three decimals; 0 where there is no prose."""
        return round(self.understood / self.told, 3) if self.told else 0.0


def share(reading: Reading) -> Share:
    """Return the share of a document that a reading understood."""
    evidences = sorted({(one.start, one.end) for statement in reading.statements for one in statement.evidence})
    reach = list(accumulate((end for _, end in evidences), max))
    sentences = page_of(reading.document).sentences
    held = [one for one in sentences if (place := bisect_left(evidences, (one.end,))) and reach[place - 1] > one.start]
    return Share(sum(one.end - one.start for one in sentences), sum(one.end - one.start for one in held))

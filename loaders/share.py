"""How much of a document was understood: the share of its prose that supports at least one statement."""

from __future__ import annotations

from dataclasses import dataclass

from loaders.documents.french import Span, overlap
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
    spans = [Span(*place) for place in evidences]
    sentences = page_of(reading.document).sentences
    held = [one for one in sentences if any(overlap(one, span) for span in spans)]
    return Share(sum(one.end - one.start for one in sentences), sum(one.end - one.start for one in held))

"""Words that a line end cuts: « transi- / tion » is one word, « Saint- / Malo » and « sous- / préfet » keep theirs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from loaders.documents.formats.extract import clean

_CUT = re.compile(r"([^\W\d_]+)-$")
_REST = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_COMPOUND = re.compile(
    r"(?:sous|vice|co|ci|mi|demi|semi|non|après|avant|contre|au|là|celui|celle|ceux|celles|eux|elles?|nous|vous|lui|soi"
    r"|peut|est|dit|haute?|basse?|bas|grande?|saint|sainte|chef|porte|plate|rendez|vis|rez|chaussée|quelqu|quelques|tiers"
    r"|arc|éco|bio|socio|inter|multi|pluri|franco|anglo|nord|sud|centre|plan|contrat|bourg|compte|savoir|mieux|bien|long"
    r"|court|moyen|hors|sans|quasi|ex|pré|post|anti|pro)",
    re.IGNORECASE,
)


class Hyphens:
    """How the words of one document are spelled where no line end cuts them."""

    def __init__(self, lines: Iterable[str]) -> None:
        """Learn the words of a document, with and without hyphens."""
        self._words = {word.lower() for line in lines for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", line)}

    def joined(self, lines: Sequence[str]) -> str:
        """Return lines as one, words that their ends cut made whole again."""
        text = ""
        for line in map(clean, lines):
            text = self.appended(text, line)
        return text

    def appended(self, text: str, line: str) -> str:
        """Return a text with one more line after it."""
        if not text or not line:
            return text or line
        if text.endswith("@") or line.startswith("@"):
            return text + line
        cut, rest = _CUT.search(text), _REST.match(line)
        if not cut or not rest:
            return f"{text} {line}"
        return text + line if self._compound(cut[1], rest[0]) else text[:-1] + line

    def _compound(self, before: str, after: str) -> bool:
        """Tell whether two parts are a word with a hyphen: written so elsewhere, before a capital, or a usual one."""
        whole, parted = f"{before}{after}".lower(), f"{before}-{after}".lower()
        if (parted in self._words) != (whole in self._words):
            return parted in self._words
        return after[0].isupper() or _COMPOUND.fullmatch(before) is not None


Joined = Callable[[Sequence[str]], str]

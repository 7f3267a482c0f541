"""Instruments: contracts in their own words, from the title to the signatures, found in the text of a page."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from loaders.documents.french import Span
from loaders.documents.kinds import ContractKind, kinds_in, programmes
from loaders.documents.layout import Block, Kind
from loaders.documents.page import Page


@dataclass(frozen=True, slots=True)
class Instrument:
    """One contract in its own words: the whole of it, its title, the lines that name its parties, its closing.

    `kinds` are those that the title names, in their order; `parties` and `closing` are empty where it has none.
    """

    whole: Span
    title: Span
    parties: Span
    closing: Span
    kinds: tuple[ContractKind, ...]

    @property
    def clauses(self) -> Span:
        """Return what stands after the parties."""
        return Span(self.parties.end, max(self.parties.end, self.whole.end))

    @property
    def amendment(self) -> bool:
        """Tell whether the title is that of an amendment."""
        return bool(self.kinds) and self.kinds[0].notation == "avenant"


_WORD = (
    r"(?:contrat|convention|avenant|protocole|pacte|accord|charte|engagement|chapeau commun|crte\b|ort\b"
    r"|operation de revitalisation|action c(?:oe|œ)ur|petites villes)"
)
_TITLE = re.compile(
    rf"(?:(?:projet|modele|trame|proposition|exemple)(?: type)? (?:de |d')|(?:premier|second) (?=avenant)"
    rf"|annexe[^:-]{{0,20}}[:-] ?)?(?:la |le |l')?\"? ?{_WORD}"
)
_TOLD = re.compile(
    r"(?<![\w-])(?:a pour|est|sont|sera|vise|permet|fixe|precise|definit|signee? (?:en|a)|a ete)(?![\w-])"
)
_PARTED = r"(?:[ ,]+(?:d'une part|les soussigne\w*|les parties(?: suivantes)?|les signataires(?: suivants)?))*"
_BETWEEN = re.compile(rf"entre{_PARTED} ?[:,]?")
_BETWEEN_THEM = re.compile(
    rf"(?:(?:est )?(?:conclue?|passee?|etablie?|signee?|convenue?) )?entre{_PARTED}[ :,]+(?:d'une part[ ,:]+)?"
    r"(?:l'|la |le |les |monsieur |madame |m\. |mme )"
)
_CONCLUDED = re.compile(
    r".{0,160}(?<![\w-])(?:(?:conclu|etabli|passe|signe|convenu|souscrit)e?|partenariat|contrat|convention)"
    r" (?:est )?entre(?: les (?:soussignes|parties(?: suivantes)?|signataires suivants))? ?:?"
)
_NAMED = re.compile(
    r"(?:l[ae] presente? \w+ (?:est signee?|engage) (?:par|entre) ?:|(?:les |liste des )?(?:parties|soussignes"
    r"|signataires|cosignataires|co-signataires"
    r"|parties prenantes|partenaires signataires)(?: (?:du|de la|au|a la|de l') .{0,60}?)?(?: sont)? ?:?)"
)
_ANNOUNCED = re.compile(r"(?<![\w-])(?:representee?s?|ci-apres|d'une part|agissant)(?![\w-])")
_CLAUSES = re.compile(
    r"(?:il (?:est|a ete|sera)?[^.]{0,50}(?:convenu|arrete|expose|decide|rappele)|preambule"
    r"|contexte\b|expose\b|visas?\b"
    r"|considerant|vu\b|article|titre [ivx\d]|chapitre|partie [ivx\d]|[ivx]+ ?[.)-] |fait (?:a"
    r"|en|le) |objet\b|objectifs\b"
    r"|(?:ont|sont) convenu|ceci (?:expose|etant)|cela (?:expose|etant))"
)
_PARTY_WORDS = re.compile(
    r"(?<![\w-])(?:represent|ci-apres|d'une part|d'autre part|et\b|entre|en presence|ensemble|parties|signataires"
    r"|partenaires|collectivites|agissant|dument|habilit|autoris|siege|sise?\b|deliberation)"
)
MADE = re.compile(
    r"(?:(?:(?:la |le |l')?(?:presente? )?(?:convention|contrat|document|acte|avenant"
    r"|protocole|pacte)(?: est| a ete)? )?"
    r"(?:fait|etablie?|signee?|conclue?|passee?)(?: et (?:passe|signe|conclu)e?)?"
    r"(?=[ ,:]+(?:a|au|aux|le|en (?:\w+|\d+|\(\w+\)) (?:\(\d+\) )?exemplaires?|en \w+ \d{4})(?![\w-]))"
    r"(?! a (?:noter|la suite|ce titre))(?=.{0,160}$)"
    r"|a [a-z' -]{2,40}, ?le (?:\d|[ .…_]|$)|[a-z][a-z' -]{1,40}, le (?:(?:\w+ )?\d|[ .…_]|$))"
)
_SEALED = re.compile(r"(?:document )?(?:signee?s? electroniquement|signatures? electroniques?)(?![\w-]).*")
_ARTICLE = re.compile(r"article \w|titre [ivx\d]|preambule")
_SIGNATURES = re.compile(
    r"(?:les )?(?:signatures?(?: des (?:parties|partenaires|signataires))?|signataires|cosignataires)"
    r"(?: (?:du|de la) [a-z ]{3,30})? ?:?"
)
_FOR = re.compile(r"(?:pour|p/o|p\.o\.) (?:l'|la |le |les )?[^,.;]{2,90},?")
_AFTER = re.compile(r"annexes?\b.{0,120}$|article \w|titre [ivx\d]|preambule|sommaire")
"""What follows the signatures."""
_PRESENT = re.compile(r"(?<![\w-])presente? (?=\w)")
_NAME = 80
"""Characters that the name of a kind of contract may take."""
_CERTIFIED = re.compile(r"(?:pour (?:extrait|copie|expedition)|certifiee? |ainsi (?:fait|delibere)|fait et delibere)")
_ENDING = 12
"""Lines at the end of a page among which somebody signs it."""
_LONGEST = 220
_TITLE_LINES = 10
_ABOVE = 3
"""Lines above a title that may name its programme."""
_MOST = 90
_FEW = 12
"""Words of a line that may be a heading."""


def instruments(page: Page) -> tuple[Instrument, ...]:
    """Return the contracts that a page gives in their own words, in their order."""
    shown = [block for block in page.blocks if block.kind is not Kind.FURNITURE]
    heads = list(_heads(page, shown)) or list(_untold(page, shown))
    told = [
        (_instrument(page, shown[: after[0] if after else len(shown)], *head), shown[head[0]])
        for head, after in pairwise([*heads, None])
        if head is not None
    ]
    return tuple(one for one, first in told if one.kinds or _is_title(page, first))


def closings(page: Page, found: Sequence[Instrument]) -> tuple[Span, ...]:
    """Return where persons sign: the closings of contracts, else that of the page: « Pour extrait conforme, »."""
    if found:
        return tuple(one.closing for one in found)
    shown = [block for block in page.blocks if block.kind is not Kind.FURNITURE][-_ENDING:]
    made = [block for block in shown if MADE.match(_low(page, block)) or _CERTIFIED.match(_low(page, block))]
    return (Span(made[-1].start, shown[-1].end),) if made else ()


def _heads(page: Page, shown: Sequence[Block]) -> Iterator[tuple[int, int]]:
    """Yield the places of the title and of the line that opens the parties, for each contract."""
    titles = [n for n, block in enumerate(shown) if _is_title(page, block)]
    made = [n for n, block in enumerate(shown) if MADE.match(_low(page, block))]
    floor = 0
    for place in range(len(shown)):
        if not _opens(page, shown, place):
            continue
        before = titles[bisect_left(titles, floor) : bisect_right(titles, place)]
        closed = made[bisect_left(made, floor) : bisect_left(made, place)] if floor else []
        after = before[bisect_right(before, closed[-1]) :] if closed else before
        if floor and not after:
            continue
        yield (after[0] if closed or not floor else after[-1]) if after else place, place
        floor = place + 1


def _untold(page: Page, shown: Sequence[Block]) -> Iterator[tuple[int, int]]:
    """Yield the place of the title of a contract whose lines name no parties, told by its articles and its closing."""
    title = next((n for n, block in enumerate(shown[:8]) if _is_title(page, block)), None)
    if title is None:
        return
    lows = [_low(page, block) for block in shown[title + 1 :]]
    closed = any(MADE.match(low) or _SIGNATURES.fullmatch(low) for low in lows)
    signed = closed and any(_FOR.match(low.lstrip("| ")) for low in lows)
    headed = sum(bool(_ARTICLE.match(low)) or _heading_of_clauses(low) for low in lows)
    if signed and headed > 1:
        yield title, title


def _low(page: Page, block: Block) -> str:
    return page.low[block.start : block.end]


def _is_title(page: Page, block: Block) -> bool:
    low = _low(page, block)
    shaped = block.kind is not Kind.ITEM and len(low) <= _LONGEST and low[-1] not in ".;,:"
    return shaped and _TITLE.match(low) is not None and not _TOLD.search(low) and not MADE.match(low)


def _opens(page: Page, shown: Sequence[Block], place: int) -> bool:
    """Tell whether a line opens the parties: « ENTRE », « Entre l'État, représenté par… », « Les signataires »."""
    low = _low(page, shown[place])
    near = " ".join(_low(page, block) for block in shown[place : place + 4])
    if _BETWEEN.fullmatch(low) or _BETWEEN_THEM.match(low):
        return _ANNOUNCED.search(near) is not None or bool(_BETWEEN.fullmatch(low))
    if _CONCLUDED.fullmatch(low) or _NAMED.fullmatch(low):
        return _ANNOUNCED.search(" ".join(_low(page, block) for block in shown[place : place + 8])) is not None
    return False


def _instrument(page: Page, shown: Sequence[Block], title: int, opening: int) -> Instrument:
    told = _opens(page, shown, opening)
    parties_end = _parties_end(page, shown, opening) if told else opening + 1
    closing = _closing(page, shown, parties_end)
    last = min(len(shown), closing + _MOST)
    annex = next((n for n in range(closing + 1, last) if _AFTER.match(_low(page, shown[n]))), last)
    start, end = shown[title].start, shown[-1].end
    named = Span(shown[opening].start, shown[parties_end - 1].end)
    cover = _cover(page, shown, title, opening if told else len(shown))
    return Instrument(
        Span(start, end),
        cover,
        named if told else Span(named.end, named.end),
        Span(shown[closing].start, shown[annex - 1].end) if closing < len(shown) else Span(end, end),
        _kinds(page, Span(shown[max(0, title - _ABOVE)].start, start), cover, end),
    )


def _kinds(page: Page, above: Span, cover: Span, end: int) -> tuple[ContractKind, ...]:
    """Return the kinds that a title names, or that of the programme above it, or of « la présente convention ORT »."""
    told = kinds_in(" ".join(page.plain[cover.start : cover.end].split()))
    schemes = programmes(page, cover) or programmes(page, above)
    if not told or (told[0].notation == "avenant" and len(told) == 1):
        told = (*told, *schemes) if len(schemes) == 1 else told
    if told:
        return told
    present = (m.end() for m in _PRESENT.finditer(page.low, cover.start, end))
    return next((found[:1] for start in present if (found := kinds_in(page.plain[start : start + _NAME]))), ())


def _cover(page: Page, shown: Sequence[Block], title: int, opening: int) -> Span:
    """Return the lines of the title, up to the first that is no title: « CONVENTION CADRE / Action cœur de ville »."""
    last = title
    for place in range(title + 1, min(opening, title + _TITLE_LINES)):
        low = _low(page, shown[place])
        if _CLAUSES.match(low) or len(low) > _LONGEST or low[-1] in ".;:":
            break
        last = place
    return Span(shown[title].start, shown[last].end)


def _parties_end(page: Page, shown: Sequence[Block], opening: int) -> int:
    """Return the place of the first line after the parties."""
    for place in range(opening + 1, min(len(shown), opening + _MOST)):
        block, low = shown[place], _low(page, shown[place])
        if _CLAUSES.match(low) or MADE.match(low) or (_is_title(page, block) and not _PARTY_WORDS.search(low)):
            return place
        if _heading_of_clauses(low):
            return place
    return min(len(shown), opening + _MOST)


def _heading_of_clauses(low: str) -> bool:
    head = re.match(
        r"(?:le|la|les|l'|une?|des)?\s*(?:projet|territoire|enjeux?|ambitions?|presentation"
        r"|diagnostic|durees?|gouvernance|engagements?|programme|definition|rappel|principes)\b",
        low,
    )
    return head is not None and len(low.split()) <= _FEW and not _PARTY_WORDS.search(low)


def _closing(page: Page, shown: Sequence[Block], first: int) -> int:
    """Return the place of the line that closes a contract: « Fait à Exemple, le… », or of the first signature."""
    made = [n for n in range(first, len(shown)) if MADE.match(_low(page, shown[n]))]
    if made:
        return made[-1]
    for pattern in (_SIGNATURES, _SEALED):
        headed = [n for n in range(first, len(shown)) if pattern.fullmatch(_low(page, shown[n]))]
        if headed:
            return headed[-1] if pattern is _SIGNATURES else headed[0]
    told = [n for n in range(first, len(shown)) if _FOR.fullmatch(_low(page, shown[n]))]
    return told[0] if len(told) > 1 else len(shown)

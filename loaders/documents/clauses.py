"""What the clauses of a contract in its own words say of its time and of the territory that it covers."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from loaders.documents.atlas import Level
from loaders.documents.durations import duration
from loaders.documents.french import Span
from loaders.documents.instruments import Instrument
from loaders.documents.page import Page
from loaders.documents.periods import Moment
from loaders.documents.territories import Found, Scene, listed


@dataclass(frozen=True, slots=True)
class Lasting:
    """How long a contract lasts: its ISO 8601 duration and the words that say so."""

    start: int
    end: int
    iso: str


_RUNS = re.compile(
    r"(?<![\w-])(?:durees?|pren(?:d|dra) effet|entre(?:ra)? en vigueur|prend(?:ra)? fin"
    r"|s'acheve(?:ra)?|expire(?:ra)?|arrive(?:ra)? a echeance|"
    r"est valable|couvre|court|porte sur la periode|(?:conclue?|signee?|etablie?|valable) (?:pour"
    r"|sur|jusqu'au|du|a compter)|periode|echeance|terme)(?![\w-])"
)
_OTHER = re.compile(
    r"(?<![\w-])(?:avenant(?! \w+ au present)|comite|bilan|evaluation|revision|subvention"
    r"|versement|preavis|resili\w+|pcaet|scot|plui?|cper|programmation"
    r"|feder|fonds|projet de territoire|delibere|loi|decret|circulaire|schema|plan (?:climat|local))(?![\w-])"
)
_OWN = re.compile(
    r"(?<![\w-])(?:(?:le|la|l'|ce|cette|cet) ?(?:presente? )?(?:crte|cte|contrat|convention"
    r"|avenant|protocole|pacte|accord|charte|engagement|ort|operation|il|elle)|"
    r"(?:il|elle) (?:est|prend|entre|court|couvre|s'acheve|expire))"
)
_DURATION_HEADING = re.compile(r"(?<![\w-])(?:durees?|entree en vigueur|prise d'effet|date d'effet|validite)(?![\w-])")
_CLAUSE = re.compile(r"article|titre|chapitre|[ivx\d]+ ?[.)-]|.{0,60}duree")
_ENDS = re.compile(
    r"(?<![\w-])(?:jusqu'(?:au|en|a la fin)|s'acheve\w*|prend\w* fin|expire\w*|se termin\w+"
    r"|echeance|terme (?:est )?fixe)[^.;\d]{0,40}$"
)
_STARTS = re.compile(r"(?<![\w-])(?:effet|en vigueur|a compter|a partir|debut\w*|commence\w*)[^.;\d]{0,40}$")
_FROM_SIGNING = re.compile(
    r"(?<![\w-])(?:a (?:compter|partir|dater) (?:de |du )?(?:la |sa )?(?:date de )?(?:la "
    r"|sa )?(?:signature|jour de (?:la|sa) signature)|(?:a|des|lors de) (?:la|sa) (?:date de )?signature)"
)


def lasting(page: Page, instrument: Instrument) -> Lasting | None:
    """Return how long the clauses say a contract lasts: « conclu pour une durée de six ans »."""
    for sentence in _of_time(page, instrument):
        if told := duration(page.low, sentence.start, sentence.end):
            return Lasting(*told)
    return None


def period(page: Page, instrument: Instrument, signed: Moment | None) -> Moment | None:
    """Return the period of a contract: two bounds that its clauses or its title state, else what follows from them.

    « du 1er janvier 2021 au 31 décembre 2026 », « 2021-2026 » in the title, « six ans à compter de sa signature ».
    """
    told = list(_of_time(page, instrument))
    ranges = [m for sentence in told for m in page.within(sentence) if m.ranged and m.known]
    exact = next((m for m in ranges if len(m.first) == len(m.last) == len("2021-01-01")), None)
    bounds = next((b for sentence in told if (b := _two_bounds(page, sentence))), None)
    named = () if instrument.amendment else page.within(instrument.title)
    titled = next((m for m in named if m.ranged and m.known and len(m.first) == 4), None)  # noqa: PLR2004 - a year
    if stated := exact or bounds or titled or next(iter(ranges), None):
        return stated
    return next((p for sentence in told if (p := _from_signing(page, sentence, signed))), None)


def _of_time(page: Page, instrument: Instrument) -> Iterator[Span]:
    """Yield the sentences that tell when a contract runs: under a heading of duration, or of the contract itself."""
    zone = instrument.clauses
    heads = _headings(page, zone)
    for sentence in page.sentences:
        low = page.low[sentence.start : sentence.end]
        if not zone.start <= sentence.start < zone.end or not _RUNS.search(low):
            continue
        if instrument.amendment and "present avenant" not in low:
            continue
        headed = _headed(heads, sentence.start)
        if (headed or _OWN.search(low)) and not _OTHER.search(low.partition(":")[0] if headed else low):
            yield sentence


def _headings(page: Page, zone: Span) -> list[tuple[int, bool]]:
    """Return where the headings of clauses stand, and which of them speak of duration."""
    blocks = [block for block in page.blocks if zone.start <= block.start < zone.end]
    heads = [block for block in blocks if _CLAUSE.match(page.low, block.start, block.end)]
    return [(head.start, bool(_DURATION_HEADING.search(page.low, head.start, head.end))) for head in heads]


def _headed(heads: Sequence[tuple[int, bool]], offset: int) -> bool:
    """Tell whether the last heading before an offset speaks of duration."""
    place = bisect_right(heads, (offset, True))
    return bool(place) and heads[place - 1][1]


def _two_bounds(page: Page, sentence: Span) -> Moment | None:
    """Read « prend effet au 1er mai 2022 et s'achève le 31 décembre 2025 »."""
    days = [m for m in page.within(sentence) if m.known and not m.ranged]
    starts = [
        m
        for m in days
        if _STARTS.search(page.low, sentence.start, m.start) and not _ENDS.search(page.low, sentence.start, m.start)
    ]
    ends = [m for m in days if _ENDS.search(page.low, sentence.start, m.start)]
    if starts and ends and starts[0].first <= ends[0].last:
        first, last = min(starts[0].start, ends[0].start), max(starts[0].end, ends[0].end)
        return Moment(first, last, starts[0].first, ends[0].last)
    return None


def _from_signing(page: Page, sentence: Span, signed: Moment | None) -> Moment | None:
    """Tell the period of a contract that runs from its signing up to a day, or for some years."""
    if signed is None or not signed.exact:
        return None
    ends = [
        m for m in page.within(sentence) if m.known and not m.ranged and _ENDS.search(page.low, sentence.start, m.start)
    ]
    if ends and signed.first <= ends[0].last:
        return replace(
            ends[0], first=signed.first, reason="de la signature du contrat jusqu'au terme que dit cette clause"
        )
    told = duration(page.low, sentence.start, sentence.end)
    if told is None or not told[2].endswith("Y") or not _FROM_SIGNING.search(page.low, sentence.start, sentence.end):
        return None
    last = f"{int(signed.first[:4]) + int(told[2][1:-1])}{signed.first[4:7]}"
    return Moment(
        told[0], told[1], signed.first, last, "durée que dit cette clause, comptée de la signature du contrat"
    )


_PERIMETER = re.compile(
    r"(?<![\w-])(?:(?:territoire|perimetre)[^.;:]{0,80}(?:est celui|couvre|comprend|concerne"
    r"|porte sur|est constitue|correspond|s'etend)|s'applique (?:a|au|aux|sur)|couvre"
    r"|concerne)[^.;:]{0,60}?"
    r"(?<![\w-])(?P<what>communes(?: suivantes| ci-apres| de)?)(?: suivantes)? ?:?"
)


def perimeter(page: Page, scene: Scene, instrument: Instrument) -> tuple[Found, ...]:
    """Return the communes that a clause lists as the territory: « celui des communes suivantes : A, B et C »."""
    for sentence in page.sentences:
        zone = instrument.clauses
        found = (
            _PERIMETER.search(page.low, sentence.start, sentence.end)
            if zone.start <= sentence.start < zone.end
            else None
        )
        if found is None:
            continue
        start = found.end() + len(page.low[found.end() :]) - len(page.low[found.end() :].lstrip())
        names = listed(page, scene, Span(start, sentence.end), (Level.COMMUNE,)) or _below(page, scene, sentence)
        if names and all(name.place for name in names):
            return tuple(names)
    return ()


def _below(page: Page, scene: Scene, sentence: Span) -> list[Found]:
    """Return the communes listed one a line under a sentence that ends with a colon."""
    found: list[Found] = []
    if page.text[sentence.end - 1] != ":":
        return found
    for block in page.blocks:
        if block.start >= sentence.end:
            names = listed(page, scene, Span(block.start, block.end), (Level.COMMUNE,))
            if not names or names[-1].end < block.end - 1:
                break
            found += names
    return found

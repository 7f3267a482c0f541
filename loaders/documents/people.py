"""Persons in public roles: their names as French prose writes them, and the capacities beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from loaders.documents.capacities import capacity_after, capacity_before
from loaders.documents.french import Span
from loaders.documents.given_names import is_given
from loaders.documents.page import Page
from loaders.documents.territories import shouted
from loaders.documents.text import MASK
from ontology.addresses import slug


@dataclass(frozen=True, slots=True)
class Naming:
    """One person named at one place of a page; `name` is written with capitals at its words only."""

    start: int
    end: int
    name: str
    capacity: Span | None = None

    @property
    def key(self) -> str:
        """Return what two spellings of one name share."""
        return slug(self.name)


_TITLE = r"(?:M\.|MM\.|Mme|MME|Mmes|Monsieur|MONSIEUR|Madame|MADAME|Mlle|Dr|Me) "
_WORD = r"(?:(?:[DMNO]')?[A-Z][a-z]+(?:[-'](?:[A-Z][a-z]*|[a-z]+))*|[A-Z]{2,}(?:[-'][A-Z]+)*|[A-Z]\.)"
_PARTICLE = r"(?:(?:de la|de|du|des|la|le|van|von|ben|el) |d'|de l')"
_SEQUENCE = re.compile(rf"(?<![\w@.-])(?P<title>{_TITLE})?(?P<name>{_WORD}(?: {_PARTICLE}?{_WORD})+)(?![\w@])")
_TITLED = re.compile(rf"(?<![\w@.-])(?P<title>{_TITLE})(?P<name>{_WORD} (?:(?:DE|LE|LA|DU) )?{_WORD})(?![\w@])")
_NAMED_AFTER = re.compile(
    r"\b(?:rue|avenue|place|boulevard|bd|av|allee|cours|stade|salle|salons?|college|lycee|ecole|espace|centre"
    r"|hopital|beguinage"
    r"|mediatheque|gymnase|parc|quai|square|residence|maison|fondation|prix|bibliotheque|theatre|pont|musee"
    r"|institut|clinique"
    r"|complexe|piscine|groupe scolaire|cite|quartier|zac|site|loi|aeroport|gare|esplanade|auditorium|universite"
    r"|jardin|tour"
    r"|plan|operation|programme|dispositif|association|societe|etablissements?|groupe|cinema|ehpad|foyer|villa|chateau)"
    r"(?: (?:de |du |d')?[a-z-]+)?(?: des? | du | d'| saint[- ]| sainte[- ]| \"|-| )$"
)
_BODIES = frozenset(
    [
        "communaute",
        "communautes",
        "agglomeration",
        "agglo",
        "metropole",
        "departement",
        "region",
        "conseil",
        "ville",
        "commune",
        "pays",
        "pole",
        "syndicat",
        "etat",
        "agence",
        "ministere",
        "prefecture",
        "comite",
        "commission",
        "chambre",
        "banque",
        "office",
        "contrat",
        "convention",
        "pacte",
        "plan",
        "programme",
        "projet",
        "parc",
        "petr",
        "cc",
        "ca",
        "cu",
        "saint",
        "sainte",
        "association",
        "mission",
        "direction",
        "service",
        "maison",
        "europe",
        "territoire",
        "territoires",
        "action",
        "monsieur",
        "madame",
        "president",
        "presidente",
        "prefet",
        "prefete",
        "maire",
        "directeur",
        "directrice",
        "ministre",
        "premier",
    ]
)
_SAINT = re.compile(r"Saint(?:e)?-[A-Z][a-z]+$")
"""A surname made of a saint's name: « Louise Saint-Modèle, maire »."""
_HALLOWED = frozenset(("Saint", "Sainte", "Notre"))
_LONGEST = 4


def namings(page: Page, taken: Sequence[Span]) -> tuple[Naming, ...]:
    """Return the persons named in a page, in their order; none inside `taken`, the bodies and places."""
    found = [naming for sentence in page.sentences for naming in _named(page, sentence, taken)]
    return tuple(found)


def _named(page: Page, sentence: Span, taken: Sequence[Span]) -> Iterator[Naming]:
    if _to_be_called(page, sentence) or _PRIVATE.match(page.low, sentence.start):
        return
    pattern = _TITLED if shouted(page, sentence.start) else _SEQUENCE
    runs = list(pattern.finditer(page.plain, sentence.start, sentence.end))
    for span in _with_peers(page, runs, [_name(page, match, sentence) for match in runs]):
        if span is None or any(span.start < other.end and other.start < span.end for other in taken):
            continue
        capacity = capacity_after(page, span, sentence, taken) or capacity_before(page, span, sentence)
        yield Naming(span.start, span.end, written(page.words(span)), capacity)


_PEERS = re.compile(r"(?: \([^()]{2,40}\))?(?:, | et |, et )$")


def _with_peers(page: Page, runs: Sequence[re.Match[str]], spans: Sequence[Span | None]) -> Iterator[Span | None]:
    """Yield the names, with those that a list shares with persons: « Francette A (X), Julien B (Y) et Anne C »."""
    for place, (match, span) in enumerate(zip(runs, spans, strict=True)):
        after = spans[place + 1] if place + 1 < len(spans) else None
        peer = after is not None and _PEERS.fullmatch(page.plain, match.end(), after.start)
        double = re.fullmatch(rf"{_WORD} {_WORD}", match["name"]) and not match["name"].isupper()
        bracket = peer and page.plain.startswith(" (", match.end())
        if span is None and bracket and double and not any(_foreign(word) for word in match["name"].split(" ")):
            yield Span(*match.span("name"))
        else:
            yield span


_CONTACT = re.compile(r"(?:vos |votre )?contacts?(?: presse)?(?![\w-])|(?:relations|service) presse(?![\w-])")


_PRIVATE = re.compile(
    r"(?:- ?)?(?:naissances?|mariages?|deces|avis de deces|pacs|baptemes?(?: civils?)?|etat[- ]civil|carnet|noces d'or"
    r"|ils nous ont quittes)(?: :|:| -|$)"
)
"""What opens a line of the events of private lives: « Naissances : Louise Modèle, Gabin Exemple »."""


def _to_be_called(page: Page, sentence: Span) -> bool:
    """Tell whether a line only says whom to call: « Contact presse : Paule Modèle », « P. Modèle – •••••••••• »."""
    line = page.text[sentence.start : sentence.end]
    return MASK * 8 in line or _CONTACT.match(page.low, sentence.start) is not None


def _name(page: Page, match: re.Match[str], sentence: Span) -> Span | None:
    """Find the name in a run of capitalised words: a given name opens it, or something beside it vouches for it."""
    tokens = list(re.finditer(rf"({_PARTICLE})?({_WORD})", match["name"]))
    first = next((place for place, token in enumerate(tokens[:-1]) if is_given(token[2])), None)
    known = first is not None
    if first and match["title"] and tokens[0][2].lower() not in _BODIES:
        first = 0
    if first is None:
        first = next((place for place, token in enumerate(tokens) if token[2].lower() not in _BODIES), len(tokens))
    if first and tokens[first - 1][2] in _HALLOWED:
        return None
    offset = match.start("name")
    tokens = _surnamed(page, tokens[first:], offset)
    if len(tokens) < 2 or re.match(_TITLE, f"{tokens[0][2]} "):  # noqa: PLR2004 - a given name and a surname
        return None
    span = Span(offset + tokens[0].start(2), offset + tokens[-1].end())
    hallowed = known and _SAINT.match(tokens[1][2]) and (match["title"] or _has_post(page, span, sentence))
    if any(_foreign(token[2]) for token in tokens) and not hallowed:
        return None
    if _NAMED_AFTER.search(page.low, max(sentence.start, span.start - 40), span.start):
        return None
    if known or match["title"]:
        return span
    doubtful = tokens[1][1] or shouted(page, span.start)
    return span if not doubtful and (_has_post(page, span, sentence) or _human(page, span, sentence)) else None


_SPEECH = (
    r"(?:explique|declare|souligne|rappelle|precise|resume|indique|assure|salue|conclut|sourit|confie|affirme|insiste"
    r"|ajoute|estime|previent|soupire|lance|glisse|raconte|reconnait|repond|observe|note)"
)
_HUMAN_BEFORE = re.compile(
    rf"(?<![\w-])(?:succed\w+ a|remplac\w+|{_SPEECH}|selon|anime\w* par|preside\w* par|elu\w*|par la voix de"
    r"|la parole a|hommage a)(?: m\.| mme)? $"
)
_HUMAN_AFTER = re.compile(
    rf",? (?:(?:qui|et) )?(?:a (?:ete )?(?:elue?|nommee?|designee?|rappele|explique|declare|souligne|salue|precise)"
    rf"|est elue?|{_SPEECH}|preside(?! par)|dirige|qui (?:preside|dirige|represente|anime)|s'est (?:felicite|rejoui)"
    r"|etait presente?)(?![\w-])"
)


def _human(page: Page, span: Span, sentence: Span) -> bool:
    """Tell whether what is said beside a name is said of persons only: « Yannik Modèle, qui préside… »."""
    return (
        _HUMAN_BEFORE.search(page.low, max(sentence.start, span.start - 40), span.start) is not None
        or _HUMAN_AFTER.match(page.low, span.end, sentence.end) is not None
    )


def _foreign(word: str) -> bool:
    return word.lower().split("-")[0].split("'")[0] in _BODIES


def _surnamed(page: Page, tokens: list[re.Match[str]], offset: int) -> list[re.Match[str]]:
    """Keep the words of a name: a surname may follow a particle (« Hervé de Brie »), or hold one before a comma."""
    kept = tokens[:2]
    for token in tokens[2:_LONGEST]:
        closing = page.low[offset + token.end() : offset + token.end() + 1]
        if token[1] and (closing not in ",.)\n" or _foreign(token[2])):
            break
        if kept[-1][2].isupper() and len(kept[-1][2]) > 2 and not token[2].isupper():  # noqa: PLR2004 - « DE », « LE » go on
            break
        kept.append(token)
    return kept


def _has_post(page: Page, span: Span, sentence: Span) -> bool:
    return capacity_after(page, span, sentence, ()) is not None or capacity_before(page, span, sentence) is not None


def written(name: str) -> str:
    """Return a name with capitals at the beginning of its words only: « Jean LE BRUN » is Jean Le Brun."""
    return " ".join(_capitalised(word) for word in name.split(" "))


def _capitalised(word: str) -> str:
    parts = re.split(r"([-'’])", word)
    if word.isupper() and len(word) > 1 and not word.endswith("."):
        return "".join(part.capitalize() for part in parts)
    return "".join(
        part.capitalize() if (part.islower() and place) or (part.isupper() and len(part) > 1) else part
        for place, part in enumerate(parts)
    )

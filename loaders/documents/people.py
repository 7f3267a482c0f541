"""Persons in public roles: their names as French prose writes them, and the capacities beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise

from loaders.documents.french import Span
from loaders.documents.page import Page
from loaders.documents.text import MASK
from ontology.addresses import slug

GIVEN = frozenset((files("loaders.documents") / "given_names.txt").read_text(encoding="utf-8").lower().split())


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


POST = (
    r"(?:(?:co-?|vice-? ?|1ere? vice-?|premiere? vice-?)?president(?:e|es|s)?|(?:sous-?)?prefet(?:e|s|es)?"
    r"|maires?(?: adjointe?s?| deleguee?s?)?|adjointe?s?(?= au | a la | aux? | charge| du maire)|(?:premier"
    r"|1er) ministre|premiere ministre"
    r"|ministres?|secretaires? (?:general|generale|d'etat)|directeurs?|directrices?|deputee?s?|senateurs?|senatrices?"
    r"|conseill(?:er|ere)s?(?= (?:departemental|regional|municipal|communautaire|delegue|metropolitain|territorial|d'))"
    r"|chef(?:fe)?s?(?= (?:de|du|d'))|responsables?(?= (?:de|du|des|d'))|chargee?s? (?:de mission|d'affaires"
    r"|de projet|de developpement)"
    r"|deleguee?s?(?= (?:de|du|general|regional|departemental|territorial|a |aux? |ministeriel))|commissaires?"
    r"|rect(?:eur|rice)"
    r"|doyen(?:ne)?|procureure?|coordinat(?:eur|rice)|animat(?:eur|rice)|referente?|tresori(?:er|ere)|gerante?"
    r"|inspect(?:eur|rice)|administrat(?:eur|rice)|architecte|urbaniste|chercheu(?:r|se)|sociologue|econome)"
)
_POST = re.compile(rf"(?:ancien(?:ne)? |nouveau |nouvelle |actuel(?:le)? )?\b{POST}\b")
_TITLE = r"(?:M\.|MM\.|Mme|Mmes|Monsieur|Madame|Mlle|Dr|Me) "
_WORD = r"(?:[A-Z][a-z]+(?:[-'](?:[A-Z][a-z]*|[a-z]+))*|[A-Z]{2,}(?:[-'][A-Z]+)*|[A-Z]\.)"
_PARTICLE = r"(?:(?:de la|de|du|des|la|le|van|von|ben|el) |d'|de l')"
_SEQUENCE = re.compile(rf"(?<![\w@.-])(?P<title>{_TITLE})?(?P<name>{_WORD}(?: {_PARTICLE}?{_WORD})+)(?![\w@])")
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
_HALLOWED = frozenset(("Saint", "Sainte", "Notre"))
_LONGEST = 4


def namings(page: Page, taken: Sequence[Span]) -> tuple[Naming, ...]:
    """Return the persons named in a page, in their order; none inside `taken`, the bodies and places."""
    found = [naming for sentence in page.sentences for naming in _named(page, sentence, taken)]
    return tuple(found)


def _named(page: Page, sentence: Span, taken: Sequence[Span]) -> Iterator[Naming]:
    for match in () if _to_be_called(page, sentence) else _SEQUENCE.finditer(page.plain, sentence.start, sentence.end):
        span = _name(page, match, sentence)
        if span is None or any(span.start < other.end and other.start < span.end for other in taken):
            continue
        capacity = capacity_after(page, span, sentence, taken) or capacity_before(page, span, sentence)
        yield Naming(span.start, span.end, written(page.words(span)), capacity)


_CONTACT = re.compile(r"(?:vos |votre )?contacts?(?: presse)?(?![\w-])|(?:relations|service) presse(?![\w-])")


def _to_be_called(page: Page, sentence: Span) -> bool:
    """Tell whether a line only says whom to call: « Contact presse : Paule Modèle », « P. Modèle – •••••••••• »."""
    line = page.text[sentence.start : sentence.end]
    return MASK * 8 in line or _CONTACT.match(page.low, sentence.start) is not None


def _name(page: Page, match: re.Match[str], sentence: Span) -> Span | None:
    """Find the name in a run of capitalised words: a given name opens it, or a title or a post stands beside it."""
    tokens = list(re.finditer(rf"({_PARTICLE})?({_WORD})", match["name"]))
    first = next((place for place, token in enumerate(tokens[:-1]) if is_given(token[2])), None)
    vouched = first is not None
    if first is None:
        first = next((place for place, token in enumerate(tokens) if token[2].lower() not in _BODIES), len(tokens))
    if first and tokens[first - 1][2] in _HALLOWED:
        return None
    tokens = tokens[first:]
    offset = match.start("name")
    tokens = _surnamed(page, tokens, offset)
    if len(tokens) < 2 or any(_foreign(token[2]) for token in tokens):  # noqa: PLR2004 - a given name and a surname
        return None
    span = Span(offset + tokens[0].start(2), offset + tokens[-1].end())
    if _NAMED_AFTER.search(page.low, max(sentence.start, span.start - 40), span.start):
        return None
    return span if vouched or match["title"] or _has_post(page, span, sentence) else None


def is_given(word: str) -> bool:
    """Tell whether a word is a known given name, alone or at either end of a hyphen."""
    return not word.isupper() and all(part in GIVEN for part in word.lower().split("-")[:2])


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
        part.capitalize() if part.islower() and len(parts) > 1 and place else part for place, part in enumerate(parts)
    )


_AFTER = re.compile(
    r"(?: ?\(|,| -| est| etait| devient| en (?:sa |leur )?qualite de| en tant que)? ?"
    r"(?:(?:le|la|l'|notre|son|sa|alors|actuelle?|egalement|lui-meme|elle-meme) ?)*"
)
_STOP = re.compile(
    r"\b(?:a|ont|est|sont|etait|etaient|avait|avaient|sera|seront|fut|furent|qui|que|dont|ou|lors|afin|ainsi|mais"
    r"|car|puis|pour|par"
    r"|aux cotes|en presence|accompagne\w*|represente\w*|entoure\w*|signe\w*|explique\w*|declare\w*|precise\w*"
    r"|rappelle\w*|souligne\w*"
    r"|presente\w*|se|s'|y|n'|ne|va|vont|vient|viennent|attend\w*|introduit|conclu\w*|confirme\w*|met|mettent|avec|"
    r"realise\w*|de \w+ \d{4})(?!\w)"
)


def capacity_after(page: Page, name: Span, sentence: Span, bodies: Sequence[Span]) -> Span | None:
    """Return the capacity that follows a name: « Anne Modèle, présidente du pôle et maire d'Exemple, … »."""
    lead = _AFTER.match(page.low, name.end, sentence.end)
    post = _POST.match(page.low, lead.end(), sentence.end) if lead else None
    if lead is None or post is None or not lead[0].strip(" "):
        return None
    return Span(post.start(), _capacity_end(page, post, sentence, bodies))


def _capacity_end(page: Page, post: re.Match[str], sentence: Span, bodies: Sequence[Span]) -> int:
    """Find where a capacity stops: at a comma, a verb, or « et » unless another post follows."""
    end = post.end()
    for token in re.finditer(r"[^\s,;:.()\"]+(?:\.(?=\w))?|[,;:.()\"]", page.low[post.end() : sentence.end]):
        place = post.end() + token.start()
        inside = any(body.start <= place < body.end for body in bodies)
        if inside:
            end = post.end() + token.end()
        elif (
            token[0] in set(',;:.()"')
            or _STOP.match(page.low, place)
            or (token[0] == "et" and not _POST.match(page.low, place + 3))
            or _proper(page, end, place, bodies)
        ):
            break
        else:
            end = post.end() + token.end()
    return _without_tail(page.low, post.end(), end)


def _proper(page: Page, end: int, place: int, bodies: Sequence[Span]) -> bool:
    """Tell whether the complement is over: a body or a proper name was said, and a word that joins nothing follows."""
    if (
        re.match(r"(?:de|du|des|d'|et|la|le|les|l'|en|a|au|aux|sur|-)(?=\W|\b)", page.low[place:])
        or page.plain[place].isupper()
    ):
        return False
    last = re.search(r"[\w'-]+$", page.plain[:end])
    return any(body.end == end for body in bodies) or bool(last and re.search(r"(?:^|')[A-Z]", last[0]))


def _without_tail(low: str, start: int, end: int) -> int:
    tail = re.search(r"(?:\s+(?:de|du|des|d'|et|la|le|les|l'|en|a|au|aux|sur|-))+\s*$", low[start:end])
    return start + tail.start() if tail else end


_CIVILITY = re.compile(r"[ ,]*(?:\b(?:m\.|mme|monsieur|madame|maitre|dr) ?)?[ ,]*$")


def capacity_before(page: Page, name: Span, sentence: Span) -> Span | None:
    """Return the capacity that leads to a name: « le préfet de l'Exemple, Paul Modèle »."""
    posts = list(_POST.finditer(page.low, max(sentence.start, name.start - 160), name.start))
    best: Span | None = None
    for post in reversed(posts):
        between = page.low[post.end() : name.start]
        told = re.sub(rf" et (?={POST}\b)", " ", between)
        if re.search(r"[;:.()\"]|,(?! *(?:m\.|mme|monsieur|madame)? ?$)", told.replace("m.", "m")) or _STOP.search(
            told
        ):
            break
        if any(
            is_given(word[1])
            for word in re.finditer(r"([A-Z][a-z]+(?:-[A-Z][a-z]+)?) [A-Z]", page.plain[post.end() : name.start])
        ):
            break
        if re.search(r"(?:\bet|\bde|\bdu|\bdes|\bd'|\ba|\bau|\baux|\bl') ?$", told):
            break
        best = Span(post.start(), post.end() + len(_CIVILITY.sub("", between)))
    return best


def parts(page: Page, capacity: Span) -> Iterator[Span]:
    """Yield the posts of a capacity one by one: « vice-présidente du Département et maire d'Exemple » is two."""
    starts = [post.start() for post in _POST.finditer(page.low, capacity.start, capacity.end)]
    heads = [starts[0]] if starts else []
    heads += [start for start in starts[1:] if re.search(r"(?: et|,) $", page.low[max(0, start - 4) : start])]
    for start, end in pairwise([*heads, capacity.end]):
        stretch = re.sub(r"(?: et|,)? *$", "", page.low[start:end])
        yield Span(start, start + len(stretch))

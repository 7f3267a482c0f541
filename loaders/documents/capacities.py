"""The capacities that stand beside the names of persons: « présidente du pôle et maire d'Exemple »."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from loaders.documents.french import Span
from loaders.documents.given_names import is_given
from loaders.documents.page import Page

POST = (
    r"(?:haut-commissaires?|(?:co-?|vice-? ?|1ere? vice-?|premiere? vice-?)?president(?:e|es|s)?"
    r"|(?:sous-?)?prefet(?:e|s|es)?"
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
        if re.search(r"(?:\bet|\bde|\bdu|\bdes|\bd'|\ba|\bau|\baux|\bla|\ble|\bles|\bl') ?$", told):
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

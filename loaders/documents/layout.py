"""The layout of a page: headings, paragraphs, list items, articles, and the furniture that states nothing.

The notation that `loaders.documents.formats` writes from any file, and that a text file may use as well:

* a heading or a paragraph is one line between empty lines;
* an item is a line that begins with its mark: « 1. », « a) », « - », « • »; the items of a list follow each other;
* a row of a table is a line, its cells between « | » (« 2 | Voie verte | 850 000 € »), an empty cell left empty; the
  first row may be the header; the rows of a table follow each other;
* lines that follow each other without an empty line are a group: the column of a signature block, an address. Columns
  are read one after the other, an empty line between two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from loaders.documents.french import lowered, plain
from loaders.documents.lines import Line, lines
from loaders.model import Article


class Kind(Enum):
    """What a line of a page is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    FURNITURE = "furniture"


@dataclass(frozen=True, slots=True)
class Block:
    """One line of a page without its mark; `number` is that of a numbered item, `mark` the sign before an item."""

    start: int
    end: int
    kind: Kind
    mark: str = ""
    number: int | None = None
    spaced: bool = True


_MARK = re.compile(
    r"\s*(?:(?P<number>\d{1,2})\s?(?:[.)/]|°|-(?=\s))(?!\d)\s*|(?P<sign>[-*•·◦▪▫■□●○►▶➢➤➔→⇒✓✔❖♦»↘>‣]"
    r"|o(?= ))\s*(?:[•·]\s*)?)(?=\S)"
)
_LETTERED = re.compile(r"\s*(?P<letter>[a-h])(?:\)\s+|[.] (?=(?:le|la|les|un|une|des) |l'))")
_FURNITURE = re.compile(
    r"(?:skip to content|aller au contenu(?: principal)?|retour (?:vers|a la liste|en haut|a l'accueil)\b.*"
    r"|partager(?: (?:la page|cet article|cette page|sur .{0,20}))?|imprimer(?: la page)?|(?:accueil"
    r"|vous etes ici)\s?[>:/].*"
    r"|(?:png|jpe?g|gif|pdf|webp)\s?-\s?[\d.,]+\s?[kmg]i?o\b.*|lire la suite.*|en savoir plus|telecharger(?: le pdf)?"
    r"|sourd ou malentendant ?\?|menu|rechercher|haut de page|(?:facebook|twitter|linkedin|x|instagram|youtube)"
    r"|tweeter|envoyer par (?:mail|courriel|e-mail)|ecouter|tags? ?:.*|categories? ?:.*|copyright.*|©.*"
    r"|credits? photos?.*"
    r"|accepter(?: tout| les cookies)?|tout accepter|tout refuser|refuser|\W*"
    r"|(?:page )?\d{1,3} ?(?:/|sur) ?\d{1,3}|page \d{1,3}|sommaire|table des matieres"
    r"|[^.…].*?(?:\.{5,}|…{2,}|(?: \.){4,}) ?\d{1,3})"
)
_TAIL = re.compile(
    r"(?:dans la meme (?:rubrique|categorie)|sur le meme (?:sujet|theme)|(?:a lire|lire|a voir|voir"
    r"|a decouvrir) (?:aussi|egalement)"
    r"|articles? (?:similaires?|lies?|recents?|associes?|connexes?)|(?:nos |les )?(?:autres|dernieres) actualites"
    r"|actualites (?:similaires|liees|associees)|parametres de confidentialite|gestion des cookies|politique de cookies"
    r"|nous utilisons des cookies.*|ce site utilise des cookies.*|mentions legales|plan du site|newsletter"
    r"|suivez[- ]nous"
    r"|nous suivre|laisser un commentaire|commentaires?|vous aimerez aussi"
    r"|ces articles peuvent vous interesser)\s*[:?!]?"
)
_LISTING = re.compile(
    r"(?:les |nos |toutes (?:les|nos) )?(?:actualites|actus?|agenda|breves|news|revue de presse|a la une|archives)"
)
_LINK = re.compile(
    r"(?:acceder|consulter|telecharger|retrouve[rz]|decouvr(?:ir|ez)|prendre connaissance|lire|voir|en savoir|inscri)\b"
)
_LONGEST_HEADING = 160
_SHORT_HEADING = 6
_ARTICLE_WORDS = 6
_DATELINE = re.compile(
    r"(?:(?:publie|mis a jour|mise a jour|mise en ligne|modifie|paru|poste|date de|par)\b.*\d|le \d.*"
    r"|(?:lundi |mardi |mercredi |jeudi |vendredi |samedi |dimanche )?\d{1,2}(?:er)? [a-z]+ \d{4}"
    r"|\d{1,2}/\d{1,2}/\d{4}).{0,40}$"
)


def closes(line: str) -> bool:
    """Tell whether a line is a heading of the foot of a page: « Dans la même rubrique »."""
    return _TAIL.fullmatch(lowered(line).strip()) is not None


def blocks(text: str) -> tuple[Block, ...]:
    """Return the lines of a page that hold something, each told for what it is.

    All that follows a heading of the foot of a page (« Dans la même rubrique », a cookie notice) is furniture too.
    """
    found: list[Block] = []
    foot = False
    for line, after in pairwise([*lines(text), None]):
        if line is None:
            continue
        low = lowered(" ".join(text[line.start : line.end].split("\n")))
        foot = foot or bool(found and _TAIL.fullmatch(low))
        if foot or _FURNITURE.fullmatch(low):
            found.append(Block(line.start, line.end, Kind.FURNITURE, spaced=line.spaced))
        else:
            found.append(
                _block(text, line, Setting(line.spaced, alone=line.spaced and (after is None or after.spaced)))
            )
    return tuple(_listed(text, found))


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a line stands: after an empty line, and whether between two."""

    spaced: bool
    alone: bool


def _block(text: str, whole: Line, setting: Setting) -> Block:
    """Tell an item by its mark and a heading by its shape; the rest is prose."""
    start, end = whole.start, whole.end
    line = plain(text[start:end]).replace("\n", " ")
    if mark := _MARK.match(line):
        number = int(mark["number"]) if mark["number"] else None
        return Block(start + mark.end(), end, Kind.ITEM, mark["sign"] or "1", number, setting.spaced)
    if letter := _LETTERED.match(line.lower()):
        return Block(start + letter.end(), end, Kind.ITEM, "a", ord(letter["letter"]) - ord("a") + 1, setting.spaced)
    kind = Kind.HEADING if setting.spaced and _titled(line, setting) else Kind.PARAGRAPH
    return Block(start, end, kind, spaced=setting.spaced)


def _titled(line: str, setting: Setting) -> bool:
    """Tell whether a line is shaped as a heading: short, open at its end, begun by a capital, and no date line."""
    bare = line.strip("\"'( ")
    if len(line) > _LONGEST_HEADING or not bare or not (bare[0].isupper() or bare[0].isdigit()):
        return False
    if _DATELINE.match(line.lower()) or "http" in line or not any(sign.isalpha() for sign in line):
        return False
    if line[-1] == ":":
        return setting.alone and len(line.split()) <= _SHORT_HEADING
    return line[-1] not in ",;." and (setting.alone or len(line.split()) <= 2 * _SHORT_HEADING)


def _listed(text: str, found: Sequence[Block]) -> Iterator[Block]:
    """Yield the blocks, making items of the lines of a list that bear no mark.

    « – Le soutien au collégien ; / L'accompagnement des projets ; / – La lutte… »: the second line lost its dash.
    """
    opened = False
    for place, block in enumerate(found):
        before = found[place - 1] if place else None
        after = found[place + 1] if place + 1 < len(found) else None
        if block.kind is Kind.PARAGRAPH and not block.spaced and before is not None:
            if before.kind is Kind.ITEM and text[before.end - 1] in ";," and _goes_on(after):
                block = Block(block.start, block.end, Kind.ITEM, before.mark, None, spaced=False)  # noqa: PLW2901
            elif opened or (_leads(text, before) and _bare_list(text, found[place : place + 2])):
                opened = True
                block = Block(block.start, block.end, Kind.ITEM, " ", None, spaced=False)  # noqa: PLW2901
        opened = opened and block.kind is Kind.ITEM
        yield block


_LISTED = re.compile(
    r"(?:les|nos|ses|\d+|deux|trois|quatre|cinq|six)(?: \d+| deux| trois| quatre| cinq| six)?"
    r"(?: grande?s| principales| principaux)? (?:enjeux|axes|priorites|orientations|objectifs|ambitions|defis|volets"
    r"|piliers|thematiques)(?![\w-])"
)


def _leads(text: str, line: Block) -> bool:
    """Tell whether a line leads to a list: a colon ends it, or it is a heading such as « Les axes du contrat »."""
    heading = line.kind is Kind.HEADING and _LISTED.match(lowered(text[line.start : line.end]))
    return text[line.end - 1] == ":" or bool(heading)


def _goes_on(after: Block | None) -> bool:
    return after is not None and after.kind is Kind.ITEM and after.number is None and not after.spaced


def _bare_list(text: str, pair: Sequence[Block]) -> bool:
    """Tell whether two lines under a lead are items without marks: short, none a sentence."""
    return len(pair) > 1 and all(
        block.kind is Kind.PARAGRAPH
        and not block.spaced
        and block.end - block.start <= _LONGEST_HEADING
        and (text[block.start].isupper() or (text[block.start].islower() and text[block.end - 1] != "."))
        and text[block.end - 1] not in ":!?"
        for block in pair
    )


def articles(text: str, found: Sequence[Block], divisions: Sequence[int]) -> tuple[Article, ...]:
    """Return the articles of a page: those that open at its `divisions`, or one unless it is headed as a list of news.

    In a list of news an article opens with a heading of some length that prose follows; shorter ones divide it.
    """
    shown = [block for block in found if block.kind is not Kind.FURNITURE]
    if not shown:
        return ()
    starts = [0]
    if divisions:
        starts = [place for place, block in enumerate(shown) if _divided(shown, place, block.start, divisions)] or [0]
    elif shown[0].kind is Kind.HEADING and _LISTING.fullmatch(lowered(text[shown[0].start : shown[0].end]).strip(" :")):
        starts = [place for place in range(1, len(shown)) if _opens(text, shown, place)] or [0]
    ends = [*starts[1:], len(shown)]
    return tuple(
        Article(number, shown[first].start, shown[last - 1].end, text[shown[first].start : shown[first].end])
        for number, (first, last) in enumerate(zip(starts, ends, strict=True), 1)
    )


def _divided(shown: Sequence[Block], place: int, start: int, divisions: Sequence[int]) -> bool:
    """Tell whether a block is the first from a division on."""
    before = shown[place - 1].start if place else -1
    return any(before < division <= start for division in divisions)


def _opens(text: str, shown: Sequence[Block], place: int) -> bool:
    """Tell whether a heading opens an article of a list of news."""
    block = shown[place]
    if block.kind is not Kind.HEADING or place + 1 == len(shown) or shown[place + 1].kind is Kind.ITEM:
        return False
    line = text[block.start : block.end]
    follows = shown[place + 1]
    prose = follows.kind is Kind.PARAGRAPH or text[follows.end - 1] == "?"
    long = len(line.split()) >= _ARTICLE_WORDS and not line.isupper()
    return prose and long and not _LINK.match(lowered(line))

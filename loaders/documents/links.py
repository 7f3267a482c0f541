"""What a contract in its own words says of others: it changes one, follows one, carries one out, counts as one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from rdflib import URIRef

from loaders.documents.bodies import Mention
from loaders.documents.contracts import Scenery, holder_of
from loaders.documents.french import Span
from loaders.documents.instruments import Instrument
from loaders.documents.kinds import ContractKind, Said
from loaders.documents.periods import Moment
from ontology.names import CT


@dataclass(frozen=True, slots=True)
class Link:
    """One other contract that a contract names, and what it is to it.

    `day` is when the other was made, `years` the period in its name, `holder` the body that its name tells.
    """

    relation: URIRef
    said: Said
    kind: ContractKind
    day: Moment | None
    years: Moment | None
    holder: Mention | None

    @property
    def particular(self) -> bool:
        """Tell whether the words are those of one contract: they say when it was made, for which years, or for whom."""
        return bool(self.day or self.years or self.holder)


_FOLLOWS = re.compile(
    r"(?<![\w-])(?:f(?:ait|aisant|era) suite|succed\w+|pren(?:d|ant) la suite|se substitu\w+"
    r"|remplac(?:e|ant)|prolong\w+)"
    r" ?(?:au|aux|a la|a l'|du|de la|de l'|le|la|l')? ?(?:[\w'-]+ ){0,2}$"
)
_CARRIES = re.compile(
    r"(?<![\w-])(?:en application|pris\w* (?:en application|pour l'application)|declin(?:e"
    r"|aison)|met(?:tant)? en (?:oeuvre|œuvre)|s'inscri\w+ dans(?: le cadre)?"
    r"|dans le cadre|au titre|se rattache|est rattachee?)"
    r" ?(?:au|a la|a l'|du|de la|de l'|le|la|l')? ?(?:[\w'-]+ ){0,2}$"
)
_MADE_ON = re.compile(
    r"[^.;\n]{0,90}?(?:(?:signee?|conclue?|passee?|etablie?|intervenue?)(?: [^.;,\n]{0,60}?)? (?:le"
    r"|en)|en date du|du) ?$"
)
_WORTH = re.compile(
    r"(?<![\w-])(?:valant|(?:contrat|convention|elle|il) vaut|tient lieu d[e'])(?: egalement"
    r"| aussi)?(?: (?:de |d')?(?:convention|contrat)s?)?(?: (?:de|d'))? ?$|(?<![\w-])valant ?$"
)
_INITIAL = re.compile(
    r"(?:(?: |-)(?:initiale?|d'adhesion|d'origine|cadre)(?: pluriannuelle)?)?,? (?:a (?:initialement )?ete )?(?:signe"
    r"|conclu)e? "
)
"""« La convention d'adhésion a été signée le 9 avril 2021 », in what amends it."""
_OF_CONTRACTS = re.compile(r" des (?:crte|cte|contrats[a-z ]{0,40}?) (?:du |de la |des |de |d'|de l')")
_CLOSE = 60
_FRAMEWORKS = ("cadre", "chapeau")


def links(scenery: Scenery, one: Instrument) -> tuple[Link, ...]:
    """Return the other contracts that a contract changes, follows or carries out, the first words for each."""
    kept: dict[tuple[URIRef, ContractKind], Link] = {}
    for link in (*_amended(scenery, one), *_named(scenery, one)):
        known = kept.get((link.relation, link.kind), link)
        day, years, holder = known.day or link.day, known.years or link.years, known.holder or link.holder
        kept[link.relation, link.kind] = replace(known, day=day, years=years, holder=holder)
    return tuple(kept.values())


def worth(scenery: Scenery, one: Instrument) -> tuple[Said, ...]:
    """Return where a contract says that it counts as one of another kind too: « convention valant ORT »."""
    told = [said for said in _within(scenery, one) if said.kind and said.kind not in one.kinds[:1]]
    return tuple(said for said in told if _WORTH.search(_before(scenery, said)))


def _within(scenery: Scenery, one: Instrument) -> Iterator[Said]:
    return (said for said in scenery.said if one.whole.start <= said.start and said.end <= one.closing.start)


def _before(scenery: Scenery, said: Said) -> str:
    return scenery.page.low[max(0, said.start - 80) : said.start].rsplit("\n", 1)[-1]


def _amended(scenery: Scenery, one: Instrument) -> Iterator[Link]:
    """Yield the contract that an amendment changes, wherever the page says when that one was made."""
    if not one.amendment or len(one.kinds) == 1:
        return
    for said in _within(scenery, one):
        named = said.kind == one.kinds[1] and not _amending(scenery, said)
        if named or _initial(scenery, said):
            yield _link(scenery, one, CT.amends, said, one.kinds[1])


def _initial(scenery: Scenery, said: Said) -> bool:
    """Tell whether a contract of no kind is the one that is amended: « la convention initiale, signée le… »."""
    return said.kind is None and said.determiner in {"la", "le"} and bool(_INITIAL.match(scenery.page.low, said.end))


def _amending(scenery: Scenery, said: Said) -> bool:
    """Tell whether a contract is named to say which one another amendment changed."""
    before = _before(scenery, said)
    return "vu" in before and re.search(r"avenant n ?° ?\d+ [^.;\n]{0,20}$", before) is not None


def _named(scenery: Scenery, one: Instrument) -> Iterator[Link]:
    """Yield the contracts that a contract follows or carries out: « suite au contrat de ruralité 2017-2020 »."""
    for said in _within(scenery, one):
        kind = said.kind
        if kind is None or kind in one.kinds[: 2 if one.amendment else 1] or said.plural:
            continue
        before = _before(scenery, said)
        if _FOLLOWS.search(before):
            yield _link(scenery, one, CT.succeeds, said, kind)
        elif _CARRIES.search(before) and (kind.notation in {"crte", "crte-chapeau"} or _framework(scenery, said)):
            yield _link(scenery, one, CT.implements, said, kind)


def _framework(scenery: Scenery, said: Said) -> bool:
    return any(word in scenery.page.low[said.start : said.end] for word in _FRAMEWORKS)


def _link(scenery: Scenery, one: Instrument, relation: URIRef, said: Said, kind: ContractKind) -> Link:
    sentence = scenery.page.sentence(said.start)
    end = one.title.end if one.title.start <= said.start < one.title.end else sentence.end
    after = [m for m in scenery.page.within(Span(said.end, end)) if m.known]
    day = next((m for m in after if not m.ranged and _MADE_ON.fullmatch(_flat(scenery, said.end, m.start))), None)
    years = next((m for m in after if m.ranged and len(_flat(scenery, said.end, m.start)) < _CLOSE), None)
    return Link(relation, said, kind, day, years, holder_of(scenery, said) or _framed(scenery, said))


def _framed(scenery: Scenery, said: Said) -> Mention | None:
    """Return the body of a framework that is named by its contracts: « le chapeau commun des CRTE du Pôle »."""
    found = _OF_CONTRACTS.match(scenery.page.low, said.end)
    return next((m for m in scenery.mentions if found and m.body.local and 0 <= m.start - found.end() <= 1), None)


def _flat(scenery: Scenery, start: int, end: int) -> str:
    return scenery.page.low[start:end].replace("\n", " ")

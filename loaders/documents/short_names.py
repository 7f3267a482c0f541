"""What a page calls a body once it has named it: « le Département », « l'Agglo », « la Communauté »."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from loaders.documents import bodies
from loaders.documents.bodies import Body, Mention, Nature
from loaders.documents.french import lowered
from loaders.documents.page import Page
from loaders.documents.territories import Scene


@dataclass(frozen=True, slots=True)
class Short:
    """One short name: its words, what it makes, and what the name of the body it stands for begins with, if told."""

    words: re.Pattern[str]
    nature: Nature
    form: re.Pattern[str] = re.compile("")


_SHORT = (
    Short(
        re.compile(r"(?<![\w-])(?:Departement|[Cc]onseil (?:departemental|general|Departemental|General))(?![\w-])"),
        Nature.DEPARTMENT,
    ),
    Short(re.compile(r"(?<![\w-])(?:Region|[Cc]onseil (?:regional|Regional))(?![\w-])"), Nature.REGION),
    Short(
        re.compile(r"(?<![\w-])(?:CdC|CDC|[Cc]ommunaute de [Cc]ommunes)(?![\w-])"),
        Nature.INTERCOMMUNALITY,
        re.compile("communaute de communes"),
    ),
    Short(
        re.compile(r"(?<![\w-])(?:[Aa]gglo|[Aa]gglomeration|[Cc]ommunaute d'[Aa]gglomeration)(?![\w-])"),
        Nature.INTERCOMMUNALITY,
        re.compile(r"communaute d'agglomeration|.*\bagglo"),
    ),
    Short(
        re.compile(r"(?<![\w-])[Cc]ommunaute urbaine(?![\w-])"),
        Nature.INTERCOMMUNALITY,
        re.compile("communaute urbaine"),
    ),
    Short(re.compile(r"(?<![\w-])[Mm]etropole(?![\w-])"), Nature.INTERCOMMUNALITY, re.compile(r".*metropole")),
    Short(
        re.compile(r"(?<![\w-])(?:Communaute|[Ii]ntercommunalite|[Ii]nterco|EPCI)(?![\w-])"), Nature.INTERCOMMUNALITY
    ),
    Short(re.compile(r"(?<=la )(?:Ville|ville|commune|Commune|municipalite)(?![\w-])"), Nature.COMMUNE),
    Short(
        re.compile(
            r"(?<=[LlDdAa][eu] )(?:Pole(?: [Mm]etropolitain)?|PETR|Pays(?! d[eu']| des)|Syndicat(?: mixte)?)(?![\w-])"
        ),
        Nature.GROUPING,
    ),
)


_OFTEN = 3


def named(page: Page, scene: Scene, found: Sequence[Mention]) -> Iterator[Mention]:
    """Yield short names with the only body of their level that the page names, or that the paragraph names before."""
    for short in _SHORT:
        whole, why = _only(scene, found, short)
        for word in short.words.finditer(page.plain):
            body, reason = (whole, why) if whole else _last(page, found, short, word.start())
            if body is not None:
                proper = word[0].lower().startswith("conseil")
                yield replace(Mention(word.start(), word.end(), body, reason=reason), proper=proper)


def _only(scene: Scene, found: Sequence[Mention], short: Short) -> tuple[Body | None, str]:
    counted = Counter(mention.body for mention in found if mention.body.nature is short.nature)
    formed = [body for body in counted if short.form.match(lowered(body.label))]
    if len(counted) == 1 or len(formed) == 1:
        return (formed or [*counted])[0], "le seul organisme de ce niveau que la page nomme"
    often = [count for _, count in Counter({body: counted[body] for body in formed}).most_common(2)]
    if len(often) > 1 and often[0] >= _OFTEN and often[1] == 1:
        return max(formed, key=lambda body: counted[body]), "le seul organisme de ce niveau que la page nomme souvent"
    if short.nature in {Nature.DEPARTMENT, Nature.REGION} and not counted:
        return _around(scene, found, short.nature)
    return None, ""


def _last(page: Page, found: Sequence[Mention], short: Short, offset: int) -> tuple[Body | None, str]:
    """Return the only body of that form that the paragraph names before a short name."""
    block = next((b for b in page.blocks if b.start <= offset < b.end), None)
    before = [m for m in found if block and block.start <= m.start and m.end <= offset]
    told = {m.body for m in before if m.body.nature is short.nature and short.form.match(lowered(m.body.label))}
    return (
        (told.pop(), "le seul organisme de ce niveau nommé avant, dans le paragraphe") if len(told) == 1 else (None, "")
    )


def _around(scene: Scene, found: Sequence[Mention], nature: Nature) -> tuple[Body | None, str]:
    """Return the département or the région in which all the places of a page lie."""
    within = [m.body.place for m in found if m.body.place and (m.body.local or m.body.nature is Nature.DEPARTMENT)]
    if nature is Nature.DEPARTMENT:
        told = [set(place.departments) for place in within]
        codes = set.intersection(*told) if told else set(scene.near.departments[:1])
        iris = [scene.addresses.department(code) for code in codes]
    else:
        told = [set(place.regions) for place in within]
        codes = set.intersection(*told) if told else set(scene.near.regions[:1])
        iris = [scene.addresses.region(code) for code in codes]
    place = scene.atlas.places.get(iris[0]) if len(iris) == 1 else None
    body = bodies.administering(place, scene.addresses) if place else None
    level = "le département" if nature is Nature.DEPARTMENT else "la région"
    return body, f"{level} où se trouvent les territoires que la page nomme"

"""Bodies that administer no territory: the State, national and public offices, associations, companies."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from loaders.documents import bodies
from loaders.documents.bodies import NATIONALS, Mention, National
from loaders.documents.french import Span
from loaders.documents.page import Page
from loaders.documents.territories import Scene

_STATE = re.compile(r"(?<![\w-])(?:l')?Etat(?![\w-])")


def of_state(page: Page, scene: Scene) -> Iterator[Mention]:
    """Yield the State."""
    for found in _STATE.finditer(page.plain):
        start = found.end() - len("Etat")
        yield Mention(start, found.end(), bodies.state(scene.addresses))


def national(page: Page, scene: Scene) -> Iterator[Mention]:
    """Yield the bodies known all over France, by a name or an acronym."""
    for one, names, sigla in _nationals():
        found = [*names.finditer(page.low), *sigla.finditer(page.plain)]
        if found:
            body = replace(
                bodies.other(one.label, scene.addresses),
                iri=scene.addresses.organisation(one.key),
                acronyms=one.acronyms[:1],
            )
            yield from (Mention(name.start(), name.end(), body) for name in found)


@cache
def _nationals() -> tuple[tuple[National, re.Pattern[str], re.Pattern[str]], ...]:
    return tuple((one, _any_of(one.names), _any_of(one.acronyms)) for one in NATIONALS)


def _any_of(names: Sequence[str]) -> re.Pattern[str]:
    """Return a pattern for any of some names, the longest first; for nothing where there is none."""
    told = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{told or '(?!)'})(?![\w-])")


_LINKED = r"[-' ](?:et (?=d)|(?:de|du|des|sur|en|la|les)[- ]|d'|l')*"
_COMPLEMENT = re.compile(
    r"(?:(?:de la |de l'|du |des |de |d'|pour |et )?(?:[a-z']+ (?=[a-z' ]*[A-Z])){0,6})?\"?[A-Z0-9]\w*"
    rf"(?:{_LINKED}[A-Z0-9]\w*)*"
)
_OFFICE = re.compile(
    r"(?<![\w-])(?i:agence de l'eau|agence regionale de sante|agence d'urbanisme|caisse d'allocations familiales"
    r"|caisse primaire d'assurance maladie|chambres? d'agriculture|chambres? de commerce et d'industrie"
    r"|chambres? des? metiers(?: et de l'artisanat)?|etablissement public foncier(?: local| d'etat)?"
    r"|office public de l'habitat|office francais de la biodiversite|mission locale|caf(?= d)|msa(?= [A-Z])|cpam(?= d)"
    r"|parc naturel regional|direction departementale des territoires(?: et de la mer)?)"
    r"(?: (?:de la |de l'|du |des |de |d')?(?=[A-Z])(?P<name>[A-Z]\w*"
    rf"(?:{_LINKED}[A-Z]\w*)*))?(?![\w-])"
)


def offices(page: Page, scene: Scene) -> Iterator[Mention]:
    """Yield public offices, whether a capital opens them or not: « l'agence de l'eau Seine-Normandie ».

    A name said short is that of the only office of the page whose name goes on: « l'agence de l'eau ».
    """
    told = [found for line in page.sentences for found in _OFFICE.finditer(page.plain, line.start, line.end)]
    whole = {_named(page, found) for found in told if found["name"]}
    for found in told:
        label = _named(page, found)
        longer = [name for name in whole if name.lower().startswith(f"{label.lower()} ")]
        body = bodies.other(longer[0] if len(longer) == 1 else label, scene.addresses)
        yield Mention(found.start(), found.end(), body, proper=len(longer) != 1)


def _named(page: Page, found: re.Match[str]) -> str:
    label = page.words(Span(*found.span()))
    return label[:1].upper() + label[1:]


_HEAD = re.compile(
    r"(?<![\w-])(?:(?P<common>association|societe|cabinet|cluster|entreprise|co-entreprise)|(?P<own>Agence|Chambre"
    r"|Office|Mission"
    r"|Institut|Centre|Federation|Union|Caisse|Fondation|Conservatoire|Observatoire|Banque|Ministere|CCI|CMA|DREAL"
    r"|DDTM?|ARS|CAF)) "
)


def announced(page: Page, scene: Scene, found: Sequence[Mention]) -> Iterator[Mention]:
    """Yield bodies that a common noun announces (« l'association Modèle ») or opens (« Chambre d'agriculture de… »)."""
    for sentence in page.sentences:
        for head in _HEAD.finditer(page.plain, sentence.start, sentence.end):
            name = _COMPLEMENT.match(page.plain, head.end(), sentence.end)
            start = head.end() if head["common"] else head.start()
            if name and not any(m.start < name.end() and start < m.end for m in found):
                label = page.words(Span(start, name.end())).strip('"«» ')
                yield Mention(start, name.end(), bodies.other(label, scene.addresses))

"""Communes named as bodies: those of mayors, those that sign, those whose contract a page speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from loaders.documents import bodies
from loaders.documents.atlas import Level
from loaders.documents.bodies import Mention
from loaders.documents.french import Span
from loaders.documents.page import Page
from loaders.documents.territories import Found, Scene, listed

MAYOR = re.compile(
    r"(?<![\w-])maires?(?: adjointe?| deleguee?)? (?:de la (?:commune|ville) )?(?:de |d'|du |des )(?=[a-z])"
)


def mayors(page: Page, scene: Scene) -> Iterator[Mention]:
    """Yield the communes of mayors: « maire d'Exemple-sur-Mer »."""
    for lead in MAYOR.finditer(page.low):
        end = page.sentence(lead.start()).end
        for name in listed(page, scene, Span(lead.end(), end), (Level.COMMUNE,))[:1]:
            if name.place:
                body = bodies.administering(name.place, scene.addresses)
                yield Mention(name.start, name.end, body, reason=name.reason or "commune dont cette personne est maire")


_HELD = re.compile(
    r"(?<![\w-])(?:(?i:contrat|convention|avenant|operation de revitalisation d[eu] territoires?)|ORT|PVD|ACV)(?![\w-])"
    r"(?:(?! (?:sera|est|a|ont|sont|avec|pour|par|entre|qui|que) )[^.;:,\n]){0,60}?"
    r" (?:des communes de |de la commune de |de |d'|du )(?=[A-Z])"
)


def holders(page: Page, scene: Scene) -> Iterator[Mention]:
    """Yield the commune that a contract's name closes with: « la convention d'adhésion d'Exemple-sur-Mer »."""
    for sentence in page.sentences:
        for lead in _HELD.finditer(page.plain, sentence.start, sentence.end):
            for name in listed(page, scene, Span(lead.end(), sentence.end), (Level.COMMUNE,))[:1]:
                if name.place:
                    body = bodies.administering(name.place, scene.addresses)
                    yield Mention(name.start, name.end, body, reason=name.reason or "commune dont c'est le contrat")


_SIGNS = re.compile(
    r" (?:(?:a|ont|avait|avaient|vient de|viennent de) (?:officiellement |egalement )?(?:sign|rejoin|conclu|paraph)\w*"
    r"|sign(?:e|ent|ait|aient)|s'engage(?:nt)?|rejoi(?:nt|gnent)|se dote(?:nt)?)(?![\w-])"
)


def signing(page: Page, scene: Scene) -> Iterator[Mention]:
    """Yield communes that sign or join under their bare names: « Exemple et Modèle-sur-Mer signent ».

    A name of the past is none of those, being more often somebody's.
    """
    for sentence in page.sentences:
        for verb in _SIGNS.finditer(page.low, sentence.start, sentence.end):
            for word in re.finditer(
                r"(?<![\w'-])[A-Z]", page.plain[max(sentence.start, verb.start() - 90) : verb.start()]
            ):
                start = max(sentence.start, verb.start() - 90) + word.start()
                names = listed(page, scene, Span(start, verb.start()), (Level.COMMUNE,))
                told = [page.plain[name.start : name.end] for name in names if name.place]
                sure = len(told) == len(names) and not any(scene.atlas.outdated(words) for words in told)
                if names and names[-1].end == verb.start() and sure:
                    yield from _communes_named(scene, names)
                    break


def _communes_named(scene: Scene, names: Sequence[Found]) -> Iterator[Mention]:
    for name in names:
        if name.place:
            reason = name.reason or "commune que le sujet de la phrase nomme"
            yield Mention(name.start, name.end, bodies.administering(name.place, scene.addresses), reason=reason)

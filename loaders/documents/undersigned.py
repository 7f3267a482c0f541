"""Those under whose names a contract in its own words is signed, and the parties that they sign for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from loaders.documents import bodies
from loaders.documents.bodies import Body, Nature
from loaders.documents.capacities import POST
from loaders.documents.contracts import Party, Scenery
from loaders.documents.french import Span, lowered
from loaders.documents.parties import Cast, Entry
from loaders.documents.people import Naming
from loaders.documents.signature_blocks import SignatureBlock
from loaders.documents.signatures import Signer
from loaders.documents.territories import Scene
from ontology.addresses import slug

_IN_THE_DEED = "représente cette partie dans l'acte"
"""Why somebody named in the preamble of a dated contract signed it."""


def behalf(scenery: Scenery, scene: Scene, block: SignatureBlock, told: Cast) -> Body | None:
    """Return the party for which a block is signed: that which it names, in full or in short, or that of its person."""
    low = [scenery.page.low[cell.start : cell.end] for cell in block.cells]
    if any(_PREFECT.search(words) for words in low):
        return bodies.state(scene.addresses)
    inside = next((m for m in scenery.mentions if block.holds(m.start)), None)
    called = (e for e in told.entries if any(_calls(words, name) for name in _names(e) for words in low))
    short = next((entry.party.body for entry in called), None)
    if short is not None and (inside is None or not inside.proper or inside.body.place is None):
        return short
    if inside is not None:
        return _whole(inside.body, told.entries)
    if block.naming is not None:
        key = block.naming.key
        own = next((e.party.body for e in told.entries if any(agent.key == key for agent in e.agents)), None)
        return own or _of_post(scenery, block, told.entries)
    return _of_post(scenery, block, told.entries)


def _whole(body: Body, entries: Sequence[Entry]) -> Body:
    """Return the only party whose name begins as a body's that no list holds: « Pour la Chambre d'agriculture »."""
    if body.place is not None or any(entry.party.body == body for entry in entries):
        return body
    begun = [e.party.body for e in entries if slug(e.party.body.label).startswith(slug(body.label))]
    return begun[0] if len(begun) == 1 else body


def _names(entry: Entry) -> Iterator[str]:
    """Yield the names that a signature block may give a party: its short names, its full name."""
    yield from entry.shorts
    yield lowered(entry.party.body.label)


def _calls(words: str, name: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", words) is not None


def _of_post(scenery: Scenery, block: SignatureBlock, entries: Sequence[Entry]) -> Body | None:
    """Return the only party that such a post may sign for: « Le Maire » where one commune is a party."""
    mayor = any(
        re.match(r"(?:pour )?(?:le |la |m\. le |mme la )?maire\b", scenery.page.low[c.start : c.end])
        for c in block.cells
    )
    communes = [entry.party.body for entry in entries if entry.party.body.nature is Nature.COMMUNE]
    return communes[0] if mayor and len(communes) == 1 else None


def under(blocks: Sequence[tuple[SignatureBlock, Body | None]]) -> Iterator[Party]:
    """Yield the parties that sign."""
    for block, body in blocks:
        if body is not None and not block.present:
            cell = block.cells[0]
            yield Party(body, cell.start, cell.end, "signe l'acte")


def signers(scenery: Scenery, told: Cast, blocks: Sequence[tuple[SignatureBlock, Body | None]]) -> Iterator[Signer]:
    """Yield those who signed: the persons under whose names a party signs, else those who represent it in the deed."""
    signed = set()
    for block, body in blocks:
        if block.naming is None or (body is None and not block.present and not _posted(block.naming, told)):
            continue
        if block.present:
            yield Signer(block.naming, signed=False)
            continue
        signed.add(body)
        yield Signer(_capable(scenery, block, block.naming), signed=True, body=body)
    for entry in told.entries:
        if entry.party.body not in signed:
            for agent in entry.agents:
                yield Signer(agent, signed=True, body=entry.party.body, reason=_IN_THE_DEED)


def _posted(naming: Naming, told: Cast) -> bool:
    return naming.capacity is not None or any(agent.key == naming.key for e in told.entries for agent in e.agents)


def _capable(scenery: Scenery, block: SignatureBlock, naming: Naming) -> Naming:
    """Give a person the capacity that the block tells in another line: « Le Président » above or under the name."""
    if naming.capacity is not None and any(block.holds(naming.capacity.start) for _ in (1,)):
        return naming
    for cell in block.cells:
        found = _POSTED.match(scenery.page.low, cell.start, cell.end)
        if found:
            start = found.start("post")
            end = cell.start + len(scenery.page.low[cell.start : cell.end].rstrip(" ,"))
            return replace(naming, capacity=Span(start, end))
    return naming


_PREFECT = re.compile(r"(?<![\w-])(?:sous-)?prefete?(?![\w-])")
_POSTED = re.compile(rf"(?:(?:monsieur|madame) )?(?:le |la |l')?(?P<post>{POST})(?![\w-])")


def distinct(signers: Sequence[Signer]) -> Iterator[Signer]:
    """Yield one signature a person, that of who signed before that of who was present."""
    kept: dict[str, Signer] = {}
    for signer in sorted(signers, key=lambda signer: not signer.signed):
        kept.setdefault(signer.naming.key, signer)
    yield from kept.values()

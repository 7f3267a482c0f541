"""The parties of a contract in its own words: who stands in its preamble, for whom, under which short name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from loaders.documents import bodies
from loaders.documents.bodies import Mention, Nature
from loaders.documents.capacities import POST
from loaders.documents.contracts import Party, Scenery
from loaders.documents.french import Span, overlap
from loaders.documents.layout import Block, Kind
from loaders.documents.people import Naming
from loaders.documents.signatures import behalf
from loaders.documents.territories import Scene


@dataclass(frozen=True, slots=True)
class Entry:
    """One party as the preamble tells it: its words up to the next one, its representatives, its short names."""

    party: Party
    words: Span
    agents: tuple[Naming, ...] = ()
    shorts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cast:
    """All who stand in a preamble: the parties, those present without signing, the places left to be filled in."""

    entries: tuple[Entry, ...] = ()
    present: tuple[Naming, ...] = ()
    blanks: tuple[Span, ...] = ()


_STATE = re.compile(
    r"(?:(?P<state>l'etat)(?= ?(?:,|:|\(|$| represente))|(?:(?:monsieur|madame|m\.|mme) )?(?:le "
    r"|la )?(?:sous-)?prefete?)(?![\w-])"
)
"""« L'ÉTAT, » in capitals, « Le Préfet de l'Exemple, M. … »."""
_LED = re.compile(
    r"(?:^|(?<![\w'-])(?:entre|et|avec|ainsi que)|[;:)]|(?<!-) -|d'une part,?|d'autre part,?)"
    r" ?(?:d'une part,? ?:? ?|d'autre part,? ?:? ?)?$"
)
_ALSO_NAMED = re.compile(r" ?[-/] ?")
"""What parts two names of one party: « Caisse des dépôts – Banque des Territoires »."""
_REST = re.compile(
    r"(?: |-)(?:(?:de|du|des|de la|la|le|les|et|sur|en)(?: |-)|d'|l')*[A-Z][\w'-]*(?: (?:(?:de"
    r"|du|des|la|et|sur) )*[A-Z][\w'-]*){0,4}"
    r"(?= ?(?:,|;|\(|$)| representee?s? )"
)
_NATIONAL = frozenset(national.label for national in bodies.NATIONALS)
_JOINED = re.compile(r"(?:,|,? et|,? ainsi que) (?:(?:de la|de l'|du|des|de|d'|la|le|l') ?)?")
"""What joins the names of a list: « les communes d'Exemple, de Modèle et Autre »."""
_OWN_NOUN = re.compile(
    r"(?:(?<![\w-])(?:l'|la |le |les )?(?:groupe|societe|sas?|sasu|association|entreprise"
    r"|operateur|bailleur(?: social)?|"
    r"etablissement public|communes? (?:suivantes )?de|villes? de)? ?)$"
)
_REPRESENTED = re.compile(
    r"(?<![\w-])(?:representee?(?P<many>s?)(?! dans)|agissant par|par l'intermediaire de)(?![\w-])"
)
_TOLD_APART = re.compile(
    r"(?<![\w-])(?:delegation (?:de|consentie)|consentie? par|nommee? par|arrete|au nom et pour le compte"
    r"|en presence|assistee? de)(?![\w-])"
)
_PRESENT = re.compile(r"(?<![\w-])en (?:la )?presence (?:de|du|des|d')")
_BACK = re.compile(r"(?:et|d'autre part|entre)\b")
_SHORT = re.compile(
    r"[Cc]i[- ]apres[^\"\n;]{0,90}?\" ?(?:l'|la |le )?(?P<quoted>(?!les )[^\"\n]{2,50}?) ?\""
    r"|[Cc]i[- ]apres (?:denomme|designe|appele|nomme)\w* (?:l'|la |le )?"
    r"(?P<bare>[A-Z][\w'-]*(?: [\w'-]+){0,4}?)(?=[,.;:)\n]|$)"
)
BLANK = re.compile(
    r"\[[^\]\n]{2,60}\]|(?<![\w-])[xX]{3,}(?![\w-])|(?i:\(?a completer\)?|\(?a preciser\)?)"
    r"|<[^>\n]{3,40}>|_{4,}|\.{5,}|…{2,}"
)
_UNKNOWN = re.compile(
    r"(?:L'|La |Le |Les |l'|la |le |les )?(?P<name>[A-Z][^,;:()\"\[\]\n]{1,110}?)"
    r"(?= ?[,(;\"]| representee?s?(?![\w-])| ci-apres| dont le siege| sise? |\.?$)"
)
_NO_BODY = re.compile(
    r"(?i:(?:monsieur|madame|mme|m\.|mm\.|mmes|maitre|et|entre|vu|d'une part|d'autre part"
    r"|ci-apres|represent\w*|ensemble"
    r"|agissant|dument|collectivites?|parties|partenaires|signataires|beneficiaires?|presidente?"
    r"|maire|prefete?|tous|toutes"
    r"|il|elle|faite?|presente?s?|deliberations?|l[ae]s? [a-z]+|l'[a-z]+|son|sa|dont|autoris\w*|habilit\w*|domicili\w*"
    r"|etat)(?![\w-]))|\d"
)
_COMMON = re.compile(
    r"(?i:(?:societe|association|entreprise|groupe|sas|sa|sarl|bailleur(?: social)?)(?: (?:anonyme"
    r"|par actions simplifiee|cooperative))* )"
)


def cast(scenery: Scenery, scene: Scene, zone: Span) -> Cast:
    """Return all who stand in the lines that name the parties of a contract."""
    blocks = [b for b in scenery.page.blocks if b.kind is not Kind.FURNITURE and zone.start <= b.start < zone.end]
    entries: list[Entry] = []
    present: list[Naming] = []
    attending = False
    for block in blocks:
        low = scenery.page.low[block.start : block.end]
        attending = bool(_PRESENT.match(low)) or (attending and not _BACK.match(low))
        if attending:
            present += scenery.people(block)
        else:
            entries += _entries(scenery, scene, block)
    told = _with_agents(scenery, _bounded(entries, zone.end))
    blanks = tuple(Span(*found.span()) for found in BLANK.finditer(scenery.page.plain, zone.start, zone.end))
    return Cast(tuple(_distinct(told)), tuple(present), blanks)


def _entries(scenery: Scenery, scene: Scene, block: Block) -> Iterator[Entry]:
    """Yield the parties that a line names: bodies that open it, follow a word that leads to one, or go on a list."""
    found: list[Entry] = []
    for m in scenery.bodies(block):
        if found and _ALSO_NAMED.fullmatch(scenery.page.low, found[-1].party.end, m.start):
            continue
        joined = found and _JOINED.fullmatch(scenery.page.low, found[-1].party.end, m.start)
        if joined or _leads(scenery, block, m):
            found.append(Entry(_whole(scenery, scene, m, block.end), Span(m.start, block.end)))
    head = _head(scenery, scene, block)
    if head is not None and not any(_same(head, entry) for entry in found):
        yield head
    yield from found


def _whole(scenery: Scenery, scene: Scene, mention: Mention, end: int) -> Party:
    """Return a party under its whole name, up to the comma, where no list holds it: « Chambre de … d'Exemple »."""
    rest = _REST.match(scenery.page.plain, mention.end, end)
    listed = mention.body.nature is not Nature.OTHER or mention.body.label in _NATIONAL
    if listed or rest is None:
        return Party(mention.body, mention.start, mention.end, mention.reason)
    name = scenery.page.words(Span(mention.start, rest.end()))
    return Party(bodies.other(name, scene.addresses), mention.start, rest.end())


def _same(head: Entry, other: Entry) -> bool:
    return head.party.body == other.party.body or overlap(head.party, other.party)


def _leads(scenery: Scenery, block: Block, mention: Mention) -> bool:
    """Tell whether a body stands as a party: not within a person's capacity, a seat or a decision."""
    if any(n.capacity and n.capacity.start <= mention.start < n.capacity.end for n in scenery.namings):
        return False
    before = _OWN_NOUN.sub("", scenery.page.low[block.start : mention.start]).rstrip(" ")
    if _LED.search(before):
        return (
            _REPRESENTED.search(before.rpartition(";")[2]) is None
            or bool(re.search(r"(?:,|;|:) ?et$|part,?$|\) et$", before))
            or before.endswith(";")
            or _after_person(scenery, block, mention)
        )
    plainly = _REPRESENTED.search(scenery.page.low, block.start, block.end) is None
    if not before.endswith(",") or "siege" in before.rpartition(";")[2]:
        return False
    return _announced(scenery, mention, block.end) or (plainly and _REPRESENTED.search(before) is None)


def _after_person(scenery: Scenery, block: Block, mention: Mention) -> bool:
    """Tell whether a body follows « et » after a person and goes on with its own representative."""
    told = list(scenery.people(Span(block.start, mention.start)))
    return bool(told) and _announced(scenery, mention, block.end)


def _announced(scenery: Scenery, mention: Mention, end: int) -> bool:
    return (
        re.match(r"(?: \([^)]*\))? ?,? ?(?:representee?s?|ci-apres|dont|sise?)\b", scenery.page.low[mention.end : end])
        is not None
    )


def _head(scenery: Scenery, scene: Scene, block: Block) -> Entry | None:
    """Return the party that opens a line without a body's name: the State, a prefect, a president, a company."""
    page = scenery.page
    if state := _STATE.match(page.low, block.start, block.end):
        reason = None if state["state"] else "le préfet agit au nom de l'État"
        party = Party(bodies.state(scene.addresses), block.start, state.end(), reason)
        return Entry(party, Span(block.start, block.end))
    person = next(scenery.people(Span(block.start, block.end)), None)
    if (
        person is not None
        and person.capacity
        and min(person.start, person.capacity.start) - block.start <= len("Monsieur le ")
    ):
        body = behalf(scenery, scene, person, person.start)
        if body is not None:
            party = Party(body, person.capacity.start, person.capacity.end, "organisme pour lequel cette personne agit")
            return Entry(party, Span(block.start, block.end))
    return _unlisted(scenery, scene, block)


def _unlisted(scenery: Scenery, scene: Scene, block: Block) -> Entry | None:
    """Return a party that no list holds: « La société Modèle SAS, représentée par… », an item of a list of parties."""
    page = scenery.page
    found = _UNKNOWN.match(page.plain, block.start, block.end)
    if found is None or _NO_BODY.match(found["name"]) or BLANK.search(found["name"]):
        return None
    told = _COMMON.match(found["name"])
    start = found.start("name") + (told.end() if told else 0)
    followed = _REPRESENTED.search(page.low, found.end(), block.end) is not None
    near = page.low[block.end : block.end + 40].lstrip().startswith(("represent", "ci-apres"))
    listed = (
        block.kind is Kind.ITEM and found.end() >= block.end - 1 and not re.match(POST, page.low[start : block.end])
    )
    if not (followed or near or listed or told) or any(n.start <= start < n.end for n in scenery.namings):
        return None
    name = page.words(Span(start, found.end("name")))
    body = bodies.other(name, scene.addresses)
    if body.label.islower() or len(name.split()) > 14:  # noqa: PLR2004 - longer is a sentence
        return None
    return Entry(Party(body, start, found.end("name")), Span(block.start, block.end))


def _bounded(entries: Sequence[Entry], end: int) -> list[Entry]:
    """Let the words of each party run up to the next one."""
    ordered = sorted(entries, key=lambda entry: entry.words.start)
    return [
        replace(entry, words=Span(entry.words.start, max(after.words.start if after else end, entry.party.end)))
        for entry, after in pairwise([*ordered, None])
        if entry is not None
    ]


def _with_agents(scenery: Scenery, entries: Sequence[Entry]) -> list[Entry]:
    told = [replace(e, agents=tuple(_agents(scenery, e)), shorts=tuple(_shorts(scenery, e))) for e in entries]
    for place, entry in enumerate(told):
        found = _REPRESENTED.search(scenery.page.low, entry.words.start, entry.words.end)
        if found and found["many"]:
            _share(told, place)
    return told


def _agents(scenery: Scenery, entry: Entry) -> Iterator[Naming]:
    """Yield the representatives of a party: « représentée par son président, M. A, et par M. B »."""
    page = scenery.page
    found = _REPRESENTED.search(page.low, entry.words.start, entry.words.end)
    last: Naming | None = None
    for naming in scenery.people(Span(found.end() if found else entry.words.start, entry.words.end)):
        if last is not None and (
            _TOLD_APART.search(page.low, last.end, naming.start)
            or not re.search(r"(?:\bet\b|,|;)", page.low[last.end : naming.start])
        ):
            break
        if last is None and not found and not (naming.capacity or entry.party.reason):
            break
        if last is None and _PRESENT.search(page.low, entry.words.start, naming.start):
            break
        yield naming
        last = naming


def _share(told: list[Entry], place: int) -> None:
    """Give « A et B, représentés respectivement par X et Y » each its own: as many persons as parties without one."""
    first = place
    while first and not told[first - 1].agents:
        first -= 1
    persons, count = told[place].agents, place - first + 1
    if count > 1 and len(persons) == count:
        for shift in range(count):
            told[first + shift] = replace(told[first + shift], agents=(persons[shift],))


def _shorts(scenery: Scenery, entry: Entry) -> Iterator[str]:
    for found in _SHORT.finditer(scenery.page.plain, entry.words.start, entry.words.end):
        yield (found["quoted"] or found["bare"]).strip().lower()


def _distinct(entries: Sequence[Entry]) -> Iterator[Entry]:
    """Yield one entry for each body, with all that its entries tell."""
    kept: dict[str, Entry] = {}
    for entry in entries:
        known = kept.get(entry.party.body.iri)
        agents = (*(known.agents if known else ()), *entry.agents)
        shorts = (*(known.shorts if known else ()), *entry.shorts)
        kept[entry.party.body.iri] = replace(known or entry, agents=agents, shorts=shorts)
    yield from kept.values()

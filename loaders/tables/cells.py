"""What cells must be for the rows of a table to be told apart and written; the shapes judge the rest."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from loaders.faults import Fault, Wording
from loaders.tables.rows import Row
from loaders.tables.territory import FORMS


@dataclass(frozen=True, slots=True)
class Rule:
    """What a cell must match, from its first character to its last."""

    pattern: re.Pattern[str]
    problem: Wording
    remedy: Wording


def _code(pattern: str) -> Rule:
    remedy = Wording("écrire le code officiel en entier", "write the whole official code")
    return Rule(re.compile(pattern), Wording("code mal formé", "malformed code"), remedy)


_KNOWN = ", ".join(FORMS)
_SIREN = Rule(
    re.compile(r"[0-9]{9}"),
    Wording("siren mal formé", "malformed siren"),
    Wording("écrire le code officiel en entier", "write the whole official code"),
)
_NAME = Rule(
    re.compile(r"(?=.*\w)[^\x00-\x1f\x7f]+"),
    Wording("nom vide ou mal formé", "empty or malformed name"),
    Wording("écrire le nom officiel sur une ligne", "write the official name on one line"),
)
_COUNT = Rule(
    re.compile(r"[0-9]*"),
    Wording("population mal formée", "malformed population"),
    Wording("écrire un nombre entier", "write a whole number"),
)
_FORM = Rule(
    re.compile("|".join(FORMS)),
    Wording("forme juridique inconnue", "unknown legal form"),
    Wording(f"écrire l'un des sigles {_KNOWN}", f"write one of the acronyms {_KNOWN}"),
)
_LINK = Rule(
    re.compile(r"d'|du|des|de(?: la| l'| las| los)?"),
    Wording("mot de liaison inconnu", "unknown linking word"),
    Wording("écrire ce qui précède le nom : du, de la, d'…", "write what precedes the name: du, de la, d'…"),
)
_ZONE = Rule(
    re.compile("metro|drom|com"),
    Wording("zone inconnue", "unknown zone"),
    Wording("écrire metro, drom ou com", "write metro, drom or com"),
)
_KEY = Rule(
    re.compile(r"[0-9]{9}|(?:region|departement)-[0-9A-Z]{2,3}"),
    Wording("clé mal formée", "malformed key"),
    Wording("écrire un SIREN, region-… ou departement-…", "write a SIREN, region-… or departement-…"),
)
_LAST = Rule(
    re.compile(r"(?:[12][0-9]{3})?"),
    Wording("année mal formée", "malformed year"),
    Wording("écrire une année, ou rien", "write a year, or nothing"),
)
_LEVEL = Rule(
    re.compile("commune|epci"),
    Wording("niveau inconnu", "unknown level"),
    Wording("écrire commune ou epci", "write commune or epci"),
)
_NAMED: Mapping[str, Rule] = {"name": _NAME, "population": _COUNT, "link": _LINK, "zone": _ZONE}
RULES: Mapping[str, Mapping[str, Rule]] = {
    "regions.csv": {**_NAMED, "code": _code(r"[0-9]{2,3}")},
    "departements.csv": {**_NAMED, "code": _code(r"[0-9]{2,3}|2[AB]")},
    "arrondissements.csv": {**_NAMED, "code": _code(r"(?:[0-9]{2,3}|2[AB])[0-9]")},
    "epci.csv": {**_NAMED, "siren": _SIREN, "form": _FORM},
    "groupements.csv": {**_NAMED, "siren": _SIREN, "form": _FORM},
    "communes.csv": {**_NAMED, "code": _code(r"(?:[0-9]{2}|2[AB])[0-9]{3}")},
    "collectivites.csv": {**_NAMED, "key": _KEY},
    "anciens.csv": {"code": _code(r"(?:[0-9]{2}|2[AB])[0-9]{3}|[0-9]{9}"), "level": _LEVEL, "last": _LAST},
    "appartenances.csv": {"key": _code(r"[0-9AB]{5}-[0-9]{9}-[0-9]{4}"), "first": _LAST, "last": _LAST},
    "anciens-noms.csv": {"name": _NAME, "key": _code(r"[0-9AB]{5,9}-[0-9]{4}")},
}


def faults(path: Path, row: Row, key: str, taken: Container[str]) -> Iterator[Fault]:
    """Yield a fault for each cell that breaks its rule, and one for a key that another row has."""
    value = row[key]
    if value in taken:
        problem = Wording(f"{key} déjà présent plus haut", f"{key} stands above already")
        yield Fault(
            str(path), problem, Wording("supprimer l'une des lignes", "remove one of the rows"), row.line, value
        )
    rules = RULES[path.name]
    for column, cell in row.cells.items():
        if (rule := rules.get(column)) and not rule.pattern.fullmatch(cell):
            yield Fault(str(path), rule.problem, rule.remedy, row.line, cell)

"""The names by which prose calls an intercommunality, from the official label of its table."""

from __future__ import annotations

import re

from ontology.addresses import slug

_FORMS = {
    "CC": "Communauté de communes",
    "CA": "Communauté d'agglomération",
    "CU": "Communauté urbaine",
    "PETR": "Pôle d'équilibre territorial et rural",
    "POLEM": "Pôle métropolitain",
    "SM": "Syndicat mixte",
}
_LINK = r"(?:de la |de l'|des |du |de |d')"
_ABBREVIATED = re.compile(r"^(CC|CA|CU|PETR|POLEM|SM)\s+")
_FORM = re.compile(
    r"^(?:CC|CA|CU|PETR|POLEM|SM|Pôle d'équilibre territorial et rural|Syndicat mixte"
    r"|Pôle métropolitain|Métropole européenne|Métropole|Eurométropole)"
    rf"\s+(?P<link>{_LINK})?",
    re.IGNORECASE,
)
_BRACKET = re.compile(r"\s*\((?P<held>[^()]*)\)\s*$")
_ACRONYM = re.compile(r"(?=.*[A-Z].*[A-Z])[A-Z0-9]+")
_QUOTES = re.compile(r"''|[\"«»“”#]")


def tidy(name: str) -> str:
    """Return a label without quotes or final bracket, hyphens closed: « Faucigny - Glières » is Faucigny-Glières."""
    bare = _QUOTES.sub("", _BRACKET.sub("", name.replace("’", "'")))
    return re.sub(r"\s+", " ", re.sub(r"(?<=\w) ?- ?(?=\w)", "-", bare)).strip()


def acronym(name: str) -> str | None:
    """Return the acronym that ends a label in brackets: « CC du Pays de l'Arbresle (CCPA) » is also CCPA."""
    bracket = _BRACKET.search(name)
    return bracket["held"] if bracket and _ACRONYM.fullmatch(bracket["held"]) else None


def long_name(name: str) -> str:
    """Return a label with its legal form in full: « CA du Grand Dole » is Communauté d'agglomération du Grand Dole."""
    return _ABBREVIATED.sub(lambda form: f"{_FORMS[form[1]]} ", tidy(name))


def short_name(name: str) -> str:
    """Return a label without its legal form and what links it: « CC du Pays de Nérondes » is Pays de Nérondes."""
    bare = tidy(name)
    short = bare
    while (shorter := _FORM.sub("", short)) != short:
        short = shorter
    return short[:1].upper() + short[1:] if short else bare


def joined(link: str, name: str) -> str:
    """Return a name after the word that links it: « du » and « Pas-de-Calais », « d' » and « Oise »."""
    return f"{link}{name}" if link.endswith("'") else f"{link} {name}"


def elided(name: str) -> str:
    """Return a name after « de », contracted and elided: « d'Exemple », « du Havre », « de La Baule »."""
    if name.startswith("Le "):
        return f"du {name[3:]}"
    if name.startswith("Les "):
        return f"des {name[4:]}"
    return f"d'{name}" if slug(name)[:1] in set("aeiouy") else f"de {name}"

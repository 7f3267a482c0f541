"""What an entry of the file of corrections must hold: the keys of each action, and what their values must be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path

from rdflib import URIRef

from loaders import entries
from loaders.corrections import values
from loaders.documents import mask
from loaders.entries import TEXT, Entry, Rule, day, shown, words
from loaders.faults import Fault, Wording
from ontology.addresses import Addresses


class Action(StrEnum):
    """What a correction does; the notation of a concept of `ct:Decision`."""

    ADD = "add"
    CHOOSE = "choose"
    CONFIRM = "confirm"
    MERGE = "merge"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class Form:
    """What an action needs beside who, when and why: all keys of one of the sets, and none but those and `more`."""

    needs: tuple[frozenset[str], ...]
    more: frozenset[str] = frozenset()


_ALWAYS = frozenset({"action", "by", "on", "why"})
_QUOTED = frozenset({"source", "words"})
_FACT = frozenset({"subject", "property", "value"})
_ASIDE = frozenset({"subject", "property", "value", "source", "words", "near"})
FORMS: Mapping[Action, Form] = {
    Action.ADD: Form((_FACT,), _QUOTED | {"near"}),
    Action.CHOOSE: Form((_QUOTED | {"value"},), frozenset({"near"})),
    Action.CONFIRM: Form((frozenset({"subject", "property"}), _QUOTED | {"property"}), _ASIDE),
    Action.MERGE: Form((frozenset({"subject", "into"}),)),
    Action.REJECT: Form((frozenset({"subject"}), _QUOTED), _ASIDE),
}
_WITH = {"words": "source", "near": "words", "value": "property"}
"""Keys that say nothing without another."""
"""The keys of each action; a reader of the file finds them explained in seeds/README.md."""


def _open(value: object) -> bool:
    """Tell whether a text may be published: one line, no address or telephone number of a person."""
    return words(value) and mask(str(value)) == value


_OPEN = Rule(
    _open,
    Wording(
        "n'est pas un texte d'une ligne sans adresse électronique ni téléphone",
        "is not a text of one line without an e-mail address or telephone number",
    ),
    Wording(
        "écrire entre guillemets un service ou une raison, qui seront publiés",
        "write between quotes a service or a reason; it will be published",
    ),
)


_ACT: Mapping[str, Rule] = {
    "action": Rule(
        lambda value: value in set(Action),
        Wording("n'est pas une action connue", "is not a known action"),
        Wording(f"choisir parmi {', '.join(Action)}", f"choose among {', '.join(Action)}"),
    ),
    "by": _OPEN,
    "on": day(Wording("écrire le jour sans guillemets : AAAA-MM-JJ", "write the day unquoted: YYYY-MM-DD")),
    "why": _OPEN,
    "source": TEXT,
    "words": Rule(lambda value: isinstance(value, str) and words(on_one_line(value)), TEXT.problem, TEXT.remedy),
    "near": Rule(
        lambda value: isinstance(value, int) and not isinstance(value, bool) and value >= 0,
        Wording("n'est pas un rang de caractère", "is not the rank of a character"),
        Wording("écrire le nombre que donne pacte undecided", "write the number that pacte undecided gives"),
    ),
}
"""What the value of each key must be that says who decides, how, why and of which words."""

_VALUE: Mapping[str, Rule] = {
    "property": Rule(
        lambda value: isinstance(value, str) and values.named_property(value) is not None,
        Wording("n'est pas une propriété connue", "is not a known property"),
        Wording("écrire un nom de /def : ct:signedOn", "write a name of /def: ct:signedOn"),
    ),
    "value": Rule(
        lambda value: isinstance(value, str | int | float | date) and bool(str(value).strip()),
        Wording("n'est ni un texte, ni un nombre, ni un jour", "is no text, number or day"),
        Wording("écrire une seule valeur", "write a single value"),
    ),
}
"""What the value of each key must be that says what is so."""


def rules(addresses: Addresses) -> Mapping[str, Rule]:
    """Return what the value of each key must be."""
    named = Rule(
        lambda value: isinstance(value, str) and values.thing(value, addresses) is not None,
        Wording("n'est pas l'adresse d'une chose", "is not the address of a thing"),
        Wording("écrire la fin de l'adresse : commune/62498", "write the end of the address: commune/62498"),
    )
    return {**_ACT, "subject": named, "into": named, **_VALUE}


def faults(entry: Entry, path: Path, known: Mapping[str, Rule], addresses: Addresses) -> Iterator[Fault]:
    """Yield what is wrong in one entry: its keys and values, keys its action does without, a value of another type."""
    found = [_guided(fault, entry, known) for fault in entries.faults(entry, path, known, _ALWAYS)]
    if found:
        yield from found
        return
    yield from _misshapen(entry, path)
    if "value" in entry.values and "property" in entry.values:
        try:
            values.node(predicate(entry), entry.values["value"], addresses)
        except values.UnusableValue as error:
            yield _fault(entry, path, "value", error.wording, Wording("corriger la valeur", "correct the value"))
    elif entry.values["action"] == Action.CHOOSE and not known["subject"].holds(entry.values.get("value", "absent/0")):
        yield _fault(entry, path, "value", known["subject"].problem, known["subject"].remedy)


def _guided(fault: Fault, entry: Entry, known: Mapping[str, Rule]) -> Fault:
    """Return the fault of a property with the one whose name is nearest."""
    if fault.problem is not known["property"].problem:
        return fault
    near = values.nearest(str(entry.values["property"]))
    return replace(fault, remedy=Wording(f"écrire un nom de /def : {near}", f"write a name of /def: {near}"))


def _misshapen(entry: Entry, path: Path) -> Iterator[Fault]:
    """Yield the keys that an action lacks, or does nothing with."""
    action = Action(str(entry.values["action"]))
    form, given = FORMS[action], set(entry.values) - _ALWAYS
    needs = next((one for one in form.needs if one <= given), None)
    if needs is None:
        listed = " | ".join(" + ".join(sorted(one)) for one in form.needs)
        problem = Wording(f"il manque ce que vise « {action} »", f"what “{action}” is about is missing")
        yield _fault(entry, path, "action", problem, Wording(f"donner {listed}", f"give {listed}"))
        return
    idle = given - needs - form.more
    if action is not Action.CHOOSE:
        idle |= {key for key, other in _WITH.items() if key in given and other not in given}
    for key in sorted(idle):
        problem = Wording(f"« {action} » ne se sert pas de cette clé ici", f"“{action}” makes no use of this key here")
        yield _fault(entry, path, key, problem, Wording("la retirer", "remove it"))


def _fault(entry: Entry, path: Path, key: str, problem: Wording, remedy: Wording) -> Fault:
    return Fault(str(path), problem, remedy, entry.lines.get(key, entry.line), shown(key, entry.values[key]))


def predicate(entry: Entry) -> URIRef:
    """Return the property that an entry without fault names."""
    found = values.named_property(str(entry.values["property"]))
    assert found is not None  # noqa: S101 - the rule of the key holds
    return found


def on_one_line(text: str) -> str:
    """Return a text with its blanks made single."""
    return " ".join(text.split())
